"""How many were handed in and funded, by size of grant and by area, as everybody may see it."""

from collections import Counter
from typing import Any

from applications.models import Application
from fund.models import Round

LEAST = 5  # a smaller number might point at a group
NOT_SAID = "Not said"
Rows = list[dict[str, Any]]


def success_by(round_: Round) -> dict[str, Rows]:
    """The figures of a round, small numbers withheld; a bid in several areas counts in each. Three queries.

    They are counted where they are told, so that what is withheld is kept nowhere.
    """
    bids = list(round_.applications.handed_in().select_related("tier").prefetch_related("areas"))
    sizes: Counter[tuple[str, bool]] = Counter()
    areas: Counter[tuple[str, bool]] = Counter()
    for bid in bids:
        is_funded = bid.state == Application.State.AWARDED
        sizes[bid.tier.name if bid.tier else NOT_SAID, is_funded] += 1
        for name in [area.name for area in bid.areas.all()] or [NOT_SAID]:
            areas[name, is_funded] += 1
    order = [tier.name for tier in round_.tiers.all()]
    return {
        "sizes": withheld(_rows(sizes, order)),
        "areas": withheld(_rows(areas, sorted({name for name, _ in areas} - {NOT_SAID}))),
    }


def _rows(counts: Counter[tuple[str, bool]], order: list[str]) -> Rows:
    return [
        {"name": name, "handed_in": counts[name, True] + counts[name, False], "funded": counts[name, True]}
        for name in dict.fromkeys([*order, NOT_SAID])
        if counts[name, True] + counts[name, False]
    ]


def withheld(rows: Rows) -> Rows:
    """The rows without numbers under five. Where one alone would be missing, the next smallest goes too.

    Otherwise it could be worked out from the sum of all, which everybody knows. Where it is not known how many were
    handed in, it is not said either how many were funded.
    """
    hidden: dict[str, set[int]] = {}
    for column in ("handed_in", "funded"):
        numbers = {place: row[column] for place, row in enumerate(rows)}
        small = {place for place, number in numbers.items() if number < LEAST} | hidden.get("handed_in", set())
        rest = sorted((number, place) for place, number in numbers.items() if place not in small)
        if len(small) == 1 and rest:
            small.add(rest[0][1])
        hidden[column] = small
    shown = []
    for place, row in enumerate(rows):
        handed_in = None if place in hidden["handed_in"] else row["handed_in"]
        funded = None if place in hidden["funded"] else row["funded"]
        share = None if handed_in is None or funded is None else round(100 * funded / handed_in)
        shown.append({"name": row["name"], "handed_in": handed_in, "funded": funded, "share": share})
    return shown
