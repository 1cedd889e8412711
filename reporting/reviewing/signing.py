"""The sign-off by somebody with lived experience: yes, or not yet and what has to change."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from fund.kit import history
from fund.kit.states import Refused
from fund.models import User
from fund.templatetags.words import day
from reporting import letters
from reporting.learning import guarding, withheld
from reporting.learning.editing import faults
from reporting.learning.locking import hold
from reporting.models import LearningSummary, LivedReview
from reporting.reviewing import quoting

State, Answer = LearningSummary.State, LivedReview.Answer


def reviewers() -> "QuerySet[User]":
    """Those who can be asked: with the role, and scoring no bids."""
    lived = User.objects.filter(roles__kind="lived", is_active=True)
    return lived.exclude(roles__kind__in=["assessor", "panel"]).distinct().order_by("name", "pk")


@transaction.atomic
def ask(summary: LearningSummary, *, reviewer: User, by: User) -> LivedReview:
    """Ask a person with lived experience whether the summary may go out, once the projects had their say.

    Behind a collection of texts from elsewhere stands no project that could be asked.
    """
    held = hold(summary)
    if held.check_until is None and held.collection_id is None:
        raise Refused("Ask the projects first: they read the draft before anybody else does.")
    if waits := quoting.waiting(held):
        who = "1 project has" if len(waits) == 1 else f"{len(waits)} projects have"
        raise Refused(f"{who} until {day(held.check_until)} to answer.")
    if not reviewers().filter(pk=reviewer.pk).exists():
        raise Refused("This person is no lived-experience reviewer, or scores bids. Choose somebody else.")
    guarding.look_through(held, by=by)
    if found := faults(held):
        raise Refused(f"This cannot be signed off yet. {found[0].words}")
    withheld.withhold(held, by=by)
    held.move(State.SIGN_OFF, by=by)
    row: LivedReview = history.save(LivedReview(summary=held, reviewer=reviewer, asked_by=by), by=by)
    letters.sign_off_asked(row)
    summary.refresh_from_db()
    return row


@transaction.atomic
def say(review: LivedReview, *, answer: str, words: str, is_named: bool, by: User) -> None:
    """Keep what the reviewer says. “Not yet” gives the summary back to its editors."""
    summary = hold(review.summary)
    held = LivedReview.objects.select_for_update(of=("self",), no_key=True).get(pk=review.pk)
    if held.reviewer_id != by.pk:
        raise Refused("Somebody else was asked for this.")
    if summary.state != State.SIGN_OFF or newest(summary) != held:
        raise Refused("This summary does not wait for you any more. Thank you for your time.")
    if answer == Answer.NOT_YET and not words.strip():
        raise Refused("Say what has to change.")
    held.answer, held.words, held.answered_at = answer, words.strip(), timezone.now()
    held.is_named = is_named and answer == Answer.YES
    history.save(held, by=by, fields=["answer", "words", "is_named", "answered_at"])
    if answer == Answer.NOT_YET:
        summary.move(State.EDITING, by=by, reason="Not signed off yet")
    review.refresh_from_db()


def newest(summary: LearningSummary) -> LivedReview | None:
    """The sign-off that counts: the last one that was asked for."""
    return summary.lived_reviews.select_related("reviewer").first()


def is_signed(summary: LearningSummary) -> bool:
    """Say whether the last person who was asked said yes."""
    row = newest(summary)
    return row is not None and row.answer == Answer.YES


def named(summary: LearningSummary) -> str:
    """The name of who signed a summary off, if they agreed to be named; else nothing. One query."""
    row = newest(summary)
    return row.reviewer.name if row is not None and row.answer == Answer.YES and row.is_named else ""
