"""One section of a report: read, write, save, and what its page sends by itself."""

import secrets
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fund import files, writing
from fund.kit.doors import SignedIn, require
from fund.models import Section
from fund.questionnaires import Lists, Sheet, checked, form_for, readable, shown, typed_in
from fund.templatetags.words import moment
from fund.views import kept
from fund.views import writing as writing_pages
from fund.views.in_place import in_place
from fund.writing import typed
from reporting import answering, comparing, contents, measuring, rules
from reporting.models import Report, ReportAnswers, ReportDocument


def own(request: SignedIn, pk: int) -> Report:
    """A report of one's own group, with what every page of it shows."""
    rows = Report.objects.own(request.user)
    rows = rows.select_related("grant__organisation", "grant__round", "questionnaire__round", "told_at")
    return get_object_or_404(rows, pk=pk)


def _sheet(report: Report, code: str) -> ReportAnswers:
    """The answers to a section of this report, not kept yet where nobody has opened it."""
    sections = Section.objects.filter(questionnaire=report.questionnaire_id).select_related("questionnaire__round")
    section = get_object_or_404(sections.prefetch_related("questions"), code=code)
    sheet = report.answers.select_related("saved_by").filter(section=section).first()
    sheet = sheet or ReportAnswers(report=report, section=section)
    sheet.section = section
    return sheet


def _facts(report: Report, lists: Lists) -> dict[str, Any]:
    """What the form of a section must know of the rest of the report, read only where a condition looks there."""
    return {
        "round_": lists.round,
        "lists": lists,
        "elsewhere": lambda: contents.questions_asked(report).given,
        "has_files": contents.files_of(report),
    }


def _form(report: Report, sheet: ReportAnswers, **more: Any) -> Sheet:
    facts = {"values": sheet.values, **_facts(report, Lists(sheet.section.questionnaire.round)), **more}
    return form_for(sheet.section, **facts)


@kept.comes_back
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: SignedIn, pk: int, code: str) -> HttpResponse:
    """One page of questions. What somebody sends who is no longer signed in comes back to them."""
    report = own(request, pk)
    sheet = _sheet(report, code)
    if request.method == "POST":
        return _save(request, report, sheet)
    if not rules.may_write(request.user, report) or report.told_at_id is not None:
        return redirect("reporting:check-report", pk)
    if request.GET.get("show") == "errors":
        form = checked(sheet.section, sheet.values, **_facts(report, Lists(sheet.section.questionnaire.round)))
    else:
        form = _form(report, sheet)
    return _section_page(request, report, sheet, form)


def _section_page(
    request: SignedIn, report: Report, sheet: ReportAnswers, form: Sheet, status: int = 200, **more: Any
) -> HttpResponse:
    codes = {question.code for question in form.questions if question.kind == question.Kind.FILE}
    documents = report.documents.filter(question_code__in=codes).select_related("file") if codes else []
    context = {"report": report, "section": sheet.section, "sheet": sheet, "form": form, "documents": documents}
    context |= {"page": secrets.token_hex(8), **more}
    if any(question.code == comparing.LEADS for question in form.questions):
        context["promised"] = comparing.promised(report.grant)
    context["others"] = writing.others_in(sheet, than=request.user) if sheet.pk else []
    return render(request, "reporting/grantee/section.html", context, status=status)


def _save(request: SignedIn, report: Report, sheet: ReportAnswers) -> HttpResponse:
    """Keep what was typed. Whatever becomes of it, nothing is lost from the page."""
    form = _form(report, sheet, data=request.POST, files=request.FILES)
    if report.state not in Report.OWED or report.told_at_id is not None:
        words = typed_in(sheet.section, form.answers, form.lists)
        context = {"report": report, "section": sheet.section, "typed": words}
        return render(request, "reporting/grantee/not_saved.html", context, status=409)
    require(rules.may_write(request.user, report))
    began = typed.began_in(request.POST)
    saving = answering.save_section(report, sheet.section, form.answers, by=request.user, began=began)
    if saving.clashes:
        clashes, mine = writing_pages.both_texts(saving, form), _form(report, saving.sheet, values=saving.merged)
        return _section_page(request, report, saving.sheet, mine, status=409, clashes=clashes)
    for code, uploaded in form.given_files.items():
        question = next(question for question in form.questions if question.code == code)
        answering.add_document(report, uploaded, question=question, by=request.user)
    if form.errors and "later" not in request.POST:
        kept_so = shown(form.questions, saving.sheet.values)
        form = _form(report, saving.sheet, data=kept_so, files=request.FILES)
        return _section_page(request, report, saving.sheet, form, status=422)
    return _after(request, report, saving.sheet, form)


