"""Who in the room may hear of a bid."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from applications.models import AgendaItem, Declaration
from fund.models import Role, User


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
