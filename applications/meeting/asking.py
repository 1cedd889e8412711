"""What the panel asks a group before it decides, and the answer in writing."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from applications import letters
from applications.models import Application, Meeting, PanelQuestion
from applications.on_table import bump
from fund.kit import history
from fund.kit.states import Refused
from fund.models import User

BEFORE_DECISION = (Application.State.IN_ASSESSMENT, Application.State.DECIDED)


@transaction.atomic
def ask(application: Application, *, words: str, until: date, by: User) -> PanelQuestion:
    """Ask the group a question, and tell it by when the panel needs the answer."""
    held = Application.objects.select_for_update(of=("self",), no_key=True).get(pk=application.pk)
    if held.state not in BEFORE_DECISION:
        raise Refused(f"{held.reference} is “{held.get_state_display()}”, so the panel can ask nothing more.")
    question: PanelQuestion = history.save(
        PanelQuestion(application=application, words=words, until=until, asked_by=by), by=by
    )
    letters.panel_asks(question)
    _tell_screens(application)
    return question


@transaction.atomic
def answer(question: PanelQuestion, *, answer: str, by: User) -> None:
    """Send the group's answer to the panel."""
    held = Application.objects.select_for_update(of=("self",), no_key=True).get(pk=question.application_id)
    if held.state not in BEFORE_DECISION:
        raise Refused("The panel has decided, so this question needs no answer any more. Thank you all the same.")
    question.move(PanelQuestion.State.ANSWERED, by=by, answer=answer, answered_by=by, answered_at=timezone.now())
    letters.panel_is_answered(question)
    _tell_screens(held)


@transaction.atomic
def take_back(question: PanelQuestion, *, by: User) -> None:
    """Ask no longer."""
    question.move(PanelQuestion.State.TAKEN_BACK, by=by)
    _tell_screens(question.application)


def _tell_screens(application: Application) -> None:
    for meeting in Meeting.objects.filter(on_table__application=application, state=Meeting.State.RUNNING):
        bump(meeting)
