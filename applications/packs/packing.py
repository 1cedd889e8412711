"""Many bids as one PDF, for one reader: made in a job, bid by bid, out of what was drawn before."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone

from applications import assessing
from applications.models import Application, Assessment, BidPaper, Pack, Redaction, ReturnCode
from applications.models.application import Applications
from applications.packs import look, score_sheet
from applications.packs.papers import paper_of
from applications.ranking import ranked
from fund import files
from fund.kit import jobs, pdf
from fund.kit.joining import LINK, Part, join
from fund.kit.states import Refused
from fund.models import Job, Round, User

KIND = "packs.make"
NO_PDF = "We cannot make PDFs just now. Open the bids on their pages, or take their Word files."
NOTHING = "There is no bid to put into a pack yet. First it has to be said whether there are ties."
LOOK = ("applications/packs/packing.py", "fund/kit/joining.py", "templates/print/pack_contents.html")
CHANGED_SINCE = "What readers see of these bids has changed since this pack was made. Make the pack anew."
CLOSED_SINCE = "A bid in this pack has been closed for you since it was made. Make the pack anew."


@dataclass(frozen=True)
class Chosen:
    """What goes into a pack: the bids that are open to its reader, and how many are not in it, never why."""

    bids: list[Application]
    closed: int = 0
    unsaid: int = 0  # the reader has not said yet whether they have ties
    owed: int = 0  # the reader’s own scores are not in yet, and the paper says what others gave
    readings: dict[int, Assessment] = field(default_factory=dict)  # by the key of the bid; with a sheet for each


@dataclass(frozen=True)
class Line:
    """One line of the contents: the bid, its place among the parts, and on which pages it and its sheet begin."""

    name: str
    place: int
    page: int
    sheet: int | None = None

    @property
    def address(self) -> str:
        return f"{LINK}{self.place}"


@dataclass(frozen=True)
class Made:
    """A pack that was put together just now; `kept` is one that says the same already, and then nothing was joined."""

    chosen: Chosen
    says: str
    content: bytes = b""
    kept: Pack | None = None


# What is open ---------------------------------------------------------------------------------------------------------


def for_assessor(reader: User) -> Chosen:
    """The bids that an assessor can score now, in the order of their references, each with a score sheet."""
    rows = assessing.own(reader).filter(application__state=Application.State.IN_ASSESSMENT)
    rows = rows.prefetch_related("application__round__criteria__anchors", "application__round__fund")
    found = list(rows.order_by("application__reference"))
    shut_bids = _shut(reader, Application.objects.filter(pk__in=[row.application_id for row in found]))
    mine = [row for row in found if row.state == Assessment.State.STARTED and row.application_id not in shut_bids]
    shut = [row for row in found if row.state == Assessment.State.CONFLICTED or row.application_id in shut_bids]
    return Chosen(
        bids=[row.application for row in mine],
        closed=len(shut),
        unsaid=sum(row.state == Assessment.State.ASSIGNED and row not in shut for row in found),
        readings={row.application_id: row for row in mine},
    )


def for_member(reader: User, round_: Round) -> Chosen:
    """The bids of a round before the panel that a member may read, in the order of their references."""
    kept = assessing.withheld(reader, round_)
    found = list(assessing.for_readers(ranked(round_).order_by("reference")))
    for row in found:
        row.round = round_
    return Chosen(
        bids=[row for row in found if not kept.hides(row.pk)],
        closed=sum(row.pk in kept.closed for row in found),
        unsaid=sum(kept.is_unsaid(row.pk) for row in found),
        owed=sum(row.pk in kept.owed and row.pk not in kept.closed and not kept.is_unsaid(row.pk) for row in found),
    )


def _shut(reader: User, bids: Applications) -> set[int]:
    """The keys of those that must stay closed to a reader: ties, the own group, and groups that they advised."""
    closed = bids.closed_to(reader).values_list("pk", flat=True)
    return {*closed, *bids.advised_by(reader).values_list("pk", flat=True)}


def _chosen(reader: User, round_: Round | None) -> Chosen:
    """What is open now; nothing for somebody who is no longer asked to read."""
    if not reader.is_active or not reader.has_role("assessor" if round_ is None else "panel"):
        return Chosen(bids=[])
    return for_assessor(reader) if round_ is None else for_member(reader, round_)


def still_open(pack: Pack) -> bool:
    """Say whether its reader may still read each bid in it: a tie closes the whole pack until it is made anew."""
    if pack.round is not None:
        return set(pack.bids) <= {row.pk for row in for_member(pack.reader, pack.round).bids}
    states = [Assessment.State.STARTED, Assessment.State.HANDED_IN]
    mine = Assessment.objects.own(pack.reader).filter(state__in=states, application__in=pack.bids)
    shut = _shut(pack.reader, Application.objects.filter(pk__in=pack.bids))
    return mine.exclude(application__in=shut).count() == len(pack.bids)


def see_that_it_is_open(pack: Pack) -> None:
    """Raises Refused where a bid in a pack is no longer open to its reader, without saying which.

    The same where the fund has changed since what readers see of a bid: what was taken out stays out.
    """
    if not still_open(pack):
        raise Refused(CLOSED_SINCE)
    since = {"history_date__gt": pack.made_at}
    rounds = Round.objects.filter(applications__in=pack.bids)
    taken_out = Redaction.history.filter(application__in=pack.bids, **since)
    if taken_out.exists() or Round.history.filter(id__in=rounds.values("pk"), **since).exists():
        raise Refused(CHANGED_SINCE)


def see_that_there_is_something(rows: Sequence[object]) -> None:
    if not rows:
        raise Refused(NOTHING)


# Asking and making ----------------------------------------------------------------------------------------------------


@transaction.atomic
def ask_for(
    reader: User, audience: str, *, round_: Round | None = None, large: bool = False, by: User | None = None
) -> Job:
    """Have a pack made of what is open to its reader. While one is on its way, that one is told.

    `by` is who asks for it, where that is somebody of the fund for a reader on paper.
    """
    if pdf.available():
        raise Refused(NO_PDF)
    see_that_there_is_something(_chosen(reader, round_).bids)
    if coming := coming_for(reader, audience, round_=round_).filter(payload__large=large).first():
        return coming
    words = f"{KIND}:{audience}:{reader.pk}:{round_.pk if round_ else 0}:{'large' if large else 'plain'}"
    return jobs.ask(
        KIND,
        key=f"{words}:{timezone.now():%Y%m%d%H%M%S%f}",
        by=by or reader,
        about=round_,
        title=f"Put a pack of bids together{' in large print' if large else ''}",
        reader=reader.pk,
        audience=str(audience),
        round_pk=round_.pk if round_ else None,
        large=large,
    )


def coming_for(reader: User, audience: str, *, round_: Round | None = None) -> Any:
    """The packs of this kind that are on their way."""
    waiting = [Job.State.WAITING, Job.State.RUNNING]
    facts = {"payload__audience": str(audience), "payload__reader": reader.pk}
    facts |= {"about_type": ContentType.objects.get_for_model(Round), "about_id": round_.pk} if round_ else {}
    return Job.objects.filter(kind=KIND, state__in=waiting, **facts).order_by("pk")


def make(
    reader: User, audience: str, *, round_: Round | None, large: bool, say: Callable[[int, int], None]
) -> Made | None:
    """Draw what has changed and join it with what has not; nothing where no bid is open any more.

    `say` hears after each bid how many are done of how many.
    """
    chosen = _chosen(reader, round_)
    if not chosen.bids:
        return None
    papers, sheets, likely = [], {}, 1
    for number, bid in enumerate(chosen.bids, 1):
        papers.append(paper_of(bid, audience, large=large))
        if reading := chosen.readings.get(bid.pk):
            sheets[bid.pk] = score_sheet.issue(reading, large=large, likely=likely)
            likely = pdf.pages(sheets[bid.pk])
        say(number, len(chosen.bids))
    names = [bid.title_read for bid in chosen.bids]
    left_out = [chosen.closed, chosen.unsaid, chosen.owed]
    ground = [[paper.says for paper in papers], names, *left_out, large, str(round_ or "")]
    says = look.hash_of([*ground, *(_codes_of(chosen) if sheets else [])], *LOOK)
    if kept := newest(reader, audience, round_=round_).filter(is_large=large, says=says).first():
        return Made(chosen, says, kept=kept)
    parts, lines = _parts(chosen, papers, sheets)
    first = _contents({"chosen": chosen, "round": round_, "large": large}, lines)
    return Made(chosen, says, join(first, parts, size=18 if large else 9))


def _codes_of(chosen: Chosen) -> list[str]:
    rows = ReturnCode.objects.filter(assessment__in=chosen.readings.values(), kind=ReturnCode.Kind.PAPER)
    return list(rows.order_by("code").values_list("code", flat=True))


def _parts(chosen: Chosen, papers: list[BidPaper], sheets: dict[int, bytes]) -> tuple[list[Part], list[Line]]:
    """The papers with their sheets behind them, and a line of the contents for each bid; pages count from 0."""
    parts, lines, page = list[Part](), list[Line](), 0
    for bid, paper in zip(chosen.bids, papers, strict=True):
        name, sheet = f"{bid.reference} {bid.title_read or 'Untitled'}", sheets.get(bid.pk)
        lines.append(Line(name, len(parts), page, page + paper.pages if sheet else None))
        with files.read(paper.file) as content:
            parts.append(Part(name, content.read()))
        page += paper.pages
        if sheet:
            parts.append(Part(f"{bid.reference} score sheet", sheet))
            page += pdf.pages(sheet)
    return parts, lines


def _contents(facts: dict[str, Any], lines: list[Line]) -> bytes:
    """The first pages. They count themselves, so they are drawn again where they are more than was thought."""
    own = 0
    first = b""
    while not first or pdf.pages(first) != own:
        own = pdf.pages(first) if first else 1
        moved = [
            replace(line, page=line.page + own + 1, sheet=None if line.sheet is None else line.sheet + own + 1)
            for line in lines
        ]
        first = pdf.render("print/pack_contents.html", {**facts, "lines": moved})
    return first


# Keeping --------------------------------------------------------------------------------------------------------------


def newest(reader: User, audience: str, *, round_: Round | None = None) -> Any:
    """The packs of this kind that were made for somebody: one in each print."""
    return Pack.objects.filter(reader=reader, audience=audience, round=round_).select_related("file", "round", "reader")


@transaction.atomic
def keep(reader: User, audience: str, made: Made, *, round_: Round | None, large: bool) -> Pack:
    """Keep a pack in the place of the one before."""
    User.objects.select_for_update(of=("self",), no_key=True).only("pk").get(pk=reader.pk)
    if made.kept is not None:
        Pack.objects.filter(pk=made.kept.pk).update(made_at=timezone.now())
        return made.kept
    for old in newest(reader, audience, round_=round_).filter(is_large=large):
        stored = old.file
        old.delete()
        files.drop(stored)
    stored = files.keep_ours(made.content, file_name(round_, large=large), "application/pdf")
    return Pack.objects.create(
        reader=reader,
        audience=audience,
        round=round_,
        is_large=large,
        bids=[bid.pk for bid in made.chosen.bids],
        says=made.says,
        pages=pdf.pages(made.content),
        file=stored,
    )


def file_name(round_: Round | None, *, large: bool) -> str:
    """A name that tells of nobody: “R1 bids.pdf”."""
    return f"{f'{round_.code} bids' if round_ else 'bids to read'}{' in large print' if large else ''}.pdf"
