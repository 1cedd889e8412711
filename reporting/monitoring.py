"""Reports: when they are due, what is still missing, handing them in, and what the fund says back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.forms import BoundField
from django.utils import timezone

from applications import granting
from applications.granting import months_after
from applications.models import Grant
from applications.todo import ToDo
from fund import questionnaires
from fund.kit import history
from fund.kit.states import Refused
from fund.models import Question, Questionnaire, Section, User
from fund.questionnaires import Lists, Words
from fund.templatetags.words import moment
from reporting import learning, letters, measuring, writing
from reporting.models import Report, ReportAnswers


@transaction.atomic
def begin(grant: Grant, *, by: User, starts_on: date) -> list[Report]:
    """Take the offer and lay out the reports that come with it, both or neither."""
    granting.accept(grant, by=by, starts_on=starts_on)
    return schedule(grant, by=by)


@transaction.atomic
def schedule(grant: Grant, *, by: User | None) -> list[Report]:
    """Make the reports that the round asks for and that the grant does not have yet.

    A rule that begins after the project's end makes no report; one that reaches past the end is cut there.
    """
    if grant.round is None or grant.starts_on is None or grant.ends_on is None:
        raise Refused("The reports can be laid out when the grant has a round, a first day and a last day.")
    frozen = grant.round.questionnaires.filter(purpose=Questionnaire.Purpose.REPORT, frozen_at__isnull=False)
    questionnaire = frozen.order_by("-version").first()
    there = set(grant.reports.values_list("name", flat=True))
    made = []
    for rule in grant.round.report_rules.all():
        first = months_after(grant.starts_on, rule.from_month)
        last = min(months_after(grant.starts_on, rule.to_month) - timedelta(days=1), grant.ends_on)
        if rule.name in there or first > last:
            continue
        report = Report(
            grant=grant,
            questionnaire=questionnaire,
            name=rule.name,
            from_on=first,
            to_on=last,
            due_on=last + timedelta(days=rule.due_days_after),
            is_demo=grant.is_demo,
        )
        made.append(history.save(report, by=by))
    return made


@dataclass(frozen=True)
class Saving:
    """What became of a save: the answers as they stand, and the questions that two people answered at once.

    Where there are clashes nothing was written; `merged` holds the writer's answers put together with the others.
    """

    sheet: ReportAnswers
    clashes: tuple[str, ...] = ()
    merged: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def save_section(report: Report, section: Section, values: dict[str, Any], *, by: User, version: int) -> Saving:
    """Keep the answers to one section. The first thing kept turns a due report into a draft.

    `version` is the one that the writer began from. What somebody else saved meanwhile is put together with it;
    where both changed the same answer, nothing is written and the clashes are named.
    """
    held = writing.still_open(report)
    if section.questionnaire_id != held.questionnaire_id:
        raise Refused("This section belongs to another report.")
    sheet = held.answers.filter(section=section).first() or ReportAnswers(report=held, section=section)
    codes = [question.code for question in section.questions.all() if question.kind != Question.Kind.FILE]
    merged, clashes = questionnaires.merge(_seen(sheet, version), sheet.values, values, codes)
    if clashes:
        return Saving(sheet, tuple(clashes), merged)
    if merged == sheet.values and sheet.version:
        return Saving(sheet)
    sheet.values, sheet.is_complete = (
        merged,
        not left(section, merged, Lists(section.questionnaire.round), questions_asked(held)),
    )
    sheet.version += 1
    sheet.saved_at, sheet.saved_by = timezone.now(), by
    history.save(sheet, by=by)
    writing.begun(held, by=by)
    report.refresh_from_db(fields=["state"])
    return Saving(sheet)


def _seen(sheet: ReportAnswers, version: int) -> dict[str, Any]:
    """The answers as they were when the writer opened the page."""
    if version == sheet.version:
        return dict(sheet.values)
    past = sheet.history.filter(version=version).order_by("-history_date", "-history_id").first()
    return past.values if past else {}


@dataclass(frozen=True)
class Part:
    """One page of a report: its section (none for the figures), the answers in words, and what is still asked."""

    section: Section | None
    answers: list[tuple[Question, Words]]
    missing: list[ToDo]
    is_begun: bool

    @property
    def title(self) -> str:
        return self.section.title if self.section else "Figures"

    @property
    def is_done(self) -> bool:
        return not self.missing

    @property
    def state(self) -> str:
        return "done" if self.is_done else "started" if self.is_begun else "to_do"


def questions_asked(report: Report) -> questionnaires.Asked:
    """Which sections and questions this report asks, by the answers that are kept."""
    kept = {sheet.section_id: sheet.values for sheet in report.answers.all()}
    sections = report.questionnaire.sections.prefetch_related("questions") if report.questionnaire else ()
    return questionnaires.Asked([(section, kept.get(section.pk, {})) for section in sections])


def parts(report: Report) -> list[Part]:
    """The pages of a report in order. The number of queries does not grow with the number of its pages."""
    found = []
    if report.questionnaire is not None:
        lists = Lists(report.questionnaire.round)
        kept = {sheet.section_id: sheet.values for sheet in report.answers.all()}
        pages = [(row, kept.get(row.pk, {})) for row in report.questionnaire.sections.prefetch_related("questions")]
        asks = questionnaires.Asked(pages)
        for section, values in pages:
            if section.code in asks.sections:
                answers = questionnaires.readable(section, values, lists.round, lists=lists, asked=asks)
                found.append(Part(section, answers, left(section, values, lists, asks), section.pk in kept))
    if wanted := list(measuring.asked_of(report)):
        given = set(report.measurements.values_list("indicator_id", flat=True))
        asked = [one for one in wanted if measuring.is_required(one) and one.pk not in given]
        gaps = [ToDo(f"Enter a number for “{one.name}”", None, one.code, f"id_{one.code}-numerator") for one in asked]
        found.append(Part(None, [], gaps, bool(given)))
    return found


def left(
    section: Section, values: Mapping[str, Any], lists: Lists, asks: questionnaires.Asked | None = None
) -> list[ToDo]:
    """What is still to be answered or mended in a section, in the words of each question."""
    papers = {question.code for question in section.questions.all() if question.kind == Question.Kind.FILE}
    sheet = questionnaires.checked(
        section, values, round_=lists.round, lists=lists, has_files=papers, elsewhere=lambda: asks.given if asks else {}
    )
    found = [(code, str(words)) for code, faults in sheet.errors.items() for words in faults]
    return [ToDo(words, section, code, _anchor(sheet[code])) for code, words in found]


def _anchor(box: BoundField) -> str:
    """Where on the page a question's box, or the first of its boxes, stands."""
    return box.id_for_label or f"{box.auto_id}_0"


