"""What people tell who ask about an approach, try it or took it up."""

from typing import Any

from django import forms

from fund.questionnaires import fields
from reporting.models import SpreadEvent
from reporting.spreading import TOLD_BY_ADOPTER

WHO_STOPS = "Say why"


class Introduce(forms.Form):
    """Who asks, and what. The one word on the button says whether they try it or only want to talk."""

    use_required_attribute = False

    name = fields.Line(label="Your name", most=120, error_messages={"required": "Enter your name"})
    group = fields.Line(
        label="Your group",
        help_text="A group, a service, a health centre. Write “just me” if there is none.",
        most=200,
        error_messages={"required": "Enter your group"},
    )
    email = fields.Email(
        label="Your e-mail",
        help_text="The project answers to it. It stands on no page.",
        error_messages={"required": "Enter your e-mail address"},
    )
    words = fields.Text(
        label="What do you want to ask or say?", words=200, error_messages={"required": "Write what you want to ask"}
    )

    def __init__(self, *args: Any, is_trying: bool, **facts: Any) -> None:
        super().__init__(*args, **facts)
        if is_trying:
            self.fields["words"].label = "What are you trying, and what do you want to ask?"
            self.fields["words"].required = False


class _Step(forms.Form):
    """One step of spread: what, when, and why where somebody stops."""

    use_required_attribute = False

    kind = forms.ChoiceField(
        label="What has happened?",
        widget=forms.RadioSelect,
        choices=SpreadEvent.Kind.choices,
        error_messages={"required": "Choose what has happened"},
    )
    on = fields.Day(label="When?", help_text="Leave it empty for today.", required=False)
    reason = forms.ChoiceField(
        label="If you stopped or decided against it: why?",
        choices=[("", "Choose one"), *SpreadEvent.Reason.choices],
        required=False,
    )
    evidence = fields.Web(label="Where can it be seen?", help_text="A web address, if there is one.", required=False)

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("kind") in SpreadEvent.NEEDS_REASON and not self.cleaned_data.get("reason"):
            self.add_error("reason", WHO_STOPS)
        return self.cleaned_data

    @property
    def facts(self) -> dict[str, Any]:
        return {**self.cleaned_data, "on": self.cleaned_data["on"] or None}


class TellStep(_Step):
    """The next step, told by whoever asked or tried."""

    words = fields.Text(label="Anything others should know?", words=200, required=False)

    def __init__(self, *args: Any, **facts: Any) -> None:
        super().__init__(*args, **facts)
        said = {
            SpreadEvent.Kind.CONVERSATION: "We talked with them",
            SpreadEvent.Kind.TEST_STARTED: "We try it now",
            SpreadEvent.Kind.ADOPTED: "We took it up, and it runs",
            SpreadEvent.Kind.SPREAD_ON: "We passed it on to others",
            SpreadEvent.Kind.DECLINED: "We decided against it",
            SpreadEvent.Kind.STOPPED: "We tried it and stopped",
        }
        self.fields["kind"].choices = [(kind.value, said[kind]) for kind in TOLD_BY_ADOPTER]


class RecordStep(_Step):
    """A step that the fund learned of."""

    group = fields.Line(label="Which group took it up?", most=200, required=False)
    words = fields.Text(label="What do we know?", words=300, required=False)
    amount = fields.Money(label="Pounds to go on with, if there is money", required=False)

    field_order = ["kind", "group", "on", "words", "amount", "reason", "evidence"]

    def clean(self) -> dict[str, Any]:
        facts = super().clean()
        if facts.get("kind") in SpreadEvent.ADOPTIONS and not facts.get("group") and not self.errors:
            self.add_error("group", "Enter the group that took it up")
        return facts

    @property
    def facts(self) -> dict[str, Any]:
        return {**super().facts, "amount": self.cleaned_data["amount"] or None}
