"""What waits for somebody in a round, and how far its readings are."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from applications.models import Application, Assessment
from fund.models import Round

NEEDS = ("note", "screening", "assessors", "reading", "decision", "announcement", "telling")


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


class Readings(NamedTuple):
    """How many read or have read an application, and how many of them handed in."""

    readers: int
    read: int


def readings_of(keys: Iterable[int]) -> dict[int, Readings]:
    """The readings of these applications by key, in one query; an application that nobody reads is left out."""
    rows = Assessment.objects.filter(application__in=list(keys), state__in=["assigned", "started", "handed_in"])
    counted = (
        rows.order_by()
        .values("application")
        .annotate(readers=Count("pk"), read=Count("pk", filter=Q(state="handed_in")))
    )
    return {row["application"]: Readings(row["readers"], row["read"]) for row in counted}


def needing(need: str, applications: QuerySet[Application], round_: Round) -> QuerySet[Application]:
    """The applications of this round that wait for one of NEEDS."""
    return with_readings(applications).filter(_conditions(round_)[need])


def to_do(round_: Round) -> dict[str, int]:
    """How many applications of the round wait for each of NEEDS: one query."""
    counts = {f"of_{need}": Count("pk", filter=condition) for need, condition in _conditions(round_).items()}
    found = with_readings(round_.applications.order_by()).aggregate(**counts)
    return {need: found[f"of_{need}"] for need in NEEDS}


def _conditions(round_: Round) -> dict[str, Q]:
    """What each need means, for rows with their readings."""
    being_read = Q(state=Application.State.IN_ASSESSMENT)
    return {
        "note": Q(state=Application.State.NOTE_IN),
        "screening": Q(state=Application.State.SUBMITTED),
        "assessors": being_read & Q(readers__lt=round_.assessments_wanted),
        "reading": being_read & Q(reading__gt=0),
        "decision": being_read & Q(reading=0, read__gt=0),
        "announcement": Q(state=Application.State.DECIDED),
        "telling": Q(state=Application.State.INELIGIBLE),
    }
