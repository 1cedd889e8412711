"""The boxes of a score form as a spreadsheet has them: one for each score and each comment, and two for the whole."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from applications.models import Assessment
from applications.packs.scale import UNKNOWN, in_words
from fund.models import Criterion, Round

UNSURE = "unknown"  # what a score holds where its reader does not know enough


@dataclass(frozen=True)
class Box:
    """One box: the code of its criterion (none for the whole), what it holds, and its name for people."""

    criterion: str
    what: str  # "score", "strong", "stronger", "confidence" or "overall"
    label: str

    @property
    def key(self) -> str:
        return f"{self.criterion}:{self.what}"


def boxes_of(round_: Round) -> list[Box]:
    """Every box of a round, in the order of the form. Where bids are put in order there are no scores."""
    found = []
    for criterion in round_.criteria.all():
        if round_.judged_by != Round.JudgedBy.RANKING:
            found.append(Box(criterion.code, "score", f"{criterion}: score"))
        found.append(Box(criterion.code, "strong", f"{criterion}: {round_.ask_strong}"))
        found.append(Box(criterion.code, "stronger", f"{criterion}: {round_.ask_stronger}"))
    return [*found, Box("", "confidence", "How sure you are"), Box("", "overall", "Anything else")]


def now_in(assessment: Assessment) -> dict[str, str]:
    """What each box holds now, as text, by its key; an empty box is empty text."""
    known = {score.criterion_id: score for score in assessment.scores.all()}
    held = {box.key: "" for box in boxes_of(assessment.application.round)}
    for criterion in assessment.application.round.criteria.all():
        if score := known.get(criterion.pk):
            value = "" if score.value is None else f"{score.value.normalize():f}"
            held[f"{criterion.code}:score"] = UNSURE if score.abstains else value
            held[f"{criterion.code}:strong"], held[f"{criterion.code}:stronger"] = score.strong, score.stronger
    held[":confidence"] = str(assessment.confidence or "")
    held[":overall"] = assessment.overall
    return held


def hashes(held: dict[str, str]) -> dict[str, str]:
    """What stands in each box, so that it can be told whether it changed, without keeping anybody’s words."""
    return {key: hashlib.sha256(words.encode()).hexdigest()[:16] for key, words in held.items()}


def said(round_: Round, box: Box, held: str) -> str:
    """What a box holds, for people."""
    if not held:
        return ""
    if box.what == "score":
        return UNKNOWN if held == UNSURE else in_words(round_, held)
    return str(dict(Assessment.Confidence.choices)[int(held)]) if box.what == "confidence" else held


def by_code(criteria: Iterable[Criterion]) -> dict[str, Criterion]:
    return {criterion.code: criterion for criterion in criteria}
