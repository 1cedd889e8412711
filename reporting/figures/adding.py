"""Adding figures up over projects: parts with parts, never percentages or means with each other.

Only figures of one version of an indicator, one time point and one group of people are added. The mean of several
means is sum(mean × answered) / sum(answered). A project that told nothing is counted as silent, never as nought.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Case, Count, DecimalField, F, Q, QuerySet, Sum, When
from django.utils.functional import cached_property

from applications.models import Grant
from reporting.figures.withholding import PERCENT_FROM, in_words
from reporting.figures.years import ALWAYS, Years
from reporting.models import Indicator, Measurement, Point, Report

TELLERS = (Grant.State.ACTIVE, Grant.State.ENDED)  # projects that can tell figures
NAMELESS = "Not said"
GRANT, YEAR = "report__grant", "report__to_on__year"
_MONEY = DecimalField(max_digits=24, decimal_places=4)
PARTS: Mapping[str, Any] = {
    "all_numerator": Sum("numerator"),
    "all_answered": Sum("answered"),
    "all_asked": Sum("asked"),
    "all_took_part": Sum("took_part"),
    "all_weighted": Sum(F("value") * F("answered"), output_field=_MONEY),
    "all_weights": Sum("answered", filter=Q(value__isnull=False)),
    "all_reports": Count("report"),  # a report tells a figure once
}


@dataclass(frozen=True)
class Sums:
    """Figures of one indicator added up. None says that nobody told."""

    numerator: int | None = None
    answered: int | None = None
    asked: int | None = None
    took_part: int | None = None
    weighted: Decimal | None = None
    weights: int | None = None
    reports: int = 0
    told: int = 0

    @property
    def mean(self) -> Decimal | None:
        if self.weighted is None or not self.weights:
            return None
        return (Decimal(self.weighted) / self.weights).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _sums(row: Mapping[str, Any], told: int) -> Sums:
    return Sums(**{name.removeprefix("all_"): row[name] for name in PARTS}, told=told)


def added(sums: Iterable[Sums]) -> Sums:
    """Add sums of the same indicator, point and group."""
    rows = list(sums)
    names = ("numerator", "answered", "asked", "took_part", "weighted", "weights")
    parts: dict[str, Any] = {
        name: [value for row in rows if (value := getattr(row, name)) is not None] for name in names
    }
    return Sums(
        **{name: sum(values) if values else None for name, values in parts.items()},
        reports=sum(row.reports for row in rows),
        told=sum(row.told for row in rows),
    )


@dataclass(frozen=True)
class Line:
    """One figure as an officer reads it, with how many of the projects that could tell have told it."""

    indicator: Indicator
    point: str
    group: str
    sums: Sums
    of: int
    name: str = ""

    @property
    def when(self) -> str:
        return Point(self.point).label

    @property
    def words(self) -> str:
        """The whole figure: those who read this may see every number."""
        sums, kind = self.sums, self.indicator.kind
        if not sums.told:
            return "Nobody told us"
        if kind == Indicator.Kind.COUNT:
            return "–" if sums.numerator is None else f"{sums.numerator:,}"
        if not sums.answered:
            return "Nobody answered"
        if kind == Indicator.Kind.SCALE:
            return f"{sums.mean} on average, {sums.answered:,} answered"
        share = f"{sums.numerator or 0:,} of {sums.answered:,}"
        if sums.answered < PERCENT_FROM:
            return share
        return f"{(200 * (sums.numerator or 0) + sums.answered) // (2 * sums.answered)}% ({share})"

    @property
    def told_words(self) -> str:
        return f"{self.sums.told} of {self.of} project{'' if self.of == 1 else 's'} told us"

    @property
    def adds_people(self) -> bool:
        """Whether somebody may be counted in it twice: by two projects, or in two reports of one."""
        return self.indicator.kind == Indicator.Kind.COUNT and self.sums.reports > 1


def measured(grants: QuerySet[Grant], years: Years = ALWAYS) -> QuerySet[Measurement]:
    """What these projects told in accepted reports that ended in these years."""
    rows = Measurement.objects.filter(
        report__state=Report.State.ACCEPTED, report__grant__in=grants.order_by().values("pk")
    )
    return years.narrow(rows.exclude(indicator__kind=Indicator.Kind.WORDS).order_by())


def overview(grants: QuerySet[Grant], indicators: Iterable[Indicator], years: Years = ALWAYS) -> list[Line]:
    """Every indicator added up over these projects, of all people together. Two queries."""
    found = {
        (row["indicator"], row["point"]): _sums(row, row["told"])
        for row in measured(grants, years)
        .filter(group="")
        .values("indicator", "point")
        .annotate(told=Count("report__grant", distinct=True), **PARTS)
    }
    tellers = dict(
        grants.order_by().filter(state__in=TELLERS).values_list("round").annotate(Count("pk", distinct=True))
    )
    lines = []
    for indicator in indicators:
        for point in Point.values:
            sums = found.get((indicator.pk, point))
            if sums or (indicator.is_current and point in indicator.points and not indicator.grant_id):
                sums = sums or Sums()
                lines.append(Line(indicator, point, "", sums, max(_could_tell(indicator, tellers), sums.told)))
    return lines


def _could_tell(indicator: Indicator, tellers: Mapping[int | None, int]) -> int:
    """How many of these projects are asked. `indicator` comes with its askings."""
    if indicator.grant_id:
        return 1
    if indicator.is_everywhere:
        return sum(tellers.values())
    return sum(tellers.get(asking.round_id, 0) for asking in indicator.askings.all())


class Parted:
    """One indicator by project, year, round, council area, integration authority, health board or condition.

    A project that works in two places stands in both; the whole counts it once. A year is that of the last day of a
    report, and a project could tell in it if it has such a report.
    """

    BY: Mapping[str, str] = {
        "round": "Round",
        "area": "Council area",
        "authority": "Integration authority",
        "board": "Health board",
        "condition": "Condition",
        "year": "Year",
        "project": "Project",
    }

    def __init__(self, indicator: Indicator, grants: QuerySet[Grant], by: str, years: Years = ALWAYS) -> None:
        self.indicator, self.by, self.years = indicator, by, years
        rows = grants.filter(state__in=TELLERS) | grants.filter(reports__measurements__indicator=indicator)
        if indicator.grant_id:
            rows = rows.filter(pk=indicator.grant_id)
        elif not indicator.is_everywhere:
            rows = rows.filter(round__askings__indicator=indicator)
        self.grants = Grant.objects.filter(pk__in=rows.order_by().values("pk")).order_by("reference")

    @cached_property
    def names(self) -> dict[int, set[str]]:
        """Under which names each project stands. One query."""
        if self.by == "project":
            rows = self.grants.values_list("pk", "reference", "title", "organisation__name")
            return {pk: {f"{reference} {title or group}"} for pk, reference, title, group in rows}
        if self.by == "year":
            asked = Case(When(~Q(reports__state=Report.State.SKIPPED), then=F("reports__to_on__year")))
            found: dict[int, set[str]] = {}
            for pk, year in self.grants.order_by().values_list("pk", asked).distinct():
                told = found.setdefault(pk, set())
                if year and self.years.hold(year):
                    told.add(str(year))
            return found
        path = {
            "round": "round__name",
            "area": "areas__name",
            "authority": "areas__integration_authority__name",
            "board": "areas__health_board__name",
            "condition": "health_conditions__name",
        }[self.by]
        names: dict[int, set[str]] = {}
        for pk, name in self.grants.order_by().values_list("pk", path):
            names.setdefault(pk, set()).add(name or NAMELESS)
        return names

    @cached_property
    def _told_in(self) -> dict[tuple[str, str], dict[int, dict[str, Sums]]]:
        """By time point and group of people, what each project told, in each year where it is parted by year."""
        told: dict[tuple[str, str], dict[int, dict[str, Sums]]] = {}
        rows = measured(self.grants, self.years).filter(indicator=self.indicator).values("point", "group", GRANT)
        if self.by == "year":
            rows = rows.values("point", "group", GRANT, YEAR)
        for row in rows.annotate(**PARTS):
            project = told.setdefault((row["point"], row["group"]), {}).setdefault(row[GRANT], {})
            project[str(row.get(YEAR, ""))] = _sums(row, told=1)
        return told

    @cached_property
    def _told(self) -> dict[tuple[str, str], dict[int, Sums]]:
        """By time point and group of people, what each project told."""
        return {
            place: {grant: replace(added(years.values()), told=1) for grant, years in projects.items()}
            for place, projects in self._told_in.items()
        }

    def told(self, point: str) -> dict[int, Sums]:
        """What each project told of all people together."""
        return self._told.get((point, ""), {})

    def told_by_group(self, point: str) -> dict[str, dict[int, Sums]]:
        """By group of people, what each project told of it."""
        return {group: told for (when, group), told in self._told.items() if when == point and group}

    @property
    def points(self) -> list[str]:
        """The time points of which there is something to show."""
        there = {point for point, _ in self._told} | set(self.indicator.points)
        return [point for point in Point.values if point in there]

    def whole(self, point: str, group: str = "") -> Line:
        told = self._told.get((point, group), {})
        return Line(self.indicator, point, group, added(told.values()), len(self.names), "All projects together")

    def lines(self, point: str) -> list[Line]:
        """One line a part, by name; those of which nothing is known come last."""
        members: dict[str, list[int]] = {}
        for grant, names in self.names.items():
            for name in names:
                members.setdefault(name, []).append(grant)
        order = sorted(members, key=lambda name: (name == NAMELESS, name))
        return [
            Line(
                self.indicator,
                point,
                "",
                added(self._told_of(point, members[name], name)),
                len(members[name]),
                name,
            )
            for name in order
        ]

    def _told_of(self, point: str, grants: Iterable[int], name: str) -> Iterator[Sums]:
        if self.by != "year":
            told = self.told(point)
            yield from (told[grant] for grant in grants if grant in told)
            return
        by_year = self._told_in.get((point, ""), {})
        yield from (by_year[grant][name] for grant in grants if name in by_year.get(grant, {}))

    def groups(self, point: str) -> list[Line]:
        """All projects together by groups of people. Groups may overlap, so they need not come to the whole."""
        there = sorted(group for when, group in self._told if when == point and group)
        return [self.whole(point, group) for group in there]

    @property
    def stands_twice(self) -> bool:
        return self.by != "year" and any(len(names) > 1 for names in self.names.values())


@dataclass(frozen=True)
class Total:
    """One indicator added up over reports. A share stays two numbers; `value` is the mean of all who answered."""

    indicator: Indicator
    point: str
    group: str
    reports: int
    numerator: int | None
    answered: int | None
    asked: int | None
    took_part: int | None
    value: Decimal | None

    @property
    def words(self) -> str:
        return in_words(self.indicator.kind, self.numerator, self.answered, self.value)


def totals(reports: QuerySet[Report]) -> list[Total]:
    """Add up the figures of these reports, for those who may not see every number.

    A person who took part in the time of two reports is counted in both. Two queries.
    """
    figures = Measurement.objects.filter(report__in=reports).exclude(indicator__kind=Indicator.Kind.WORDS).order_by()
    rows = list(figures.values("indicator", "point", "group").annotate(told=Count("report", distinct=True), **PARTS))
    indicators = Indicator.objects.in_bulk({row["indicator"] for row in rows})
    found = [_total(indicators[row["indicator"]], row) for row in rows]
    order = list(Point.values)
    return sorted(found, key=lambda one: (one.indicator.position, one.indicator.pk, order.index(one.point), one.group))


def _total(indicator: Indicator, row: Mapping[str, Any]) -> Total:
    sums = _sums(row, row["told"])
    return Total(
        indicator,
        row["point"],
        row["group"],
        reports=sums.told,
        numerator=sums.numerator,
        answered=sums.answered,
        asked=sums.asked,
        took_part=sums.took_part,
        value=sums.mean,
    )
