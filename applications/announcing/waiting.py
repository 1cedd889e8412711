"""What waits for the announcement of a round, and what stands in its way."""

from django.db.models import QuerySet

from applications.models import Application
from fund.models import Round

State = Application.State


def decided_in(round_: Round) -> QuerySet[Application]:
    """What the next announcement would tell: every decided application of the round, awards first."""
    rows = round_.applications.filter(state=State.DECIDED).order_by("decision__outcome", "reference")
    rows = rows.prefetch_related("feedback_lines")
    return rows.select_related("decision", "organisation", "round__fund", "tier", "edited_letter__edited_by")


def undecided_in(round_: Round) -> QuerySet[Application]:
    """The applications that stand in the way of an announcement: handed in and not decided."""
    return round_.applications.filter(state__in=[State.SUBMITTED, State.IN_ASSESSMENT]).order_by("reference")
