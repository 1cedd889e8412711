"""A day and a time of day that together make a moment on the clocks of Scotland."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from fund.kit import clocks
from fund.questionnaires import fields
from fund.rounds.values import LONDON, Wrong, moment


class Clock(fields.Read):
    """A time of day, typed in one go."""

    def __init__(self, **facts: Any) -> None:
        facts.setdefault("widget", forms.TextInput(attrs={"class": "ds_input--fixed-10"}))
        super().__init__(**facts)

    def read(self, text: str) -> time:
        return clocks.read_clock(text)

    def prepare_value(self, value: Any) -> Any:
        return clocks.written(value) if isinstance(value, time) else value


def shown(when: datetime | None) -> tuple[date | None, time | None]:
    """A moment as its two boxes show it."""
    local = timezone.localtime(when, LONDON) if when else None
    return (local.date(), local.time().replace(tzinfo=None)) if local else (None, None)


def joined(day: Any, clock: Any, name: str) -> datetime | None:
    """The moment of a day and a time. Raises ValidationError, by the name of the moment, where it is none."""
    if not day and not clock:
        return None
    if not day:
        raise ValidationError(f"{name}: enter the day as well as the time")
    if not clock:
        raise ValidationError(f"{name}: enter the time as well as the day")
    try:
        when: datetime = moment(datetime.combine(day, clock))
    except Wrong as wrong:
        raise ValidationError(f"{name}: the time {wrong}") from wrong
    return when
