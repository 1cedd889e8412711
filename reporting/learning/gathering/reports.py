"""The sentences of reports: what each answer says, in whose voice, and under which themes its writers put it."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from sys import intern
from typing import Any

from fund.models import Question
from reporting.learning import meanings as by_model
from reporting.learning.pack import Piece, Theme, sha256
from reporting.learning.reading import Patterns
from reporting.learning.telling import tell
from reporting.models import Report, ReportReading

WRITTEN = (Question.Kind.LINE, Question.Kind.TEXT)
VOICES, THEMES = "-voices", "-themes"
METHOD = "reading 1"  # of what is kept of a report: change it, and every report is read anew

HELD = 250  # readings at a time
AT_ONCE = 25  # reports between two signs of life
FILLED_UP = 20  # reports without meanings that are given theirs in passing, so that no draft waits for all of them
TEXT = 4  # the place of the words in what is kept of a sentence

Left = Counter[str]
Themes = tuple[tuple[str, int], ...]
Say = Callable[[int, int], None]


def silent(done: int, of: int) -> None:
    """Tell nobody how far the reading is."""


def read_all(
    reports: Iterable[Report],
    themes: tuple[Theme, ...],
    left: Left,
    meanings: dict[str, bytes] | None = None,
    say: Say = silent,
) -> list[Piece]:
    """The sentences of these reports. What was read when a report was accepted is taken as it was kept.

    What had to be read now is kept too, with the meaning of each sentence where the model is here; `meanings` is
    filled with those that are known. One query for every 250 reports, and one more where something had to be read, so
    that never more than so many are held beside the sentences; the answers of a report are let go once it was read.
    """
    rows = list(reports)
    model = by_model.model()
    same: dict[Themes, Themes] = {}
    patterns = Patterns(themes)
    kept: dict[int, ReportReading] = {}
    pieces: list[Piece] = []
    new: list[ReportReading] = []
    filled = 0
    for number, report in enumerate(rows):
        if number % AT_ONCE == 0:
            say(number, len(rows))
        if number % HELD == 0:
            _keep(new)
            some = [one.pk for one in rows[number : number + HELD]]
            kept = {row.report_id: row for row in ReportReading.objects.filter(report__in=some)}
        key = _key(report, patterns)
        row = kept.pop(report.pk, None)
        if row is None or row.key != key:
            # Not report=report: the report would hold on to what was read of it.
            row = ReportReading(report_id=report.pk, key=key, **_read(report, patterns))
            new.append(row)
            _know(row, model)
        elif model and row.model != model and filled < FILLED_UP:
            filled += 1
            new.append(row)
            _know(row, model)
        left.update(row.left)
        mine = [_piece(report, values, same) for values in row.pieces]
        if meanings is not None and model and row.model == model:
            cut = by_model.cut(bytes(row.meanings), len(mine))
            meanings.update(zip((piece.key for piece in mine), cut, strict=False))
        pieces += mine
        report._prefetched_objects_cache.pop("answers", None)  # type: ignore[attr-defined]  # nobody reads them again
    say(len(rows), len(rows))
    _keep(new)
    return pieces


def _keep(new: list[ReportReading]) -> None:
    """Write down what was read just now, and forget it here."""
    if new:
        ReportReading.objects.bulk_create(
            new,
            update_conflicts=True,
            unique_fields=["report"],
            update_fields=["key", "pieces", "left", "meanings", "model"],
        )
    new.clear()


def _know(row: ReportReading, model: str) -> None:
    """Have the model read the sentences of a report, where it is here."""
    row.model = model
    row.meanings = b"".join(by_model.of([values[TEXT] for values in row.pieces])) if model else b""


def _key(report: Report, patterns: Patterns) -> str:
    """A sign of all that decides how a report is read."""
    answers = [(sheet.section_id, sheet.values) for sheet in _sheets(report)]
    return sha256(json.dumps([METHOD, patterns.sign, answers, report.told_at_id], sort_keys=True, ensure_ascii=False))


def _sheets(report: Report) -> list[Any]:
    return sorted(report.answers.all(), key=lambda sheet: sheet.section_id)


def _read(report: Report, patterns: Patterns) -> dict[str, Any]:
    left: Left = Counter()
    pieces = [
        [
            *(piece.field, piece.sentence, piece.start, piece.end, piece.text, piece.sha256, piece.slot),
            *(piece.voice, list(piece.ticked), [list(pair) for pair in patterns.found(piece)]),
        ]
        for piece in of_report(report, left)
    ]
    return {"pieces": pieces, "left": dict(left)}


def _piece(report: Report, values: list[Any], same: dict[Themes, Themes]) -> Piece:
    """A sentence as it was kept. Words that many sentences have are held once for all of them."""
    field, sentence, start, end, text, sha, slot, voice, ticked, themes = values
    field, sha, slot, voice = map(intern, (field, sha, slot, voice))
    found = tuple((intern(code), count) for code, count in themes)
    found = same.setdefault(found, found)
    return Piece(
        *("report", report.pk, field, sentence, start, end, text, sha, slot, report.grant_id),
        voice=voice,
        ticked=tuple(ticked),
        themes=found,
    )


def of_report(report: Report, left: Left) -> Iterator[Piece]:
    """The sentences of one report that a summary may be made from; what is left out is counted."""
    if report.told_at_id is not None:
        return  # what its group began to write was never handed in
    for sheet in _sheets(report):
        questions = {question.code: question for question in sheet.section.questions.all()}
        for code, question in questions.items():
            for field, voice, answer in _answers(question, sheet.values):
                if question.privacy != Question.Privacy.BUSINESS:
                    left["answers_about_people"] += 1
                    continue
                sha = sha256(answer)
                for sentence in tell(answer, left):
                    yield Piece(
                        *("report", report.pk, field, sentence.number, sentence.start, sentence.end, sentence.text),
                        *(sha, question.slot, report.grant_id),
                        voice=voice,
                        ticked=ticked_for(sheet.values, code),
                    )


def _answers(question: Question, values: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """The answers in words to a question that has a slot: field, voice, words."""
    answer = values.get(question.code)
    if not question.slot or not answer:
        return
    if question.kind in WRITTEN and isinstance(answer, str) and answer.strip():
        yield question.code, "", answer
    elif question.kind == Question.Kind.GROUP and question.code.endswith(VOICES) and isinstance(answer, list):
        for row in answer:
            words = row.get("words") if isinstance(row, dict) else None
            if isinstance(words, str) and words.strip():
                yield f"{question.code}.{row['row']}", str(row["row"]), words


def ticked_for(values: Mapping[str, Any], field: str) -> tuple[str, ...]:
    """The themes that were ticked for an answer, and for the voices beside it."""
    codes = values.get(f"{field.partition('.')[0].removesuffix(VOICES)}{THEMES}") or ()
    return tuple(sorted(str(one) for one in codes)) if isinstance(codes, list) else ()


def words_of(values: Mapping[str, Any], field: str) -> str:
    """The answer that a field names: of a question, or of one voice."""
    code, dot, voice = field.partition(".")
    answer = values.get(code)
    if dot and isinstance(answer, list):
        rows = [row for row in answer if isinstance(row, dict) and row.get("row") == voice]
        answer = rows[0].get("words") if rows else None
    return answer if isinstance(answer, str) else ""
