"""What is published, as feeds: all of it, or what is of one theme, one condition or one council area. Never a story."""

from collections.abc import Iterable
from datetime import UTC, datetime, time
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import feedgenerator, timezone
from django.utils.html import linebreaks

from applications.models import Grant
from reporting.learning import showing, wording
from reporting.models import LearningSummary, Statement
from reporting.outputs import words

VERSION = "https://jsonfeed.org/version/1.1"
TITLE = f"{words.FUND}: what was learned"
MOST = 50
BEGAN = datetime(2009, 1, 1, tzinfo=UTC)  # the year in which the fund began
STORY = Statement.Kind.STORY


def latest(theme: str = "", condition: str = "", area: str = "") -> list[LearningSummary]:
    """The newest published summaries; by the code of a theme, by a condition's name or code, by the code of an area."""
    rows = showing.with_lines(LearningSummary.objects.published())
    if theme:
        lines = Statement.objects.before_the_wall().filter(
            summary=OuterRef("pk"), is_dropped=False, theme__code__iexact=theme
        )
        rows = rows.filter(Exists(lines.exclude(kind=STORY)))
    if condition:
        named = Q(health_conditions__name__iexact=condition) | Q(health_conditions__code__iexact=condition)
        rows = rows.filter(_of_project(named | Q(words__conditions__icontains=f'"{condition}"')))
    if area:
        rows = rows.filter(_of_project(Q(areas__code__iexact=area)))
    return list(rows.order_by("-published_at", "-pk")[:MOST])


def _of_project(wanted: Q) -> Exists:
    """The project of a summary, or any project of its round, is such a one."""
    mine = Q(pk=OuterRef("grant")) | Q(round=OuterRef("round"), round__isnull=False)
    return Exists(Grant.objects.filter(mine).filter(wanted))


def json_feed(rows: Iterable[LearningSummary], query: str) -> dict[str, Any]:
    """The feed as JSON Feed 1.1."""
    return {
        "version": VERSION,
        "title": TITLE,
        "home_page_url": settings.SITE_ADDRESS + reverse("reporting:library"),
        "feed_url": _with(settings.SITE_ADDRESS + reverse("reporting:learning-json"), query),
        "language": "en-GB",
        "items": [
            {
                "id": address(one),
                "url": address(one),
                "title": one.title,
                "summary": one.one_line,
                "content_text": _content(one),
                "tags": _tags(one),
                "date_published": one.published_at.isoformat() if one.published_at else None,
                "date_modified": when.isoformat() if (when := changed(one)) else None,
            }
            for one in rows
        ],
    }


def atom_feed(rows: Iterable[LearningSummary], query: str) -> str:
    """The feed as Atom."""
    feed = _Feed(
        title=TITLE,
        link=settings.SITE_ADDRESS + reverse("reporting:library"),
        description="",
        feed_url=_with(settings.SITE_ADDRESS + reverse("reporting:learning-atom"), query),
        language="en-GB",
        author_name=words.FUND,
    )
    for one in rows:
        feed.add_item(
            title=one.title,
            link=address(one),
            unique_id=address(one),
            description=linebreaks(_content(one), autoescape=True),  # a reader takes a summary for HTML
            categories=_tags(one),
            pubdate=one.published_at,
            updateddate=changed(one),
        )
    return feed.writeString("utf-8")


def changed(one: LearningSummary) -> datetime | None:
    """When what it says was last made or found to be right: at its publication, or when somebody looked again."""
    if one.published_at is None or one.reviewed_on is None:
        return one.published_at
    return max(one.published_at, timezone.make_aware(datetime.combine(one.reviewed_on, time.min)))


def address(one: LearningSummary) -> str:
    return settings.SITE_ADDRESS + reverse("reporting:summary", args=[one.slug])


class _Feed(feedgenerator.Atom1Feed):
    """A feed that tells the same for as long as nothing is added: an empty one has no day of today."""

    def latest_post_date(self) -> datetime:
        return super().latest_post_date() if self.items else BEGAN


def _with(url: str, query: str) -> str:
    return f"{url}?{query}" if query else url


def _lines(one: LearningSummary, kind: str) -> list[Statement]:
    return [line for line in one.statements.all() if line.kind == kind and not line.is_dropped]


def _content(one: LearningSummary) -> str:
    parts = [one.one_line, one.for_whom]
    for heading, kind in ((words.HELPED, Statement.Kind.FOR), (words.HINDERED, Statement.Kind.AGAINST)):
        if lines := _lines(one, kind):
            parts.append("\n".join([f"{heading}:", *(f"{line.words} {_note(line)}".strip() for line in lines)]))
    return "\n\n".join(part for part in parts if part)


def _note(line: Statement) -> str:
    return wording.note(line.confidence, line.regraded, line.why_regraded)


def _tags(one: LearningSummary) -> list[str]:
    lines = [line for line in one.statements.all() if line.kind != STORY and not line.is_dropped]
    return list(dict.fromkeys(line.theme.name for line in lines if line.theme))
