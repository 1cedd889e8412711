"""What the panel asks a group before it decides, and the answer in writing."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils import timezone

from applications import letters
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
    """Send the group's answer to the panel."""
    on_tables = hold_meetings(question.application)
    held = Application.objects.select_for_update(of=("self",), no_key=True).get(pk=question.application_id)
    if held.state not in BEFORE_DECISION:
        raise Refused("The panel has decided, so this question needs no answer any more. Thank you all the same.")
    question.move(PanelQuestion.State.ANSWERED, by=by, answer=answer, answered_by=by, answered_at=timezone.now())
    letters.panel_is_answered(question)
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
