"""The day and hour at which a round is announced by itself."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from applications import rules
from applications.announcing import embargo
from applications.forms.announcing import PlanAnnouncement
from applications.views.officer.frame import round_for
from fund.kit.doors import SignedIn, require
from fund.templatetags.words import moment


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def plan_announcement(request: SignedIn, slug: str) -> HttpResponse:
    """Choose the moment, or move it."""
    round_ = round_for(request, slug)
    require(rules.may_announce(request.user, round_))
    planned = embargo.planned_for(round_)
    form = PlanAnnouncement(request.POST if request.method == "POST" else None, at=planned.at if planned else None)
    if not form.is_valid() or form.at is None:
        context = {"round": round_, "form": form, "planned": planned}
        return render(request, "applications/officer/plan.html", context, status=422 if form.is_bound else 200)
    embargo.plan(round_, at=form.at, by=request.user)
    messages.success(request, f"Everybody hears on {moment(form.at)}.")
    return redirect("applications:announce", slug)


@login_required
@require_POST
def call_off_announcement(request: SignedIn, slug: str) -> HttpResponse:
    """Let nothing happen at the planned moment."""
    round_ = round_for(request, slug)
    require(rules.may_announce(request.user, round_))
    embargo.call_off(round_, by=request.user)
    messages.success(request, "Called off. Nobody is told until you announce.")
    return redirect("applications:announce", slug)
