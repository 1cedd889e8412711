"""Figures of many projects in one list: looked at by an officer, then written by a job, all or none."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from fund.kit import jobs, workbooks
from fund.kit.states import Refused
from fund.models import Job, User
from reporting import holding, measuring
from reporting.figures import defining, marks, taking
from reporting.figures.sheet import BOXES, FIGURES, HOW, Line, Sheet, opened, read_rows
from reporting.measuring import Place
from reporting.models import FiguresImport, Indicator, Measurement, Point, Report

if TYPE_CHECKING:
    from openpyxl.cell import Cell

KIND = "figures.import"
MOST_ROWS = 5_000
HEADS = ("Project", "Report", "Code", "When", "Group of people", *BOXES.values())
CELLS = {part: ("", label) for part, label in BOXES.items()}
WIDTHS = (16, 26, 26, 18, 22, 10, 11, 10, 11, 10, 40, 32, 30)
STEP = 500
LOCKED = "the figures of this report cannot be changed now. Send the report back, or unlock its figures first."

Kept = dict[tuple[int, str, str], Measurement]
Looked = tuple[int, measuring.Figure, str]  # report, figure, and a sign of what stood there when it was looked at


def template(reports: Iterable[Report]) -> bytes:
    """An empty list with a row for each figure that these reports are asked of all people together."""
    book = workbooks.new("Figures")
    sheet = book.active
    sheet.title = FIGURES
    workbooks.head(sheet, HEADS, WIDTHS, stays="C2")
    sheet.protection.sheet = False
    rows = list(reports)
    asked = asked_by(rows)
    for report in rows:
        for code, indicator in asked[report.pk].items():
            for point in () if indicator.licence_has_ended else indicator.points:
                sheet.append([report.grant.reference, report.name, code, Point(point).label])
    workbooks.choices(sheet, HOW, "L")
    workbooks.choices(sheet, map(str, Measurement.Taken.labels), "M")
    return workbooks.content_of(book)


def asked_by(reports: Iterable[Report]) -> dict[int, dict[str, Indicator]]:
    """What each of these reports is asked, by its code. The same as `measuring.asked_of`, in two queries for all."""
    rows = list(reports)
    current = list(Indicator.objects.current().select_related("fund").prefetch_related("askings", "fund__rounds"))
    found: dict[int, dict[str, Indicator]] = {report.pk: {} for report in rows}
    for indicator in current:
        rounds = (
            {round_.pk for round_ in indicator.fund.rounds.all()}
            if indicator.is_everywhere
            else {asking.round_id for asking in indicator.askings.all()}
        )
        for report in rows:
            grant = report.grant
            is_asked = grant.round_id in rounds if indicator.grant_id is None else indicator.grant_id == grant.pk
            if is_asked:
                found[report.pk][indicator.code] = indicator
    earlier = Measurement.objects.filter(report__in=found, indicator__is_current=False).select_related("indicator")
    for row in earlier:
        found[row.report_id][row.indicator.code] = row.indicator
    return found


def read(content: bytes) -> Sheet:
    """What a list says, and all its faults at once. Raises Refused where it is no list of ours. Six queries."""
    sheet = opened(content, HEADS, most=MOST_ROWS)
    references = {str(cell.value).strip() for (cell,) in sheet.iter_rows(min_row=2, max_col=1) if cell.value}
    reports = Report.objects.filter(grant__reference__in=references).select_related("grant").order_by("pk")
    known = {(report.grant.reference, report.name.casefold()): report for report in reports}
    asked, kept = asked_by(known.values()), kept_by(known)
    is_open = open_among(known.values())
    points = {str(label).casefold(): value for value, label in Point.choices}

    def place_of(cells: "Mapping[str, Cell]") -> tuple[Report, Indicator, Place]:
        said = {label: workbooks.text_of(cells[label]) for label in HEADS[:5]}
        report = known.get((said["Project"], said["Report"].casefold()))
        if report is None:
            words = (
                "has no report" if said["Project"] in {reference for reference, _ in known} else "is no project with"
            )
            raise Refused(f"“{said['Project'][:30]}” {words} “{said['Report'][:60]}”.")
        if report.pk not in is_open:
            raise Refused(LOCKED)
        if said["Code"] not in asked[report.pk]:
            raise Refused(f"“{said['Code'][:40]}” is no figure that this report is asked.")
        if said["When"].casefold() not in points:
            raise Refused(f"“{said['When'][:30]}” is no time. Write one of: {', '.join(Point.labels)}.")
        return report, asked[report.pk][said["Code"]], (points[said["When"].casefold()], said["Group of people"])

    back = Sheet()
    read_rows(sheet, place_of, lambda report: kept.get(report.pk, {}), back)
    back.lines = [_held_against(line, kept) for line in back.lines]
    if not back.lines and not back.faults:
        raise Refused("There is no figure in this file. Fill in some rows, save it, and send it again.")
    return back


def kept_by(known: Mapping[Any, Report]) -> dict[int, Kept]:
    """The figures that these reports have already."""
    found: dict[int, Kept] = {}
    for row in Measurement.objects.filter(report__in=[report.pk for report in known.values()]).select_related(
        "indicator"
    ):
        found.setdefault(row.report_id, {})[(row.indicator_id, row.point, row.group)] = row
    return found


def open_among(reports: Iterable[Report]) -> set[int]:
    """Which of these reports have figures that can change, as `holding.figures_still_open` says of one. One query."""
    rows = list(reports)
    accepted = [row.pk for row in rows if row.state == Report.State.ACCEPTED]
    unlocked = Report.objects.filter(pk__in=accepted, unlockings__isnull=False, unlockings__ended_at=None)
    return {row.pk for row in rows if row.state in Report.OWED} | set(unlocked.values_list("pk", flat=True))


def key_of(kept: FiguresImport) -> str:
    return f"figures:{kept.pk}"


def _held_against(line: Line, kept: Mapping[int, Kept]) -> Line:
    figure = line.figure
    row = kept.get(line.report.pk, {}).get((figure.indicator.pk, figure.point, figure.group))
    return replace(line, standing=marks.over(figure, row, CELLS))


@transaction.atomic
def keep_lines(back: Sheet, *, name: str, by: User) -> FiguresImport:
    """Keep a list to be looked at: only what says something new. Raises Refused where a cell is wrong."""
    if back.faults:
        raise Refused("Mend what is wrong in this file first.")
    rows = [[taking.pack(line), line.standing.seen] for line in back.lines if line.changes]
    rows.sort(key=lambda row: not row[1])  # what stood there already comes first
    return FiguresImport.objects.create(file_name=name[:200], rows=rows, made_by=by)


def shown(kept: FiguresImport, most: int) -> list[Line]:
    """The first figures of a list, as a page shows them, each beside the one that stands there. Three queries."""
    rows = [packed for packed, _ in kept.rows[:most]]
    indicators = Indicator.objects.in_bulk({row[1] for row in rows})
    reports = Report.objects.select_related("grant").in_bulk({row[0] for row in rows})
    there = kept_by(reports)
    lines = [Line(0, reports[row[0]], taking.unpack(row, indicators)) for row in rows if row[0] in reports]
    return lines if kept.written_at else [_held_against(line, there) for line in lines]


@transaction.atomic
def ask(kept: FiguresImport, *, by: User, over: bool = False) -> Job:
    """Have the list written, once. `over` says that it may also change figures that stand there already."""
    return jobs.ask(KIND, key=key_of(kept), by=by, about=kept, title="Bringing figures in", pk=kept.pk, over=over)


@dataclass(frozen=True)
class Work:
    """The rows that a list makes and changes, checked anew against what is there."""

    made: list[Measurement]
    changed: list[Measurement]
    following: list[Measurement]  # not in the list: shares and means that follow the count of people


def write(job: Job, kept: FiguresImport, *, over: bool) -> None:
    """Write the list in one transaction together with the job's end. Raises Refused where something has changed.

    What stood there already stays, unless `over` says that it may be changed.
    """
    rows = [row for row in kept.rows if over or not row[1]]
    indicators = Indicator.objects.in_bulk({packed[1] for packed, _ in rows})
    figures: list[Looked] = []
    for number, (packed, seen) in enumerate(rows):
        if number % STEP == 0:
            job.say(number, len(rows), "Looking at the figures again")
        figure = taking.unpack(packed, indicators)
        for words in measuring.faults(figure).values():
            raise Refused(f"{figure.indicator.name}: {words}.")
        figures.append((packed[0], figure, seen))
    job.say(len(figures), len(figures), "Writing the figures down")
    with jobs.settling(job):
        held = Report.objects.select_for_update(of=("self",), no_key=True).select_related("grant").order_by("pk")
        wanted = {pk for pk, _, _ in figures}
        reports = {report.pk: report for report in held.filter(pk__in=wanted)}
        if reports.keys() != open_among(reports.values()) or reports.keys() != wanted:
            raise Refused(f"A report was closed since you looked. {taking.LOOK_AGAIN}")
        defining.hold(indicators)
        work = _work(figures, reports)
        _write(work, by=kept.made_by)
        for report in reports.values():
            holding.begun(report, by=kept.made_by)
        kept.written_at, kept.added, kept.changed = timezone.now(), len(work.made), len(work.changed)
        kept.left = len(kept.rows) - len(rows)
        kept.save(update_fields=["written_at", "added", "changed", "left"])
        job.result = {"added": kept.added, "changed": kept.changed, "left": kept.left}


def _work(figures: list[Looked], reports: Mapping[int, Report]) -> Work:
    there, asked, work, now = kept_by(reports), asked_by(reports.values()), Work([], [], []), timezone.now()
    before, people = _people([], there, asked), _people(figures, there, asked)
    for pk, figure, seen in figures:
        if asked[pk].get(figure.indicator.code) != figure.indicator:
            raise Refused(f"What is counted has changed since you looked. {taking.LOOK_AGAIN}")
        row = there.get(pk, {}).get((figure.indicator.pk, figure.point, figure.group))
        if row is not None and measuring.is_same(row, figure):
            continue
        if marks.sign(row) != seen:
            raise Refused(
                f"Somebody changed “{figure.indicator.name}” of {reports[pk].grant.reference} since you looked. "
                f"{taking.LOOK_AGAIN}"
            )
        if figure.indicator.licence_has_ended:
            raise Refused(f"{figure.indicator.name}: {measuring.licence_words(figure.indicator)}.")
        there.get(pk, {}).pop((figure.indicator.pk, figure.point, figure.group), None)
        (work.changed if row else work.made).append(
            row := row or Measurement(report_id=pk, indicator=figure.indicator, point=figure.point, group=figure.group)
        )
        was = row.took_part
        for name, value in figure.parts.items():
            setattr(row, name, value)
        if figure.indicator.kind in measuring.PARTS_OF_PEOPLE:
            told = was if row.took_part is None else row.took_part
            row.took_part = measuring.following(told, before.get(pk), people.get(pk))
        row.entered_at = now
    for pk, rows in there.items():
        for row in rows.values():
            if row.indicator.kind in measuring.PARTS_OF_PEOPLE:
                was, row.took_part = row.took_part, measuring.following(row.took_part, before.get(pk), people.get(pk))
                if row.took_part != was:
                    work.following.append(row)
    return work


def _people(
    figures: list[Looked], there: Mapping[int, Kept], asked: Mapping[int, dict[str, Indicator]]
) -> dict[int, int]:
    """How many people took part in the time of each report, from the list or as it was told before."""
    found = {}
    for pk, indicators in asked.items():
        if counts := indicators.get(measuring.TOOK_PART):
            row = there.get(pk, {}).get((counts.pk, Point.PERIOD, ""))
            if row is not None and row.numerator is not None:
                found[pk] = row.numerator
    for pk, figure, _ in figures:
        is_whole = (figure.point, figure.group) == (Point.PERIOD, "")
        if figure.indicator.code == measuring.TOOK_PART and is_whole and figure.numerator is not None:
            found[pk] = figure.numerator
    return found


def _write(work: Work, *, by: User) -> None:
    facts: dict[str, Any] = {"default_user": by, "default_change_reason": "From a list", "batch_size": STEP}
    if work.made:
        bulk_create_with_history(work.made, Measurement, **facts)
    if work.changed:
        names = [*BOXES, "entered_at"]
        bulk_update_with_history(work.changed, Measurement, names, **facts)
    if work.following:
        bulk_update_with_history(work.following, Measurement, ["took_part"], **facts)
