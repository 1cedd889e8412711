"""Asking us to look again, or complaining, on the page of the outcome."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from applications import appealing, rules
from applications.forms.appealing import TellAppeal
from applications.models import Appeal, Application
from applications.views.applicant.frame import own
from fund.kit.doors import SignedIn, require
from fund.kit.states import Refused


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: SignedIn, pk: int) -> HttpResponse:
    application = own(request.user, pk)
    require(rules.may_tell_appeal(request.user, application))
    form = TellAppeal(request.POST if request.method == "POST" else None)
    if not form.is_bound:
        appealing.see_that_none_is_open(application)
    if not form.is_valid():
        return _page(request, application, form, status=422 if form.is_bound else 200)
    try:
        appealing.tell(application, by=request.user, **form.cleaned_data)
    except Refused as fault:
        if not appealing.is_told(application, **form.cleaned_data):  # else the button was pressed twice
            form.add_error(None, fault.words)
            return _page(request, application, form, status=409)
    messages.success(request, "We have it. Somebody who did not decide looks at it.")
    return redirect("applications:detail", pk)


def _page(request: SignedIn, application: Application, form: TellAppeal, status: int) -> HttpResponse:
    until = appealing.open_until(application)
    context = {"application": application, "round": application.round, "form": form, "until": until}
    return render(request, "applications/applicant/appeal.html", context, status=status)


@login_required
@require_POST
def withdraw_appeal(request: SignedIn, pk: int) -> HttpResponse:
    row = get_object_or_404(Appeal.objects.visible_to(request.user).select_related("application"), pk=pk)
    require(rules.may_withdraw_appeal(request.user, row))
    appealing.withdraw(row, by=request.user)
    messages.success(request, "Taken back.")
    return redirect("applications:detail", row.application_id)
