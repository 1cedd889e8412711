"""From a checked draft to a page that anybody can read, and off it again."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from fund.kit.states import Refused
from fund.models import User
from reporting import letters, papers
from reporting.learning import faults
from reporting.models import LearningSummary

REVIEW_AFTER = timedelta(days=365)


@transaction.atomic
def approve(summary: LearningSummary, *, by: User) -> None:
    """Say that the summary is right. Whoever changed it last cannot say so."""
    fresh = LearningSummary.objects.select_for_update(of=("self",)).get(pk=summary.pk)
    if fresh.edited_by_id == by.pk:
        raise Refused("You made the last change to this summary, so somebody else has to approve it.")
    if found := faults(fresh):
        raise Refused(f"This summary cannot be approved yet. {found[0].words}")
    summary.move(LearningSummary.State.APPROVED, by=by, approved_by=by)


@transaction.atomic
def reopen(summary: LearningSummary, *, by: User) -> None:
    """Take an approved summary back for editing; it needs a new approval."""
    summary.move(LearningSummary.State.EDITING, by=by, approved_by=None)


@transaction.atomic
def publish(summary: LearningSummary, *, by: User) -> None:
    """Put the summary on the web in the place of its older version, have its PDF made, and tell the project."""
    versions = LearningSummary.objects.select_for_update(of=("self",)).filter(slug=summary.slug).order_by("pk")
    for other in list(versions):
        if other.state == LearningSummary.State.PUBLISHED and other.version > summary.version:
            raise Refused(f"Version {other.version} is published already, and it is newer than this one.")
        if other.state == LearningSummary.State.PUBLISHED and other.pk != summary.pk:
            other.move(LearningSummary.State.REPLACED, by=by, reason=f"Version {summary.version} was published.")
    now = timezone.now()
    summary.move(
        LearningSummary.State.PUBLISHED, by=by, published_at=now, review_on=timezone.localdate(now) + REVIEW_AFTER
    )
    papers.ask_for(summary, by=by)
    letters.learning_published(summary)


@transaction.atomic
def withdraw(summary: LearningSummary, *, by: User, reason: str = "") -> None:
    """Take the summary away from everybody outside the fund, at once; its PDF goes with it."""
    summary.move(LearningSummary.State.WITHDRAWN, by=by, reason=reason.strip())
