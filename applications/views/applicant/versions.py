"""Moving a draft to the questions that the round asks now."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from applications import rules
from applications.applying import moving_version
from applications.views.applicant.frame import frame, own
from fund.kit.doors import SignedIn, require


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def move_version(request: SignedIn, pk: int) -> HttpResponse:
    """Show what moving means for the answers; the button moves."""
    application = own(request.user, pk)
    require(rules.may_write(request.user, application))
    if request.method == "POST":
        moving_version.move(application, by=request.user)
        messages.success(request, "Your application now asks the new questions. Look through its parts.")
        return redirect("applications:detail", pk)
    newer = moving_version.newer_for(application)
    if newer is None:
        return redirect("applications:detail", pk)
    context = {**frame(request, application), "offer": moving_version.offer(application, newer)}
    return render(request, "applications/applicant/move_version.html", context)
