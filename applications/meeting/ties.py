"""Who in the room may hear of a bid."""

from applications.models import AgendaItem, Declaration
from fund.models import Role, User


def here(item: AgendaItem) -> list[User]:
    """The members of the panel who are at the meeting now. Who only runs the fund looks after it and judges nothing."""
    seats = item.meeting.seats.filter(came_at__isnull=False, went_at=None, person__roles__kind=Role.Kind.PANEL)
    seats = seats.select_related("person").distinct()
    return [seat.person for seat in seats]


def tied_here(item: AgendaItem) -> list[User]:
    """Those in the room who have ties to the bid of this item, or, of the panel, advised its group."""
    judges = here(item)
    seats = item.meeting.seats.filter(came_at__isnull=False, went_at=None).select_related("person")
    rest = [seat.person for seat in seats.exclude(person__in=judges)]
    tied = _tied(item, judges) | _closed(item, rest)
    return [person for person in (*judges, *rest) if person.pk in tied]


def free_here(item: AgendaItem) -> list[User]:
    """Those here who said that they have no ties to the bid, and did not advise its group."""
    people = here(item)
    tied = _tied(item, people)
    said = Declaration.objects.filter(application=item.application_id, user__in=people, kind=Declaration.Kind.NONE)
    free = set(said.values_list("user", flat=True))
    return [person for person in people if person.pk in free - tied]


def unsaid_here(item: AgendaItem) -> list[User]:
    """Those here who have not said yet whether they have ties."""
    people = here(item)
    said = Declaration.objects.filter(application=item.application_id, user__in=people)
    known = {*said.values_list("user", flat=True), *_tied(item, people)}
    return [person for person in people if person.pk not in known]


def _tied(item: AgendaItem, people: list[User]) -> set[int]:
    """The keys of those among these members who must not hear of the bid, however many they are."""
    assert item.application is not None
    advised_or_own = {person.pk for person in people} & item.application.kept_out()
    return _closed(item, people) | advised_or_own


def _closed(item: AgendaItem, people: list[User]) -> set[int]:
    """The keys of those among these people who said that they have ties, or belong to the group."""
    assert item.application is not None
    said = Declaration.objects.conflicts().filter(application=item.application_id, user__in=people)
    own = item.application.organisation.memberships.filter(user__in=people)
    return {*said.values_list("user", flat=True), *own.values_list("user", flat=True)}
