"""A summary as open data: JSON of one fixed shape, and one table as CSV. `docs/outputs.md` names each key."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse

from fund.kit.sheets import Row
from reporting.models import Statement
from reporting.outputs import words
from reporting.outputs.sheet import Sheet

SHAPE = "1.0"
LICENCE = {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"}
FIGURE = (
    *("id", "name", "question", "kind", "point", "group", "words", "numerator", "denominator", "percent"),
    *("took_part", "asked", "is_hidden", "reports"),
)
HEAD = (
    *("part", "theme", "words", "projects_saying", "projects_asked", "numerator", "denominator", "sources", "licence"),
    *("how_sure", "counted"),
)
STORY_LICENCE = "Its teller gives this story as open data and can take it back. Look here again each day."


def as_json(sheet: Sheet) -> dict[str, Any]:
    """All facts of a published summary. `sheet` is of the channel for open data."""
    one, shown = sheet.summary, sheet.shown
    return {
        "shape": SHAPE,
        "licence": LICENCE,
        "source": words.FUND,
        "url": sheet.address,
        "id": one.slug,
        "version": one.version,
        "is_demo": one.is_demo,
        "title": one.title,
        "one_line": one.one_line,
        "for_whom": one.for_whom,
        "limits": one.limits,
        "project": _project(sheet),
        "round": {"slug": one.round.slug, "name": one.round.name} if one.round else None,
        "published": one.published_at.isoformat() if one.published_at else None,
        "review_on": one.review_on.isoformat() if one.review_on else None,
        "method": one.generator,
        "evidence": one.input_hash,
        "strength": one.strength,
        "known": {part.code: part.level for part in shown.known},
        "cost_per_person": one.cost or None,
        "needs": one.needs or None,
        "counts": one.counts,
        "statements": [_statement(line) for line in shown.lines],
        "figures": [{key: mark.figure.get(key) for key in FIGURE} for mark in shown.marks],
        "stories": [
            {
                "id": tale.story.pk,
                "version": tale.story.version,
                "went_well": tale.good,
                "was_hard": tale.hard,
                "told_by_sound": tale.story.is_by_sound,
                "said_by": tale.story.said_by,
                "voice": tale.story.voice,
                "note": STORY_LICENCE,
            }
            for tale in shown.tales
            if tale.story
        ],
    }


def _project(sheet: Sheet) -> dict[str, str] | None:
    grant = sheet.summary.grant
    if grant is None:
        return None
    url = settings.SITE_ADDRESS + reverse("reporting:project", args=[grant.reference])
    return {"reference": grant.reference, "title": grant.title, "group": str(grant.organisation), "url": url}


def _statement(line: Statement) -> dict[str, Any]:
    return {
        "kind": line.kind,
        "theme": {"code": line.theme.code, "name": line.theme.name} if line.theme else None,
        "text": line.words,
        "name": line.named,
        "is_reworded": bool(line.edited),
        "projects_saying": line.projects_saying,
        "projects_asked": line.projects_asked,
        "counted": line.counted,
        "projects_against": line.saying_no,
        "projects_both": line.saying_both,
        "confidence": str(Statement.Confidence(line.grade).label) if line.grade else "",
        "confidence_by_rule": line.get_confidence_display(),
        "confidence_note": line.note,
        "tested": line.tested,
        "sources": _keys(line),
    }


def _keys(line: Statement) -> list[str]:
    return [source.key for source in line.sources.all() if not source.story_id]


def as_rows(sheet: Sheet) -> Iterator[Row]:
    """The head and the rows of the table: each statement, each figure, each story that is open data."""
    shown, licence = sheet.shown, LICENCE["name"]
    yield HEAD
    for line in shown.lines:
        theme, keys = str(line.theme or ""), " ".join(_keys(line))
        counts = (line.projects_saying, line.projects_asked)
        yield (line.kind, theme, line.words, *counts, "", "", keys, licence, line.sure, line.counted)
    for mark in shown.marks:
        figure: Mapping[str, Any] = mark.figure
        said = f"{figure['name']}: {figure['words']}"
        parts = (figure.get("numerator"), figure.get("denominator"))
        yield ("figure", figure.get("group", ""), said, "", "", *parts, figure.get("id", ""), licence, "", "")
    for tale in shown.tales:
        if tale.story is None:
            continue
        told = " ".join(part for part in (tale.good, tale.hard) if part)
        yield ("story", tale.story.byline, told, "", "", "", "", f"story{tale.story.pk}", STORY_LICENCE, "", "")
