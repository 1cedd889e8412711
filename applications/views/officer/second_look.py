"""Asking a reader to look again at what they handed in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from applications import assessing, rules
from applications.forms.second_look import SendBack
from applications.models import Assessment
from fund.kit.doors import SignedIn, require


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def send_back(request: SignedIn, pk: int) -> HttpResponse:
    rows = Assessment.objects.visible_to(request.user).select_related("application__round", "assessor")
    row = get_object_or_404(rows.with_words(), pk=pk)
    require(rules.may_send_back(request.user, row))
    assessing.see_that_own_are_in(request.user, [row.application_id])
    form = SendBack(request.POST if request.method == "POST" else None)
    if form.is_valid():
        assessing.send_back(row, by=request.user, **form.cleaned_data)
        messages.success(request, f"{row.assessor} is asked to look again at {row.application.reference}.")
        return redirect("applications:application", row.application_id)
    context = {"assessment": row, "application": row.application, "form": form}
    return render(request, "applications/officer/send_back.html", context, status=422 if form.is_bound else 200)
