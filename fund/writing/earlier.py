"""The earlier versions of a section's answers, and bringing one back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fund.models import Answers, Question
from fund.questionnaires.merging import answer
from fund.templatetags.words import moment

MOST_SHOWN = 50


@dataclass(frozen=True)
class Earlier:
    """One version of a section's answers: when, by whom, and which answers differed from the version before."""

    number: int
    at: datetime
    who: str
    values: dict[str, Any]
    changed: list[Question]

    @property
    def more(self) -> int:
        """How many changed answers are not named in a short list of four."""
        return max(len(self.changed) - 4, 0)

    @property
    def reason(self) -> str:
        """What the history says of the change that brings this version back."""
        return f"Brought back what {self.who or 'somebody'} had saved on {moment(self.at)}."


def earlier_versions(sheet: Answers) -> list[Earlier]:
    """The versions that differ from the one before and from what stands now, newest first."""
    questions = list(sheet.section.questions.all())
    records = sheet.history.select_related("history_user").order_by("history_date", "history_id")
    found: list[Earlier] = []
    before: dict[str, Any] = {}
    for record in records:
        changed = [q for q in questions if answer(before, q.code) != answer(record.values, q.code)]
        if changed:
            who = str(record.history_user) if record.history_user else ""
            found.append(Earlier(record.history_id, record.history_date, who, record.values, changed))
        before = record.values
    if found and found[-1].values == sheet.values:
        found.pop()
    return found[::-1][:MOST_SHOWN]
