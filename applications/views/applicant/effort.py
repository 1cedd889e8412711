"""How long applying took and how it was: only for those who want to tell."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from applications import effort, rules
from applications.forms.effort import HowItWas
from applications.models import Effort
from applications.views.applicant.frame import frame, own
from fund.kit.doors import SignedIn, require


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def how_it_was(request: SignedIn, pk: int) -> HttpResponse:
    """Two questions and room for words, after handing in."""
    application = own(request.user, pk)
    require(rules.may_tell_effort(request.user, application))
    told = Effort.objects.filter(application=application).first()
    form = HowItWas(request.POST if request.method == "POST" else None, told=told)
    if not form.is_valid():
        context = {**frame(request, application), "form": form, "told": told}
        return render(request, "applications/applicant/how_it_was.html", context, status=422 if form.is_bound else 200)
    effort.tell(application, **form.cleaned_data)
    messages.success(request, "Thank you for telling us.")
    return redirect("applications:detail", pk)


@login_required
@require_POST
def count_minutes(request: SignedIn, pk: int) -> HttpResponse:
    """Begin or end counting the minutes."""
    application = own(request.user, pk)
    require(rules.may_write(request.user, application))
    wanted = request.POST.get("wanted") == "yes"
    effort.count_minutes(application, wanted=wanted)
    messages.success(request, "We count the minutes now." if wanted else "We no longer count the minutes.")
    return redirect("applications:detail", pk)


@login_required
@require_POST
def tick(request: SignedIn, pk: int) -> HttpResponse:
    """One more minute, sent by the page while somebody writes."""
    application = own(request.user, pk)
    require(rules.may_write(request.user, application))
    effort.tick(application)
    return HttpResponse(status=204)
