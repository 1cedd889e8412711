"""Pulses: asking one question, the page behind its link, and what all said."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fund import links
from fund.kit.doors import SignedIn, refusals_in, require
from fund.models import Fund, PrivateLink
from fund.rules import may_run_fund
from reporting import pulsing
from reporting.forms.pulsing import AnswerNumber, AnswerWords, SendPulse
from reporting.models import Pulse, PulseAsked


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def pulses(request: SignedIn) -> HttpResponse:
    """The questions so far; a POST sends one."""
    require(may_run_fund(request.user))
    form = SendPulse(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_in(form):
            fund = get_object_or_404(Fund.objects.order_by("pk")[:1])
            pulse = pulsing.send(fund, by=request.user, **form.cleaned_data)
            messages.success(request, f"Projects asked: {pulse.asked.count()}.")
            return redirect("reporting:pulse", pulse.pk)
    context = {"pulses": Pulse.objects.all()[:24], "form": form}
    return render(request, "reporting/pulses/all.html", context, status=422 if form.is_bound else 200)


@login_required
@require_safe
def pulse(request: SignedIn, pk: int) -> HttpResponse:
    require(may_run_fund(request.user))
    row = get_object_or_404(Pulse, pk=pk)
    before = [(each, pulsing.result(each)) for each in pulsing.earlier(row)]
    context = {"pulse": row, "result": pulsing.result(row), "before": before}
    return render(request, "reporting/pulses/one.html", context)


@login_required
@require_POST
def stop(request: SignedIn, pk: int) -> HttpResponse:
    """Ask a monthly question no more."""
    require(may_run_fund(request.user))
    pulsing.stop(get_object_or_404(Pulse, pk=pk), by=request.user)
    messages.success(request, "It is not asked again.")
    return redirect("reporting:pulse", pk)


@links.page(pulsing.LINK)
def answer(request: HttpRequest, link: PrivateLink, token: str) -> HttpResponseBase:
    """The one question. Opening it changes nothing; only the button answers."""
    asked: Any = link.about
    row = PulseAsked.objects.select_related("pulse", "grant").get(pk=asked.pk)
    kind = AnswerNumber if row.pulse.kind == Pulse.Kind.SCALE else AnswerWords
    said = {"value": row.value, "words": row.words}
    form = kind(request.POST if request.method == "POST" else None, initial=said)
    if form.is_valid():
        with refusals_in(form):
            pulsing.answer(row, **form.cleaned_data)
            messages.success(request, "Thank you. You can change your answer here until the last day.")
            return redirect("private-link", token)
    context = {"asked": row, "pulse": row.pulse, "form": form}
    return render(request, "reporting/pulses/answer.html", context, status=422 if form.is_bound else 200)
