"""Holding a report while something is written in it: is it still open, and has it begun."""

from fund.kit.states import Refused
from fund.models import User
from reporting.models import Report

OPEN = (Report.State.DUE, Report.State.DRAFT, Report.State.RETURNED)


def still_open(report: Report) -> Report:
    """The report's row, fresh and locked, if it can still be changed. Call it inside a transaction."""
    fresh = Report.objects.select_for_update(of=("self",), no_key=True).get(pk=report.pk)
    if fresh.state not in OPEN:
        raise Refused(
            f"This report is now “{fresh.public_state}”, so nothing in it can be changed. "
            "If something in it is wrong, tell the fund, who can send it back to you."
        )
    return fresh


def begun(report: Report, *, by: User) -> None:
    """Note that somebody has begun: the first thing kept turns a due report into a draft."""
    if report.state == Report.State.DUE:
        report.move(Report.State.DRAFT, by=by)
