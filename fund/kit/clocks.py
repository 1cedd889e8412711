"""Times of day as people type them in Scotland."""

import re
from datetime import time

from fund.kit.numbers import Unreadable, plain_digit

_EXAMPLE = "Enter a time of day, like 9am, 5:30pm or 17:00"


def read_clock(raw: object) -> time:
    """A time of day: 9am, 9.30 am, 17:00, 1700 or midday. Midnight is refused, for it may be either end of a day."""
    text = "".join(plain_digit(character) for character in str(raw)).lower().replace("：", ":")
    text = re.sub(r"\s+", "", text).replace("a.m.", "am").replace("p.m.", "pm").removesuffix("o'clock")
    if text in {"midday", "noon", "12noon", "12midday"}:
        return time(12)
    if text in {"midnight", "12midnight", "12am", "24:00"}:
        raise Unreadable("Midnight could be the start or the end of the day. Enter 23:59 or 00:00")
    found = re.fullmatch(r"(\d{1,2})(?:[:.]?(\d{2}))?(am|pm)?", text)
    if found is None or (found[2] is None and found[3] is None):
        raise Unreadable(_EXAMPLE)
    hour, minute = int(found[1]), int(found[2] or 0)
    if found[3] and not 1 <= hour <= 12:
        raise Unreadable(_EXAMPLE)
    if found[3]:
        hour = hour % 12 + (12 if found[3] == "pm" else 0)
    if hour > 23 or minute > 59:
        raise Unreadable(_EXAMPLE)
    return time(hour, minute)


def written(when: time) -> str:
    """A time of day as it is typed: 9am, 5:30pm, midday; midnight in figures."""
    if (when.hour, when.minute) == (12, 0):
        return "midday"
    if (when.hour, when.minute) == (0, 0):
        return "00:00"
    minutes = f":{when.minute:02}" if when.minute else ""
    return f"{when.hour % 12 or 12}{minutes}{'am' if when.hour < 12 else 'pm'}"
