"""What the reports of a project say side by side: its conditions for change, from the start to the end."""

from dataclasses import dataclass, field
from typing import Any

from applications.models import Grant
from fund.templatetags.words import day
from reporting.models import ProjectStart, Report, ReportAnswers

CONDITIONS = "conditions"  # the code of the question in fund/data/report.toml
STAGES = ("At the start", "In the middle", "At the end")
BESIDES = "Asked for besides"


@dataclass(frozen=True)
class Condition:
    """One condition for change, with an answer and a note for each time; empty where nothing was said."""

    name: str
    cells: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Conditions:
    """The conditions for change of one project: when each was told and where, and what was said each time."""

    columns: list[tuple[str, str]]
    rows: list[Condition]


def stage_of(report: Report, reports: list[Report]) -> str:
    """When in a project a report speaks: each comes after its months, so none at the start, and the last at the end."""
    if report.asked_because:
        return BESIDES
    planned = [one for one in reports if not one.asked_because]
    return STAGES[2] if report == planned[-1] else STAGES[1]


def conditions_of(grant: Grant) -> Conditions:
    """Which conditions for change a project had: as it began, and by report, none that is being written. Five queries.

    Four where the grant comes with its `start`.
    """
    reports = list(grant.reports.exclude(state=Report.State.SKIPPED).order_by("from_on", "pk"))
    told = {report.pk: report for report in reports if report.state in {"handed_in", "accepted"}}
    sheets = ReportAnswers.objects.filter(report__in=told, section__questions__code=CONDITIONS)
    start: ProjectStart | None = getattr(grant, "start", None)
    question = start.question if start else None
    said: dict[int, dict[str, dict[str, Any]]] = {}
    for sheet in sheets.select_related("section").prefetch_related("section__questions"):
        question = next(one for one in sheet.section.questions.all() if one.code == CONDITIONS)
        if rows := _by_row(sheet.values.get(CONDITIONS)):
            said[sheet.report_id] = rows
    columns = [((STAGES[0], f"Told on {day(start.said_at)}"), _by_row(start.said))] if start else []
    columns += [((stage_of(report, reports), report.name), said[report.pk]) for report in reports if report.pk in said]
    if question is None or not columns:
        return Conditions([], [])
    names = {box["code"]: box["name"] for box in question.settings["fields"][0]["options"]}
    return Conditions(
        [column for column, _ in columns],
        [
            Condition(row["name"], [_cell(each.get(row["code"], {}), names) for _, each in columns])
            for row in question.settings["rows"]
        ],
    )


def _by_row(said: Any) -> dict[str, dict[str, Any]]:
    return {row["row"]: row for row in said or [] if "row" in row}


def _cell(row: dict[str, Any], names: dict[str, str]) -> tuple[str, str]:
    return names.get(row.get("have", ""), ""), row.get("note", "")
