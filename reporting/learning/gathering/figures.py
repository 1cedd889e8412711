"""The figures of accepted reports, what was spent, and which sources have figures beside their words."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import F, Max, Sum

from reporting.figures import adding
from reporting.learning.pack import Counted, Origin, Spent
from reporting.models import Indicator, Measurement, Point, Report, Spending

LOOKS_BACK = re.compile(r"\b(?:than before|less|more|better|fewer)\b")
Numbers = Sequence[int | None]
PEOPLE = "people-took-part"  # the indicator that counts who took part


def figures_of(reports: Sequence[Report]) -> Iterator[Counted]:
    mine = Report.objects.filter(pk__in=[report.pk for report in reports])
    rows: dict[tuple[int, str, str], list[int]] = {}
    projects: dict[tuple[int, str, str], set[int]] = defaultdict(set)
    taken: dict[tuple[int, str, str], set[str]] = defaultdict(set)
    parts: dict[tuple[int, str, str], list[tuple[int, Numbers]]] = defaultdict(list)
    measured = Measurement.objects.filter(report__in=mine).order_by("pk")
    for pk, indicator, point, group, when, grant, *numbers in measured.values_list(
        *("pk", "indicator", "point", "group", "taken", "report__grant"),
        *("numerator", "answered", "asked", "took_part"),
    ):
        rows.setdefault((indicator, point, group), []).append(pk)
        projects[indicator, point, group].add(grant)
        taken[indicator, point, group].add(when)
        parts[indicator, point, group].append((grant, numbers))
    for total in adding.totals(mine):
        key = (total.indicator.pk, total.point, total.group)
        yield Counted(
            position=total.indicator.position,
            code=total.indicator.code,
            name=total.indicator.name,
            question=total.indicator.question,
            kind=total.indicator.kind,
            point=total.point,
            group=total.group,
            numerator=total.numerator,
            answered=total.answered,
            asked=total.asked,
            took_part=total.took_part,
            value=None if total.value is None else str(total.value),
            reports=total.reports,
            measurements=tuple(rows[key]),
            direction="more" if total.indicator.higher_is_better else "less",
            taken=",".join(sorted(taken[key] - {""})),
            projects=len(projects[key]),
            about=f"{total.indicator.pk}:{total.point}",
            parts=by_project(parts[key]),
            copyright=total.indicator.copyright_line,
        )


def by_project(rows: Iterable[tuple[int, Numbers]]) -> tuple[Any, ...]:
    """What each project told, its reports added up; a number that none of them tells stays not told."""
    sums: dict[int, list[int | None]] = {}
    for project, numbers in rows:
        before = sums.get(project, [None] * len(numbers))
        pairs = zip(before, numbers, strict=True)
        sums[project] = [one if new is None else (one or 0) + new for one, new in pairs]
    return tuple((str(project), *numbers) for project, numbers in sorted(sums.items()))


def origins_of(reports: Sequence[Report]) -> Iterator[Origin]:
    """For each report whether it tells a figure that was asked of people. A report is the project's own view."""
    asked = Measurement.objects.filter(report__in=[report.pk for report in reports], answered__isnull=False)
    with_figures = set(asked.order_by().values_list("report", flat=True).distinct())
    for report in reports:
        yield Origin(f"report{report.pk}", report.pk in with_figures, is_independent=False)


def changes_of(reports: Sequence[Report]) -> Iterator[dict[str, Any]]:
    """The figures that show a change for people, each with its organisation.

    A share shows one by looking back, where its question asks for a comparison with before and more than half say so.
    A mean shows one where the start was taken before people joined or soon after, and the end is better.
    """
    mine = [report.pk for report in reports]
    rows = Measurement.objects.filter(report__in=mine, group="", answered__isnull=False).select_related("indicator")
    starts: dict[tuple[int, int], Decimal] = {}
    for row in rows.annotate(grant=F("report__grant"), organisation=F("report__grant__organisation")).order_by("pk"):
        about, key = row.indicator, (row.grant, row.indicator_id)
        design = ""
        if about.kind == Indicator.Kind.SHARE and LOOKS_BACK.search(about.question):
            design, is_better = "retrospective", 2 * (row.numerator or 0) > (row.answered or 0)
        elif about.kind == Indicator.Kind.SCALE and row.value is not None:
            if row.point == Point.BASELINE and row.taken in {Measurement.Taken.BEFORE, Measurement.Taken.SOON}:
                starts[key] = row.value
            elif row.point == Point.END and key in starts:
                more = row.value > starts[key] if about.higher_is_better else row.value < starts[key]
                design, is_better = "before_after", more
        if design:
            yield {
                "organisation": str(row.organisation),
                "design": design,
                "answered": row.answered or 0,
                "asked": row.asked or row.took_part or 0,
                "is_better": is_better,
            }


def costs_of(reports: Sequence[Report]) -> Iterator[Spent]:
    """What each project spent in its accepted reports, and the most people that one of them says took part.

    It is the grant's money alone. People who come in the time of two reports would be counted twice if the reports were
    added, so the largest number stands.
    """
    mine = [report.pk for report in reports]
    spent = Spending.objects.filter(report__in=mine).order_by().values("report__grant").annotate(sum=Sum("amount"))
    people = Measurement.objects.filter(
        report__in=mine, indicator__code=PEOPLE, indicator__grant__isnull=True, group="", numerator__isnull=False
    )
    by_project = people.order_by().values("report__grant").annotate(most=Max("numerator"))
    most = {row["report__grant"]: row["most"] for row in by_project}
    for row in spent:
        if (count := most.get(row["report__grant"])) and row["sum"]:
            yield Spent(row["report__grant"], int(Decimal(row["sum"]).quantize(Decimal(1))), count)
