"""What an announcement would send, before it does."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.utils import timezone

from applications import feedback
from applications.announcing.at_once import ENDS, Outcome
from applications.announcing.editing import needs_a_look, words_for
from applications.announcing.placeholders import used
from applications.announcing.waiting import decided_in
from applications.announcing.wording import Wording, filled, nothing_to_say, values_of, writer
from applications.models import Application, EditedLetter
from fund import post
from fund.models import Membership, Round, User


@dataclass(frozen=True)
class Post:
    """What one group will be sent: to whom, the words of its letter, and what stands in their way.

    `lacks_feedback` says that it is not funded and nothing was chosen to pass on; `leaves_feedback_out` that something
    was chosen, and this letter does not say it.
    """

    application: Application
    to: list[User]
    subject: str
    text: str
    edited: EditedLetter | None
    looks_again: bool
    missing: list[str]
    lacks_feedback: bool
    leaves_feedback_out: bool


@dataclass(frozen=True)
class Counts:
    """How many letters wait: by outcome, and by what matters before they go."""

    outcomes: list[tuple[str, int]]
    edited: int
    to_look_at: int
    with_gaps: int
    to_nobody: int
    lack_feedback: int
    leave_feedback_out: int


def outbox(round_: Round, *, but: Collection[int] = ()) -> list[Post]:
    """Every letter that waits for the announcement, without its words. The same few queries for any number.

    `but` are the keys of bids that are closed to the reader.
    """
    return _posts(decided_in(round_).exclude(pk__in=but), round_, "none")


def preview(round_: Round, *, but: Collection[int] = ()) -> list[Post]:
    """The same, with the words of the first letter of each outcome."""
    return _posts(decided_in(round_).exclude(pk__in=but), round_, "first")


def letter_of(application: Application) -> Post:
    """The letter of one bid as it will go."""
    rows = decided_in(application.round).filter(pk=application.pk)
    return _posts(rows, application.round, "first", is_alone=True)[0]


def count(posts: list[Post]) -> Counts:
    """How many letters there are, by what matters before they go."""
    by_outcome = Counter(post.application.decision.outcome for post in posts)
    return Counts(
        outcomes=[(str(outcome.label), by_outcome[outcome]) for outcome in Outcome if by_outcome[outcome]],
        edited=sum(post.edited is not None for post in posts),
        to_look_at=sum(post.looks_again for post in posts),
        with_gaps=sum(bool(post.missing) for post in posts),
        to_nobody=sum(not post.to for post in posts),
        lack_feedback=sum(post.lacks_feedback for post in posts),
        leave_feedback_out=sum(post.leaves_feedback_out for post in posts),
    )


def _posts(rows: Iterable[Application], round_: Round, words_of: str, *, is_alone: bool = False) -> list[Post]:
    told = list(rows)
    to, wording, today = _readers(told), Wording(round_), timezone.localdate()
    posts, shown = [], set()
    for application in told:
        people, outcome = to.get(application.organisation_id, []), Outcome(application.decision.outcome)
        words = words_for(application, outcome, wording)
        missing = nothing_to_say(words, values_of(outcome, application, to=None, on=today))
        subject = text = ""
        if is_alone and not people:
            letter = filled(words, values_of(outcome, application, to=None, on=today))
            subject, text = letter.subject, letter.text
        elif people and words_of == "first" and outcome not in shown:
            shown.add(outcome)
            say = writer(words, outcome, application, on=today)
            subject, text, _ = post.render(ENDS[outcome], to=people[0], about=application, **say(people[0]))
        edited = application.edited_letter if hasattr(application, "edited_letter") else None
        passed_on = feedback.text_of(application)
        says_it = "feedback" in used(words.text) or passed_on in words.text
        posts.append(
            Post(
                application,
                people,
                subject,
                text.strip(),
                edited,
                needs_a_look(application),
                missing,
                lacks_feedback=outcome != Outcome.AWARD and not passed_on,
                leaves_feedback_out=not says_it,
            )
        )
    return posts


def _readers(told: list[Application]) -> dict[int, list[User]]:
    """The people to whom the letters of each group go, by the key of the group."""
    to: dict[int, list[User]] = {}
    writers = Membership.objects.filter(kind__in=["lead", "editor"], user__is_active=True)
    writers = writers.filter(organisation__in={application.organisation_id for application in told})
    for membership in writers.select_related("user").order_by("user__name", "pk"):
        to.setdefault(membership.organisation_id, []).append(membership.user)
    return to
