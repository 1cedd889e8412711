"""How much a summary tells of five things, so that silence is seen: effect, mechanism, moderators, doing, cost.

The five are those of EMMIE (Johnson, Tilley and Bowers, 2015). It is about how much there is, not how good the news is.
"""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from reporting.models import LearningSummary, Statement

NOTHING, SOME, GOOD = "nothing yet", "some", "good"
FINDINGS_FROM = 2  # findings on whom it suits
PROJECTS_FROM = 3  # projects behind a figure
SURE = {Statement.Confidence.HIGH, Statement.Confidence.FAIRLY}


class Known(NamedTuple):
    """One of the five: its code, its name, and how much is known of it."""

    code: str
    name: str
    level: str


def known(
    summary: LearningSummary,
    figures: Collection[Mapping[str, Any]],
    helped: Collection[Statement],
    hindered: Collection[Statement],
    whom: Collection[Statement],
) -> list[Known]:
    """The five things, each with how much is known of it, from what the summary shows."""
    is_seen = (summary.strength or 0) >= LearningSummary.Strength.CHANGE_SEEN
    is_wide = any(figure["kind"] == "share" and figure.get("projects", 0) >= PROJECTS_FROM for figure in figures)
    has_sum = bool(summary.grant and summary.grant.amount)
    return [
        Known("effect", "what changed", _level(is_seen or is_wide, bool(figures))),
        Known("mechanism", "what made it work", _level(_is_sure(helped), bool(helped))),
        Known("moderators", "whom it suits", _level(len(whom) >= FINDINGS_FROM, bool(whom))),
        Known("implementation", "what gets in the way", _level(_is_sure(hindered), bool(hindered))),
        Known("economics", "what it costs", _level(bool(summary.cost), has_sum)),
    ]


def _level(is_good: bool, is_some: bool) -> str:
    return GOOD if is_good else SOME if is_some else NOTHING


def _is_sure(statements: Collection[Statement]) -> bool:
    return any(one.grade in SURE for one in statements)
