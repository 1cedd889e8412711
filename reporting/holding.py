"""Holding a report while something is written in it: is it still open, and has it begun."""

from fund.kit.states import Refused
from fund.models import User
from reporting.models import Report


def still_open(report: Report) -> Report:
    """The report's row, fresh and locked, if it can still be changed. Call it inside a transaction."""
    fresh = Report.objects.select_for_update(of=("self",), no_key=True).get(pk=report.pk)
    if fresh.state not in Report.OWED:
        raise Refused(
            f"This report is now “{fresh.public_state}”, so nothing in it can be changed. "
            "If something in it is wrong, tell the fund, who can send it back to you."
        )
    return fresh


def figures_still_open(report: Report) -> Report:
    """The same for its figures, which officers can also unlock in an accepted report."""
    fresh = Report.objects.select_for_update(of=("self",), no_key=True).get(pk=report.pk)
    if fresh.state == Report.State.ACCEPTED and is_unlocked(fresh):
        return fresh
    return still_open(fresh)


def is_unlocked(report: Report) -> bool:
    return report.unlockings.filter(ended_at=None).exists()


def begun(report: Report, *, by: User) -> None:
    """Note that somebody has begun: the first thing kept turns a due report into a draft."""
    if report.state == Report.State.DUE:
        report.move(Report.State.DRAFT, by=by)
