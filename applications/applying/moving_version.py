"""When the questions of an open round change: drafts keep theirs, are told, and may move to the new ones."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from simple_history.utils import bulk_create_with_history

from applications import letters
from applications.applying.drafting import hold_draft
from applications.applying.saving import save_section
from applications.models import Application, ApplicationAnswers, LaidAside
from fund.kit import history
from fund.kit.states import Refused
from fund.models import Question, Questionnaire, User
from fund.questionnaires import TYPED, Lists, Words, readable
from fund.rounds import asking
from fund.rounds.asking.versions import reason_of

Purpose = Questionnaire.Purpose


@dataclass(frozen=True)
class Offer:
    """What moving a draft to newer questions means for its answers."""

    questionnaire: Questionnaire
    reason: str
    carried: list[Question]
    left: list[tuple[Question, Words]]
    fresh: list[Question]


@transaction.atomic
def put_into_use(questionnaire: Questionnaire, *, by: User) -> int:
    """Put a new version into use, and tell everybody who has a draft; how many drafts there are."""
    asking.put_into_use(questionnaire, by=by)
    drafts = list(drafts_of(questionnaire)) if questionnaire.purpose == Purpose.APPLICATION else []
    for draft in drafts:
        letters.questions_changed(draft, questionnaire, reason_of(questionnaire))
    return len(drafts)


def drafts_of(questionnaire: Questionnaire) -> "QuerySet[Application]":
    """The drafts that answer another version of these questions."""
    rows = Application.objects.filter(round=questionnaire.round_id, state=Application.State.DRAFT)
    mine = ApplicationAnswers.objects.filter(section__questionnaire=questionnaire)
    return rows.exclude(pk__in=mine.values("application")).select_related("organisation", "round").order_by("pk")


def newer_for(application: Application) -> Questionnaire | None:
    """The version that new applications answer, where this draft answers an older one."""
    if application.state != Application.State.DRAFT or not application.round.takes_hand_ins():
        return None
    rows = application.round.questionnaires.filter(purpose=Purpose.APPLICATION, frozen_at__isnull=False)
    newest = rows.in_use().first()
    if newest is None or application.answers.filter(section__questionnaire=newest).exists():
        return None
    return newest


def offer(application: Application, questionnaire: Questionnaire) -> Offer:
    """Which answers come along, which stay behind, and what is asked anew."""
    there = {question.code: question for question in _questions(questionnaire)}
    carried, left, known = [], [], set()
    lists = Lists(application.round)
    for sheet in _sheets(application):
        for question, words in readable(sheet.section, sheet.values, application.round, lists=lists):
            if _fits(question, there.get(question.code)):
                known.add(question.code)
                carried += [question] if words else []
            elif words:
                left.append((question, words))
    fresh = [question for code, question in there.items() if code not in known]
    return Offer(questionnaire, reason_of(questionnaire), carried, left, fresh)


@transaction.atomic
def move(application: Application, *, by: User) -> None:
    """Move a draft to the questions now in use. Answers with the same code and kind come along; others are kept."""
    held = hold_draft(application, by=by)
    questionnaire = newer_for(held)
    if questionnaire is None:
        raise Refused("This application answers the newest questions already.")
    there = {question.code: question for question in _questions(questionnaire)}
    values, typed = _brought_back(held, there)
    for sheet in list(_sheets(held).select_for_update(of=("self",))):
        for question in sheet.section.questions.all():
            _carry(held, question, there.get(question.code), sheet.values, values, typed)
        history.delete(sheet, by=by, reason=f"Moved to version {questionnaire.version} of the questions")
    sections = list(questionnaire.sections.prefetch_related("questions"))
    sheets = [ApplicationAnswers(application=held, section=section) for section in sections]
    bulk_create_with_history(sheets, ApplicationAnswers, default_user=by)
    for section in sections:
        codes = {question.code for question in section.questions.all()}
        mine: dict[str, Any] = {code: value for code, value in values.items() if code in codes}
        if unread := {code: value for code, value in typed.items() if code in codes}:
            mine[TYPED] = unread
        if mine:
            save_section(held, section, mine, by=by, version=0)


def laid_aside(application: Application) -> list[tuple[Question, Words]]:
    """Answers to questions that are no longer asked, in words."""
    rows = list(
        application.laid_aside.select_related("question__section").prefetch_related("question__section__questions")
    )
    if not rows:
        return []
    lists = Lists(application.round)
    found = []
    for row in rows:
        said = readable(row.question.section, {row.question.code: row.value}, application.round, lists=lists)
        found += [(question, words) for question, words in said if question == row.question]
    return found


def _sheets(application: Application) -> "QuerySet[ApplicationAnswers]":
    rows = application.answers.select_related("section").prefetch_related("section__questions")
    return rows.order_by("section__position", "section__pk")


def _questions(questionnaire: Questionnaire) -> "QuerySet[Question]":
    rows = Question.objects.filter(section__questionnaire=questionnaire)
    return rows.order_by("section__position", "section__pk", "position", "pk")


def _fits(question: Question, other: Question | None) -> bool:
    return other is not None and other.kind == question.kind


def _carry(
    application: Application,
    question: Question,
    other: Question | None,
    kept: dict[str, Any],
    values: dict[str, Any],
    typed: dict[str, Any],
) -> None:
    """Take one answer along, also where it could not be read yet; or lay it aside."""
    code = question.code
    unread = kept.get(TYPED, {}).get(code)
    value = kept.get(code) if unread is None else unread
    if value in (None, "", []):
        return
    if _fits(question, other):
        (values if unread is None else typed)[code] = value
    else:
        LaidAside.objects.update_or_create(application=application, question=question, defaults={"value": value})


def _brought_back(application: Application, there: dict[str, Question]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Answers laid aside at an earlier move to questions that are asked again."""
    back: dict[str, Any] = {}
    for row in application.laid_aside.select_related("question"):
        if _fits(row.question, there.get(row.question.code)):
            back[row.question.code] = row.value
            row.delete()
    return back, {}
