"""What is kept from somebody: bids closed to them, not declared on yet, or still theirs to score."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery

from applications.assessing.ties import sits_on_panel
from applications.models import Application, Assessment, Declaration
from applications.models.application import Applications
from fund.kit.states import Refused
from fund.models import Round, User

OWN_FIRST = (
    "You score this bid too, and what others gave is shown to you once your own scores are in. Hand them in first. "
    "If you will not score it, a colleague can take it back from you."
)
SEALED = (Application.State.IN_ASSESSMENT, Application.State.DECIDED)


@dataclass(frozen=True)
class Withheld:
    """The bids of a round by what keeps this person from their figures."""

    closed: set[int] = field(default_factory=set)
    said: set[int] | None = None  # None for whoever judges nothing, and so is asked nothing
    owed: Mapping[int, int] = field(default_factory=dict)  # the own reading that is not in yet, by the bid

    def hides(self, bid: int) -> bool:
        """Say whether the figures of a bid are kept from this person."""
        return bid in self.closed or bid in self.owed or self.is_unsaid(bid)

    def is_unsaid(self, bid: int) -> bool:
        return self.said is not None and bid not in self.said and bid not in self.closed


def closed_or_owed(user: User, round_: Round) -> Applications:
    """The bids of a round to which somebody has ties, or that they score and have not handed in.

    Each has `is_closed`, and `owed`, the key of their own reading.
    """
    closed = Application.objects.closed_to(user)
    mine = Assessment.objects.owed_by(user).filter(application__round=round_)
    rows = Application.objects.filter(round=round_)
    rows = rows.filter(Q(pk__in=closed.values("pk")) | Q(pk__in=mine.values("application")))
    return rows.annotate(
        is_closed=Exists(closed.filter(pk=OuterRef("pk"))),
        owed=Subquery(mine.filter(application=OuterRef("pk")).values("pk")[:1]),
    )


def withheld(user: User, round_: Round) -> Withheld:
    """What is kept from somebody in a round. Four queries at most, for any number of bids.

    Whoever runs the fund and sits on no panel is not asked for ties to each bid; what they score themselves is kept
    from them too until it is in.
    """
    if not sits_on_panel(user):
        rows: Any = closed_or_owed(user, round_).only("pk")
        return Withheld({row.pk for row in rows if row.is_closed}, owed={row.pk: row.owed for row in rows if row.owed})
    bids = Application.objects.filter(round=round_)
    said = Declaration.objects.filter(user=user, application__round=round_).values_list("application", flat=True)
    owed = Assessment.objects.owed_by(user).filter(application__round=round_).values_list("application", "pk")
    return Withheld(set(bids.kept_from(user).values_list("pk", flat=True)), set(said), dict(owed))


def owed_on(user: User, application: Application) -> Assessment | None:
    """The own reading of a bid that is not handed in yet: until it is, nothing tells what others gave. One query."""
    return Assessment.objects.owed_by(user).filter(application=application.pk).first()


def see_that_own_are_in(user: User, bids: Iterable[int]) -> None:
    """Stop at what others gave whoever has not handed in their own scores of one of these bids. Raises Refused."""
    if Assessment.objects.owed_by(user).filter(application__in=bids).exists():
        raise Refused(OWN_FIRST)


def are_sums_withheld(user: User, round_: Round) -> bool:
    """Say whether somebody has ties to a bid that all have not heard of yet: the round’s sums would tell of it."""
    sealed = Application.objects.real().filter(round=round_, state__in=SEALED)
    return (sealed.kept_from(user) if sits_on_panel(user) else sealed.closed_to(user)).exists()
