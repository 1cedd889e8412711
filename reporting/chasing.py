"""Reminding groups of reports before, on and after their day, and telling officers of those that stay away."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from fund import open_days
from fund.kit import history
from fund.kit.working_days import is_working_day, working_days_after, working_days_between
from fund.templatetags.words import day
from reporting import letters
from reporting.models import Report

MARKS = (20, 5, 0, -5, -15)  # working days before the due day; under nought after it
ESCALATES = -15  # from this mark on, those who run the fund are told too
MADE_UP = 2  # working days for which a reminder is made up where no worker ran


def mark_for(due_on: date, today: date, closed: frozenset[date] = frozenset()) -> int | None:
    """The reminder that is due today: the mark that was reached today, or at most two working days ago."""
    left = working_days_between(today, due_on, closed)
    return next((mark for mark in MARKS if mark - MADE_UP <= left <= mark), None)


def day_of(mark: int, due_on: date, closed: frozenset[date] = frozenset()) -> date:
    """The working day on which a mark is reached."""
    if mark < 0:
        return working_days_after(due_on, -mark, closed)
    on = due_on
    while mark > 0 or not is_working_day(on, closed):
        mark -= is_working_day(on, closed)
        on -= timedelta(days=1)
    return on


def remind(today: date | None = None) -> int:
    """Write every reminder that is due today, once; how many letters there were. Nothing is sent on a closed day.

    One that could not be written in time is noted at its report. Those who run the fund are told however late it is.
    """
    now, closed = today or timezone.localdate(), open_days.closed_days()
    if not is_working_day(now, closed):
        return 0
    far = timedelta(days=2 * max(map(abs, MARKS)) + len(closed))
    reports = list(Report.objects.owed().filter(due_on__lte=now + far).order_by("pk"))
    missed, written = _missed(reports, now, closed), 0
    for report in reports:
        mark = mark_for(report.due_on, now, closed)
        is_very_late = working_days_between(now, report.due_on, closed) <= ESCALATES
        tells = is_very_late and not letters.has_told_very_late(report)
        if mark is not None or tells or missed[report.pk]:
            written += _remind(report, mark, now, tells=tells, missed=missed[report.pk])
    return written


@transaction.atomic
def _remind(report: Report, mark: int | None, now: date, *, tells: bool, missed: list[str]) -> int:
    held = Report.objects.owed().select_for_update(of=("self",), no_key=True).filter(pk=report.pk, due_on=report.due_on)
    fresh = held.select_related("grant__organisation").first()
    if fresh is None:
        return 0
    for words in missed:
        history.save(fresh, by=None, reason=words, fields=["due_on"])
    written = 0 if mark is None else letters.report_reminder(fresh, mark, now)
    return written + (letters.report_very_late(fresh) if tells else 0)


def _missed(reports: list[Report], now: date, closed: frozenset[date]) -> dict[int, list[str]]:
    """What to note at each report: reminders that nobody wrote in time, though it was owed by then. Two queries."""
    sent, since, noted = letters.reminders_of(reports), dict[int, date](), set[tuple[int, str]]()
    wanted = {report.pk: report.due_on for report in reports}
    rows = Report.history.filter(id__in=wanted).order_by("history_date", "history_id")
    for pk, due_on, state, at, reason in rows.values_list(
        "id", "due_on", "state", "history_date", "history_change_reason"
    ):
        noted.add((pk, reason or ""))
        if due_on != wanted[pk] or state not in Report.OWED:
            since.pop(pk, None)
        else:
            since.setdefault(pk, timezone.localdate(at))
    found: dict[int, list[str]] = {pk: [] for pk in wanted}
    for report in reports:
        left = working_days_between(now, report.due_on, closed)
        for mark in MARKS:
            on = day_of(mark, report.due_on, closed)
            words = f"The reminder of {day(on)} did not go out in time, so it was left out."
            is_over = left < mark - MADE_UP and since.get(report.pk, now) < on
            if is_over and (report.pk, report.due_on, mark) not in sent and (report.pk, words) not in noted:
                found[report.pk].append(words)
    return found
