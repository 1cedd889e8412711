"""Scores that reached the fund on paper or in a spreadsheet, brought in for their reader."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications import rules
from applications.forms.assessor import ScoreForm
from applications.forms.packs import EnterCodes, ScanOfSheet, UploadScores
from applications.models import SheetEntry
from applications.packs import entering, on_paper, taking
from applications.packs.closed import why_closed
from applications.packs.entering import Came
from applications.views.offline import review
from fund import files
from fund.kit.doors import SignedIn, require
from fund.writing import typed


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def score_sheets(request: SignedIn) -> HttpResponse:
    """Where a sheet or a spreadsheet comes in; what was typed in last stands below."""
    require(rules.may_enter_scores(request.user))
    form = EnterCodes(request.POST if request.method == "POST" else None, by=request.user)
    if form.is_valid():
        return redirect("applications:type-sheet", form.cleaned_data["codes"].address)
    return _desk(request, form, UploadScores(by=request.user), status=422 if form.is_bound else 200)


def _desk(request: SignedIn, form: EnterCodes, upload: UploadScores, *, status: int) -> HttpResponse:
    entries = SheetEntry.objects.visible_to(request.user)
    entries = entries.select_related("assessment__application", "assessment__assessor", "entered_by")
    context = {"form": form, "upload": upload, "entries": entries.prefetch_related("codes")[:20]}
    context["readers"] = on_paper.readers_with_bids()
    return render(request, "applications/officer/score_sheets.html", context, status=status)


@login_required
@require_POST
def upload_for(request: SignedIn) -> HttpResponse:
    """A spreadsheet that a reader sent to the fund."""
    require(rules.may_enter_scores(request.user))
    upload = UploadScores(request.POST, request.FILES, by=request.user)
    if not upload.is_valid():
        return _desk(request, EnterCodes(by=request.user), upload, status=422)
    row = taking.upload(upload.cleaned_data["file"], by=request.user)
    return redirect("applications:uploaded-for", row.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def uploaded_for(request: SignedIn, pk: int) -> HttpResponse:
    require(rules.may_enter_scores(request.user))
    return review(request, pk, back="applications:score-sheets")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def type_sheet(request: SignedIn, codes: str) -> HttpResponse:
    """The bid and the reader of a sheet, and the score form as they have it on the screen."""
    require(rules.may_enter_scores(request.user))
    came = entering.find(codes.split("-"), by=request.user)
    row, closed = came.assessment, why_closed(came.assessment)
    if request.method != "POST":
        return _sheet(request, came, ScoreForm(assessment=row), ScanOfSheet(), closed, status=409 if closed else 200)
    hands_in = "hand_in" in request.POST
    form = ScoreForm(request.POST, assessment=row, is_final=hands_in)
    scan = ScanOfSheet(request.POST, request.FILES)
    if closed:
        return _sheet(request, came, form, scan, closed, status=409)
    if not (form.is_valid() and scan.is_valid()):
        return _sheet(request, came, form, scan, "", status=422)
    version = typed.began_in(request.POST).version
    if version != row.version:
        return _sheet(request, came, form, scan, "", status=409, overtaken=True)
    facts = {"scan": scan.cleaned_data["scan"], "hands_in": hands_in, **form.facts()}
    entering.enter(came, by=request.user, scores=form.scores(), version=version, **facts)
    messages.success(request, f"{row.application.reference}, read by {row.assessor}, is typed in. They get a letter.")
    return redirect("applications:score-sheets")


def _sheet(
    request: SignedIn,
    came: Came,
    form: ScoreForm,
    scan: ScanOfSheet,
    closed: str,
    *,
    status: int,
    overtaken: bool = False,
) -> HttpResponse:
    row = came.assessment
    context = {
        "came": came,
        "assessment": row,
        "application": row.application,
        "form": form,
        "scan": scan,
        "closed": closed,
        "overtaken": overtaken,
        "page": get_random_string(16),
    }
    return render(request, "applications/officer/type_sheet.html", context, status=status)


@login_required
@require_safe
def sheet_scan(request: SignedIn, pk: int) -> HttpResponseBase:
    """The scan of a sheet, as a download."""
    require(rules.may_enter_scores(request.user))
    rows = SheetEntry.objects.visible_to(request.user).select_related("scan", "assessment__application")
    entry = get_object_or_404(rows, pk=pk)
    if entry.scan is None:
        raise Http404
    return files.download(entry.scan, by=request.user)
