"""One section of questions: read, write, save."""

import secrets
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from applications import advising, applying, commenting, known_answers, reusing, rules, todo
from applications.models import Application, ApplicationAnswers
from applications.views.applicant.frame import frame, own
from fund import writing
from fund.kit.doors import SignedIn, require
from fund.questionnaires import Sheet, typed_in
from fund.views import kept
from fund.views.writing import both_texts
from fund.writing.typed import began_in


@kept.comes_back
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: SignedIn, pk: int, code: str) -> HttpResponse:
    """One section of questions. What somebody sends who is no longer signed in comes back to them."""
    application = own(request.user, pk)
    rows = application.sheets.select_related("section", "saved_by").prefetch_related("section__questions")
    sheet = get_object_or_404(rows, section__code=code)
    if request.method == "POST":
        return _save(request, application, sheet)
    if not (application.takes_answers() and rules.may_write(request.user, application)):
        return redirect("applications:check", pk)
    if sheet.section.shown_if and code not in todo.asked_of(application).sections:
        messages.warning(request, f"“{sheet.section}” is not asked of you, by what you have answered so far.")
        return redirect("applications:detail", pk)
    if request.GET.get("show") == "errors":
        return _section_page(request, application, sheet, todo.checked_form_of(application, sheet))
    known = known_answers.offered(application, sheet, request.user)
    form = todo.form_of(application, sheet, values=known or sheet.values)
    return _section_page(request, application, sheet, form, known=known)


def _section_page(
    request: SignedIn,
    application: Application,
    sheet: ApplicationAnswers,
    form: Sheet,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    codes = {question.code for question in form.questions if question.kind == question.Kind.FILE}
    documents = [document for document in application.documents.all() if document.question_code in codes]
    path = todo.path_of(application, sheet.section)
    context = {**frame(request, application), "sheet": sheet, "section": sheet.section, "form": form}
    context |= {"part": path.index(sheet.section.code) + 1, "parts": len(path)}
    context |= {"documents": documents, "page": secrets.token_hex(8)}
    context |= {"others": writing.others_in(sheet, than=request.user), **more}
    context["comments"] = commenting.beside(application, sheet.section, form.questions)
    context["advice"] = advising.beside(sheet, form.questions)
    context["can_reuse"] = not sheet.version and reusing.earlier(application).exists()
    return render(request, "applications/applicant/section.html", context, status=status)


def _save(request: SignedIn, application: Application, sheet: ApplicationAnswers) -> HttpResponse:
    """Keep what can be kept. Whatever becomes of it, nothing that was typed is lost from the page."""
    form = todo.form_of(application, sheet, data=request.POST, files=request.FILES)
    if not application.is_being_written or not application.takes_answers():
        typed = typed_in(sheet.section, form.answers, form.lists)
        context = {**frame(request, application), "section": sheet.section, "typed": typed}
        return render(request, "applications/applicant/not_saved.html", context, status=409)
    require(rules.may_write(request.user, application))
    began = began_in(request.POST)
    saving = applying.save_section(application, sheet.section, form.answers, by=request.user, began=began)
    if saving.clashes:
        clashes, mine = both_texts(saving, form), todo.form_of(application, saving.sheet, values=saving.merged)
        return _section_page(request, application, saving.sheet, mine, status=409, clashes=clashes)
    for question_code, uploaded in form.given_files.items():
        question = next(question for question in form.questions if question.code == question_code)
        applying.add_document(application, uploaded, question=question, by=request.user)
    if form.errors and "later" not in request.POST:
        form = todo.posted_form_of(application, saving.sheet, files=request.FILES)
        return _section_page(request, application, saving.sheet, form, status=422)
    return _after_saving(request, application, saving.sheet, form)


def _after_saving(request: SignedIn, application: Application, sheet: ApplicationAnswers, form: Sheet) -> HttpResponse:
    if (table := request.POST.get("add", "")) in form.fields:
        here = reverse("applications:section", args=[application.pk, sheet.section.code])
        row = len(sheet.values.get(table, []))
        return redirect(f"{here}#{(form[table].id_for_label or '').replace('-0-', f'-{row}-')}")
    if form.errors:
        messages.warning(request, f"“{sheet.section}” is saved as you typed it. Some answers need another look.")
        return redirect("applications:detail", application.pk)
    messages.success(request, f"“{sheet.section}” is saved.")
    if "later" in request.POST:
        return redirect("applications:detail", application.pk)
    path = todo.path_of(application, sheet.section)
    following = path[path.index(sheet.section.code) + 1 :]
    if following:
        return redirect("applications:section", application.pk, following[0])
    wants_papers = not application.is_note and application.round.document_rules.exists()
    return redirect("applications:documents" if wants_papers else "applications:check", application.pk)
