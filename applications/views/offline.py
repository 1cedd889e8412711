"""Reading and scoring away from the screen: the pack, the spreadsheet, and its way back."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications import rules
from applications.forms.packs import TakeScores, UploadScores
from applications.models import Audience, SheetUpload
from applications.packs import packing, score_sheet, taking, workbook
from applications.packs.papers import file_name
from applications.views.assessor import own_assessment
from applications.views.papers import made_now
from fund import files
from fund.kit.doors import SignedIn, require
from fund.kit.safe_files import EXCEL


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def offline(request: SignedIn) -> HttpResponse:
    """What there is to take away; a POST brings a filled-in spreadsheet back."""
    require(rules.may_assess(request.user))
    sent = [request.POST, request.FILES] if request.method == "POST" else []
    form = UploadScores(*sent, by=request.user, reader=request.user)
    if form.is_valid():
        row = taking.upload(form.cleaned_data["file"], by=request.user, reader=request.user)
        return redirect("applications:uploaded-scores", row.pk)
    chosen = packing.for_assessor(request.user)
    context = {"form": form, "chosen": chosen, **packs_of(request, Audience.ASSESSOR)}
    template = "applications/packs/standing.html" if request.htmx else "applications/assessor/offline.html"
    return render(request, template, context, status=422 if form.is_bound else 200)


def packs_of(request: SignedIn, audience: str, round_: Any = None) -> dict[str, Any]:
    """The packs that were made for a reader, and those on their way."""
    return {
        "packs": packing.newest(request.user, audience, round_=round_),
        "coming": packing.coming_for(request.user, audience, round_=round_),
        "round": round_,
    }


@login_required
@require_POST
def make_offline(request: SignedIn) -> HttpResponse:
    require(rules.may_assess(request.user))
    packing.ask_for(request.user, Audience.ASSESSOR, large="large" in request.POST)
    messages.success(request, "Your pack is being made. It is on this page when it is done.")
    return redirect("applications:offline")


@login_required
@require_safe
def offline_pack(request: SignedIn, pk: int) -> HttpResponseBase:
    """The pack as a file, as long as each bid in it is open to its reader."""
    require(rules.may_assess(request.user))
    return pack_file(request, pk, Audience.ASSESSOR)


def pack_file(request: SignedIn, pk: int, audience: str) -> HttpResponseBase:
    rows = request.user.packs.filter(audience=audience).select_related("file", "round", "reader")
    pack = get_object_or_404(rows, pk=pk)
    packing.see_that_it_is_open(pack)
    return files.download(pack.file)


@login_required
@require_safe
def score_workbook(request: SignedIn) -> HttpResponse:
    """The spreadsheet of all bids that can be scored now."""
    require(rules.may_assess(request.user))
    readings = list(packing.for_assessor(request.user).readings.values())
    packing.see_that_there_is_something(readings)
    name = f"scores {timezone.localdate():%Y-%m-%d}.xlsx"
    return made_now(workbook.make(readings, by=request.user), name, EXCEL)


@login_required
@require_safe
def score_sheet_of(request: SignedIn, pk: int, kind: str) -> HttpResponse:
    """The score sheet of one bid to print: `plain` or `large`."""
    row = own_assessment(request, pk)
    require(rules.may_score(request.user, row))
    large = kind == "large"
    name = file_name(f"{row.application.reference} score sheet", "pdf", large=large)
    return made_now(score_sheet.issue(row, large=large), name, "application/pdf")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def uploaded_scores(request: SignedIn, pk: int) -> HttpResponse:
    """What is in a spreadsheet, bid by bid, before anything is saved."""
    require(rules.may_assess(request.user))
    return review(request, pk, back="applications:offline")


def review(request: SignedIn, pk: int, *, back: str) -> HttpResponse:
    """Look at a file that this person sent, choose, and save."""
    row = get_object_or_404(SheetUpload.objects.filter(sent_by=request.user).select_related("file", "reader"), pk=pk)
    if row.saved_at:
        return render(request, "applications/packs/taken.html", {"upload": row, "back": back})
    plan = taking.plan_of(row, by=request.user)
    form = TakeScores(request.POST if request.method == "POST" else None, plan=plan)
    if form.is_valid():
        saved, handed_in = taking.save(
            row,
            by=request.user,
            seen=form.cleaned_data["seen"],
            choices=form.choices,
            goes_on=bool(form.cleaned_data.get("goes_on")),
            hands_in="hand_in" in request.POST,
        )
        messages.success(request, _said(saved, handed_in))
        return redirect(back)
    context = {"upload": row, "plan": plan, "form": form, "back": back}
    return render(request, "applications/packs/review.html", context, status=422 if form.is_bound else 200)


def _said(saved: list[str], handed_in: list[str]) -> str:
    words = f"Saved: {', '.join(saved)}." if saved else taking.NOTHING_NEW
    return f"{words} Handed in: {', '.join(handed_in)}." if handed_in else words
