"""Papers that are issued: made once, kept with their hash, taken away when a story in them may no longer be printed."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from fund import files
from fund.kit import jobs, pdf
from fund.kit.states import Refused
from fund.models import Job, User
from reporting.learning import showing
from reporting.models import LearningSummary, Paper, Source, Story

KIND = "learning.paper"
LINES = 5  # of each side on the paper, so that it stays on two pages; the web page has them all
AGAIN = "A story was withdrawn while this paper was made, so the paper is made again without it."


@dataclass(frozen=True)
class Drawn:
    """A paper before it is kept: its bytes, and the stories that stand in it."""

    content: bytes
    stories: list[int]


def ask_for(summary: LearningSummary, *, by: User | None) -> Job:
    """Have the PDF of a summary made, once for each set of stories that may stand in it."""
    printable = _printable(summary)
    return jobs.ask(
        KIND,
        key=f"{KIND}:{summary.pk}:{'-'.join(map(str, printable)) or 'no-story'}",
        by=by,
        about=summary,
        title=f"Make the PDF: {summary.title}"[:200],
        pk=summary.pk,
    )


def draw(summary: LearningSummary) -> Drawn:
    """Draw the two-page paper of a summary with the stories that may be printed now."""
    shown = showing.show(showing.with_lines(LearningSummary.objects.all()).get(pk=summary.pk), "print")
    context = {
        "shown": shown,
        "summary": shown.summary,
        "helped": shown.helped[:LINES],
        "hindered": shown.hindered[:LINES],
        "more": max(0, len(shown.helped) - LINES) + max(0, len(shown.hindered) - LINES),
        "address": settings.SITE_ADDRESS + reverse("reporting:summary", args=[summary.slug]),
    }
    return Drawn(pdf.render("print/summary.html", context), shown.story_numbers)


@transaction.atomic
def keep(summary: LearningSummary, drawn: Drawn, *, by: User | None) -> Paper | None:
    """Keep a drawn paper in the place of one that may no longer be shown; nothing where the summary is not published.

    Raises Refused if a story was withdrawn while the paper was drawn: then it must be drawn again.
    """
    fresh = LearningSummary.objects.select_for_update(of=("self",)).get(pk=summary.pk)
    if fresh.state != LearningSummary.State.PUBLISHED:
        return None
    if not set(drawn.stories) <= set(_printable(fresh)):
        raise Refused(AGAIN)
    _take_away(fresh)
    sent = SimpleUploadedFile(f"{fresh.slug}-{fresh.version}.pdf", drawn.content, "application/pdf")
    stored = files.keep(sent, by=by, is_ours=True)
    return Paper.objects.create(summary=fresh, kind=Paper.Kind.PDF, file=stored, pages=pdf.pages(drawn.content))


def current(summary: LearningSummary) -> Paper | None:
    """The paper of a summary, if every story in it may still be printed.

    A summary that cites stories needs the record of which of them its paper holds; without it there is no paper.
    """
    paper = summary.papers.filter(kind=Paper.Kind.PDF).select_related("file").first()
    if paper is None or not Source.objects.filter(statement__summary=summary, story__isnull=False).exists():
        return paper
    for result in _jobs(summary).filter(state=Job.State.DONE).values_list("result", flat=True):
        if result.get("paper") == paper.pk:
            return paper if set(result["stories"]) <= set(_printable(summary)) else None
    return None


def is_being_made(summary: LearningSummary) -> bool:
    """Say whether a paper of this summary is on its way."""
    return _jobs(summary).filter(state__in=[Job.State.WAITING, Job.State.RUNNING]).exists()


@transaction.atomic
def without(story: Story, *, by: User | None) -> None:
    """Have the papers made again that this story stood in, after it was withdrawn or changed."""
    renew(LearningSummary.objects.filter(statements__sources__story=story), by=by)


@transaction.atomic
def renew(summaries: QuerySet[LearningSummary], *, by: User | None) -> int:
    """Take away papers that hold what may no longer be printed, and ask for new ones; how many there were."""
    stale = [
        one
        for one in summaries.filter(state=LearningSummary.State.PUBLISHED).distinct()
        if one.papers.exists() and current(one) is None
    ]
    for summary in stale:
        _take_away(summary)
        ask_for(summary, by=by)
    return len(stale)


def _jobs(summary: LearningSummary) -> QuerySet[Job]:
    about = ContentType.objects.get_for_model(LearningSummary)
    return Job.objects.filter(kind=KIND, about_type=about, about_id=summary.pk)


def _printable(summary: LearningSummary) -> list[int]:
    return showing.show(summary, "print").story_numbers


def _take_away(summary: LearningSummary) -> None:
    """Delete the paper of a summary, its row and its bytes."""
    for paper in summary.papers.filter(kind=Paper.Kind.PDF).select_related("file"):
        stored = paper.file
        paper.delete()
        files.drop(stored)
