"""What people are asked who advise, and who ask for advice on a draft."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from applications import advising, assessing
from applications.models import Application
from fund.models import Organisation, Question, Section, User
from fund.questionnaires import fields


class NoteForm(forms.Form):
    """What was said, when, and to which group."""

    use_required_attribute = False

    said_on = fields.Day(label="On which day?", error_messages={"required": "Enter the day"})
    words = fields.Text(
        label="What was asked, and what did you say?",
        help_text="Only officers and managers see it, never assessors or the panel.",
        words=500,
        error_messages={"required": "Write down what was said"},
    )
    reference = fields.Line(label="Reference of their application", most=24, required=False)

    def __init__(self, *args: Any, by: User, **facts: Any) -> None:
        facts.setdefault("initial", {"said_on": timezone.localdate()})
        super().__init__(*args, **facts)
        self.by = by

    def clean_reference(self) -> Application | None:
        """The application that the officer may see. A draft is not one, unless the group asked for advice on it."""
        reference = self.cleaned_data["reference"]
        if not reference:
            return None
        rows = Application.objects.visible_to(self.by).select_related("organisation")
        found = rows.filter(reference__iexact=reference).first()
        if found is None:
            raise ValidationError("No application that was handed in has this reference")
        return found

    @property
    def facts(self) -> dict[str, Any]:
        """What goes to the verb."""
        given = self.cleaned_data
        return {"words": given["words"], "said_on": given["said_on"], "application": given["reference"]}


class TalkNoteForm(NoteForm):
    """The same at a talk, where the group may not be known yet."""

    group = fields.Line(label="Name of the group, if it is here", required=False)

    def clean_group(self) -> Organisation | None:
        name = self.cleaned_data["group"]
        if not name:
            return None
        found = list(Organisation.objects.filter(name__iexact=name)[:2])
        if len(found) != 1:
            raise ValidationError(
                "Two groups have this name. Enter the reference instead" if found else "No group here has this name"
            )
        return found[0]

    @property
    def facts(self) -> dict[str, Any]:
        return {**super().facts, "organisation": self.cleaned_data["group"]}


class AskReadingForm(forms.Form):
    """What the group wants to know about its draft."""

    use_required_attribute = False

    words = fields.Text(
        label="What should we look at?", help_text="Like: is our budget clear?", words=100, required=False
    )


class AdviseForm(forms.Form):
    """Advice on one question of a draft, and the words of the answer that it is about."""

    use_required_attribute = False

    about = forms.ChoiceField(
        label="Which question?",
        error_messages={"required": "Choose a question", "invalid_choice": "Choose a question of the list"},
    )
    passage = fields.Text(
        label="Which words of the answer?",
        help_text="Copy them from the answer. Leave this empty if your advice is about all of it.",
        words=150,
        widget=forms.Textarea(attrs={"data-words": 150, "rows": 2}),
        required=False,
    )
    words = fields.Text(
        label="Your advice",
        help_text="Say what you would do. The group decides.",
        words=advising.WORDS,
        widget=forms.Textarea(attrs={"data-words": advising.WORDS, "rows": 5}),
        error_messages={"required": "Write your advice"},
    )

    def __init__(self, *args: Any, pages: assessing.Reading, values: dict[int, dict[str, Any]], **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.values = values
        self.places: dict[str, tuple[Section, Question, Any]] = {}
        choices: list[tuple[str, Any]] = [("", "Choose a question")]
        for section, answers in pages:
            for question, words in answers:
                self.places[f"{section.code}.{question.code}"] = (section, question, words)
            inside = [(f"{section.code}.{question.code}", question.label) for question, _ in answers]
            choices.append((section.title, inside))
        self.fields["about"].choices = choices

    def clean(self) -> dict[str, Any]:
        """Words that are quoted must stand in the answer."""
        given = self.cleaned_data
        if given.get("passage") and given.get("about"):
            section, question, shown = self.places[given["about"]]
            raw = self.values.get(section.pk, {}).get(question.code)
            if not (advising.holds(raw, given["passage"]) or (isinstance(shown, str) and given["passage"] in shown)):
                self.add_error("passage", "These words are not in the answer. Copy them as they stand there")
        return given

    @property
    def facts(self) -> dict[str, Any]:
        """What goes to the verb."""
        section, question, _ = self.places[self.cleaned_data["about"]]
        given = self.cleaned_data
        return {"section": section, "question": question, "passage": given["passage"], "words": given["words"]}
