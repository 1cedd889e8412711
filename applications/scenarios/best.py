"""The best use of the money, found exactly."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy

from applications.scenarios.asked import Answer, Asked, Bid, unkept

STEPS = 200_000
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
    worth = numpy.array([_weight(asked, bid) for bid in bids], dtype=float)
    rows = _rows(asked, bids)
    first = _most(worth, bids, rows)
    if first is None:
        return None
    best = float(round(float(worth @ first)))
    places = numpy.array([float(len(bids) - place) ** 2 for place in range(len(bids))])
    second = _most(places, bids, [*rows, (worth, best - 0.5, numpy.inf)])
    chosen = first if second is None else second
    return [value > 0.5 for value in chosen]


def _weight(asked: Asked, bid: Bid) -> float:
    whole = round(bid.worth * FINE)
    return float(whole * round(bid.amount)) if asked.by_money else float(whole)


def _rows(asked: Asked, bids: list[Bid]) -> list[tuple[Any, float, float]]:
    """What must hold: sums over the bids with their least and most, in pence and in bids."""
    cost = numpy.array([float(bid.amount * PENCE) for bid in bids])
    rows: list[tuple[Any, float, float]] = []
    if asked.money is not None:
        rows.append((cost, -numpy.inf, float(asked.money * PENCE)))
    for ring in asked.rings:
        has = numpy.array([float(ring.tag in bid.tags) for bid in bids])
        rows.append((has * cost, _least(ring.least_money, PENCE), _most_of(ring.most_money, PENCE)))
        rows.append((has, _least(ring.least_bids, 1), _most_of(ring.most_bids, 1)))
    return rows


def _least(value: Decimal | int | None, times: int) -> float:
    return -numpy.inf if value is None else float(value * times)


def _most_of(value: Decimal | int | None, times: int) -> float:
    return numpy.inf if value is None else float(value * times)


def _most(worth: Any, bids: list[Bid], rows: list[tuple[Any, float, float]]) -> Any:
    """The whole-number answer with the largest sum, or None where there is none. Raises TooLong."""
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415  (slow to load, and large)

    low = numpy.array([1.0 if bid.fixed is True else 0.0 for bid in bids])
    high = numpy.array([0.0 if bid.fixed is False else 1.0 for bid in bids])
    limits = [LinearConstraint(numpy.array([row]), least, most) for row, least, most in rows]
    done = milp(
        -worth,
        constraints=limits,
        integrality=numpy.ones(len(bids)),
        bounds=Bounds(low, high),
        options={"mip_rel_gap": 0.0, "node_limit": STEPS},
    )
    if done.status not in (PROVEN, NO_ANSWER):
        raise TooLong
    return done.x if done.status == PROVEN else None


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
