"""The form about one question: its words, what its kind needs, and where the answer goes."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property

from fund.models import Question, Questionnaire, Section
from fund.question_forms.group import GROUP, Column, columns_of, rearranged
from fund.question_forms.settings import NONE, SETTINGS, SettingsOf
from fund.questionnaires import fields
from fund.round_forms.rows import typed_in
from fund.rounds.asking.checking import faults_of
from fund.rounds.questions import FILLS, PARTNER_KINDS, PERSONAL_KINDS, SLOTS

Purpose = Questionnaire.Purpose
NOTHING = "no"
PRIVACY = (
    (Question.Privacy.BUSINESS, "About the work: assessors and the panel may read it, and it is kept with the project"),
    (Question.Privacy.PERSONAL, "Personal data: leads to a person. Only officers read it, and it can be erased"),
    (Question.Privacy.SPECIAL, "About somebody’s health or beliefs: as personal data, and kept with more care"),
)
FILLED = {
    "title": "Name of the project",
    "summary": "Summary in plain words",
    "tier": "Size of grant",
    "grant_type": "Type of grant",
    "priority": "Priority",
    "months": "Length in months",
    "amount": "Sum asked for",
    "areas": "Council areas",
    "conditions": "Conditions that it is about",
}
SLOT_WORDS = {
    "did": "What was done",
    "worked": "What worked",
    "did_not_work": "What did not work",
    "for_whom": "For whom, and for whom not",
    "circumstances": "What it took",
    "cost": "What it cost",
    "others_need": "What others need to know",
    "next": "What comes next",
}
COLUMNS = {"help": "help_text", "error": "error_text", "required": "is_required", "folded": "is_folded"}
# What tells of learning: words, several voices beside each other, and ticks of themes.
LEARNING_KINDS = (Question.Kind.TEXT, Question.Kind.LINE, Question.Kind.GROUP, Question.Kind.MANY_OF)
assert set(FILLED) == set(FILLS) and set(SLOT_WORDS) == set(SLOTS)


class QuestionForm(forms.Form):
    """One question of one kind. Only the boxes that this kind needs are on the form."""

    label = fields.Line(
        label="The question",
        help_text="Ask one thing, in words that you would say aloud.",
        most=250,
        error_messages={"required": "Enter the question"},
    )
    help_text = fields.Text(
        label="Help under the question",
        help_text="What to think of, or an example.",
        words=200,
        widget=forms.Textarea(attrs={"data-words": 200, "rows": 3}),
        required=False,
    )
    is_required = forms.ChoiceField(
        label="Must it be answered?",
        choices=[("yes", "Yes, before the form can be handed in"), ("no", "No, it is optional")],
        initial="yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether it must be answered"},
    )
    error_text = fields.Line(
        label="What we say when it is left empty",
        help_text="Say what to do. For example, Enter the name of your project.",
        most=200,
        required=False,
    )
    privacy = forms.ChoiceField(
        label="What kind of data is the answer?",
        choices=PRIVACY,
        initial=Question.Privacy.BUSINESS,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what kind of data the answer is"},
    )

    use_required_attribute = False

    def __init__(self, *args: Any, kind: str, section: Section, question: Question | None = None, **facts: Any) -> None:
        self.kind, self.section, self.question = kind, section, question
        facts.setdefault("initial", self._shown() if question else {})
        super().__init__(*args, **facts)
        if kind in PERSONAL_KINDS and question is None:
            self.initial["privacy"] = Question.Privacy.PERSONAL
        boxes = self._settings.boxes(section.questionnaire.round)
        self.fields |= boxes | self._where_it_goes() | self._partners() | self._folded()
        if question is not None:
            sections = section.questionnaire.sections.values_list("code", "title")
            self.fields["section"] = forms.ChoiceField(
                label="Which section is it in?", choices=list(sections), initial=section.code
            )
        self.order_fields(["label", "help_text", *boxes, "is_required", "error_text"])

    @cached_property
    def _settings(self) -> SettingsOf:
        return GROUP if self.kind == "group" else SETTINGS.get(self.kind, NONE)

    def _where_it_goes(self) -> dict[str, forms.Field]:
        """What the answer fills (of an application), or its place in what was learned (of a report)."""
        purpose = self.section.questionnaire.purpose
        fills = [(name, FILLED[name]) for name, (kinds, _) in FILLS.items() if self.kind in kinds]
        if purpose == Purpose.APPLICATION and fills:
            return {
                "fills": forms.ChoiceField(
                    label="Is it one of the facts that we count with?",
                    help_text="The answer then also stands in lists, sums and letters.",
                    choices=[(NOTHING, "No"), *fills],
                    initial=NOTHING,
                    required=False,
                    widget=forms.RadioSelect,
                )
            }
        if purpose == Purpose.REPORT and self.kind in LEARNING_KINDS:
            return {
                "slot": forms.ChoiceField(
                    label="Does it tell what was learned?",
                    help_text="The answer then goes to the learning desk under this heading.",
                    choices=[(NOTHING, "No"), *SLOT_WORDS.items()],
                    initial=NOTHING,
                    required=False,
                    widget=forms.RadioSelect,
                )
            }
        return {}

    def _partners(self) -> dict[str, forms.Field]:
        """Whether the answer says whom the group works with."""
        if self.section.questionnaire.purpose != Purpose.APPLICATION or self.kind not in PARTNER_KINDS:
            return {}
        return {
            "names_partners": forms.BooleanField(
                label="It says whom the group works with",
                help_text="Readers see it before they say whether they have ties. Of a table they see the names only.",
                required=False,
            )
        }

    def _folded(self) -> dict[str, forms.Field]:
        """Whether an optional question stays closed until somebody opens it."""
        return {
            "is_folded": forms.BooleanField(
                label="Keep it closed until somebody opens it",
                help_text="Only for an optional question. The page stays short for all who do not need it.",
                required=False,
            )
        }

    def _shown(self) -> dict[str, Any]:
        assert self.question is not None
        names = ("label", "help_text", "error_text", "privacy", "fills", "slot", "is_folded", "names_partners")
        shown = {name: getattr(self.question, name) for name in names}
        shown |= {"is_required": "yes" if self.question.is_required else "no", "section": self.question.section.code}
        shown |= {name: shown[name] or NOTHING for name in ("fills", "slot")}
        return shown | self._settings.show(self.question.settings)

    @property
    def columns(self) -> list[Column]:
        """The columns of a table of several answers, each with its boxes."""
        return columns_of(self)

    @property
    def written_columns(self) -> list[Column]:
        """Those with words, and the next one to write."""
        return self.columns[: self._written + 1]

    @property
    def spare_columns(self) -> list[Column]:
        return self.columns[self._written + 1 :]

    @property
    def _written(self) -> int:
        return max((column.number for column in self.columns if column.name), default=0)

    @property
    def other_fields(self) -> tuple[list[forms.BoundField], list[forms.BoundField]]:
        """The boxes before the columns and those after them."""
        inside = {box.name for column in self.columns for box in column.boxes.values()}
        others = [box for box in self.visible_fields() if box.name not in inside]
        return ([*others[:2]], [*others[2:]]) if inside else (others, [])

    is_rearranged = False

    def rearranged(self, asked: str) -> "QuestionForm | None":
        """The same with one column moved or taken out, as typed and not judged; None for another button."""
        moved = rearranged(typed_in(self), asked) if self.is_bound and self.kind == Question.Kind.GROUP else None
        if moved is None:
            return None
        form = QuestionForm(kind=self.kind, section=self.section, question=self.question, initial=moved)
        form.is_rearranged = True
        return form

    @property
    def here(self) -> Section:
        """The section that the question will stand in."""
        code = self.cleaned_data.get("section") or self.section.code
        return self.section if code == self.section.code else self.section.questionnaire.sections.get(code=code)

    def clean(self) -> dict[str, Any]:
        """Read what the kind needs, and ask the reader of round files what it would say."""
        given = self.cleaned_data
        if self.errors:
            return given
        try:
            self.settings = self._settings.read(given, self.question.settings if self.question else {})
        except ValidationError as wrong:
            self.add_error(None, wrong)
            return given
        if not (self._words_fit(given) and self._bounds_fit()):
            return given
        for key, words in faults_of(self.facts | {"code": self._code}, self.here, self.question):
            name = COLUMNS.get(key, key)
            self.add_error(name if name in self.fields else None, words)
        return given

    def _words_fit(self, given: dict[str, Any]) -> bool:
        """Help is a paragraph of a file too, where a single new line is no new line; so it is kept as a file has it."""
        is_personal = given["privacy"] != Question.Privacy.BUSINESS or self.kind in PERSONAL_KINDS
        if is_personal and (self.here.assessors_see_it or self.here.panel_sees_it):
            words = f"Assessors or the panel read “{self.here}”, so it cannot ask for personal data"
            self.add_error("privacy", f"{words}. Put the question into a section that only officers read")
            return False
        return True

    def _bounds_fit(self) -> bool:
        least, most = self.settings.get("min"), self.settings.get("max")
        if least is not None and most is not None and least > most:
            self.add_error("max", f"Enter a number that is not under {least:,}")
            return False
        return self._fit_what_they_fill()

    def _fit_what_they_fill(self) -> bool:
        """Say kindly what a column needs, before the reader of files says it in its own words."""
        fills = self._chosen("fills")
        source = FILLS[fills][1] if fills else ""
        if source and self.settings.get("options_from") != source:
            self.add_error("options_from", f"To fill “{FILLED[fills]}” the answers must come from this round’s list")
        elif fills == "title" and self.settings.get("max", 1000) > 200:
            self.add_error("max", "The name of the project has room for 200 characters: enter 200 or fewer")
        elif fills == "months" and self.settings.get("min", 0) < 1:
            self.add_error("min", "For a length in months enter at least 1")
        elif fills == "months" and self.settings.get("max", 1000) > 120:
            self.add_error("max", "For a length in months enter at most 120")
        return not self.errors

    def _chosen(self, name: str) -> str:
        """The column or the slot that was chosen, or nothing."""
        chosen = str(self.cleaned_data.get(name, ""))
        return "" if chosen == NOTHING else chosen

    @property
    def _code(self) -> str:
        return self.question.code if self.question else "new"

    @property
    def facts(self) -> dict[str, Any]:
        """What the verbs take."""
        given = self.cleaned_data
        names = ("label", "help_text", "error_text", "privacy")
        return {
            **{name: given[name] for name in names},
            "kind": self.kind,
            "is_required": given["is_required"] == "yes",
            "fills": self._chosen("fills"),
            "slot": self._chosen("slot"),
            "is_folded": bool(given.get("is_folded")),
            "names_partners": bool(given.get("names_partners")),
            "settings": self.settings,
        }
