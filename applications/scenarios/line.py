"""Giving the money out down the ranking."""

from collections.abc import Iterable
from decimal import Decimal

from applications.scenarios.asked import Answer, Asked, Bid, Ring, Way, unkept


def down_the_line(asked: Asked) -> Answer:
    """Fund from the top: first what is fixed, then what the fences want at least, then the others while money lasts.

    `Way.STOP` ends at the first bid that does not fit the money; `Way.FILL` leaves it out and goes on. A bid that would
    pass the most of a fence is left out in both.
    """
    taken = {bid.key: bid for bid in asked.bids if bid.fixed is True}
    open_ = [bid for bid in asked.ranked if bid.fixed is None]
    for ring in asked.rings:
        for bid in open_:
            if _is_met(ring, taken.values()):
                break
            is_new = ring.tag in bid.tags and bid.key not in taken
            if is_new and _fits(asked, taken, bid) and _allowed(asked, taken, bid):
                taken[bid.key] = bid
    for bid in open_:
        if bid.key in taken or not _allowed(asked, taken, bid):
            continue
        if _fits(asked, taken, bid):
            taken[bid.key] = bid
        elif asked.way == Way.STOP:
            break
    funded = tuple(bid for bid in asked.ranked if bid.key in taken)
    return Answer(funded, asked.money, tuple(unkept(asked, funded)))


def _spent(taken: dict[int, Bid]) -> Decimal:
    return sum((bid.amount for bid in taken.values()), Decimal(0))


def _fits(asked: Asked, taken: dict[int, Bid], bid: Bid) -> bool:
    return asked.money is None or _spent(taken) + bid.amount <= asked.money


def _allowed(asked: Asked, taken: dict[int, Bid], bid: Bid) -> bool:
    """Say whether no fence would be passed by taking this bid too."""
    for ring in asked.rings:
        if ring.tag not in bid.tags:
            continue
        some = [each for each in taken.values() if ring.tag in each.tags]
        if ring.most_bids is not None and len(some) + 1 > ring.most_bids:
            return False
        money = sum((each.amount for each in some), bid.amount)
        if ring.most_money is not None and money > ring.most_money:
            return False
    return True


def _is_met(ring: Ring, taken: Iterable[Bid]) -> bool:
    some = [bid for bid in taken if ring.tag in bid.tags]
    money = sum((bid.amount for bid in some), Decimal(0))
    has_money = ring.least_money is None or money >= ring.least_money
    return has_money and (ring.least_bids is None or len(some) >= ring.least_bids)
