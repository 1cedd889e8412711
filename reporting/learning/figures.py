"""Figures as anybody may see them."""

from decimal import Decimal
from typing import Any

from reporting import measuring
from reporting.learning.pack import Counted


def tells(counted: Counted) -> bool:
    return counted.numerator is not None or counted.value is not None


def shown(counted: Counted) -> dict[str, Any]:
    """A figure as anybody may see it. A number that is hidden is not kept here at all."""
    is_share = counted.kind == "share"
    hidden = _is_few(counted.numerator) or _is_few(counted.answered)
    hidden = hidden or (is_share and _is_few((counted.answered or 0) - (counted.numerator or 0)))
    words = measuring.in_words(
        counted.kind, counted.numerator, counted.answered, None if counted.value is None else Decimal(counted.value)
    )
    shows_share = is_share and not hidden and bool(counted.answered)
    if shows_share:
        words = f"{counted.numerator:,} of {counted.answered:,} people who answered"
    shows_percent = shows_share and (counted.answered or 0) >= measuring.PERCENT_FROM
    return {
        "id": counted.key,
        "name": counted.name,
        "question": counted.question,
        "kind": counted.kind,
        "point": counted.point,
        "group": counted.group,
        "words": words,
        "numerator": None if hidden else counted.numerator,
        "denominator": counted.answered if shows_share else None,
        "percent": _percent(counted) if shows_percent else None,
        "took_part": None if _is_few(counted.took_part) else counted.took_part,
        "asked": None if _is_few(counted.asked) else counted.asked,
        "is_hidden": hidden,
        "reports": counted.reports,
        "measurements": list(counted.measurements),
    }


def _is_few(number: int | None) -> bool:
    return number is not None and 0 < number < measuring.FEW


def _percent(counted: Counted) -> int:
    return (200 * (counted.numerator or 0) + (counted.answered or 1)) // (2 * (counted.answered or 1))
