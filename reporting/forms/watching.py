"""What officers type while a grant runs."""

from typing import Any

from django import forms

from fund.questionnaires import fields
from fund.questionnaires.fields import Text
from reporting.models import Contact, Rating

CLOSED = "If nobody works on that day, the next working day counts."


class NoteContact(forms.Form):
    """A talk or visit."""

    use_required_attribute = False

    kind = forms.ChoiceField(
        label="What was it?",
        choices=Contact.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what it was"},
    )
    day = fields.Day(label="Day", error_messages={"required": "Enter the day, like 27/1/2027"})
    people = fields.Line(label="Whom did you meet?", most=200, required=False)
    words = Text(
        label="What was said and seen?",
        help_text="Officers read it, the group does not. Write as if they could.",
        words=500,
        error_messages={"required": "Write what was said and seen"},
    )
    next_step = fields.Line(label="What do we do next?", most=250, required=False)
    next_on = fields.Day(label="By when?", required=False)

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("next_on") and not self.cleaned_data.get("next_step") and not self.errors:
            self.add_error("next_step", "Say what is to happen by that day")
        return self.cleaned_data

    @property
    def facts(self) -> dict[str, Any]:
        return {**self.cleaned_data, "next_on": self.cleaned_data["next_on"] or None}


class RateGrant(forms.Form):
    """How safe a grant is, and why."""

    use_required_attribute = False

    level = forms.ChoiceField(
        label="How is it going?",
        choices=Rating.Level.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how it is going"},
    )
    because = Text(
        label="Why?",
        help_text="So that the next officer can follow it. The group does not see it.",
        words=200,
        error_messages={"required": "Say why"},
    )


class AskForReport(forms.Form):
    """One report more than the round asks for."""

    use_required_attribute = False

    name = fields.Line(label="Name of the report", most=100, error_messages={"required": "Enter a name for it"})
    from_on = fields.Day(
        label="It is about the time from", error_messages={"required": "Enter the first day, like 1/4/2027"}
    )
    to_on = fields.Day(label="to", error_messages={"required": "Enter the last day, like 30/9/2027"})
    due_on = fields.Day(
        label="Due on", help_text=CLOSED, error_messages={"required": "Enter the day on which it is due"}
    )
    why = Text(
        label="Why do you ask for it?",
        help_text="The group reads it.",
        words=100,
        error_messages={"required": "Say why you ask for it"},
    )

    def clean(self) -> dict[str, Any]:
        first, last = self.cleaned_data.get("from_on"), self.cleaned_data.get("to_on")
        if first and last and first > last:
            self.add_error("to_on", "Enter a last day that is not before the first")
        return self.cleaned_data


class GiveTime(forms.Form):
    """A later day for a report."""

    use_required_attribute = False

    until = fields.Day(
        label="New day", help_text=CLOSED, error_messages={"required": "Enter the new day, like 27/1/2027"}
    )
    why = Text(label="Why?", words=100, error_messages={"required": "Say why"})
