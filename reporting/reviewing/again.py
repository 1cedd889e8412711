"""A year after publication: the summary is still right, is drafted anew, or goes to the archive."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from fund.kit import history
from fund.kit.states import Refused
from fund.models import Job, User
from reporting import learning
from reporting.learning.locking import hold
from reporting.models import LearningSummary

AFTER = timedelta(days=365)
State = LearningSummary.State


@transaction.atomic
def still_right(summary: LearningSummary, *, by: User) -> None:
    """Note who read a published summary again and found it right; it is looked at again in a year."""
    held = hold(summary)
    if held.state != State.PUBLISHED:
        raise Refused("Only a published summary is looked at again.")
    today = timezone.localdate()
    held.reviewed_on, held.reviewed_by, held.review_on = today, by, today + AFTER
    history.save(held, by=by, reason="Still right", fields=["reviewed_on", "reviewed_by", "review_on"])
    summary.refresh_from_db()


@transaction.atomic
def refresh(summary: LearningSummary, *, by: User) -> Job:
    """Ask for a new draft of the same thing. The published one stands until the new one takes its place."""
    if hold(summary).state not in {State.PUBLISHED, State.ARCHIVED}:
        raise Refused("There is a draft of this already. Work on that one.")
    return learning.ask_for_draft(learning.find_scope(summary.scope, summary.key), by=by)


@transaction.atomic
def archive(summary: LearningSummary, *, reason: str, by: User) -> None:
    """Take a summary out of the library. Its page stays at its address and says that it is old."""
    hold(summary).move(State.ARCHIVED, by=by, reason=reason.strip(), archived_on=timezone.localdate())
    summary.refresh_from_db()
