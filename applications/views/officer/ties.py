"""The register of ties, and taking a reader out of a bid."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from applications import assessing, rules
from applications.forms.ties import Recuse
from applications.views.officer.frame import application_for, round_for
from fund.kit.doors import SignedIn, require


@login_required
@require_safe
def ties(request: SignedIn, slug: str) -> HttpResponse:
    round_ = round_for(request, slug)
    context = {"round": round_, "ties": assessing.ties_of(round_)}
    return render(request, "applications/officer/ties.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def recuse(request: SignedIn, pk: int) -> HttpResponse:
    row = application_for(request, pk)
    require(rules.may_recuse(request.user, row))
    form = Recuse(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"application": row, "form": form}
        return render(request, "applications/officer/recuse.html", context, status=422 if form.is_bound else 200)
    assessing.recuse(row, form.person, by=request.user, **form.facts)
    messages.success(request, f"{row.reference} is closed for {form.person}.")
    return redirect("applications:application", pk)
