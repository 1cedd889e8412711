"""The officer's pages: what needs somebody, grants, and reports to read."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, F, Q
from django.forms import Form
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from applications import rules as application_rules
from applications.models import Grant
from fund import files
from fund import rules as fund_rules
from fund.kit import clock
from fund.kit.doors import May, SignedIn, refusals_in, require
from fund.kit.history import timeline
from fund.models import Job, User
from reporting import (
    brought_in,
    comparing,
    contents,
    copies,
    holding,
    measuring,
    monitoring,
    overview,
    rules,
    scheduling,
    watching,
)
from reporting.figures import aiming
from reporting.forms.officer import AcceptReport, FindGrants, SendBackReport, SkipReport
from reporting.models import Report, Story

BECOMES: dict[type[Form], str] = {  # what a report becomes by each form of its page
    AcceptReport: Report.State.ACCEPTED,
    SendBackReport: Report.State.RETURNED,
    SkipReport: Report.State.SKIPPED,
}
NEWEST = (F("awarded_at").desc(nulls_last=True), F("start_year").desc(nulls_last=True), "reference")


def _may_look(user: User) -> bool:
    return fund_rules.may_look_round(user) or rules.may_work_at_desk(user)


@login_required
@require_safe
def home(request: SignedIn) -> HttpResponse:
    """Five numbers that need somebody, the rounds and where they stand, and the newest grants."""
    require(fund_rules.may_look_round(request.user))
    rounds = overview.rounds_now(request.user)
    grants = (
        Grant.objects.visible_to(request.user).exclude(state=Grant.State.PAST).select_related("organisation", "round")
    )
    context = {
        "rounds": rounds,
        "to_assign": sum(now.to_assign for now in rounds),
        "assign_in": next((now.round for now in rounds if now.to_assign), None),
        "to_decide": sum(now.to_decide for now in rounds),
        "decide_in": next((now.round for now in rounds if now.to_decide), None),
        "reports": overview.counted(Report.objects.visible_to(request.user)),
        "to_write_down": Story.objects.visible_to(request.user).to_write_down().count(),
        "parked": Job.objects.parked().count(),
        "clock_fault": clock.fault(),
        "grants": grants.select_related("organisation", "round").order_by(*NEWEST)[:8],
        "may": May(request.user, None, fund_rules),
    }
    return render(request, "reporting/officer/home.html", context)


@login_required
@require_safe
def grants(request: SignedIn) -> HttpResponse:
    """All grants, found by words, round and state."""
    require(_may_look(request.user))
    form = FindGrants(request.GET, by=request.user)
    rows = Grant.objects.visible_to(request.user).select_related("organisation", "round").order_by(*NEWEST)
    rows = rows.annotate(
        to_read=Count("reports", filter=Q(reports__state=Report.State.HANDED_IN)),
        late=Count("reports", filter=overview.late("reports__")),
        level=watching.newest_level(),
    )
    page = Paginator(form.narrow(rows), 50).get_page(request.GET.get("page"))
    return render(request, "reporting/officer/grants.html", {"form": form, "page": page})


@login_required
@require_safe
def grant(request: SignedIn, pk: int) -> HttpResponse:
    """All about one grant."""
    require(_may_look(request.user))
    rows = Grant.objects.visible_to(request.user).select_related(
        "organisation", "round", "application__decision", "start__question"
    )
    grant = get_object_or_404(rows.prefetch_related("budget", "areas", "health_conditions"), pk=pk)
    context = {
        "grant": grant,
        "reports": grant.reports.visible_to(request.user),
        "stories": Story.objects.visible_to(request.user).filter(grant=grant).prefetch_related("consents"),
        "summaries": grant.summaries.visible_to(request.user),
        "total": sum(line.amount for line in grant.budget.all()),
        "aims": aiming.aims_of(grant),
        "compared": comparing.compared(grant),
        "happenings": timeline(grant),
        "rating": grant.ratings.select_related("by").first(),
        "signs": watching.signs_of(grant) if grant.state == Grant.State.ACTIVE else [],
        "contacts": grant.contacts.select_related("by") if rules.may_watch(request.user, grant) else [],
        "today": timezone.localdate(),
        "may": May(request.user, grant, application_rules, fund_rules, rules),
        "may_edit_learning": rules.may_work_at_desk(request.user),
    }
    return render(request, "reporting/officer/grant.html", context)


@login_required
@require_safe
def reports(request: SignedIn) -> HttpResponse:
    """Reports to read, late ones, those to come, and all the others."""
    require(_may_look(request.user))
    boards = overview.boards()
    seen = Report.objects.visible_to(request.user)
    counts = overview.counted(seen)
    first = next((name for name in ("to-read", "late", "soon") if counts[name]), "all")
    show = request.GET.get("show", "")
    show = show if show in boards else first
    words, which = boards[show]
    rows = (
        seen.filter(which).select_related("grant__organisation", "grant__round", "accepted_by").order_by("due_on", "pk")
    )
    page = Paginator(rows.order_by("due_on", "pk"), 50).get_page(request.GET.get("page"))
    today = timezone.localdate()
    context = {
        "show": show,
        "words": words,
        "boards": [(name, label, counts[name]) for name, (label, _) in boards.items()],
        "page": page,
        "minutes": overview.usual_minutes(seen),
        "lines": [(report, (today - report.due_on).days if report.is_late else 0) for report in page],
    }
    return render(request, "reporting/officer/reports.html", context)


@login_required
@require_safe
def report(request: SignedIn, pk: int) -> HttpResponse:
    """One report to read, with what to do about it."""
    require(_may_look(request.user))
    return _report_page(request, _report(request, pk))


def _report(request: SignedIn, pk: int) -> Report:
    rows = Report.objects.visible_to(request.user).select_related(
        "grant__organisation", "grant__round", "questionnaire", "told_at", "accepted_by"
    )
    return get_object_or_404(rows, pk=pk)


def _report_page(request: SignedIn, report: Report, wrong: Form | None = None) -> HttpResponse:
    parts, keeps_back = contents.parts(report), not rules.may_read_failures(request.user, report)
    is_too_late = wrong is not None and not report.can_move(BECOMES[type(wrong)])
    is_read = report.state in {Report.State.HANDED_IN, Report.State.ACCEPTED}
    context: dict[str, Any] = {
        "report": report,
        "parts": contents.kept_back(parts) if keeps_back else parts,
        "keeps_back": keeps_back,
        "from_files": None if keeps_back else brought_in.so_far(report, reader=request.user),
        "is_read": is_read,
        "copies": [] if is_read or keeps_back else copies.newest(report),
        "figures": report.measurements.select_related("indicator"),
        "stories": Story.objects.visible_to(request.user).filter(report=report).prefetch_related("consents"),
        "happenings": timeline(report),
        "form": wrong,
        "is_too_late": is_too_late,
        "accept_form": wrong if isinstance(wrong, AcceptReport) else AcceptReport(),
        "send_back_form": wrong if isinstance(wrong, SendBackReport) else SendBackReport(),
        "skip_form": wrong if isinstance(wrong, SkipReport) else SkipReport(),
        "lost_without": measuring.lost_without(report) if rules.may_skip(request.user, report) else "",
        "is_unlocked": report.state == Report.State.ACCEPTED and holding.is_unlocked(report),
        "may": May(request.user, report, rules),
    }
    status = 409 if is_too_late else 422 if wrong else 200
    return render(request, "reporting/officer/report.html", context, status=status)


@login_required
@require_safe
def copy(request: SignedIn, pk: int, kind: str) -> HttpResponseBase:
    """A report as it was handed in last. It tells what did not work, too."""
    require(_may_look(request.user))
    report = _report(request, pk)
    require(rules.may_read_failures(request.user, report))
    return files.download(get_object_or_404(copies.newest(report), kind=kind).file)


def _was_said(report: Report, state: str, words: str) -> bool:
    """Whoever presses twice is shown what came of it."""
    return report.state == state and report.comments == words.strip()


@login_required
@require_POST
def accept(request: SignedIn, pk: int) -> HttpResponse:
    report = _report(request, pk)
    require(fund_rules.may_run_fund(request.user))
    form = AcceptReport(request.POST)
    if form.is_valid():
        if _was_said(report, Report.State.ACCEPTED, form.cleaned_data["comments"]):
            return redirect("reporting:officer-report", pk)
        with refusals_in(form):
            monitoring.accept(report, by=request.user, comments=form.cleaned_data["comments"])
            drafted = "" if report.told_at_id else " Its learning is being drafted."
            messages.success(request, f"The report is accepted, and the group is told.{drafted}")
            return redirect("reporting:officer-report", pk)
    return _report_page(request, report, form)


@login_required
@require_POST
def send_back(request: SignedIn, pk: int) -> HttpResponse:
    report = _report(request, pk)
    require(fund_rules.may_run_fund(request.user))
    form = SendBackReport(request.POST)
    if form.is_valid():
        if _was_said(report, Report.State.RETURNED, form.cleaned_data["wanted"]):
            return redirect("reporting:officer-report", pk)
        with refusals_in(form):
            wanted, until = form.cleaned_data["wanted"], form.cleaned_data["until"]
            monitoring.send_back(report, by=request.user, comments=wanted, until=until)
            messages.success(request, "The report went back to the group with your words.")
            return redirect("reporting:officer-report", pk)
    return _report_page(request, report, form)


@login_required
@require_POST
def skip(request: SignedIn, pk: int) -> HttpResponse:
    report = _report(request, pk)
    require(fund_rules.may_run_fund(request.user))
    form = SkipReport(request.POST)
    if form.is_valid():
        if _was_said(report, Report.State.SKIPPED, form.cleaned_data["reason"]):
            return redirect("reporting:officer-report", pk)
        with refusals_in(form):
            scheduling.skip(report, by=request.user, reason=form.cleaned_data["reason"])
            messages.success(request, "This report is not needed any more, and the group is told why.")
            return redirect("reporting:officer-report", pk)
    return _report_page(request, report, form)
