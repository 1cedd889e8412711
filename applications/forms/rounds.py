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


class _OfAStage(forms.Form):
    """A closing time that moves. Where a round has two stages and both are to come, first: which."""

    use_required_attribute = False

    stage = forms.ChoiceField(
        label="Which closing time moves?",
        choices=[("note", "Short notes"), ("whole", "Whole applications, of those you invite")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose which closing time moves"},
    )

    def __init__(self, *args: Any, round_: Round, **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.round = round_
        if not self.has_two(round_):
            del self.fields["stage"]

    def has_two(self, round_: Round) -> bool:
        """Say whether there are two closing times that can move."""
        return round_.is_two_stage and round_.is_open()

    @property
    def is_note(self) -> bool:
        return self.cleaned_data.get("stage") == "note"

    @property
    def was(self) -> datetime | None:
        """The closing time that moves, as it stands."""
        return self.round.closing(is_invited=not self.is_note)

    @property
    def facts(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {"closes_at": given["closes_at"], "reason": given["reason"], "is_note": self.is_note}


class Extend(_OfAStage):
    """When the round closes instead, and why."""

    day = fields.Day(label="Closes on", error_messages={"required": "Enter the new closing day"})
    clock = Clock(label="Closes at", error_messages={"required": "Enter the new closing time, like 5pm"})
    reason = _reason("Why do people get longer?")

    def clean(self) -> dict[str, Any]:
        """The new time is one, and comes after the old one."""
        given = self.cleaned_data
        if given.get("day") and given.get("clock") and "stage" not in self.errors:
            when = _moment(self, "clock")
            least = max(self.was or timezone.now(), timezone.now())
            if when is not None and when <= least:
                self.add_error("day", f"Enter a time after {moment(least)}")
            given["closes_at"] = when
        return given


class CloseEarly(_OfAStage):
    """Now, or at a time before the one that was published, and why."""

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
        when, most = _moment(self, "clock"), self.was
        if when is not None and when <= timezone.now():
            self.add_error("day", "Enter a time that is still to come, or choose “Now”")
        elif when is not None and most is not None and when >= most:
            self.add_error("day", f"Enter a time before {moment(most)}. To give people longer, extend the round")
        return when


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
