"""Two people on one page of figures: a row is written over only where it still is what the page showed."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

Row = Mapping[str, Any]  # the parts of one row of boxes, by name


@dataclass(frozen=True)
class Clash:
    """A row that somebody else changed since the page was opened: its name on the page, who did, and when."""

    row: str
    who: str = ""
    at: datetime | None = None


def sign(row: Row) -> str:
    """A short sign of what stands in a row; nothing for an empty one. It goes out with the page and comes back."""
    parts = {part: text(value) for part, value in row.items() if value not in (None, "")}
    if not parts:
        return ""
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:20]


def text(value: Any) -> str:
    """One part of a row as text: 4.50 and 4.5 are the same."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def sorted_out(
    shown: Mapping[str, str], theirs: Mapping[str, Row], mine: Mapping[str, Row]
) -> tuple[list[str], list[str]]:
    """Which rows the writer changed and may write, and which of them somebody else changed meanwhile.

    `shown` holds the signs that the page was opened with. A row without one counts as shown empty, so that a page that
    says nothing wipes nothing.
    """
    changed: list[str] = []
    clashing: list[str] = []
    for name, row in mine.items():
        was, now, new = shown.get(name, ""), sign(theirs.get(name, {})), sign(row)
        if new not in (was, now):
            (changed if now == was else clashing).append(name)
    return changed, clashing


def clash(row: str, records: QuerySet[Any]) -> Clash:
    """Who changed this row last, by the lines of its history."""
    last = records.select_related("history_user").order_by("-history_date", "-history_id").first()
    if last is None:
        return Clash(row)
    return Clash(row, str(last.history_user) if last.history_user else "", last.history_date)
