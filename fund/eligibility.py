"""The short check before applying: what somebody's answers mean, and changing what is asked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import transaction

from fund.kit import history
from fund.kit.plain_text import tidy_line
from fund.kit.states import Refused
from fund.models import EligibilityQuestion, Round, User
from fund.models.eligibility import MOST

Kind = EligibilityQuestion.Kind
UNSURE = "unsure"
YES, NO = "Yes", "No"


@dataclass
class Verdict:
    """What a check comes to: the questions whose answer is not fine, and those that somebody was not sure about."""

    against: list[EligibilityQuestion] = field(default_factory=list)
    unsure: list[EligibilityQuestion] = field(default_factory=list)

    @property
    def outcome(self) -> str:
        """“no” where one answer is not fine, else “ask” where somebody was not sure, else “yes”."""
        return "no" if self.against else "ask" if self.unsure else "yes"


def judge(questions: Iterable[EligibilityQuestion], answers: Mapping[str, Any]) -> Verdict:
    """Say what answers by code mean: UNSURE, one of the answers offered, or a number. Nothing is kept."""
    verdict = Verdict()
    for question in questions:
        answer = answers[question.code]
        if answer == UNSURE:
            verdict.unsure.append(question)
        elif not is_fine(question, answer):
            verdict.against.append(question)
    return verdict


def is_fine(question: EligibilityQuestion, answer: Any) -> bool:
    """Say whether somebody with this answer can apply."""
    if question.kind != Kind.NUMBER:
        return answer in question.fine
    number = Decimal(answer)
    is_enough = question.at_least is None or number >= question.at_least
    return is_enough and (question.at_most is None or number <= question.at_most)


def choices(question: EligibilityQuestion) -> list[str]:
    """The answers to choose from, Yes before No."""
    both = [*question.fine, *question.other]
    return sorted(both, key=[YES, NO].index) if question.kind == Kind.YES_NO else both


@transaction.atomic
def replace(round_: Round, rows: Sequence[Mapping[str, Any]], *, by: User) -> list[EligibilityQuestion]:
    """Make these the questions of a round's check, in this order; a row with a code keeps its place in the database.

    The check is help and decides nothing, so it may change at any time; the round's history says who changed it.
    """
    Round.objects.select_for_update(of=("self",), no_key=True).get(pk=round_.pk)
    if len(rows) > MOST:
        raise Refused(f"A short check has at most {MOST} questions. Take {len(rows) - MOST} out.")
    here = {question.code: question for question in round_.eligibility.all()}
    codes = _codes([row.get("code") or "" for row in rows], set(here))
    round_.eligibility.exclude(code__in=codes).delete()
    kept = []
    for position, (code, row) in enumerate(zip(codes, rows, strict=True)):
        question = here.get(code) or EligibilityQuestion(round=round_, code=code)
        for name, value in row.items():
            if name != "code":
                setattr(question, name, value)
        question.position = position
        question.save()
        kept.append(question)
    history.save(round_, by=by, reason="The check before applying was changed", fields=["slug"])
    return kept


def _codes(given: list[str], known: set[str]) -> list[str]:
    """The code of each row; a row without one gets the next that is free."""
    taken = {code for code in given if code in known}
    free = (f"check-{number}" for number in range(1, 1000) if f"check-{number}" not in taken)
    return [code if code in known else next(free) for code in given]


def lines(words: str) -> list[str]:
    """Answers typed one on each line, without the empty lines."""
    return [line for line in map(tidy_line, words.split("\n")) if line]
