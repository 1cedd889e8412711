"""Starting an application, and who may write in it now."""

from datetime import datetime

from django.db import models, transaction
from django.utils import timezone
from simple_history.utils import bulk_create_with_history

from applications.models import Application, ApplicationAnswers, Entry
from fund.kit import history
from fund.kit.states import Refused
from fund.models import Organisation, Questionnaire, Round, User
from fund.templatetags.words import moment


def require_open(round_: Round, at: datetime | None = None, *, is_invited: bool = False) -> None:
    """Raise Refused, with the day, where nothing can be written or handed in now."""
    now = at or timezone.now()
    if round_.takes_hand_ins(now, is_invited=is_invited):
        return
    if round_.opens_at and now < round_.opens_at and round_.state == Round.State.PUBLISHED:
        raise Refused(f"{round_.name} is not open yet. It opens on {moment(round_.opens_at)}.")
    closing = round_.closing(is_invited=is_invited)
    closed = f" on {moment(closing)}" if closing and now > closing else ""
    if round_.is_two_stage and not is_invited:
        raise Refused(f"{round_.name} closed for short notes{closed}. It takes no more of them.")
    raise Refused(f"{round_.name} closed{closed}. It takes no more applications.")


def questions_of(round_: Round, purpose: str = "") -> Questionnaire:
    """What the round asks at first, or for one purpose. Raises Refused where it asks nothing yet."""
    first = Questionnaire.Purpose.NOTE if round_.is_two_stage else Questionnaire.Purpose.APPLICATION
    rows = round_.questionnaires.filter(purpose=purpose or first).in_use()
    if (questionnaire := rows.first()) is None:
        raise Refused(f"{round_.name} has no questions yet. Ask the fund when they will be there.")
    return questionnaire


@transaction.atomic
def start(round_: Round, organisation: Organisation, *, by: User) -> Application:
    """Open a draft for a group, with the round's next number and the questions as they are now."""
    held = Round.objects.select_for_update(of=("self",), no_key=True).get(pk=round_.pk)
    require_open(held)
    return open_draft(held, organisation, by=by)


def open_draft(
    held: Round, organisation: Organisation, *, by: User, is_test: bool = False, reason: str = ""
) -> Application:
    """The same in a round that the caller holds and has found to take this application.

    Real and test applications are numbered apart.
    """
    questionnaire = questions_of(held)
    rows = Application.objects.filter(round=held, is_test=is_test)
    number = (rows.aggregate(last=models.Max("number"))["last"] or 0) + 1
    application = Application(
        round=held,
        organisation=organisation,
        number=number,
        reference=f"{held.code}-T{number:02}" if is_test else f"{held.code}-{number:03}",
        started_by=by,
        is_test=is_test,
        is_demo=organisation.is_demo,
    )
    history.save(application, by=by, reason=reason)
    sheets = [ApplicationAnswers(application=application, section=section) for section in questionnaire.sections.all()]
    bulk_create_with_history(sheets, ApplicationAnswers, default_user=by)
    return application


def hold_draft(application: Application, *, by: User | None) -> Application:
    """Lock the application, which must be a draft in a round that still takes answers.

    Officers also write after closing in an application that they type for a group and have let in late.
    """
    rows = Application.objects.select_related("round", "tier", "organisation").select_for_update(
        of=("self",), no_key=True
    )
    held = rows.get(pk=application.pk)
    if not held.is_being_written:
        raise Refused("This application is handed in or withdrawn, so its answers can no longer change.")
    if not held.takes_answers() and not (by and by.has_role("manager", "officer") and is_let_in(held)):
        require_open(held.round, is_invited=not held.is_note)
    return held


def is_let_in(application: Application) -> bool:
    """Say whether an officer has let this application in after closing, with a reason."""
    return Entry.objects.filter(application=application).exclude(late_reason="").exists()
