"""The officer's and finance's page of the money of a grant."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from applications.models import Grant
from fund.kit.doors import May, SignedIn, refusals_in, require
from reporting import paying, rules
from reporting.forms.paying import PayInstalment, PlanInstalment
from reporting.models import Instalment


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def money(request: SignedIn, pk: int) -> HttpResponse:
    """The parts of a grant’s money; a POST plans one more."""
    grant = get_object_or_404(Grant.objects.visible_to(request.user).select_related("organisation"), pk=pk)
    require(rules.may_see_money(request.user, grant))
    form = PlanInstalment(request.POST if request.method == "POST" else None, grant=grant)
    if request.method == "POST":
        require(rules.may_plan_money(request.user, grant))
        if form.is_valid():
            with refusals_in(form):
                paying.plan(grant, by=request.user, **form.cleaned_data)
                messages.success(request, "The part is planned. The group sees it on its page.")
                return redirect("reporting:money", pk)
    context = {"grant": grant, "money": paying.money_of(grant), "form": form, "may": May(request.user, grant, rules)}
    return render(request, "reporting/officer/money.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def pay(request: SignedIn, pk: int) -> HttpResponse:
    """Note that one part was paid."""
    instalment = _instalment(request, pk)
    require(rules.may_pay_grant(request.user, instalment.grant))
    form = PayInstalment(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_in(form):
            paying.pay(instalment, by=request.user, **form.cleaned_data)
            messages.success(request, "It is noted as paid, and the group is told.")
            return redirect("reporting:money", instalment.grant_id)
    context = {
        "grant": instalment.grant,
        "form": form,
        "instalment": instalment,
        "title": "Money that was paid",
        "button": "It was paid",
    }
    return render(request, "reporting/officer/grant_form.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def drop(request: SignedIn, pk: int) -> HttpResponse:
    instalment = _instalment(request, pk)
    require(rules.may_plan_money(request.user, instalment.grant))
    paying.drop(instalment, by=request.user)
    messages.success(request, "The part is taken out of the plan.")
    return redirect("reporting:money", instalment.grant_id)


def _instalment(request: SignedIn, pk: int) -> Instalment:
    grants = Grant.objects.visible_to(request.user)
    rows = Instalment.objects.filter(grant__in=grants).select_related("grant__organisation", "after_report")
    row = get_object_or_404(rows, pk=pk)
    require(rules.may_see_money(request.user, row.grant))
    return row
