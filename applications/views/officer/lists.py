"""The applications of a round as a list to find and assign."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from applications import assigning, screening
from applications.forms.officer import AssignTicked, FindApplications
from applications.models import Application
from applications.views.officer.frame import round_for
from fund import rules as fund_rules
from fund.kit.doors import SignedIn, require


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def applications(request: SignedIn, slug: str) -> HttpResponse:
    round_ = round_for(request, slug)
    may_run = fund_rules.may_run_fund(request.user)
    ticked = AssignTicked(request.POST if request.method == "POST" else None, round_=round_) if may_run else None
    if request.method == "POST":
        require(may_run)
        if ticked and ticked.is_valid():
            sharing = assigning.assign_many(**ticked.cleaned_data, by=request.user)
            messages.success(request, f"Readings given: {sharing.given}.")
            for words in sharing.left_out:
                messages.warning(request, words)
            return redirect(request.get_full_path())
    find = FindApplications(request.GET, round_=round_)
    handed_in = Application.objects.visible_to(request.user).filter(round=round_).exclude(state="draft")
    rows = screening.with_readings(find.narrow(handed_in)).select_related("organisation", "tier", "priority")
    context = {
        "round": round_,
        "find": find,
        "form": ticked,
        "ticked": set(request.POST.getlist("applications")),
        "page": Paginator(rows.defer("summary"), 50).get_page(request.GET.get("page")),
    }
    status = 422 if ticked is not None and ticked.errors else 200
    return render(request, "applications/officer/applications.html", context, status=status)
