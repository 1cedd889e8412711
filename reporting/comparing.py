"""What the reports of a project say side by side: its conditions for change, from the start to the end."""

from dataclasses import dataclass, field
from typing import Any

from applications.models import Grant
from fund.models import Question
from reporting.models import Report, ReportAnswers

CONDITIONS = "conditions"  # the code of the question in fund/data/report.toml
STAGES = ("At the start", "Halfway", "At the end")
BESIDES = "Asked for besides"


@dataclass(frozen=True)
class Condition:
    """One condition for change, with an answer and a note for each report; empty where a report says nothing."""

    name: str
    cells: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Conditions:
    """The conditions for change of one project: the reports that speak of them, when, and what each says."""

    reports: list[tuple[Report, str]]
    rows: list[Condition]


def stage_of(report: Report, reports: list[Report]) -> str:
    """When in a project a report speaks: the first one of its plan at the start, the last one at the end."""
    if report.asked_because:
        return BESIDES
    reports = [one for one in reports if not one.asked_because]
    if report == reports[-1]:
        return STAGES[2]
    return STAGES[0] if report == reports[0] else STAGES[1]


def conditions_of(grant: Grant) -> Conditions:
    """Which conditions for change a project had, by report; none that is being written. Four queries."""
    reports = list(grant.reports.exclude(state=Report.State.SKIPPED).order_by("from_on", "pk"))
    told = {report.pk: report for report in reports if report.state in {"handed_in", "accepted"}}
    sheets = ReportAnswers.objects.filter(report__in=told, section__questions__code=CONDITIONS)
    said: dict[int, dict[str, dict[str, Any]]] = {}
    question: Question | None = None
    for sheet in sheets.select_related("section").prefetch_related("section__questions"):
        question = next(one for one in sheet.section.questions.all() if one.code == CONDITIONS)
        if rows := sheet.values.get(CONDITIONS):
            said[sheet.report_id] = {row["row"]: row for row in rows if "row" in row}
    if question is None or not said:
        return Conditions([], [])
    speaking = [report for report in reports if report.pk in said]
    names = {box["code"]: box["name"] for box in question.settings["fields"][0]["options"]}
    return Conditions(
        [(report, stage_of(report, reports)) for report in speaking],
        [
            Condition(row["name"], [_cell(said[report.pk].get(row["code"], {}), names) for report in speaking])
            for row in question.settings["rows"]
        ],
    )


def _cell(row: dict[str, Any], names: dict[str, str]) -> tuple[str, str]:
    return names.get(row.get("have", ""), ""), row.get("note", "")
