"""What a project says about a learning event."""

from collections.abc import Sequence
from typing import Any

from django import forms

from fund.questionnaires import fields
from fund.questionnaires.fields import Text
from reporting.models import EventCheck, EventInvitation, EventQuestion


class SayComing(forms.Form):
    """Whether a project comes."""

    use_required_attribute = False
    saves_drafts = True  # what is needed depends on whether it comes

    coming = forms.ChoiceField(
        label="Do you come?",
        choices=[("yes", "Yes, we come"), ("no", "No, we do not come")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether you come"},
    )
    how_many = fields.Whole(label="How many of you come?", least=1, most=50, required=False)
    who = fields.Line(
        label="Who comes?",
        help_text="Roles are enough, like: a walk leader and two people who take part. We need no names.",
        most=200,
        required=False,
    )
    needs = Text(
        label="What do you need, to take part?",
        help_text="Such as an interpreter, a quiet room, food, a seat near the door. Only those who run "
        "the fund read it, and we take it out when the event is over.",
        words=150,
        required=False,
    )
    drops_needs = forms.BooleanField(label="Take out what we told you before about our needs", required=False)

    def __init__(self, *args: Any, invitation: EventInvitation, **facts: Any) -> None:
        said = {name: getattr(invitation, name) for name in ("coming", "how_many", "who")}
        super().__init__(*args, initial=said, **facts)
        if invitation.access_needs:
            self.fields["needs"].help_text = (
                "We have what you told us before. To keep it private, we do not show it here. "
                "If you write here, it takes its place."
            )
        else:
            del self.fields["drops_needs"]

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("coming") == "yes" and not self.cleaned_data.get("how_many") and not self.errors:
            self.add_error("how_many", "Enter how many of you come")
        return self.cleaned_data

    @property
    def said(self) -> dict[str, Any]:
        return {**self.cleaned_data, "how_many": self.cleaned_data["how_many"] or None}


class Questionnaire(forms.Form):
    """The questions before an event. Each can be left out."""

    use_required_attribute = False
    saves_drafts = True  # a question can be left out

    def __init__(self, *args: Any, questions: Sequence[EventQuestion], **facts: Any) -> None:
        super().__init__(*args, **facts)
        for question in questions:
            self.fields[f"question-{question.pk}"] = (
                forms.ChoiceField(
                    label=question.words,
                    choices=[(choice, choice) for choice in question.choices],
                    widget=forms.RadioSelect,
                    required=False,
                )
                if question.kind == EventQuestion.Kind.CHOICE
                else Text(label=question.words, words=60, required=False)
            )

    @property
    def said(self) -> dict[int, str]:
        return {int(name.removeprefix("question-")): words for name, words in self.cleaned_data.items()}


class CheckDraft(forms.Form):
    """What a project says to the draft."""

    use_required_attribute = False

    verdict = forms.ChoiceField(
        label="Is it right?",
        choices=EventCheck.Verdict.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether it is right"},
    )
    words = Text(label="What should be different, or what do you want to add?", words=200, required=False)

    def clean(self) -> dict[str, Any]:
        needs_words = self.cleaned_data.get("verdict") in {EventCheck.Verdict.REMARK, EventCheck.Verdict.WRONG}
        if needs_words and not self.cleaned_data.get("words") and not self.errors:
            self.add_error("words", "Say what should be different, or what you want to add")
        return self.cleaned_data