def missing(report: Report) -> list[ToDo]:
    """What is still to do before the report can be handed in."""
    return [todo for part in parts(report) for todo in part.missing]


@transaction.atomic
def hand_in(report: Report, *, by: User) -> None:
    """Hand the report in: complete, once. Everybody who writes for the group gets the receipt."""
    held = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if held.state in {Report.State.HANDED_IN, Report.State.ACCEPTED}:
        raise Refused(
            f"This report was handed in already, on {moment(held.handed_in_at)}. There is nothing more to do."
        )
    if todo := missing(report):
        things = "1 thing is" if len(todo) == 1 else f"{len(todo)} things are"
        raise Refused(f"{things} still to do before you can hand this in. The first: {todo[0].words}.")
    report.move(Report.State.HANDED_IN, by=by, handed_in_at=timezone.now(), handed_in_by=by)
    letters.report_handed_in(report)


@transaction.atomic
def accept(report: Report, *, by: User, comments: str = "") -> None:
    """Accept the report, say something back, and have its learning drafted."""
    report.move(Report.State.ACCEPTED, by=by, accepted_at=timezone.now(), comments=comments.strip())
    letters.report_accepted(report)
    learning.ask_for_draft(report.grant, by=by, because=report)


@transaction.atomic
def send_back(report: Report, *, by: User, comments: str) -> None:
    """Give the report back to the group with what is still wanted."""
    if not comments.strip():
        raise Refused("Say what the group should add or change.")
    report.move(Report.State.RETURNED, by=by, comments=comments.strip(), reason=comments.strip())
    letters.report_sent_back(report)


@transaction.atomic
def skip(report: Report, *, by: User, reason: str) -> None:
    """Say that this report is not needed, and why; the group reads the reason."""
    if not reason.strip():
        raise Refused("Say why this report is not needed.")
    report.move(Report.State.SKIPPED, by=by, comments=reason.strip(), reason=reason.strip())
