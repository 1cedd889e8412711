"""What everybody will read of the awards to come: each find in it is decided here."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from applications.announcing import public_words as verbs
from applications.models import Application
from applications.views.officer.frame import application_for, closed_in, round_for
from fund import rules as fund_rules
from fund.detail_forms import SettleDetail
from fund.kit.doors import SignedIn, require
from fund.models import PersonalDetail, Round
from fund.privacy import gate
from fund.views import details


@login_required
@require_safe
def public_words(request: SignedIn, slug: str) -> HttpResponse:
    """Every find in a title or summary that may become public."""
    round_ = round_for(request, slug)
    require(fund_rules.may_run_fund(request.user))
    return _page(request, round_)


def _page(request: SignedIn, round_: Round, wrong: Any = None) -> HttpResponse:
    closed = closed_in(request, round_)
    rows = verbs.may_become_public(round_).exclude(pk__in=closed)
    bids: dict[int, Application] = {bid.pk: bid for bid in rows.select_related("decision", "organisation")}

    def where(detail: PersonalDetail) -> str:
        bid = bids[detail.about_id]
        text = verbs.texts_of(bid, bid.decision)[detail.field]
        return f"the {detail.field} of {bid.reference}, {bid.organisation}: {details.around(text, detail)}"

    waiting, to = gate.waiting_in(rows), "applications:settle-public-words"
    context = {
        "round": round_,
        "form": wrong,
        "waiting": details.with_forms(waiting, SettleDetail, to=to, where=where, wrong=wrong),
        "closed": closed.values(),
    }
    return render(request, "applications/officer/public_words.html", context, status=422 if wrong else 200)


@login_required
@require_POST
def look_through(request: SignedIn, slug: str) -> HttpResponse:
    """Look through all titles and summaries anew."""
    round_ = round_for(request, slug)
    require(fund_rules.may_run_fund(request.user))
    verbs.look_through(round_, by=request.user)
    messages.success(request, "All titles and summaries were looked through.")
    return redirect("applications:public-words", slug)


@login_required
@require_POST
def settle_public_words(request: SignedIn, pk: int, detail_pk: int) -> HttpResponse:
    """Decide about one find."""
    row = application_for(request, pk)
    require(fund_rules.may_run_fund(request.user))
    detail = get_object_or_404(gate.details_of(row), pk=detail_pk)
    form = SettleDetail(request.POST, detail=detail)
    if not form.is_valid():
        return _page(request, row.round, form)
    details.settle(request, row, form, let_stand=verbs.let_stand, mend=verbs.mend)
    return redirect("applications:public-words", row.round.slug)
