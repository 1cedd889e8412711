"""What the learning desk asks."""

from typing import Any

from django import forms

from applications.models import Grant
from fund.models import Round, Term
from fund.questionnaires.fields import Tidy
from reporting import learning
from reporting.models import LearningSummary, Statement


class AskForDraft(forms.Form):
    """Which project or round to draft a summary of."""

    of = forms.ChoiceField(
        label="Project or round",
        help_text="Only those with at least one accepted report are listed.",
        error_messages={"required": "Choose a project or a round", "invalid_choice": "Choose one from the list"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grants, rounds = learning.can_be_drafted()
        self.found: dict[str, Grant | Round] = {}
        projects, whole = [], []
        for grant in grants:
            self.found[f"grant-{grant.pk}"] = grant
            projects.append((f"grant-{grant.pk}", f"{grant.reference} {grant.title}, {grant.organisation}"))
        for round_ in rounds:
            self.found[f"round-{round_.pk}"] = round_
            whole.append((f"round-{round_.pk}", round_.name))
        field = self.fields["of"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "Choose one"), ("Projects", projects), ("Whole rounds", whole)]

    def clean_of(self) -> Grant | Round:
        if not Term.objects.of("learning-themes").exists():
            raise forms.ValidationError("The list of learning themes is not loaded yet, so nothing can be drafted")
        return self.found[self.cleaned_data["of"]]


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
            "title": "Say what was found, in at most 70 letters if you can.",
            "one_line": "At most 25 words.",
            "for_whom": "Which people, and where.",
        }
        widgets = {
            "one_line": forms.Textarea(attrs={"rows": 3, "maxlength": 250}),
            "for_whom": forms.Textarea(attrs={"rows": 2, "maxlength": 250}),
            "limits": forms.Textarea(attrs={"rows": 5}),
        }
        error_messages = {
            "title": {"required": "Enter a title", "max_length": "Shorten the title to at most 120 letters"},
            "one_line": {"required": "Enter the one line", "max_length": "Shorten the one line to at most 250 letters"},
            "for_whom": {"max_length": "Shorten “For whom” to at most 250 letters"},
        }


class EditStatement(forms.Form):
    """Other words for one statement, or whether it stands in the summary at all."""

    SAVE, DROP, RESTORE = "save", "drop", "restore"

    action = forms.ChoiceField(
        choices=[(SAVE, "Save"), (DROP, "Leave out"), (RESTORE, "Bring back")], widget=forms.HiddenInput
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
        kwargs.setdefault("initial", {"words": statement.words, "action": self.SAVE})
        kwargs.setdefault("auto_id", f"id_{statement.pk}_%s")
        super().__init__(*args, **kwargs)
        if statement.kind == Statement.Kind.STORY:
            del self.fields["words"]


class Withdraw(forms.Form):
    """Why a summary is taken away; to say nothing is allowed, because haste can matter."""

    reason = Tidy(
        label="Why is it withdrawn?",
        max_length=300,
        required=False,
        error_messages={"max_length": "Shorten the reason to at most 300 letters"},
    )
