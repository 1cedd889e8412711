"""The one answer that the fund asks a group to change."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from applications import changing, rules
from applications.models import ChangeRequest
from applications.views.applicant.frame import frame, own
from fund.kit.doors import SignedIn, require


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: SignedIn, pk: int, change_pk: int) -> HttpResponse:
    rows = ChangeRequest.objects.own(request.user).select_related("application__round", "section", "asked_by")
    asked = get_object_or_404(rows, pk=change_pk, application=pk)
    if asked.state != ChangeRequest.State.ASKED:
        messages.info(request, f"This change is settled: {asked.public_state.lower()}.")
        return redirect("applications:detail", pk)
    require(rules.may_make_change(request.user, asked))
    form = changing.form_of(asked, request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {**frame(request, own(request.user, pk)), "change": asked, "form": form}
        return render(request, "applications/applicant/change.html", context, status=422 if form.is_bound else 200)
    changing.make(asked, form.answers, by=request.user)
    messages.success(request, "Thank you. The new answer has taken the place of the old one.")
    return redirect("applications:detail", pk)
