"""Ruling an application out, taking that back, and telling the groups."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from applications import rules, screening
from applications.forms.officer import RuleOut
from applications.forms.screening import TellGroup
from applications.models import Application
from applications.views.officer.frame import application_for, round_for
from fund import rules as fund_rules
from fund.kit.doors import SignedIn, require

AT_ONCE = 25


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rule_out(request: SignedIn, pk: int) -> HttpResponse:
    row = application_for(request, pk)
    require(rules.may_rule_out(request.user, row))
    initial = {"reason": screening.reasons_against(row)}
    form = RuleOut(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        screening.rule_out(row, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, f"{row.reference} is not eligible. Nobody is told before you send the letter.")
        return redirect("applications:application", pk)
    context = {"application": row, "form": form}
    return render(request, "applications/officer/rule_out.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def rule_in(request: SignedIn, pk: int) -> HttpResponse:
    row = application_for(request, pk)
    require(rules.may_rule_in(request.user, row))
    screening.rule_in(row, by=request.user)
    messages.success(request, f"{row.reference} is eligible after all. It can be assigned again.")
    return redirect("applications:application", pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def tell_ineligible(request: SignedIn, slug: str) -> HttpResponse:
    """The letters to all who were ruled out and not told, or to the one named by `only`; words can be changed first."""
    round_ = round_for(request, slug)
    require(fund_rules.may_run_fund(request.user))
    waiting = round_.applications.filter(state=Application.State.INELIGIBLE).select_related("organisation", "round")
    only = request.GET.get("only", "")
    if only.isdecimal() and len(only) < 10:
        waiting = waiting.filter(pk=only)
    rows = list(waiting.order_by("reference")[:AT_ONCE])
    reasons = screening.reasons_for(rows)
    data = request.POST if request.method == "POST" else None
    forms = [TellGroup(data, prefix=f"a{row.pk}", initial={"words": reasons.get(row.pk, "")}) for row in rows]
    if request.method == "POST" and rows and all(form.is_valid() for form in forms):
        chosen = [(row, form.cleaned_data["words"]) for row, form in zip(rows, forms, strict=True)
                  if form.cleaned_data["send"]]  # fmt: skip
        with transaction.atomic():
            for row, words in chosen:
                screening.tell(row, by=request.user, words=words)
        messages.success(request, f"Groups told: {len(chosen)}.")
        return redirect("applications:round", slug)
    failed = [form for form in forms if form.errors]
    context = {"round": round_, "letters": list(zip(rows, forms, strict=True)), "failed": failed}
    return render(request, "applications/officer/tell.html", context, status=422 if failed else 200)
