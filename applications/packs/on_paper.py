"""What the fund does for a reader on paper: a sheet of ties to tick, packs to send, and typing in what comes back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from applications import assessing, letters
from applications.models import Application, ApplicationAnswers, Assessment, Audience, Declaration, Pack
from applications.packs import packing
from applications.packs.closed import see_that_they_may_bring
from applications.ranking import BEFORE_PANEL
from fund import readers
from fund.kit import pdf
from fund.kit.states import Refused
from fund.models import Role, Round, User

NO_PDF = "We cannot make PDFs just now. Try again in an hour."
NOTHING = "There is no bid of which this reader still has to say whether they have ties."
NOT_YOURS = "A bid in this pack is closed for you, so you cannot open it. Ask a colleague to print it."


@dataclass(frozen=True)
class AtGate:
    """One bid at the gate: what its reader may know before they say whether they have ties."""

    bid: Application
    shows_name: bool
    partners: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tie:
    """What a reader said on paper about one bid."""

    bid: Application
    kind: str
    note: str = ""


# Who, and what they still have to say ---------------------------------------------------------------------------------


def readers_with_bids() -> list[User]:
    """All readers who have bids to read or a panel to sit on, by name, with `to_say` and `to_read`. One query."""
    real = Q(assessments__application__state=Application.State.IN_ASSESSMENT, assessments__application__is_test=False)
    rows = User.objects.filter(is_active=True).annotate(
        to_say=Count("assessments", real & Q(assessments__state=Assessment.State.ASSIGNED)),
        to_read=Count("assessments", real & Q(assessments__state=Assessment.State.STARTED)),
        sits=Exists(Role.objects.filter(user=OuterRef("pk"), kind=Role.Kind.PANEL)),
        reads=Exists(Role.objects.filter(user=OuterRef("pk"), kind__in=readers.KINDS)),
    )
    return list(rows.filter(Q(to_say__gt=0) | Q(to_read__gt=0) | Q(sits=True), reads=True).order_by("name", "email"))


def panel_rounds(reader: User) -> list[Round]:
    """The rounds that a member of the panel has before them, the next meeting first."""
    if not assessing.sits_on_panel(reader):
        return []
    rows = Round.objects.filter(Q(announced_at__isnull=True) | Q(is_rolling=True))
    there = rows.filter(applications__state__in=BEFORE_PANEL, applications__is_test=False).distinct()
    return list(there.order_by("panel_on", "pk"))


def at_gate(reader: User, *, seen_by: User) -> list[AtGate]:
    """The bids of which a reader has not said yet whether they have ties, without those closed to either of them.

    A bid that they read is shown as assessors see it, one that is only before their panel as the panel does.
    """
    said = Declaration.objects.filter(user=reader).values("application")
    ours = Application.objects.for_staff(seen_by)
    shut = [*ours.closed_to(reader).values_list("pk", flat=True), *ours.advised_by(reader).values_list("pk", flat=True)]
    assigned = Assessment.objects.own(reader).filter(state=Assessment.State.ASSIGNED)
    to_read = ours.filter(state=Application.State.IN_ASSESSMENT, pk__in=assigned.values("application"))
    on_table = ours.filter(state__in=BEFORE_PANEL, round__in=panel_rounds(reader)).exclude(pk__in=said)
    on_table = on_table.exclude(pk__in=to_read.values("pk"))
    found: list[AtGate] = []
    for rows, sheets, is_panel in (
        (to_read, ApplicationAnswers.objects.for_assessors(), False),
        (on_table, ApplicationAnswers.objects.for_panel(), True),
    ):
        bids = list(assessing.for_readers(rows.exclude(pk__in=shut).select_related("round")))
        partners = assessing.partners_of_each(bids, sheets)
        for bid in bids:
            hidden = bid.round.names_hidden_from_panel if is_panel else bid.round.names_hidden
            found.append(AtGate(bid, not hidden, () if hidden else partners.get(bid.pk, ())))
    return sorted(found, key=lambda each: each.bid.reference)


# What goes out --------------------------------------------------------------------------------------------------------


def ties_sheet(reader: User, *, by: User, large: bool) -> bytes:
    """The sheet of ties as a PDF: each bid as at the gate, with boxes to tick. Raises Refused where there is none."""
    if pdf.available():
        raise Refused(NO_PDF)
    bids = at_gate(reader, seen_by=by)
    if not bids:
        raise Refused(NOTHING)
    kinds = [kind.label for kind in Declaration.Kind if kind != Declaration.Kind.NONE]
    facts = {"reader": reader, "bids": bids, "kinds": kinds, "large": large, "email": bids[0].bid.round.fund.email}
    return pdf.render("print/ties_sheet.html", facts)


def packs_for(reader: User) -> list[tuple[Round | None, list[Pack], list[object]]]:
    """What can be sent to a reader: the pack of the bids that they score, and one for each round of their panel."""
    kinds: list[tuple[Round | None, str]] = []
    if reader.has_role(Role.Kind.ASSESSOR):
        kinds.append((None, Audience.ASSESSOR))
    kinds += [(round_, Audience.PANEL) for round_ in panel_rounds(reader)]
    return [
        (
            round_,
            list(packing.newest(reader, audience, round_=round_)),
            list(packing.coming_for(reader, audience, round_=round_)),
        )
        for round_, audience in kinds
    ]


def see_that_it_may_be_sent(pack: Pack, *, by: User) -> None:
    """Raises Refused where a bid in a pack is closed to its reader, or to who would print it."""
    packing.see_that_it_is_open(pack)
    if Application.objects.for_staff(by).filter(pk__in=pack.bids).count() != len(pack.bids):
        raise Refused(NOT_YOURS)
    if pack.round is not None:  # what is made for the panel says what the assessors gave
        assessing.see_that_own_are_in(by, pack.bids)


# What comes back ------------------------------------------------------------------------------------------------------


@transaction.atomic
def take_ties(reader: User, said: Iterable[Tie], *, by: User) -> list[Declaration]:
    """Record what stands on a sheet of ties, all of it or nothing, and tell the reader."""
    kept, lines = list[Declaration](), list[str]()
    for tie in said:
        kept.append(assessing.declare_from_paper(tie.bid, reader, kind=tie.kind, note=tie.note, by=by))
        is_open = tie.kind == Declaration.Kind.NONE
        lines.append(
            f"{tie.bid.reference}: {'no ties, so it is open for you' if is_open else 'ties, so it is closed'}."
        )
    if lines:
        letters.paper_entered(reader, lines=lines, key=_key(reader))
    return kept


@transaction.atomic
def take_order(reader: User, round_: Round, *, places: Mapping[int, int | None], hands_in: bool, by: User) -> None:
    """Keep the order that a reader sent on paper, hand it in if `hands_in`, and tell them. Raises Refused for ties."""
    bids = [row.application_id for row in assessing.to_order(reader, round_)]
    see_that_they_may_bring(bids, reader=reader, by=by)
    assessing.keep_order(reader, round_, places=places, typed_by=by)
    if hands_in:
        assessing.hand_in_order(reader, round_, typed_by=by)
    rows = [row for row in assessing.to_order(reader, round_) if row.place is not None]
    lines = [f"{row.place}. {row.application.reference} {row.application.title_read or 'Untitled'}" for row in rows]
    lines.append("It is handed in." if hands_in else "It is saved, and not handed in yet.")
    letters.paper_entered(reader, lines=lines, key=_key(reader))


def _key(reader: User) -> str:
    return f"{reader.pk}:{timezone.now():%Y%m%d%H%M%S%f}"
