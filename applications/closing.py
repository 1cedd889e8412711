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
def extend(round_: Round, *, closes_at: datetime, reason: str, by: User) -> None:
    """Let the round close later. All whose group has a draft or an application in it are told why."""
    held = _hold(round_, reason)
    if held.closes_at is None:
        raise Refused(f"“{held}” has no closing time, so there is nothing to extend.")
    if held.announced_at is not None:
        raise Refused(f"The awards of “{held}” are announced, so it cannot open again.")
    if closes_at <= max(held.closes_at, timezone.now()):
        raise Refused(f"Choose a time after {moment(max(held.closes_at, timezone.now()))}.")
    _see_that_the_calendar_holds(held, closes_at)
    _change(round_, held, closes_at, reason, by=by)


@transaction.atomic
def close_early(round_: Round, *, closes_at: datetime | None = None, reason: str, by: User) -> None:
    """Close the round now, or at a time before the one that was published. All who apply are told why."""
    held = _hold(round_, reason)
    now = timezone.now()
    if not held.is_open(now):
        raise Refused(f"“{held}” is not open, so it cannot be closed.")
    at = closes_at or now
    if at < now or (held.closes_at is not None and at >= held.closes_at):
        until = f" and before {moment(held.closes_at)}" if held.closes_at else ""
        raise Refused(f"Choose a time that is still to come{until}.")
    _change(round_, held, at, reason, by=by)


def _hold(round_: Round, reason: str) -> Round:
    held = Round.objects.select_for_update(of=("self",)).get(pk=round_.pk)
    if held.state != Round.State.PUBLISHED:
        raise Refused(f"“{held}” is not published, so nobody is applying. Change its dates instead.")
    if not reason.strip():
        raise Refused("Say why. Everybody who applies reads your words.")
    return held


def _see_that_the_calendar_holds(held: Round, closes_at: datetime) -> None:
    names = ("opens_at", "note_closes_at", "panel_on", "decisions_on", "announcement_on", "projects_start_on")
    about = {name: getattr(held, name) for name in names} | {"closes_at": closes_at}
    for after, _ in out_of_order(about):
        when = getattr(held, after)
        said = day(when) if not isinstance(when, datetime) else moment(when)
        what = str(Round._meta.get_field(after).verbose_name)  # type: ignore[union-attr]
        raise Refused(
            f"The date “{what}” is {said}, and the round would close on {day(closes_at.astimezone(LONDON))}. "
            "Change that date first."
        )


def _change(round_: Round, held: Round, closes_at: datetime, reason: str, *, by: User) -> None:
    was = held.closes_at
    facts = {"closes_at": closes_at, "was_to_close_at": held.was_to_close_at or was, "closing_reason": reason.strip()}
    for name, value in facts.items():
        setattr(held, name, value)
        setattr(round_, name, value)
    history.save(held, by=by, reason=reason.strip(), fields=facts)
    jobs.ask(
        TELL,
        key=f"closing:{held.pk}:{closes_at.isoformat()}",
        by=by,
        about=held,
        title=f"Tell all who apply to {held} that it closes {moment(closes_at)}",
        pk=held.pk,
        was=was.isoformat() if was else "",
        closes_at=closes_at.isoformat(),
        reason=reason.strip(),
    )


def tell(round_: Round, *, was: datetime | None, closes_at: datetime, reason: str) -> int:
    """Write to everybody who writes for a group with a draft or an application in the round; how many groups."""
    out = [Application.State.WITHDRAWN, Application.State.NOT_INVITED]
    rows = round_.applications.exclude(state__in=out).select_related("organisation")
    kind = "round_extended" if was is not None and closes_at > was else "round_closes_early"
    told: set[int] = set()
    for application in rows.order_by("pk"):
        if application.organisation_id not in told:
            letters.closing_changed(kind, application, round_, was=was, closes_at=closes_at, reason=reason)
            told.add(application.organisation_id)
    return len(told)
