"""The minutes: they write themselves from what happened, and stay as they were once they are confirmed."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from applications.meeting.screen import CLOSED, UNSAID, agenda_for
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
from fund.models import User
from fund.templatetags.words import clock, day, moment, pounds

KIND = "applications.minutes"
Outcome = Decision.Outcome
ON_TIME = timedelta(minutes=5)  # who comes so soon after the beginning was there from the beginning


@dataclass(frozen=True)
class Line:
    """What the minutes say of one item. A bid that is closed to the reader, or not open yet, has no words."""

    item: AgendaItem
    is_closed: bool
    is_unsaid: bool = field(default=False, kw_only=True)
    application: Application | None = None
    decision: Decision | None = None
    left: tuple[Leaving, ...] = ()
    questions: tuple[PanelQuestion, ...] = ()

    @property
    def minutes(self) -> int:
        """How many minutes it took, rounded up."""
        return -(-self.item.seconds // 60)

    @property
    def was_talked_about(self) -> bool:
        return self.item.opened_at is not None


@dataclass(frozen=True)
class Record:
    """All that the minutes say."""

    meeting: Meeting
    here: tuple[Seat, ...]
    absent: tuple[Seat, ...]
    lines: tuple[Line, ...]
    money: Money

    @property
    def is_whole(self) -> bool:
        """Say whether the reader may see all of it."""
        return not any(line.is_closed for line in self.lines)

    @property
    def here_words(self) -> list[str]:
        return [who_was_there(seat, self.meeting) for seat in self.here]

    @property
    def told(self) -> list[tuple[Line, list[str]]]:
        """Each item with what is said of it."""
        return [(line, words_of(line)) for line in self.lines]

    @property
    def money_told(self) -> list[str]:
        return money_words(self)

    @property
    def awards(self) -> int:
        return sum(line.decision is not None and line.decision.outcome == Outcome.AWARD for line in self.lines)


def minutes_of(meeting: Meeting, reader: User | None = None) -> Record:
    """What the minutes say to this reader, or to everybody who may read all: the same number of queries for any length.

    The decision of a bid stands in the minutes of the meeting that had it on the table when it was made.
    """
    seats = list(meeting.seats.select_related("person"))
    lines = [_line(item, standing, meeting) for item, standing in _items(meeting, reader)]
    return Record(
        meeting,
        tuple(seat for seat in seats if seat.came_at),
        tuple(seat for seat in seats if not seat.came_at),
        tuple(lines),
        money(meeting.round),
    )


def _items(meeting: Meeting, reader: User | None) -> list[tuple[AgendaItem, str]]:
    found = agenda_for(meeting, reader) if reader else [(item, "") for item in _whole_agenda(meeting)]
    keys = [item.pk for item, _ in found]
    leavings: dict[int, list[Leaving]] = {}
    for leaving in Leaving.objects.filter(item__in=keys).select_related("person"):
        leavings.setdefault(leaving.item_id, []).append(leaving)
    bids = [item.application_id for item, _ in found if item.application_id]
    asked: dict[int, list[PanelQuestion]] = {}
    rows = PanelQuestion.objects.filter(application__in=bids).exclude(state=PanelQuestion.State.TAKEN_BACK)
    for question in rows:
        asked.setdefault(question.application_id, []).append(question)
    for item, _ in found:
        item.left = leavings.get(item.pk, [])  # type: ignore[attr-defined]
        item.asked = asked.get(item.application_id or 0, [])  # type: ignore[attr-defined]
    return found


def _whole_agenda(meeting: Meeting) -> list[AgendaItem]:
    return list(meeting.agenda.select_related("application__decision", "application__organisation"))


def _line(item: AgendaItem, standing: str, meeting: Meeting) -> Line:
    if standing in {CLOSED, UNSAID}:
        return Line(item, is_closed=True, is_unsaid=standing == UNSAID)
    application = item.application
    decision = getattr(application, "decision", None) if application else None
    was_here = decision is not None and item.opened_at is not None and decision.decided_at >= item.opened_at
    ended = item.closed_at if meeting.on_table_id != item.pk else None
    if not was_here or (ended and decision and decision.decided_at > ended):
        decision = None
    return Line(item, False, application, decision, tuple(item.left), tuple(item.asked))  # type: ignore[attr-defined]


@transaction.atomic
def confirm(meeting: Meeting, *, by: User) -> None:
    """Confirm the minutes. From then on they stay as they are, and a PDF and a Word file of them are made."""
    meeting.move(Meeting.State.CONFIRMED, by=by)
    jobs.ask(
        KIND, key=f"{KIND}:{meeting.pk}", by=by, about=meeting, title=f"Write the minutes of {meeting}", pk=meeting.pk
    )


def draw(record: Record) -> tuple[bytes, bytes]:
    """The minutes as PDF and as Word: the same words in the same order."""
    return pdf.render("print/minutes.html", {"record": record, "meeting": record.meeting}), _word(record)


def keep(meeting: Meeting, papers: tuple[bytes, bytes], *, by: User | None) -> Minutes:
    """Keep the drawn minutes, unless another worker has kept the same."""
    if there := Minutes.objects.filter(meeting=meeting).first():
        return there
    stored = []
    for content, ending in zip(papers, ("pdf", "docx"), strict=True):
        name = f"Minutes {meeting.starts_at:%Y-%m-%d} {meeting.round.code}.{ending}"
        sent = SimpleUploadedFile(name, content, "application/pdf" if ending == "pdf" else "application/octet-stream")
        stored.append(files.keep(sent, by=None, is_ours=True))
    drawn, word = stored
    return Minutes.objects.create(
        meeting=meeting, pdf=drawn, word=word, sha256=drawn.sha256, confirmed_by=by, confirmed_at=timezone.now()
    )


def _word(record: Record) -> bytes:
    meeting = record.meeting
    paper = Paper(f"Minutes: {meeting.name}")
    paper.text(f"{meeting.round}\n{moment(meeting.opened_at or meeting.starts_at)}")
    paper.heading("Who was there")
    paper.bullets(who_was_there(seat, meeting) for seat in record.here)
    if record.absent:
        paper.text(f"Not there: {', '.join(str(seat.person) for seat in record.absent)}")
    paper.text(f"Members needed to decide: {meeting.quorum}")
    for number, line in enumerate(record.lines, start=1):
        paper.heading(f"{number}. {line.item.title or _name(line.application)}")
        for words in words_of(line):
            paper.text(words)
    paper.heading("Money")
    for words in money_words(record):
        paper.text(words)
    return paper.content()


def _name(application: Application | None) -> str:
    return f"{application.reference} {application.title_read or 'Untitled'}" if application else ""


def who_was_there(seat: Seat, meeting: Meeting) -> str:
    """A member, and when they came late or left early."""
    words = [str(seat.person) + (", in the chair" if seat.person_id == meeting.chair_id else "")]
    if meeting.opened_at and seat.came_at and seat.came_at > meeting.opened_at + ON_TIME:
        words.append(f"came at {clock(seat.came_at)}")
    if seat.went_at:
        words.append(f"left at {clock(seat.went_at)}")
    return ", ".join(words)


def words_of(line: Line) -> list[str]:
    """What the minutes say of one item, one paragraph each."""
    if not line.was_talked_about:
        return ["Not talked about."]
    words = [f"Left the room because of ties: {_left(each)}." for each in line.left]
    if line.item.notes:
        words.append(line.item.notes)
    for question in line.questions:
        answer = f"The group answered: {question.answer}" if question.answer else "The group has not answered yet."
        words.append(f"Asked on {day(question.asked_at)}: {question.words}\n{answer}")
    if line.decision is not None:
        words += _decided(line.decision)
    elif line.application is not None:
        words.append("No decision was made.")
    return words


def _left(leaving: Leaving) -> str:
    back = f", came back at {clock(leaving.came_back_at)}" if leaving.came_back_at else ""
    return f"{leaving.person}, left at {clock(leaving.left_at)}{back}"


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
    words.append(f"Reason: {decision.reason}")
    return [*words, f"Conditions: {decision.conditions}"] if decision.conditions else words


def money_words(record: Record) -> list[str]:
    """How far the money went."""
    sums = record.money
    awards = "1 award" if record.awards == 1 else f"{record.awards} awards"
    words = [f"{awards} at this meeting. Awarded in the round so far: {pounds(sums.decided)}."]
    if sums.all is not None:
        words.append(f"The round has {pounds(sums.all)}, so {pounds(sums.left)} is left.")
    return words
