"""Typing an application that reached us by post, e-mail or telephone."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications import applying, letters, on_behalf, rules, todo
from applications.forms.applicant import PapersForm
from applications.forms.on_behalf import EnterForm, LateForm
from applications.models import Application, ApplicationAnswers, Entry
from applications.views.officer.frame import round_for
from fund import files
from fund.kit.doors import May, SignedIn, require
from fund.questionnaires import Lists, Sheet


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: SignedIn, slug: str) -> HttpResponse:
    """Start for a group; what was started and is not handed in yet stands below."""
    round_ = round_for(request, slug)
    require(rules.may_enter_on_behalf(request.user))
    form = EnterForm(*([request.POST, request.FILES] if request.method == "POST" else []), round_=round_)
    if not form.is_valid():
        begun = Entry.objects.filter(application__round=round_, application__state__in=Application.WRITTEN)
        context = {"round": round_, "form": form}
        context |= {"begun": begun.select_related("application__organisation", "entered_by")}
        return render(request, "applications/officer/enter.html", context, status=422 if form.is_bound else 200)
    facts = form.cleaned_data
    group = on_behalf.group_for(facts.pop("group_name"), facts.pop("charity_number"), by=request.user)
    name, phone, email = facts["contact_name"], facts["contact_phone"], facts.pop("contact_email")
    contact = on_behalf.contact_for(group, name, email, phone, by=request.user)
    entry = on_behalf.start(round_, group, by=request.user, contact=contact, **facts)
    return redirect("applications:entry", entry.pk)


def _entry(request: SignedIn, pk: int) -> Entry:
    require(rules.may_enter_on_behalf(request.user))
    rows = Entry.objects.visible_to(request.user).select_related(
        "application__round__fund", "application__organisation", "application__tier", "contact", "entered_by", "scan"
    )
    rows = rows.prefetch_related(
        "application__documents__rule", "application__documents__file", "application__tellings"
    )
    return get_object_or_404(rows, pk=pk)


def _frame(request: SignedIn, entry: Entry) -> dict[str, Any]:
    application = entry.application
    return {
        "entry": entry,
        "application": application,
        "round": application.round,
        "takes_answers": application.takes_answers() or bool(entry.late_reason),
        "may": May(request.user, entry, rules),
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: SignedIn, pk: int) -> HttpResponse:
    """The parts of an application that is being typed. After closing it asks for the reason."""
    row = _entry(request, pk)
    form = LateForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        require(rules.may_enter(request.user, row))
        on_behalf.take_late(row, form.cleaned_data["reason"], by=request.user)
        return redirect("applications:entry", pk)
    lists = Lists(row.application.round)
    tasks = todo.tasks_of(row.application, todo.sheets_of(row.application), lists)
    context = {**_frame(request, row), "tasks": tasks, "form": form}
    return render(request, "applications/officer/entry.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def entry_section(request: SignedIn, pk: int, code: str) -> HttpResponse:
    """One section of questions, typed for the group: the same form and the same checks as the group has."""
    row = _entry(request, pk)
    require(rules.may_enter(request.user, row))
    rows = row.application.sheets.select_related("section", "saved_by").prefetch_related("section__questions")
    sheet = get_object_or_404(rows, section__code=code)
    if request.method != "POST":
        return _entry_section_page(request, row, sheet, todo.form_of(row.application, sheet))
    form = todo.form_of(row.application, sheet, data=request.POST, files=request.FILES)
    if not (row.application.takes_answers() or row.late_reason):
        return _entry_section_page(request, row, sheet, form, status=409)
    raw = request.POST.get("version", "")
    version = int(raw) if raw.isascii() and raw.isdecimal() and len(raw) < 9 else 0
    kept = applying.save_section(row.application, sheet.section, form.answers, by=request.user, version=version)
    if kept.clashes:
        return _entry_section_page(request, row, kept.sheet, form, status=409, clashes=kept.clashes)
    for question_code, uploaded in form.given_files.items():
        question = next(each for each in form.questions if each.code == question_code)
        applying.add_document(row.application, uploaded, question=question, by=request.user)
    if form.errors:
        return _entry_section_page(request, row, kept.sheet, form, status=422)
    messages.success(request, f"“{sheet.section}” is saved.")
    return redirect("applications:entry", pk)


def _entry_section_page(
    request: SignedIn, row: Entry, sheet: ApplicationAnswers, form: Sheet, status: int = 200, **more: Any
) -> HttpResponse:
    context = {**_frame(request, row), "sheet": sheet, "section": sheet.section, "form": form, **more}
    return render(request, "applications/officer/entry_section.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def entry_documents(request: SignedIn, pk: int) -> HttpResponse:
    """The papers that came with it."""
    row = _entry(request, pk)
    require(rules.may_enter(request.user, row))
    sent = [request.POST, request.FILES] if request.method == "POST" else []
    form = PapersForm(*sent, application=row.application)
    if not form.is_valid():
        context = {**_frame(request, row), "form": form, "documents": todo.papers_of(row.application)}
        status = 422 if form.is_bound else 200
        return render(request, "applications/officer/entry_documents.html", context, status=status)
    for rule, paper in form.given:
        applying.add_document(row.application, paper, rule=rule, by=request.user)
    messages.success(request, "The papers are added.")
    return redirect("applications:entry", pk)


@login_required
@require_POST
def entry_hand_in(request: SignedIn, pk: int) -> HttpResponse:
    row = _entry(request, pk)
    require(rules.may_enter(request.user, row))
    on_behalf.hand_in(row, by=request.user)
    messages.success(request, f"{row.application.reference} is handed in.")
    if row.by_post:
        return redirect("applications:entry-letter", pk)
    return redirect("applications:application", row.application_id)


@login_required
@require_safe
def entry_letter(request: SignedIn, pk: int) -> HttpResponse:
    """The receipt to print and post, in the format that the person wants."""
    row = _entry(request, pk)
    if row.application.is_being_written:
        return redirect("applications:entry", pk)
    subject, text = letters.receipt_to_print(row)
    context = {**_frame(request, row), "subject": subject, "text": text}
    return render(request, "applications/officer/entry_letter.html", context)


@login_required
@require_safe
def entry_scan(request: SignedIn, pk: int) -> HttpResponseBase:
    """What the group sent, as a download."""
    scan = _entry(request, pk).scan
    if scan is None:
        raise Http404
    return files.download(scan)
