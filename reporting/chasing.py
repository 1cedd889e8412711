"""Reminding groups of reports before, on and after their day, and telling officers of those that stay away."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from fund import open_days
from fund.kit.working_days import is_working_day, working_days_between
from reporting import letters
from reporting.models import Report

MARKS = (20, 5, 0, -5, -15)  # working days before the due day; under nought after it
ESCALATES = -15  # from this mark on, those who run the fund are told too
MADE_UP = 2  # working days for which a reminder is made up where no worker ran


def mark_for(due_on: date, today: date, closed: frozenset[date] = frozenset()) -> int | None:
    """The reminder that is due today: the mark that was reached today, or at most two working days ago."""
    left = working_days_between(today, due_on, closed)
    return next((mark for mark in MARKS if mark - MADE_UP <= left <= mark), None)


def remind(today: date | None = None) -> int:
    """Write every reminder that is due today, once; how many letters there were. Nothing is sent on a closed day."""
    now, closed = today or timezone.localdate(), open_days.closed_days()
    if not is_working_day(now, closed):
        return 0
    far = timedelta(days=2 * max(map(abs, MARKS)) + len(closed))
    rows = Report.objects.owed().filter(due_on__gte=now - far, due_on__lte=now + far)
    written = 0
    for report in rows.select_related("grant__organisation").order_by("pk"):
        mark = mark_for(report.due_on, now, closed)
        if mark is not None:
            written += _remind(report, mark)
    return written


@transaction.atomic
def _remind(report: Report, mark: int) -> int:
    held = Report.objects.owed().select_for_update(of=("self",), no_key=True).filter(pk=report.pk, due_on=report.due_on)
    fresh = held.select_related("grant__organisation").first()
    if fresh is None:
        return 0
    written = letters.report_reminder(fresh, mark)
    return written + (letters.report_very_late(fresh, mark) if mark <= ESCALATES else 0)
