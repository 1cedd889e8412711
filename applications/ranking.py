"""Where each application stands, and how far the round's money goes."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import F, QuerySet, Sum

from applications.models import Application, Decision, Grant
from applications.models.application import Applications
from fund import rounds
from fund.kit.states import Refused
from fund.models import Round
from fund.templatetags.words import pounds

State = Application.State
Outcome = Decision.Outcome
OUT = (State.INELIGIBLE, State.INELIGIBLE_TOLD)
BEFORE_PANEL = (State.IN_ASSESSMENT, State.DECIDED, State.AWARDED, State.RESERVE, State.NOT_FUNDED)


def money_of(round_: Round) -> Decimal | None:
    """What the round has to give. None where a source never published its sum: then no limit is known."""
    amounts = list(round_.sources.values_list("amount", flat=True))
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if amounts and len(known) == len(amounts) else None


def awards(round_: Round) -> QuerySet[Decision]:
    """The awards decided so far, announced or not; those withdrawn, taken up again or refused hold no money."""
    standing = Decision.objects.filter(application__round=round_, application__is_test=False, outcome=Outcome.AWARD)
    standing = standing.filter(application__state__in=[State.DECIDED, State.AWARDED])
    return standing.exclude(application__grant__state=Grant.State.REFUSED)


def decided_of(round_: Round, *, without: Application | None = None) -> Decimal:
    """The sum of the awards decided so far, one application left out."""
    rows = awards(round_) if without is None else awards(round_).exclude(application=without)
    return rows.aggregate(total=Sum("amount"))["total"] or Decimal(0)


@rounds.checks_money
def see_that_awards_are_covered(round_: Round) -> None:
    """Refuse to lower a round’s money below what is decided."""
    has, decided = money_of(round_), decided_of(round_)
    if has is not None and decided > has:
        raise Refused(f"Awards of {pounds(decided)} are decided in this round, so it cannot have less.")


@dataclass(frozen=True)
class Money:
    """The round's money in pounds; `all` and `left` are None where a source never published its sum."""

    all: Decimal | None
    asked: Decimal
    decided: Decimal

    @property
    def left(self) -> Decimal | None:
        return None if self.all is None else self.all - self.decided


def money(round_: Round) -> Money:
    """What the round has, what the applications in play ask for, and what is decided."""
    asked = round_.applications.handed_in().exclude(state__in=OUT).aggregate(total=Sum("amount"))["total"]
    return Money(all=money_of(round_), asked=asked or Decimal(0), decided=decided_of(round_))


def ranked(round_: Round) -> Applications:
    """The applications before the panel, best mean first, with their figures; the unread come last."""
    rows = Application.objects.real().filter(round=round_, state__in=BEFORE_PANEL).with_scores()
    return rows.order_by(F("mean").desc(nulls_last=True), "reference")


@dataclass(slots=True)
class Line:
    """Where an application stands in the ranking: its place, and what it and all above it cost in pounds."""

    place: int
    pk: int
    running: Decimal
    fits: bool
    is_first_over: bool
    application: Application | None = None  # put there by the page that shows this line
    worth: float | None = None  # and so is its mark in the view of the panel


def without(lines: Iterable[Line], closed: Collection[int]) -> list[Line]:
    """The ranking without some bids. Their places close up, so that no gap tells where they stood."""
    rows = list(lines)
    gone = [line.place for line in rows if line.pk in closed]
    kept = [line for line in rows if line.pk not in closed]
    return [replace(line, place=line.place - sum(place < line.place for place in gone)) for line in kept]


def money_line(round_: Round, has: Decimal | None, order: Sequence[int] = ()) -> list[Line]:
    """The whole ranking with its running total: awards as decided, the undecided as asked, the others as nothing.

    `has` is what the round has to give in pounds, None where that is not known; `order` are the keys of the bids in
    another order than by their plain means, best first. `fits` says whether the running total is within the money; all
    fit where it is not known. One query.
    """
    running, lines, was_over = Decimal(0), [], False
    rows = list(ranked(round_).values_list("pk", "state", "amount", "decision__outcome", "decision__amount"))
    if order:
        place_of = {pk: place for place, pk in enumerate(order)}
        rows.sort(key=lambda row: place_of.get(row[0], len(place_of)))
    for place, (pk, state, asked, outcome, awarded) in enumerate(rows, start=1):
        if state == State.IN_ASSESSMENT:
            running += asked or 0
        elif outcome == Outcome.AWARD:
            running += awarded or 0
        fits = has is None or running <= has
        lines.append(Line(place, pk, running, fits, is_first_over=not fits and not was_over))
        was_over = was_over or not fits
    return lines
