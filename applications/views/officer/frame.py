"""What every page of an officer's round fetches."""

from typing import Any

from django.shortcuts import get_object_or_404

from applications import assessing, rules
from applications.models import Application
from fund import rules as fund_rules
from fund.kit.doors import SignedIn, require
from fund.kit.states import Refused
from fund.models import Round

CLOSED = "You have ties to this bid, so it is closed for you. Somebody else of the fund looks after it."


def round_for(request: SignedIn, slug: str) -> Round:
    """A round, for those who look round the fund."""
    require(fund_rules.may_look_round(request.user))
    return get_object_or_404(Round.objects.visible_to(request.user), slug=slug)


def closed_in(request: SignedIn, round_: Round) -> dict[int, Application]:
    """The bids of a round to which this person has ties, by key: no table of the round says more than their names."""
    rows = Application.objects.real().filter(round=round_).closed_to(request.user)
    return {row.pk: row for row in rows.only("reference", "title", "state").order_by("reference")}


def kept_in(request: SignedIn, round_: Round) -> tuple[dict[int, Application], dict[int, Application]]:
    """The bids of a round to which this person has ties, and those that they score and have not handed in; by key.

    Of the second each has `owed`, their own reading: until it is in, no table tells them what others gave. One query.
    """
    rows: Any = assessing.closed_or_owed(request.user, round_).real()
    found = list(rows.only("reference", "title", "state").order_by("reference"))
    return {row.pk: row for row in found if row.is_closed}, {row.pk: row for row in found if not row.is_closed}


def application_for(request: SignedIn, pk: int) -> Application:
    """An application with its figures for those who see all of it; 403 for its own group, which has other pages.

    Refused, with the reason, for somebody of the fund who has ties to it.
    """
    rows = Application.objects.visible_to(request.user).with_scores()
    rows = rows.select_related(
        "round", "organisation", "tier", "grant_type", "priority", "officer", "decision__decided_by"
    )
    is_staff = fund_rules.may_look_round(request.user)
    if is_staff and Application.objects.real().closed_to(request.user).filter(pk=pk).exists():
        raise Refused(CLOSED)
    row = get_object_or_404(rows, pk=pk)
    require(rules.may_see_all(request.user, row))
    return row
