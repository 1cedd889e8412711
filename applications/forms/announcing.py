"""How a round tells its decisions, and the approval that it may need first."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from applications.announcing.round_rules import NAMES
from fund.models import Round
from fund.questionnaires import fields
from fund.round_forms.moments import Clock, joined, shown


def _days(label: str, help_text: str = "") -> fields.Whole:
    return fields.Whole(
        label=label,
        help_text=help_text,
        least=1,
        most=365,
        error_messages={"required": f"{label}: enter a number of days"},
    )


class TellingRules(forms.Form):
    """The approval, the second look at feedback, and the days for each thing."""

    use_required_attribute = False

    needs_approval = forms.BooleanField(label="Somebody outside must approve the awards first", required=False)
    approver = fields.Line(
        label="Who approves?", help_text="For example: the Scottish Government’s grant team.", most=120, required=False
    )
    feedback_second_look = forms.BooleanField(
        label="A second person looks at feedback before it goes out", required=False
    )
    days_to_accept = _days("Days to accept an offer")
    days_to_appeal = _days("Working days to ask us to look again")
    days_to_acknowledge = _days("Working days in which we say that we have a complaint")
    days_to_answer = _days("Working days in which we answer it")

    def __init__(self, *args: Any, round_: Round, **facts: Any) -> None:
        facts.setdefault("initial", {name: getattr(round_, name) for name in NAMES})
        super().__init__(*args, **facts)

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("needs_approval") and not given.get("approver") and "approver" not in self.errors:
            self.add_error("approver", "Say who approves the awards")
        if (given.get("days_to_acknowledge") or 0) > (given.get("days_to_answer") or 365):
            self.add_error("days_to_answer", "Give at least as long for the answer as for the first word")
        return given


class PlanAnnouncement(forms.Form):
    """The day and the time of day at which everybody hears."""

    use_required_attribute = False

    day = fields.Day(label="On which day?", error_messages={"required": "Enter the day"})
    time = Clock(label="At what time?", error_messages={"required": "Enter the time"})

    def __init__(self, *args: Any, at: datetime | None, **facts: Any) -> None:
        day, time = shown(at)
        facts.setdefault("initial", {"day": day, "time": time})
        super().__init__(*args, **facts)

    def clean(self) -> dict[str, Any]:
        self.at: datetime | None = None
        if not self.errors:
            self.at = joined(self.cleaned_data["day"], self.cleaned_data["time"], "Everybody hears")
            if self.at and self.at <= timezone.now():
                self.add_error("day", "Choose a time that is still to come")
        return self.cleaned_data


class Approve(forms.Form):
    """Who approved, when, and what they sent."""

    use_required_attribute = False

    approved_by = fields.Line(label="Who approved it?", most=200, error_messages={"required": "Say who approved it"})
    approved_on = fields.Day(label="On which day?", error_messages={"required": "Enter the day"})
    file = fields.SafeFile(label="What they sent, if it is on paper or in a file", required=False)

    def clean_approved_on(self) -> Any:
        when = self.cleaned_data["approved_on"]
        if when and when > timezone.localdate():
            raise ValidationError("Choose a day that has come")
        return when
