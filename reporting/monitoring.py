"""Reports: what is still missing, handing them in, and what the fund says back."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from fund import open_days, writing
from fund.kit import history
from fund.kit.states import Refused
from fund.models import User
from fund.templatetags.words import moment
from reporting import contents, copies, holding, learning, letters
from reporting.models import Report

ANSWER_DAYS = 10  # working days that a group has to answer what was sent back, where nobody says otherwise


@transaction.atomic
def hand_in(report: Report, *, by: User) -> None:
    """Hand the report in: complete, once. Everybody who writes for the group gets the receipt."""
    held = Report.objects.select_for_update(of=("self",), no_key=True).get(pk=report.pk)
    if held.state in {Report.State.HANDED_IN, Report.State.ACCEPTED}:
        raise Refused(
            f"This report was handed in already, on {moment(held.handed_in_at)}. There is nothing more to do."
        )
    if todo := contents.missing(held):
        things = "1 thing is" if len(todo) == 1 else f"{len(todo)} things are"
        raise Refused(f"{things} still to do before you can hand this in. The first: {todo[0].words}.")
    writing.keep_unkept(held.answers.select_related("saved_by"), by=by)
    holding.begun(held, by=by)  # a report that was told at an event may ask for nothing more
    report.move(Report.State.HANDED_IN, by=by, handed_in_at=timezone.now(), handed_in_by=by)
    letters.report_handed_in(report)
    copies.ask_for(report, by=by)


@transaction.atomic
def share_failures(report: Report, *, shares: bool, by: User) -> None:
    """Let those who score bids read what did not work, or not any more. Only the group decides this."""
    held = Report.objects.select_for_update(of=("self",), no_key=True).get(pk=report.pk)
    if held.shares_failures != shares:
        held.shares_failures = shares
        history.save(held, by=by, fields=["shares_failures"])


@transaction.atomic
def tell_minutes(report: Report, *, minutes: int, by: User) -> None:
    """Keep how long a report took, as its group says. It helps to ask for less."""
    held = Report.objects.select_for_update(of=("self",), no_key=True).get(pk=report.pk)
    if held.handed_in_at is None:
        raise Refused("Tell us after you have handed the report in.")
    held.minutes = minutes
    history.save(held, by=by, fields=["minutes"])


@transaction.atomic
def accept(report: Report, *, by: User, comments: str) -> None:
    """Accept the report, say something back, and have its learning drafted."""
    if not comments.strip():
        raise Refused("Say one thing back to the group: what struck you, or what you will use.")
    now, said = timezone.now(), comments.strip()
    report.move(Report.State.ACCEPTED, by=by, accepted_at=now, accepted_by=by, comments=said)
    letters.report_accepted(report)
    if report.told_at_id is None:  # what was told at an event stands in the text of the event
        learning.ask_for_draft(report.grant, by=by, because=report)


def said_before(report: Report) -> list[tuple[datetime, str]]:
    """What the fund said back earlier, and when, the oldest first; what it said last stands in the report itself."""
    rows = report.history.exclude(comments="").order_by("history_date", "history_id")
    said: dict[str, datetime] = {}
    for at, comments in rows.values_list("history_date", "comments"):
        said.setdefault(comments, at)
    return [(at, comments) for comments, at in said.items() if comments != report.comments]


@transaction.atomic
def send_back(report: Report, *, by: User, comments: str, until: date | None = None) -> None:
    """Give the report back to the group with what is still wanted, and by when. Reminders count from that day."""
    if not comments.strip():
        raise Refused("Say what the group should add or change.")
    due_on = until or open_days.last_day(ANSWER_DAYS)
    if due_on <= timezone.localdate():
        raise Refused("Choose a day that is still to come.")
    due_on = open_days.next_open(due_on)
    report.move(Report.State.RETURNED, by=by, comments=comments.strip(), reason=comments.strip(), due_on=due_on)
    letters.report_sent_back(report)
