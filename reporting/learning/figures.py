"""Figures as anybody may see them."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable
from decimal import Decimal
from typing import Any

from fund.kit.withholding import WHOLE, Cell, linked
from reporting.figures.careful import is_sensitive
from reporting.figures.told import ANSWERED, ASKED, TOOK, YES
from reporting.figures.withholding import NOT_SHOWN, USUAL, Rule, in_words, is_few
from reporting.learning.pack import Counted, Pack


def tells(counted: Counted) -> bool:
    return counted.numerator is not None or counted.value is not None


def all_shown(pack: Pack) -> tuple[dict[str, Any], ...]:
    """The figures of a pack as anybody may see them.

    Where one part of a figure is too small to be shown, so much more of it is withheld that it cannot be worked out
    from the other parts and the whole.
    """
    told = [counted for counted in pack.figures if tells(counted)]
    lots: dict[tuple[str, str], list[Counted]] = defaultdict(list)
    for counted in told:
        lots[counted.code, counted.point].append(counted)
    kept = {key for rows in lots.values() for key in given_away(rows, pack.rule, pack.careful)}
    return tuple(shown(counted, rule_for(counted, pack), is_kept=counted.key in kept) for counted in told)


def behind(pack: Pack, shown: Iterable[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """The numbers behind the figures by what they are about, project by project, and what of each is shown."""
    told: dict[str, list[dict[str, Any]]] = defaultdict(list)
    figures = {figure["id"]: figure for figure in shown}
    for counted in pack.figures:
        if tells(counted):
            told[counted.about].append(
                {
                    "id": counted.key,
                    "kind": counted.kind,
                    "group": counted.group,
                    "parts": {project: numbers for project, *numbers in counted.parts},
                    "shown": sides(counted, figures[counted.key], rule_for(counted, pack)),
                }
            )
    return dict(told)


def sides(counted: Counted, figure: dict[str, Any], rule: Rule) -> list[str]:
    """What a figure tells: who said so, who answered, who was asked, who took part."""
    found = [] if figure["is_hidden"] else [YES]
    if counted.kind == "share" and figure["words"] != NOT_SHOWN and not is_few(counted.answered, rule.few):
        found.append(ANSWERED)  # also of "fewer than 5 of 30"
    return found + [side for side, name in ((ASKED, "asked"), (TOOK, "took_part")) if figure[name] is not None]


def is_careful(counted: Counted, careful: Collection[int]) -> bool:
    """Say whether more care is due: by what is asked, or as all who told it are of such projects."""
    told = {int(project) for project, *_ in counted.parts}
    return is_sensitive(f"{counted.name} {counted.question}") or (bool(told) and told <= set(careful))


def rule_for(counted: Counted, pack: Pack) -> Rule:
    """From how many people on this figure is shown."""
    return pack.rule.with_care(is_careful=is_careful(counted, pack.careful))


def given_away(rows: Iterable[Counted], rule: Rule = USUAL, careful: Collection[int] = ()) -> set[str]:
    """The keys of those parts of one figure, and of its whole, that would give a small part away."""
    whole = next((one for one in rows if not one.group), None)
    parts = [one for one in rows if one.group]
    if whole is None or not parts:
        return set()
    fews: dict[Hashable, int] = {one.key: rule.few_careful for one in parts if is_careful(one, careful)}
    if is_careful(whole, careful):
        fews |= dict.fromkeys([*(one.key for one in parts), ""], rule.few_careful)
    kept: set[str] = set()
    for part in ("yes", "no"):
        sizes: dict[Hashable, int] = {one.key: _people(one, part) for one in parts}
        rest = _people(whole, part) - sum(sizes.values())
        if rest < 0 or not any(sizes.values()):
            continue  # the parts share people, so that nothing can be taken away from the whole
        lots = {**sizes, "": rest}
        cells = {("group", one.key): Cell(frozenset({one.key})) for one in parts}
        cells[WHOLE, whole.key] = Cell(frozenset(lots))
        kept |= {name for _, name in linked(lots, cells, few=rule.few, fews=fews)}
    return kept


def _people(counted: Counted, part: str) -> int:
    """Of a share those who said so, or those who did not; of another figure all, once."""
    if counted.kind != "share":
        number = counted.numerator if counted.numerator is not None else counted.answered
        return (number or 0) if part == "yes" else 0
    yes = counted.numerator or 0
    return yes if part == "yes" else (counted.answered or 0) - yes


def shown(counted: Counted, rule: Rule = USUAL, *, is_kept: bool = False) -> dict[str, Any]:
    """A figure as anybody may see it. A number that is hidden is not kept here at all.

    `is_kept` hides one that is large enough itself, for what it would tell of another.
    """
    is_share = counted.kind == "share"
    is_small = is_few(counted.numerator, rule.few) or is_few(counted.answered, rule.few)
    is_small = is_small or (is_share and is_few((counted.answered or 0) - (counted.numerator or 0), rule.few))
    hidden = is_small or is_kept
    value = None if counted.value is None else Decimal(counted.value)
    words = in_words(counted.kind, counted.numerator, counted.answered, value, rule)
    if is_kept:
        words = NOT_SHOWN
    shows_share = is_share and not hidden and bool(counted.answered)
    if shows_share:
        words = f"{counted.numerator:,} of {counted.answered:,} people who answered"
    shows_percent = shows_share and (counted.answered or 0) >= rule.percent_from
    silent = is_few((counted.asked or 0) - (counted.answered or 0), rule.few) if counted.asked else False
    return {
        "id": counted.key,
        "name": counted.name,
        "question": counted.question,
        "kind": counted.kind,
        "point": counted.point,
        "group": counted.group,
        "words": words,
        "numerator": None if hidden else counted.numerator,
        "denominator": counted.answered if shows_share else None,
        "percent": _percent(counted) if shows_percent else None,
        "took_part": None if is_few(counted.took_part, rule.few) or is_kept else counted.took_part,
        "asked": None if is_few(counted.asked, rule.few) or silent or is_kept else counted.asked,
        "is_hidden": hidden,
        "reports": counted.reports,
        "projects": counted.projects,
        "measurements": list(counted.measurements),
        **({"copyright": counted.copyright} if counted.copyright else {}),
    }


def _percent(counted: Counted) -> int:
    return (200 * (counted.numerator or 0) + (counted.answered or 1)) // (2 * (counted.answered or 1))
