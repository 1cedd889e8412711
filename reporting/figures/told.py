"""What was told of figures so far, wherever somebody may have read and kept it, as lots of people and cells of them.

A reader can hold two things side by side: the figures for everybody, and every summary that was ever published, also
those that were replaced, archived or withdrawn since. So each is kept with the numbers behind it, and what is told next
is held against all of them.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max

from fund.kit.withholding import WHOLE, Cell, Name
from fund.models import Fund
from reporting.models import FiguresBehind, LearningSummary, Release

YES, NO, SILENT, TOOK = "yes", "no", "silent", "took"  # of those asked: who said so, who did not, who did not answer
ANSWERED, ASKED = YES + NO, "asked"
PARTS: dict[str, tuple[str, ...]] = {YES: (YES,), ANSWERED: (YES, NO), ASKED: (YES, NO, SILENT), TOOK: (TOOK,)}
AT_ONCE = 50  # so many are in memory whole
GROUP = "group"  # the table of groups of people in a summary
BESIDE = "beside"  # what stands beside a figure of a summary: it goes before the figure itself does

Held = Mapping[str, Any]
Key = tuple[str, str, str]  # what people said, their project, their group; no group is the rest of a project


@dataclass(frozen=True)
class Former:
    """Something that was told, in words for the learning desk, with the numbers behind it.

    `slug` is the address of the summary; of the figures for everybody there is none.
    """

    name: str
    held: Held
    slug: str = ""


def hold_telling() -> None:
    """Let one hand at a time tell figures to everybody, so that each sees what the other told."""
    Fund.objects.select_for_update(of=("self",), no_key=True).order_by("pk").first()


def sign() -> str:
    """A sign of all that was ever told: it changes when more is. Two queries."""
    published = LearningSummary.objects.filter(published_at__isnull=False)
    summaries = published.aggregate(number=Count("pk"), last=Max("published_at"))
    return f"{summaries['number']} {summaries['last']} {Release.objects.count()}"


def before(abouts: Iterable[str], *, but: LearningSummary | None = None) -> dict[str, list[Former]]:
    """All that was ever told of these figures, oldest first: the figures for everybody, and summaries. Two queries."""
    wanted = sorted(set(abouts))
    found: dict[str, list[Former]] = {about: [] for about in wanted}
    if not wanted:
        return found
    releases = _holding(Release.objects.order_by("number"), wanted).values_list("number", "held")
    for number, kept in releases.iterator(AT_ONCE):
        for about in wanted:
            if about in kept:
                found[about].append(Former(f"the figures for everybody, number {number}", kept[about]))
    rows = _holding(FiguresBehind.objects.filter(summary__published_at__isnull=False), wanted)
    rows = rows.exclude(summary=but).order_by("summary__published_at", "summary")
    told = rows.values_list("summary__title", "summary__about", "summary__version", "summary__slug", "held")
    for title, of, version, slug, kept in told.iterator(AT_ONCE):
        for about in wanted:
            if about in kept:
                found[about].append(Former(f"“{title}” about {of}, version {version}", held_of(kept[about]), slug))
    return found


def _holding(rows: Any, abouts: Sequence[str]) -> Any:
    return rows.filter(held__has_any_keys=list(abouts))


def held_of(figures: Iterable[Mapping[str, Any]]) -> Held:
    """One figure of a summary with its groups of people, as lots and cells. `figures` are kept in `FiguresBehind`."""
    lots: dict[str, dict[str, int]] = {}
    groups: dict[str, dict[str, dict[str, int]]] = {}
    cells, shown = [], []
    for figure in figures:
        into = groups.setdefault(figure["group"], {}) if figure["group"] else lots
        for project, numbers in figure["parts"].items():
            for side, number in _sides(figure["kind"], *numbers).items():
                into.setdefault(side, {})[project] = number
        name = (GROUP, figure["group"]) if figure["group"] else (WHOLE, "")
        cells.append([*name, sorted(figure["parts"])])
        shown.append([*name, figure["shown"]])
    return {"lots": lots, "groups": groups, "cells": cells, "shown": shown}


def _sides(kind: str, yes: int | None, answered: int | None, asked: int | None, took: int | None) -> dict[str, int]:
    """Of a share who said so and who did not; of a mean all who answered; of a count all of them."""
    found: dict[str, int] = {}
    if kind == "share":
        found = {YES: yes or 0, NO: (answered or 0) - (yes or 0)}
    elif kind == "scale":
        found = {YES: answered or 0}
    elif yes is not None:
        found = {YES: yes}
    if asked is not None and asked >= (answered or 0):
        found[SILENT] = asked - (answered or 0)
    if took is not None:
        found[TOOK] = took
    return found


def book(now: Held, former: Sequence[Held]) -> tuple[dict[Hashable, int], dict[Name, Cell], dict[Name, int]]:
    """All lots and cells of what is told now and of what was told before, and which of `former` a cell is of.

    A project whose number changed is cut into steps: its smallest number, and what the larger ones have more. So what a
    new report or a correction adds or takes away is protected like the people of another project. Where the groups of a
    project are parts of its whole in all that was told, the whole is its groups and the rest; where people are in more
    than one group, whole and groups stand apart. Of `now` what is not in "shown" is withheld already.
    """
    every = [*_near(now, former), (len(former), now)]
    numbers = [(number, _values(held)) for number, held in every]
    apart = _apart(values for _, values in numbers)
    steps: dict[Key, set[int]] = {}
    told = {number: _with_rest(values, apart) for number, values in numbers}
    for values in told.values():
        for key, size in values.items():
            steps.setdefault(key, set()).add(size)
    sizes: dict[Hashable, int] = {}
    for key, values_of_key in steps.items():
        below = 0
        for size in sorted(values_of_key):
            sizes[(*key, size)] = size - below
            below = size
    cells: dict[Name, Cell] = {}
    owner: dict[Name, int] = {}
    seen: set[tuple[frozenset[Hashable], bool | None]] = set()
    for number, held in every:
        is_now = held is now
        open_sides = {(table, part): set(sides) for table, part, sides in held["shown"]} if "shown" in held else None
        for table, part, projects in held["cells"]:
            group = part if table == GROUP else ""
            for side in sides_of(held, group):
                lots = frozenset(_lots(side, group, map(str, projects), told[number], steps, apart))
                is_open = open_sides is None or side in open_sides.get((table, part), ())
                state = (None if is_open else False) if is_now else is_open
                if not lots or (state is not None and not is_now and {(lots, True), (lots, state)} & seen):
                    continue  # the same was told before
                seen.add((lots, state))
                of = BESIDE if side in {ASKED, TOOK} else table
                name = (of, f"{side}|{part}" if is_now else f"{side}|{part}|{number}")
                cells[name] = Cell(lots, state)
                owner[name] = number
    return sizes, cells, owner


def sides_of(held: Held, group: str = "") -> list[str]:
    """What may be shown of each part: of a share those who said so, and all who answered."""
    lots = held["groups"].get(group, {}) if group else held["lots"]
    return [side for side, parts in PARTS.items() if parts[-1] in lots]


def _near(now: Held, former: Sequence[Held]) -> list[tuple[int, Held]]:
    """What was told of the same projects, or of others that were told together with these."""
    left = {
        number: [{str(project) for project in projects} for *_, projects in held["cells"]]
        for number, held in enumerate(former)
    }
    there = {str(project) for *_, projects in now["cells"] for project in projects}
    near: set[int] = set()
    while found := {number for number, cells in left.items() if any(cell & there for cell in cells)}:
        there |= {project for number in found for cell in left.pop(number) for project in cell}
        near |= found
    return [(number, former[number]) for number in sorted(near)]


def _values(held: Held) -> dict[Key, int]:
    by_group = {"": held["lots"], **held.get("groups", {})}
    return {
        (side, project, group): size
        for group, sides in by_group.items()
        for side, sizes in sides.items()
        for project, size in sizes.items()
    }


def _sums_of_groups(values: Mapping[Key, int]) -> dict[tuple[str, str], int]:
    sums: dict[tuple[str, str], int] = {}
    for (side, project, group), size in values.items():
        if group:
            sums[side, project] = sums.get((side, project), 0) + size
    return sums


def _apart(books: Iterable[Mapping[Key, int]]) -> set[tuple[str, str]]:
    """The sides of projects whose groups are no parts of their whole in something that was told."""
    return {
        (side, project)
        for values in books
        for (side, project), size in _sums_of_groups(values).items()
        if size > values.get((side, project, ""), -1)
    }


def _with_rest(values: Mapping[Key, int], apart: set[tuple[str, str]]) -> dict[Key, int]:
    """The same, with the rest of a project in the place of its whole where its groups are parts of it."""
    sums = _sums_of_groups(values)
    return {
        (side, project, group): size if group or (side, project) in apart else size - sums.get((side, project), 0)
        for (side, project, group), size in values.items()
    }


def _lots(
    side: str,
    group: str,
    projects: Iterable[str],
    values: Mapping[Key, int],
    steps: Mapping[Key, set[int]],
    apart: set[tuple[str, str]],
) -> Iterable[Hashable]:
    groups = sorted({name for _, _, name in values if name})
    for project in projects:
        parts = [one for one in PARTS[side] if (one, project, group) in values]
        if PARTS[side][-1] not in parts:
            continue  # of this project nobody told it
        for one in parts:
            inside = [""] if group or (one, project) in apart else ["", *groups]
            for name in [group] if group else inside:
                key = (one, project, name)
                if key in values:
                    yield from ((*key, step) for step in steps[key] if step <= values[key])
