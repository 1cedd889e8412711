"""Advice before a group hands in: notes of what was said, and drafts read because the group asked for it.

Whoever advises does not judge: assessors and the panel never see that a group asked, nor what it was told.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from applications import assessing, letters
from applications.applying.drafting import hold_draft
from applications.models import AdviceNote, Application, ApplicationAnswers, DraftAdvice, DraftReading
from fund.kit import history
from fund.kit.states import Refused
from fund.models import Organisation, Question, Role, Section, Talk, User

WORDS = 300
State = DraftReading.State


@dataclass(frozen=True)
class Said:
    """One piece of advice, and whether the words that it is about still stand in the answer."""

    advice: DraftAdvice
    question: Question | None
    still_there: bool


# Notes ---------------------------------------------------------------------------------------------------------------


@transaction.atomic
def note(
    *,
    by: User,
    words: str,
    said_on: date,
    talk: Talk | None = None,
    organisation: Organisation | None = None,
    application: Application | None = None,
) -> AdviceNote:
    """Write down what was said to somebody who asked for advice."""
    group = application.organisation if application else organisation
    if talk is None and group is None:
        raise Refused("Say with which group you talked, or write the note at a talk.")
    return AdviceNote.objects.create(
        talk=talk, organisation=group, application=application, said_on=said_on, words=words, written_by=by
    )


# Drafts --------------------------------------------------------------------------------------------------------------


@transaction.atomic
def ask(application: Application, *, by: User, words: str = "") -> DraftReading:
    """Let the fund's officers read this one draft, until the round closes or the group takes it back."""
    held = hold_draft(application, by=by)
    if held.is_test or not held.round.is_open():
        raise Refused("The round is not open, so we cannot read drafts for it now.")
    reading = DraftReading.objects.filter(application=held).first()
    if reading is None:
        reading = history.save(DraftReading(application=held, words=words, asked_by=by), by=by)
    else:
        reading.move(State.ASKED, by=by, words=words, asked_by=by, asked_at=timezone.now())
    letters.reading_asked(reading, advisers(held))
    return reading


def advisers(application: Application) -> QuerySet[User]:
    """The people of the fund who can read a draft of this group: those who run the fund and do not belong to it."""
    kinds = [Role.Kind.OFFICER, Role.Kind.MANAGER]
    people = User.objects.filter(is_active=True, pk__in=Role.objects.filter(kind__in=kinds).values("user"))
    return people.exclude(memberships__organisation=application.organisation_id).order_by("pk")


def take_back(reading: DraftReading, *, by: User) -> None:
    """Nobody at the fund reads this draft any more. Advice that was written stays with the group."""
    reading.move(State.TAKEN_BACK, by=by)


@transaction.atomic
def advise(
    reading: DraftReading, *, by: User, section: Section, question: Question, passage: str, words: str
) -> DraftAdvice:
    """Write advice on one passage of a draft."""
    _hold_wanted(reading)
    advice = DraftAdvice(
        reading=reading, section=section, question_code=question.code, passage=passage, words=words, written_by=by
    )
    kept: DraftAdvice = history.save(advice, by=by)
    return kept


@transaction.atomic
def finish(reading: DraftReading, *, by: User) -> None:
    """Say that the draft is read, and tell the group where the advice stands."""
    held = _hold_wanted(reading)
    if not held.advice.exists():
        raise Refused("Write some advice first. If all is well, say that.")
    held.move(State.READ, by=by)
    letters.draft_read(held)


def settle(advice: DraftAdvice, *, by: User) -> None:
    """The group has dealt with this advice."""
    advice.move(DraftAdvice.State.SETTLED, by=by)


def reopen(advice: DraftAdvice, *, by: User) -> None:
    """The group wants to look at this advice once more."""
    advice.move(DraftAdvice.State.OPEN, by=by)


def _hold_wanted(reading: DraftReading) -> DraftReading:
    held = DraftReading.objects.to_read().select_for_update(of=("self",), no_key=True).filter(pk=reading.pk).first()
    if held is None:
        raise Refused("The group has taken its draft back or handed it in, or the round has closed.")
    return held


# What was said -------------------------------------------------------------------------------------------------------


def pages_of(application: Application) -> "assessing.Reading":
    """The draft as its adviser reads it: every section without personal questions."""
    return assessing.reading(application, ApplicationAnswers.objects.all())


def beside(sheet: ApplicationAnswers, questions: list[Question]) -> list[Said]:
    """The open advice on one section, in the order of the form. One query."""
    rows = DraftAdvice.objects.filter(reading__application=sheet.application_id, section=sheet.section_id)
    return _said(rows.filter(state=DraftAdvice.State.OPEN).select_related("written_by"), sheet.values, questions)


def all_of(application: Application) -> list[tuple[Section, list[Said]]]:
    """All advice on a draft, settled too, by section and question. Costs the same for one and for many."""
    rows = DraftAdvice.objects.filter(reading__application=application).select_related("written_by")
    by_section: dict[int, list[DraftAdvice]] = {}
    for advice in rows:
        by_section.setdefault(advice.section_id, []).append(advice)
    sheets = application.answers.filter(section__in=by_section).select_related("section")
    return [
        (sheet.section, _said(by_section[sheet.section_id], sheet.values, list(sheet.section.questions.all())))
        for sheet in sheets.prefetch_related("section__questions").order_by("section__position", "section__pk")
    ]


def holds(answer: Any, passage: str) -> bool:
    """Say whether these words stand in an answer, however its lines are broken."""
    return " ".join(passage.split()) in " ".join(" ".join(_texts(answer)).split())


def _said(rows: Iterable[DraftAdvice], values: dict[str, Any], questions: list[Question]) -> list[Said]:
    places = {question.code: place for place, question in enumerate(questions)}
    known = {question.code: question for question in questions}
    ordered = sorted(rows, key=lambda advice: places.get(advice.question_code, len(places)))
    return [
        Said(
            advice,
            known.get(advice.question_code),
            not advice.passage or holds(values.get(advice.question_code), advice.passage),
        )
        for advice in ordered
    ]


def _texts(answer: Any) -> list[str]:
    if isinstance(answer, dict):
        return [text for part in answer.values() for text in _texts(part)]
    if isinstance(answer, list):
        return [text for part in answer for text in _texts(part)]
    return [] if answer is None else [str(answer)]
