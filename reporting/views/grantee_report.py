"""The pages on which a grantee writes a report."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fund import files
from fund.kit.doors import May, SignedIn, require
from reporting import brought_in, contents, copies, measuring, monitoring, rules
from reporting import spending as verbs
from reporting.forms.figures import Figures
from reporting.forms.grantee import Minutes
from reporting.forms.spending import Spent
from reporting.models import EventInvitation, LearningSummary, Report, ReportCopy, Story
from reporting.views.grantee_section import after_figures, own

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@login_required
@require_safe
def report(request: SignedIn, pk: int) -> HttpResponse:
    """The pages of a report as a list of tasks, and what the fund said back."""
    return _page(request, own(request, pk))


def _page(request: SignedIn, report: Report, form: Minutes | None = None, *, status: int = 200) -> HttpResponse:
    context = {
        "report": report,
        "form": form or Minutes(initial={"minutes": report.minutes}),
        "parts": contents.parts(report),
        "event": EventInvitation.objects.to_come(report),
        "told_in": report.told_at and report.told_at.invitations.filter(grant=report.grant_id).first(),
        "from_files": brought_in.so_far(report),
        "stories": Story.objects.visible_to(request.user).filter(report=report),
        "said_before": monitoring.said_before(report) if report.comments else [],
        "copies": copies.newest(report),
        "used_in": LearningSummary.objects.quoting(report),
        "may": May(request.user, report, rules),
        "may_tell": rules.may_tell(request.user, report.grant),
    }
    return render(request, "reporting/grantee/report.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def figures(request: SignedIn, pk: int) -> HttpResponse:
    """All figures of a report on one page. What has no fault is kept, whatever else is missing."""
    report = own(request, pk)
    if request.method != "POST" and not rules.may_write_figures(request.user, report):
        return redirect("reporting:check-report", pk)
    require(rules.may_write_figures(request.user, report))
    if request.method != "POST":
        return render(request, "reporting/grantee/figures.html", {"report": report, "form": Figures(report=report)})
    form = Figures(request.POST, report=report)
    is_right = form.is_valid()
    clashes = measuring.record_typed(report, form.figures.values(), shown=form.shown, by=request.user)
    if is_right and not clashes:
        messages.success(request, "Your figures are saved.")
        for words in measuring.doubts(report):
            messages.warning(request, words)
        return redirect("reporting:report", pk) if "later" in request.POST else after_figures(report)
    form = form.again()
    context = {"report": report, "form": form, "clashes": form.told(clashes)}
    return render(request, "reporting/grantee/figures.html", context, status=409 if clashes else 422)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def spending(request: SignedIn, pk: int) -> HttpResponse:
    """What was spent, line by line of the budget. What can be read is kept, whatever else is missing."""
    report = own(request, pk)
    lines = verbs.lines_of(report) if report.asks_money else []
    if not lines:
        raise Http404
    if request.method != "POST" and not rules.may_write(request.user, report):
        return redirect("reporting:check-report", pk)
    require(rules.may_write(request.user, report))
    context: dict[str, Any] = {"report": report, "is_last": lines[0].is_last}
    if request.method != "POST":
        return render(request, "reporting/grantee/spending.html", {**context, "form": Spent(lines=lines)})
    form = Spent(request.POST, lines=lines)
    is_right = form.is_valid()
    clashes = verbs.record_typed(report, form.sums, shown=form.shown, by=request.user)
    if not clashes and (is_right or ("later" in request.POST and form.is_kept)):
        messages.success(request, "“Money spent” is saved.")
        return redirect("reporting:report" if "later" in request.POST else "reporting:check-report", pk)
    form = form.again(verbs.lines_of(report))
    context |= {"form": form, "clashes": form.told(clashes)}
    return render(request, "reporting/grantee/spending.html", context, status=409 if clashes else 422)


@login_required
@require_safe
def check(request: SignedIn, pk: int) -> HttpResponse:
    """The whole report, to read before it is handed in and afterwards."""
    report = own(request, pk)
    parts = contents.parts(report)
    context = {
        "report": report,
        "parts": parts,
        "missing": [(part.kind, todo) for part in parts for todo in part.missing],
        "figures": report.measurements.select_related("indicator"),
        "stories": Story.objects.visible_to(request.user).filter(report=report),
        "can_write": rules.may_write(request.user, report),
    }
    return render(request, "reporting/grantee/check.html", context)


@login_required
@require_POST
def share(request: SignedIn, pk: int) -> HttpResponse:
    """Let those who score bids read what did not work, or take it back."""
    report = own(request, pk)
    require(rules.may_share_failures(request.user, report))
    shares = "share" in request.POST
    monitoring.share_failures(report, shares=shares, by=request.user)
    messages.success(request, f"Those who score bids {'can' if shares else 'cannot'} read it now.")
    return redirect("reporting:report", pk)


@login_required
@require_POST
def tell_minutes(request: SignedIn, pk: int) -> HttpResponse:
    """How long the report took, if somebody wants to say."""
    report = own(request, pk)
    require(rules.may_tell_minutes(request.user, report))
    form = Minutes(request.POST)
    if not form.is_valid():
        return _page(request, report, form, status=422)
    monitoring.tell_minutes(report, minutes=form.cleaned_data["minutes"], by=request.user)
    messages.success(request, "Thank you. It helps us to ask for less.")
    return redirect("reporting:report", pk)


@login_required
@require_safe
def copy(request: SignedIn, pk: int, kind: str) -> HttpResponseBase:
    """A file to keep: while a report is written a Word file of what stands in it now, else the newest edition."""
    report = own(request, pk)
    is_written = report.handed_in_at is None or rules.may_write(request.user, report)
    if is_written and kind == ReportCopy.Kind.WORD:
        response = HttpResponse(copies.word(report), content_type=WORD)
        response["Content-Disposition"] = f'attachment; filename="{report.grant.reference} draft report.docx"'
        return response
    return files.download(get_object_or_404(copies.newest(report), kind=kind).file)


@login_required
@require_POST
def hand_in(request: SignedIn, pk: int) -> HttpResponse:
    """Hand in. Whoever presses twice is shown the one receipt."""
    report = own(request, pk)
    if report.state in {Report.State.HANDED_IN, Report.State.ACCEPTED}:
        return redirect("reporting:report", pk)
    require(rules.may_hand_in(request.user, report))
    monitoring.hand_in(report, by=request.user)
    return redirect("reporting:report", pk)
