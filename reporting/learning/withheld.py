"""What a summary may not tell, because with something that was told before a small number could be worked out from it.

Within one summary `figures.all_shown` sees to that. Here a summary is held against every other one that was ever
published, of whatever scope and in whatever version, and against the figures for everybody.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache as hints
from django.db import transaction

from applications.models import Grant
from fund.kit import history
from fund.kit.withholding import Name, explained, linked
from fund.models import User
from reporting.figures import told
from reporting.figures.careful import among, is_sensitive
from reporting.figures.told import ANSWERED, ASKED, TOOK, YES, Former
from reporting.figures.withholding import NOT_SHOWN, Rule, fews, rule_now
from reporting.learning.pack import sha256
from reporting.models import FiguresBehind, LearningSummary

WITHHELD = "Withheld, because a small number could be worked out from it"
OTHERS = "other figures that were told"
A_DAY = 24 * 60 * 60
LISTED = 3  # so many things are named from which a number could be worked out


@dataclass(frozen=True)
class Withheld:
    """A figure of which something may not be told: which sides of it, and from what a number could be worked out."""

    figure: dict[str, Any]
    sides: frozenset[str]
    because: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        """Whether the figure itself goes, and not only how many were asked or took part."""
        return bool(self.sides & {YES, ANSWERED})


def found(summary: LearningSummary) -> list[Withheld]:
    """What this summary tells now and may not. At most five queries, whatever was told before."""
    row = FiguresBehind.objects.filter(summary=summary).first()
    if row is None or not row.held:
        return []
    former, rule = told.before(row.held, but=summary), rule_now()
    figures = {figure["id"]: figure for figure in summary.figures}
    of_the_fund = set() if summary.collection_id else _projects(row.held, former)
    careful = among(Grant.objects.filter(pk__in=of_the_fund))
    return [
        Withheld(figures[pk], frozenset(sides), because)
        for about, kept in sorted(row.held.items())
        if former[about]
        for pk, (sides, because) in _of_one(
            kept, former[about], rule, _careful_of(kept, former[about], figures, careful)
        ).items()
        if pk in figures
    ]


def looked(summary: LearningSummary) -> list[Withheld]:
    """What `found` said when as much had been told as now: the look takes seconds where much was told."""
    figures = {figure["id"]: figure for figure in summary.figures}
    key = f"withheld:{summary.pk}:{sha256(f'{told.sign()} {rule_now()} {summary.figures}')}"
    rows = hints.get(key)
    if rows is None:
        rows = [(row.figure["id"], row.sides, row.because) for row in found(summary)]
        hints.set(key, rows, A_DAY)
    return [Withheld(figures[pk], sides, because) for pk, sides, because in rows]


def _projects(held: Mapping[str, list[dict[str, Any]]], former: Mapping[str, list[Former]]) -> set[int]:
    own = {int(project) for figures in held.values() for one in figures for project in one["parts"]}
    return own | {int(pk) for rows in former.values() for row in rows for *_, each in row.held["cells"] for pk in each}


def _careful_of(
    kept: list[dict[str, Any]], former: list[Former], figures: Mapping[str, dict[str, Any]], careful: frozenset[int]
) -> frozenset[int]:
    """With which projects more care is due in one question: with all of them where the question is sensitive."""
    asked = [figures[one["id"]] for one in kept if one["id"] in figures]
    if any(is_sensitive(f"{figure['name']} {figure['question']}") for figure in asked):
        return frozenset(_projects({"": kept}, {"": former}))
    return careful


def _of_one(
    kept: list[dict[str, Any]], former: list[Former], rule: Rule, careful: frozenset[int]
) -> dict[str, tuple[set[str], tuple[str, ...]]]:
    """Of one question and time point: by the name of a figure which sides to withhold, and because of what."""
    sizes, cells, owner = told.book(told.held_of(kept), [one.held for one in former])
    limits: dict[str, Any] = {"few": rule.few, "fews": fews(rule, sizes, careful)}
    hidden = linked(sizes, cells, **limits)
    if not hidden:
        return {}
    names = {one["group"]: one["id"] for one in kept}
    used = explained(sizes, cells, hidden, **limits)
    sides: dict[str, set[str]] = {}
    because: dict[str, list[str]] = {}
    for name in sorted(hidden):
        side, _, part = name[1].partition("|")
        pk = names[part]
        sides.setdefault(pk, set()).add(side)
        because.setdefault(pk, []).extend(_named(used[name], owner, former))
    return {pk: (sides[pk], tuple(dict.fromkeys(because[pk]))[:LISTED] or (OTHERS,)) for pk in sides}


def _named(used: set[Name], owner: Mapping[Name, int], former: list[Former]) -> list[str]:
    numbers = sorted({owner[name] for name in used}, reverse=True)
    return [former[number].name for number in numbers if number < len(former)]


@transaction.atomic
def withhold(summary: LearningSummary, *, by: User | None) -> list[Withheld]:
    """Withhold from a summary what may not be told, for good: its figures are kept as everybody may see them."""
    rows = found(summary)
    if not rows:
        return []
    of = {row.figure["id"]: row for row in rows}
    behind = FiguresBehind.objects.get(summary=summary)
    for kept in (one for figures in behind.held.values() for one in figures):
        if row := of.get(kept["id"]):
            gone = {YES, ANSWERED, ASKED, TOOK} if row.is_whole else row.sides
            kept["shown"] = [side for side in kept["shown"] if side not in gone]
    behind.save(update_fields=["held"])
    summary.figures = [_without(figure, of.get(figure["id"])) for figure in summary.figures]
    history.save(summary, by=by, reason=WITHHELD, fields=["figures"])
    return rows


def _without(figure: dict[str, Any], row: Withheld | None) -> dict[str, Any]:
    if row is None:
        return figure
    gone = {name: None for name, side in (("asked", ASKED), ("took_part", TOOK)) if row.is_whole or side in row.sides}
    if row.is_whole:
        gone |= {"numerator": None, "denominator": None, "percent": None}
        return {**figure, **gone, "words": NOT_SHOWN, "is_hidden": True, "because": list(row.because)}
    return {**figure, **gone, "because": list(row.because)}
