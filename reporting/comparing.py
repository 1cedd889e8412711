"""What a project says side by side: its conditions for change over time, and who leads as promised and as it is."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from applications.models import ApplicationAnswers, Grant
from fund.models import Question
from fund.questionnaires import Words, readable
from fund.templatetags.words import day
from reporting.models import ProjectStart, Report, ReportAnswers

CONDITIONS = "conditions"  # the codes of questions in fund/data/report.toml
LEADS = "leads"
PROMISED = ("co-production", "who-leads")  # the questions of a bid that say who leads
STAGES = ("At the start", "In the middle", "At the end")
BESIDES = "Asked for besides"

Rows = dict[str, dict[str, Any]]  # what was said in a table, by the code of its row


@dataclass(frozen=True)
class Line:
    """One thing that is asked each time, with an answer and a note for each; empty where nothing was said."""

    name: str
    cells: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Beside:
    """What one project said of the same things: when each was told and where, and what was said each time."""

    columns: list[tuple[str, str]] = field(default_factory=list)
    rows: list[Line] = field(default_factory=list)


@dataclass(frozen=True)
class Compared:
    """The conditions for change of a project, and who leads in it."""

    conditions: Beside
    leading: Beside


def stage_of(report: Report, reports: list[Report]) -> str:
    """When in a project a report speaks: each comes after its months, so none at the start, and the last at the end."""
    if report.asked_because:
        return BESIDES
    planned = [one for one in reports if not one.asked_because]
    return STAGES[2] if report == planned[-1] else STAGES[1]


def compared(grant: Grant) -> Compared:
    """What a project told as it began and by report, none that is being written, and who leads beside its bid's words.

    Seven queries; one less where the grant comes with its `start`.
    """
    reports = list(grant.reports.exclude(state=Report.State.SKIPPED).order_by("from_on", "pk"))
    told = {report.pk: report for report in reports if report.state in {"handed_in", "accepted"}}
    sheets = ReportAnswers.objects.filter(report__in=told, section__questions__code__in=[CONDITIONS, LEADS]).distinct()
    sheets = sheets.select_related("section").prefetch_related("section__questions")
    start: ProjectStart | None = getattr(grant, "start", None)

    def by_report(code: str) -> tuple[Question | None, list[tuple[tuple[str, str], Rows]]]:
        asked, said = None, {}
        for sheet in sheets:
            question = next((one for one in sheet.section.questions.all() if one.code == code), None)
            asked = question or asked
            if rows := _by_row(sheet.values.get(code)):
                said[sheet.report_id] = rows
        return asked, [((stage_of(told[pk], reports), told[pk].name), said[pk]) for pk in told if pk in said]

    asked, columns = by_report(CONDITIONS)
    if start:
        asked = asked or start.question
        columns = [((STAGES[0], f"Told on {day(start.said_at)}"), _by_row(start.said)), *columns]
    conditions = _beside(asked, columns, "have", "note")
    asked, columns = by_report(LEADS)
    promise = _promise(grant)
    if promise and promise[0].kind == Question.Kind.GROUP:
        asked = asked or promise[0]
        columns = [(("As promised", "In the bid"), _by_row(promise[1].values.get(promise[0].code))), *columns]
    return Compared(conditions, _beside(asked, columns, "lead", "how"))


def promised(grant: Grant) -> tuple[Question, Words] | None:
    """What the bid of a grant said of who leads, in words; nothing where it asked for none or nothing was said."""
    if not (promise := _promise(grant)):
        return None
    question, sheet = promise
    said = readable(sheet.section, sheet.values, sheet.section.questionnaire.round)
    return next(((asked, words) for asked, words in said if asked == question and words), None)


def _promise(grant: Grant) -> tuple[Question, ApplicationAnswers] | None:
    """The question of the bid that says who leads, with the answers around it. Two queries; none without a bid."""
    if grant.application_id is None:
        return None
    sheets = ApplicationAnswers.objects.whole().filter(application=grant.application_id)
    sheets = sheets.filter(section__questions__code__in=PROMISED).select_related("section__questionnaire__round")
    for sheet in sheets.prefetch_related("section__questions"):
        for question in sheet.section.questions.all():
            if question.code in PROMISED and sheet.values.get(question.code):
                return question, sheet
    return None


def _beside(asked: Question | None, columns: Sequence[tuple[tuple[str, str], Rows]], answer: str, note: str) -> Beside:
    if asked is None or not columns:
        return Beside()
    boxes = next(box for box in asked.settings["fields"] if box["code"] == answer)
    names = {option["code"]: option["name"] for option in boxes["options"]}
    return Beside(
        [column for column, _ in columns],
        [
            Line(row["name"], [_cell(each.get(row["code"], {}), names, answer, note) for _, each in columns])
            for row in asked.settings["rows"]
        ],
    )


def _by_row(said: Any) -> Rows:
    return {row["row"]: row for row in said or [] if "row" in row}


def _cell(row: dict[str, Any], names: dict[str, str], answer: str, note: str) -> tuple[str, str]:
    return names.get(row.get(answer, ""), ""), row.get(note, "")
