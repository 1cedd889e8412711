"""What needs somebody, in numbers: of the whole fund for its officers, of one person's groups for grantees."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from applications.models import Application, Assessment, Grant
from fund.models import Round, User
from reporting.models import LearningSummary, Report, Source

TO_COME = (Assessment.State.ASSIGNED, Assessment.State.STARTED)
SOON = timedelta(days=60)


def late(of: str = "") -> Q:
    """Reports that nobody handed in by their day; `of` is the way to them, such as "reports__"."""
    return Q(**{f"{of}state__in": Report.OWED, f"{of}due_on__lt": timezone.localdate()})


def boards() -> dict[str, tuple[str, Q]]:
    """The ways in which officers look at reports: a name for the address, words, and which reports."""
    soon = Q(due_on__gte=timezone.localdate(), due_on__lte=timezone.localdate() + SOON)
    return {
        "to-read": ("To read", Q(state=Report.State.HANDED_IN)),
        "late": ("Late", late()),
        "soon": ("Due in the next 60 days", Q(state__in=Report.OWED) & soon),
        "sent-back": ("Sent back", Q(state=Report.State.RETURNED)),
        "accepted": ("Accepted", Q(state=Report.State.ACCEPTED)),
        "all": ("All", Q()),
    }


def counted(reports: "QuerySet[Report]") -> dict[str, int]:
    """How many reports each board holds. One query."""
    wanted = {
        name.replace("-", "_"): Count("pk", filter=which, distinct=True)
        for name, (_, which) in boards().items()
        if which
    }
    return {
        name.replace("_", "-"): number
        for name, number in reports.aggregate(**wanted, all=Count("pk", distinct=True)).items()
    }


FEW = 5  # the times of fewer groups would point at one of them


def usual_minutes(reports: "QuerySet[Report]") -> tuple[int, int] | None:
    """How many groups said how long a report took them, and the middle of it; None where fewer than FEW said so."""
    rows = reports.filter(minutes__isnull=False).order_by().values_list("minutes", flat=True)
    told = [minutes for minutes in rows if minutes is not None]
    return (len(told), round(median(told))) if len(told) >= FEW else None


@dataclass(frozen=True)
class RoundNow:
    """A round with what waits in it: applications handed in, to assign, to decide, and assessments to come."""

    round: Round
    handed_in: int = 0
    to_assign: int = 0
    to_decide: int = 0
    to_come: int = 0


def rounds_now(user: User) -> list[RoundNow]:
    """The rounds that are not past, newest closing day first. Three queries."""
    rounds = list(Round.objects.visible_to(user).exclude(state=Round.State.PAST))
    still_read = Assessment.objects.filter(application=OuterRef("pk"), state__in=TO_COME)
    was_read = Assessment.objects.filter(application=OuterRef("pk"), state=Assessment.State.HANDED_IN)
    in_assessment = Q(state=Application.State.IN_ASSESSMENT)
    applications = (
        Application.objects.handed_in()
        .filter(round__in=rounds)
        .annotate(is_read=Exists(was_read) & ~Exists(still_read))
        .order_by()
        .values("round")
        .annotate(
            handed_in=Count("pk"),
            to_assign=Count("pk", filter=Q(state=Application.State.SUBMITTED)),
            to_decide=Count("pk", filter=in_assessment & Q(is_read=True)),
        )
    )
    numbers: dict[int, dict[str, Any]] = {row["round"]: {**row} for row in applications}
    to_come = (
        Assessment.objects.filter(application__round__in=rounds, application__is_test=False, state__in=TO_COME)
        .exclude(application__state=Application.State.WITHDRAWN)
        .order_by()
        .values_list("application__round")
        .annotate(Count("pk"))
    )
    waited_for = dict(to_come)
    return [
        RoundNow(**{**numbers.get(round_.pk, {}), "round": round_, "to_come": waited_for.get(round_.pk, 0)})
        for round_ in rounds
    ]


def used_of(reports: "QuerySet[Report]") -> list[tuple[Report, list[LearningSummary]]]:
    """Reports, each with the published summaries that quote it or a story told with it. Two queries."""
    rows = list(reports)
    published = Source.objects.filter(
        statement__is_dropped=False, statement__summary__state=LearningSummary.State.PUBLISHED
    ).select_related("statement__summary", "story")
    quoted: dict[int | None, dict[int, LearningSummary]] = {}
    for source in published.filter(Q(report__in=rows) | Q(story__report__in=rows)):
        of = {source.report_id, source.story.report_id if source.story else None}
        for pk in of:
            quoted.setdefault(pk, {})[source.statement.summary_id] = source.statement.summary
    return [(report, list(quoted.get(report.pk, {}).values())) for report in rows]


@dataclass(frozen=True)
class Due:
    """The next thing that somebody should do: an offer to answer, a report to write, an application to finish."""

    what: str
    row: Any
    on: date

    @property
    def is_late(self) -> bool:
        return self.on < timezone.localdate()


def next_due(applications: Iterable[Application], grants: Iterable[Grant]) -> Due | None:
    """What comes first, by its day. Reads rows that are there already: grants with `owed` reports; no query."""
    today = timezone.localdate()
    waiting = [Due("offer", grant, today) for grant in grants if grant.state == Grant.State.OFFERED]
    waiting += [
        Due("report", report, min(report.due_on, today) if report.state == Report.State.RETURNED else report.due_on)
        for grant in grants
        for report in grant.owed  # type: ignore[attr-defined]  # the page prefetches them under this name
    ]
    waiting += [
        Due("application", application, timezone.localdate(application.closes_at))
        for application in applications
        if application.is_being_written and application.closes_at and application.takes_answers()
    ]
    return min(waiting, key=lambda due: due.on, default=None)
