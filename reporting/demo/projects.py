"""The projects of the demo fund: offers taken, reports handed in and read, stories told, learning published."""

from decimal import Decimal
from typing import Any

from applications.models import Application, Grant
from fund.kit import sentences
from fund.models import Question, Round, User
from fund.privacy import gate
from reporting import (
    answering,
    learning,
    measuring,
    monitoring,
    outputs,
    publishing,
    scheduling,
    spending,
    storytelling,
    tagging,
)
from reporting.demo.clock import Calendar
from reporting.demo.people import Group, read
from reporting.learning import editing
from reporting.models import Indicator, LearningSummary, ProjectReview, Report
from reporting.outputs import easy
from reporting.outputs.sheet import fetched, sheet
from reporting.reviewing import again, signing
from reporting.reviewing import projects as reviewing

STARTED = -396  # days from today
HANDED_IN = {1: -196, 2: -14}  # the day by the number of the report
HOW_COUNTED = "From the attendance sheets, each person once."


def run(
    applications: dict[str, Application], groups: dict[str, Group], staff: dict[str, User], calendar: Calendar
) -> dict[str, Grant]:
    """Let the awarded projects run and report, first all first reports, and publish what was learned in between."""
    grants = {key: _begin(application, groups[key], calendar) for key, application in sorted(applications.items())}
    with calendar.on(STARTED + 7, 11):
        for key, words in read("running")["about"].items():
            tagging.tag(grants[key], by=staff["iain"], **words)
    reports, stories, editions = read("reports")["reports"], read("stories")["stories"], read("learning")["published"]
    for number in HANDED_IN:
        for facts in [one for one in reports if one["number"] == number]:
            key = facts["group"]
            told = [one for one in stories if (one["group"], one["report"]) == (key, number)]
            _report(grants[key], groups[key], facts, told, staff, calendar)
        for edition in [one for one in editions if one["after_report"] == number]:
            _publish(grants[edition["group"]], edition, staff, calendar, from_day=HANDED_IN[number] + 9)
    return grants


def _begin(application: Application, group: Group, calendar: Calendar) -> Grant:
    """Take the offer, so that the project runs and its reports are laid out."""
    grant = Grant.objects.get(application=application)
    with calendar.on(STARTED - 30):
        scheduling.begin(grant, by=group.lead, starts_on=calendar.day(STARTED))
    return grant


def _report(
    grant: Grant,
    group: Group,
    facts: dict[str, Any],
    stories: list[dict[str, Any]],
    staff: dict[str, User],
    calendar: Calendar,
) -> None:
    """Write a report with its stories, and hand it in and have it accepted as far as its file says."""
    number, state = facts["number"], facts["state"]
    report = list(grant.reports.all())[number - 1]
    with calendar.on(HANDED_IN[number] - 4, 20):
        _write(report, group, facts)
        for story in stories:
            _tell(report, group, story)
    if state != "draft":
        with calendar.on(HANDED_IN[number], 11):
            monitoring.hand_in(report, by=group.lead)
    if state == "accepted":
        with calendar.on(HANDED_IN[number] + 7, 11):
            monitoring.accept(report, by=staff["iain"], comments=facts["comments"])


def _write(report: Report, group: Group, facts: dict[str, Any]) -> None:
    assert report.questionnaire is not None
    for section in report.questionnaire.sections.prefetch_related("questions"):
        questions = {question.code: question for question in section.questions.all()}
        texts = [one for one in questions.values() if one.kind == Question.Kind.TEXT and one.slot in facts]
        values: dict[str, Any] = {question.code: facts[question.slot].strip() for question in texts}
        values |= {code: value for code, value in facts.get("answers", {}).items() if code in questions}
        if values:
            answering.save_section(report, section, values, by=group.lead)
    given = facts.get("figures", {})
    figures = [_figure(one, given[one.code]) for one in measuring.asked_of(report) if one.code in given]
    if figures:
        measuring.record(report, figures, by=group.lead)
    if report.asks_money:
        sums = {line.row.pk: (_share(line, report), "") for line in spending.lines_of(report)}
        spending.record(report, sums, by=group.lead)


def _share(line: spending.Line, report: Report) -> Decimal:
    """What a project that keeps to its plan spends in the months of a report."""
    assert report.grant.starts_on is not None and report.grant.ends_on is not None
    days = (report.to_on - report.from_on).days + 1
    whole = (report.grant.ends_on - report.grant.starts_on).days + 1
    return (line.row.amount * days / whole).quantize(Decimal(1))


def _figure(indicator: Indicator, numbers: list[float]) -> measuring.Figure:
    """A count is one number; a share or a mean comes with how many answered and how many were asked."""
    if indicator.kind == Indicator.Kind.COUNT:
        return measuring.Figure(indicator, numerator=int(numbers[0]), how_counted=HOW_COUNTED)
    first, answered, asked = numbers
    if indicator.kind == Indicator.Kind.SCALE:
        return measuring.Figure(indicator, value=Decimal(str(first)), answered=int(answered), asked=int(asked))
    return measuring.Figure(indicator, numerator=int(first), answered=int(answered), asked=int(asked))


def _tell(report: Report, group: Group, story: dict[str, Any]) -> None:
    storytelling.tell(
        report.grant,
        by=group.lead,
        report=report,
        title=story["title"],
        good=story["good"],
        hard=story["hard"],
        said_by=story["said_by"],
        voice=story["voice"],
        consents=dict.fromkeys(story["uses"], True),
        explained_by=story["explained_by"],
        others={},
    )


