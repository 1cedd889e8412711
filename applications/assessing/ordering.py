"""Putting one’s bids in order, in a round that is judged so."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from applications.assessing import phases
from applications.assessing.reading import own
from applications.models import Application, Assessment
from fund.kit import history
from fund.kit.states import Refused
from fund.models import Round, User

State = Assessment.State
TWICE = "Two of your bids have the same place. Give each its own."


def to_order(user: User, round_: Round) -> list[Assessment]:
    """The bids of a round that a reader has open, in the own order; those without a place come last."""
    rows = own(user).filter(application__round=round_, application__state=Application.State.IN_ASSESSMENT)
    found = [row for row in rows if row.state in {State.STARTED, State.HANDED_IN}]
    return sorted(found, key=lambda row: (row.place is None, row.place or 0, row.pk))


@transaction.atomic
def keep_order(user: User, round_: Round, *, places: Mapping[int, int | None], typed_by: User | None = None) -> None:
    """Keep the places given so far, by the key of the assessment; 1 is best. No two may have the same one.

    While a bid waits for its place, those handed in before can be moved too; their marks stay until the next hand-in.
    `typed_by` is who types the reader’s order in, where it came on paper.
    """
    _see_that_it_is_open(round_)
    given = [place for place in places.values() if place is not None]
    if len(set(given)) != len(given):
        raise Refused(TWICE)
    rows = [row for row in _held(user, round_) if row.state != State.ASSIGNED]
    if not any(row.state == State.STARTED for row in rows):
        return
    for row in rows:
        if row.pk in places and places[row.pk] != row.place:
            row.place = places[row.pk]
            history.save(row, by=typed_by or user, fields=["place"])


@transaction.atomic
def hand_in_order(user: User, round_: Round, *, typed_by: User | None = None) -> list[Assessment]:
    """Hand in the own order as a whole: every bid of the reader has been opened and has its place.

    A bid that came later, or was sent back, moves the others: their places and marks are worked out anew, as long as
    nobody has decided on them. `typed_by` is who types it in, where it came on paper.
    """
    _see_that_it_is_open(round_)
    rows = _held(user, round_)
    if unopened := [row.application.reference for row in rows if row.state == State.ASSIGNED]:
        raise Refused(f"First it has to be said whether there are ties to these: {', '.join(unopened)}.")
    if unplaced := [row.application.reference for row in rows if row.place is None]:
        raise Refused(f"Give these a place first: {', '.join(unplaced)}.")
    if len({row.place for row in rows}) != len(rows):
        raise Refused(TWICE)
    waiting = [row for row in rows if row.state == State.STARTED]
    if not waiting:
        return []
    for place, row in enumerate(sorted(rows, key=lambda row: row.place or 0), start=1):
        mark = mark_at(place, of=len(rows), least=float(round_.min_score), most=float(round_.max_score))
        if row in waiting:
            facts: dict[str, Any] = {"place": place, "mark": mark, "handed_in_at": timezone.now(), "sent_back_why": ""}
            if typed_by:
                facts |= {"came_by": Assessment.CameBy.PAPER, "entered_by": typed_by}
            row.move(State.HANDED_IN, by=typed_by or user, **facts)
        elif (row.place, row.mark) != (place, mark):
            row.place, row.mark = place, mark
            why = "Put in order with a bid that came later"
            history.save(row, by=typed_by or user, reason=why, fields=["place", "mark"])
    return waiting


def mark_at(place: int, *, of: int, least: float, most: float) -> float:
    """The mark of a place in one reader’s order: most − (most − least) × (place − 1) / (of − 1).

    The best of a reader’s bids gets the highest mark and the last the lowest, in even steps (a Borda count brought to
    the round’s scale, so that readers with long and with short lists weigh the same). A bid alone stands in the middle.
    """
    if of == 1:
        return (least + most) / 2
    return most - (most - least) * (place - 1) / (of - 1)


def _held(user: User, round_: Round) -> list[Assessment]:
    """The reader’s bids of the round, with their applications locked in the order of their keys."""
    mine = Assessment.objects.own(user).filter(application__round=round_)
    being_read = mine.filter(application__state=Application.State.IN_ASSESSMENT)
    there = being_read.filter(state__in=[State.ASSIGNED, State.STARTED, State.HANDED_IN])
    list(
        Application.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk__in=there.values("application"))
        .order_by("pk")
    )
    return list(there.select_related("application").select_for_update(of=("self",), no_key=True).order_by("pk"))


def _see_that_it_is_open(round_: Round) -> None:
    if round_.judged_by != Round.JudgedBy.RANKING:
        raise Refused("In this round each bid gets its own scores, and no order.")
    now = phases.standing(round_)
    if not now.is_open:
        raise Refused(f"{now.words} Your order stays as it is.")
