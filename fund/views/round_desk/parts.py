"""One small page for each part of a round."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from fund import rounds as verbs
from fund.kit.doors import SignedIn
from fund.models import Round
from fund.round_forms import ROW_PARTS, AboutRound, Dates, RowPart, Rows, Scoring, WhoSeesWhat, WhyNow
from fund.rounds.standing import FROZEN, as_it_stands
from fund.views.round_desk.frame import desk_round, page


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def about(request: SignedIn, slug: str) -> HttpResponse:
    """What the round is for and who can apply."""
    return _columns(request, slug, AboutRound, "about", "What it is for and who can apply")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def dates(request: SignedIn, slug: str) -> HttpResponse:
    """The calendar of the round."""
    return _columns(request, slug, Dates, "dates", "Dates")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def scoring(request: SignedIn, slug: str) -> HttpResponse:
    """The scale of scores and how many read each application."""
    return _columns(request, slug, Scoring, "scoring", "How it is scored")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def readers(request: SignedIn, slug: str) -> HttpResponse:
    """What assessors and the panel see."""
    return _columns(request, slug, WhoSeesWhat, "readers", "What readers see")


def _columns(request: SignedIn, slug: str, kind: Any, template: str, title: str) -> HttpResponse:
    """A page whose form fills columns of the round."""
    round_ = desk_round(request, slug)
    form = kind(request.POST if request.method == "POST" else None, round_=round_)
    if not form.is_valid():
        return page(request, template, round_, form=form, title=title)
    verbs.change(round_, **form.facts, by=request.user)
    messages.success(request, f"“{title}” is saved.")
    return redirect("set-up", round_.slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def part(request: SignedIn, slug: str, part: str) -> HttpResponse:
    """The rows of one kind. Buttons that move or add rows keep what was typed and save nothing yet."""
    round_ = desk_round(request, slug)
    if part not in ROW_PARTS:
        raise Http404
    about = ROW_PARTS[part]
    kept = as_it_stands(round_).parts[about.table]
    if verbs.is_frozen(round_) and about.table in FROZEN:
        return page(request, "fixed", round_, part=about, rows=kept, title=about.title)
    needs_reason = round_.state != Round.State.DRAFT
    rows = Rows(about, round_, kept, request.POST if request.method == "POST" else None)
    why = WhyNow(request.POST if request.method == "POST" else None) if needs_reason else None
    if request.method != "POST" or rows.rearrange(request.POST.get("do", "")):
        unasked = WhyNow(initial={"reason": request.POST.get("reason", "")}) if why else None
        return _rows_page(request, round_, about, rows, unasked)
    are_good = rows.is_valid()
    if (why is not None and not why.is_valid()) or not are_good:
        return _rows_page(request, round_, about, rows, why)
    reason = why.cleaned_data["reason"] if why else ""
    verbs.set_rows(round_, about.table, rows.rows(), by=request.user, reason=reason)
    messages.success(request, f"“{about.title}” is saved.")
    return redirect("set-up", round_.slug)


def _rows_page(request: SignedIn, round_: Round, about: RowPart, rows: Rows, why: WhyNow | None) -> HttpResponse:
    return page(request, "rows", round_, part=about, formset=rows, form=why, title=about.title)
