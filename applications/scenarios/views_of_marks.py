"""What each bid is worth in a view of the marks, and which view the panel decides on."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from applications import fairness
from applications.models import Decision, MarksView, ViewChosen
from applications.ranking import ranked
from fund.kit import history
from fund.kit.states import Refused
from fund.models import Round, User


def worths(round_: Round, view: str) -> dict[int, float]:
    """What each bid before the panel is worth in this view, by its key; those without a mark are left out."""
    if view == MarksView.RAW:
        rows: Any = ranked(round_)
        return {pk: mean for pk, mean in rows.values_list("pk", "mean") if mean is not None}
    marks = fairness.marks_of(round_)
    if view == MarksView.HALVES:
        halves = fairness.blocks(marks)
        return {pk: each.equal for pk, each in halves.items() if each.equal is not None}
    return dict(fairness.centred(marks)) if view == MarksView.CENTRED else dict(fairness.additive(marks).bids)


def in_order(round_: Round, view: str, worth: dict[int, float] | None = None) -> list[int]:
    """The keys of the bids before the panel, best first in this view; those without a mark come last."""
    names = dict(ranked(round_).values_list("pk", "reference"))
    worth = worths(round_, view) if worth is None else worth
    return sorted(names, key=lambda pk: (pk not in worth, -round(worth.get(pk, 0.0), 9), names[pk]))


def panel_order(round_: Round) -> list[int]:
    """The keys of the bids before the panel, best first in the view that it decides on; else by the marks as given."""
    view = chosen(round_)
    if view is None or view.view == MarksView.RAW:
        return list(ranked(round_).values_list("pk", flat=True))
    return in_order(round_, view.view)


def chosen(round_: Round) -> ViewChosen | None:
    """The view that the panel decides on, where one is written down."""
    return getattr(round_, "view_chosen", None)


@transaction.atomic
def choose(round_: Round, view: str, *, why: str, by: User) -> ViewChosen:
    """Write down on which view of the marks the panel decides. After a decision, a change says why it changes."""
    Round.objects.select_for_update(of=("self",), no_key=True).get(pk=round_.pk)
    if not why.strip():
        raise Refused("Say why the panel decides on this view. It stands in the record.")
    row = ViewChosen.objects.filter(round=round_).first() or ViewChosen(round=round_)
    is_change = row.pk is not None and row.view != view
    if is_change and Decision.objects.filter(application__round=round_).exists() and why.strip() == row.why:
        raise Refused("Decisions were made on the other view already. Say why it changes now.")
    row.view, row.why, row.chosen_by, row.chosen_at = view, why.strip(), by, timezone.now()
    saved: ViewChosen = history.save(row, by=by, reason=why.strip())
    return saved


def seen_of(round_: Round, application: int) -> dict[str, object]:
    """What a decision copies of the chosen view: its name, the bid’s mark in it and its place; the screen shows it."""
    view = chosen(round_)
    if view is None:
        return {}
    worth = worths(round_, view.view)
    order = in_order(round_, view.view, worth)
    place = order.index(application) + 1 if application in order else None
    return {"view": view.view, "view_mark": worth.get(application), "place": place}
