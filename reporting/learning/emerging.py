"""What many say that is under none of the themes: sentences that are alike, put together for a person to name."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from reporting.learning import meanings
from reporting.learning.reading import Reading


def lots(reading: Reading, rows: Sequence[int]) -> list[list[int]]:
    """The largest groups of sentences that are alike, by how many projects say so; at most six.

    Average-linkage clusters by the cosine of their meanings where each of them has one, else by that of their words. At
    most 1,200 sentences are looked at, of each project in turn, so that no table of all with all grows with the fund.
    """
    few = _some(reading, rows)
    if reading.vectors is None or len(few) < 2:
        return []
    import numpy as np  # noqa: PLC0415  (slow to load; only jobs need it)
    from scipy.cluster.hierarchy import fcluster, linkage  # noqa: PLC0415
    from scipy.spatial.distance import squareform  # noqa: PLC0415

    apart, far = _apart(reading, few)
    tree = linkage(squareform(apart, checks=False), method="average")
    del apart
    labels = fcluster(tree, np.nextafter(far, 0.0), criterion="distance")  # what is just so far apart stays apart
    groups: dict[int, list[int]] = {}
    for row, label in zip(few, labels, strict=True):
        groups.setdefault(int(label), []).append(row)
    large = [group for group in groups.values() if reading.projects(group) > 1]
    large.sort(key=lambda group: (-reading.projects(group), -len(group), reading.pieces[group[0]].order))
    return large[: reading.numbers["emerging"]]


def _apart(reading: Reading, rows: list[int]) -> tuple[Any, float]:
    """How far each of these is from each, and from where on they are put together no more."""
    import numpy as np  # noqa: PLC0415  (slow to load; only jobs need it)

    known = [reading.meanings.get(reading.pieces[row].key) for row in rows]
    told = [one for one in known if one]
    if len(told) == len(rows):
        reading.by_meaning = True
        apart, far = 1.0 - meanings.cosines(told), reading.numbers["emerging_far_in_meaning"]
    else:
        some = reading.vectors[rows]
        apart, far = 1.0 - np.round((some @ some.T).toarray(), 6), reading.numbers["emerging_far"]
    np.clip(apart, 0.0, None, out=apart)
    np.fill_diagonal(apart, 0.0)
    return apart, float(far)


def _some(reading: Reading, rows: Sequence[int]) -> list[int]:
    """The first sentence of each project, then the second of each, and so on, until there are enough."""
    turn: Counter[int] = Counter()
    placed = []
    for row in rows:
        project = reading.pieces[row].project
        placed.append((turn[project], row))
        turn[project] += 1
    return sorted(row for _, row in sorted(placed)[: reading.numbers["emerging_looked_at"]])
