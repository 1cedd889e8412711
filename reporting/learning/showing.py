"""What a summary shows on one channel, at this moment: a page, a paper and a preview all ask here."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.safestring import SafeString

from fund.kit import charts
from reporting.learning import wording
from reporting.learning.pack import sha256
from reporting.models import LearningSummary, Source, Statement, Story


@dataclass(frozen=True)
class Tale:
    """A story with living consent: whose it is, and the words of it that the summary shows."""

    story: Story
    good: str
    hard: str


@dataclass(frozen=True)
class Mark:
    """A figure, and its bar where it is a share that may be shown."""

    figure: dict[str, Any]
    bar: SafeString


@dataclass(frozen=True)
class Shown:
    """Everything that a reader of one channel sees of a summary."""

    summary: LearningSummary
    helped: list[Statement]
    hindered: list[Statement]
    whom: list[Statement]
    tales: list[Tale]
    marks: list[Mark]
    left_out: list[str]
    nothing_against: str = wording.NOTHING_AGAINST

    @property
    def story_numbers(self) -> list[int]:
        return sorted(tale.story.pk for tale in self.tales)


def with_lines(summaries: "QuerySet[LearningSummary]") -> "QuerySet[LearningSummary]":
    """Fetch summaries with all that `show` reads, in a fixed number of queries."""
    sources = Prefetch("sources", Source.objects.select_related("report__grant__organisation"))
    statements = Prefetch("statements", Statement.objects.select_related("theme").prefetch_related(sources))
    return summaries.select_related("grant__organisation", "grant__round", "round").prefetch_related(statements)


def show(summary: LearningSummary, channel: str) -> Shown:
    """What a summary shows on a channel now. Stories are asked for their consent each time. One query."""
    kept = [statement for statement in summary.statements.all() if not statement.is_dropped]
    by_kind: dict[str, list[Statement]] = {kind: [] for kind in Statement.Kind.values}
    for statement in kept:
        by_kind[statement.kind].append(statement)
    return Shown(
        summary=summary,
        helped=by_kind[Statement.Kind.FOR],
        hindered=by_kind[Statement.Kind.AGAINST],
        whom=by_kind[Statement.Kind.WHOM],
        tales=_tales(by_kind[Statement.Kind.STORY], channel),
        marks=[_mark(number, figure) for number, figure in enumerate(summary.figures)],
        left_out=wording.left_out(summary.counts),
    )


def _tales(statements: list[Statement], channel: str) -> list[Tale]:
    """The stories whose consent covers the channel today; one whose words were changed since is another story."""
    cited = [(statement, source) for statement in statements for source in statement.sources.all() if source.story_id]
    allowed = Story.objects.filter(pk__in={source.story_id for _, source in cited}).for_channel(channel)
    living = {story.pk: story for story in allowed.select_related("grant")}
    words: dict[int, dict[str, str]] = {}
    for statement, source in cited:
        story = living.get(source.story_id or 0)
        if story and sha256(getattr(story, source.field)) == source.sha256:
            words.setdefault(story.pk, {})[source.field] = statement.words
        elif story:
            del living[story.pk]
    return [
        Tale(living[pk], parts.get("good", ""), parts.get("hard", ""))
        for pk, parts in sorted(words.items())
        if pk in living
    ]


def _mark(number: int, figure: dict[str, Any]) -> Mark:
    if not figure.get("denominator"):
        return Mark(figure, SafeString(""))
    name = f"{figure['name']}: {figure['words']}"
    return Mark(figure, charts.bar(figure["numerator"], figure["denominator"], key=f"figure-{number}", name=name))
