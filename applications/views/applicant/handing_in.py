"""Check the answers, hand in, the receipt, and taking back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications import applying, copies, rules, signing, todo
from applications.applying import moving_version
from applications.forms.applicant import HandInForm, WithdrawForm
from applications.models import Application
from applications.told import ways_of
from applications.views.applicant.frame import frame, own
from fund.kit.doors import SignedIn, require
from fund.questionnaires import Lists


@login_required
@require_safe
def check(request: SignedIn, pk: int) -> HttpResponse:
    """All answers before handing in, and what is left."""
    application = own(request.user, pk)
    if not application.is_being_written:
        return redirect("applications:receipt", pk)
    return _check_page(request, application, HandInForm())


def _check_page(request: SignedIn, application: Application, form: HandInForm, status: int = 200) -> HttpResponse:
    sheets, lists = todo.sheets_of(application), Lists(application.round)
    context = {
        **frame(request, application),
        "form": form,
        "tasks": todo.tasks_of(application, sheets, lists),
        "answers": todo.answers_of(application, sheets, lists),
        "papers": todo.papers_of(application, sheets),
        "signature": signing.standing(application),
        "told": ways_of(application),
        "laid_aside": moving_version.laid_aside(application),
        "statements": application.statements.sent(),
    }
    return render(request, "applications/applicant/check.html", context, status=status)


@login_required
@require_POST
def submit(request: SignedIn, pk: int) -> HttpResponse:
    """Hand in. Whoever presses twice is shown the one receipt."""
    application = own(request.user, pk)
    if applying.stands(application) not in Application.WRITTEN:
        return redirect("applications:receipt", pk)
    require(rules.may_submit(request.user, application))
    form = HandInForm(request.POST)
    if not form.is_valid():
        return _check_page(request, application, form, status=422)
    hand_in = applying.hand_in_note if application.is_note else applying.submit
    hand_in(application, by=request.user)
    return redirect("applications:receipt", pk)


@login_required
@require_safe
def receipt(request: SignedIn, pk: int) -> HttpResponse:
    """The proof of handing in, with a copy of all answers to print; for a group that is invited, of its short note."""
    application = own(request.user, pk)
    if application.submitted_at is None:
        return redirect("applications:detail", pk)
    is_of_note = application.is_being_written
    sheets, lists = todo.sheets_of(application, is_of_note=is_of_note), Lists(application.round)
    answers = todo.answers_of(application, sheets, lists)
    context = {**frame(request, application), "answers": answers, "told": ways_of(application)}
    context["papers"] = todo.papers_of(application, sheets)
    if not is_of_note:
        context |= {"copies": copies.standing(application), "statements": application.statements.sent()}
    return render(request, "applications/applicant/receipt.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: SignedIn, pk: int) -> HttpResponse:
    """Take the application back, after a page that says what it means."""
    application = own(request.user, pk)
    require(rules.may_withdraw(request.user, application))
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {**frame(request, application), "form": form}
        return render(request, "applications/applicant/withdraw.html", context, status=422 if form.is_bound else 200)
    applying.withdraw(application, by=request.user, reason=form.cleaned_data["reason"])
    messages.success(request, f"{application.reference} is withdrawn.")
    return redirect("applications:detail", pk)
