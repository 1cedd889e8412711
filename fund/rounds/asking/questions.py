"""The questions of a section: one more, other words or settings, another place, gone."""

from typing import Any

from django.db import transaction

from fund.kit.states import Refused
from fund.models import Question, Section, User
from fund.rounds.asking.checking import faults_of, read_question
from fund.rounds.asking.holding import code_from, hold, keep, put_in_order, questions_of
from fund.rounds.asking.sections import swapped
from fund.rounds.questions import QUESTION


@transaction.atomic
def add_question(section: Section, *, by: User | None, **facts: Any) -> Question:
    """Put a question at the end of a section. Its code comes from its words and stays when they change."""
    held = hold(section.questionnaire)
    facts = {"code": code_from(facts["label"], {row.code for row in questions_of(held)}), **facts}
    row = _checked(facts, section)
    question = Question.objects.create(section=section, position=section.questions.count(), **row)
    keep(held, by=by, reason=f"Question “{question}” added")
    return question


@transaction.atomic
def change_question(question: Question, *, by: User | None, section: Section | None = None, **facts: Any) -> None:
    """Change a question’s words, settings or section. Its kind and its code stay."""
    held = hold(question.section.questionnaire)
    here = section or question.section
    now = {key.column: getattr(question, key.column) for key in QUESTION.values()}
    row = _checked({**now, "settings": question.settings, **facts, "kind": question.kind}, here, question)
    for name, value in row.items():
        setattr(question, name, value)
    if here.pk != question.section_id:
        question.section, question.position = here, here.questions.count()
    question.save()
    keep(held, by=by, reason=f"Question “{question}” changed")


@transaction.atomic
def move_question(question: Question, *, by: User | None, up: bool) -> None:
    """Move a question one place up or down in its section; at the end of the list it stays."""
    held = hold(question.section.questionnaire)
    put_in_order(swapped(list(question.section.questions.all()), question, up=up))
    keep(held, by=by, reason=f"Question “{question}” moved")


@transaction.atomic
def remove_question(question: Question, *, by: User | None) -> None:
    """Take a question out."""
    held = hold(question.section.questionnaire)
    question.delete()
    put_in_order(list(question.section.questions.all()))
    keep(held, by=by, reason=f"Question “{question}” removed")


def _checked(facts: dict[str, Any], section: Section, but_for: Question | None = None) -> dict[str, Any]:
    """The columns as they will be kept. Raises Refused with every fault."""
    if faults := faults_of(facts, section, but_for):
        raise Refused(" ".join(words for _, words in faults))
    return read_question(facts, section)[0]
