"""The projects' own look at a draft: asking them, what they say, what the fund answers, and the reminder."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils import timezone

from fund import open_days
from fund.kit import history
from fund.kit.states import Refused
from fund.kit.working_days import is_working_day, working_days_between
from fund.models import User
from fund.templatetags.words import day
from reporting import letters
from reporting.learning.editing import own_faults
from reporting.learning.locking import hold
from reporting.models import LearningSummary, ProjectReview, ReviewComment, Statement
from reporting.reviewing import quoting

DAYS = 10  # working days that a project has
REMIND = 3  # working days before the last one
State, Answer = LearningSummary.State, ProjectReview.Answer


@transaction.atomic
def ask(summary: LearningSummary, *, by: User) -> list[ProjectReview]:
    """Ask every project that a draft draws on, for ten working days. Who saw all of it and answered is left alone."""
    held = hold(summary)
    if held.state != State.EDITING:
        raise Refused("Projects are asked while a summary is being edited. Read the draft and save it first.")
    if found := own_faults(held):
        raise Refused(f"Projects cannot be asked yet. {found[0].words}")
    there = quoting.reviews_of(held)
    asked = []
    for grant, statements in quoting.drawn_from(quoting.shown_of(held)).values():
        row = there.get(grant.pk) or ProjectReview(summary=held, grant=grant)
        if row.answer and {one.pk for one in statements} <= set(row.seen):
            continue
        row.answer, row.asked_at = "", timezone.now()
        asked.append(history.save(row, by=by))
    if not asked:
        raise Refused("Every project has answered already. Ask for the sign-off.")
    until = open_days.last_day(DAYS)
    held.move(State.REVIEW, by=by, check_until=until)
    for row in asked:
        letters.review_asked(row, until)
    summary.refresh_from_db()
    return asked


@transaction.atomic
def answer(review: ProjectReview, *, answer: str, comments: Mapping[int, str], by: User) -> None:
    """Keep what a project says to a draft. `comments` are what it wants changed, by the number of the statement.

    It can say it anew until its last day. To take its words out it has time until the summary is published.
    """
    summary = hold(review.summary)
    held = ProjectReview.objects.select_for_update(of=("self",), no_key=True).get(pk=review.pk)
    _require_time(summary, answer)
    mine = quoting.drawn_from(quoting.shown_of(summary)).get(held.grant_id)
    statements = {one.pk: one for one in mine[1]} if mine else {}
    wanted = {pk: words.strip() for pk, words in comments.items() if words.strip()}
    if answer == Answer.CHANGE and not wanted:
        raise Refused("Say at one statement or more what should be different.")
    if not wanted.keys() <= statements.keys():
        raise Refused("A statement was changed or left out while you read. Reload the page and look again.")
    held.answer, held.answered_at, held.answered_by = answer, timezone.now(), by
    held.seen = sorted(statements)
    history.save(held, by=by, fields=["answer", "answered_at", "answered_by", "seen"])
    _keep_comments(held, {statements[pk]: words for pk, words in wanted.items()} if answer == Answer.CHANGE else {}, by)
    review.refresh_from_db()


def _require_time(summary: LearningSummary, answer: str) -> None:
    open_states = {State.EDITING, State.REVIEW, State.SIGN_OFF, State.APPROVED}
    if answer == Answer.OUT and summary.state in open_states:
        return
    if summary.state != State.REVIEW:
        raise Refused("This draft does not wait for you any more. If something is wrong, tell the fund.")
    if summary.check_until is None or timezone.localdate() > summary.check_until:
        raise Refused(f"The last day to answer was {day(summary.check_until)}. You can still take your words out.")


def _keep_comments(review: ProjectReview, wanted: Mapping[Statement, str], by: User) -> None:
    """Comments that were said again in other words wait for an answer again; those not said any more go."""
    there = {row.statement_id: row for row in review.comments.all()}
    for statement, words in wanted.items():
        row = there.pop(statement.pk, None) or ReviewComment(review=review, statement=statement)
        if row.words != words:
            row.words, row.said_at, row.reply, row.replied_by = words, timezone.now(), "", None
            history.save(row, by=by)
    for row in there.values():
        history.delete(row, by=by, reason="The project says something else now.")


@transaction.atomic
def reply(comment: ReviewComment, *, words: str, by: User) -> None:
    """Answer what a project wants changed: what was done, or why not. The project reads it."""
    summary = hold(comment.review.summary)
    if summary.state not in {State.EDITING, State.REVIEW}:
        raise Refused("Comments are answered while a summary is edited or with the projects.")
    if not words.strip():
        raise Refused("Say what you changed, or why you did not.")
    held = ReviewComment.objects.select_for_update(of=("self",), no_key=True).get(pk=comment.pk)
    held.reply, held.replied_by = words.strip(), by
    history.save(held, by=by, fields=["reply", "replied_by"])


def remind(today: date | None = None) -> int:
    """Remind projects that have not answered, once, three working days before the last day; how many letters."""
    now, closed = today or timezone.localdate(), open_days.closed_days()
    if not is_working_day(now, closed):
        return 0
    rows = ProjectReview.objects.running().select_related("summary", "grant__organisation")
    return sum(
        letters.review_reminder(row, row.summary.check_until)
        for row in rows
        if row.summary.check_until and working_days_between(now, row.summary.check_until, closed) <= REMIND
    )
