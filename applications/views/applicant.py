"""The pages on which a group applies."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications import applying, known_answers, rules, todo
from applications.forms.applicant import HandInForm, PapersForm, StartForm, WithdrawForm
from applications.models import Application, ApplicationAnswers, Document
from fund import files
from fund.kit.doors import May, SignedIn, require
from fund.models import Organisation, Round, User
from fund.questionnaires import Lists, Sheet

DRAFT = Application.State.DRAFT


def _own(user: User, pk: int) -> Application:
    """An application of one's own group, with what every page of it shows."""
    rows = Application.objects.own(user).select_related("round__fund", "organisation__kind", "tier")
    return get_object_or_404(rows.prefetch_related("documents__rule", "documents__file"), pk=pk)


def _frame(request: SignedIn, application: Application) -> dict[str, Any]:
    """What every page of an application shows, and what the reader may do."""
    return {
        "application": application,
        "round": application.round,
        "may": May(request.user, application, rules),
        "takes_answers": application.state == DRAFT and application.round.takes_hand_ins(),
        "limit": settings.UPLOAD_LIMIT_MB,
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: SignedIn, slug: str) -> HttpResponse:
    """Choose the group to apply for; a draft that is there already is offered first."""
    round_ = get_object_or_404(Round.objects.visible_to(request.user), slug=slug)
    applying.require_open(round_)
    groups = Organisation.objects.filter(memberships__user=request.user, memberships__kind__in=rules.WRITERS)
    form = StartForm(request.POST if request.method == "POST" else None, groups=groups)
    if not form.is_valid():
        drafts = round_.applications.filter(organisation__in=groups, state=DRAFT).select_related("organisation")
        context = {"round": round_, "form": form, "groups": groups, "drafts": drafts}
        asked = form.is_bound and groups  # who has no group yet was asked nothing, and is led to registering one
        return render(request, "applications/applicant/start.html", context, status=422 if asked else 200)
    group = form.cleaned_data["organisation"]
    require(rules.may_start(request.user, group, round_))
    return redirect("applications:detail", applying.start(round_, group, by=request.user).pk)


