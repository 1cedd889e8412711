"""The projects of the demo fund: offers taken, reports handed in and read, stories told, learning published."""

from decimal import Decimal
from typing import Any

from applications.models import Application, Grant
from fund.models import Round, User
from reporting import learning, measuring, monitoring, publishing, storytelling
from reporting.demo.clock import Calendar
from reporting.demo.people import Group, read
from reporting.models import Indicator, LearningSummary, Report

STARTED = -396  # days from today
HANDED_IN = {1: -196, 2: -14}  # the day by the number of the report
HOW_COUNTED = "From the attendance sheets, each person once."


def run(
    applications: dict[str, Application], groups: dict[str, Group], staff: dict[str, User], calendar: Calendar
) -> None:
    """Let the awarded projects run and report, first all first reports, and publish what was learned in between."""
    grants = {key: _begin(application, groups[key], calendar) for key, application in sorted(applications.items())}
    reports, stories, editions = read("reports")["reports"], read("stories")["stories"], read("learning")["published"]
    for number in HANDED_IN:
        for facts in [one for one in reports if one["number"] == number]:
            key = facts["group"]
            told = [one for one in stories if (one["group"], one["report"]) == (key, number)]
            _report(grants[key], groups[key], facts, told, staff, calendar)
        for edition in [one for one in editions if one["after_report"] == number]:
            _publish(grants[edition["group"]], edition, staff, calendar, from_day=HANDED_IN[number] + 9)


def _begin(application: Application, group: Group, calendar: Calendar) -> Grant:
    """Take the offer, so that the project runs and its reports are laid out."""
    grant = Grant.objects.get(application=application)
    with calendar.on(STARTED - 30):
        monitoring.begin(grant, by=group.lead, starts_on=calendar.day(STARTED))
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
        slots = {question.code: question.slot for question in section.questions.all() if question.slot in facts}
        if slots:
            values = {code: facts[slot].strip() for code, slot in slots.items()}
            monitoring.save_section(report, section, values, by=group.lead, version=0)
    given = facts.get("figures", {})
    figures = [_figure(one, given[one.code]) for one in measuring.asked_of(report) if one.code in given]
    if figures:
        measuring.record(report, figures, by=group.lead)


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
    )


def _publish(
    grant: Grant, edition: dict[str, Any], staff: dict[str, User], calendar: Calendar, *, from_day: int
) -> None:
    """The learning editor gives the newest draft its title, the manager approves it, the editor publishes it."""
    summary = LearningSummary.objects.filter(grant=grant, state=LearningSummary.State.GENERATED).latest("version")
    with calendar.on(from_day, 10):
        learning.edit(
            summary,
            title=edition["title"],
            one_line=edition["one_line"],
            for_whom=summary.for_whom,
            limits=summary.limits,
            by=staff["catriona"],
        )
    with calendar.on(from_day + 1, 10):
        publishing.approve(summary, by=staff["morag"])
    with calendar.on(from_day + 2, 10):
        publishing.publish(summary, by=staff["catriona"])


def draft_round(round_: Round, staff: dict[str, User], calendar: Calendar) -> None:
    """Have what the whole round learned drafted, for the desk."""
    with calendar.on(-1, 10):
        learning.ask_for_draft(round_, by=staff["catriona"])
