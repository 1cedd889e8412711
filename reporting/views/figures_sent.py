"""Figures in spreadsheets: given out, sent back, looked at, then saved."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications.models import Grant
from fund.kit.doors import SignedIn, require
from fund.kit.sheets import EXCEL
from fund.models import Job
from reporting import measuring, rules
from reporting.figures import importing, sheet, taking
from reporting.forms.figures import FiguresFile
from reporting.models import FiguresImport, Report

MOST_DIGITS = 9
SHOWN = 200  # lines of a long list on the page


def _report(request: SignedIn, pk: int) -> Report:
    rows = Report.objects.own(request.user).select_related("grant__organisation", "grant__round")
    return get_object_or_404(rows, pk=pk)


def _book(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=EXCEL)
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_safe
def template(request: SignedIn, pk: int) -> HttpResponse:
    """The spreadsheet of a report, to fill in."""
    report = _report(request, pk)
    require(rules.may_write_figures(request.user, report))
    return _book(sheet.make(report), f"figures {report.grant.reference}")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: SignedIn, pk: int) -> HttpResponse:
    """Send a filled-in spreadsheet and look at what is in it. Nothing is saved yet."""
    report = _report(request, pk)
    require(rules.may_write_figures(request.user, report))
    is_sent = request.method == "POST"
    form = FiguresFile(
        request.POST if is_sent else None,
        request.FILES if is_sent else None,
        read=partial(sheet.read, report=report, by=request.user),
    )
    context = {"report": report, "form": form}
    if not form.is_valid():
        return render(request, "reporting/figures/send.html", context, status=422 if form.is_bound else 200)
    back = form.sheet
    context |= {"back": back, "sealed": "" if back.faults else taking.seal(report, back.lines)}
    return render(request, "reporting/figures/sent.html", context, status=422 if back.faults else 200)


@login_required
@require_POST
def save(request: SignedIn, pk: int) -> HttpResponse:
    report = _report(request, pk)
    require(rules.may_write_figures(request.user, report))
    mine = {int(row) for row in request.POST.getlist("mine") if row.isdecimal() and len(row) < MOST_DIGITS}
    kept = taking.save(report, sealed=request.POST.get("sealed", ""), by=request.user, mine=mine)
    messages.success(request, f"Your figures are saved: {len(kept)}.")
    for words in measuring.doubts(report):
        messages.warning(request, words)
    return redirect("reporting:report", pk)


@login_required
@require_safe
def list_template(request: SignedIn) -> HttpResponse:
    """A list to fill in, with the figures of all reports that are still open."""
    require(rules.may_define_figures(request.user))
    rows = Report.objects.visible_to(request.user).filter(state__in=Report.OWED, grant__state=Grant.State.ACTIVE)
    return _book(importing.template(rows.select_related("grant")), "figures of projects")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def send_list(request: SignedIn) -> HttpResponse:
    """Send a list of figures of many projects."""
    require(rules.may_define_figures(request.user))
    is_sent = request.method == "POST"
    form = FiguresFile(request.POST if is_sent else None, request.FILES if is_sent else None, read=importing.read)
    context = {"form": form, "lists": FiguresImport.objects.select_related("made_by")[:10]}
    if not form.is_valid():
        return render(request, "reporting/figures/send_list.html", context, status=422 if form.is_bound else 200)
    if form.sheet.faults:
        return render(request, "reporting/figures/sent.html", {"back": form.sheet}, status=422)
    name = form.cleaned_data["file"].name or "List"
    return redirect("reporting:figures-list", importing.keep_lines(form.sheet, name=name, by=request.user).pk)


@login_required
@require_safe
def sent_list(request: SignedIn, pk: int) -> HttpResponse:
    """What is in a list, and how far the job is that writes it."""
    require(rules.may_define_figures(request.user))
    kept = get_object_or_404(FiguresImport.objects.select_related("made_by"), pk=pk)
    context = {
        "kept": kept,
        "lines": importing.shown(kept, most=SHOWN),
        "job": Job.objects.filter(key=importing.key_of(kept)).first(),
    }
    return render(request, "reporting/figures/sent_list.html", context)


@login_required
@require_POST
def write_list(request: SignedIn, pk: int) -> HttpResponse:
    require(rules.may_define_figures(request.user))
    importing.ask(get_object_or_404(FiguresImport, pk=pk), by=request.user, over="over" in request.POST)
    return redirect("reporting:figures-list", pk)
