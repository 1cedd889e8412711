"""Unlocking the figures of an accepted report, so that a mistake can be put right, and locking them again."""

from django.db import transaction
from django.utils import timezone

from fund.kit import history
from fund.kit.states import Refused
from fund.models import User
from reporting import copies, holding
from reporting.models import Report, Unlocking


@transaction.atomic
def unlock(report: Report, *, by: User, reason: str) -> Unlocking:
    """Open the figures of an accepted report, so that a mistake can be put right."""
    if not reason.strip():
        raise Refused("Say why these figures have to change.")
    fresh = Report.objects.select_for_update(of=("self",), no_key=True).get(pk=report.pk)
    if fresh.state != Report.State.ACCEPTED:
        raise Refused("Only the figures of an accepted report are locked.")
    if holding.is_unlocked(fresh):
        raise Refused("These figures are unlocked already.")
    return history.save(Unlocking(report=fresh, reason=reason.strip(), by=by), by=by, reason=reason.strip())


@transaction.atomic
def lock(report: Report, *, by: User) -> None:
    """Lock the figures again, and have new copies made for the group."""
    fresh = Report.objects.select_for_update(of=("self",), no_key=True).get(pk=report.pk)
    row = fresh.unlockings.filter(ended_at=None).first()
    if row is None:
        raise Refused("These figures are locked already.")
    row.ended_at, row.ended_by = timezone.now(), by
    history.save(row, by=by, reason="Locked again", fields=["ended_at", "ended_by"])
    copies.ask_for(fresh, by=by)
