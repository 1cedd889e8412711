"""How sure a bid's place is, and which bids lie so close to the money line that chance could turn them round."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy

from applications.fairness.adjusting import Fit
from applications.fairness.marks import Mark, table

TIMES, SEED, SURE = 999, 2009, 0.9
AT_ONCE = 25  # drawings


@dataclass(frozen=True, slots=True)
class Places:
    """The places, 1 for the best, between which a bid comes out nine times in ten when its marks are drawn anew."""

    best: int
    worst: int

    def __str__(self) -> str:
        return str(self.best) if self.best == self.worst else f"{self.best} to {self.worst}"


def raw(marks: Iterable[Mark], *, times: int = TIMES, seed: int = SEED) -> dict[int, Places]:
    """Intervals for the places by the raw mean; none where each bid has one mark, for then nothing tells the noise."""
    rows = table(marks)
    if not len(rows):
        return {}
    readings = numpy.bincount(rows.bid, minlength=len(rows.bids))
    worth = numpy.bincount(rows.bid, rows.value, len(rows.bids)) / readings
    return _intervals(rows.bids, rows.bid, worth, rows.value - worth[rows.bid], len(rows.bids), times, seed)


def adjusted(fit: Fit, *, times: int = TIMES, seed: int = SEED) -> dict[int, Places]:
    """Intervals for the places by the additive model, the assessors' mildness taken as known.

    None where the model uses up all marks.
    """
    rows = fit.table
    if not len(rows):
        return {}
    known = len(rows.bids) + len(rows.assessors) - 1
    return _intervals(rows.bids, rows.bid, fit.worth, fit.left_over, known, times, seed)


def _intervals(
    keys: tuple[int, ...],
    bid: numpy.ndarray,
    worth: numpy.ndarray,
    left_over: numpy.ndarray,
    known: int,
    times: int,
    seed: int,
) -> dict[int, Places]:
    """Draw the remainders of all marks anew, `times` over, and see between which places each bid comes out.

    A bootstrap of residuals (Efron and Tibshirani 1993, An Introduction to the Bootstrap, ch. 9): a bid with n marks
    gets its worth plus the mean of n remainders drawn with replacement from those of all bids, which are centred and
    widened by sqrt(N / (N - known)) for the N marks and the number of things known from them. The interval runs from
    the 5th to the 95th in a hundred of the places drawn, each end taken outwards. The seed is fixed: the same marks
    give the same places. Where N - known is not above nought, the noise cannot be told from the bids: no intervals.
    """
    number = len(left_over)
    spare = number - known
    if spare <= 0:
        return {}
    pool = (left_over - left_over.mean()) * numpy.sqrt(number / spare)
    draws = numpy.random.default_rng(seed)
    readings = numpy.bincount(bid, minlength=len(keys))

    def drawn() -> Iterator[numpy.ndarray]:
        for _ in range(times):
            left = numpy.bincount(bid, pool[draws.integers(0, number, number)], len(keys)) / readings
            yield _places(worth + left)

    return told(drawn(), keys, times)


def told(places: Iterable[Sequence[int] | numpy.ndarray], keys: tuple[int, ...], times: int) -> dict[int, Places]:
    """Between which places each bid came out nine times in ten: a row for each of so many drawings, a column a bid.

    Only the rows at both ends are kept, so that the places of a large round do not fill the memory.
    """
    tail = int(round(times * (1 - SURE) / 2, 9)) + 1  # the last one of these is the end
    small = numpy.min_scalar_type(-len(keys) - 1)  # holds each place and its negative, and is no larger than that
    best = worst = numpy.empty((0, len(keys)), dtype=small)
    rows = iter(places)
    while block := [numpy.asarray(row, dtype=small) for row in islice(rows, AT_ONCE)]:
        best = _outermost(best, block, tail)
        worst = -_outermost(-worst, [-row for row in block], tail)
    ends = zip(keys, best.max(axis=0), worst.min(axis=0), strict=True)
    return {key: Places(int(first), int(last)) for key, first, last in ends}


def _outermost(kept: numpy.ndarray, block: list[numpy.ndarray], most: int) -> numpy.ndarray:
    """Of each column the smallest so many of both, in no order."""
    both = numpy.vstack((kept, *block))
    if len(both) > most:
        both.partition(most - 1, axis=0)
    return both[:most].copy()


def _places(worth: numpy.ndarray) -> numpy.ndarray:
    """1 plus how many are worth more; what is equal to the ninth decimal shares a place."""

    rounded = numpy.round(worth, 9)
    ordered = numpy.sort(rounded)
    return len(rounded) - numpy.searchsorted(ordered, rounded, side="right") + 1


def band(places: Mapping[int, Places], funded: int) -> set[int]:
    """The bids within noise of the line that stands below the first `funded` places: their places reach both sides."""
    return {key for key, each in places.items() if each.best <= funded < each.worst}


def tied(place: Mapping[int, int]) -> dict[int, Places]:
    """The places that equal bids share, from the place of each."""
    shared = Counter(place.values())
    return {key: Places(first, first + shared[first] - 1) for key, first in place.items()}
