"""What a project costs for each person who takes part, as far as that can be said. Nothing is ever ranked by it."""

from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

from reporting.learning.pack import Spent
from reporting.learning.parameters import PARAMETERS


def cost_of(spent: Sequence[Spent], numbers: Mapping[str, Any] = PARAMETERS) -> dict[str, Any]:
    """Median, lowest and highest of (pounds spent ÷ people who took part), in whole pounds, and of how many projects.

    Empty for too few projects, and a project with too few people is left out: three and ten, if the fund set no others.
    The full cost and the grant's part of it are never mixed: the more frequent of the two is told, the grant's part
    where both are alike.
    """
    large = [one for one in spent if one.people >= numbers["cost_people"]]
    full = [one for one in large if one.is_full]
    part = [one for one in large if not one.is_full]
    mine = full if len(full) > len(part) else part
    if len(mine) < numbers["cost_projects"]:
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