def _publish(
    grant: Grant, edition: dict[str, Any], staff: dict[str, User], calendar: Calendar, *, from_day: int
) -> None:
    """The newest draft of a project goes the whole way."""
    summary = LearningSummary.objects.filter(grant=grant, state=LearningSummary.State.GENERATED).latest("version")
    _approve(summary, edition, staff, calendar, from_day=from_day)
    with calendar.on(from_day + 2, 10):
        publishing.publish(summary, by=staff["catriona"])


def _approve(
    summary: LearningSummary, edition: dict[str, Any], staff: dict[str, User], calendar: Calendar, *, from_day: int
) -> None:
    """The learning editor gives a draft its title, it is read, and the manager approves it."""
    with calendar.on(from_day, 10):
        learning.edit(
            summary,
            title=edition["title"],
            one_line=edition["one_line"],
            for_whom=summary.for_whom,
            limits=summary.limits,
            by=staff["catriona"],
        )
        for detail in gate.waiting(summary):
            learning.let_stand(summary, detail, by=staff["catriona"])
        _fill_gaps(summary, staff["catriona"])
        outputs.save(summary, "\n".join(easy.proposed(sheet(fetched(summary), "web"))), by=staff["catriona"])
        _read_first(summary, staff)
    with calendar.on(from_day + 1, 10):
        publishing.approve(summary, by=staff["morag"])


def draw_together(staff: dict[str, User], calendar: Calendar) -> None:
    """Summaries of many projects: one is published, one approved, one archived and one withdrawn."""
    for edition in read("learning")["wider"]:
        with calendar.on(-9, 10):
            learning.ask_for_draft(learning.find_scope(edition["kind"], edition["key"]), by=staff["catriona"])
        summary = LearningSummary.objects.get(scope=edition["kind"], key=edition["key"])
        _approve(summary, edition, staff, calendar, from_day=-8)
        with calendar.on(-6, 10):
            if edition["to"] != "approved":
                publishing.publish(summary, by=staff["catriona"])
        with calendar.on(-4, 10):
            if edition["to"] == "archived":
                again.archive(summary, reason=edition["reason"], by=staff["catriona"])
            if edition["to"] == "withdrawn":
                publishing.withdraw(summary, by=staff["morag"], reason=edition["reason"])


def _fill_gaps(summary: LearningSummary, editor: User) -> None:
    """The editor says in brackets what “It did not suit …” means, and compares it with what was written."""
    for statement in summary.statements.filter(is_dropped=False):
        if editing.leans(statement):
            words = sentences.with_gap(statement.as_written)
            name = "[The project]" if words.startswith(sentences.GAP) else "[the project]"
            learning.edit_statement(statement, words.replace(sentences.GAP, name), by=editor)
            if statement.waits:
                learning.tick(statement, by=editor)


def _read_first(summary: LearningSummary, staff: dict[str, User]) -> None:
    """The projects say that it is right, and then a person with lived experience does."""
    for new in summary.statements.filter(kind="emerging", is_dropped=False, named=""):
        learning.drop(new, by=staff["catriona"])
    for review in reviewing.ask(summary, by=staff["catriona"]):
        _answer(review, "right")
    asked = signing.ask(summary, reviewer=staff["eilidh.nicolson"], by=staff["catriona"])
    signing.say(asked, answer="yes", words="It rings true to me.", is_named=True, by=staff["eilidh.nicolson"])


def _answer(review: ProjectReview, answer: str, comments: dict[int, str] | None = None) -> None:
    lead = review.grant.organisation.memberships.filter(kind="lead").select_related("user")[0].user
    reviewing.answer(review, answer=answer, comments=comments or {}, by=lead)


def on_the_desk(staff: dict[str, User], calendar: Calendar) -> None:
    """Drafts that are under way, so that the desk shows one of each kind of work."""
    facts = read("learning")["desk"]
    drafts = LearningSummary.objects.filter(state=LearningSummary.State.GENERATED, scope="grant").order_by("pk")
    for summary, edition in zip(drafts, facts, strict=False):
        with calendar.on(-3, 10):
            parts = {name: getattr(summary, name) for name in ("title", "one_line", "for_whom", "limits")}
            learning.edit(summary, **{**parts, "title": edition["title"]}, by=staff["catriona"])
            learning.take_over(summary, by=staff["catriona"])
            for detail in gate.waiting(summary):
                learning.let_stand(summary, detail, by=staff["catriona"])
            _fill_gaps(summary, staff["catriona"])
        with calendar.on(-2, 10):
            if edition["to"] != "editing":
                asked = reviewing.ask(summary, by=staff["catriona"])
        with calendar.on(-1, 11):
            if edition["to"] == "review":
                statement = summary.statements.filter(kind="for")[0]
                _answer(asked[0], "change", {statement.pk: edition["comment"]})
            if edition["to"] == "sign_off":
                for review in asked:
                    _answer(review, "right")
                signing.ask(summary, reviewer=staff["eilidh.nicolson"], by=staff["catriona"])


def draft_round(round_: Round, staff: dict[str, User], calendar: Calendar) -> None:
    """Have what the whole round learned drafted, for the desk."""
    with calendar.on(-1, 10):
        learning.ask_for_draft(round_, by=staff["catriona"])
