"""What readers ask to be paid: the officers' and finance's list, and settling each."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications import claiming, rules
from applications.forms.claims import EnterPayment, Pay, TurnDown
from applications.models import ReaderClaim
from fund import rules as fund_rules
from fund.kit import history, sheets
from fund.kit.doors import May, SignedIn, require


def _wanted(request: SignedIn) -> str:
    """The state that the list is kept to; anything else means all."""
    return state if (state := request.GET.get("state", "")) in ReaderClaim.State.values else ""


@login_required
@require_safe
def claims(request: SignedIn) -> HttpResponse:
    """All claims, or those in one state, with how much each state comes to."""
    require(rules.may_see_claims(request.user))
    state = _wanted(request)
    rows = claiming.listed(seen_by=request.user, state=state)
    context = {
        "page": Paginator(rows, 50).get_page(request.GET.get("page")),
        "state": state,
        "totals": claiming.totals(seen_by=request.user),
        "may": May(request.user, None, fund_rules),
    }
    return render(request, "applications/officer/claims.html", context)


@login_required
@require_safe
def claims_csv(request: SignedIn) -> StreamingHttpResponse:
    require(rules.may_see_claims(request.user))
    rows = claiming.listed(seen_by=request.user, state=_wanted(request)).iterator(chunk_size=500)
    response = sheets.csv_download(claiming.rows_for_finance(rows), "payments to readers")
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def enter_claim(request: SignedIn) -> HttpResponse:
    """Type what a reader asked for on paper; another officer agrees to it."""
    require(fund_rules.may_run_fund(request.user))
    form = EnterPayment(*([request.POST, request.FILES] if request.method == "POST" else []))
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "applications/officer/enter_claim.html", {"form": form}, status=status)
    claiming.ask(form.person, by=request.user, **form.facts)
    messages.success(request, f"Kept for {form.person}. Another officer agrees to it.")
    return redirect("applications:claims")


def _shown(request: SignedIn, claim: ReaderClaim, *, status: int = 200, **forms: object) -> HttpResponse:
    context = {"claim": claim, "pay": Pay(), "turn_down": TurnDown(), "happenings": history.timeline(claim), **forms}
    context["may"] = May(request.user, claim, rules)
    return render(request, "applications/officer/claim.html", context, status=status)


def _claim(request: SignedIn, pk: int) -> ReaderClaim:
    require(rules.may_see_claims(request.user))
    return get_object_or_404(claiming.listed(seen_by=request.user), pk=pk)


@login_required
@require_safe
def claim(request: SignedIn, pk: int) -> HttpResponse:
    return _shown(request, _claim(request, pk))


@login_required
@require_POST
def agree_to_claim(request: SignedIn, pk: int) -> HttpResponse:
    row = _claim(request, pk)
    require(rules.may_agree_to_claim(request.user, row))
    claiming.agree(row, by=request.user)
    messages.success(request, f"Agreed. {row.reader} has a letter.")
    return redirect("applications:claim", pk)


@login_required
@require_POST
def turn_claim_down(request: SignedIn, pk: int) -> HttpResponse:
    row = _claim(request, pk)
    require(rules.may_turn_claim_down(request.user, row))
    form = TurnDown(request.POST)
    if not form.is_valid():
        return _shown(request, row, status=422, turn_down=form, form=form)
    claiming.turn_down(row, by=request.user, **form.cleaned_data)
    messages.success(request, f"Turned down. {row.reader} has a letter with your words.")
    return redirect("applications:claim", pk)


@login_required
@require_POST
def pay_claim(request: SignedIn, pk: int) -> HttpResponse:
    row = _claim(request, pk)
    require(rules.may_pay_claim(request.user, row))
    form = Pay(request.POST)
    if not form.is_valid():
        return _shown(request, row, status=422, pay=form, form=form)
    claiming.pay(row, by=request.user, **form.cleaned_data)
    messages.success(request, f"Marked as paid. {row.reader} has a letter.")
    return redirect("applications:claim", pk)
