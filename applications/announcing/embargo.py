"""Announcing at a day and an hour: planned, moved, called off, and done by a job at that moment."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from applications import letters
from applications.announcing import public_words
from applications.announcing.at_once import announce
from applications.models import PlannedAnnouncement
from fund.kit import history, jobs
from fund.kit.states import Refused
from fund.models import Round, User
from fund.templatetags.words import moment

State = PlannedAnnouncement.State
STRIKE = "applications.announce"


@transaction.atomic
def plan(round_: Round, *, at: datetime, by: User) -> PlannedAnnouncement:
    """Let the round be announced by itself at this moment, or at this one instead of the one planned before."""
    held = _hold(round_)
    if at <= timezone.now():
        raise Refused("Choose a time that is still to come.")
    if held.takes_hand_ins(at, is_invited=True) and not held.is_rolling:
        raise Refused(f"{held} takes applications until {moment(held.closes_at)}. Choose a time after that.")
    public_words.look_through(held, by=by)
    planned = planned_for(held)
    if planned is None:
        planned = PlannedAnnouncement(round=held, at=at, planned_by=by)
        history.save(planned, by=by)
    elif planned.at != at:
        planned.at, planned.planned_by = at, by
        history.save(planned, by=by, reason="Moved", fields=["at", "planned_by"])
    jobs.ask(
        STRIKE,
        key=f"{STRIKE}:{planned.pk}:{planned.history.count()}",
        by=by,
        about=planned,
        title=f"Announce {held}",
        not_before=at,
        pk=planned.pk,
        at=at.isoformat(),
    )
    return planned


@transaction.atomic
def call_off(round_: Round, *, by: User) -> None:
    """Let nothing happen at the planned moment."""
    planned = planned_for(_hold(round_))
    if planned is None:
        raise Refused("No announcement is planned, so there is none to call off.")
    planned.move(State.CALLED_OFF, by=by)


def planned_for(round_: Round) -> PlannedAnnouncement | None:
    """The announcement of this round that is planned now."""
    return round_.planned_announcements.filter(state=State.SET).select_related("planned_by").first()


def where_it_stands(round_: Round) -> dict[str, PlannedAnnouncement | None]:
    """The newest planned announcement, as `planned` while it is, as `stopped` where something stood in its way."""
    last = round_.planned_announcements.select_related("planned_by").first()
    state = last.state if last is not None else None
    return {"planned": last if state == State.SET else None, "stopped": last if state == State.STOPPED else None}


@transaction.atomic
def strike(planned: PlannedAnnouncement, *, at: datetime) -> str:
    """The moment has come: tell everybody. Where something stands in the way nobody hears, and officers are told why.

    Returns what came of it in words. Nothing happens when it was moved, called off or told by hand meanwhile.
    """
    held = _hold(planned.round)
    fresh = planned_for(held)
    if fresh is None or fresh.pk != planned.pk or fresh.at != at:
        return "It was moved, called off or told by hand."
    if at > timezone.now():
        raise Refused(f"It is not {moment(at)} yet.")
    try:
        told = announce(held, by=fresh.planned_by)  # marks the plan as done
        if not told:
            raise Refused("Nothing is decided, so there is nobody to tell.")
    except Refused as refusal:
        fresh.move(State.STOPPED, by=None, reason=refusal.words, why_stopped=refusal.words)
        letters.announcement_stopped(fresh)
        return refusal.words
    return f"Told: {len(told)}."


def _hold(round_: Round) -> Round:
    return Round.objects.select_for_update(of=("self",), no_key=True).get(pk=round_.pk)
