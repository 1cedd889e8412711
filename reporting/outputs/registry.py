"""The registry of what was made: each file with its hash and what is in it, so that whatever takes back finds them all.

A file is kept while everything in it may be shown on its channel, and taken away with its bytes when that ends.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import QuerySet

from fund import files
from fund.kit import jobs, pdf
from fund.kit.states import Refused
from fund.models import Job, User
from reporting.learning import showing
from reporting.learning.pack import sha256
from reporting.models import ChangeTest, EasyRead, LearningSummary, Paper, Story
from reporting.outputs.kinds import FORMATS, PDF
from reporting.outputs.sheet import fetched, sheet

KIND = "learning.paper"
AGAIN = "Something in this paper was taken back while it was made, so the paper is made again without it."
TEST = "test"
CHANGED = "The short lines were changed while their paper was made, so it is made again."


@dataclass(frozen=True)
class Drawn:
    """A file before it is kept: its bytes, the stories and tests in it, and its short lines."""

    kind: str
    content: bytes
    told: list[str]
    easy: str = ""


def wanted(summary: LearningSummary) -> list[str]:
    """The kinds of files that a summary should have: all of them, but short lines only where a person saved them."""
    has_easy = EasyRead.objects.filter(summary=summary).exists()
    return [kind for kind in FORMATS if kind != Paper.Kind.EASY or has_easy]


def lacking(summary: LearningSummary) -> list[str]:
    """The kinds of files that a summary should have and has not."""
    there = current_all(summary)
    return [kind for kind in wanted(summary) if kind not in there]


def ask_for(summary: LearningSummary, *, by: User | None, is_urgent: bool = False) -> Job:
    """Have the missing files of a summary made by one job; asked again while it waits, it is the same job."""
    done = _jobs(summary).filter(state=Job.State.DONE).count()
    stories = "/".join(f"{channel}:{'-'.join(found)}" for channel, found in _allowed(summary).items())
    row = EasyRead.objects.filter(summary=summary).first()
    return jobs.ask(
        KIND,
        key=f"{KIND}:{summary.pk}:{done}:{sha256(f'{stories} {_sign(row)}')[:16]}",
        by=by,
        about=summary,
        title=f"Make the papers: {summary.title}"[:200],
        is_urgent=is_urgent,
        pk=summary.pk,
    )


def draw(summary: LearningSummary, kind: str = Paper.Kind.PDF) -> Drawn:
    """Draw one kind of file of a summary with the stories that may stand in it now."""
    made = FORMATS[Paper.Kind(kind)]
    row = EasyRead.objects.filter(summary=summary).first() if kind == Paper.Kind.EASY else None
    drawn_from = sheet(fetched(summary), made.channel)
    stories = drawn_from.shown.story_versions if made.has_stories else []
    tests = drawn_from.shown.tests if kind != Paper.Kind.EASY else []
    return Drawn(kind, made.draw(drawn_from), [*stories, *tests], _sign(row))


def draw_lacking(summary: LearningSummary, *, say: Callable[[int, int, str], None]) -> list[Drawn]:
    """Draw all that a published summary lacks, one after the other, and say how far it is."""
    kinds = lacking(fetched(summary)) if summary.state == LearningSummary.State.PUBLISHED else []
    drawn = []
    for number, kind in enumerate(kinds):
        say(number, len(kinds), f"Drawing: {FORMATS[Paper.Kind(kind)].kind.label}")
        drawn.append(draw(summary, kind))
    return drawn


def keep(summary: LearningSummary, drawn: Drawn, *, by: User | None) -> Paper | None:
    """Keep one drawn file; nothing where the summary is not published."""
    kept = keep_all(summary, [drawn], by=by)
    return kept[0] if kept else None


@transaction.atomic
def keep_all(summary: LearningSummary, drawn: Iterable[Drawn], *, by: User | None) -> list[Paper]:
    """Keep drawn files in the place of those that may no longer be shown; none where the summary is not published.

    Raises Refused if a story was withdrawn, or a test went behind the wall, while they were drawn: then they must be
    drawn again. Both are held while this is looked at, so it either is seen here, or comes after and takes the files.
    """
    all_drawn = list(drawn)
    fresh = LearningSummary.objects.select_for_update(of=("self",), no_key=True).get(pk=summary.pk)
    if fresh.state != LearningSummary.State.PUBLISHED:
        return []
    told = [name for one in all_drawn for name in one.told]
    Story.objects.hold(_numbers(told))
    ChangeTest.objects.hold(int(name.removeprefix(TEST)) for name in told if name.startswith(TEST))
    allowed = _allowed(fetched(fresh))
    row = EasyRead.objects.filter(summary=fresh).first()
    for one in all_drawn:
        if not set(one.told) <= set(allowed[FORMATS[Paper.Kind(one.kind)].channel]):
            raise Refused(AGAIN)
        if one.kind == Paper.Kind.EASY and one.easy != _sign(row):
            raise Refused(CHANGED)
    _take_away(fresh, [one.kind for one in all_drawn])
    return [_keep(fresh, one, by) for one in all_drawn]


def _keep(summary: LearningSummary, drawn: Drawn, by: User | None) -> Paper:
    made = FORMATS[Paper.Kind(drawn.kind)]
    name = f"{summary.slug}-{summary.version}-{made.file}"
    stored = files.keep_ours(drawn.content, name, made.content_type)
    pages = pdf.pages(drawn.content) if made.content_type == PDF else 0
    return Paper.objects.create(summary=summary, kind=drawn.kind, file=stored, pages=pages, told=drawn.told)


def current(summary: LearningSummary, kind: str = Paper.Kind.PDF) -> Paper | None:
    """The file of a summary, if everything in it may still be shown in such a file."""
    paper = summary.papers.filter(kind=kind).select_related("file").first()
    if paper is None or not paper.told:
        return paper
    return paper if set(paper.told) <= set(_versions(summary, FORMATS[Paper.Kind(kind)].channel)) else None


def current_all(summary: LearningSummary) -> dict[str, Paper]:
    """All files of a summary in which everything may still be shown, by their kind and in the order of `FORMATS`.

    One query, and one more for each channel for which a file with stories or tests was made.
    """
    rows = {paper.kind: paper for paper in summary.papers.select_related("file")}
    channels = {FORMATS[Paper.Kind(kind)].channel for kind, paper in rows.items() if paper.told}
    allowed = {channel: set(_versions(summary, channel)) for channel in channels}
    return {
        made.kind: rows[made.kind]
        for made in FORMATS.values()
        if made.kind in rows and set(rows[made.kind].told) <= allowed.get(made.channel, set())
    }


def is_being_made(summary: LearningSummary) -> bool:
    """Say whether files of this summary are on their way."""
    return _jobs(summary).filter(state__in=[Job.State.WAITING, Job.State.RUNNING]).exists()


@transaction.atomic
def without(story: Story, *, by: User | None) -> None:
    """Have the files made again that this story stood in, after it was withdrawn or changed."""
    renew(LearningSummary.objects.filter(statements__sources__story=story), by=by)


@transaction.atomic
def without_tests(tests: Iterable[ChangeTest], *, by: User | None) -> None:
    """Have the files made again in which these tests of a change stood, after their group put them behind the wall."""
    renew(_telling_of(tests), by=by)


@transaction.atomic
def with_tests(tests: Iterable[ChangeTest], *, by: User | None) -> None:
    """Have the files made again that told nothing of these tests, after their group let the fund learn from them."""
    published = _telling_of(tests).filter(state=LearningSummary.State.PUBLISHED).distinct()
    for summary in published.prefetch_related("papers"):
        kinds = [paper.kind for paper in summary.papers.all() if paper.kind != Paper.Kind.EASY]
        _take_away(summary, kinds)
        ask_for(summary, by=by, is_urgent=True)


def _telling_of(tests: Iterable[ChangeTest]) -> QuerySet[LearningSummary]:
    return LearningSummary.objects.filter(statements__sources__test__in=list(tests))


@transaction.atomic
def renew(summaries: QuerySet[LearningSummary], *, by: User | None) -> int:
    """Take away files that hold what may no longer be shown, and ask for new ones; of how many summaries."""
    published = showing.with_lines(summaries.filter(state=LearningSummary.State.PUBLISHED).distinct())
    stale = 0
    for summary in published:
        there = current_all(summary)
        gone = [paper.kind for paper in summary.papers.all() if paper.kind not in there]
        if gone:
            _take_away(summary, gone)
            ask_for(summary, by=by, is_urgent=True)
            stale += 1
    return stale


@transaction.atomic
def fill_up(*, by: User | None) -> int:
    """Ask for what published summaries lack, such as a new kind of file; how many lack something."""
    rows = showing.with_lines(LearningSummary.objects.published().order_by("pk"))
    short = [one for one in rows if not is_being_made(one) and lacking(one)]
    for summary in short:
        ask_for(summary, by=by)
    return len(short)


@transaction.atomic
def make_again(summary: LearningSummary, kind: str, *, by: User | None) -> None:
    """Take one kind of file away and, where the summary is published, have it made anew."""
    _take_away(summary, [kind])
    if summary.state == LearningSummary.State.PUBLISHED:
        ask_for(summary, by=by, is_urgent=True)


def take_away(summary: LearningSummary) -> None:
    """Delete all files of a summary that is withdrawn or replaced."""
    _take_away(summary, list(FORMATS))


def issued_with(story: Story) -> list[str]:
    """The titles of the summaries whose files held a story and were made: copies of them cannot be called back."""
    made = Job.objects.filter(kind=KIND, state=Job.State.DONE, result__has_key="stories")
    with_it = {job.payload["pk"] for job in made if story.pk in _numbers(job.result["stories"])}
    return list(LearningSummary.objects.filter(pk__in=with_it).order_by("title").values_list("title", flat=True))


def _numbers(told: Iterable[str]) -> set[int]:
    """The numbers of the stories among what a file tells."""
    return {int(one.split(".")[0]) for one in told if not one.startswith(TEST)}


def _jobs(summary: LearningSummary) -> QuerySet[Job]:
    about = ContentType.objects.get_for_model(LearningSummary)
    return Job.objects.filter(kind=KIND, about_type=about, about_id=summary.pk)


def _versions(summary: LearningSummary, channel: str) -> list[str]:
    shown = showing.show(summary, channel)
    return [*shown.story_versions, *shown.tests]


def _allowed(summary: LearningSummary) -> dict[str, list[str]]:
    """By channel, the stories and the tests that may stand in files for it now."""
    channels = dict.fromkeys(made.channel for made in FORMATS.values())
    return {channel: _versions(summary, channel) for channel in channels}


def _sign(row: EasyRead | None) -> str:
    return f"{row.words} {row.checked_by} {row.checked_on}" if row else ""


def _take_away(summary: LearningSummary, kinds: Iterable[str]) -> None:
    """Delete files of a summary, their rows and their bytes."""
    for paper in summary.papers.filter(kind__in=list(kinds)).select_related("file"):
        stored = paper.file
        paper.delete()
        files.drop(stored)
