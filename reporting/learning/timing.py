"""How long it takes from a project's first accepted report to its published summary: measured, not promised."""

from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from django.db.models import Min, QuerySet
from django.utils import timezone

from applications.models import Grant
from reporting.models import LearningSummary, Report

MOST_DAYS = timedelta(days=60)


@dataclass(frozen=True)
class Overdue:
    """A project whose summary is not out yet though its days are over."""

    grant: Grant
    told_on: date
    days: int


@dataclass(frozen=True)
class Timing:
    """So many of the projects whose days are over, or whose summary is out, had it published in time."""

    in_time: int
    counted: int
    still_in_time: int
    median_days: float | None
    overdue: tuple[Overdue, ...]
    most_days: int = MOST_DAYS.days


def counted() -> QuerySet[Report]:
    """The accepted reports from which days are counted: those that were written, not told at an event."""
    return Report.objects.accepted().filter(told_at=None, accepted_at__isnull=False).order_by()


def due_on(grant: Grant | None) -> date:
    """By when a new draft is to be out: of a project with nothing out yet, counted from its first accepted report.

    Two queries at most.
    """
    if grant and not LearningSummary.objects.filter(grant=grant, published_at__isnull=False).exists():
        first = counted().filter(grant=grant).aggregate(at=Min("accepted_at"))["at"]
        if first:
            return timezone.localdate(first) + MOST_DAYS
    return timezone.localdate() + MOST_DAYS


def measure() -> Timing:
    """Measure all projects with an accepted report that was written. Three queries."""
    told = dict(counted().values("grant").annotate(at=Min("accepted_at")).values_list("grant", "at"))
    out = dict(
        LearningSummary.objects.filter(grant__in=told, published_at__isnull=False)
        .order_by()
        .values("grant")
        .annotate(at=Min("published_at"))
        .values_list("grant", "at")
    )
    now = timezone.now()
    took = [(out[pk] - at).days for pk, at in told.items() if pk in out]
    late = {pk: (now - at).days for pk, at in told.items() if pk not in out and now - at > MOST_DAYS}
    grants = Grant.objects.filter(pk__in=late).select_related("organisation").in_bulk()
    overdue = [
        Overdue(grants[pk], timezone.localdate(told[pk]), days)
        for pk, days in sorted(late.items(), key=lambda one: (-one[1], one[0]))
    ]
    return Timing(
        in_time=sum(days <= MOST_DAYS.days for days in took),
        counted=len(took) + len(late),
        still_in_time=len(told) - len(took) - len(late),
        median_days=median(took) if took else None,
        overdue=tuple(overdue),
    )
