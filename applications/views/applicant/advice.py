"""Asking the fund to read a draft, and the advice that came of it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from applications import advising, rules
from applications.forms.advising import AskReadingForm
from applications.models import Application, DraftAdvice, DraftReading
from applications.views.applicant.frame import frame, own
from fund.kit.doors import SignedIn, require
from fund.models import User


@login_required
@require_safe
def advice(request: SignedIn, pk: int) -> HttpResponse:
    """Whether the fund may read this draft, and all advice on it."""
    return _advice_page(request, own(request.user, pk), AskReadingForm())


@login_required
@require_POST
def ask_reading(request: SignedIn, pk: int) -> HttpResponse:
    application = own(request.user, pk)
    require(rules.may_ask_reading(request.user, application))
    form = AskReadingForm(request.POST)
    if not form.is_valid():
        return _advice_page(request, application, form, status=422)
    advising.ask(application, by=request.user, **form.cleaned_data)
    messages.success(request, "The fund’s officers can now read this draft. We tell you when we have.")
    return redirect("applications:advice", pk)


@login_required
@require_POST
def take_reading_back(request: SignedIn, pk: int) -> HttpResponse:
    application = own(request.user, pk)
    reading = get_object_or_404(DraftReading, application=application)
    require(rules.may_take_reading_back(request.user, reading))
    advising.take_back(reading, by=request.user)
    messages.success(request, "Nobody at the fund can read this draft any more.")
    return redirect("applications:advice", pk)


@login_required
@require_POST
def settle_advice(request: SignedIn, pk: int) -> HttpResponse:
    row = _own_advice(request.user, pk)
    require(rules.may_settle_advice(request.user, row))
    advising.settle(row, by=request.user)
    messages.success(request, "The advice is settled.")
    return redirect("applications:advice", row.reading.application_id)


@login_required
@require_POST
def reopen_advice(request: SignedIn, pk: int) -> HttpResponse:
    row = _own_advice(request.user, pk)
    require(rules.may_settle_advice(request.user, row))
    advising.reopen(row, by=request.user)
    messages.success(request, "The advice is open again.")
    return redirect("applications:advice", row.reading.application_id)


def _own_advice(user: User, pk: int) -> DraftAdvice:
    rows = DraftAdvice.objects.filter(reading__application__in=Application.objects.own(user).values("pk"))
    return get_object_or_404(rows.select_related("reading__application"), pk=pk)


def _advice_page(request: SignedIn, application: Application, form: AskReadingForm, status: int = 200) -> HttpResponse:
    reading = DraftReading.objects.filter(application=application).select_related("asked_by", "application").first()
    context = {
        **frame(request, application),
        "form": form,
        "reading": reading,
        "can_take_back": reading is not None and rules.may_take_reading_back(request.user, reading),
        "said": advising.all_of(application),
    }
    return render(request, "applications/applicant/advice.html", context, status=status)
