"""The reserve list of a round in its order, and which bid comes next when money is free."""

from datetime import date, timedelta
from decimal import Decimal

from django.db.models import F, FloatField, Q
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from applications import drawing
from applications.models import Application, Decision, Grant
from applications.models.application import Applications
from applications.ranking import decided_of, money_of
from fund.models import Round

State = Application.State


def on_list(round_: Round) -> Applications:
    """Every bid on the reserve list, told or not, with its mark.

    The mark is the one in the view that the panel decided on, as the decision copied it; else the mean of those given.
    """
    on_it = Q(state=State.RESERVE) | Q(state=State.DECIDED, decision__outcome=Decision.Outcome.RESERVE)
    rows = Application.objects.real().filter(on_it, round=round_).with_scores()
    rows = rows.select_related("decision", "organisation", "round__fund", "tier")
    seen = Cast(KeyTextTransform("view_mark", "decision__figures"), FloatField())
    return rows.annotate(mark_seen=Coalesce(seen, F("mean"), output_field=FloatField()))


def in_order(round_: Round) -> list[Application]:
    """The reserve list, first to last: by the place that was given, then by mark, then by reference.

    Bids that stood in one draw share the places that their marks give them, in the order in which they were drawn.
    """
    order = (F("decision__reserve_place").asc(nulls_last=True), F("mark_seen").desc(nulls_last=True), "reference")
    rows = list(on_list(round_).order_by(*order))
    placed = [row for row in rows if row.decision.reserve_place is not None]
    return [*placed, *drawing.put_in_slots(rows[len(placed) :])]


def free_in(round_: Round) -> Decimal | None:
    """How much of the round’s money is free, in pounds; None where no limit is known."""
    has = money_of(round_)
    return None if has is None else has - decided_of(round_)


def next_up(round_: Round) -> Application | None:
    """The first on the list, of those who were told, that the free money can pay in full."""
    free = free_in(round_)
    for application in in_order(round_):
        if application.state == State.RESERVE and application.amount and (free is None or application.amount <= free):
            return application
    return None


def unanswered(round_: Round) -> list[tuple[Grant, date]]:
    """The offers that no group has answered yet, each with the last day that its letter named, earliest first."""
    offers = Grant.objects.filter(application__round=round_, state=Grant.State.OFFERED)
    rows = offers.select_related("application", "organisation", "round").order_by("awarded_at", "pk")
    return [(grant, last) for grant in rows if (last := answer_by(grant)) is not None]


def answer_by(grant: Grant) -> date | None:
    """The last day to answer this offer, as its letter named it; None where it was not awarded here."""
    if grant.awarded_at is None or grant.round is None:
        return None
    return timezone.localdate(grant.awarded_at) + timedelta(days=grant.round.days_to_accept)
