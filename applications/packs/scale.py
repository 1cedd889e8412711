"""The scale of a round in words: what each step is called and what it means on a criterion."""

import math
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from applications.assessing import plain
from fund.models import Criterion, Round

# What a score is called where the round does not use figures, best first.
WORDS: dict[str, dict[str, str]] = {
    Round.JudgedBy.PASS_FAIL: {"1": "Pass", "0": "Fail"},
    Round.JudgedBy.YES_NO_MAYBE: {"2": "Yes", "1": "Maybe", "0": "No"},
}
UNKNOWN = "I do not know enough"
MOST_BOXES = 11  # a longer scale is written as a figure


def steps(round_: Round) -> list[str]:
    """Every whole score of the scale, lowest first; words, best first, where the round uses words."""
    if words := WORDS.get(round_.judged_by):
        return list(words.values())
    return [str(n) for n in range(math.ceil(round_.min_score), math.floor(round_.max_score) + 1)]


def in_words(round_: Round, value: Any) -> str:
    """One score as readers know it: 3, or “Maybe”."""
    return WORDS.get(round_.judged_by, {}).get(plain(value), plain(value))


def scale_of(round_: Round) -> str:
    """The scale in a few words: “from 0 to 5”, or “Pass or Fail”."""
    if round_.judged_by in WORDS:
        first, *others = steps(round_)
        return " or ".join([first, *others])
    return f"from {plain(round_.min_score)} to {plain(round_.max_score)}"


def meanings(criterion: Criterion) -> dict[str, str]:
    """What single scores mean on this criterion, by the score."""
    anchors: Iterable[Any] = criterion.anchors.all()
    return {plain(anchor.score): anchor.meaning for anchor in anchors}


def read(round_: Round, typed: str) -> Decimal | None:
    """The score that somebody typed, as a figure or as its word; None where it is none of the whole steps."""
    words = {word.casefold(): value for value, word in WORDS.get(round_.judged_by, {}).items()}
    if words:
        found = words.get(typed.casefold())
        return None if found is None else Decimal(found)
    return next((Decimal(step) for step in steps(round_) if step == typed), None)
