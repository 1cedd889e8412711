"""Telling us of an appeal or a complaint, and answering it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from applications.models import Appeal
from fund.questionnaires import fields


class TellAppeal(forms.Form):
    """What it is, and what we should know."""

    use_required_attribute = False

    kind = forms.ChoiceField(
        label="What do you want to tell us?",
        choices=[
            ("appeal", "We think the decision is wrong. Please look again"),
            ("complaint", "We are not happy with how you did it"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you want to tell us"},
    )
    words = fields.Text(
        label="What happened, and what should we look at?",
        words=1000,
        error_messages={"required": "Say what we should look at"},
    )


class EnterAppeal(TellAppeal):
    """The same, typed by somebody of the fund."""

    received_on = fields.Day(label="When did we get it?", error_messages={"required": "Enter the day"})
    field_order = ("kind", "received_on", "words")

    def __init__(self, *args: Any, **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.fields["kind"].label = "What does the group want?"
        self.fields["kind"].choices = Appeal.Kind.choices
        self.fields["words"].label = "What the group says"

    def clean_received_on(self) -> Any:
        when = self.cleaned_data["received_on"]
        if when and when > timezone.localdate():
            raise ValidationError("Choose a day that has come")
        return when


class ChangeDecision(forms.Form):
    """Why an appeal that was upheld changes the decision."""

    use_required_attribute = False

    reason = fields.Text(
        label="Why does the decision change?",
        help_text="The group reads these words in its letter.",
        words=300,
        error_messages={"required": "Say why the decision changes"},
    )


class AnswerAppeal(forms.Form):
    """Whether we agree, and the words of the answer."""

    use_required_attribute = False

    outcome = forms.ChoiceField(
        label="Do we agree?",
        choices=[("upheld", "Yes, it is upheld"), ("not_upheld", "No, it is not upheld")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether we agree"},
    )
    words = fields.Text(
        label="The answer",
        help_text="The group reads these words in its letter and on its page.",
        words=1500,
        error_messages={"required": "Write the answer"},
    )
