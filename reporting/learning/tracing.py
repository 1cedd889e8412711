"""Opening a source: the whole answer, with the words that a statement comes from."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from reporting.learning.gathering.reports import words_of
from reporting.learning.pack import sha256
from reporting.models import ChangeTest, EventCard, OldText, ReportAnswers, Source, Story

GONE = "Words that may no longer be shown"


@dataclass(frozen=True)
class Opened:
    """A source with its surroundings. `holds` is False where the answer is no longer the one that was read."""

    source: Source
    project: str
    where: str
    before: str
    words: str
    after: str
    holds: bool


def open_all(sources: Iterable[Source]) -> dict[int, Opened]:
    """Open these sources, by their numbers. A fixed number of queries."""
    rows = list(sources)
    sheets: dict[int, list[ReportAnswers]] = {}
    answered = ReportAnswers.objects.filter(report__in={row.report_id for row in rows if row.report_id})
    for sheet in answered.select_related("report__grant").prefetch_related("section__questions").order_by("pk"):
        sheets.setdefault(sheet.report_id, []).append(sheet)
    living = Story.objects.for_any("web", "print").select_related("grant")
    rest: dict[str, dict[int, Any]] = {
        "story": living.in_bulk({row.story_id for row in rows if row.story_id}),
        "card": EventCard.objects.select_related("event").in_bulk({row.card_id for row in rows if row.card_id}),
        "test": ChangeTest.objects.select_related("grant").in_bulk({row.test_id for row in rows if row.test_id}),
        "text": OldText.objects.select_related("project").in_bulk({row.text_id for row in rows if row.text_id}),
    }
    found = {}
    for row in rows:
        if row.of == "report":
            project, where, whole = _of_report(row, sheets.get(row.report_id or 0, []))
        else:
            project, where, whole = _of_rest(row, rest[row.of].get(getattr(row, f"{row.of}_id")))
        found[row.pk] = _opened(row, project, where, whole)
    return found


def _of_report(source: Source, sheets: Iterable[ReportAnswers]) -> tuple[str, str, str]:
    project, where, whole = "", "", ""
    for sheet in sheets:
        answer = words_of(sheet.values, source.field)
        if answer and (not whole or sha256(answer) == source.sha256):
            code = source.field.partition(".")[0]
            label = next((one.label for one in sheet.section.questions.all() if one.code == code), source.field)
            project, where, whole = sheet.report.grant.title, f"{sheet.report.name}: {label}", answer
    return project, where, whole


def _of_rest(source: Source, row: Any) -> tuple[str, str, str]:
    """Project, place and whole words of a story, a card, a test or an old text; empty where it may not be shown."""
    match row:
        case Story():
            part = "what was hard" if source.field == "hard" else "what went well"
            return row.grant.title, f"Story: {row.title} ({part})", getattr(row, source.field)
        case EventCard():
            return "", f"A card from {row.event.name}", row.said
        case ChangeTest():
            return row.grant.title, f"A test of a change: {row.title}", getattr(row, source.field)
        case OldText() if row.source_state == OldText.State.ACCEPTED:
            return row.project.title if row.project else "", f"{row}", row.text
    return "", GONE, ""


def _opened(source: Source, project: str, where: str, whole: str) -> Opened:
    if where == GONE:
        return Opened(source, project, where, "", "", "", False)
    if sha256(whole) != source.sha256:
        return Opened(source, project, where, "", source.quote, "", False)
    return Opened(
        *(source, project, where, whole[: source.start], whole[source.start : source.end], whole[source.end :], True)
    )
