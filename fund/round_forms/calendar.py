"""The milestones of a round, from which its phase follows."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from fund.models import Round
from fund.questionnaires import fields
from fund.round_forms.frame import AboutARound
from fund.round_forms.moments import Clock, joined, shown
from fund.rounds.definition import out_of_order

MOMENTS = {
    "opens": ("opens_at", "Opens"),
    "note": ("note_closes_at", "Short notes close"),
    "closes": ("closes_at", "Closes"),
}
DAYS = {
    "panel_on": "The panel meets",
    "decisions_on": "Decisions are made by",
    "announcement_on": "Everybody hears",
    "projects_start_on": "Projects start",
}
SAID = dict(MOMENTS.values()) | DAYS
BOX = {column: f"{name}_day" for name, (column, _) in MOMENTS.items()} | {name: name for name in DAYS}
KINDS = {
    "one": "It opens and closes once",
    "two": "It has two stages: a short note first, then those you ask write the whole application",
    "rolling": "It is open all the time, and you read in batches",
}


def _day(label: str) -> fields.Day:
    return fields.Day(label=label, required=False)


def _clock(label: str) -> Clock:
    return Clock(label=label, required=False)


class Dates(AboutARound):
    """When the round opens and closes, and what follows when."""

    kind = forms.ChoiceField(
        label="How does the round run?",
        choices=list(KINDS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how the round runs", "invalid_choice": "Choose how the round runs"},
    )
    opens_day = _day("Opens on")
    opens_time = _clock("Opens at")
    note_day = _day("Short notes close on")
    note_time = _clock("Short notes close at")
    closes_day = _day("Closes on")
    closes_time = _clock("Closes at")
    grace_seconds = fields.Whole(
        label="How many seconds late may an application be?",
        help_text="For slow lines at the last moment. We tell nobody of it. 0 means none.",
        most=3600,
        error_messages={"required": "Enter a number of seconds. 0 means none"},
    )
    panel_on = _day(DAYS["panel_on"])
    decisions_on = _day(DAYS["decisions_on"])
    announcement_on = _day(DAYS["announcement_on"])
    projects_start_on = _day(DAYS["projects_start_on"])

    def __init__(self, *args: Any, round_: Round, **facts: Any) -> None:
        facts.setdefault("initial", initial(round_))
        super().__init__(*args, round_=round_, **facts)
        self.has_begun = self.is_frozen and round_.opens_at is not None and round_.opens_at <= timezone.now()
        if self.is_frozen:
            del self.fields["kind"]
        if self.has_begun:
            for name in ("opens_day", "opens_time", "note_day", "note_time", "closes_day", "closes_time"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Join days and times, and see that the calendar goes forward."""
        self.moments: dict[str, datetime | None] = {}
        for name, (column, words) in MOMENTS.items():
            if f"{name}_day" in self.fields:
                self.moments[column] = self._joined(name, words)
        if not self.errors:
            about = {column: getattr(self.round, column) for column in SAID} | self._columns()
            for after, before in out_of_order(about):
                box = BOX[after] if BOX[after] in self.fields else BOX[before]
                self.add_error(box, f"“{SAID[after]}” must come after “{SAID[before]}”. Change one of them")
        return self.cleaned_data

    def _joined(self, name: str, words: str) -> datetime | None:
        if f"{name}_day" in self.errors or f"{name}_time" in self.errors:
            return None
        day, clock = self.cleaned_data.get(f"{name}_day"), self.cleaned_data.get(f"{name}_time")
        try:
            when = joined(day, clock, words)
        except ValidationError as fault:
            self.add_error(f"{name}_day" if not day else f"{name}_time", fault)
            return None
        kind = self.cleaned_data.get("kind")
        if when and name == "closes" and kind == "rolling":
            self.add_error("closes_day", "Closes: a round that is open all the time has no closing day. Take it out")
        if when and name == "note" and kind and kind != "two":
            self.add_error("note_day", "Short notes close: only a round of two stages has this. Take it out")
        return when

    def _columns(self) -> dict[str, Any]:
        days = {name: self.cleaned_data.get(name) or None for name in DAYS}
        return {**self.moments, **days}

    @property
    def facts(self) -> dict[str, Any]:
        given = {**self._columns(), "grace_seconds": self.cleaned_data["grace_seconds"]}
        if kind := self.cleaned_data.get("kind"):
            given |= {"is_two_stage": kind == "two", "is_rolling": kind == "rolling"}
        return given | ({"reason": self.cleaned_data["reason"]} if "reason" in self.fields else {})


def initial(round_: Round) -> dict[str, Any]:
    """What the form starts from."""
    kind = "rolling" if round_.is_rolling else "two" if round_.is_two_stage else "one"
    found: dict[str, Any] = {name: getattr(round_, name) for name in ("grace_seconds", *DAYS)} | {"kind": kind}
    for name, (column, _) in MOMENTS.items():
        found[f"{name}_day"], found[f"{name}_time"] = shown(getattr(round_, column))
    return found
