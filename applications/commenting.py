"""Comments that a group's people leave each other in a draft. Nobody outside the group ever sees them."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count

from applications import letters
from applications.models import Application, Comment
from fund.kit import history
from fund.kit.states import Refused
from fund.models import Question, Section, User

WORDS = 300


@dataclass(frozen=True)
class Thread:
    """What was said about one question, or about a whole section (then `question` is None)."""

    question: Question | None
    comments: list[Comment]


@transaction.atomic
def write(
    application: Application,
    *,
    by: User,
    words: str,
    section: Section | None = None,
    question: Question | None = None,
) -> Comment:
    """Say something about a draft. The others of the group hear of it, at most once a day each."""
    held = (
        Application.objects.select_related("organisation")
        .select_for_update(of=("self",), no_key=True)
        .get(pk=application.pk)
    )
    if not held.is_being_written:
        raise Refused("This application is no draft any more, so there is nothing left to comment on.")
    comment: Comment = history.save(
        Comment(
            application=held,
            section=question.section if question else section,
            question_code=question.code if question else "",
            words=words,
            written_by=by,
        ),
        by=by,
    )
    letters.commented(held, by)
    return comment


@transaction.atomic
def resolve(comment: Comment, *, by: User) -> None:
    """Say that a comment is settled. It stays to be read."""
    comment.move(Comment.State.RESOLVED, by=by)


@transaction.atomic
def reopen(comment: Comment, *, by: User) -> None:
    """Bring a settled comment back."""
    comment.move(Comment.State.OPEN, by=by)


def beside(application: Application, section: Section, questions: list[Question]) -> list[Thread]:
    """The open comments on one section, by question in the order of the form. One query."""
    rows = application.comments.filter(section=section, state=Comment.State.OPEN).select_related("written_by")
    return _threads(list(rows), questions)


def all_of(application: Application) -> list[tuple[Section | None, list[Thread]]]:
    """Every comment, settled ones too, by section and question; what is about the whole application comes first."""
    rows = application.comments.select_related("written_by", "section")
    by_section: dict[int | None, list[Comment]] = {}
    for comment in rows:
        by_section.setdefault(comment.section_id, []).append(comment)
    found: list[tuple[Section | None, list[Thread]]] = []
    if None in by_section:
        found.append((None, [Thread(None, by_section[None])]))
    sections = Section.objects.filter(pk__in=[pk for pk in by_section if pk]).prefetch_related("questions")
    for section in sections.order_by("position", "pk"):
        found.append((section, _threads(by_section[section.pk], list(section.questions.all()))))
    return found


def open_in(application: Application) -> int:
    """How many comments wait to be settled."""
    return application.comments.filter(state=Comment.State.OPEN).aggregate(many=Count("pk"))["many"]


def _threads(comments: list[Comment], questions: list[Question]) -> list[Thread]:
    codes = {question.code for question in questions}
    whole = [comment for comment in comments if comment.question_code not in codes]
    threads = [Thread(None, whole)] if whole else []
    for question in questions:
        if mine := [comment for comment in comments if comment.question_code == question.code]:
            threads.append(Thread(question, mine))
    return threads
