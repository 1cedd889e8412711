"""Who was there: their report need not be told in writing again. Figures and money stay due."""

from collections.abc import Collection

from django.db import transaction

from fund.kit import history
from fund.kit.states import Refused
from fund.models import User
from fund.templatetags.words import day
from reporting import letters
from reporting.learning_events.planning import hold, invited
from reporting.models import EventInvitation, LearningEvent, Report


@transaction.atomic
def note(event: LearningEvent, came: Collection[int], *, by: User) -> None:
    """Keep which of those invited were there, by the numbers of their invitations. The event is held with that.

    A group hears when its report is told by this, and when it is due in writing again.
    """
    held = hold(event)
    if held.state == LearningEvent.State.CALLED_OFF:
        raise Refused("The event was called off, so nobody was there.")
    if not held.is_here:
        raise Refused(f"The event is on {day(held.day)}. Tick who came on that day or later.")
    for invitation in invited(held):
        was, is_there = invitation.came, invitation.pk in came
        if was != is_there:
            invitation.came = is_there
            history.save(invitation, by=by, fields=["came"])
            _tell(held, invitation, is_there, by=by)
    if held.state == LearningEvent.State.OPEN:
        held.move(LearningEvent.State.HELD, by=by)
    event.refresh_from_db()


def _tell(event: LearningEvent, invitation: EventInvitation, is_there: bool, *, by: User) -> None:
    """Close the written part of the report that the invitation names, or open it again."""
    if invitation.report_id is None:
        return
    report = Report.objects.select_for_update(of=("self",), no_key=True).get(pk=invitation.report_id)
    if is_there and report.state in Report.OWED and report.told_at_id is None:
        report.told_at = event
        history.save(report, by=by, reason=f"Told at “{event}”.", fields=["told_at"])
        letters.event_counts(invitation, report.history.count())
    elif not is_there and report.told_at_id == event.pk:
        if report.state not in Report.OWED:
            raise Refused(
                f"“{report}” was handed in on the strength of this event. Send it back to the group first, "
                "then take the tick away."
            )
        report.told_at = None
        history.save(report, by=by, reason=f"Not told at “{event}” after all.", fields=["told_at"])
        letters.event_counts_not(invitation, report.history.count())
