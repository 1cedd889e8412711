"""Holding a meeting: who is here, which bid is on the table, what was said, and what is decided."""

from datetime import timedelta
from decimal import Decimal
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from applications import deciding
from applications.meeting.preparing import hold
from applications.meeting.screen import see_that_it_is_open
from applications.models import AgendaItem, Decision, Meeting, Seat
from applications.on_table import bump, call_in, room_of, send_out
from fund.kit import history
from fund.kit.states import Refused
from fund.models import User

State = Meeting.State


@transaction.atomic
def open_meeting(meeting: Meeting, *, by: User) -> None:
    """Begin."""
    meeting.move(State.RUNNING, by=by, opened_at=meeting.opened_at or timezone.now(), closed_at=None)
    bump(meeting)


@transaction.atomic
def come(meeting: Meeting, person: User, *, by: User) -> None:
    """Note that a member is here. With ties to the bid on the table they wait outside."""
    held = _running(meeting)
    seat = _seat(meeting, person)
    if not seat.is_here:
        seat.came_at, seat.went_at = seat.came_at or timezone.now(), None
        history.save(seat, by=by, fields=["came_at", "went_at"])
        if held.on_table is not None:
            send_out(held.on_table)
        bump(meeting)


@transaction.atomic
def go(meeting: Meeting, person: User, *, by: User) -> None:
    """Note that a member went home."""
    _running(meeting)
    seat = _seat(meeting, person)
    if seat.is_here:
        seat.went_at = timezone.now()
        history.save(seat, by=by, fields=["went_at"])
        bump(meeting)


def _seat(meeting: Meeting, person: User) -> Seat:
    seat = Seat.objects.select_for_update(of=("self",), no_key=True).filter(meeting=meeting, person=person).first()
    if seat is None:
        raise Refused(f"{person} is not asked to this meeting. Add them to it first.")
    return seat


@transaction.atomic
def put_on_table(item: AgendaItem, *, by: User) -> None:
    """Talk about this item now. Whoever has ties to the bid leaves the room, and their screen shows nothing of it."""
    held = _running(item.meeting)
    if held.on_table_id == item.pk:
        return
    _there(item)
    _take_off(held, by=by)
    item.opened_at, item.closed_at = timezone.now(), None
    history.save(item, by=by, fields=["opened_at", "closed_at"])
    held.on_table = item
    history.save_quietly(held, fields=["on_table"])
    send_out(item)
    bump(item.meeting)


@transaction.atomic
def take_off_table(meeting: Meeting, *, by: User) -> None:
    """Have a break: nothing is on the table."""
    _take_off(_running(meeting), by=by)
    bump(meeting)


def _take_off(held: Meeting, *, by: User) -> None:
    item = held.on_table
    if item is None:
        return
    send_out(item)  # those too who joined the group or advised it while it was on the table
    now = timezone.now()
    call_in(item, now)
    if item.opened_at is not None:
        item.seconds += int((now - item.opened_at) / timedelta(seconds=1))
    item.closed_at = now
    history.save(item, by=by, fields=["seconds", "closed_at"])
    held.on_table = None
    history.save_quietly(held, fields=["on_table"])


@transaction.atomic
def write_notes(item: AgendaItem, *, notes: str, seen: str | None = None, is_late: bool = False, by: User) -> None:
    """Keep what was said on an item. It goes into the minutes as it stands.

    Once the item left the table, the writer says that they know it: the words may be meant for what came after it.
    `seen` is the mark of the notes that the writer saw; where they are others now, nothing is written over.
    """
    held = hold(item.meeting)
    fresh = _there(item)
    if fresh.application is not None:
        see_that_it_is_open(by, fresh.application)
    if held.on_table_id != fresh.pk and not is_late:
        raise Refused(
            f"{fresh.name} is not on the table any more, so your notes are not kept yet. If they are about "
            f"{fresh.name}, press “Keep these notes”. If not, copy them to where they belong."
        )
    if fresh.notes != notes:
        if seen is not None and seen != mark_of_notes(fresh.notes):
            raise Refused(f"Somebody else wrote notes on {fresh.name} meanwhile. Read theirs and put the two together.")
        fresh.notes = item.notes = notes
        history.save(fresh, by=by, fields=["notes"])


def mark_of_notes(notes: str) -> str:
    """A mark of these notes, to know them again; nothing where there are none."""
    return sha256(notes.encode()).hexdigest() if notes else ""


def _there(item: AgendaItem) -> AgendaItem:
    """The item as it stands now, once the meeting is locked."""
    fresh = AgendaItem.objects.select_related("application__organisation").filter(pk=item.pk).first()
    if fresh is None:
        raise Refused("Somebody took this item off the agenda. Reload the page.")
    return fresh


@transaction.atomic
def decide(
    item: AgendaItem,
    *,
    outcome: str,
    reason: str,
    amount: Decimal | None = None,
    conditions: str = "",
    seen: str | None = None,
    by: User,
) -> Decision:
    """Record what the meeting decides on the bid on the table. It needs the quorum of members who are free to judge."""
    if item.application is None:
        raise Refused("This item is no bid, so there is nothing to award. Write what was agreed into the notes.")
    held = _running(item.meeting)
    decision = deciding.decide(
        item.application, by=by, outcome=outcome, reason=reason, amount=amount, conditions=conditions, seen=seen
    )
    if held.on_table_id != item.pk:
        raise Refused(f"{item.application.reference} is not on the table now. Put it there, then decide.")
    see_that_it_is_open(by, item.application)
    here = len(room_of(item).free)
    if here < held.quorum:
        raise Refused(
            f"{here} of the {held.quorum} members needed are here and free to judge this bid. "
            "Wait for more, or take it up at the next meeting."
        )
    item.decided = {name: getattr(decision, name) for name in ("outcome", "amount", "reason", "conditions", "figures")}
    history.save(item, by=by, fields=["decided"])
    bump(item.meeting)
    return decision


@transaction.atomic
def close(meeting: Meeting, *, by: User) -> None:
    """End the meeting. Its minutes are there to read and to confirm."""
    _take_off(_running(meeting), by=by)
    meeting.move(State.CLOSED, by=by, closed_at=timezone.now())
    bump(meeting)


@transaction.atomic
def take_up_again(meeting: Meeting, *, by: User) -> None:
    """Go on with a meeting that was ended, before its minutes are confirmed."""
    meeting.move(State.RUNNING, by=by, closed_at=None)
    bump(meeting)


def _running(meeting: Meeting) -> Meeting:
    held = hold(meeting)
    if held.state != State.RUNNING:
        raise Refused("The meeting has not begun. Begin it first.")
    return held
