"""What a page began from: the base that a save is merged on, told by the steps since then."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from fund.models import Answers, User
from fund.questionnaires import TYPED
from fund.questionnaires.merging import answer


@dataclass(frozen=True)
class Began:
    """Where a page began: the version it was shown with, its own name, and later versions of single answers.

    `since` holds the version of an answer that the writer has looked at after a clash.
    """

    version: int
    page: str = ""
    since: Mapping[str, int] = field(default_factory=dict)

    def of(self, code: str) -> int:
        return max(self.version, self.since.get(code, 0))


def base_of(sheet: Answers, began: Began, codes: Iterable[str], *, by: User | None) -> dict[str, Any]:
    """The answers as the writer last saw them: as the page was shown, or as this very page has saved them since."""
    if began.version > sheet.version:
        return {}  # no page was ever shown with this version, so nothing may be taken as seen
    steps = list(sheet.steps.filter(version__gt=began.version))
    if len(steps) < sheet.version - began.version:
        past = sheet.history.filter(version=began.version).order_by("-history_date", "-history_id").first()
        return past.values if past else {}
    person = by.pk if by else None
    values: dict[str, Any] = {}
    typed: dict[str, Any] = {}
    for code in codes:
        own = [step.version for step in steps if code in step.before and step.is_from(began.page, person)]
        since = max([began.of(code), *own])
        is_typed, value = answer(sheet.values, code)
        for step in steps:  # newest first, so the last one that counts tells what was there at the beginning
            if step.version > since and code in step.before:
                is_typed, value = step.before[code]
        if is_typed:
            typed[code] = value
        elif value is not None:
            values[code] = value
    return {**values, TYPED: typed} if typed else values


def note_step(sheet: Answers, merged: Mapping[str, Any], *, page: str, by: User | None) -> None:
    """Write down what the answers that are about to change were before."""
    codes = {code for values in (sheet.values, merged) for code in [*values, *values.get(TYPED, {})]} - {TYPED}
    before = {code: was for code in codes if (was := answer(sheet.values, code)) != answer(merged, code)}
    sheet.steps.create(version=sheet.version + 1, before=before, page=page, saved_by=by)
