"""By which numbers drafts are made: everybody at the desk may read them, and who runs the fund may set them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from fund.kit.doors import May, SignedIn, require
from reporting import rules
from reporting.forms.method import SetMethod
from reporting.learning import method as numbers


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def method(request: SignedIn) -> HttpResponse:
    require(rules.may_work_at_desk(request.user))
    form = SetMethod(request.POST if request.method == "POST" else None, initial=numbers.now())
    if request.method == "POST":
        require(rules.may_set_method(request.user))
        if form.is_valid():
            numbers.change(form.numbers, reason=form.cleaned_data["reason"], by=request.user)
            messages.success(request, "Saved. These numbers hold from the next draft on.")
            return redirect("reporting:method")
    context = {"form": form, "told": numbers.told(), "may": May(request.user, None, rules)}
    return render(request, "reporting/desk/method.html", context, status=422 if form.errors else 200)
