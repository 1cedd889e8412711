"""Opening a source: the whole answer, with the words that a statement comes from."""

from collections.abc import Iterable
from dataclasses import dataclass

from reporting.learning.pack import sha256
from reporting.models import ReportAnswers, Source, Story


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
    stories = Story.objects.select_related("grant").in_bulk({row.story_id for row in rows if row.story_id})
    return {row.pk: _open(row, sheets.get(row.report_id or 0, []), stories.get(row.story_id or 0)) for row in rows}


def _open(source: Source, sheets: list[ReportAnswers], story: Story | None) -> Opened:
    project, where, whole = "", "", ""
    if story is not None:
        part = "what was hard" if source.field == "hard" else "what went well"
        project, where, whole = story.grant.title, f"Story: {story.title} ({part})", getattr(story, source.field)
    for sheet in sheets:
        answer = sheet.values.get(source.field)
        if isinstance(answer, str) and (not whole or sha256(answer) == source.sha256):
            label = next((one.label for one in sheet.section.questions.all() if one.code == source.field), source.field)
            project, where, whole = sheet.report.grant.title, f"{sheet.report.name}: {label}", answer
    holds = sha256(whole) == source.sha256
    if not holds:
        return Opened(source, project, where, "", source.quote, "", holds)
    return Opened(
        source, project, where, whole[: source.start], whole[source.start : source.end], whole[source.end :], holds
    )
