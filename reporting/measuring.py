"""Figures: keeping their parts apart and adding them up."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from applications.models import Grant
from fund.kit import history
from fund.kit.numbers import Unreadable, read_money
from fund.kit.states import Refused
from fund.models import Fund, Term, User
from fund.templatetags.words import day
from reporting import holding, together
from reporting.figures import defining
from reporting.models import Indicator, Measurement, Outcome, Point, Report
from reporting.together import Clash

INDICATORS = settings.BASE_DIR / "fund" / "data" / "reference" / "indicators.json"
MOST = 10_000_000  # more than this is a slip of the finger
MOST_WORDS = 150
HOW = (
    "From a list, each counted once",
    "Counted each time, so some are counted twice",
    "Our best estimate",
)
TOOK_PART = "people-took-part"  # the count of which every share and mean is a part; told once, kept with each

PARTS_OF_PEOPLE = (Indicator.Kind.SHARE, Indicator.Kind.SCALE)
NO_MEAN = "Enter the average as a number, like 6.5"


@transaction.atomic
def load_indicators(*, by: User | None = None) -> int:
    """Bring what every report counts into line with the reference file; how many rows were new or changed.

    What has figures is not changed: a new version counts from now on.
    """
    national = {term.code: term for term in Term.objects.of("national-outcomes")}
    written = 0
    for fund in Fund.objects.all():
        there = {row.code: row for row in fund.indicators.current().filter(grant__isnull=True)}
        for position, listed in enumerate(_listed()):
            facts = {
                "name": listed["name"],
                "question": listed["question"],
                "kind": listed["kind"],
                "least": Decimal(listed["least"]) if "least" in listed else None,
                "most": Decimal(listed["most"]) if "most" in listed else None,
                "higher_is_better": listed.get("higher_is_better", True),
                "outcome": _outcome(fund, national.get(listed.get("outcome") or ""), by=by),
                "position": position,
            }
            row = there.get(listed["code"])
            if row is None:
                defining.add(fund, by=by, code=listed["code"], facts=facts)
            elif any(getattr(row, name) != value for name, value in facts.items()):
                defining.change(row, by=by, facts=facts, reason="Loaded from the reference list")
            else:
                continue
            written += 1
    return written


def _outcome(fund: Fund, term: Term | None, *, by: User | None) -> Outcome | None:
    """The fund's outcome that speaks to a national one."""
    if term is None:
        return None
    there = fund.outcomes.filter(national=term).first()
    return there or defining.add_outcome(fund, by=by, name=term.plain_name[:200] or term.name, national=term)


def _listed() -> list[dict[str, Any]]:
    return list(json.loads(INDICATORS.read_text(encoding="utf-8"))["items"])


def asked_of(report: Report) -> models.QuerySet[Indicator]:
    """What this report is asked to count: by the fund, by its round and for this project.

    A report that has figures for an indicator keeps it, in the version that they were given for.
    """
    told = Indicator.objects.filter(measurements__report=report)
    now = _asked_now(report.grant) & ~Q(code__in=told.filter(is_current=False).values("code"))
    return Indicator.objects.filter(now | Q(pk__in=told.values("pk"))).distinct()


def asked_by_grant(grant: Grant) -> models.QuerySet[Indicator]:
    """What the next report of a project is asked to count."""
    return Indicator.objects.filter(_asked_now(grant)).distinct()


def _asked_now(grant: Grant) -> Q:
    by_fund = Q(grant__isnull=True, is_everywhere=True, fund__rounds=grant.round_id)
    by_round = Q(grant__isnull=True, is_everywhere=False, askings__round=grant.round_id)
    return Q(is_current=True) & (by_fund | by_round | Q(grant=grant))


def licence_words(indicator: Indicator) -> str:
    """Why a measure takes no new figures."""
    return f"the licence for this measure ended on {day(indicator.licence_until)}, so no new figure can be kept"


def is_required(indicator: Indicator) -> bool:
    """As it was set; else a count, which is always known, and not what is only known where people were asked."""
    return indicator.kind == Indicator.Kind.COUNT if indicator.is_required is None else indicator.is_required


Place = tuple[str, str]  # a time point and a group of people; no group is all people together


def places(report: Report, indicators: Iterable[Indicator]) -> dict[int, list[Place]]:
    """At which time points and of which people a report is asked for each indicator.

    The start is asked in the first report of a project, the end in its last one; a report that was asked for besides is
    neither. One query where one of them is asked.
    """
    rows = list(indicators)
    points = {Point.PERIOD.value}
    if any(set(row.points) - points for row in rows):
        keys = list(report.grant.reports.planned().order_by("from_on", "pk").values_list("pk", flat=True))
        points |= {Point.BASELINE.value} if keys[:1] == [report.pk] else set()
        points |= {Point.END.value} if keys[-1:] == [report.pk] else set()
    return {
        row.pk: [
            (point, group)
            for point in Point.values
            if point in row.points and point in points
            for group in ("", *row.groups)
        ]
        for row in rows
    }


