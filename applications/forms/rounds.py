"""What officers are asked when a round closes later or earlier than it said, and before they try it out."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from fund.models import Round
from fund.questionnaires import fields
from fund.round_forms.moments import Clock, joined
from fund.templatetags.words import moment


def _reason(label: str) -> fields.Text:
    return fields.Text(
        label=label,
        help_text="Everybody who applies reads these words in a letter, and they stand on the page of the round.",
        words=100,
        error_messages={"required": "Say why. Everybody who applies reads it"},
    )


class Extend(forms.Form):
    """When the round closes instead, and why."""

    use_required_attribute = False

    day = fields.Day(label="Closes on", error_messages={"required": "Enter the new closing day"})
    clock = Clock(label="Closes at", error_messages={"required": "Enter the new closing time, like 5pm"})
    reason = _reason("Why do people get longer?")

    def __init__(self, *args: Any, round_: Round, **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.round = round_

    def clean(self) -> dict[str, Any]:
        """The new time is one, and comes after the old one."""
        given = self.cleaned_data
        if given.get("day") and given.get("clock"):
            when = _moment(self, "clock")
            least = max(self.round.closes_at or timezone.now(), timezone.now())
            if when is not None and when <= least:
                self.add_error("day", f"Enter a time after {moment(least)}")
            given["closes_at"] = when
        return given

    @property
    def facts(self) -> dict[str, Any]:
        return {"closes_at": self.cleaned_data["closes_at"], "reason": self.cleaned_data["reason"]}


class CloseEarly(forms.Form):
    """Now, or at a time before the one that was published, and why."""

    use_required_attribute = False
    saves_drafts = True

    when = forms.ChoiceField(
        label="When does it close?",
        choices=[("now", "Now"), ("then", "On this day, at this time:")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose when it closes", "invalid_choice": "Choose when it closes"},
    )
    day = fields.Day(label="Closes on", required=False)
    clock = Clock(label="Closes at", required=False)
    reason = _reason("Why does it close early?")

    def __init__(self, *args: Any, round_: Round, **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.round = round_

    def clean(self) -> dict[str, Any]:
        """A time is asked for where it does not close now, and lies between now and the old one."""
        given = self.cleaned_data
        given["closes_at"] = None
        if given.get("when") == "then" and not self.errors:
            if not given.get("day"):
                self.add_error("day", "Enter the day on which it closes")
            elif not given.get("clock"):
                self.add_error("clock", "Enter the time at which it closes, like 5pm")
            else:
                given["closes_at"] = self._time()
        return given

    def _time(self) -> datetime | None:
        when, most = _moment(self, "clock"), self.round.closes_at
        if when is not None and when <= timezone.now():
            self.add_error("day", "Enter a time that is still to come, or choose “Now”")
        elif when is not None and most is not None and when >= most:
            self.add_error("day", f"Enter a time before {moment(most)}. To give people longer, extend the round")
        return when

    @property
    def facts(self) -> dict[str, Any]:
        return {"closes_at": self.cleaned_data["closes_at"], "reason": self.cleaned_data["reason"]}


def _moment(form: forms.Form, box: str) -> datetime | None:
    try:
        return joined(form.cleaned_data["day"], form.cleaned_data["clock"], "Closing")
    except ValidationError as fault:
        form.add_error(box, fault)
        return None


class StartTest(forms.Form):
    """As which kind of group to try the round."""

    use_required_attribute = False

    age = forms.ChoiceField(
        label="Try it as a group that is",
        choices=[("established", "two years old or more"), ("new", "under two years old")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the age of the group", "invalid_choice": "Choose the age of the group"},
    )
