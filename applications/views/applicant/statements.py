"""Statements from people outside the group: asking for them, and the page behind the private link."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications import rules, supporting
from applications.forms.together import AskStatementForm, StatementForm
from applications.models import Application, SupportingStatement
from applications.views.applicant.frame import frame, own
from fund import files, links
from fund.kit.doors import SignedIn, require
from fund.models import PrivateLink, User


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def statements(request: SignedIn, pk: int) -> HttpResponse:
    """Who was asked and what came of it; ask one more."""
    application = own(request.user, pk)
    form = AskStatementForm(*([request.POST] if request.method == "POST" else []), application=application)
    if request.method == "POST":
        require(rules.may_write(request.user, application))
        if form.is_valid():
            statement = supporting.ask(application, by=request.user, **form.facts)
            messages.success(request, f"The letter to {statement.name} is on its way.")
            return redirect("applications:statements", pk)
    rows = application.statements.exclude(state=SupportingStatement.State.WITHDRAWN).select_related("rule", "file")
    asked = [(statement, supporting.can_remind(statement)) for statement in rows]
    context = {**frame(request, application), "form": form, "asked": asked, "wanted": form.rules.values()}
    return render(request, "applications/applicant/statements.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def remind_statement(request: SignedIn, pk: int) -> HttpResponse:
    statement = _own(request.user, pk)
    require(rules.may_remind(request.user, statement))
    supporting.remind(statement, by=request.user)
    messages.success(request, f"We have written to {statement.name} again.")
    return redirect("applications:statements", statement.application_id)


@login_required
@require_POST
def withdraw_statement(request: SignedIn, pk: int) -> HttpResponse:
    statement = _own(request.user, pk)
    require(rules.may_withdraw_statement(request.user, statement))
    supporting.withdraw(statement, by=request.user)
    messages.success(request, f"{statement.name} is no longer asked. The link in the letter is closed.")
    return redirect("applications:statements", statement.application_id)


@login_required
@require_safe
def statement_file(request: SignedIn, pk: int) -> FileResponse:
    """The letter that a supporter sent as a file, to those who may see it; those who judge learn no name from it."""
    rows = SupportingStatement.objects.visible_to(request.user).sent().select_related("file", "application")
    statement = get_object_or_404(rows.filter(file__isnull=False), pk=pk)
    assert statement.file is not None
    application = Application.objects.visible_to(request.user).filter(pk=statement.application_id)
    if not application.exists():
        return files.download(statement.file, by=request.user, name=statement.plain_name, copy=files.Copy.NAMELESS)
    is_own = application.own(request.user).exists()
    copy = files.Copy.ORIGINAL if is_own else files.Copy.NO_PLACE
    return files.download(statement.file, by=request.user, copy=copy)


@links.page(supporting.LINK)
def write_statement(request: HttpRequest, link: PrivateLink, token: str) -> HttpResponse:
    """What the supporter sees: the project in the group's words, and a place to write. Opening it changes nothing."""
    statement: Any = link.about
    if not supporting.can_write(statement):
        return _supporter_page(request, statement, token, None, status=409 if request.POST.get("words") else 200)
    if request.method != "POST":
        return _supporter_page(request, statement, token, StatementForm(statement=statement))
    if "decline" in request.POST:
        supporting.decline(statement)
        return redirect("private-link", token)
    form = StatementForm(request.POST, request.FILES, statement=statement, sends="send" in request.POST)
    if not form.is_valid():
        return _supporter_page(request, statement, token, form, status=422)
    verb = supporting.send if "send" in request.POST else supporting.save
    verb(statement, words=form.cleaned_data["words"], uploaded=form.cleaned_data["paper"])
    if verb is supporting.save:
        messages.success(request, "Your draft is kept. Nobody reads it before you send it.")
    return redirect("private-link", token)


def _supporter_page(
    request: HttpRequest, statement: SupportingStatement, token: str, form: StatementForm | None, status: int = 200
) -> HttpResponse:
    context = {"statement": statement, "application": statement.application, "token": token, "form": form}
    context["typed"] = request.POST.get("words", "")  # shown where it came too late to be kept
    return render(request, "applications/public/statement.html", context, status=status)


def _own(user: User, pk: int) -> SupportingStatement:
    rows = SupportingStatement.objects.filter(application__in=Application.objects.own(user).values("pk"))
    return get_object_or_404(rows.select_related("application__round", "application__organisation"), pk=pk)
