"""Answers that come along to other questions: the one way to match questions, for all who bring answers over.

A draft that moves to newer questions, a group that is invited to apply in full, an application that is used again in
a later round, and single answers taken from an earlier one all match here.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from applications import todo
from applications.applying.saving import keep_section
from applications.models import Application, ApplicationAnswers, LaidAside
from fund.models import Question, Questionnaire, User
from fund.questionnaires import TYPED, shown
from fund.writing import Began

TEXTS = (Question.Kind.LINE, Question.Kind.TEXT)
NOTHING: tuple[Any, ...] = (None, "", [])


def twin(question: Question, others: Iterable[Question], *, by_words: bool = False) -> Question | None:
    """The one of these that asks the same: with the same code and kind; with `by_words` else in the same words."""
    rows = list(others)
    same = [other for other in rows if (other.code, other.kind) == (question.code, question.kind)]
    if by_words and not same:
        label = _words(question)
        same = [other for other in rows if _words(other) == label and _fits(other, question)]
    return next(iter(same), None)


def _words(question: Question) -> str:
    return question.label.strip().casefold()


def _fits(one: Question, other: Question) -> bool:
    return one.kind == other.kind or (one.kind in TEXTS and other.kind in TEXTS)


@dataclass
class Load:
    """Answers on their way: by the code of the question that gets each, as read or as typed, and what found no place.

    `twins` maps the code of each question that gets an answer to the question that was asked before.
    """

    values: dict[str, Any] = field(default_factory=dict)
    typed: dict[str, Any] = field(default_factory=dict)
    left: list[tuple[Question, Any]] = field(default_factory=list)
    twins: dict[str, Question] = field(default_factory=dict)


def load(sheets: Iterable[ApplicationAnswers], questions: Iterable[Question], *, by_words: bool = False) -> Load:
    """What these sheets have to give to these questions, also where it could not be read yet. Files stay behind."""
    there, found = list(questions), Load()
    for sheet in sheets:
        for asked in sheet.section.questions.all():
            unread = sheet.values.get(TYPED, {}).get(asked.code)
            value = sheet.values.get(asked.code) if unread is None else unread
            if value in NOTHING:
                continue
            other = twin(asked, there, by_words=by_words)
            if other is None or (other.code in found.twins and found.twins[other.code].code == other.code):
                found.left.append((asked, value))
                continue
            if other.code in found.twins:
                found.left.append((found.twins[other.code], found.values.get(other.code, found.typed.get(other.code))))
            found.twins[other.code] = asked
            (found.values if unread is None else found.typed)[other.code] = value
    return found


def lay_aside(application: Application, left: Iterable[tuple[Question, Any]]) -> None:
    """Keep answers that found no place, where their writers can still read them."""
    for question, value in left:
        LaidAside.objects.update_or_create(application=application, question=question, defaults={"value": value})


def unload(held: Application, questionnaire: Questionnaire, carried: Load, *, by: User | None, reason: str) -> None:
    """Write what was carried into the empty sections of an application that the caller holds.

    Each answer is read again by the form: what these questions do not take is kept as typed, to be mended.
    """
    codes = carried.values.keys() | carried.typed.keys()
    rows = held.answers.filter(section__questionnaire=questionnaire).select_related("section")
    for sheet in rows.prefetch_related("section__questions").order_by("section__position", "section__pk"):
        questions = [question for question in sheet.section.questions.all() if question.code in codes]
        if not questions:
            continue
        mine = {question.code: carried.values.get(question.code) for question in questions}
        mine[TYPED] = {code: value for code, value in carried.typed.items() if code in mine}
        form = todo.form_of(held, sheet, data=shown(questions, mine), files={})
        form.is_valid()  # the form's answers hold what was read, and the rest as typed
        keep_section(held, sheet.section, form.answers, by=by, began=Began(sheet.version), reason=reason)


def sheets_in_order(application: Application) -> "QuerySet[ApplicationAnswers]":
    """The answers to what an application is asked now, with their questions."""
    rows = application.sheets.select_related("section").prefetch_related("section__questions")
    return rows.order_by("section__position", "section__pk")


def questions_in_order(questionnaire: Questionnaire) -> "QuerySet[Question]":
    """All questions of a questionnaire in the order of its form."""
    rows = Question.objects.filter(section__questionnaire=questionnaire)
    return rows.order_by("section__position", "section__pk", "position", "pk")
