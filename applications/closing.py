"""Giving people longer, or closing a round early, and telling all who apply."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from applications import letters
from applications.models import Application
from fund.kit import history, jobs
from fund.kit.states import Refused
from fund.models import Round, User
from fund.rounds.definition import out_of_order
from fund.rounds.values import LONDON
from fund.templatetags.words import day, moment

TELL = "applications.tell_closing"


@transaction.atomic
def extend(round_: Round, *, closes_at: datetime, reason: str, is_note: bool = False, by: User) -> None:
    """Let the round close later, or in a round of two stages its short notes. All whom it concerns are told why."""
    held = _hold(round_, reason, is_note=is_note)
    was, now = held.closing(is_invited=not is_note), timezone.now()
    if was is None:
        raise Refused(f"“{held}” has no closing time, so there is nothing to extend.")
    if held.announced_at is not None:
        raise Refused(f"The awards of “{held}” are announced, so it cannot open again.")
    if closes_at <= max(was, now):
        raise Refused(f"Choose a time after {moment(max(was, now))}.")
    _see_that_the_calendar_holds(held, closes_at, is_note=is_note)
    _change(round_, held, closes_at, reason, is_note=is_note, by=by)


@transaction.atomic
def close_early(
    round_: Round, *, closes_at: datetime | None = None, reason: str, is_note: bool = False, by: User
) -> None:
    """Close now, or at a time before the one that was published, the round or its short notes. All are told why."""
    held = _hold(round_, reason, is_note=is_note)
    now = timezone.now()
    if not held.is_open(now, is_invited=not is_note):
        raise Refused(f"“{held}” is not open, so it cannot be closed.")
    at, was = closes_at or now, held.closing(is_invited=not is_note)
    if at < now or (was is not None and at >= was):
        until = f" and before {moment(was)}" if was else ""
        raise Refused(f"Choose a time that is still to come{until}.")
    if held.is_two_stage and not is_note and held.note_closes_at and at <= held.note_closes_at:
        raise Refused(
            f"Short notes close on {moment(held.note_closes_at)}. Choose a time after that, or close them first."
        )
    _change(round_, held, at, reason, is_note=is_note, by=by)


def _hold(round_: Round, reason: str, *, is_note: bool) -> Round:
    held = Round.objects.select_for_update(of=("self",), no_key=True).get(pk=round_.pk)
    if held.state != Round.State.PUBLISHED:
        raise Refused(f"“{held}” is not published, so nobody is applying. Change its dates instead.")
    if is_note and not held.is_two_stage:
        raise Refused(f"“{held}” has no short notes. Change when the round itself closes.")
    if not reason.strip():
        raise Refused("Say why. Everybody who applies reads your words.")
    return held


def _see_that_the_calendar_holds(held: Round, closes_at: datetime, *, is_note: bool) -> None:
    names = ("opens_at", "note_closes_at", "closes_at", "panel_on", "decisions_on", "announcement_on")
    about = {name: getattr(held, name) for name in (*names, "projects_start_on")} | {_column(is_note): closes_at}
    for after, _ in out_of_order(about):
        when = getattr(held, after)
        said = day(when) if not isinstance(when, datetime) else moment(when)
        what = str(Round._meta.get_field(after).verbose_name)  # type: ignore[union-attr]
        raise Refused(
            f"The date “{what}” is {said}, and {'short notes' if is_note else 'the round'} would close on "
            f"{day(closes_at.astimezone(LONDON))}. Change that date first."
        )


def _column(is_note: bool) -> str:
    return "note_closes_at" if is_note else "closes_at"


def _change(round_: Round, held: Round, closes_at: datetime, reason: str, *, is_note: bool, by: User) -> None:
    was = held.closing(is_invited=not is_note)
    first = "note_was_to_close_at" if is_note else "was_to_close_at"
    facts = {_column(is_note): closes_at, first: getattr(held, first) or was, "closing_reason": reason.strip()}
    for name, value in facts.items():
        setattr(held, name, value)
        setattr(round_, name, value)
    history.save(held, by=by, reason=reason.strip(), fields=facts)
    what = f"its short notes close {moment(closes_at)}" if is_note else f"it closes {moment(closes_at)}"
    jobs.ask(
        TELL,
        key=f"closing:{held.pk}:{'note:' if is_note else ''}{closes_at.isoformat()}",
        by=by,
        about=held,
        title=f"Tell all who apply to {held} that {what}",
        pk=held.pk,
        was=was.isoformat() if was else "",
        closes_at=closes_at.isoformat(),
        reason=reason.strip(),
        is_note=is_note,
    )


def tell(round_: Round, *, was: datetime | None, closes_at: datetime, reason: str, is_note: bool = False) -> int:
    """Write to everybody who writes for a group with a draft or an application in the round; how many groups.

    When short notes close, concerns only those who write one or have handed one in.
    """
    out = [Application.State.WITHDRAWN, Application.State.NOT_INVITED]
    rows = round_.applications.exclude(state__in=out)
    if is_note:
        rows = rows.filter(state__in=Application.NOTE)
    kind = "round_extended" if was is not None and closes_at > was else "round_closes_early"
    told: set[int] = set()
    for application in rows.select_related("organisation", "round").order_by("pk"):
        if application.organisation_id not in told:
            letters.closing_changed(kind, application, was=was, closes_at=closes_at, reason=reason, is_note=is_note)
            told.add(application.organisation_id)
    return len(told)