@login_required
@require_safe
def detail(request: SignedIn, pk: int) -> HttpResponse:
    """The task list of a draft; where an application stands that was handed in."""
    application = _own(request.user, pk)
    context = _frame(request, application)
    if application.state != DRAFT:
        return render(request, "applications/applicant/standing.html", context)
    context["tasks"] = todo.tasks_of(application, todo.sheets_of(application), Lists(application.round))
    return render(request, "applications/applicant/detail.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: SignedIn, pk: int, code: str) -> HttpResponse:
    """One section of questions."""
    application = _own(request.user, pk)
    rows = application.answers.select_related("section", "saved_by").prefetch_related("section__questions")
    sheet = get_object_or_404(rows, section__code=code)
    if request.method == "POST":
        return _save(request, application, sheet)
    if not (application.round.takes_hand_ins() and rules.may_write(request.user, application)):
        return redirect("applications:check", pk)
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
    codes_in_order = _codes(application)
    context = {**_frame(request, application), "sheet": sheet, "section": sheet.section, "form": form}
    context |= {"part": codes_in_order.index(sheet.section.code) + 1, "parts": len(codes_in_order)}
    context |= {"documents": documents, **more}
    return render(request, "applications/applicant/section.html", context, status=status)


def _codes(application: Application) -> list[str]:
    """The codes of the application's sections in the order of the form."""
    rows = application.answers.order_by("section__position", "section__pk")
    return list(rows.values_list("section__code", flat=True))


def _save(request: SignedIn, application: Application, sheet: ApplicationAnswers) -> HttpResponse:
    """Keep what can be kept. Whatever becomes of it, nothing that was typed is lost from the page."""
    form = todo.form_of(application, sheet, data=request.POST, files=request.FILES)
    if application.state != DRAFT or not application.round.takes_hand_ins():
        typed = todo.typed_in(sheet, form.answers, form.lists)
        context = {**_frame(request, application), "section": sheet.section, "typed": typed}
        return render(request, "applications/applicant/not_saved.html", context, status=409)
    require(rules.may_write(request.user, application))
    seen = _version(request.POST.get("version", ""))
    saving = applying.save_section(application, sheet.section, form.answers, by=request.user, version=seen)
    if saving.clashes:
        return _clash_page(request, application, saving)
    for question_code, uploaded in form.given_files.items():
        question = next(question for question in form.questions if question.code == question_code)
        applying.add_document(application, uploaded, question=question, by=request.user)
    if form.errors and "later" not in request.POST:
        form = todo.posted_form_of(application, saving.sheet, files=request.FILES)
        return _section_page(request, application, saving.sheet, form, status=422)
    return _after_saving(request, application, saving.sheet, form)


def _version(raw: str) -> int:
    return int(raw) if raw.isascii() and raw.isdecimal() and len(raw) < 9 else 0


def _clash_page(request: SignedIn, application: Application, saving: applying.Saving) -> HttpResponse:
    """Show both people's answers; the writer's own stand in the form and can be saved over the other ones."""
    lists = Lists(application.round)
    theirs = todo.typed_in(saving.sheet, saving.sheet.values, lists)
    clashes = [(question, words) for question, words in theirs if question.code in saving.clashes]
    emptied = len(saving.clashes) - len(clashes)
    form = todo.form_of(application, saving.sheet, values=saving.merged)
    return _section_page(request, application, saving.sheet, form, status=409, clashes=clashes, emptied=emptied)


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
    codes = _codes(application)
    following = codes[codes.index(sheet.section.code) + 1 :]
    if following:
        return redirect("applications:section", application.pk, following[0])
    return redirect(
        "applications:documents" if application.round.document_rules.exists() else "applications:check", application.pk
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def documents(request: SignedIn, pk: int) -> HttpResponse:
    """The papers that the round asks for."""
    application = _own(request.user, pk)
    if not rules.may_write(request.user, application) or not application.round.takes_hand_ins():
        return redirect("applications:check", pk)
    form = PapersForm(*([request.POST, request.FILES] if request.method == "POST" else []), application=application)
    if not form.is_valid():
        tasks = todo.tasks_of(application, [], Lists(application.round))
        context = {**_frame(request, application), "form": form, "papers": tasks.papers}
        return render(request, "applications/applicant/documents.html", context, status=422 if form.is_bound else 200)
    for rule, paper in form.given:
        applying.add_document(application, paper, rule=rule, by=request.user)
    messages.success(request, "1 file is added." if len(form.given) == 1 else f"{len(form.given)} files are added.")
    return redirect("applications:documents", pk)


@login_required
@require_POST
def remove_document(request: SignedIn, pk: int, document_pk: int) -> HttpResponse:
    application = _own(request.user, pk)
    require(rules.may_write(request.user, application))
    document = get_object_or_404(application.documents.select_related("file"), pk=document_pk)
    name, code = document.file.name, document.question_code
    applying.remove_document(document, by=request.user)
    messages.success(request, f"“{name}” is removed.")
    section = application.answers.filter(section__questions__code=code).first() if code else None
    return (
        redirect("applications:section", pk, section.section.code)
        if section
        else redirect("applications:documents", pk)
    )


@login_required
@require_safe
def document(request: SignedIn, pk: int) -> FileResponse:
    """A paper as a download, to those who may see it."""
    rows = Document.objects.visible_to(request.user).select_related("file", "rule", "application")
    document = get_object_or_404(rows, pk=pk)
    knows_who = Application.objects.visible_to(request.user).filter(pk=document.application_id).exists()
    return files.download(document.file, name="" if knows_who else document.plain_name)


@login_required
@require_safe
def check(request: SignedIn, pk: int) -> HttpResponse:
    """All answers before handing in, and what is left."""
    application = _own(request.user, pk)
    if application.state != DRAFT:
        return redirect("applications:receipt", pk)
    return _check_page(request, application, HandInForm())


def _check_page(request: SignedIn, application: Application, form: HandInForm, status: int = 200) -> HttpResponse:
    sheets, lists = todo.sheets_of(application), Lists(application.round)
    context = {
        **_frame(request, application),
        "form": form,
        "tasks": todo.tasks_of(application, sheets, lists),
        "answers": todo.answers_of(application, sheets, lists),
    }
    return render(request, "applications/applicant/check.html", context, status=status)


@login_required
@require_POST
def submit(request: SignedIn, pk: int) -> HttpResponse:
    """Hand in. Whoever presses twice is shown the one receipt."""
    application = _own(request.user, pk)
    if applying.stands(application) != DRAFT:
        return redirect("applications:receipt", pk)
    require(rules.may_submit(request.user, application))
    form = HandInForm(request.POST)
    if not form.is_valid():
        return _check_page(request, application, form, status=422)
    applying.submit(application, by=request.user)
    return redirect("applications:receipt", pk)


@login_required
@require_safe
def receipt(request: SignedIn, pk: int) -> HttpResponse:
    """The proof of handing in, with a copy of all answers to print."""
    application = _own(request.user, pk)
    if application.submitted_at is None:
        return redirect("applications:detail", pk)
    sheets, lists = todo.sheets_of(application), Lists(application.round)
    context = {**_frame(request, application), "answers": todo.answers_of(application, sheets, lists)}
    return render(request, "applications/applicant/receipt.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: SignedIn, pk: int) -> HttpResponse:
    """Take the application back, after a page that says what it means."""
    application = _own(request.user, pk)
    require(rules.may_withdraw(request.user, application))
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {**_frame(request, application), "form": form}
        return render(request, "applications/applicant/withdraw.html", context, status=422 if form.is_bound else 200)
    applying.withdraw(application, by=request.user, reason=form.cleaned_data["reason"])
    messages.success(request, f"{application.reference} is withdrawn.")
    return redirect("applications:detail", pk)
