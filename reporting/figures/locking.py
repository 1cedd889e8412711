"""When the figures of a report can change: while it is written, and while an officer has unlocked them."""

from django.db import transaction
from django.utils import timezone

from fund.kit import history
from fund.kit.states import Refused
from fund.models import User
from reporting import holding
from reporting.models import Report, Unlocking


def still_open(report: Report) -> Report:
    """The report's row, fresh and locked, if its figures can be changed. Call it inside a transaction."""
    fresh = Report.objects.select_for_update(of=("self",), no_key=True).get(pk=report.pk)
    if fresh.state == Report.State.ACCEPTED and is_unlocked(fresh):
        return fresh
    return holding.still_open(fresh)


def is_unlocked(report: Report) -> bool:
    return report.unlockings.filter(ended_at=None).exists()


@transaction.atomic
def unlock(report: Report, *, by: User, reason: str) -> Unlocking:
    """Open the figures of an accepted report, so that a mistake can be put right."""
    if not reason.strip():
        raise Refused("Say why these figures have to change.")
    fresh = Report.objects.select_for_update(of=("self",), no_key=True).get(pk=report.pk)
    if fresh.state != Report.State.ACCEPTED:
        raise Refused("Only the figures of an accepted report are locked.")
    if is_unlocked(fresh):
        raise Refused("These figures are unlocked already.")
    return history.save(Unlocking(report=fresh, reason=reason.strip(), by=by), by=by, reason=reason.strip())


@transaction.atomic
def lock(report: Report, *, by: User) -> None:
    """Lock the figures again."""
    fresh = Report.objects.select_for_update(of=("self",), no_key=True).get(pk=report.pk)
    row = fresh.unlockings.filter(ended_at=None).first()
    if row is None:
        raise Refused("These figures are locked already.")
    row.ended_at, row.ended_by = timezone.now(), by
    history.save(row, by=by, reason="Locked again", fields=["ended_at", "ended_by"])
