"""Figures: keeping their parts apart, adding them up, and showing them so that nobody can be picked out."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q, Sum
from django.utils import timezone

from fund.kit import history
from fund.kit.states import Refused
from fund.models import Fund, Term, User
from reporting import writing
from reporting.models import Indicator, Measurement, Report

INDICATORS = settings.BASE_DIR / "fund" / "data" / "reference" / "indicators.json"
FEW = 5  # a number of people from 1 to below this is not shown
PERCENT_FROM = 20  # fewer answers than this are shown as "7 of 12"
MOST = 10_000_000  # more than this is a slip of the finger


@transaction.atomic
def load_indicators(*, by: User | None = None) -> int:
    """Bring what every report counts into line with the reference file; how many rows were new or changed."""
    outcomes = {term.code: term for term in Term.objects.of("national-outcomes")}
    written = 0
    for fund in Fund.objects.all():
        there = {indicator.code: indicator for indicator in fund.indicators.filter(grant__isnull=True)}
        for position, facts in enumerate(_listed()):
            indicator = there.get(facts["code"]) or Indicator(fund=fund, code=facts["code"])
            wanted = {
                "name": facts["name"],
                "question": facts["question"],
                "kind": facts["kind"],
                "higher_is_better": facts.get("higher_is_better", True),
                "outcome": outcomes.get(facts.get("outcome") or ""),
                "position": position,
            }
            if indicator.pk and all(getattr(indicator, name) == value for name, value in wanted.items()):
                continue
            if indicator.pk and indicator.kind != wanted["kind"] and indicator.measurements.exists():
                raise Refused(
                    f"“{indicator.name}” has figures already, so its kind cannot change. Give the new one its own code."
                )
            for name, value in wanted.items():
                setattr(indicator, name, value)
            history.save(indicator, by=by, reason="Loaded from the reference list")
            written += 1
    return written


def _listed() -> list[dict[str, Any]]:
    return list(json.loads(INDICATORS.read_text(encoding="utf-8"))["items"])


def asked_of(report: Report) -> models.QuerySet[Indicator]:
    """What this report is asked to count: what the fund counts everywhere, and what this project agreed to."""
    everywhere = Q(grant__isnull=True, fund__rounds=report.grant.round_id)
    return Indicator.objects.filter(everywhere | Q(grant=report.grant_id)).distinct()


def is_required(indicator: Indicator) -> bool:
    """A count is always known, so it is always asked; a share or a mean only where people were asked."""
    return indicator.kind == Indicator.Kind.COUNT


@dataclass(frozen=True)
class Figure:
    """One figure as a grantee gives it, before it is checked. All numbers empty means: we have none."""

    indicator: Indicator
    numerator: int | None = None
    answered: int | None = None
    asked: int | None = None
    took_part: int | None = None
    value: Decimal | None = None
    how_counted: str = ""
    point: str = Measurement.Point.PERIOD
    group: str = ""

    @property
    def numbers(self) -> dict[str, int | None]:
        return {
            "numerator": self.numerator,
            "answered": self.answered,
            "asked": self.asked,
            "took_part": self.took_part,
        }

    @property
    def is_empty(self) -> bool:
        return self.value is None and all(number is None for number in self.numbers.values())


def faults(figure: Figure) -> dict[str, str]:
    """What is wrong with a figure, by the part that is wrong, in words; empty when it can be kept."""
    if figure.is_empty:
        return {}
    wrong = {
        part: "Enter a whole number, 0 or more"
        for part, number in figure.numbers.items()
        if number is not None and (type(number) is not int or not 0 <= number <= MOST)
    }
    return wrong or _CHECKS[figure.indicator.kind](figure)


def _count(figure: Figure) -> dict[str, str]:
    wrong = {}
    if figure.numerator is None:
        wrong["numerator"] = "Enter the number"
    if figure.numerator and not figure.how_counted.strip():
        wrong["how_counted"] = "Say how you counted"
    return wrong


def _order(figure: Figure) -> dict[str, str]:
    wrong = {}
    if figure.answered is None:
        wrong["answered"] = "Enter how many people answered"
    elif figure.numerator is not None and figure.numerator > figure.answered:
        wrong["numerator"] = f"This cannot be more than the {figure.answered} who answered"
    if figure.asked is not None and figure.answered is not None and figure.answered > figure.asked:
        wrong["answered"] = f"This cannot be more than the {figure.asked} who were asked"
    return wrong


def _share(figure: Figure) -> dict[str, str]:
    missing = {"numerator": "Enter how many said so"} if figure.numerator is None else {}
    return missing | _order(figure)


def _scale(figure: Figure) -> dict[str, str]:
    wrong = {}
    if figure.value is None and figure.answered:
        wrong["value"] = "Enter the average"
    if figure.value is not None and not (figure.value.is_finite() and 0 <= figure.value <= MOST):
        wrong["value"] = "Enter the average as a number, like 6.5"
    if figure.value is not None and figure.answered == 0:
        wrong["value"] = "Leave this empty: nobody answered"
    return wrong | _order(figure)


_CHECKS: dict[str, Callable[[Figure], dict[str, str]]] = {
    Indicator.Kind.COUNT: _count,
    Indicator.Kind.SHARE: _share,
    Indicator.Kind.SCALE: _scale,
}


@transaction.atomic
def record(report: Report, figures: Iterable[Figure], *, by: User) -> list[Measurement]:
    """Keep the figures of a report; an empty one takes away what stood there."""
    fresh = writing.still_open(report)
    allowed = set(asked_of(fresh).values_list("pk", flat=True))
    there = {(row.indicator_id, row.point, row.group): row for row in fresh.measurements.all()}
    kept = []
    for figure in figures:
        if figure.indicator.pk not in allowed:
            raise Refused(f"This report is not asked about “{figure.indicator.name}”.")
        for words in faults(figure).values():
            raise Refused(f"{figure.indicator.name}: {words}.")
        row = there.get((figure.indicator.pk, figure.point, figure.group))
        if figure.is_empty:
            if row:
                history.delete(row, by=by, reason="Taken out of the report")
            continue
        row = row or Measurement(report=fresh, indicator=figure.indicator, point=figure.point, group=figure.group)
        kept.append(row if _same(row, figure) else _written(row, figure, by))
    writing.begun(fresh, by=by)
    report.refresh_from_db(fields=["state"])
    return kept


def _same(row: Measurement, figure: Figure) -> bool:
    wanted = {**figure.numbers, "value": figure.value, "how_counted": figure.how_counted.strip()}
    return row.pk is not None and all(getattr(row, name) == value for name, value in wanted.items())


def _written(row: Measurement, figure: Figure, by: User) -> Measurement:
    for name, number in figure.numbers.items():
        setattr(row, name, number)
    row.value, row.how_counted, row.entered_at = figure.value, figure.how_counted.strip(), timezone.now()
    return history.save(row, by=by)


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


def totals(reports: models.QuerySet[Report]) -> list[Total]:
    """Add up the figures of these reports: numerators with numerators, denominators with denominators.

    Only figures of one indicator, one time point and one group of people are added; percentages and means are never
    averaged. The mean of several means is sum(mean × answered) / sum(answered). A person who took part in the time of
    two reports is counted in both. Two queries.
    """
    sums = (
        Measurement.objects.filter(report__in=reports)
        .order_by()
        .values("indicator", "point", "group")
        .annotate(
            n=models.Count("report", distinct=True),
            numerators=Sum("numerator"),
            answers=Sum("answered"),
            all_asked=Sum("asked"),
            all_took_part=Sum("took_part"),
            weighted=Sum(F("value") * F("answered"), output_field=models.DecimalField(max_digits=20, decimal_places=2)),
            weights=Sum("answered", filter=Q(value__isnull=False)),
        )
    )
    rows = list(sums)
    indicators = Indicator.objects.in_bulk({row["indicator"] for row in rows})
    added = [
        Total(
            indicator=indicators[row["indicator"]],
            point=row["point"],
            group=row["group"],
            reports=row["n"],
            numerator=row["numerators"],
            answered=row["answers"],
            asked=row["all_asked"],
            took_part=row["all_took_part"],
            value=(row["weighted"] / row["weights"]).quantize(Decimal("0.01"), ROUND_HALF_UP)
            if row["weights"]
            else None,
        )
        for row in rows
    ]
    order = list(Measurement.Point.values)
    return sorted(added, key=lambda one: (one.indicator.position, one.indicator.pk, order.index(one.point), one.group))


def shown(number: int | None) -> str:
    """A number of people as anybody may read it: 1 to 4 is "fewer than 5"."""
    if number is None:
        return "not counted"
    return f"fewer than {FEW}" if 0 < number < FEW else f"{number:,}"


def share_shown(numerator: int | None, answered: int | None) -> str:
    """A share as anybody may read it: "7 of 12", a percentage from 20 answers on, and no part that is 1 to 4 people."""
    if numerator is None or answered is None:
        return "not asked"
    if answered == 0:
        return "nobody answered"
    if answered < FEW:
        return f"fewer than {FEW} people answered"
    if 0 < numerator < FEW:
        return f"fewer than {FEW} of {answered:,}"
    if 0 < answered - numerator < FEW:
        return f"all but a few of {answered:,}"
    if answered < PERCENT_FROM:
        return f"{numerator:,} of {answered:,}"
    return f"{(200 * numerator + answered) // (2 * answered)}% ({numerator:,} of {answered:,})"


def in_words(kind: str, numerator: int | None, answered: int | None, value: Decimal | None) -> str:
    """Any figure as anybody may read it."""
    if kind == Indicator.Kind.COUNT:
        return shown(numerator)
    if kind == Indicator.Kind.SHARE:
        return share_shown(numerator, answered)
    if not answered or value is None:
        return "nobody answered" if answered == 0 else "not asked"
    return (
        f"fewer than {FEW} people answered"
        if answered < FEW
        else f"{value.normalize():f}, the average of {answered:,} answers"
    )
