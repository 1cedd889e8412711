"""Taking out of a bid's mark how strict its readers are: two ways, beside the raw mark and never instead of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy

from applications.fairness.marks import Mark, Table, table

SHRINKAGE = 3.0  # an assessor is believed strict or mild only as far as their readings outweigh three neutral ones


@dataclass(frozen=True)
class Reader:
    """How an assessor marks, next to those who read the same bids.

    `severity` is how far their marks lie above (mild) or below (strict, negative) the mean of the other readers of the
    same bids, on average; `consistency` is the standard deviation of these differences: small means alike each time.
    Both are None where nobody else read what they read, `consistency` also where there is one such bid only.
    """

    assessor: int
    readings: int
    mean: float
    severity: float | None
    consistency: float | None


def readers(marks: Iterable[Mark]) -> list[Reader]:
    """How each assessor marks, by key. For a mark y of assessor a on bid i: d = y - mean of the others' marks on i.

    Severity is the mean of d, consistency the sample standard deviation of d.
    """
    rows = sorted(marks, key=lambda each: (each.bid, each.assessor))
    sums: dict[int, tuple[float, int]] = {}
    for mark in rows:
        total, number = sums.get(mark.bid, (0.0, 0))
        sums[mark.bid] = (total + mark.value, number + 1)
    differences: dict[int, list[float]] = {}
    given: dict[int, list[float]] = {}
    for mark in rows:
        given.setdefault(mark.assessor, []).append(mark.value)
        total, number = sums[mark.bid]
        if number > 1:
            differences.setdefault(mark.assessor, []).append(mark.value - (total - mark.value) / (number - 1))
    return [
        Reader(assessor, len(values), sum(values) / len(values), *_middle_and_spread(differences.get(assessor, [])))
        for assessor, values in sorted(given.items())
    ]


def _middle_and_spread(values: list[float]) -> tuple[float | None, float | None]:
    if not values:
        return None, None
    middle = sum(values) / len(values)
    if len(values) == 1:
        return middle, None
    return middle, (sum((each - middle) ** 2 for each in values) / (len(values) - 1)) ** 0.5


def centred(marks: Iterable[Mark]) -> dict[int, float]:
    """Each bid's mean after every mark is moved by its assessor's own mean: y - mean of a + mean of all marks.

    It is fair only where assessors read bids that are about equally good; the additive model does not need that.
    """
    rows = list(marks)
    if not rows:
        return {}
    overall = sum(mark.value for mark in rows) / len(rows)
    own = {reader.assessor: reader.mean for reader in readers(rows)}
    moved: dict[int, list[float]] = {}
    for mark in sorted(rows, key=lambda each: (each.bid, each.assessor)):
        moved.setdefault(mark.bid, []).append(mark.value - own[mark.assessor] + overall)
    return {bid: sum(values) / len(values) for bid, values in moved.items()}


@dataclass(frozen=True)
class Fit:
    """The additive model: the worth of each bid, how mild (+) or strict (-) each assessor is, and the remainders."""

    table: Table
    worth: numpy.ndarray
    mildness: numpy.ndarray
    left_over: numpy.ndarray = field(repr=False)

    @property
    def bids(self) -> dict[int, float]:
        return dict(zip(self.table.bids, self.worth.tolist(), strict=True))

    @property
    def assessors(self) -> dict[int, float]:
        return dict(zip(self.table.assessors, self.mildness.tolist(), strict=True))


def additive(marks: Iterable[Mark], *, shrinkage: float = SHRINKAGE) -> Fit:
    """Part every mark into the bid's worth, the assessor's mildness and a remainder: y = b + a + e.

    It minimises sum(e²) + shrinkage × sum(a²): least squares with a ridge on the assessors (Hoerl and Kennard 1970,
    Technometrics 12, 55–67), which is the best linear unbiased prediction where shrinkage = var(e) / var(a) (Robinson
    1991, Statistical Science 6, 15–32). The mildnesses add up to nought. With the bids put in as b = mean(y - a), what
    remains is one equation an assessor:

        (n_a + shrinkage) a - sum over their bids of mean(a of its readers) = sum over their bids of (y - mean y of it)
    """

    rows = table(marks)
    bids, assessors = len(rows.bids), len(rows.assessors)
    if not len(rows):
        nothing = numpy.zeros(0)
        return Fit(rows, nothing, nothing, nothing)
    readings = numpy.bincount(rows.bid, minlength=bids)
    mean = numpy.bincount(rows.bid, rows.value, bids) / readings
    both = numpy.zeros((assessors, assessors))
    first, second = _pairs_on_one_bid(rows)
    numpy.subtract.at(both, (rows.assessor[first], rows.assessor[second]), 1 / readings[rows.bid[first]])
    both[numpy.diag_indices(assessors)] += numpy.bincount(rows.assessor, minlength=assessors) + shrinkage
    right = numpy.bincount(rows.assessor, rows.value - mean[rows.bid], assessors)
    mildness = numpy.linalg.solve(both, right)
    worth = mean - numpy.bincount(rows.bid, mildness[rows.assessor], bids) / readings
    return Fit(rows, worth, mildness, rows.value - worth[rows.bid] - mildness[rows.assessor])


def _pairs_on_one_bid(rows: Table) -> tuple[numpy.ndarray, numpy.ndarray]:
    """The places of all pairs of marks on one bid, each mark with itself too. The marks stand bid by bid."""

    readings = numpy.bincount(rows.bid, minlength=len(rows.bids))
    starts = numpy.concatenate(([0], numpy.cumsum(readings)[:-1]))
    first = numpy.repeat(numpy.arange(len(rows)), readings[rows.bid])
    at = numpy.arange(len(first)) - numpy.repeat(
        numpy.cumsum(readings[rows.bid]) - readings[rows.bid], readings[rows.bid]
    )
    return first, starts[rows.bid[first]] + at
