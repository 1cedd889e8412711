"""A bid on the table: the meetings that talk about it, who of the room may hear of it, and who has to leave.

A meeting is held before the round and the bid. Whoever holds a bid and may have something to say to its meetings holds
those first.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from applications.models import AgendaItem, Application, Declaration, Leaving, Meeting
from fund.kit import history
from fund.models import Role, User


def hold_meetings(application: Application) -> list[AgendaItem]:
    """Hold the meetings going on that have this bid on their agenda; its items that are on the table there now."""
    theirs = AgendaItem.objects.filter(application=application.pk).values("meeting")
    running = Meeting.objects.filter(state=Meeting.State.RUNNING, pk__in=theirs).order_by("pk")
    held = list(running.select_for_update(of=("self",), no_key=True))
    if not held:
        return []
    items = AgendaItem.objects.filter(on_table_of__in=held, application=application.pk)
    return list(items.select_related("meeting", "application__organisation").order_by("pk"))


def bump(meeting: Meeting) -> None:
    """Tell every screen that there is something new."""
    held = Meeting.objects.select_for_update(of=("self",), no_key=True).get(pk=meeting.pk)
    held.revision += 1
    history.save_quietly(held, fields=["revision"])
    meeting.revision = held.revision


@dataclass(frozen=True)
class Room:
    """Those at the meeting now, by what they may hear of the bid on the table.

    `free` and `unsaid` are members of the panel. Who only runs the fund judges nothing, but leaves for ties too.
    """

    free: list[User]
    tied: list[User]
    unsaid: list[User]


def room_of(item: AgendaItem) -> Room:
    """Who is here, and who has ties to the bid, belongs to its group or, of the panel, advised it. Six queries."""
    bid = item.application
    assert bid is not None
    on_panel = Role.objects.filter(user=OuterRef("person"), kind=Role.Kind.PANEL)
    seats = item.meeting.seats.filter(came_at__isnull=False, went_at=None).select_related("person")
    here = [(seat.person, seat.judges) for seat in seats.annotate(judges=Exists(on_panel))]
    people = [person for person, _ in here]
    said = dict(Declaration.objects.filter(application=bid.pk, user__in=people).values_list("user", "kind"))
    own = set(bid.organisation.memberships.filter(user__in=people).values_list("user", flat=True))
    advised_or_own = bid.kept_out()

    def is_tied(person: User, judges: bool) -> bool:
        has_ties = said.get(person.pk, Declaration.Kind.NONE) != Declaration.Kind.NONE
        return has_ties or person.pk in (advised_or_own if judges else own)

    untied = [person for person, judges in here if judges and not is_tied(person, judges)]
    return Room(
        free=[person for person in untied if person.pk in said],
        tied=[person for person, judges in sorted(here, key=lambda each: not each[1]) if is_tied(person, judges)],
        unsaid=[person for person in untied if person.pk not in said],
    )


def send_out(item: AgendaItem) -> None:
    """Write down who leaves the room now because of ties, and is not out already: one row for each absence."""
    if item.application is None:
        return
    out = set(item.leavings.out().values_list("person", flat=True))
    tied = [person for person in room_of(item).tied if person.pk not in out]
    Leaving.objects.bulk_create(Leaving(item=item, person=person) for person in tied)


def call_in(item: AgendaItem, now: datetime) -> None:
    """Write down who comes back as the item leaves the table: those who went out, and did not go home since."""
    here = item.meeting.seats.filter(came_at__isnull=False, went_at=None)
    item.leavings.out().filter(person__in=here.values("person")).update(came_back_at=now)
