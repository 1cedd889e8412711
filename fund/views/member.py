"""Pages for anybody who is signed in."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from fund import rules
from fund.kit.doors import May, SignedIn, require
from fund.kit.frame import DOORS
from fund.models import Job
from fund.views.member_groups import new_organisation, organisation

__all__ = ["home", "job", "new_organisation", "organisation"]


@login_required
@require_safe
def home(request: SignedIn) -> HttpResponse:
    """Lead everybody to the page where their own work waits."""
    order = ["reporting:officer", "reporting:desk", "applications:assessor", "applications:panel", "reporting:lived"]
    mine = {name for kinds, _, name in DOORS if kinds and request.user.has_role(*kinds)}
    return redirect(next((name for name in order if name in mine), "reporting:my"))


@login_required
@require_safe
def job(request: SignedIn, pk: int) -> HttpResponse:
    """How far a job is; htmx asks for the bar alone."""
    job = get_object_or_404(Job.objects.select_related("asked_by"), pk=pk)
    require(rules.may_see_job(request.user, job))
    template = "parts/job.html" if request.htmx else "fund/member/job.html"
    return render(request, template, {"job": job, "may": May(request.user, job, rules)})
