"""A draw among bids that nothing parts, which anybody can count again.

The list of bids is fixed and its hash told first. Later come words that nobody could know before, such as the numbers
of a public draw of that day; two people type them. From both the order follows:

    list  = SHA-256 of the references in alphabetical order, one on each line
    seed  = SHA-256 of the list’s hash, a line break and the words
    order = the references by the SHA-256 of the seed, a line break and the reference, smallest first

Hashes are written in small hexadecimal letters, and texts are UTF-8. `manage.py draw FILE` does the same sum.
"""

from collections.abc import Iterable
from hashlib import sha256
from typing import NamedTuple

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from applications import fairness, on_table, scenarios
from applications.models import Application, Draw, DrawnBid, MarksView, Meeting
from applications.ranking import BEFORE_PANEL
from fund.kit import history
from fund.kit.plain_text import tidy_line
from fund.kit.states import Refused
from fund.models import Round, User


def hash_of_list(references: Iterable[str]) -> str:
    """The hash by which a list of bids is known."""
    return _hash("\n".join(sorted(references)))


def seed_of(list_sha256: str, words: str) -> str:
    """The seed that follows from the list and the public words."""
    return _hash(f"{list_sha256}\n{words}")


def drawn_order(references: Iterable[str], seed: str) -> list[str]:
    """The bids in the order in which they are drawn."""
    return sorted(references, key=lambda reference: (_hash(f"{seed}\n{reference}"), reference))


class Drawn(NamedTuple):
    """The place at which a bid was drawn, and of how many."""

    draw: int
    place: int
    of: int


def drawn_of(applications: Iterable[int]) -> dict[int, Drawn]:
    """Where each of these bids was drawn, by its key; those that were in no draw are left out. One query."""
    rows = DrawnBid.objects.drawn().filter(application__in=list(applications)).annotate(of=Count("draw__bids"))
    facts = rows.values_list("application", "draw", "place", "of")
    return {pk: Drawn(draw, place, of) for pk, draw, place, of in facts if place is not None}


def place_of(application: int) -> dict[str, int]:
    """The place of a bid in its draw, to copy and to show; nothing where it was not drawn."""
    found = drawn_of([application]).get(application)
    return {} if found is None else {"drawn": found.place, "drawn_of": found.of}


def put_in_slots(rows: Iterable[Application]) -> list[Application]:
    """The same bids in the same order, but those of one draw take the slots that they hold in the order drawn."""
    before, of_draw = list(rows), dict[int, list[int]]()
    drawn = drawn_of(row.pk for row in before)
    slots = {row.pk: slot for slot, row in enumerate(before)}
    for pk, found in sorted(drawn.items(), key=lambda each: each[1].place):
        of_draw.setdefault(found.draw, []).append(slots[pk])
    after = list(before)
    for held in of_draw.values():
        for slot, was in zip(sorted(held), held, strict=True):
            after[slot] = before[was]
    return after


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def drawable(round_: Round) -> list[Application]:
    """The bids among which chance may decide: open, in no other draw, and in the tie band at the money line.

    The band is that of the view on which the panel decides, where it has one of its own.
    """
    view = scenarios.chosen(round_)
    by_raw, by_adjusted = (view is None or view.view != other for other in (MarksView.ADJUSTED, MarksView.RAW))
    close = {
        line.pk
        for line in fairness.bench(round_).lines
        if (by_raw and line.is_close) or (by_adjusted and line.is_close_adjusted)
    }
    rows = round_.applications.filter(pk__in=close, state=Application.State.IN_ASSESSMENT)
    rows = rows.exclude(drawn__is_open=True).only("pk", "reference", "title", "round_id", "state")
    return list(rows.order_by("reference"))


@transaction.atomic
def propose(round_: Round, applications: Iterable[Application], *, how: str, by: User) -> Draw:
    """Fix the list of a draw and say how its words will come about. A bid stands in one draw only."""
    Round.objects.select_for_update(of=("self",), no_key=True).get(pk=round_.pk)
    bids = sorted(applications, key=lambda bid: bid.reference)
    if len(bids) < 2:
        raise Refused("Choose at least two bids. A draw of one decides nothing.")
    if not how.strip():
        raise Refused("Say how the words will come about, so that all know it before.")
    if odd := [bid.reference for bid in bids if bid.round_id != round_.pk or bid.state not in BEFORE_PANEL]:
        raise Refused(f"These are not before the panel: {', '.join(odd)}.")
    if decided := [bid.reference for bid in bids if bid.state != Application.State.IN_ASSESSMENT]:
        raise Refused(f"These are decided already: {', '.join(decided)}. Take them out of the draw.")
    drawn = DrawnBid.objects.filter(application__in=bids, is_open=True).values_list("application__reference", flat=True)
    if again := sorted(drawn):
        raise Refused(f"These stand in a draw already, and a draw is not made twice: {', '.join(again)}.")
    near = {bid.pk for bid in drawable(round_)}
    if clear := [bid.reference for bid in bids if bid.pk not in near]:
        raise Refused(f"The marks part these from the others, so chance has no say in them: {', '.join(clear)}.")
    draw = Draw(round=round_, how=how.strip(), proposed_by=by)
    draw.list_sha256 = hash_of_list(bid.reference for bid in bids)
    history.save(draw, by=by)
    DrawnBid.objects.bulk_create(DrawnBid(draw=draw, application=bid) for bid in bids)
    return draw


@transaction.atomic
def say_words(draw: Draw, words: str, *, by: User) -> Draw:
    """Type the public words. When a second person has typed the same, the order is drawn and stays."""
    held = Draw.objects.select_for_update(of=("self",), no_key=True).get(pk=draw.pk)
    said = tidy_line(words)
    if held.state != Draw.State.PROPOSED:
        raise Refused("This draw is over. Its order stays as it is.")
    if not said:
        raise Refused("Type the words exactly as they were made public.")
    if not held.words or held.words_by_id == by.pk:
        held.words, held.words_by = said, by
        history.save(held, by=by, fields=["words", "words_by"])
        return held
    if held.words != said:
        raise Refused(
            f"{held.words_by} typed other words. Look at the public source together, then one of you types them again."
        )
    seed = seed_of(held.list_sha256, said)
    bids = {row.application.reference: row for row in held.bids.select_related("application")}
    for place, reference in enumerate(drawn_order(bids, seed), start=1):
        bids[reference].place = place
        bids[reference].save(update_fields=["place"])
    for meeting in Meeting.objects.filter(on_table__application__drawn__draw=held).order_by("pk"):
        on_table.bump(meeting)
    held.move(Draw.State.DRAWN, by=by, seed=seed, drawn_by=by, drawn_at=timezone.now())
    return held


@transaction.atomic
def call_off(draw: Draw, *, by: User, reason: str) -> None:
    """Call a draw off while nobody can know its order. Its bids can stand in another.

    Once somebody typed the words, the order can be counted, and a draw is not made again until it suits.
    """
    held = Draw.objects.select_for_update(of=("self",), no_key=True).get(pk=draw.pk)
    if not reason.strip():
        raise Refused("Say why the draw is called off.")
    if held.words:
        raise Refused(f"{held.words_by} typed the words, so the order can be known. The draw stands.")
    held.move(Draw.State.CALLED_OFF, by=by, called_off_because=reason.strip())
    held.bids.update(is_open=False)
