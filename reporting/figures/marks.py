"""What a spreadsheet of figures was given out with, so that a colleague's newer figure is not written over unseen."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from reporting import together
from reporting.measuring import Figure, is_same
from reporting.models import Measurement, Report

MARK = "As it was (leave this)"
Parts = Mapping[str, str]
Cells = Mapping[str, tuple[str, str]]  # address and head of each part


@dataclass(frozen=True)
class Changed:
    """One cell that a colleague changed meanwhile: what the file says, and what stands there now."""

    cell: str
    label: str
    yours: str
    theirs: str


@dataclass(frozen=True)
class Standing:
    """How a row of a file stands to what is kept now.

    `seen` is a sign of what is kept, `cells` are those that somebody else changed since the file was given out.
    `stays` says that the writer left the row as it was given out, so a newer figure stays.
    """

    seen: str
    stays: bool = False
    cells: tuple[Changed, ...] = ()
    who: str = ""
    at: datetime | None = None


def parts_of(row: Any) -> dict[str, str]:
    """Each part of a figure that is told, as text."""
    return {part: together.text(value) for part, value in _told(row).items()}


def _told(row: Any) -> dict[str, Any]:
    names = ("numerator", "answered", "asked", "took_part", "value", "words", "how_counted", "taken")
    told = {name: getattr(row, name) for name in names} if row else {}
    return {name: value for name, value in told.items() if value not in (None, "")}


def written(row: Measurement | None) -> str:
    """What goes out with a row of the spreadsheet: nothing where nothing was told."""
    return json.dumps(parts_of(row), ensure_ascii=False, sort_keys=True) if row else ""


def read(text: str) -> dict[str, str]:
    """What a row was given out with. A mark that is gone or broken counts as an empty row, so that it wipes nothing."""
    try:
        found = json.loads(text) if text else {}
    except ValueError:
        return {}
    return {str(part): str(value) for part, value in found.items()} if isinstance(found, dict) else {}


def sign(row: Measurement | None) -> str:
    return together.sign(parts_of(row))


def standing(
    report: Report,
    figure: Figure,
    was: Parts,
    now: Measurement | None,
    *,
    me: int,
    cells: Cells,
) -> Standing:
    """Hold a row of a file against what is kept. `cells` has the address and the head of each part.

    What the writer alone changed since, on the page or with this file, is no news to them.
    """
    theirs = parts_of(now)
    mine = _of(figure)
    seen = together.sign(theirs)
    if theirs == was or (now is not None and is_same(now, figure)):
        return Standing(seen)
    if mine == was:
        return Standing(seen, stays=True)
    about = {"report": report, "indicator": figure.indicator, "point": figure.point, "group": figure.group}
    records = Measurement.history.filter(**about)
    other = _by_somebody_else(records.select_related("history_user"), was, me)
    if other is None:
        return Standing(seen)
    changed = _apart(mine, theirs, cells, since=was)
    return Standing(seen, cells=changed, who=str(other.history_user or ""), at=other.history_date)


def over(figure: Figure, now: Measurement | None, cells: Cells) -> Standing:
    """Hold a figure of a list that was given out empty against what is kept, part by part."""
    theirs = parts_of(now)
    mine = {"took_part": theirs.get("took_part", ""), **_of(figure)}  # left empty, it follows the count of people
    return Standing(together.sign(theirs), cells=_apart(mine, theirs, cells, since=mine) if theirs else ())


def _of(figure: Figure) -> dict[str, str]:
    return {part: together.text(value) for part, value in figure.parts.items() if value not in (None, "")}


def _apart(mine: Parts, theirs: Parts, cells: Cells, *, since: Parts) -> tuple[Changed, ...]:
    return tuple(
        Changed(address, label, mine.get(part, ""), theirs.get(part, ""))
        for part, (address, label) in cells.items()
        if theirs.get(part, "") != since.get(part, "")
    )


def _by_somebody_else(records: QuerySet[Any], was: Parts, me: int) -> Any:
    """The newest change that somebody else made since the row was as the file shows it."""
    for record in records.order_by("-history_date", "-history_id"):
        if (parts_of(record) if record.history_type != "-" else {}) == was:
            return None
        if record.history_user_id != me:
            return record
    return None
