"""How the fund writes money, dates and states, on every page."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from fund.kit.clocks import written

register = template.Library()


@register.filter
def pounds(amount: Decimal | float | int | str | None) -> str:
    """£12,500, and pence only where there are any. Nothing known is a dash."""
    if amount is None or amount == "":
        return "–"
    exact = Decimal(str(amount)).quantize(Decimal("0.01"))
    return f"£{exact:,.0f}" if exact == exact.to_integral_value() else f"£{exact:,.2f}"


@register.filter
def day(when: date | datetime | None) -> str:
    """Monday 27 January 2025. Nothing known is a dash."""
    if when is None or when == "":
        return "–"
    if isinstance(when, datetime):
        when = timezone.localtime(when)
    return f"{when:%A} {when.day} {when:%B %Y}"


@register.filter
def moment(when: datetime | None) -> str:
    """Monday 27 January 2025, 9am; midday and midnight by name."""
    if when is None or when == "":
        return "–"
    local = timezone.localtime(when)
    return f"{day(local)}, {_clock(local)}"


@register.filter
def plain(number: Decimal | None) -> str:
    """A number without noughts that say nothing: 24, 1.5 or 0.25."""
    if number is None:
        return "–"
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@register.filter
def closes(round_: Any) -> str:
    """When a round closes or closed, in a few words; a rolling one is open until somebody closes it."""
    closing = round_.closing()
    if closing is None:
        return "Open all the time, read in batches" if round_.is_rolling else "Closing day to come"
    is_to_come = closing >= timezone.now()
    if round_.is_two_stage:
        return f"Short notes {'close' if is_to_come else 'closed'} {moment(closing)}"
    return f"{'Closes' if is_to_come else 'Closed'} {moment(closing)}"


@register.filter
def closing(round_: Any, is_note: bool = False) -> str:
    """The same as a sentence for somebody who is applying: for the whole application, or for the short note first."""
    if is_note and round_.note_closes_at:
        return f"Short notes close on {moment(round_.note_closes_at)}."
    if round_.closes_at is None and round_.is_rolling:
        return "The round is open all the time, and applications are read in batches."
    if round_.closes_at is None:
        return "When the round closes is not settled yet."
    return f"The round closes on {moment(round_.closes_at)}."


@register.filter
def clock(when: datetime | None) -> str:
    """2:03pm, for a thing that just happened."""
    return _clock(timezone.localtime(when)) if when else "–"


@register.filter
def hour(when: time | None) -> str:
    """10am or 2:30pm, for a time of day that was planned; midday by name."""
    return written(when) if when else "–"


@register.filter
def length_words(seconds: int | None) -> str:
    """3:05, for the length of a recording. Nothing known is a dash."""
    return "–" if seconds is None else f"{seconds // 60}:{seconds % 60:02}"


def _clock(local: datetime) -> str:
    if (local.hour, local.minute) == (12, 0):
        return "midday"
    if (local.hour, local.minute) == (0, 0):
        return "midnight"
    hour = local.hour % 12 or 12
    minutes = f":{local.minute:02}" if local.minute else ""
    return f"{hour}{minutes}{'am' if local.hour < 12 else 'pm'}"


COLOURS = {
    "draft": "grey", "due": "orange", "assigned": "orange", "returned": "orange", "waiting": "grey", "parked": "red",
    "awarded": "green", "accepted": "green", "published": "green", "active": "green", "done": "green", "sent": "green",
    "ready": "green", "clean": "green", "ineligible_told": "red", "conflicted": "red",
    "invited": "green", "not_invited": "grey",
}  # fmt: skip


@register.simple_tag
def state_tag(row: Any, public: bool = False) -> SafeString:
    """The state of a row as a word in a tag; colour only adds to the word."""
    words = row.public_state if public else row.get_state_display()
    return format_html('<span class="ds_tag ds_tag--{}">{}</span>', COLOURS.get(row.state, "blue"), words)


@register.filter
def of(mapping: Any, key: Any) -> Any:
    """Look a key up in a dictionary."""
    return mapping.get(key) if mapping else None
