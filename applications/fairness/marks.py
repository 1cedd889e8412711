"""What assessors gave, one mark a reading, as the sums below need it."""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import fmean, median, pstdev

import numpy


@dataclass(frozen=True, slots=True)
class Mark:
    """One reading handed in: the mark that an assessor gave a bid, and whether they have lived experience."""

    bid: int
    assessor: int
    value: float
    is_lived: bool = False


@dataclass(frozen=True, slots=True)
class Middle:
    """How a bid's marks lie: their mean, their median and their spread (standard deviation of all, not of a sample)."""

    readings: int
    mean: float
    median: float
    spread: float


@dataclass(frozen=True, slots=True)
class Blocks:
    """A bid's two blocks of readers. `equal` gives each half the weight; where there is one block, it is its mean."""

    lived: float | None
    professional: float | None

    @property
    def equal(self) -> float | None:
        known = [each for each in (self.lived, self.professional) if each is not None]
        return fmean(known) if known else None


def by_bid(marks: Iterable[Mark]) -> dict[int, list[Mark]]:
    """The marks of each bid, in the order of their bids and assessors, whatever order they come in."""
    found: dict[int, list[Mark]] = {}
    for mark in sorted(marks, key=lambda each: (each.bid, each.assessor)):
        found.setdefault(mark.bid, []).append(mark)
    return found


def middles(marks: Iterable[Mark]) -> dict[int, Middle]:
    """Mean, median and spread of each bid's marks."""
    found = {}
    for bid, given in by_bid(marks).items():
        values = [mark.value for mark in given]
        found[bid] = Middle(len(values), fmean(values), median(values), pstdev(values))
    return found


def blocks(marks: Iterable[Mark]) -> dict[int, Blocks]:
    """Each bid's mean among readers with lived experience and among the others."""
    found = {}
    for bid, given in by_bid(marks).items():
        lived = [mark.value for mark in given if mark.is_lived]
        others = [mark.value for mark in given if not mark.is_lived]
        found[bid] = Blocks(fmean(lived) if lived else None, fmean(others) if others else None)
    return found


@dataclass(frozen=True, slots=True)
class Table:
    """The marks as three arrays of one length: the place of the bid, the place of the assessor, the mark."""

    bids: tuple[int, ...]
    assessors: tuple[int, ...]
    bid: numpy.ndarray
    assessor: numpy.ndarray
    value: numpy.ndarray

    def __len__(self) -> int:
        return len(self.value)


def table(marks: Iterable[Mark]) -> Table:
    """Lay the marks out for the sums below, in one order whatever order they come in."""

    rows = sorted(marks, key=lambda each: (each.bid, each.assessor))
    bids, assessors = sorted({mark.bid for mark in rows}), sorted({mark.assessor for mark in rows})
    place_of_bid = {bid: place for place, bid in enumerate(bids)}
    place_of_assessor = {assessor: place for place, assessor in enumerate(assessors)}
    return Table(
        tuple(bids),
        tuple(assessors),
        numpy.array([place_of_bid[mark.bid] for mark in rows], dtype=int),
        numpy.array([place_of_assessor[mark.assessor] for mark in rows], dtype=int),
        numpy.array([mark.value for mark in rows], dtype=float),
    )
