"""Sharing the bids of a round out among its readers: looked at first, then given."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications import sharing_out
from applications.forms.sharing_out import AddRule, ShareOut
from applications.sharing_out import rule_list
from applications.views.officer.frame import round_for
from fund import rules as fund_rules
from fund.kit.doors import SignedIn, require


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def share_out(request: SignedIn, slug: str) -> HttpResponse:
    """Who would read what, and why; a press of the button gives it just so."""
    round_ = round_for(request, slug)
    require(fund_rules.may_run_fund(request.user))
    form = ShareOut(request.POST if request.method == "POST" else request.GET or None)
    lived = form.wanted
    if request.method == "POST":
        number = sharing_out.give(round_, lived=lived, seen=request.POST.get("seen", ""), by=request.user)
        messages.success(request, f"Readings given: {number}. Everybody has a letter.")
        return redirect("applications:applications", slug)
    context = {"round": round_, "form": form, "lived": lived, "rules": rule_list.rules_of(round_)}
    context |= _looked_at(sharing_out.sharing_of(round_, lived=lived))
    return render(request, "applications/officer/share_out.html", context)


def _looked_at(sharing: sharing_out.Sharing) -> dict[str, Any]:
    by_bid: dict[str, list[sharing_out.Given]] = {}
    for given in sharing.given:
        by_bid.setdefault(given.bid.name, []).append(given)
    return {"sharing": sharing, "by_bid": by_bid, "seen": sharing_out.fingerprint(sharing)}


@login_required
@require_safe
def reading_rules(request: SignedIn, slug: str) -> HttpResponse:
    """The rules of the round in their order, and what they would give now."""
    round_ = round_for(request, slug)
    require(fund_rules.may_run_fund(request.user))
    context = {"round": round_, "rules": rule_list.rules_of(round_)}
    context |= _looked_at(sharing_out.sharing_by_rules(round_))
    return render(request, "applications/officer/reading_rules.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_reading_rule(request: SignedIn, slug: str) -> HttpResponse:
    round_ = round_for(request, slug)
    require(fund_rules.may_run_fund(request.user))
    form = AddRule(request.POST if request.method == "POST" else None, round_=round_)
    if not form.is_valid():
        context = {"round": round_, "form": form}
        return render(request, "applications/officer/add_rule.html", context, status=422 if form.is_bound else 200)
    rule_list.add(round_, by=request.user, **form.facts)
    messages.success(request, "The rule stands at the end of the list. See below what it gives.")
    return redirect("applications:reading-rules", slug)


@login_required
@require_POST
def move_reading_rule(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    round_ = round_for(request, slug)
    require(fund_rules.may_run_fund(request.user))
    rule = get_object_or_404(round_.assigning_rules.select_related("round"), pk=pk)
    rule_list.move(rule, up=request.POST.get("way") == "up", by=request.user)
    return redirect("applications:reading-rules", slug)


@login_required
@require_POST
def drop_reading_rule(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    round_ = round_for(request, slug)
    require(fund_rules.may_run_fund(request.user))
    rule = get_object_or_404(round_.assigning_rules.select_related("round"), pk=pk)
    rule_list.drop(rule, by=request.user)
    messages.success(request, "The rule is dropped. What it gave before stays given.")
    return redirect("applications:reading-rules", slug)


@login_required
@require_POST
def give_by_rules(request: SignedIn, slug: str) -> HttpResponse:
    round_ = round_for(request, slug)
    require(fund_rules.may_run_fund(request.user))
    number = sharing_out.give_by_rules(round_, seen=request.POST.get("seen", ""), by=request.user)
    messages.success(request, f"Readings given: {number}. Everybody has a letter.")
    return redirect("applications:applications", slug)
