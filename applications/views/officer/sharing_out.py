"""Sharing the bids of a round out among its readers: looked at first, then given."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from applications import sharing_out
from applications.forms.sharing_out import ShareOut
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
    sharing = sharing_out.share_out(sharing_out.asked_of(round_, lived=lived))
    by_bid: dict[str, list[sharing_out.Given]] = {}
    for given in sharing.given:
        by_bid.setdefault(given.bid.name, []).append(given)
    context = {"round": round_, "form": form, "lived": lived, "sharing": sharing, "by_bid": by_bid}
    context["seen"] = sharing_out.fingerprint(sharing)
    return render(request, "applications/officer/share_out.html", context)
