"""From a checked draft to a page that anybody can read, and off it again."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from fund.kit.states import Refused
from fund.models import User
from reporting import letters, outputs
from reporting.figures import told
from reporting.learning import faults, guarding, withheld
from reporting.learning.locking import hold
from reporting.models import LearningSummary
from reporting.reviewing import signing

REVIEW_AFTER = timedelta(days=365)
OUT = (LearningSummary.State.PUBLISHED, LearningSummary.State.ARCHIVED)


@transaction.atomic
def approve(summary: LearningSummary, *, by: User) -> None:
    """Say that the summary is right. Whoever changed it last cannot say so."""
    fresh = hold(summary)
    if fresh.edited_by_id == by.pk:
        raise Refused("You made the last change to this summary, so somebody else has to approve it.")
    if fresh.state == LearningSummary.State.SIGN_OFF and not signing.is_signed(fresh):
        raise Refused("Somebody with lived experience has to say yes first.")
    guarding.look_through(fresh, by=by)
    withheld.withhold(fresh, by=by)
    if found := faults(fresh):
        raise Refused(f"This summary cannot be approved yet. {found[0].words}")
    outputs.refuse_untold(fresh)
    summary.move(LearningSummary.State.APPROVED, by=by, approved_by=by)


@transaction.atomic
def reopen(summary: LearningSummary, *, by: User) -> None:
    """Take a summary back for editing that is approved or waits for its sign-off; it needs both anew."""
    summary.move(LearningSummary.State.EDITING, by=by, approved_by=None)


@transaction.atomic
def publish(summary: LearningSummary, *, by: User) -> None:
    """Put the summary on the web in the place of its older version, have its papers made, and tell the project.

    What was told since the approval is looked at once more, with nobody else telling figures meanwhile.
    """
    told.hold_telling()
    versions = (
        LearningSummary.objects.select_for_update(of=("self",), no_key=True).filter(slug=summary.slug).order_by("pk")
    )
    for other in list(versions):
        if other.state == LearningSummary.State.PUBLISHED and other.version > summary.version:
            raise Refused(f"Version {other.version} is published already, and it is newer than this one.")
        if other.state in OUT and other.pk != summary.pk:
            other.move(LearningSummary.State.REPLACED, by=by, reason=f"Version {summary.version} was published.")
            outputs.take_away(other)
    withheld.withhold(summary, by=by)
    if found := faults(summary):  # a project may have taken its words out since the approval
        raise Refused(f"This summary cannot be published yet. {found[0].words}")
    outputs.refuse_untold(summary)
    now = timezone.now()
    summary.move(
        LearningSummary.State.PUBLISHED, by=by, published_at=now, review_on=timezone.localdate(now) + REVIEW_AFTER
    )
    outputs.ask_for(summary, by=by)
    letters.learning_published(summary)


@transaction.atomic
def withdraw(summary: LearningSummary, *, by: User, reason: str = "") -> None:
    """Take the summary away from everybody outside the fund, at once; all that was made from it goes with it."""
    summary.move(LearningSummary.State.WITHDRAWN, by=by, reason=reason.strip())
    outputs.take_away(summary)