def lost_without(report: Report) -> str:
    """What becomes of the figures of the end when the fund does without this report; empty if it does not ask them."""
    planned = list(report.grant.reports.planned().order_by("from_on", "pk"))
    if planned[-1:] != [report] or not any(Point.END in row.points for row in asked_of(report)):
        return ""
    before = planned[-2] if len(planned) > 1 else None
    if before is not None and before.state in Report.OWED:
        return f"The figures of the end are then asked in “{before.name}”, though it is about an earlier time."
    return "The figures of the end are then asked in no report, so it is never known what changed by the end."


def row_name(indicator: Indicator, place: Place) -> str:
    """The name of the row of boxes in which a figure is typed."""
    point, group = place
    if place == (Point.PERIOD, ""):
        return indicator.code
    at = indicator.groups.index(group) + 1 if group else 0
    return f"{indicator.code}-{point}-{at}"


def box(indicator: Indicator, place: Place, part: str) -> str:
    """The name of the box in which a part of a figure is typed."""
    return f"{row_name(indicator, place)}-{part}"


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
    point: str = Point.PERIOD
    group: str = ""
    words: str = ""
    taken: str = ""

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
        return self.value is None and not self.words.strip() and all(one is None for one in self.numbers.values())

    @property
    def parts(self) -> dict[str, Any]:
        """All that is kept of it."""
        told = {"value": self.value, "how_counted": self.how_counted.strip(), "words": self.words.strip()}
        return {**self.numbers, **told, "taken": self.taken}


def read_mean(text: str) -> Decimal:
    """An average as a page and a spreadsheet take it: in digits, with up to two decimal places."""
    try:
        return read_money(text)
    except Unreadable as fault:
        raise Unreadable(NO_MEAN) from fault


def faults(figure: Figure) -> dict[str, str]:
    """What is wrong with a figure, by the part that is wrong, in words; empty when it can be kept."""
    if figure.is_empty:
        return {}
    wrong = {
        part: "Enter a whole number, 0 or more"
        for part, number in figure.numbers.items()
        if number is not None and (type(number) is not int or not 0 <= number <= MOST)
    }
    return wrong or _place(figure) or _CHECKS[figure.indicator.kind](figure)


def _place(figure: Figure) -> dict[str, str]:
    """Is this asked at that time, and of these people?"""
    indicator = figure.indicator
    if figure.point not in indicator.points:
        return {"numerator": f"This is not asked {Point(figure.point).label.lower()}"}
    if figure.group and figure.group not in indicator.groups:
        return {"numerator": f"This is not split by “{figure.group}”"}
    if figure.point == Point.BASELINE and figure.taken not in Measurement.Taken.values:
        return {"taken": "Say when the start was taken: before people joined, within 4 weeks, or later"}
    if figure.point != Point.BASELINE and figure.taken:
        return {"taken": "Leave this empty: it is asked of a start alone"}
    return {}


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
    if figure.asked is None:
        wrong["asked"] = "Enter how many you asked"
    return wrong


def _share(figure: Figure) -> dict[str, str]:
    missing = {"numerator": "Enter how many said so"} if figure.numerator is None else {}
    return missing | _order(figure)


def _scale(figure: Figure) -> dict[str, str]:
    wrong = {}
    if figure.value is None and figure.answered:
        wrong["value"] = "Enter the average"
    if figure.value is not None and not (figure.value.is_finite() and 0 <= figure.value <= MOST):
        wrong["value"] = NO_MEAN
    elif figure.value is not None and not _is_on_scale(figure.value, figure.indicator):
        wrong["value"] = f"Enter an average on the scale {figure.indicator.scale_words}"
    if figure.value is not None and figure.answered == 0:
        wrong["value"] = "Leave this empty: nobody answered"
    return wrong | _order(figure)


def _is_on_scale(value: Decimal, indicator: Indicator) -> bool:
    return (indicator.least is None or value >= indicator.least) and (indicator.most is None or value <= indicator.most)


def _words(figure: Figure) -> dict[str, str]:
    if not figure.words.strip():
        return {"words": "Enter a few words, and no numbers"}
    if len(figure.words.split()) > MOST_WORDS:
        return {"words": f"Keep this to {MOST_WORDS} words"}
    return {}


_CHECKS: dict[str, Callable[[Figure], dict[str, str]]] = {
    Indicator.Kind.COUNT: _count,
    Indicator.Kind.SHARE: _share,
    Indicator.Kind.SCALE: _scale,
    Indicator.Kind.WORDS: _words,
}


def doubts(report: Report) -> list[str]:
    """Figures of a report that may have a slip in them: said to the writer, and no fault. One query."""
    return [f"{row.title}: {row.doubt}" for row in report.measurements.select_related("indicator") if row.doubt]


