"""Reading short notes: which groups are invited to apply in full, and which are not taken further."""

from collections.abc import Iterable

from django.db import transaction
from simple_history.utils import bulk_create_with_history

from applications import letters
from applications.applying import carrying
from applications.applying.drafting import questions_of
from applications.models import Application, ApplicationAnswers
from fund.kit.states import Refused
from fund.models import Questionnaire, Round, User
from fund.templatetags.words import moment

State = Application.State
CARRIED = "Carried over from the short note"


def invite(application: Application, *, by: User, reason: str = "") -> None:
    """Invite a group to apply in full. Its answers to the questions that are asked again come along."""
    invite_many([application], by=by, reason=reason)


def leave(application: Application, *, by: User, reason: str) -> None:
    """Take a short note no further, and tell the group why."""
    leave_many([application], by=by, reason=reason)


@transaction.atomic
def invite_many(applications: Iterable[Application], *, by: User, reason: str = "") -> int:
    """Invite all of these groups or, where one cannot be invited, none; how many they are."""
    rows = _hold(applications)
    for held in rows:
        _see_that_it_can(held, State.INVITED)
        if not held.is_test and not held.round.takes_hand_ins(is_invited=True):
            closed = f" on {moment(held.round.closes_at)}" if held.round.closes_at else ""
            raise Refused(f"{held.round} closed{closed}, so nobody can be invited. Give people longer first.")
        _invite(held, by=by, reason=reason.strip())
    return len(rows)


@transaction.atomic
def leave_many(applications: Iterable[Application], *, by: User, reason: str) -> int:
    """Take none of these further, with one reason for all; how many they are."""
    if not reason.strip():
        raise Refused("Say why: the groups will read your words.")
    rows = _hold(applications)
    for held in rows:
        _see_that_it_can(held, State.NOT_INVITED)
        held.move(State.NOT_INVITED, by=by, reason=reason.strip())
        letters.not_invited(held, reason.strip())
    return len(rows)


def _hold(applications: Iterable[Application]) -> list[Application]:
    """Lock the rounds, then the applications, each in one order for everybody."""
    keys = {application.pk for application in applications}
    of_these = Application.objects.filter(pk__in=keys).values("round")
    rounds = {
        row.pk: row for row in Round.objects.filter(pk__in=of_these).order_by("pk").select_for_update(no_key=True)
    }
    rows = Application.objects.filter(pk__in=keys).select_related("organisation", "tier").order_by("pk")
    found = list(rows.select_for_update(of=("self",), no_key=True))
    for held in found:
        held.round = rounds[held.round_id]
    return found


def _see_that_it_can(held: Application, to: str) -> None:
    if not held.can_move(to):
        raise Refused(f"{held.reference}: {held.words_for_refusal(to)}")


def _invite(held: Application, *, by: User, reason: str) -> None:
    questionnaire = questions_of(held.round, Questionnaire.Purpose.APPLICATION)
    note = list(carrying.sheets_in_order(held))
    carried = carrying.load(note, carrying.questions_in_order(questionnaire))
    held.move(State.INVITED, by=by, reason=reason)
    sheets = [ApplicationAnswers(application=held, section=section) for section in questionnaire.sections.all()]
    bulk_create_with_history(sheets, ApplicationAnswers, default_user=by, default_change_reason=CARRIED)
    # Nobody of the fund has written anything here, so no page says that an officer did.
    carrying.unload(held, questionnaire, carried, by=None, reason=CARRIED)
    letters.invited_in_full(held, reason)
