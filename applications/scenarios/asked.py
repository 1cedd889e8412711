"""What a scenario is asked about, and its answer. Money is in pounds."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum

from fund.templatetags.words import pounds


class Way(Enum):
    """How the money is given out."""

    STOP = "stop"  # down the ranking, to the first that does not fit
    FILL = "fill"  # down the ranking, leaving out what does not fit
    BEST = "best"  # the best use of the money, exactly


@dataclass(frozen=True)
class Bid:
    """A bid before the panel: what it is worth in the view of marks, what it would get, and what it is, as tags.

    `fixed` says that it is in or out whatever happens: decided already, or set so by hand.
    """

    key: int
    name: str
    worth: float
    amount: Decimal
    tags: frozenset[str] = frozenset()
    fixed: bool | None = None


@dataclass(frozen=True)
class Ring:
    """A fence round some bids: at least or at most so much money, or so many of them, may go to bids with this tag."""

    tag: str
    name: str
    least_money: Decimal | None = None
    most_money: Decimal | None = None
    least_bids: int | None = None
    most_bids: int | None = None

    def __str__(self) -> str:
        parts = [
            f"at least {pounds(self.least_money)}" if self.least_money is not None else "",
            f"at most {pounds(self.most_money)}" if self.most_money is not None else "",
            f"at least {_bids(self.least_bids)}" if self.least_bids is not None else "",
            f"at most {_bids(self.most_bids)}" if self.most_bids is not None else "",
        ]
        return f"{self.name}: {' and '.join(part for part in parts if part)}"


@dataclass(frozen=True)
class Asked:
    """The whole question. `by_money` weighs each bid’s worth by what it gets, in the best use of the money."""

    bids: tuple[Bid, ...]
    money: Decimal | None
    way: Way = Way.STOP
    rings: tuple[Ring, ...] = ()
    by_money: bool = False

    @property
    def ranked(self) -> list[Bid]:
        """The bids, best first; equal ones by their names."""
        return sorted(self.bids, key=lambda bid: (-round(bid.worth, 9), bid.name))


@dataclass(frozen=True)
class Answer:
    """Which bids are funded, and what could not be kept, in words."""

    funded: tuple[Bid, ...]
    money: Decimal | None
    unkept: tuple[str, ...] = ()
    is_possible: bool = True
    keys: frozenset[int] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "keys", frozenset(bid.key for bid in self.funded))

    @property
    def spent(self) -> Decimal:
        return sum((bid.amount for bid in self.funded), Decimal(0))

    @property
    def left(self) -> Decimal | None:
        return None if self.money is None else self.money - self.spent

    @property
    def mean(self) -> float | None:
        """The plain mean of what the funded bids are worth."""
        return sum(bid.worth for bid in self.funded) / len(self.funded) if self.funded else None

    def share_of(self, tag: str) -> tuple[int, Decimal]:
        """How many of the funded bids have a tag, and how much they get."""
        some = [bid for bid in self.funded if tag in bid.tags]
        return len(some), sum((bid.amount for bid in some), Decimal(0))


def unkept(asked: Asked, funded: Iterable[Bid]) -> list[str]:
    """The fences that these bids do not keep, in words."""
    rows = list(funded)
    words = []
    for ring in asked.rings:
        some = [bid for bid in rows if ring.tag in bid.tags]
        money = sum((bid.amount for bid in some), Decimal(0))
        if ring.least_money is not None and money < ring.least_money:
            words.append(f"{ring.name} gets {pounds(money)}, and {pounds(ring.least_money)} was wanted.")
        if ring.least_bids is not None and len(some) < ring.least_bids:
            words.append(f"{ring.name} gets {_bids(len(some))}, and should get at least {ring.least_bids}.")
        if ring.most_money is not None and money > ring.most_money:
            words.append(f"{ring.name} gets {pounds(money)}, and {pounds(ring.most_money)} was the most.")
        if ring.most_bids is not None and len(some) > ring.most_bids:
            words.append(f"{ring.name} gets {_bids(len(some))}, and {ring.most_bids} was the most.")
    spent = sum((bid.amount for bid in rows), Decimal(0))
    if asked.money is not None and spent > asked.money:
        words.append(f"It costs {pounds(spent)}, which is {pounds(spent - asked.money)} more than there is.")
    return words


def _bids(count: int) -> str:
    return "1 bid" if count == 1 else f"{count} bids"
