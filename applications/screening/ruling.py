"""Saying that a round cannot fund an application, and telling the group: two steps, so that words can be weighed."""

from collections.abc import Iterable

from django.db import transaction

from applications import letters
from applications.models import Application, Assessment
from fund.kit.states import Refused
from fund.models import User


@transaction.atomic
def rule_out(application: Application, *, by: User, reason: str) -> None:
    """Say inside the fund that this round cannot fund the application, and end its readings. Nobody is told yet."""
    if not reason.strip():
        raise Refused("Say why this round cannot fund it: the group will read your words.")
    application.move(Application.State.INELIGIBLE, by=by, reason=reason)
    for assessment in application.assessments.filter(state__in=["assigned", "started"]):
        assessment.move(Assessment.State.TAKEN_BACK, by=by, reason="The application is not eligible.")


def rule_in(application: Application, *, by: User, reason: str = "") -> None:
    """Take a ruling back before anybody was told: the application can be read again."""
    application.move(Application.State.IN_ASSESSMENT, by=by, reason=reason or "Found eligible after all.")


@transaction.atomic
def tell(application: Application, *, by: User, words: str) -> None:
    """Tell the group why this round cannot fund its application. From now on it sees that in its pages."""
    if not words.strip():
        raise Refused(f"Write what {application.organisation} should read about {application.reference}.")
    application.move(Application.State.INELIGIBLE_TOLD, by=by, reason=words)
    letters.not_eligible(application, words)


def reasons_for(applications: Iterable[Application]) -> dict[int, str]:
    """Why each of these was ruled out, in the officer's last words; one query."""
    keys = [application.pk for application in applications]
    rows = Application.history.filter(id__in=keys, state=Application.State.INELIGIBLE)
    said = rows.order_by("history_date", "history_id").values_list("id", "history_change_reason")
    return {key: reason for key, reason in said if reason}
