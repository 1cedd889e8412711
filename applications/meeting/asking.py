"""What the panel asks a group before it decides, and the answer in writing."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from applications import letters, redacting
from applications.models import AgendaItem, Application, PanelQuestion
from applications.on_table import bump, hold_meetings
from fund.kit import history
from fund.kit.states import Refused
from fund.models import User

BEFORE_DECISION = (Application.State.IN_ASSESSMENT, Application.State.DECIDED)


@transaction.atomic
def ask(application: Application, *, words: str, until: date, by: User) -> PanelQuestion:
    """Ask the group a question, and tell it by when the panel needs the answer."""
    on_tables = hold_meetings(application)
    held = Application.objects.select_for_update(of=("self",), no_key=True).get(pk=application.pk)
    if held.state not in BEFORE_DECISION:
        raise Refused(f"{held.reference} is “{held.get_state_display()}”, so the panel can ask nothing more.")
    question: PanelQuestion = history.save(
        PanelQuestion(application=application, words=words, until=until, asked_by=by), by=by
    )
    letters.panel_asks(question)
    _tell_screens(on_tables)
    return question


@transaction.atomic
def answer(question: PanelQuestion, *, answer: str, by: User) -> None:
    """Send the group's answer to the panel; where it may tell who somebody is, an officer looks at it first."""
    found = redacting.found_in(question.application, answer)
    on_tables = hold_meetings(question.application)
    held = Application.objects.select_for_update(of=("self",), no_key=True).get(pk=question.application_id)
    if held.state not in BEFORE_DECISION:
        raise Refused("The panel has decided, so this question needs no answer any more. Thank you all the same.")
    facts: dict[str, Any] = {"reply": answer, "answered_by": by, "answered_at": timezone.now()}
    if found:
        question.move(PanelQuestion.State.HELD, by=by, **facts)
    else:
        question.move(PanelQuestion.State.ANSWERED, by=by, answer=answer, **facts)
        letters.panel_is_answered(question)
    _tell_screens(on_tables)


@transaction.atomic
def let_read(question: PanelQuestion, *, words: str, by: User) -> None:
    """Let the panel read these words of a reply. What the group wrote stays as it is."""
    if not words.strip():
        raise Refused("Leave some words for the panel, or write “Taken out by the fund”.")
    on_tables = hold_meetings(question.application)
    held = PanelQuestion.objects.select_for_update(of=("self",), no_key=True).get(pk=question.pk)
    if held.state == PanelQuestion.State.ANSWERED:
        held.answer = words
        history.save(held, by=by, reason="What the panel reads of a reply", fields=["answer"])
    else:
        held.move(PanelQuestion.State.ANSWERED, by=by, answer=words)
        letters.panel_is_answered(held)
    _tell_screens(on_tables)


@transaction.atomic
def take_back(question: PanelQuestion, *, by: User) -> None:
    """Ask no longer."""
    on_tables = hold_meetings(question.application)
    question.move(PanelQuestion.State.TAKEN_BACK, by=by)
    _tell_screens(on_tables)


def _tell_screens(items: Iterable[AgendaItem]) -> None:
    for item in items:
        bump(item.meeting)
