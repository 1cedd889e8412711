"""The demo fund from beginning to end: three rounds, at three stages, counted from today."""

from collections.abc import Callable
from datetime import datetime, time
from functools import partial
from typing import Any

from django.db import transaction

from applications import announcing, assessing, copies
from applications.announcing import public_words
from applications.models import Application, Declaration
from applications.screening import tagging
from fund import post, questions_on_paper, rounds
from fund.kit import jobs, pdf
from fund.models import Fund, Job, Letter, Round, User
from fund.privacy import gate
from reporting import copies as report_copies
from reporting import outputs
from reporting.demo import bids, projects, running
from reporting.demo.clock import LONDON, Calendar
from reporting.demo.people import Group, make_groups, make_staff, read, tell_of_readers

FOLDER = rounds.FOLDER / "demo"
# Days from today: opens, closes, panel, decisions, announcement, projects start.
OPEN_NOW = (-18, 38, 80, 84, 101, 130)
BEING_READ = (-105, -24, 16, 20, 44, 72)
REPORTING = (-640, -540, -500, -496, -470, projects.STARTED)

# Many papers that nobody looks at first: the worker makes them once the demo runs.
LATER = (copies.KIND, report_copies.KIND, questions_on_paper.JOB)

Progress = Callable[[str], None]


def is_made() -> bool:
    """Say whether the demo fund is in this database."""
    return User.objects.filter(is_demo=True).exists()


@transaction.atomic
def make(progress: Progress) -> None:
    """Make the whole demo fund, or nothing of it."""
    progress("People and groups")
    staff = make_staff(Fund.objects.order_by("pk")[0])
    groups = make_groups()
    calendar = Calendar(work)
    with calendar.on(REPORTING[1]):
        tell_of_readers(staff)
    progress("A round whose projects report")
    _reporting(_round("round-c", REPORTING, calendar, staff), groups, staff, calendar)
    progress("A round that is being read")
    _being_read(_round("round-b", BEING_READ, calendar, staff), groups, staff, calendar)
    progress("A round that is open")
    _open_now(_round("round-a", OPEN_NOW, calendar, staff), groups, calendar)
    projects.draw_together(staff, Calendar(partial(work, later=(*LATER, outputs.KIND))))


def work(later: tuple[str, ...] = LATER) -> None:
    """Do the demo's jobs and post its letters, as the worker would have done on that day. Papers may have to wait."""
    waiting = Job.objects.filter(state=Job.State.WAITING, asked_by__is_demo=True).order_by("pk")
    waiting = waiting.exclude(kind__in=later)
    if pdf.available():
        waiting = waiting.exclude(kind=outputs.KIND)
    for pk in list(waiting.values_list("pk", flat=True)):
        jobs.run(pk)
    for pk in list(Letter.objects.filter(state=Letter.State.WAITING, to__is_demo=True).values_list("pk", flat=True)):
        post.send(pk)


def _round(name: str, days: tuple[int, ...], calendar: Calendar, staff: dict[str, User]) -> Round:
    """Load a demo round, give it its days, and publish it a week before it opens."""
    opens, closes, panel, decisions, announcement, start = (calendar.working_day(each) for each in days)
    with calendar.on(days[0] - 7):
        round_ = rounds.load(FOLDER / f"{name}.toml", by=staff["morag"])
        rounds.change_dates(
            round_,
            by=staff["morag"],
            reason="Set for the demo",
            opens_at=datetime.combine(opens, time(9), LONDON),
            closes_at=datetime.combine(closes, time(12), LONDON),
            panel_on=panel,
            decisions_on=decisions,
            announcement_on=announcement,
            projects_start_on=start,
        )
        rounds.publish(round_, by=staff["morag"])
    return round_


def _bids(name: str) -> list[dict[str, Any]]:
    return list(read(name)["bids"])


def _open_now(round_: Round, groups: dict[str, Group], calendar: Calendar) -> None:
    """Some have handed in, some are still writing."""
    for number, bid in enumerate(_bids("bids_open")):
        group = groups[bid["group"]]
        bids.write(round_, group, bid, calendar, from_day=-14 + number, to_day=min(-8 + 2 * number, -1))


def _being_read(round_: Round, groups: dict[str, Group], staff: dict[str, User], calendar: Calendar) -> None:
    """The assessors are in the middle of it; one bid waits to be shared out, and one cannot be funded."""
    for number, bid in enumerate(_bids("bids_assessed")):
        group = groups[bid["group"]]
        application = bids.write(round_, group, bid, calendar, from_day=-80 + 4 * number, to_day=-38 + 2 * number)
        if "not_eligible" in bid:
            bids.rule_out(application, bid, staff, calendar, on_day=-20)
        bids.share_and_read(application, bid, staff, calendar, from_day=-19)
    with calendar.on(-18, 16):
        titles = [bid["title"] for bid in _bids("bids_assessed") if bid.get("new_idea")]
        tag = tagging.add_tag("New idea", by=staff["iain"])
        tagging.tag_many(round_.applications.filter(title__in=titles), tag, by=staff["iain"])


def _reporting(round_: Round, groups: dict[str, Group], staff: dict[str, User], calendar: Calendar) -> None:
    """Decided, announced, begun, reported on, and learned from."""
    applications: dict[str, Application] = {}
    for number, bid in enumerate(_bids("bids_awarded")):
        group = groups[bid["group"]]
        application = bids.write(round_, group, bid, calendar, from_day=-600 + 5 * number, to_day=-555 + 2 * number)
        bids.share_and_read(application, bid, staff, calendar, from_day=-530)
        applications[bid["group"]] = application
    with calendar.on(-504, 18):
        for application in applications.values():
            for member in (staff["duncan"], staff["agnes"]):
                assessing.declare_for_panel(application, by=member, kind=Declaration.Kind.NONE)
    for bid in _bids("bids_awarded"):
        bids.decide(applications[bid["group"]], bid, staff, calendar, on_day=-499)
    with calendar.on(-480, 15):
        for application in applications.values():
            for detail in gate.waiting(application):  # “Easter Ross” is a place
                public_words.let_stand(application, detail, by=staff["morag"])
    with calendar.on(-468, 12):
        announcing.announce(round_, by=staff["morag"])
    awarded = {bid["group"] for bid in _bids("bids_awarded") if bid["decision"]["outcome"] == "award"}
    grants = projects.run({key: applications[key] for key in awarded}, groups, staff, calendar)
    running.run(round_, grants, groups, staff, calendar)
    projects.on_the_desk(staff, calendar)
    projects.draft_round(round_, staff, calendar)
