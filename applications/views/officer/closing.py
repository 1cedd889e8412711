"""Letting a round close later, or earlier, than it said."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from applications import closing
from applications.forms.rounds import CloseEarly, Extend
from applications.models import Application
from applications.views.officer.frame import round_for
from fund import rules as fund_rules
from fund.kit.doors import SignedIn, require
from fund.models import Round
from fund.templatetags.words import moment


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def extend_round(request: SignedIn, slug: str) -> HttpResponse:
    """Give people longer, and tell all who apply."""
    round_ = round_for(request, slug)
    require(fund_rules.may_extend_round(request.user, round_))
    form = Extend(request.POST if request.method == "POST" else None, round_=round_)
    if not form.is_valid():
        return _page(request, "extend", round_, form)
    closing.extend(round_, by=request.user, **form.facts)
    messages.success(request, f"{_now(round_, form)}. All who apply are being told.")
    return redirect("applications:round", slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def close_round(request: SignedIn, slug: str) -> HttpResponse:
    """Close now or early, and tell all who apply."""
    round_ = round_for(request, slug)
    require(fund_rules.may_close_round(request.user, round_))
    form = CloseEarly(request.POST if request.method == "POST" else None, round_=round_)
    if not form.is_valid():
        return _page(request, "close", round_, form)
    closing.close_early(round_, by=request.user, **form.facts)
    messages.success(request, f"{_now(round_, form)}. All who apply are being told.")
    return redirect("applications:round", slug)


def _now(round_: Round, form: Extend | CloseEarly) -> str:
    if form.is_note:
        return f"Short notes to {round_} now close on {moment(round_.note_closes_at)}"
    return f"{round_} now closes on {moment(round_.closes_at)}"


def _page(request: SignedIn, name: str, round_: Round, form: Extend | CloseEarly) -> HttpResponse:
    rows = round_.applications.exclude(state=Application.State.WITHDRAWN)
    drafts = rows.filter(state__in=Application.WRITTEN).count()
    context = {"round": round_, "form": form, "drafts": drafts, "handed_in": rows.count() - drafts}
    return render(request, f"applications/officer/{name}.html", context, status=422 if form.errors else 200)
