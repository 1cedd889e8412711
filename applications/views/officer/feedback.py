"""What is passed on of the assessors’ comments on a bid."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from applications import assessing, rules
from applications import feedback as passing_on
from applications.forms.feedback import ChooseFeedback
from applications.views.officer.frame import application_for
from fund.kit.doors import May, SignedIn, require


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def feedback(request: SignedIn, pk: int) -> HttpResponse:
    row = application_for(request, pk)
    require(rules.may_choose_feedback(request.user, row))
    assessing.see_that_own_are_in(request.user, [row.pk])
    form = ChooseFeedback(request.POST if request.method == "POST" else None, offered=passing_on.offered(row))
    if form.is_valid():
        kept = passing_on.choose(row, form.words, by=request.user)
        messages.success(request, f"Comments passed on: {len(kept)}.")
        return redirect("applications:feedback", pk)
    context = {
        "application": row,
        "form": form,
        "waits": passing_on.waits_for_a_look(row),
        "may": May(request.user, row, rules),
    }
    status = 422 if form.is_bound else 200
    return render(request, "applications/officer/feedback.html", context, status=status)


@login_required
@require_POST
def check_feedback(request: SignedIn, pk: int) -> HttpResponse:
    row = application_for(request, pk)
    require(rules.may_choose_feedback(request.user, row))
    assessing.see_that_own_are_in(request.user, [row.pk])
    passing_on.check(row, by=request.user)
    messages.success(request, "Looked at. These words may go out.")
    return redirect("applications:feedback", pk)
