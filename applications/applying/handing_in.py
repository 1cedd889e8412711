"""Handing in, and taking back."""

from django.db import transaction

from applications import copies, letters, searching, signing
from applications.applying.drafting import require_open
from applications.models import Application
from applications.todo import missing
from fund import writing
from fund.kit import clock, jobs
from fund.kit.states import Refused
from fund.models import Round, User
from fund.templatetags.words import moment

DECLARED = "Declared that the answers are true and that the group has agreed to hand them in."


@transaction.atomic
def submit(application: Application, *, by: User) -> None:
    """Hand the application in: complete, in time, once. Everybody who writes for the group gets the receipt."""
    _hand_in(application, Application.State.SUBMITTED, by=by)
    letters.submitted(application)
    title = f"Compare {application.reference} with the others of its round"
    jobs.ask("screening.compare", key=f"compare:{application.pk}", by=by, about=application, title=title,
             pk=application.pk)  # fmt: skip


@transaction.atomic
def hand_in_note(application: Application, *, by: User) -> None:
    """Hand the short note in, where a round reads such notes first. The group gets its receipt, and then its answer."""
    _hand_in(application, Application.State.NOTE_IN, by=by)
    letters.note_in(application)


def _hand_in(application: Application, to: str, *, by: User) -> None:
    """In time is whoever reached us in time, so the clock is read before the wait for the locks."""
    now = clock.now()
    round_ = Round.objects.select_for_update(of=("self",), no_key=True).get(pk=application.round_id)
    rows = Application.objects.select_related("organisation", "tier").select_for_update(of=("self",), no_key=True)
    held = rows.get(pk=application.pk)
    held.round = round_
    if held.state == to:
        at = moment(held.submitted_at)
        raise Refused(f"{held.reference} is handed in already, since {at}. There is nothing more to do.")
    if not held.can_move(to):
        raise Refused(held.words_for_refusal(to))
    if not held.is_test:
        require_open(round_, now, is_invited=not held.is_note)
    if todo := missing(held):
        things = "1 thing is" if len(todo) == 1 else f"{len(todo)} things are"
        raise Refused(f"{things} still to do before you can hand this in. The first: {todo[0].words}.")
    signing.require_signed(held)
    writing.keep_unkept(held.answers.select_related("saved_by"), by=by)
    application.move(to, by=by, reason=DECLARED, submitted_at=now)
    copies.ask_for(application, by=by)
    searching.index(application)


def stands(application: Application) -> str:
    """The state of an application once nobody else is in the middle of changing it."""
    with transaction.atomic():
        return (
            Application.objects.select_for_update(of=("self",), no_key=True).only("state").get(pk=application.pk).state
        )


@transaction.atomic
def withdraw(application: Application, *, by: User, reason: str = "") -> None:
    """Take the application back. It cannot be handed in again."""
    application.move(Application.State.WITHDRAWN, by=by, reason=reason)
    letters.withdrawn(application)
