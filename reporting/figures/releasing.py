"""Figures for everybody: tables by place, condition and round, with every small number withheld, and kept as shown.

What was shown before, here and in summaries of what was learned, is held against what is shown next, so nobody learns a
small number by taking an old table from a new one. A release keeps the numbers behind it for that; they are shown to
nobody.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import transaction

from applications.models import Grant
from fund.kit.states import Refused
from fund.kit.withholding import WHOLE, linked
from fund.models import Fund, User
from reporting.figures import careful as care
from reporting.figures import told as told_before
from reporting.figures import withholding
from reporting.figures.adding import Parted, Sums, added
from reporting.figures.told import ANSWERED, NO, YES
from reporting.figures.withholding import Rule
from reporting.models import Indicator, Point, Release

ALL = "All projects together"
TABLES = ("area", "authority", "board", "condition", "round")

Held = dict[str, Any]


@dataclass(frozen=True)
class Told:
    """One indicator at one time point: what each project told, and in which cells it stands."""

    indicator: Indicator
    point: str
    by_grant: Mapping[int, Sums]
    names: Mapping[str, Mapping[int, set[str]]]  # table, project, parts of the table
    careful: frozenset[int] = frozenset()  # the projects with which more care is due
    by_group: Mapping[str, Mapping[int, Sums]] = field(default_factory=dict)  # not shown here, but in summaries

    @property
    def key(self) -> str:
        return f"{self.indicator.pk}:{self.point}"

    def cells(self) -> dict[tuple[str, str], list[int]]:
        """The projects in each part of each table, and in the whole."""
        found: dict[tuple[str, str], list[int]] = {}
        for table, names in self.names.items():
            for grant in self.by_grant:
                for part in names.get(grant, ()):
                    found.setdefault((table, part), []).append(grant)
        return {**found, (WHOLE, ALL): list(self.by_grant)}

    def lots(self, of: Mapping[int, Sums] | None = None) -> dict[str, dict[int, int]]:
        """The people of each project: of a share those who said so and those who did not."""
        kind = self.indicator.kind
        rows = (self.by_grant if of is None else of).items()
        if kind == Indicator.Kind.COUNT:
            return {YES: {grant: sums.numerator or 0 for grant, sums in rows}}
        if kind == Indicator.Kind.SCALE:
            return {YES: {grant: sums.weights or 0 for grant, sums in rows}}
        return {
            YES: {grant: sums.numerator or 0 for grant, sums in rows},
            NO: {grant: (sums.answered or 0) - (sums.numerator or 0) for grant, sums in rows},
        }


def gathered(fund: Fund) -> list[Told]:
    """What projects told in accepted reports, of all people together. Queries grow with indicators, not projects."""
    found = []
    grants = Grant.objects.public().filter(is_demo=False)
    careful = care.among(grants)
    for indicator in fund.indicators.current().filter(grant=None).exclude(kind=Indicator.Kind.WORDS):
        is_sensitive = care.is_sensitive(f"{indicator.name} {indicator.question}")
        by = {table: Parted(indicator, grants, table) for table in TABLES}
        for point in Point.values:
            if told := by["round"].told(point):
                names = {table: parted.names for table, parted in by.items()}
                of = frozenset(told) if is_sensitive else careful & frozenset(told)
                found.append(Told(indicator, point, told, names, of, by["round"].told_by_group(point)))
    return found


def tables_of(told: Told, rule: Rule, former: Sequence[Mapping[str, Any]]) -> tuple[dict[str, Any], Held]:
    """One indicator as everybody may see it, and what has to be kept of it. `former` is what was kept before."""
    cells, lots = told.cells(), told.lots()
    held: Held = {
        "lots": _by_text(lots),
        "groups": {group: _by_text(told.lots(sums)) for group, sums in told.by_group.items()},
        "cells": [[table, part, grants] for (table, part), grants in cells.items()],
    }
    sizes, book, _ = told_before.book(held, former)
    hidden = linked(sizes, book, few=rule.few, fews=withholding.fews(rule, sizes, told.careful))
    now = {name: set[str]() for name in cells}
    for table, part in hidden:
        side, _, name = part.partition("|")
        now[(table, name)].add(side)
    sides = set(told_before.sides_of(held))
    held["shown"] = [[table, part, sorted(sides - now[(table, part)])] for table, part in cells]

    def rule_for(grants: list[int]) -> Rule:
        return rule.with_care(is_careful=told.careful.issuperset(grants))

    rows = [
        {
            "table": table,
            "part": part,
            "projects": len(grants),
            **_shown(told, added(told.by_grant[grant] for grant in grants), now[(table, part)], rule_for(grants)),
        }
        for (table, part), grants in cells.items()
    ]
    about = {"indicator": told.indicator.pk, "name": told.indicator.name, "point": Point(told.point).label}
    about |= {"copyright": told.indicator.copyright_line} if told.indicator.copyright_line else {}
    return {**about, "kind": told.indicator.kind, "rows": rows}, held


def _by_text(lots: Mapping[str, Mapping[int, int]]) -> dict[str, dict[str, int]]:
    return {side: {str(grant): size for grant, size in sizes.items()} for side, sizes in lots.items()}


def _shown(told: Told, sums: Sums, hides: set[str], rule: Rule) -> dict[str, Any]:
    """A number that is withheld is not in it at all."""
    few, kind = f"fewer than {rule.few}", told.indicator.kind
    if kind == Indicator.Kind.COUNT:
        number = sums.numerator or 0
        words = (few if withholding.is_few(number, rule.few) else withholding.NOT_SHOWN) if hides else f"{number:,}"
        return {"words": words, "numerator": None if hides else number}
    if kind == Indicator.Kind.SCALE:
        answered = sums.weights or 0
        if hides:
            is_few = withholding.is_few(answered, rule.few)
            return {"words": f"{few} people answered" if is_few else withholding.NOT_SHOWN, "answered": None}
        mean = None if sums.mean is None else f"{Decimal(sums.mean).normalize():f}"
        words = f"{mean}, the average of {answered:,} answers" if mean else "nobody answered"
        return {"words": words, "answered": answered, "value": mean}
    return _share(sums, hides, rule)


def _share(sums: Sums, hides: set[str], rule: Rule) -> dict[str, Any]:
    few, number, answered = f"fewer than {rule.few}", sums.numerator or 0, sums.answered or 0
    if ANSWERED in hides:
        is_few = withholding.is_few(answered, rule.few)
        return {"words": f"{few} people answered" if is_few else withholding.NOT_SHOWN, "answered": None}
    if YES in hides:
        what = few if withholding.is_few(number, rule.few) else "a number that is not shown"
        return {"words": f"{what} of {answered:,}", "numerator": None, "answered": answered}
    words = f"{number:,} of {answered:,}" if answered else "nobody answered"
    percent = (200 * number + answered) // (2 * answered) if answered >= rule.percent_from else None
    words = words if percent is None else f"{percent}% ({words})"
    return {"words": words, "numerator": number, "answered": answered, "percent": percent}


def of_today(fund: Fund) -> tuple[Rule, list[dict[str, Any]], Held]:
    """The figures as everybody would see them, and what has to be kept of them. Nothing is written."""
    rule, every = withholding.rule_of(withholding.threshold(fund)), gathered(fund)
    former = told_before.before(told.key for told in every)
    tables, kept = [], {}
    for told in every:
        table, kept[told.key] = tables_of(told, rule, [one.held for one in former[told.key]])
        tables.append(table)
    return rule, tables, kept


def sign(tables: list[dict[str, Any]]) -> str:
    """What tells whether the figures are still those that somebody looked at."""
    return hashlib.sha256(json.dumps(tables, sort_keys=True).encode()).hexdigest()


@transaction.atomic
def release(fund: Fund, *, by: User, looked_at: str | None = None) -> Release:
    """Show the figures of today to everybody, and keep them as they were shown.

    `looked_at` is the sign of the figures that somebody saw before pressing the button: others are not released.
    """
    held = Fund.objects.select_for_update(of=("self",), no_key=True).get(pk=fund.pk)
    rule, tables, kept = of_today(held)
    if looked_at not in (None, sign(tables)):
        raise Refused("The figures have changed since you looked. Look at them once more, then release them.")
    return Release.objects.create(
        fund=held,
        number=held.releases.count() + 1,
        made_by=by,
        few=rule.few,
        few_careful=rule.few_careful,
        percent_from=rule.percent_from,
        tables=tables,
        held=kept,
    )


HEADS = {
    "area": "Council area",
    "authority": "Integration authority",
    "board": "Health board",
    "condition": "Condition",
    "round": "Round",
}


def as_read(tables: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each figure with its whole and its tables, as a page shows them."""
    found = []
    for table in tables:
        rows = table["rows"]
        whole = next(one for one in rows if one["table"] == WHOLE)
        parts = [(HEADS[name], [one for one in rows if one["table"] == name]) for name in TABLES]
        found.append({**table, "whole": whole, "parts": [(head, lines) for head, lines in parts if lines]})
    return found
