"""Appeals and complaints: told by a group, looked at by somebody who did not decide, and answered in time."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from applications import letters
from applications.models import Appeal, Application, Decision
from fund.kit import history
from fund.kit.states import Refused
from fund.kit.working_days import working_days_after
from fund.models import User
from fund.templatetags.words import day

State = Appeal.State


def open_until(application: Application) -> date | None:
    """The last day on which the group can ask us to look again; None where no day is known."""
    announced = Decision.objects.filter(application=application).values_list("announced_at", flat=True).first()
    if announced is None:
        return None
    return working_days_after(timezone.localdate(announced), application.round.days_to_appeal)


@transaction.atomic
def tell(application: Application, *, kind: str, words: str, by: User) -> Appeal:
    """A group asks us to look again, in time, or complains."""
    fresh = _hold(application)
    last = open_until(fresh)
    if kind == Appeal.Kind.APPEAL and last is not None and timezone.localdate() > last:
        raise Refused(f"You could ask us to look again until {day(last)}. You can still complain about how we did it.")
    return _open(fresh, kind=kind, words=words, received_on=timezone.localdate(), told_by=by)


@transaction.atomic
def enter(application: Application, *, kind: str, words: str, received_on: date, by: User) -> Appeal:
    """Somebody of the fund types what a group sent or said. The clock starts on the day on which we got it."""
    if received_on > timezone.localdate():
        raise Refused("Choose a day that has come.")
    return _open(_hold(application), kind=kind, words=words, received_on=received_on, entered_by=by)


def see_that_none_is_open(application: Application) -> None:
    """One case at a time. Raises Refused while another one waits for our answer."""
    if application.appeals.open().exists():
        raise Refused("We are looking at something of yours already. Wait for our answer, or take that back first.")


def is_told(application: Application, *, kind: str, words: str) -> bool:
    """Say whether the group has told us just this, and waits for our answer."""
    return application.appeals.open().filter(kind=kind, words=words.strip()).exists()


def _hold(application: Application) -> Application:
    """Lock the bid, so that one case is opened at a time, and see that its group has heard."""
    rows = Application.objects.select_for_update(of=("self",), no_key=True).select_related("round", "organisation")
    fresh = rows.get(pk=application.pk)
    if fresh.is_test or fresh.state not in Application.TOLD:
        raise Refused("There is nothing to look at again yet: the group has not heard from us.")
    return fresh


def _open(
    application: Application,
    *,
    kind: str,
    words: str,
    received_on: date,
    told_by: User | None = None,
    entered_by: User | None = None,
) -> Appeal:
    if not words.strip():
        raise Refused("Say what we should look at again.")
    see_that_none_is_open(application)
    round_ = application.round
    appeal = Appeal(
        application=application,
        kind=kind,
        words=words.strip(),
        told_by=told_by,
        entered_by=entered_by,
        received_on=received_on,
        acknowledge_by=working_days_after(received_on, round_.days_to_acknowledge),
        answer_by=working_days_after(received_on, round_.days_to_answer),
    )
    history.save(appeal, by=told_by or entered_by)
    letters.appeal_in(appeal)
    letters.appeal_told(appeal)
    return appeal


def had_a_part(user: User, application: Application) -> str:
    """Say what part somebody had in the decision on this bid; nothing where they had none and can look at it anew."""
    decisions = Decision.history.filter(application_id=application.pk, decided_by=user)
    ruled = [Application.State.INELIGIBLE, Application.State.NOT_INVITED]
    if decisions.exists() or application.history.filter(state__in=ruled, history_user=user).exists():
        return "decided on it"
    if application.assessments.filter(assessor=user).exists():
        return "assessed it"
    if application.declarations.conflicts().filter(user=user).exists():
        return "have ties to the group"
    if application.organisation.memberships.filter(user=user).exists():
        return "belong to the group"
    return ""


@transaction.atomic
def take(appeal: Appeal, *, by: User) -> None:
    """Look at it, or take it over from somebody else. The group hears that somebody does, and by when we answer."""
    fresh = Appeal.objects.select_for_update(of=("self",), no_key=True).select_related("application").get(pk=appeal.pk)
    if part := had_a_part(by, fresh.application):
        raise Refused(f"You {part}, so somebody else must look at this.")
    if fresh.state == State.LOOKED_AT and fresh.handler_id != by.pk:
        fresh.handler = by
        history.save(fresh, by=by, reason="Taken over", fields=["handler"])
        return
    fresh.move(State.LOOKED_AT, by=by, handler=by, acknowledged_at=timezone.now())
    letters.appeal_taken(fresh)


@transaction.atomic
def answer(appeal: Appeal, *, outcome: str, words: str, by: User) -> None:
    """Answer the group. The decision stays as it is: to change it is another step, by those who decide."""
    fresh = Appeal.objects.select_for_update(of=("self",), no_key=True).select_related("application").get(pk=appeal.pk)
    if fresh.handler_id != by.pk:
        raise Refused("Take it first. Whoever looks at it answers.")
    if part := had_a_part(by, fresh.application):
        raise Refused(f"You {part}, so somebody else must answer this.")
    if outcome not in {State.UPHELD, State.NOT_UPHELD}:
        raise Refused("Choose whether we agree.")
    if not words.strip():
        raise Refused("Write the answer. The group reads it in a letter.")
    fresh.move(outcome, by=by, answer=words.strip(), answered_at=timezone.now())
    letters.appeal_answered(fresh)


@transaction.atomic
def withdraw(appeal: Appeal, *, by: User) -> None:
    """The group takes it back."""
    appeal.move(State.WITHDRAWN, by=by)