def _after(request: SignedIn, report: Report, sheet: ReportAnswers, form: Sheet) -> HttpResponse:
    """Where a save leads: to the row that was added, back to the list of tasks, or on."""
    if (table := request.POST.get("add", "")) in form.fields:
        here = reverse("reporting:report-section", args=[report.pk, sheet.section.code])
        row = len(sheet.values.get(table, []))
        return redirect(f"{here}#{(form[table].id_for_label or '').replace('-0-', f'-{row}-')}")
    if form.errors:
        messages.warning(request, f"“{sheet.section}” is saved as you typed it. Some answers need another look.")
        return redirect("reporting:report", report.pk)
    messages.success(request, f"“{sheet.section}” is saved.")
    if "later" in request.POST:
        return redirect("reporting:report", report.pk)
    asked = contents.questions_asked(report).sections | {sheet.section.code}
    codes = [code for code in sheet.section.questionnaire.sections.values_list("code", flat=True) if code in asked]
    if following := codes[codes.index(sheet.section.code) + 1 :]:
        return redirect("reporting:report-section", report.pk, following[0])
    if measuring.asked_of(report).exists():
        return redirect("reporting:figures", report.pk)
    return after_figures(report)


def after_figures(report: Report) -> HttpResponse:
    """The page of money where it is asked for, else the whole to check."""
    asks = report.asks_money and report.grant.budget.exists()
    return redirect("reporting:spending" if asks else "reporting:check-report", report.pk)


@in_place
@require_http_methods(["GET", "HEAD", "POST"])
def save_answer(request: SignedIn, pk: int, code: str) -> HttpResponse:
    """Keep the answers that were just typed; GET gives one answer's field as it stands, to take it over."""
    report = own(request, pk)
    sheet = _sheet(report, code)
    if report.state not in Report.OWED or report.told_at_id is not None:
        return render(request, "reporting/grantee/too_late.html", {"report": report}, status=409)
    require(rules.may_write(request.user, report))
    if request.method != "POST":
        return writing_pages.field(request, sheet, _form(report, sheet))
    codes, data = typed.sent(request.POST, sheet)
    form = _form(report, sheet, data=data)
    saving = answering.save_answers(
        report,
        sheet.section,
        form.answers,
        codes=codes,
        began=typed.began_in(request.POST),
        revision=typed.whole(request.POST.get("revision", "")),
        by=request.user,
        lists=form.lists,
    )
    return writing_pages.saved(saving, form, codes)


@in_place
@require_safe
def presence(request: SignedIn, pk: int, code: str) -> HttpResponse:
    """Who else is in this section, and that the reader is there."""
    report = own(request, pk)
    sheet = _sheet(report, code)
    if not sheet.pk and rules.may_write(request.user, report) and report.told_at_id is None:
        sheet = answering.open_sheet(report, sheet.section, by=request.user)
    return writing_pages.here(request, sheet) if sheet.pk else HttpResponse()


@login_required
@require_safe
def earlier(request: SignedIn, pk: int, code: str) -> HttpResponse:
    """The earlier versions of a section, newest first."""
    report = own(request, pk)
    sheet = _sheet(report, code)
    versions = writing.earlier_versions(sheet) if sheet.pk else []
    context = {"report": report, "section": sheet.section, "sheet": sheet, "versions": versions}
    return render(request, "reporting/grantee/earlier.html", context)


def _version(sheet: ReportAnswers, number: int) -> writing.Earlier:
    for version in writing.earlier_versions(sheet) if sheet.pk else []:
        if version.number == number:
            return version
    raise Http404


@login_required
@require_safe
def earlier_version(request: SignedIn, pk: int, code: str, number: int) -> HttpResponse:
    """One earlier version to read."""
    report = own(request, pk)
    sheet = _sheet(report, code)
    version = _version(sheet, number)
    answers = readable(sheet.section, version.values, sheet.section.questionnaire.round)
    context = {"report": report, "section": sheet.section, "version": version, "answers": answers}
    context["may_write"] = rules.may_write(request.user, report)
    return render(request, "reporting/grantee/earlier_version.html", context)


@login_required
@require_POST
def bring_back(request: SignedIn, pk: int, code: str, number: int) -> HttpResponse:
    """Make an earlier version the newest one."""
    report = own(request, pk)
    require(rules.may_write(request.user, report))
    sheet = _sheet(report, code)
    version = _version(sheet, number)
    answering.bring_back(report, sheet, version, by=request.user)
    messages.success(request, f"The answers of {moment(version.at)} are back.")
    return redirect("reporting:report-section", pk, code)


@login_required
@require_safe
def document(request: SignedIn, pk: int) -> HttpResponseBase:
    """A file of a report as a download, to those who may see the report."""
    rows = ReportDocument.objects.visible_to(request.user).select_related("file", "report")
    document = get_object_or_404(rows, pk=pk)
    is_own = Report.objects.own(request.user).filter(pk=document.report_id).exists()
    copy = files.Copy.ORIGINAL if is_own else files.Copy.NO_PLACE
    return files.download(document.file, by=request.user, copy=copy)


@login_required
@require_POST
def remove_document(request: SignedIn, pk: int, document_pk: int) -> HttpResponse:
    """Take a file out of a report that is still open."""
    report = own(request, pk)
    require(rules.may_write(request.user, report))
    document = get_object_or_404(report.documents.select_related("file", "report"), pk=document_pk)
    name, code = document.file.name, document.question_code
    answering.remove_document(document, by=request.user)
    messages.success(request, f"“{name}” is removed.")
    sections = Section.objects.filter(questionnaire=report.questionnaire_id, questions__code=code)
    return redirect("reporting:report-section", pk, get_object_or_404(sections).code)
