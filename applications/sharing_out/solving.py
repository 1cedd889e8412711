"""Sharing out by a solver: the same answer each time, with a reason for each reading and words for what is unmet."""

import math
import zlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy

from applications.sharing_out.asked import Asked, Bid, Given, Load, Reader, Sharing
from applications.sharing_out.fair_shares import fair_shares

if TYPE_CHECKING:
    from scipy.sparse import csr_array

NEAR = 0.1  # how far from the fair share a load may lie before it counts against a sharing
UNEVEN = 0.2  # from here on it is said, with what stood in the way
MOST_SHARED = 3  # so many topics in common count; more make nobody a better reader
# What a sharing is judged by, in points: a minute of unfairness, a topic; then, as so many readings of the longest bid
# that are all unfair, no lived experience, and a place left empty.
UNFAIR, TOPIC = 20.0, 1.0
NO_LIVED, EMPTY = 8, 80
WHOLE = 1e-6
WHOLE_BIDS = "Far from even: a bid is read whole, and these are of very different lengths"


def share_out(asked: Asked) -> Sharing:
    """Give each bid the readers that it wants, as well as can be.

    What counts most comes first: every place is filled; the wished mix; minutes within a tenth of the fair share; then
    topics that the reader knows. Ties, own bids and limits are never passed. It is solved as a linear programme, which
    settles nearly all bids at once, and for the few where it would split a reading, as an integer programme over their
    readings alone (HiGHS, by scipy). Even cases are settled by a number made from the seed, so the answer is the same
    each time, in whatever order bids and readers come.
    """
    asked = Asked(
        tuple(sorted((bid for bid in asked.bids if bid.wants > 0), key=lambda bid: bid.key)),
        tuple(sorted(asked.readers, key=lambda reader: reader.key)),
        asked.shut,
        asked.seed,
    )
    fair = fair_shares(asked)
    taken = _solve(_Sums.of(asked, fair)) if asked.bids and asked.readers else []
    given = [Given(bid, reader, _why(bid, reader)) for bid, reader in taken]
    minutes = {reader.key: reader.load for reader in asked.readers}
    for bid, reader in taken:
        minutes[reader.key] += bid.minutes
    loads = [Load(reader, minutes[reader.key], fair[reader.key]) for reader in asked.readers]
    pairs = {(bid.key, reader.key) for bid, reader in taken}
    why = [_uneven(asked, load, loads, pairs) for load in loads]
    said = tuple(replace(load, why=words) for load, words in zip(loads, why, strict=True))
    return Sharing(tuple(given), said, _unmet(asked, taken, minutes))


@dataclass(frozen=True)
class _Sums:
    """The pairs of a bid and a reader that may be, as the places of both, and what each is worth."""

    bids: tuple[Bid, ...]
    readers: tuple[Reader, ...]
    bid: numpy.ndarray
    reader: numpy.ndarray
    worth: numpy.ndarray
    least: numpy.ndarray  # minutes that each reader should still get, and may
    most: numpy.ndarray
    room: numpy.ndarray

    @classmethod
    def of(cls, asked: Asked, fair: dict[int, float]) -> "_Sums":
        pairs = [
            (at, by, min(len(bid.topics & reader.knows), MOST_SHARED) * TOPIC + _chance(asked.seed, bid, reader))
            for at, bid in enumerate(asked.bids)
            for by, reader in enumerate(asked.readers)
            if (bid.key, reader.key) not in asked.shut and bid.minutes <= reader.room
        ]
        share = numpy.array([fair[reader.key] for reader in asked.readers])
        load = numpy.array([reader.load for reader in asked.readers], dtype=float)
        room = numpy.array([reader.room for reader in asked.readers], dtype=float)
        share = numpy.where(numpy.isinf(share), load + room, share)
        return cls(
            asked.bids,
            asked.readers,
            numpy.array([pair[0] for pair in pairs], dtype=int),
            numpy.array([pair[1] for pair in pairs], dtype=int),
            numpy.array([pair[2] for pair in pairs], dtype=float),
            numpy.maximum(share * (1 - NEAR) - load, 0),
            numpy.minimum(numpy.maximum(share * (1 + NEAR) - load, 0), room),
            room,
        )


