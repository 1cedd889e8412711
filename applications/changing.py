"""Asking for a change to one answer after handing in, without opening the rest."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from applications import copies, letters, searching, todo
from applications.applying.saving import fill_columns
from applications.models import Application, ApplicationAnswers, ChangeRequest
from fund.kit import history
from fund.kit.states import Refused
from fund.models import Question, User
from fund.questionnaires import Lists, Sheet, form_for_some, readable

State = Application.State
CHANGEABLE = (State.SUBMITTED, State.IN_ASSESSMENT)
NOT_HERE = (Question.Kind.FILE,)


def questions_of(application: Application) -> list[Question]:
    """The questions whose answers can be asked to be changed, in the order of the form."""
    rows = Question.objects.filter(section__in=application.sheets.values("section")).exclude(kind__in=NOT_HERE)
    return list(rows.select_related("section").order_by("section__position", "section__pk", "position", "pk"))


@transaction.atomic
def ask(application: Application, question: Question, *, words: str, until: date, by: User) -> ChangeRequest:
    """Ask the group to change one answer, and tell it what and why. Raises Refused after the decision."""
    held = Application.objects.select_for_update(of=("self",), no_key=True).get(pk=application.pk)
    if held.state not in CHANGEABLE:
        raise Refused(
            f"{held.reference} is {held.get_state_display().lower()}, so no answer in it can change any more."
        )
    if held.changes.open().filter(question_code=question.code).exists():
        raise Refused(f"A change of “{question.label}” is asked for already. Take that back first, or wait for it.")
    sheet = held.answers.get(section=question.section)
    change = ChangeRequest(
        application=held,
        section=question.section,
        question_code=question.code,
        words=words,
        until=until,
        before=sheet.values.get(question.code),
        asked_by=by,
    )
    history.save(change, by=by)
    letters.change_asked(change, question)
    return change


def question_of(change: ChangeRequest) -> Question:
    return Question.objects.select_related("section").get(section=change.section, code=change.question_code)


def form_of(change: ChangeRequest, data: Mapping[str, Any] | None = None) -> Sheet:
    """The form of this one question, with the answer as it stands or what was posted. It must be answered whole."""
    application, question = change.application, question_of(change)
    facts = todo.facts_for(application, Lists(application.round))
    for name in ("round_", "elsewhere"):
        facts.pop(name)
    values = application.answers.get(section=change.section).values
    return form_for_some([question], values=values, data=data, insist=True, **facts)


@transaction.atomic
def make(change: ChangeRequest, answers: Mapping[str, Any], *, by: User) -> None:
    """Put the new answer in the place of the old one. What it was stays in the history, and new copies are made."""
    held = (
        Application.objects.select_related("round")
        .select_for_update(of=("self",), no_key=True)
        .get(pk=change.application_id)
    )
    if held.state not in CHANGEABLE:
        raise Refused("The panel has decided, so this answer can no longer change. Nothing else is needed from you.")
    sheet = ApplicationAnswers.objects.select_for_update(of=("self",), no_key=True).get(
        application=held, section=change.section
    )
    values = {code: value for code, value in sheet.values.items() if code != change.question_code}
    if (answer := answers.get(change.question_code)) is not None:
        values[change.question_code] = answer
    change.move(ChangeRequest.State.MADE, by=by, made_by=by, made_at=timezone.now())
    fill_columns(held, change.section.questions.all(), values, Lists(held.round), by)
    sheet.values = values
    sheet.version += 1
    sheet.saved_at, sheet.saved_by = timezone.now(), by
    history.save(sheet, by=by, reason=f"A change that the fund asked for: {change.words}"[:500])
    copies.ask_for(held, by=by)
    searching.index(held)
    letters.change_made(change)


def asked_of(application: Application) -> list[ChangeRequest]:
    """The changes asked for, newest first, each with its question's `label` and the answer as it `was`, in words."""
    rows = list(application.changes.select_related("section", "asked_by", "made_by"))
    if not rows:
        return []
    lists, sheets = Lists(application.round), {sheet.section_id: sheet for sheet in todo.sheets_of(application)}
    for change in rows:
        sheet = sheets[change.section_id]
        values = {**sheet.values, change.question_code: change.before}
        answers = readable(sheet.section, values, application.round, lists=lists)
        told = {question.code: (question.label, words) for question, words in answers}
        change.label, change.was = told.get(change.question_code, (str(sheet.section), ""))  # type: ignore[attr-defined]
    return rows


@transaction.atomic
def take_back(change: ChangeRequest, *, by: User) -> None:
    """Ask no longer for a change."""
    change.move(ChangeRequest.State.TAKEN_BACK, by=by)
