"""The calendar of a round in words: where it stands, what comes when, and how long is left."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone

from fund.models import Round
from fund.templatetags.words import closes, day, moment


@dataclass
class Phases:
    """Rounds by where they stand; the soonest first, the closed ones newest first."""

    open: list[Round] = field(default_factory=list)
    coming: list[Round] = field(default_factory=list)
    closed: list[Round] = field(default_factory=list)


def by_phase(rows: Iterable[Round], now: datetime) -> Phases:
    """Sort rounds into those that are open, that come, and that have closed. An open end comes last."""
    phases = Phases()
    places = {"open": phases.open, "coming": phases.coming}
    for row in rows:
        places.get(status(row, now), phases.closed).append(row)
    far, long_ago = datetime.max.replace(tzinfo=now.tzinfo), datetime.min.replace(tzinfo=now.tzinfo)
    phases.open.sort(key=lambda row: row.closing() or far)
    phases.coming.sort(key=lambda row: row.opens_at or far)
    phases.closed.sort(key=lambda row: row.closes_at or long_ago, reverse=True)
    return phases


def status(round_: Round, now: datetime) -> str:
    """Where a round stands, as a code for programs: coming, open, closed, announced or past."""
    if round_.state == Round.State.DRAFT:
        return "coming"
    if round_.is_open(now):
        return "open"
    if round_.state == Round.State.PAST:
        return "past"
    if round_.announced_at:
        return "announced"
    return "coming" if round_.opens_at is None or round_.closes_at is None or now < round_.opens_at else "closed"


def milestones(round_: Round) -> list[tuple[str, str]]:
    """The dates of a round in their order, each with its words; a date that is not known says so."""
    always = [("Opens", round_.opens_at)]
    if round_.note_closes_at:
        always.append(("Short notes close", round_.note_closes_at))
    if round_.closes_at or not round_.is_rolling:
        always.append(("Closes", round_.closes_at))
    later = [
        ("The panel meets", round_.panel_on),
        ("Decisions are made by", round_.decisions_on),
        ("Everybody hears", round_.announcement_on),
        ("Projects start", round_.projects_start_on),
    ]
    return [(words, _said(when)) for words, when in [*always, *((words, when) for words, when in later if when)]]


def standing(round_: Round, now: datetime) -> tuple[str, str]:
    """The one date that matters most now, as a label and its words: when it closes, opens, or closed."""
    if round_.is_open(now):
        if (closing := round_.closing()) is None:
            return "Open", closes(round_)
        return "Open, short notes close" if round_.is_two_stage else "Open, closes", moment(closing)
    if status(round_, now) == "coming" and round_.opens_at is not None and now < round_.opens_at:
        return "Opens", _said(round_.opens_at)
    if round_.closes_at is None:
        return "Dates", "Not known"
    return ("Closed" if round_.closes_at < now else "Closes"), _said(round_.closes_at)


def left(round_: Round, now: datetime) -> str:
    """How long an open round still takes applications, in days as people count them; empty where there is no end."""
    closing = round_.closing()
    if closing is None or not round_.is_open(now):
        return ""
    days = (timezone.localdate(closing) - timezone.localdate(now)).days
    return "It closes today" if days == 0 else "It closes tomorrow" if days == 1 else f"{days} days left"


def in_scotland(when: datetime) -> datetime:
    """A moment as clocks in Scotland show it."""
    return timezone.localtime(when)


def _said(when: date | datetime | None) -> str:
    return "Not known" if when is None else moment(when) if isinstance(when, datetime) else day(when)
