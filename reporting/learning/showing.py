"""What a summary shows on one channel, at this moment: a page, a paper and a preview all ask here."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.safestring import SafeString

from applications.models import Grant
from fund.kit import charts
from reporting import similar
from reporting.learning import needing, scopes, wording
from reporting.learning.knowing import Known, known
from reporting.learning.pack import sha256
from reporting.learning.parameters import in_words
from reporting.models import ChangeTest, LearningSummary, OldText, Report, Source, Statement, Story
from reporting.reviewing import quoting

NAMELESS = "Somebody who took part"
# What a source is of, once each and not once for each source: a summary of many projects has hundreds of them.
OF_SOURCES = (
    Prefetch("report", Report.objects.select_related("grant__organisation")),
    Prefetch("test", ChangeTest.objects.select_related("grant__organisation")),
    Prefetch("text", OldText.objects.select_related("project")),
)


@dataclass(frozen=True)
class Tale:
    """A story with living consent: whose it is, and the words of it that the summary shows.

    `story` is nothing where the words come from a collection of old texts.
    """

    story: Story | None
    good: str
    hard: str
    byline: str
    voice: str

    @property
    def said_by(self) -> str:
        """Who said it, as a line beneath the words."""
        how = self.story.how_told if self.story else ""
        return ", ".join(part for part in (self.byline, self.voice.lower(), how) if part)


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
    planned: list[Statement]
    both: list[Statement]
    emerging: list[Statement]
    told_in_figures: list[Statement]
    tales: list[Tale]
    marks: list[Mark]
    left_out: list[str]
    label: str
    cost: str
    method: list[tuple[str, Any]]
    nothing_against: str = wording.NOTHING_AGAINST

    @property
    def lines(self) -> list[Statement]:
        """Every statement but figures and stories, in the order of the page."""
        return [*self.helped, *self.hindered, *self.both, *self.whom, *self.planned, *self.emerging]

    @cached_property
    def needs(self) -> list[tuple[str, str]]:
        """How long it took, which people helped or were missed, and what was made, as rows of a table."""
        return needing.in_words(self.summary.needs, is_one=self.summary.grant_id is not None)

    @cached_property
    def known(self) -> list[Known]:
        """How much it tells of five things, each as nothing yet, some or good."""
        figures = [mark.figure for mark in self.marks]
        return known(self.summary, figures, self.helped, self.hindered, self.whom)

    @cached_property
    def cited(self) -> list[Grant]:
        """The projects whose reports and tests of a change the statements come from, by name."""
        grants = (grant for grant, _ in quoting.drawn_from(self.lines).values())
        return sorted(grants, key=lambda grant: ((grant.title or grant.reference).casefold(), grant.pk))

    @property
    def story_versions(self) -> list[str]:
        """Which stories are shown, each with the version of its words: 12.1 is the first of story 12."""
        return sorted(f"{tale.story.pk}.{tale.story.version}" for tale in self.tales if tale.story)

    @property
    def tests(self) -> list[str]:
        """Which tests of a change are shown, by their names, such as test12."""
        cited = (source for line in self.lines for source in line.sources.all())
        return sorted({source.origin for source in cited if source.test_id})


def with_lines(summaries: "QuerySet[LearningSummary]") -> "QuerySet[LearningSummary]":
    """Fetch summaries with all that `show` reads, in a fixed number of queries.

    Nothing comes along of a test of a change that its group keeps to itself.
    """
    sources = Prefetch("sources", Source.objects.exclude(test__is_walled=True).prefetch_related(*OF_SOURCES))
    rows = Statement.objects.before_the_wall().select_related("theme", "ticked_by")
    statements = Prefetch("statements", rows.prefetch_related(sources))
    about = ("grant__organisation", "grant__round", "round", "collection")
    return summaries.select_related(*about).prefetch_related(statements)


def show(summary: LearningSummary, channel: str) -> Shown:
    """What a summary shows on a channel now. Three queries.

    Stories are asked for their consent each time, and so are projects for their own words: `source.may_quote`.
    """
    kept = [statement for statement in summary.statements.all() if not statement.is_dropped]
    quoting.mark(summary, kept)
    by_kind: dict[str, list[Statement]] = {kind: [] for kind in Statement.Kind.values}
    hidden = {figure["id"] for figure in summary.figures if figure["is_hidden"]}
    for statement in kept:
        if statement.grade:
            by_person = (statement.confidence, statement.regraded, statement.why_regraded)
            said = wording.confidence(statement, statement.grade)
            statement.sure = f"{said} {wording.regraded(*by_person)}".strip()
            statement.note = wording.note(*by_person)
        statement.tested = _tested(statement)
        by_kind[statement.kind].append(statement)
    return Shown(
        summary=summary,
        helped=by_kind[Statement.Kind.FOR],
        hindered=by_kind[Statement.Kind.AGAINST],
        whom=by_kind[Statement.Kind.WHOM],
        planned=by_kind[Statement.Kind.NEXT],
        both=by_kind[Statement.Kind.BOTH],
        emerging=[one for one in by_kind[Statement.Kind.EMERGING] if one.named],
        told_in_figures=[one for one in by_kind[Statement.Kind.FIGURE] if one.figure not in hidden],
        tales=_tales(by_kind[Statement.Kind.STORY], channel),
        marks=[_mark(number, figure) for number, figure in enumerate(summary.figures)],
        left_out=wording.left_out(summary.counts),
        label=scopes.LABELS[summary.scope].format(name=summary.about),
        cost=wording.cost(summary.cost),
        method=[(in_words(name), value) for name, value in summary.parameters.items()],
    )


def _tested(statement: Statement) -> str:
    """What was tested, in the words of its group as far as these may be quoted, and what was done after it."""
    source = next((source for source in statement.sources.all() if source.test), None)
    if source is None or source.test is None:
        return ""
    return wording.tested(source.test.act, source.test.title if getattr(source, "may_quote", False) else "")


def alike(shown: Shown, *, limit: int = 3) -> similar.Answer:
    """The projects most like that of a summary; if it is of many, like its words and what those it cites share."""
    summary = shown.summary
    if summary.grant is not None:
        return similar.like_project(summary.grant, limit=limit)
    said = [summary.title, summary.about, summary.one_line, summary.for_whom, *(line.words for line in shown.lines)]
    return similar.like_projects(" . ".join(filter(None, said)), shown.cited, limit=limit)


def without_dead_stories(statements: list[Statement]) -> list[Statement]:
    """The statements without those of stories that may be shown neither on the web nor in print. One query."""
    cited = {source.story_id for one in statements for source in one.sources.all() if source.story_id}
    living = set(Story.objects.for_any("web", "print").filter(pk__in=cited).values_list("pk", flat=True))
    return [
        one
        for one in statements
        if all(
            (s.story_id is None or s.story_id in living)
            and (s.text is None or s.text.source_state == OldText.State.ACCEPTED)
            for s in one.sources.all()
        )
    ]


def _tales(statements: list[Statement], channel: str) -> list[Tale]:
    """The stories whose consent covers the channel today; one whose words were changed since is another story."""
    cited = [(statement, source) for statement in statements for source in statement.sources.all() if source.story_id]
    allowed = Story.objects.for_channel(channel).filter(pk__in={source.story_id for _, source in cited})
    living = {story.pk: story for story in allowed.select_related("grant")}
    words: dict[int, dict[str, str]] = {}
    for statement, source in cited:
        story = living.get(source.story_id or 0)
        if story and sha256(getattr(story, source.field)) == source.sha256:
            words.setdefault(story.pk, {})[source.field] = statement.words
        elif story:
            del living[story.pk]
    told = [
        Tale(story, parts.get("good", ""), parts.get("hard", ""), story.byline, story.get_voice_display())
        for pk, parts in sorted(words.items())
        if (story := living.get(pk))
    ]
    return [*told, *_old_tales(statements, channel)]


def _old_tales(statements: list[Statement], channel: str) -> list[Tale]:
    """Stories and quotations of old texts, if they may be shown on the channel and stand there letter for letter."""
    return [
        Tale(None, statement.words, "", statement.said_by or NAMELESS, "")
        for statement in statements
        for source in statement.sources.all()
        if source.text and source.text.may_tell(channel) and sha256(source.text.text) == source.sha256
    ]


def _mark(number: int, figure: dict[str, Any]) -> Mark:
    if not figure.get("denominator"):
        return Mark(figure, SafeString(""))
    name = f"{figure['name']}: {figure['words']}"
    return Mark(figure, charts.bar(figure["numerator"], figure["denominator"], key=f"figure-{number}", name=name))
