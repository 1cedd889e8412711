"""Two grades in words, by rule: how sure a finding is, and how strong the evidence for an approach is.

A finding starts at *high*, and each concern lowers it, as in GRADE-CERQual (Lewin et al., Implementation Science
2018;13:2); the four measures and their bounds are the fund's own, and are among the numbers of the method. The
strength of an approach is a ladder of five steps. Prizes, readers and fine words never raise either.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from reporting.learning.parameters import PARAMETERS

Numbers = Mapping[str, Any]

NONE, MINOR, MODERATE, SERIOUS = "none", "minor", "moderate", "serious"
HIGH, FAIRLY, NOT, VERY = "high", "fairly", "not", "very"
LEVELS = (HIGH, FAIRLY, NOT, VERY)

CHECKED = "Somebody else has checked it."


@dataclass(frozen=True)
class Grounds:
    """What a finding stands on. Sources are reports, cards and texts; the others are counts of projects.

    `backed` are the supporting sources with figures or an independent view, `matching` those of the people and places
    that the summary names.
    """

    supporting: int
    backed: int
    matching: int
    saying: int
    opposing: int
    speaking: int
    conditions: int


def concerns(grounds: Grounds, numbers: Numbers = PARAMETERS) -> dict[str, str]:
    """How much each of the four measures worries: none, minor, moderate or serious."""
    p = numbers
    backed = _share(grounds.backed, grounds.supporting)
    opposing = _share(grounds.opposing, grounds.speaking)
    matching = _share(grounds.matching, grounds.supporting)
    return {
        "methods": _reached(backed, (p["backed_none"], NONE), (p["backed_minor"], MINOR))
        or (MODERATE if backed else SERIOUS),
        "coherence": _reached(
            opposing,
            *((p["opposing_serious"], SERIOUS), (p["opposing_moderate"], MODERATE), (p["opposing_minor"], MINOR)),
        )
        or NONE,
        "adequacy": _adequacy(grounds.saying, grounds.conditions, p),
        "relevance": _reached(
            matching, (p["matching_none"], NONE), (p["matching_minor"], MINOR), (p["matching_moderate"], MODERATE)
        )
        or SERIOUS,
    }


def confidence(found: Mapping[str, str], *, is_one_project: bool = False) -> str:
    """The confidence from its concerns; of one project never more than "not sure".

    High: at most one minor. Fairly sure: one moderate with at most one minor, or two or three minor. Not sure: one
    serious or two moderate, or one of these short of it. Very unsure: more than that.
    """
    serious, moderate, minor = (list(found.values()).count(level) for level in (SERIOUS, MODERATE, MINOR))
    if serious > 1 or (serious and moderate) or moderate > 2:
        level = VERY
    elif serious or moderate == 2 or (moderate and minor > 1) or minor > 3:
        level = NOT
    elif moderate or minor > 1:
        level = FAIRLY
    else:
        level = HIGH
    return NOT if is_one_project and level in {HIGH, FAIRLY} else level


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _reached(share: float, *bounds: tuple[float, str]) -> str:
    """The first level whose bound the share reaches; nothing where it reaches none."""
    return next((level for bound, level in bounds if share >= bound), "")


def _adequacy(projects: int, conditions: int, numbers: Numbers) -> str:
    if projects >= numbers["saying_none"]:
        return NONE if conditions >= numbers["conditions_none"] else MINOR
    if projects >= numbers["saying_minor"]:
        return MINOR
    return MODERATE if projects >= numbers["saying_moderate"] else SERIOUS


@dataclass(frozen=True)
class Change:
    """One figure of people that shows a change: of which organisation, how it was seen, and on how many answers.

    `design` is "before_after" (the same people), "retrospective" or "comparison".
    """

    organisation: str
    design: str
    answered: int
    asked: int
    is_better: bool

    def counts(self, numbers: Numbers) -> bool:
        """Say whether enough people answered, and enough of those asked."""
        enough = self.answered >= numbers["base"] and self.asked > 0
        return bool(self.is_better and enough and self.answered / self.asked >= numbers["response"])


@dataclass(frozen=True)
class Known:
    """What the strength of an approach is judged by. `adopters` are months kept, and whether figures came back."""

    described: frozenset[str] = frozenset()
    changes: tuple[Change, ...] = ()
    is_evaluated: bool = False
    adopters: tuple[tuple[int, bool], ...] = ()


def strength(known: Known, numbers: Numbers = PARAMETERS) -> tuple[int | None, tuple[str, ...]]:
    """The highest step of the ladder that the evidence reaches, and why, step by step; None where it reaches none.

    1 described, 2 change seen, 3 change probably caused, 4 checked elsewhere, 5 spread and kept.
    """
    seen = [change for change in known.changes if change.counts(numbers)]
    caused = [change for change in seen if change.design == "comparison"]
    kept = [has_figures for months, has_figures in known.adopters if months >= numbers["months"]]
    places = len({change.organisation for change in seen})
    steps = {
        1: len(known.described) >= numbers["described_from"] and "why" in known.described,
        2: bool(seen),
        3: bool(caused),
        4: bool(seen) and (known.is_evaluated or places >= numbers["organisations"]),
        5: len(kept) >= numbers["adopters"] and sum(kept) >= numbers["adopters_with_figures"],
    }
    reached = [step for step, is_reached in steps.items() if is_reached]
    why = (
        f"{len(known.described)} of 12 things are told that others need to repeat it.",
        f"{_count(len(seen), 'figure shows', 'figures show')} a change for people.",
        f"{_count(len(caused), 'figure compares', 'figures compare')} with people elsewhere.",
        CHECKED if known.is_evaluated else f"{_count(places, 'group has', 'groups have')} seen a change.",
        f"{_count(len(kept), 'other place has', 'other places have')} kept it for {_long(numbers['months'])}.",
    )
    return (max(reached) if reached else None), why


def _long(months: int) -> str:
    return "a year" if months == 12 else f"{months} months"


def _count(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}" if number else f"No {one}"


def known_of(described: Iterable[str], facts: Mapping[str, Any]) -> Known:
    """What a pack knows, in the form that `strength` reads."""
    return Known(
        described=frozenset(described),
        changes=tuple(Change(**change) for change in facts.get("changes", ())),
        is_evaluated=bool(facts.get("is_evaluated")),
        adopters=tuple((months, has_figures) for months, has_figures in facts.get("adopters", ())),
    )
