"""What a project costs for each person who takes part, as far as that can be said. Nothing is ever ranked by it."""

from collections.abc import Sequence
from statistics import median
from typing import Any

from reporting.learning.pack import Spent

LEAST_PROJECTS = 3
LEAST_PEOPLE = 10


def cost_of(spent: Sequence[Spent]) -> dict[str, Any]:
    """Median, lowest and highest of (pounds spent ÷ people who took part), in whole pounds, and of how many projects.

    Empty for fewer than three projects. A project with fewer than ten people is left out. The full cost and the grant's
    part of it are never mixed: the more frequent of the two is told, the grant's part where both are alike.
    """
    large = [one for one in spent if one.people >= LEAST_PEOPLE]
    full = [one for one in large if one.is_full]
    part = [one for one in large if not one.is_full]
    mine = full if len(full) > len(part) else part
    if len(mine) < LEAST_PROJECTS:
        return {}
    each = sorted(one.pounds / one.people for one in mine)
    return {
        "median": _whole(median(each)),
        "lowest": _whole(each[0]),
        "highest": _whole(each[-1]),
        "projects": len(mine),
        "is_full": mine is full,
    }


def _whole(pounds: float) -> int:
    return int(pounds + 0.5)
