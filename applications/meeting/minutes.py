"""The minutes: they write themselves from what happened, and stay as they were once they are confirmed."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from applications.meeting.screen import CLOSED, OPEN, UNSAID, agenda_for, money_for
from applications.models import (
    AgendaItem,
    Application,
    Decision,
    Leaving,
    MarksView,
    Meeting,
    Minutes,
    PanelQuestion,
    Seat,
)
from applications.ranking import Money, money
from fund import files
from fund.kit import jobs, pdf
from fund.kit.word import Paper
from fund.models import Round, User
from fund.templatetags.words import clock, day, moment, pounds

KIND = "applications.minutes"
Outcome = Decision.Outcome
DECIDED = ("outcome", "amount", "reason", "conditions")
ON_TIME = timedelta(minutes=5)  # who comes so soon after the beginning was there from the beginning


@dataclass(frozen=True)
class Line:
    """What the minutes say of one item. A bid that is closed to the reader, or not open yet, has no words."""

    item: AgendaItem
    is_closed: bool
    is_unsaid: bool = False
    name: str = ""
    about: str = ""
    minutes: int = 0
    words: tuple[str, ...] = ()
    is_award: bool = False
    has_changed: bool = False

    @property
    def was_talked_about(self) -> bool:
        return self.item.opened_at is not None


@dataclass(frozen=True)
class Record:
    """All that the minutes say."""

    meeting: Meeting
    here: tuple[str, ...]
    absent: tuple[str, ...]
    quorum: int
    lines: tuple[Line, ...]
    money: Money | None  # none where it would tell the reader what was decided on a bid that is closed to them

    @property
    def is_whole(self) -> bool:
        """Say whether the reader may see all of it."""
        return not any(line.is_closed for line in self.lines)

    @property
    def money_told(self) -> list[str]:
        return money_words(self)

    @property
    def awards(self) -> int:
        return sum(line.is_award for line in self.lines)


def minutes_of(meeting: Meeting, reader: User | None = None) -> Record:
    """What the minutes say to this reader, or to everybody who may read all: the same number of queries for any length.

    Once they are confirmed they say what they said then; which bids are closed to the reader is asked each time.
    """
    found = agenda_for(meeting, reader) if reader else [(item, OPEN) for item in _whole_agenda(meeting)]
    sums = money_for(meeting, reader) if reader else money(meeting.round)
    kept = Minutes.objects.filter(meeting=meeting).first() if meeting.state == Meeting.State.CONFIRMED else None
    if kept is not None:
        record = _as_kept(kept.record, meeting, found)
        return record if sums is not None else replace(record, money=None)
    seats = list(meeting.seats.select_related("person"))
    return Record(
        meeting,
        tuple(who_was_there(seat, meeting) for seat in seats if seat.came_at),
        tuple(str(seat.person) for seat in seats if not seat.came_at),
        meeting.quorum,
        tuple(_lines(found)),
        sums,
    )


def _whole_agenda(meeting: Meeting) -> list[AgendaItem]:
    return list(meeting.agenda.select_related("application__decision", "application__organisation"))


def _shut(item: AgendaItem, standing: str) -> Line | None:
    """The line of a bid of which this reader may read nothing, or nothing yet."""
    is_unsaid = standing == UNSAID and item.opened_at is not None  # of what was not talked about nothing is said
    return Line(item, is_closed=True, is_unsaid=is_unsaid) if standing == CLOSED or is_unsaid else None


def _lines(found: list[tuple[AgendaItem, str]]) -> Iterator[Line]:
    leavings: dict[int, list[Leaving]] = {}
    for leaving in Leaving.objects.filter(item__in=[item.pk for item, _ in found]).select_related("person"):
        leavings.setdefault(leaving.item_id, []).append(leaving)
    bids = [item.application_id for item, _ in found if item.application_id]
    asked: dict[int | None, list[PanelQuestion]] = {}
    for question in PanelQuestion.objects.filter(application__in=bids).as_read():
        asked.setdefault(question.application_id, []).append(question)
    for item, standing in found:
        yield _shut(item, standing) or Line(
            item,
            is_closed=False,
            name=item.title or name_of(item.application),
            minutes=-(-item.seconds // 60),
            words=tuple(_words(item, leavings.get(item.pk, []), asked.get(item.application_id, []))),
            is_award=item.decided is not None and item.decided["outcome"] == Outcome.AWARD,
            has_changed=_has_changed(item),
        )


def _has_changed(item: AgendaItem) -> bool:
    """Say whether the decision is no longer the one that the meeting made."""
    if item.decided is None:
        return False
    now, then = getattr(item.application, "decision", None), _decision(item)
    return now is None or any(getattr(now, name) != getattr(then, name) for name in DECIDED)


def as_json(record: Record) -> dict[str, Any]:
    """The whole record as the confirmed minutes keep it."""
    assert record.money is not None, "only the record that everybody may read whole is kept"
    lines = {
        str(line.item.pk): {
            "name": line.name,
            "about": _about(line.item.application, record.meeting.round) if line.item.application else "",
            "minutes": line.minutes,
            "words": line.words,
            "is_award": line.is_award,
        }
        for line in record.lines
    }
    sums = asdict(record.money)
    return {"here": record.here, "absent": record.absent, "quorum": record.quorum, "lines": lines, "money": sums}


def _as_kept(kept: dict[str, Any], meeting: Meeting, found: list[tuple[AgendaItem, str]]) -> Record:
    lines = [
        _shut(item, standing)
        or Line(item, is_closed=False, has_changed=_has_changed(item), **kept["lines"][str(item.pk)])
        for item, standing in found
    ]
    sums = kept["money"]
    has = None if sums["all"] is None else Decimal(sums["all"])
    went = Money(all=has, asked=Decimal(sums["asked"]), decided=Decimal(sums["decided"]))
    return Record(meeting, tuple(kept["here"]), tuple(kept["absent"]), kept["quorum"], tuple(lines), went)


def _about(application: Application, round_: Round) -> str:
    """Whose bid it is and what it asks for, as far as the panel sees that."""
    words = [] if round_.names_hidden_from_panel else [str(application.organisation)]
    if "amount" in round_.facts_for_panel:
        words.append(f"{'asks' if words else 'Asks'} for {pounds(application.amount)}")
    return ", ".join(words)


@transaction.atomic
def confirm(meeting: Meeting, *, by: User) -> None:
    """Confirm the minutes. From then on they say what they say now, and a PDF and a Word file of that are made."""
    meeting.move(Meeting.State.CONFIRMED, by=by)
    Minutes.objects.create(meeting=meeting, record=as_json(minutes_of(meeting)), confirmed_by=by)
    jobs.ask(
        KIND, key=f"{KIND}:{meeting.pk}", by=by, about=meeting, title=f"Write the minutes of {meeting}", pk=meeting.pk
    )


def draw(record: Record) -> tuple[bytes, bytes]:
    """The minutes as PDF and as Word: the same words in the same order."""
    return pdf.render("print/minutes.html", {"record": record, "meeting": record.meeting}), _word(record)


def keep(meeting: Meeting, papers: tuple[bytes, bytes]) -> Minutes:
    """Keep the drawn minutes, unless another worker has kept the same."""
    kept = Minutes.objects.select_for_update(of=("self",), no_key=True).get(meeting=meeting)
    if kept.pdf is not None:
        return kept
    stored = []
    for content, ending in zip(papers, ("pdf", "docx"), strict=True):
        name = f"Minutes {meeting.starts_at:%Y-%m-%d} {meeting.round.code}.{ending}"
        sent = SimpleUploadedFile(name, content, "application/pdf" if ending == "pdf" else "application/octet-stream")
        stored.append(files.keep(sent, by=None, is_ours=True))
    kept.pdf, kept.word = stored
    kept.sha256 = stored[0].sha256
    kept.save(update_fields=["pdf", "word", "sha256"])
    return kept


def _word(record: Record) -> bytes:
    meeting = record.meeting
    paper = Paper(f"Minutes: {meeting.name}")
    paper.text(f"{meeting.round}\n{moment(meeting.opened_at or meeting.starts_at)}")
    paper.heading("Who was there")
    paper.bullets(record.here)
    if record.absent:
        paper.text(f"Not there: {', '.join(record.absent)}")
    paper.text(f"Members needed to decide: {record.quorum}")
    for number, line in enumerate(record.lines, start=1):
        paper.heading(f"{number}. {line.name}")
        if line.about:
            paper.text(line.about)
        for words in line.words:
            paper.text(words)
    paper.heading("Money")
    for words in money_words(record):
        paper.text(words)
    return paper.content()


def name_of(application: Application | None) -> str:
    """A bid as the minutes name it."""
    return f"{application.reference} {application.title_read or 'Untitled'}" if application else ""


def who_was_there(seat: Seat, meeting: Meeting) -> str:
    """A member, and when they came late or left early."""
    words = [str(seat.person) + (", in the chair" if seat.person_id == meeting.chair_id else "")]
    if meeting.opened_at and seat.came_at and seat.came_at > meeting.opened_at + ON_TIME:
        words.append(f"came at {clock(seat.came_at)}")
    if seat.went_at:
        words.append(f"left at {clock(seat.went_at)}")
    return ", ".join(words)


def _words(item: AgendaItem, left: Sequence[Leaving], asked: Sequence[PanelQuestion]) -> list[str]:
    """What the minutes say of one item, one paragraph each."""
    if item.opened_at is None:
        return ["Not talked about."]
    words = [f"Left the room because of ties: {_left(each)}." for each in left]
    if item.notes:
        words.append(item.notes)
    for question in asked:
        words.append(f"Asked on {day(question.asked_at)}: {question.words}\n{_answered(question)}")
    if item.decided is not None:
        words += _decided(_decision(item))
    elif item.application is not None:
        words.append("No decision was made.")
    return words


def _answered(question: PanelQuestion) -> str:
    if question.answer:
        return f"The group answered: {question.answer}"
    is_held = question.state == PanelQuestion.State.HELD
    return (
        "The group has answered. The fund looks at the answer first." if is_held else "The group has not answered yet."
    )


def _left(leaving: Leaving) -> str:
    back = f", came back at {clock(leaving.came_back_at)}" if leaving.came_back_at else ""
    return f"{leaving.person}, left at {clock(leaving.left_at)}{back}"


def _decision(item: AgendaItem) -> Decision:
    """The decision as the meeting made it."""
    made = dict(item.decided or {})
    return Decision(**made | {"amount": None if made["amount"] is None else Decimal(made["amount"])})


def _decided(decision: Decision) -> list[str]:
    seen, asked = decision.figures, decision.figures.get("asked")
    words = [f"Decision: {decision.get_outcome_display()}"]
    if decision.outcome == Outcome.AWARD:
        in_part = asked is not None and decision.amount is not None and float(decision.amount) < asked
        of_what = f" of the {pounds(asked)} asked for" if in_part else ""
        words = [f"Decision: award of {pounds(decision.amount)}{of_what}"]
    if seen.get("mean") is not None:
        words.append(f"Mean mark {seen['mean']:.2f}, spread {seen['spread']:.2f}, read by {seen['assessed']}.")
    if seen.get("view_mark") is not None and seen["view"] != MarksView.RAW:
        view = MarksView(seen["view"]).label
        words.append(f"Decided by this view: {view}. Mark {seen['view_mark']:.2f}, place {seen['place']}.")
    if seen.get("drawn") is not None:
        words.append(f"Drawn by lot: place {seen['drawn']} of {seen['drawn_of']}.")
    words.append(f"Reason: {decision.reason}")
    return [*words, f"Conditions: {decision.conditions}"] if decision.conditions else words


def money_words(record: Record) -> list[str]:
    """How far the money went; no word of it to whoever may not read all."""
    sums = record.money
    if sums is None or not record.is_whole:
        return []
    awards = "1 award" if record.awards == 1 else f"{record.awards} awards"
    words = [f"{awards} at this meeting. Awarded in the round so far: {pounds(sums.decided)}."]
    if sums.all is not None:
        words.append(f"The round has {pounds(sums.all)}, so {pounds(sums.left)} is left.")
    return words
