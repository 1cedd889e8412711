"""Planning a meeting: when, who is asked, and in which order the bids come."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from applications import letters, scenarios
from applications.models import AgendaItem, Meeting, Seat
from applications.on_table import bump
from fund.kit import history
from fund.kit.states import Refused
from fund.models import Role, Round, User

ORDERS = {
    "ranking": "Best mark first",
    "reverse": "Lowest mark first",
    "reference": "By reference",
    "size": "Largest sum first",
}


@transaction.atomic
def plan(
    round_: Round,
    *,
    name: str,
    starts_at: datetime,
    place: str,
    quorum: int,
    minutes_each: int,
    chair: User,
    members: Iterable[User],
    by: User,
) -> Meeting:
    """Plan a meeting with every bid before the panel on its agenda, best mark first, and ask its members to come."""
    meeting = Meeting(round=round_)
    facts = {"name": name, "starts_at": starts_at, "place": place, "quorum": quorum, "minutes_each": minutes_each}
    for column, value in facts.items():
        setattr(meeting, column, value)
    meeting.chair = chair
    history.save(meeting, by=by)
    set_members(meeting, {*members, chair}, by=by)
    add_bids(meeting, by=by)
    return meeting


@transaction.atomic
def change(meeting: Meeting, *, by: User, members: Iterable[User], **facts: object) -> None:
    """Change when, where and how a meeting is held, and who is asked. Who was asked hears of a new time or place."""
    held = hold(meeting)
    before = held.starts_at, held.place
    asked = [seat.person for seat in held.seats.select_related("person").order_by("person")]
    for column, value in facts.items():
        setattr(held, column, value)
    history.save(held, by=by, fields=facts)
    wanted = {*members, *([held.chair] if held.chair else [])}
    set_members(held, wanted, by=by)
    if held.state == Meeting.State.PLANNED and (held.starts_at, held.place) != before:
        for person in asked:
            if person in wanted and person != by:
                letters.meeting_moved(held, person, was=before[0])
    bump(held)


def set_members(meeting: Meeting, members: Iterable[User], *, by: User) -> None:
    """Ask these people to come. Who was here already keeps their seat."""
    wanted = {person.pk: person for person in members}
    for seat in meeting.seats.all():
        if seat.person_id not in wanted and seat.came_at is None:
            history.delete(seat, by=by)
        wanted.pop(seat.person_id, None)
    for person in sorted(wanted.values(), key=lambda each: each.pk):
        history.save(Seat(meeting=meeting, person=person), by=by)
        if person != by:
            letters.asked_to_meeting(meeting, person)


def who_can_come() -> list[User]:
    """Everybody who sits on the panel or runs the fund; `judges` says who of them sits on the panel."""
    kinds = [Role.Kind.PANEL, Role.Kind.MANAGER, Role.Kind.OFFICER]
    judges = Exists(Role.objects.filter(user=OuterRef("pk"), kind=Role.Kind.PANEL))
    people = User.objects.filter(roles__kind__in=kinds, is_active=True).annotate(judges=judges)
    return list(people.distinct().order_by("name", "email"))


@transaction.atomic
def add_bids(meeting: Meeting, *, by: User) -> list[AgendaItem]:
    """Put every bid before the panel that is not on the agenda yet at its end, best first in the view of the panel."""
    here = set(meeting.agenda.filter(application__isnull=False).values_list("application", flat=True))
    last = max(meeting.agenda.values_list("position", flat=True), default=-1)
    fresh = enumerate((pk for pk in scenarios.panel_order(meeting.round) if pk not in here), start=last + 1)
    added = [AgendaItem(meeting=meeting, application_id=pk, position=position) for position, pk in fresh]
    for item in added:
        history.save(item, by=by)
    return added


@transaction.atomic
def add_item(meeting: Meeting, *, title: str, by: User) -> AgendaItem:
    """Put something that is no bid at the end of the agenda."""
    hold(meeting)
    last = max(meeting.agenda.values_list("position", flat=True), default=-1)
    item: AgendaItem = history.save(AgendaItem(meeting=meeting, title=title, position=last + 1), by=by)
    bump(meeting)
    return item


@transaction.atomic
def arrange(meeting: Meeting, order: Sequence[int], *, by: User) -> None:
    """Put the agenda into this order, by the keys of its items."""
    hold(meeting)
    items = {item.pk: item for item in meeting.agenda.all()}
    if set(order) != set(items):
        raise Refused("The agenda changed while you were arranging it. Look at it again.")
    for position, key in enumerate(order):
        if items[key].position != position:
            items[key].position = position
            history.save(items[key], by=by, fields=["position"])
    bump(meeting)


@transaction.atomic
def arrange_by(meeting: Meeting, way: str, *, by: User) -> None:
    """Put the bids into one of the usual orders; what is no bid stays in front."""
    items = list(meeting.agenda.select_related("application"))
    place = {pk: number for number, pk in enumerate(scenarios.panel_order(meeting.round))}
    keys = {
        "ranking": lambda item: place.get(item.application_id, len(place)),
        "reverse": lambda item: -place.get(item.application_id, -1),
        "reference": lambda item: item.application.reference,
        "size": lambda item: (-(item.application.amount or 0), item.application.reference),
    }
    bids = sorted((item for item in items if item.application_id), key=keys[way])
    others = [item for item in items if not item.application_id]
    arrange(meeting, [item.pk for item in [*others, *bids]], by=by)


@transaction.atomic
def drop_item(item: AgendaItem, *, by: User) -> None:
    """Take an item off the agenda. What was talked about stays."""
    held = hold(item.meeting)
    fresh = AgendaItem.objects.filter(pk=item.pk).first()
    if fresh is None:
        return
    if fresh.opened_at is not None:
        raise Refused(f"“{item}” was on the table already, so it stays on the agenda.")
    history.delete(fresh, by=by)
    bump(held)


def hold(meeting: Meeting) -> Meeting:
    """Lock a meeting that is not over, so that one thing happens after the other."""
    held = (
        Meeting.objects.select_for_update(of=("self",), no_key=True).select_related("round", "chair").get(pk=meeting.pk)
    )
    if held.state not in {Meeting.State.PLANNED, Meeting.State.RUNNING}:
        raise Refused(f"This meeting is now “{held.get_state_display()}”, so it can no longer change.")
    return held
