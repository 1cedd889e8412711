"""Looking through what came in: what waits for somebody, and what this round cannot fund."""

from typing import Any

from django.db import transaction
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from applications import letters
from applications.models import Application, Assessment
from fund.kit.states import Refused
from fund.models import Round, User

NEEDS = ("screening", "assessors", "reading", "decision", "announcement")


@transaction.atomic
def rule_out(application: Application, *, by: User, reason: str) -> None:
    """Say that this round cannot fund the application, end its readings, and tell the group why."""
    if not reason.strip():
        raise Refused("Say why this round cannot fund it: the group will read your words.")
    application.move(Application.State.INELIGIBLE, by=by, reason=reason)
    for assessment in application.assessments.filter(state__in=["assigned", "started"]):
        assessment.move(Assessment.State.TAKEN_BACK, by=by, reason="The application is not eligible.")
    letters.not_eligible(application, reason)


def with_readings(applications: QuerySet[Application]) -> QuerySet[Any]:
    """Adds `readers` (who reads or has read it), `reading` (who has still to finish) and `read` (handed in)."""

    def in_states(*states: str) -> Coalesce:
        rows = Assessment.objects.filter(application=OuterRef("pk"), state__in=states).order_by()
        return Coalesce(Subquery(rows.values("application").annotate(number=Count("pk")).values("number")), 0)

    return applications.annotate(
        readers=in_states("assigned", "started", "handed_in"),
        reading=in_states("assigned", "started"),
        read=in_states("handed_in"),
    )


def needing(need: str, applications: QuerySet[Application], round_: Round) -> QuerySet[Application]:
    """The applications of this round that wait for one of NEEDS."""
    rows = with_readings(applications)
    being_read = rows.filter(state=Application.State.IN_ASSESSMENT)
    return {
        "screening": rows.filter(state=Application.State.SUBMITTED),
        "assessors": being_read.filter(readers__lt=round_.assessments_wanted),
        "reading": being_read.filter(reading__gt=0),
        "decision": being_read.filter(reading=0, read__gt=0),
        "announcement": rows.filter(state=Application.State.DECIDED),
    }[need]


def to_do(round_: Round) -> dict[str, int]:
    """How many applications of the round wait for each of NEEDS."""
    return {need: needing(need, round_.applications.order_by(), round_).count() for need in NEEDS}
