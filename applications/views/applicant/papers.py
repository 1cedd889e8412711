"""The papers of an application: adding, removing, downloading."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications import applying, rules, todo
from applications.forms.applicant import PapersForm
from applications.models import Application, Document
from applications.views.applicant.frame import frame, own
from fund import files
from fund.kit.doors import SignedIn, require
from fund.models import StoredFile
from fund.questionnaires import Lists


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def documents(request: SignedIn, pk: int) -> HttpResponse:
    """The papers that the round asks for."""
    application = own(request.user, pk)
    if not rules.may_write(request.user, application) or not application.takes_answers():
        return redirect("applications:check", pk)
    form = PapersForm(*([request.POST, request.FILES] if request.method == "POST" else []), application=application)
    if not form.is_valid():
        tasks = todo.tasks_of(application, [], Lists(application.round))
        context = {**frame(request, application), "form": form, "papers": tasks.papers, **_checks(application)}
        return render(request, "applications/applicant/documents.html", context, status=422 if form.is_bound else 200)
    for rule, paper in form.given:
        applying.add_document(application, paper, rule=rule, by=request.user)
    messages.success(request, "1 file is added." if len(form.given) == 1 else f"{len(form.given)} files are added.")
    return redirect("applications:documents", pk)


def _checks(application: Application) -> dict[str, bool]:
    states = {document.file.check_state for document in application.documents.all()}
    return {"waits": StoredFile.Check.WAITING in states, "is_held_back": StoredFile.Check.QUARANTINED in states}


@login_required
@require_POST
def remove_document(request: SignedIn, pk: int, document_pk: int) -> HttpResponse:
    application = own(request.user, pk)
    require(rules.may_write(request.user, application))
    document = get_object_or_404(application.documents.select_related("file"), pk=document_pk)
    name, code = document.file.name, document.question_code
    applying.remove_document(document, by=request.user)
    messages.success(request, f"“{name}” is removed.")
    section = application.sheets.filter(section__questions__code=code).first() if code else None
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
    application = Application.objects.visible_to(request.user).filter(pk=document.application_id)
    if not application.exists():
        return files.download(document.file, by=request.user, name=document.plain_name, copy=files.Copy.NAMELESS)
    is_own = application.own(request.user).exists()
    copy = files.Copy.ORIGINAL if is_own else files.Copy.NO_PLACE
    return files.download(document.file, by=request.user, copy=copy)