@transaction.atomic
def record(report: Report, figures: Iterable[Figure], *, by: User) -> list[Measurement]:
    """Keep the figures of a report; an empty one takes away what stood there. Shares and means follow the people."""
    fresh = holding.figures_still_open(report)
    given = list(figures)
    held = defining.hold({figure.indicator.pk for figure in given})
    allowed = set(asked_of(fresh).values_list("pk", flat=True))
    there = {(row.indicator_id, row.point, row.group): row for row in fresh.measurements.select_related("indicator")}
    was, now = _took_part([], there.values()), _took_part(given, there.values())
    kept = []
    for figure in given:
        if figure.indicator.pk not in allowed:
            raise Refused(f"This report is not asked about “{figure.indicator.name}”.")
        figure = replace(figure, indicator=held[figure.indicator.pk])
        for words in faults(figure).values():
            raise Refused(f"{figure.indicator.name}: {words}.")
        row = there.pop((figure.indicator.pk, figure.point, figure.group), None)
        if figure.is_empty:
            if row:
                history.delete(row, by=by, reason="Taken out of the report")
            continue
        if figure.indicator.kind in PARTS_OF_PEOPLE:
            told = row.took_part if row and figure.took_part is None else figure.took_part
            figure = replace(figure, took_part=following(told, was, now))
        row = row or Measurement(report=fresh, indicator=figure.indicator, point=figure.point, group=figure.group)
        is_new = not is_same(row, figure)
        if is_new and figure.indicator.licence_has_ended:
            raise Refused(f"{figure.indicator.name}: {licence_words(figure.indicator)}.")
        kept.append(_written(row, figure, by) if is_new else row)
    for row in there.values():
        if row.indicator.kind in PARTS_OF_PEOPLE and row.took_part != following(row.took_part, was, now):
            row.took_part = now
            history.save(row, by=by, reason="The count of people changed", fields=["took_part"])
    holding.begun(fresh, by=by)
    report.refresh_from_db(fields=["state"])
    return kept


@transaction.atomic
def record_typed(report: Report, figures: Iterable[Figure], *, shown: Mapping[str, str], by: User) -> list[Clash]:
    """Keep what was typed on a page, but for the rows that somebody else changed meanwhile: these are named.

    `shown` has the sign of each row of boxes as the page was opened with it.
    """
    fresh = holding.figures_still_open(report)
    there = {(row.indicator_id, row.point, row.group): row for row in fresh.measurements.all()}
    given, theirs = {}, {}
    for figure in figures:
        name = row_name(figure.indicator, (figure.point, figure.group))
        given[name] = figure
        row = there.get((figure.indicator.pk, figure.point, figure.group))
        theirs[name] = typed_parts(row) if row else {}
    mine = {name: typed_parts(figure) for name, figure in given.items()}
    changed, clashing = together.sorted_out(shown, theirs, mine)
    record(report, [given[name] for name in changed], by=by)
    return [together.clash(name, _records(fresh, given[name])) for name in clashing]


def typed_parts(row: Measurement | Figure) -> dict[str, Any]:
    """The parts of a figure that are typed on the page; who took part is taken over from the count of people."""
    names = ("numerator", "answered", "asked", "value", "words", "how_counted", "taken")
    parts = row.parts if isinstance(row, Figure) else {name: getattr(row, name) for name in names}
    return {name: parts[name] for name in names}


def _records(report: Report, figure: Figure) -> models.QuerySet[Any]:
    return Measurement.history.filter(report=report, indicator=figure.indicator, point=figure.point, group=figure.group)


def _took_part(given: list[Figure], there: Iterable[Measurement]) -> int | None:
    """The count of people of which every share and mean of a report is a part."""
    for figure in given:
        if (figure.indicator.code, figure.point, figure.group) == (TOOK_PART, Point.PERIOD, ""):
            return figure.numerator
    rows = [row for row in there if (row.indicator.code, row.point, row.group) == (TOOK_PART, Point.PERIOD, "")]
    return rows[0].numerator if rows else None


def following(told: int | None, was: int | None, now: int | None) -> int | None:
    """How many took part, of a share or a mean, when the count of people is corrected from `was` to `now`.

    A number that is empty or equal to the count as it was has been taken over from it, and follows it. Any other number
    was typed by a person, and stays.
    """
    return now if told in (None, was) else told


def is_same(row: Measurement, figure: Figure) -> bool:
    """Whether a figure says what is kept already. Who took part is kept with a share even if it is not told again."""
    parts = figure.parts
    if figure.took_part is None and figure.indicator.kind in PARTS_OF_PEOPLE:
        del parts["took_part"]
    return row.pk is not None and all(getattr(row, name) == value for name, value in parts.items())


def _written(row: Measurement, figure: Figure, by: User) -> Measurement:
    for name, value in figure.parts.items():
        setattr(row, name, value)
    row.entered_at = timezone.now()
    return history.save(row, by=by)
