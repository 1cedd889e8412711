"""The pages on which a grantee writes a report."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fund.kit.doors import May, SignedIn, require
from fund.models import Section
from fund.questionnaires import Lists, Sheet, checked, form_for, readable
from reporting import measuring, monitoring, rules, writing
from reporting.forms.grantee import Figures
from reporting.models import Report, ReportAnswers


def _report(request: SignedIn, pk: int) -> Report:
    rows = Report.objects.own(request.user)
    rows = rows.select_related("grant__organisation", "grant__round", "questionnaire__round")
    return get_object_or_404(rows, pk=pk)


@login_required
@require_safe
def report(request: SignedIn, pk: int) -> HttpResponse:
    """The pages of a report as a list of tasks, and what the fund said back."""
    report = _report(request, pk)
    context = {
        "report": report,
        "parts": monitoring.parts(report),
        "stories": report.stories.all(),
        "may": May(request.user, report, rules),
        "may_tell": rules.may_tell(request.user, report.grant),
    }
    return render(request, "reporting/grantee/report.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: SignedIn, pk: int, code: str) -> HttpResponse:
    """One page of questions."""
    report = _report(request, pk)
    sections = Section.objects.filter(questionnaire=report.questionnaire_id).select_related("questionnaire__round")
    section = get_object_or_404(sections.prefetch_related("questions"), code=code)
    sheet = report.answers.filter(section=section).first() or ReportAnswers(report=report, section=section)
    if request.method == "POST":
        return _save(request, report, sheet)
    if not rules.may_write(request.user, report):
        return redirect("reporting:check-report", pk)
    ask = checked if request.GET.get("show") == "errors" else form_for
    form = ask(section, values=sheet.values, round_=section.questionnaire.round, elsewhere=_elsewhere(report))
    return _section_page(request, report, sheet, form)


def _section_page(
    request: SignedIn, report: Report, sheet: ReportAnswers, form: Sheet, status: int = 200, **more: Any
) -> HttpResponse:
    context = {"report": report, "section": sheet.section, "sheet": sheet, "form": form, **more}
    return render(request, "reporting/grantee/section.html", context, status=status)


def _save(request: SignedIn, report: Report, sheet: ReportAnswers) -> HttpResponse:
    """Keep what was typed. Whatever becomes of it, nothing is lost from the page."""
    lists = Lists(sheet.section.questionnaire.round)
    facts: dict[str, Any] = {"round_": lists.round, "lists": lists, "elsewhere": _elsewhere(report)}
    form = form_for(sheet.section, data=request.POST, values=sheet.values, **facts)
    if report.state not in writing.OPEN:
        typed = readable(sheet.section, form.answers, lists.round, lists=lists, everything=True)
        context = {"report": report, "section": sheet.section, "typed": typed}
        return render(request, "reporting/grantee/not_saved.html", context, status=409)
    require(rules.may_write(request.user, report))
    seen = request.POST.get("version", "")
    version = int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 9 else 0
    saving = monitoring.save_section(report, sheet.section, form.answers, by=request.user, version=version)
    if saving.clashes:
        theirs = readable(sheet.section, saving.sheet.values, lists.round, lists=lists, everything=True)
        clashes = [(question, words) for question, words in theirs if question.code in saving.clashes]
        mine = form_for(sheet.section, values=saving.merged, **facts)
        return _section_page(request, report, saving.sheet, mine, status=409, clashes=clashes)
    if form.errors and "later" not in request.POST:
        return _section_page(request, report, saving.sheet, form, status=422)
    messages.success(request, f"“{sheet.section}” is saved.")
    return redirect("reporting:report", report.pk) if "later" in request.POST else _after(report, sheet.section)


def _elsewhere(report: Report) -> Callable[[], dict[str, Any]]:
    """The answers of the other pages, read only where a condition looks there."""
    return lambda: monitoring.questions_asked(report).given


def _after(report: Report, section: Section) -> HttpResponse:
    """The page that comes after this section: the next one, the figures, or the whole to check."""
    asked = monitoring.questions_asked(report).sections | {section.code}
    codes = [code for code in section.questionnaire.sections.values_list("code", flat=True) if code in asked]
    if following := codes[codes.index(section.code) + 1 :]:
        return redirect("reporting:report-section", report.pk, following[0])
    asks = measuring.asked_of(report).exists()
    return redirect("reporting:figures" if asks else "reporting:check-report", report.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def figures(request: SignedIn, pk: int) -> HttpResponse:
    """All figures of a report on one page."""
    report = _report(request, pk)
    if request.method != "POST" and not rules.may_write(request.user, report):
        return redirect("reporting:check-report", pk)
    require(rules.may_write(request.user, report))
    form = Figures(request.POST if request.method == "POST" else None, report=report)
    if form.is_valid():
        measuring.record(report, form.figures, by=request.user)
        messages.success(request, "Your figures are saved.")
        return redirect("reporting:report" if "later" in request.POST else "reporting:check-report", pk)
    context = {"report": report, "form": form}
    return render(request, "reporting/grantee/figures.html", context, status=422 if form.is_bound else 200)


@login_required
@require_safe
def check(request: SignedIn, pk: int) -> HttpResponse:
    """The whole report, to read before it is handed in and afterwards."""
    report = _report(request, pk)
    parts = monitoring.parts(report)
    context = {
        "report": report,
        "parts": parts,
        "missing": [todo for part in parts for todo in part.missing],
        "figures": report.measurements.select_related("indicator"),
        "stories": report.stories.all(),
        "can_write": rules.may_write(request.user, report),
    }
    return render(request, "reporting/grantee/check.html", context)


@login_required
@require_POST
def hand_in(request: SignedIn, pk: int) -> HttpResponse:
    """Hand in. Whoever presses twice is shown the one receipt."""
    report = _report(request, pk)
    if report.state in {Report.State.HANDED_IN, Report.State.ACCEPTED}:
        return redirect("reporting:report", pk)
    require(rules.may_hand_in(request.user, report))
    monitoring.hand_in(report, by=request.user)
    return redirect("reporting:report", pk)
