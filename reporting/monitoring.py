"""Reports: when they are due, writing them together, handing them in, and what the fund says back."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from applications import granting
from applications.granting import months_after
from applications.models import Grant
from fund.kit import history
from fund.kit.states import Refused
from fund.models import Question, Questionnaire, Section, User
from reporting import learning, letters
from reporting.models import Indicator, Report, ReportAnswers


@transaction.atomic
def begin(grant: Grant, *, by: User, starts_on: date) -> list[Report]:
    """Take the offer and lay out the reports that come with it, both or neither."""
    granting.accept(grant, by=by, starts_on=starts_on)
    return schedule(grant, by=by)


@transaction.atomic
def schedule(grant: Grant, *, by: User | None) -> list[Report]:
    """Make the reports that the round asks for and that the grant does not have yet.

    A rule that begins after the project's end makes no report, one that reaches past the end is cut there.
    """
    if grant.round is None or grant.starts_on is None or grant.ends_on is None:
        raise Refused("The reports can be laid out when the grant has a round, a first day and a last day.")
    questions = Questionnaire.objects.filter(
        round=grant.round, purpose=Questionnaire.Purpose.REPORT, frozen_at__isnull=False
    ).order_by("version")
    there = set(grant.reports.values_list("name", flat=True))
    made = []
    for rule in grant.round.report_rules.all():
        first = months_after(grant.starts_on, rule.from_month)
        last = min(months_after(grant.starts_on, rule.to_month) - timedelta(days=1), grant.ends_on)
        if rule.name in there or first > last:
            continue
        report = Report(
            grant=grant,
            questionnaire=questions.last(),
            name=rule.name,
            from_on=first,
            to_on=last,
            due_on=last + timedelta(days=rule.due_days_after),
            is_demo=grant.is_demo,
        )
        made.append(history.save(report, by=by))
    return made


def still_open(report: Report) -> Report:
    """The report's row, fresh and locked, if it can still be changed."""
    fresh = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if fresh.state not in {Report.State.DUE, Report.State.DRAFT, Report.State.RETURNED}:
        raise Refused("This report was handed in, so it can no longer be changed. If something is wrong, tell the fund.")
    return fresh


def started(report: Report, *, by: User) -> None:
    """Mark that somebody began to write: the first thing kept turns a due report into a draft."""
    if report.state == Report.State.DUE:
        report.move(Report.State.DRAFT, by=by)


@transaction.atomic
def save_section(
    report: Report, section: Section, values: dict[str, Any], *, by: User, version: int
) -> ReportAnswers:
    """Keep the answers to one section, unless somebody else kept newer ones since `version` was shown."""
    fresh = still_open(report)
    sheet = fresh.answers.filter(section=section).first() or ReportAnswers(report=fresh, section=section)
    if section.questionnaire_id != fresh.questionnaire_id:
        raise Refused("This section belongs to another report.")
    if sheet.version != version:
        raise Refused(
            "Somebody in your group saved this page after you opened it. "
            "Go back, copy your words, reload the page, and add them to what stands there."
        )
    sheet.values = values
    sheet.version = version + 1
    sheet.is_complete = not _unanswered(section, values)
    sheet.saved_at, sheet.saved_by = timezone.now(), by
    history.save(sheet, by=by)
    started(fresh, by=by)
    report.state = fresh.state
    return sheet


def _unanswered(section: Section, values: dict[str, Any]) -> list[Question]:
    return [
        question
        for question in section.questions.all()
        if question.is_required and question.kind != Question.Kind.FILE and values.get(question.code) in (None, "", [], {})
    ]


@dataclass(frozen=True)
class Part:
    """One page of a report: its section (none for the figures), what was kept, and what is still asked."""

    section: Section | None
    sheet: ReportAnswers | None
    missing: list[str]

    @property
    def title(self) -> str:
        return self.section.title if self.section else "Figures"

    @property
    def state(self) -> str:
        if not self.is_begun:
            return "Not started"
        return "Being written" if self.missing else "Done"

    @property
    def is_begun(self) -> bool:
        return self.sheet is not None if self.section else self._figures_begun

    _figures_begun: bool = False


def parts(report: Report) -> list[Part]:
    """The pages of a report in order, each with what is still missing. Four queries, whatever the report's length."""
    found = []
    if report.questionnaire_id:
        sheets = {sheet.section_id: sheet for sheet in report.answers.all()}
        for section in report.questionnaire.sections.prefetch_related("questions"):
            sheet = sheets.get(section.pk)
            gaps = _unanswered(section, sheet.values if sheet else {})
            found.append(Part(section, sheet, [gap.error_text or f"Answer “{gap.label}”" for gap in gaps]))
    wanted = measuring.asked_of(report)
    if wanted:
        given = {figure.indicator_id for figure in report.measurements.all()}
        gaps = [indicator for indicator in wanted if measuring.is_required(indicator) and indicator.pk not in given]
        found.append(Part(None, None, [f"Enter “{indicator.name}”" for indicator in gaps], bool(given)))
    return found
