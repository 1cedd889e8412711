"""What every page of an officer's round fetches."""

from django.shortcuts import get_object_or_404

from fund import rules as fund_rules
from fund.kit.doors import SignedIn, require
from fund.models import Round


def round_for(request: SignedIn, slug: str) -> Round:
    """A round, for those who look round the fund."""
    require(fund_rules.may_look_round(request.user))
    return get_object_or_404(Round.objects.visible_to(request.user), slug=slug)