def _chance(seed: int, bid: Bid, reader: Reader) -> float:
    """A number under a hundredth of a topic, the same for the same seed, bid and reader on every machine."""
    return zlib.crc32(f"{seed}:{bid.key}:{reader.key}".encode()) / 2**32 * TOPIC / 100


def _solve(sums: _Sums) -> list[tuple[Bid, Reader]]:
    if not len(sums.bid):
        return []
    everything = numpy.arange(len(sums.bids))
    parts = _programme(sums, everything, numpy.zeros(len(sums.readers)), is_whole=False)
    is_split = (parts > WHOLE) & (parts < 1 - WHOLE)
    split = numpy.unique(sums.bid[is_split])
    settled = (parts >= 1 - WHOLE) & ~numpy.isin(sums.bid, split)
    if len(split):
        minutes = numpy.array([bid.minutes for bid in sums.bids], dtype=float)
        held = numpy.bincount(sums.reader[settled], minutes[sums.bid[settled]], len(sums.readers))
        settled |= _programme(sums, split, held, is_whole=True) > 0.5
    places = zip(sums.bid[settled].tolist(), sums.reader[settled].tolist(), strict=True)
    return [(sums.bids[bid], sums.readers[reader]) for bid, reader in places]


def _programme(sums: _Sums, bids: numpy.ndarray, held: numpy.ndarray, *, is_whole: bool) -> numpy.ndarray:
    """How much of each pair is taken when these bids are shared out and readers hold so many minutes already.

    Beside the pairs it has four kinds of slack, which cost points: places left empty and lived experience missing, a
    bid each; minutes below and above the fair share, a reader each.
    """
    from scipy.sparse import csr_array, hstack, vstack  # noqa: PLC0415  (slow to load; one page needs it)

    kept = numpy.flatnonzero(numpy.isin(sums.bid, bids))
    bid, reader = numpy.searchsorted(bids, sums.bid[kept]), sums.reader[kept]
    pairs, many, people = len(kept), len(bids), len(sums.readers)
    rows = [sums.bids[place] for place in bids]
    minutes = numpy.array([each.minutes for each in rows], dtype=float)
    is_lived = numpy.array([each.is_lived for each in sums.readers], dtype=float)

    def over_bids(values: numpy.ndarray) -> "csr_array":
        return csr_array((values, (bid, numpy.arange(pairs))), shape=(many, pairs))

    each_bid, each_reader = csr_array(numpy.eye(many)), csr_array(numpy.eye(people))
    of_bids, of_readers = csr_array((many, people)), csr_array((people, many))
    load = csr_array((minutes[bid], (reader, numpy.arange(pairs))), shape=(people, pairs))
    none = csr_array((many, many))
    table = vstack(
        [
            hstack([over_bids(numpy.ones(pairs)), each_bid, none, of_bids, of_bids]),
            hstack([over_bids(is_lived[reader]), none, each_bid, of_bids, of_bids]),
            hstack([load, of_readers, of_readers, each_reader, -each_reader]),
        ]
    ).tocsr()
    wants = numpy.array([each.wants for each in rows], dtype=float)
    wants_lived = numpy.array([min(each.wants_lived, each.wants) for each in rows], dtype=float)
    low = numpy.concatenate([wants, wants_lived, sums.least - held])
    high = numpy.concatenate([wants, numpy.full(many, numpy.inf), sums.most - held])
    longest = UNFAIR * max(each.minutes for each in sums.bids)
    missing = [numpy.full(many, EMPTY * longest), numpy.full(many, NO_LIVED * longest)]
    cost = numpy.concatenate([-sums.worth[kept], *missing, numpy.full(2 * people, UNFAIR)])
    most = numpy.concatenate(
        [numpy.ones(pairs), numpy.full(2 * many, numpy.inf), numpy.full(people, numpy.inf), sums.room - sums.most]
    )
    taken = numpy.zeros(len(sums.bid))
    taken[kept] = _minimum(cost, table, low, high, most, pairs if is_whole else 0)[:pairs]
    return taken


