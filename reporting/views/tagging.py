"""What a project is about, said by an officer or by the learning desk."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from applications.models import Grant
from fund.kit.doors import SignedIn, require
from reporting import rules, tagging
from reporting.forms.tagging import TagProject


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def tag(request: SignedIn, pk: int) -> HttpResponse:
    rows = Grant.objects.visible_to(request.user).select_related("organisation")
    grant = get_object_or_404(rows.prefetch_related("areas", "health_conditions"), pk=pk)
    require(rules.may_tag(request.user, grant))
    form = TagProject(request.POST if request.method == "POST" else None, grant=grant)
    if form.is_valid():
        tagging.tag(grant, by=request.user, **form.cleaned_data)
        messages.success(request, "Kept. The library finds the project by these words now.")
        return redirect("reporting:officer-grant", pk)
    context = {"grant": grant, "form": form}
    return render(request, "reporting/officer/tag.html", context, status=422 if form.is_bound else 200)
