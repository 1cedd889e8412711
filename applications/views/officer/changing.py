"""An officer asks a group to change one answer."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from applications import changing, rules
from applications.forms.changing import AskChange
from applications.models import Application, ChangeRequest
from fund.kit.doors import SignedIn, require


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask_change(request: SignedIn, pk: int) -> HttpResponse:
    rows = Application.objects.visible_to(request.user).select_related("round", "organisation")
    row = get_object_or_404(rows, pk=pk)
    require(rules.may_ask_change(request.user, row))
    form = AskChange(request.POST if request.method == "POST" else None, questions=changing.questions_of(row))
    if not form.is_valid():
        context = {"application": row, "form": form}
        return render(request, "applications/officer/ask_change.html", context, status=422 if form.is_bound else 200)
    changing.ask(row, **form.cleaned_data, by=request.user)
    messages.success(request, f"The group of {row.reference} is asked for the change.")
    return redirect("applications:application", pk)


@login_required
@require_POST
def take_change_back(request: SignedIn, pk: int) -> HttpResponse:
    change = get_object_or_404(ChangeRequest.objects.visible_to(request.user).select_related("application"), pk=pk)
    require(rules.may_take_change_back(request.user, change))
    changing.take_back(change, by=request.user)
    messages.success(request, "The change is no longer asked for.")
    return redirect("applications:application", change.application_id)
