"""Putting passages into the answers to the questions of a report, and taking them back."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from fund.kit import history
from fund.kit.plain_text import count_words
from fund.kit.states import Refused
from fund.models import Question, Section, User
from fund.questionnaires.kinds import DEFAULT_WORDS
from fund.questionnaires.merging import TYPED, answer
from reporting import answering, contents, holding
from reporting.brought_in.cutting import BETWEEN
from reporting.models import BroughtReport, Passage, Placing, Report

EMPTY_LINES = re.compile(r"\n\s*\n")


@dataclass(frozen=True)
class Room:
    """A question that passages can be put into: its page, how many words it takes, and how many stand there."""

    question: Question
    section: Section
    most: int
    stands: int

    @property
    def is_answered(self) -> bool:
        return self.stands > 0


@dataclass(frozen=True)
class Done:
    """How many passages were put; or, where a question has no room for them, none, and what is wrong by its code."""

    number: int = 0
    faults: dict[str, str] = field(default_factory=dict)


def rooms(report: Report) -> list[Room]:
    """The questions of a report that are answered in words and asked now, in their order. Four queries."""
    if report.questionnaire is None:
        return []
    kept = {sheet.section_id: sheet.values for sheet in report.answers.all()}
    asked = contents.questions_asked(report)
    found = []
    for section in report.questionnaire.sections.prefetch_related("questions"):
        for question in section.questions.all():
            if question.kind == Question.Kind.TEXT and question.code in asked.questions:
                words = str(answer(kept.get(section.pk, {}), question.code)[1] or "")
                most = int(question.settings.get("words") or DEFAULT_WORDS)
                found.append(Room(question, section, most, count_words(words)))
    return found


@transaction.atomic
def put(report: Report, chosen: Mapping[int, str], *, by: User) -> Done:
    """Put passages, by their keys, into the answers to questions, by their codes.

    They stand at the end of what is there already, each as a paragraph of its own. A passage that was put before into
    the same answer is left as it is. Where a question has no room for all of them, none is put anywhere.
    """
    held = holding.still_open(report)
    offered = {room.question.code: room for room in rooms(held)}
    passages = Passage.objects.filter(brought__report=held, is_heading=False, pk__in=chosen)
    wanted: dict[str, list[Passage]] = {}
    for passage in passages.select_related("brought", "placing__question").order_by("brought_id", "number"):
        code = chosen[passage.pk]
        if code not in offered:
            raise Refused("This report does not ask that question. Load the page again and choose another one.")
        placing = getattr(passage, "placing", None)
        if placing is None:
            wanted.setdefault(code, []).append(passage)
        elif placing.question.code != code:
            raise Refused(f"Passage {passage.number} stands in “{placing.question}” already. Take it back there first.")
    if faults := {code: words for code in wanted if (words := _fault(offered[code], wanted[code]))}:
        return Done(faults=faults)
    for code, group in wanted.items():
        room = offered[code]
        _write(held, room.section, {code: [passage.words for passage in group]}, by=by)
        for passage in group:
            history.save(Placing(passage=passage, question=room.question, by=by, at=timezone.now()), by=by)
    report.refresh_from_db(fields=["state"])
    return Done(sum(len(group) for group in wanted.values()))


def _fault(room: Room, passages: Iterable[Passage]) -> str:
    more = sum(count_words(passage.words) for passage in passages)
    if room.stands + more <= room.most:
        return ""
    there = f". {room.stands:,} stand there already" if room.stands else ""
    return (
        f"“{room.question}” has room for {room.most:,} words{there}, and what you chose has {more:,}. "
        "Put less of it there, or make the answer shorter first."
    )


def _write(report: Report, section: Section, more: Mapping[str, list[str]], *, by: User) -> None:
    """Add paragraphs to the end of answers. Call it while the report's row is held."""
    sheet = report.answers.filter(section=section).first()
    values = dict(sheet.values) if sheet else {}
    for code, paragraphs in more.items():
        before = str(answer(values, code)[1] or "").strip()
        values = _with(values, code, BETWEEN.join([*([before] if before else []), *paragraphs]))
    answering.save_section(report, section, values, by=by, version=sheet.version if sheet else 0)


def _with(values: Mapping[str, object], code: str, words: str) -> dict[str, object]:
    """The same answers with one of them anew; nothing where there are no words."""
    found = {name: value for name, value in values.items() if name not in {code, TYPED}}
    typed = {name: value for name, value in dict(values.get(TYPED, {})).items() if name != code}  # type: ignore[call-overload]
    found |= {code: words} if words else {}
    return {**found, TYPED: typed} if typed else found


@transaction.atomic
def take_back(passage: Passage, *, by: User) -> bool:
    """Take a passage out of the answer; whether its words were still there. Words that were changed since stay."""
    held = holding.still_open(passage.brought.report)
    placing = Placing.objects.filter(passage=passage).select_related("question__section").first()
    if placing is None:
        raise Refused("This passage was taken back already.")
    section, code = placing.question.section, placing.question.code
    sheet = held.answers.filter(section=section).first()
    paragraphs = EMPTY_LINES.split(str(answer(sheet.values, code)[1] or "")) if sheet else []
    is_there = passage.words in paragraphs
    if sheet and is_there:
        paragraphs.remove(passage.words)
        left = _with(sheet.values, code, BETWEEN.join(paragraphs))
        answering.save_section(held, section, left, by=by, version=sheet.version)
    history.delete(placing, by=by)
    return is_there


@dataclass(frozen=True)
class Brought:
    """One file with how much of it was put."""

    row: BroughtReport
    passages: int
    placed: int


@dataclass(frozen=True)
class SoFar:
    """What of a report came from files, and which of its questions are still to answer."""

    files: list[Brought]
    put: list[tuple[Room, int]] = field(default_factory=list)
    left: list[Room] = field(default_factory=list)


def so_far(report: Report, *, reader: User | None = None) -> SoFar:
    """What came from the files of a report, or of those that a reader may see.

    One query for a report without any, else the same number for all.
    """
    seen = report.brought.all() if reader is None else report.brought.visible_to(reader)
    rows = list(seen.select_related("file").defer("text"))
    if not rows:
        return SoFar([])
    passages = Passage.objects.filter(brought__in=rows, is_heading=False)
    all_ = list(passages.values_list("brought_id", "placing__question_id"))
    files = [
        Brought(
            row,
            sum(brought == row.pk for brought, _ in all_),
            sum(brought == row.pk and question is not None for brought, question in all_),
        )
        for row in rows
    ]
    offered = rooms(report)
    numbers = [(room, sum(question == room.question.pk for _, question in all_)) for room in offered]
    left = [room for room in offered if room.question.is_required and not room.is_answered]
    return SoFar(files, [(room, number) for room, number in numbers if number], left)
