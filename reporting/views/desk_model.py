"""In which rounds a language model may help to draft what was learned."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from fund.kit.doors import SignedIn, require
from reporting import learning, rules
from reporting.forms.desk import AllowModel


@login_required
@require_http_methods(["GET", "POST"])
def model(request: SignedIn) -> HttpResponse:
    require(rules.may_allow_model(request.user))
    form = AllowModel(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        learning.allow_model(form.cleaned_data["rounds"], by=request.user)
        messages.success(request, "Saved. It holds from the next draft on.")
        return redirect("reporting:learning-model")
    context = {"form": form, "name": settings.LEARNING_MODEL.rpartition(".")[2]}
    return render(request, "reporting/desk/model.html", context, status=422 if form.errors else 200)
