"""A reader without a screen: what the fund sends them on paper, and what it types in for them."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications import assessing, rules
from applications.forms.ordering import OwnOrder
from applications.forms.ties import TiesOnPaper
from applications.models import Assessment, Audience, Pack
from applications.packs import on_paper, packing
from applications.packs.closed import see_that_they_may_bring
from applications.packs.papers import file_name
from applications.views.papers import made_now
from fund import files, readers
from fund.kit.doors import SignedIn, require
from fund.models import Round, User


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def paper_for(request: SignedIn, pk: int) -> HttpResponse:
    """All that can go to a reader on paper; a POST types in their sheet of ties."""
    reader = _reader(request, pk)
    bids = on_paper.at_gate(reader, seen_by=request.user)
    form = TiesOnPaper(request.POST if request.method == "POST" else None, bids=bids)
    if form.is_valid():
        kept = on_paper.take_ties(reader, form.said, by=request.user)
        messages.success(request, f"Typed in for {reader}: {len(kept)} bid{'' if len(kept) == 1 else 's'}.")
        return redirect("applications:paper-for", pk)
    context = {"reader": reader, "form": form, "packs": on_paper.packs_for(reader), "rounds": _ranked_rounds(reader)}
    return render(request, "applications/officer/paper_for.html", context, status=422 if form.is_bound else 200)


@login_required
@require_safe
def ties_sheet_for(request: SignedIn, pk: int, kind: str) -> HttpResponse:
    """The sheet of ties to print: `plain` or `large`."""
    content = on_paper.ties_sheet(_reader(request, pk), by=request.user, large=kind == "large")
    return made_now(content, file_name("ties", "pdf", large=kind == "large"), "application/pdf")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def order_for(request: SignedIn, pk: int, slug: str) -> HttpResponse:
    """The order in which a reader puts their bids, as it came on paper."""
    reader = _reader(request, pk)
    round_ = get_object_or_404(_ranked_rounds(reader), slug=slug)
    rows, is_final = assessing.to_order(reader, round_), "hand_in" in request.POST
    see_that_they_may_bring([row.application_id for row in rows], reader=reader, by=request.user)
    form = OwnOrder(request.POST if request.method == "POST" else None, rows=rows, is_final=is_final)
    if form.is_valid():
        on_paper.take_order(reader, round_, places=form.places(), hands_in=is_final, by=request.user)
        messages.success(request, f"{'Handed in' if is_final else 'Saved'} for {reader}. They get a letter.")
        return redirect("applications:paper-for", pk)
    waiting = any(row.state == Assessment.State.STARTED for row in rows)
    context = {"reader": reader, "round": round_, "form": form, "waiting": waiting}
    return render(request, "applications/officer/order_for.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def make_pack_for(request: SignedIn, pk: int) -> HttpResponse:
    """Have a pack made for a reader: of what they score, or of the round that is named."""
    reader = _reader(request, pk)
    round_ = None
    if slug := request.POST.get("round"):
        round_ = get_object_or_404(Round.objects.visible_to(request.user), slug=slug)
    audience = Audience.PANEL if round_ else Audience.ASSESSOR
    packing.ask_for(reader, audience, round_=round_, large="large" in request.POST, by=request.user)
    messages.success(request, "The pack is being made. It is on this page when it is done.")
    return redirect("applications:paper-for", pk)


@login_required
@require_safe
def pack_for(request: SignedIn, pk: int) -> HttpResponseBase:
    """The pack of a reader as a file, to print and post."""
    require(rules.may_enter_scores(request.user))
    pack = get_object_or_404(Pack.objects.select_related("file", "round", "reader"), pk=pk)
    on_paper.see_that_it_may_be_sent(pack, by=request.user)
    return files.download(pack.file)


def _reader(request: SignedIn, pk: int) -> User:
    require(rules.may_enter_scores(request.user))
    return get_object_or_404(User.objects.filter(roles__kind__in=readers.KINDS, is_active=True).distinct(), pk=pk)


def _ranked_rounds(reader: User) -> Any:
    """The rounds in which a reader puts bids in order."""
    mine = Assessment.objects.own(reader).filter(application__state="in_assessment").exclude(state="taken_back")
    return Round.objects.filter(judged_by=Round.JudgedBy.RANKING, pk__in=mine.values("application__round"))
