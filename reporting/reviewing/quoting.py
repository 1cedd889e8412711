"""Whose own words stand in a summary, and whether they said yes to that. To stay silent is no yes."""

import re
from collections.abc import Iterable, Iterator

from django.db.models import Prefetch
from django.utils import timezone

from applications.models import Grant
from reporting.models import LearningSummary, ProjectReview, Source, Statement

LEAST_WORDS = 4  # so many of somebody's words in a row are a quote even where they are a part of a sentence
Answer = ProjectReview.Answer


def is_quote(said: str, source: Source) -> bool:
    """Say whether these words are those of a source, whole or in part, however they are cut or spaced."""
    mine, theirs = _bare(said), _bare(source.quote)
    return theirs in mine or (len(mine.split()) >= LEAST_WORDS and mine in theirs)


def _bare(words: str) -> str:
    return re.sub(r"\W+", " ", words).strip().casefold()


def quoted(statement: Statement) -> list[Source]:
    """The sources of projects whose own words a statement uses. Stories have a consent of their own."""
    if statement.kind == Statement.Kind.STORY:
        return []
    return [one for one in statement.sources.all() if one.grant and is_quote(statement.words, one)]


def shown_of(summary: LearningSummary) -> list[Statement]:
    """The statements that stand in a summary, with their sources and the projects of these. Two queries."""
    sources = Prefetch("sources", Source.objects.select_related("report__grant", "test__grant"))
    rows = Statement.objects.filter(summary=summary, is_dropped=False)
    return list(rows.select_related("theme").prefetch_related(sources))


def drawn_from(statements: Iterable[Statement]) -> dict[int, tuple[Grant, list[Statement]]]:
    """Each project on whose reports or tests statements rest, with these statements, by the number of its grant."""
    found: dict[int, tuple[Grant, list[Statement]]] = {}
    for statement in statements:
        for source in statement.sources.all():
            if (grant := source.grant) is not None:
                mine = found.setdefault(grant.pk, (grant, []))[1]
                if not mine or mine[-1] is not statement:
                    mine.append(statement)
    return dict(sorted(found.items()))


def reviews_of(summary: LearningSummary) -> dict[int, ProjectReview]:
    """What each project said, by the number of its grant. Two queries."""
    rows = summary.project_reviews.select_related("grant").prefetch_related("comments")
    return {row.grant_id: row for row in rows}


def mark(summary: LearningSummary, statements: Iterable[Statement]) -> None:
    """Say at each source whether its own words may be shown to everybody: `source.may_quote`. Two queries."""
    reviews = reviews_of(summary)
    for statement in statements:
        for source in statement.sources.all():
            review = reviews.get(source.grant.pk) if source.grant else None
            source.may_quote = review is not None and _objection(review, statement, source) == ""  # type: ignore[attr-defined]


def _objection(review: ProjectReview, statement: Statement, source: Source) -> str:
    """What a project has against its words in a statement; nothing where it said yes to them."""
    if source.test is not None and source.test.is_walled:
        return "keeps this test to itself now"
    match review.answer:
        case Answer.OUT:
            return "wants its words out"
        case Answer.CHANGE if any(one.statement_id in _numbers(statement, source) for one in review.comments.all()):
            return "wants this changed"
        case Answer.RIGHT | Answer.CHANGE:
            return "" if _numbers(statement, source) & set(review.seen) else "has not seen this statement"
        case _:
            return "has not said yes to its words"


def _numbers(statement: Statement, source: Source) -> set[int]:
    """A statement, and the one that was merged into it with this source."""
    return {statement.pk, source.merged_from_id or statement.pk}


def in_the_way(summary: LearningSummary) -> Iterator[tuple[str, Statement | None]]:
    """What the projects' answers leave to be mended, in words, with its statement. Nothing before they were asked."""
    if summary.check_until is None:
        return
    reviews, is_over = reviews_of(summary), timezone.localdate() > summary.check_until
    statements = shown_of(summary)
    for statement in statements:
        for project, why in _objections(statement, reviews, is_over):
            yield f"{project} {why}. Put it into the fund’s own words, or leave it out.", statement
    here = {statement.pk: statement for statement in statements}
    for review in reviews.values():
        for comment in review.comments.all():
            if not comment.reply:
                yield (
                    f"“{review.project}” waits for your answer to what it wants changed.",
                    here.get(comment.statement_id),
                )


def _objections(statement: Statement, reviews: dict[int, ProjectReview], is_over: bool) -> Iterator[tuple[str, str]]:
    seen: set[int] = set()
    for source in quoted(statement):
        grant = source.grant
        assert grant is not None
        review = reviews.get(grant.pk)
        if review is None:
            why = "was not asked about its words"
        else:
            why = _objection(review, statement, source) if review.answer or is_over else ""
        if why and grant.pk not in seen:
            seen.add(grant.pk)
            yield f"“{grant.title or grant.reference}”", why


def waiting(summary: LearningSummary) -> list[ProjectReview]:
    """The projects that can still answer and have not. One query."""
    return list(ProjectReview.objects.running().filter(summary=summary).select_related("grant"))
