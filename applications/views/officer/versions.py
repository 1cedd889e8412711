"""Putting a new version of the questions into use."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from applications.applying import moving_version
from applications.views.officer.frame import round_for
from fund import rules as fund_rules
from fund.kit.doors import SignedIn, require
from fund.rounds.asking.versions import difference, reason_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def use_questions(request: SignedIn, slug: str, purpose: str) -> HttpResponse:
    """Show what changes and who is told; the button puts it into use."""
    round_ = round_for(request, slug)
    require(fund_rules.may_run_fund(request.user))
    rows = round_.questionnaires.filter(purpose=purpose, frozen_at__isnull=True, version__gt=1)
    questionnaire = get_object_or_404(rows.select_related("round"))
    if request.method == "POST":
        drafts = moving_version.put_into_use(questionnaire, by=request.user)
        told = f" The people of {drafts} {'draft' if drafts == 1 else 'drafts'} are told." if drafts else ""
        messages.success(request, f"Version {questionnaire.version} is in use.{told}")
        return redirect("questions-of", slug, purpose)
    context = {
        "round": round_,
        "questionnaire": questionnaire,
        "difference": difference(questionnaire),
        "drafts": moving_version.drafts_of(questionnaire).count(),
        "reason": reason_of(questionnaire),
    }
    return render(request, "applications/officer/use_questions.html", context)