def _minimum(
    cost: numpy.ndarray, table: "csr_array", low: numpy.ndarray, high: numpy.ndarray, most: numpy.ndarray, whole: int
) -> numpy.ndarray:
    """The cheapest answer with low <= table @ x <= high and 0 <= x <= most, the first `whole` of them whole numbers."""
    from scipy.optimize import Bounds, LinearConstraint, linprog, milp  # noqa: PLC0415  (as above)
    from scipy.sparse import vstack  # noqa: PLC0415  (as above)

    if whole:
        integral = numpy.concatenate([numpy.ones(whole), numpy.zeros(len(cost) - whole)])
        limits = {"mip_rel_gap": 0.001, "node_limit": 1_000}  # nodes, not seconds: the same on a slow machine
        rows = LinearConstraint(table, low, high)
        done = milp(cost, constraints=rows, integrality=integral, bounds=Bounds(0, most), options=limits)
    else:
        is_capped = numpy.isfinite(high)
        upper = vstack([table[is_capped], -table]).tocsr()
        bounds = numpy.column_stack([numpy.zeros(len(cost)), most])
        done = linprog(
            cost, A_ub=upper, b_ub=numpy.concatenate([high[is_capped], -low]), bounds=bounds, method="highs-ds"
        )
    if done.x is None:
        raise RuntimeError(f"Sharing out found no answer: {done.message}")
    return numpy.asarray(done.x)


def _why(bid: Bid, reader: Reader) -> str:
    shared = sorted(bid.topics & reader.knows)
    knows = f"Knows about {', '.join(shared)}" if shared else "Has time to read it"
    return f"{knows}; lived experience" if reader.is_lived and bid.wants_lived else knows


def _unmet(asked: Asked, taken: list[tuple[Bid, Reader]], minutes: dict[int, int]) -> tuple[str, ...]:
    """What could not be met, bid by bid, and what stood in the way."""
    words = []
    for bid in asked.bids:
        people = [reader for given, reader in taken if given.key == bid.key]
        short = bid.wants - len(people)
        no_lived = min(bid.wants_lived, bid.wants) - sum(reader.is_lived for reader in people)
        if short > 0:
            one = "one more reader" if short == 1 else f"{short} more readers"
            words.append(f"{bid.name} wants {one}: {_in_the_way(asked, bid, people, minutes)}.")
        elif no_lived > 0:
            why = _in_the_way(asked, bid, people, minutes, lived_only=True)
            words.append(f"{bid.name} has too few readers with lived experience: {why}.")
    return tuple(words)


def _in_the_way(
    asked: Asked, bid: Bid, people: list[Reader], minutes: dict[int, int], *, lived_only: bool = False
) -> str:
    others = [
        each
        for each in asked.readers
        if each not in people and (each.is_lived or not lived_only) and (bid.key, each.key) not in asked.current
    ]
    shut = [each for each in others if (bid.key, each.key) in asked.shut]
    full = [
        each
        for each in others
        if each not in shut and each.limit is not None and minutes[each.key] + bid.minutes > each.limit
    ]
    parts = []
    if shut:
        parts.append(f"{len(shut)} must not read it")
    if full:
        parts.append(f"{len(full)} {'has' if len(full) == 1 else 'have'} no time left")
    return " and ".join(parts) or "there is nobody else"


def _uneven(asked: Asked, load: Load, loads: list[Load], taken: set[tuple[int, int]]) -> str:
    """Why one reader's minutes lie more than a fifth from the fair share, where they do."""
    if not asked.bids or math.isinf(load.fair) or abs(load.minutes - load.fair) <= UNEVEN * load.fair:
        return ""
    if load.minutes > load.fair:
        under = [other.reader for other in loads if other.minutes < other.fair * (1 - UNEVEN)]
        theirs = [bid for bid in asked.bids if (bid.key, load.reader.key) in taken]
        shut = [bid for bid in theirs if any((bid.key, other.key) in asked.shut for other in under)]
        return f"Far above even: {len(shut)} of these bids must not go to whoever has less" if shut else WHOLE_BIDS
    free = [bid for bid in asked.bids if (bid.key, load.reader.key) not in asked.shut]
    if len(free) < len(asked.bids):
        return f"Far below even: may read {len(free)} of these {len(asked.bids)} bids"
    return WHOLE_BIDS if any(bid.minutes <= load.reader.room for bid in free) else "Far below even: no bid is so short"
