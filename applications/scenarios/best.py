"""The best use of the money, found exactly."""

from dataclasses import dataclass, replace
from decimal import Decimal

import numpy

from applications.scenarios.asked import Answer, Asked, Bid, unkept

STEPS = 200_000
TRIES = 200
PROVEN, NO_ANSWER = 0, 2  # as `scipy.optimize.milp` says; at its limit it says 1 or 4
FINE = 10_000  # worth is counted in ten-thousandths, so that sums are whole numbers and equal ones are equal
PENCE = 100
TOO_LONG = "The count was stopped before the best use was sure. Take out a rule, or set some bids by hand."


def best_use(asked: Asked) -> Answer:
    """The bids whose worth adds up to the most within the money and the fences: proven, and the same each time.

    Maximise sum(w·x) with x in {0, 1}, sum(amount·x) <= money, and two sums for each fence; w is the bid’s worth, or
    worth × amount where the question weighs by money. Solved as an integer programme by HiGHS through
    `scipy.optimize.milp` with no gap. Of several best answers the one with the better places is taken: a second
    programme keeps the best sum and takes the bids that stand higher in the ranking (the sum of the squares of how many
    bids stand below each, and one more).

    Where no answer keeps every fence, says which of them cannot be kept together. Where the count gets too long to be
    sure, says so and gives no answer.
    """
    bids = asked.ranked
    if not bids:
        return Answer((), asked.money)
    try:
        return _best(asked, bids)
    except TooLong:
        return Answer((), asked.money, (TOO_LONG,), is_possible=False)


class TooLong(Exception):  # noqa: N818  (an answer too: nobody knows yet)
    """The count was stopped before its answer was proven."""


def _best(asked: Asked, bids: list[Bid]) -> Answer:
    taken = _solve(asked, bids)
    if taken is None:
        return Answer((), asked.money, tuple(_clashes(asked, bids)), is_possible=False)
    funded = tuple(bid for bid, is_in in zip(bids, taken, strict=True) if is_in)
    return Answer(funded, asked.money, tuple(unkept(asked, funded)))


def _solve(asked: Asked, bids: list[Bid]) -> list[bool] | None:
    """Which bids the best answer takes; None where there is no answer."""
    worth, rows = [_weight(asked, bid) for bid in bids], _rows(asked, bids)
    first = _most(worth, bids, rows)
    if first is None:
        return None
    as_good = Row(worth, least=_sum(worth, first))
    places = [(len(bids) - place) ** 2 for place in range(len(bids))]
    return _most(places, bids, [*rows, as_good]) or first


def _weight(asked: Asked, bid: Bid) -> int:
    whole = round(bid.worth * FINE)
    return whole * round(bid.amount) if asked.by_money else whole


@dataclass(frozen=True)
class Row:
    """What must hold: a sum over the bids that are taken, with its least and most, in whole pence or bids."""

    parts: list[int]
    least: int | None = None
    most: int | None = None


def _rows(asked: Asked, bids: list[Bid]) -> list[Row]:
    cost = [_pence(bid.amount) for bid in bids]
    rows = [] if asked.money is None else [Row(cost, most=_pence(asked.money))]
    for ring in asked.rings:
        has = [int(ring.tag in bid.tags) for bid in bids]
        money = [one * pence for one, pence in zip(has, cost, strict=True)]
        least, most = (None if sum_ is None else _pence(sum_) for sum_ in (ring.least_money, ring.most_money))
        rows += [Row(money, least, most), Row(has, ring.least_bids, ring.most_bids)]
    return rows


def _pence(amount: Decimal) -> int:
    return int(amount * PENCE)


def _sum(parts: list[int], taken: list[bool]) -> int:
    return sum(part for part, is_in in zip(parts, taken, strict=True) if is_in)


def _most(worth: list[int], bids: list[Bid], rows: list[Row]) -> list[bool] | None:
    """The bids with the largest sum that keep every row to the penny, or None where there are none. Raises TooLong.

    The solver counts with a tolerance, and on millions of pence that can be some pennies. So each of its answers is
    added up exactly; where a row is passed, at least one bid has to change that brings it back, and it solves again.
    """
    cuts: list[tuple[list[int], int]] = []
    for _ in range(TRIES):
        taken = _nearly(worth, bids, rows, cuts)
        cut = None if taken is None else next(filter(None, (_back(row, taken) for row in rows)), None)
        if cut is None:
            return taken
        cuts.append(cut)
    raise TooLong


def _back(row: Row, taken: list[bool]) -> tuple[list[int], int] | None:
    """A sum with its least that asks for a change which brings the row back; None where it is kept."""
    found = _sum(row.parts, taken)
    if row.most is not None and found > row.most:
        wanted = -1
    elif row.least is not None and found < row.least:
        wanted = 1
    else:
        return None
    moves = [-1 if is_in else 1 for is_in in taken]  # what it does to the sum to turn each bid round
    helps = [move if move * part * wanted > 0 else 0 for move, part in zip(moves, row.parts, strict=True)]
    return helps, 1 - helps.count(-1)  # one of these, at least: x of a bid that goes in, 1 - x of one that goes out


def _nearly(worth: list[int], bids: list[Bid], rows: list[Row], cuts: list[tuple[list[int], int]]) -> list[bool] | None:
    """What the solver finds within its tolerance."""
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415  (slow to load, and large)

    low = numpy.array([1.0 if bid.fixed is True else 0.0 for bid in bids])
    high = numpy.array([0.0 if bid.fixed is False else 1.0 for bid in bids])
    ends = [(row.parts, -numpy.inf if row.least is None else row.least, row.most) for row in rows]
    ends += [(signs, least, None) for signs, least in cuts]
    limits = [
        LinearConstraint(numpy.array([parts], dtype=float), least, numpy.inf if most is None else most)
        for parts, least, most in ends
    ]
    done = milp(
        -numpy.array(worth, dtype=float),
        constraints=limits,
        integrality=numpy.ones(len(bids)),
        bounds=Bounds(low, high),
        options={"mip_rel_gap": 0.0, "node_limit": STEPS},
    )
    if done.status not in (PROVEN, NO_ANSWER):
        raise TooLong
    return [value > 0.5 for value in done.x] if done.status == PROVEN else None


def _clashes(asked: Asked, bids: list[Bid]) -> list[str]:
    """Which fences cannot be kept together: a smallest set, of which none can be left out."""
    fixed = [bid for bid in bids if bid.fixed is True]
    if too_much := unkept(replace(asked, rings=()), fixed):
        return [f"What is in by hand or decided already does not fit. {too_much[0]}"]
    needed = asked.rings
    for ring in asked.rings:
        others = tuple(each for each in needed if each != ring)
        if _solve(replace(asked, rings=others), bids) is None:
            needed = others
    if len(needed) == 1:
        return [f"This rule cannot be kept: {needed[0]}."]
    return ["These rules cannot be kept together. Change one of them.", *(f"{ring}." for ring in needed)]
