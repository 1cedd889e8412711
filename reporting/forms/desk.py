"""What the learning desk asks."""

from typing import Any

from django import forms

from fund.kit import sentences
from fund.kit.plain_text import count_words, tidy_line
from fund.kit.states import Refused
from fund.models import Round, Term
from fund.questionnaires.fields import Tidy
from reporting.learning import editing, offering, scopes, siding
from reporting.learning.wording import LINE_WORDS, TITLE_LETTERS
from reporting.models import LearningSummary, Statement

TITLE_TOO_LONG = f"Shorten the title to at most {TITLE_LETTERS} letters"
NOTHING_FITS = "No accepted report fits “{name}” yet. Choose something else, or try fewer words"


class AskForDraft(forms.Form):
    """What to draft a summary of: a kind, and which one of it."""

    kind = forms.CharField(widget=forms.HiddenInput, required=False)
    of = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        kind, of = self.cleaned_data.get("kind", ""), self.cleaned_data.get("of", "")
        if not Term.objects.of("learning-themes").exists():
            raise forms.ValidationError("The list of learning themes is not loaded yet, so nothing can be drafted")
        if kind not in offering.KINDS or not tidy_line(of):
            raise forms.ValidationError("Choose what the draft is to be about")
        try:
            scope = scopes.find(kind, tidy_line(of))
        except Refused as refusal:
            raise forms.ValidationError(refusal.words) from refusal
        evidence = offering.evidence(scope)
        if not evidence.sources:
            raise forms.ValidationError(NOTHING_FITS.format(name=scope.name))
        return {"scope": scope, "evidence": evidence}


class FindChoice(forms.Form):
    """Words that narrow a list of choices, or that are the search itself."""

    words = Tidy(
        label="Words",
        max_length=200,
        required=False,
        error_messages={"max_length": "Shorten the words to at most 200 letters"},
    )


class EditSummary(forms.ModelForm):
    """The fixed parts of a summary."""

    class Meta:
        model = LearningSummary
        fields = ("title", "one_line", "for_whom", "limits")
        labels = {
            "title": "Title",
            "one_line": "In one line",
            "for_whom": "For whom",
            "limits": "What this cannot tell",
        }
        help_texts = {
            "title": f"Say what was found, in at most {TITLE_LETTERS} letters.",
            "one_line": f"At most {LINE_WORDS} words.",
            "for_whom": "Which people, and where.",
        }
        widgets = {
            "title": forms.TextInput(attrs={"maxlength": TITLE_LETTERS}),
            "one_line": forms.Textarea(attrs={"rows": 3, "maxlength": 250}),
            "for_whom": forms.Textarea(attrs={"rows": 2, "maxlength": 250}),
            "limits": forms.Textarea(attrs={"rows": 5}),
        }
        error_messages = {
            "title": {"required": "Enter a title", "max_length": TITLE_TOO_LONG},
            "one_line": {"required": "Enter the one line", "max_length": "Shorten the one line to at most 250 letters"},
            "for_whom": {"max_length": "Shorten “For whom” to at most 250 letters"},
        }

    def clean_title(self) -> str:
        title: str = self.cleaned_data["title"]
        if len(title) > TITLE_LETTERS:
            raise forms.ValidationError(TITLE_TOO_LONG)
        return title

    def clean_one_line(self) -> str:
        line: str = self.cleaned_data["one_line"]
        if (words := count_words(line)) > LINE_WORDS:
            raise forms.ValidationError(f"Shorten the one line to at most {LINE_WORDS} words. It has {words}")
        return line


class EditStatement(forms.Form):
    """Other words for one statement, another heading, or whether it stands in the summary at all."""

    FILL = "Write it in the place of the three dots, such as “[The group]”."
    SAVE, DROP, RESTORE = "save", "drop", "restore"
    TO = {str(kind): f"Put under “{kind.label}”" for kind in siding.HEADINGS}

    action = forms.ChoiceField(
        choices=[(SAVE, "Save"), (DROP, "Leave out"), (RESTORE, "Bring back"), *TO.items()], widget=forms.HiddenInput
    )
    words = Tidy(
        label="Words in the summary",
        help_text="Leave the box empty to bring the words of the report back.",
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": "Shorten the statement to at most 600 letters"},
    )

    def __init__(self, *args: Any, statement: Statement, **kwargs: Any) -> None:
        leans = editing.leans(statement)
        words = sentences.with_gap(statement.as_written) if leans else statement.as_written
        kwargs.setdefault("initial", {"words": words, "action": self.SAVE})
        kwargs.setdefault("auto_id", f"id_{statement.pk}_%s")
        super().__init__(*args, **kwargs)
        if leans:
            self.fields["words"].help_text = f"{editing.LEANS} {self.FILL if sentences.GAP in words else ''}".strip()
        is_movable = statement.kind in self.TO and not statement.is_dropped
        self.ways = [(kind, words) for kind, words in self.TO.items() if is_movable and kind != statement.kind]
        if statement.kind == Statement.Kind.STORY:
            del self.fields["words"]


class AllowModel(forms.Form):
    """For which rounds a language model may help."""

    rounds = forms.ModelMultipleChoiceField(
        label="Rounds in which it may help",
        queryset=Round.objects.exclude(state=Round.State.DRAFT).order_by("name", "pk"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"rounds": Round.objects.filter(may_use_model=True)})
        super().__init__(*args, **kwargs)


class Withdraw(forms.Form):
    """Why a summary is taken away; to say nothing is allowed, because haste can matter."""

    reason = Tidy(
        label="Why is it withdrawn?",
        max_length=300,
        required=False,
        error_messages={"max_length": "Shorten the reason to at most 300 letters"},
    )
