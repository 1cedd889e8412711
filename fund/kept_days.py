"""Whether a round kept its own timetable: each planned day beside the day on which it happened."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from fund.kit import history
from fund.models import KeptDay, Round, User

What = KeptDay.What


@dataclass(frozen=True)
class Kept:
    """One line of the timetable; `happened` is None while it is late and has not happened."""

    words: str
    planned: date
    happened: date | None
    verdict: str
    reason: str


def kept(round_: Round, *, today: date | None = None) -> list[Kept]:
    """The planned days that have come or happened, in order. What was decided is not told before all hear.

    The plan is the one that was first published, so that a date that was moved later still counts. Two queries.
    """
    now, first = today or timezone.localdate(), _as_published(round_)
    rows = {row.what: row for row in round_.kept_days.all()}
    lines = [
        _line("Short notes close", first["note_closes_at"], _day(round_.note_closes_at), round_.closing_reason, now),
        _line("Closes", first["closes_at"], _day(round_.closes_at), round_.closing_reason, now),
    ]
    for what in What:
        row, happened = rows.get(what), None
        if what == What.ANNOUNCEMENT:
            happened = _day(round_.announced_at)
        elif row is not None and (what == What.PANEL or round_.announced_at):
            happened = row.happened_on
        lines.append(_line(str(what.label), first[what], happened, row.reason if row else "", now))
    return [line for line in lines if line is not None]


def _as_published(round_: Round) -> dict[str, date | None]:
    names = ("note_closes_at", "closes_at", *What.values)
    records = round_.history.filter(state=Round.State.PUBLISHED).order_by("history_date", "history_id")
    first = records.values(*names).first() or {name: getattr(round_, name) for name in names}
    return {name: _day(value) for name, value in first.items()}


def _day(when: Any) -> date | None:
    return timezone.localdate(when) if isinstance(when, datetime) else when


def _line(words: str, planned: date | None, happened: date | None, reason: str, now: date) -> Kept | None:
    is_known = happened is not None and happened <= now
    if planned is None or (not is_known and planned > now):
        return None
    if not is_known:
        days = (now - planned).days
        return Kept(words, planned, None, f"Not known to have happened{f', {_days(days)} on' if days else ''}", reason)
    assert happened is not None
    days = (happened - planned).days
    verdict = "On time" if not days else f"{_days(abs(days))} {'late' if days > 0 else 'early'}"
    return Kept(words, planned, happened, verdict, reason if days else "")


def _days(number: int) -> str:
    return f"{number} day{'' if number == 1 else 's'}"


@transaction.atomic
def keep(round_: Round, what: str, *, by: User | None, **facts: Any) -> None:
    """Keep when a planned day happened (`happened_on`), or why it was another day (`reason`)."""
    Round.objects.select_for_update(of=("self",), no_key=True).only("pk").get(pk=round_.pk)
    row = KeptDay.objects.filter(round=round_, what=what).first() or KeptDay(round=round_, what=what)
    changed = {name: value for name, value in facts.items() if getattr(row, name) != value}
    if row.pk is None or changed:
        for name, value in changed.items():
            setattr(row, name, value)
        history.save(row, by=by)


@transaction.atomic
def keep_all(round_: Round, given: Mapping[str, Mapping[str, Any]], *, by: User) -> None:
    """Keep what an officer says of several days at once."""
    for what, facts in given.items():
        keep(round_, what, by=by, **facts)
