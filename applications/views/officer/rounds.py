"""An officer's round: what waits for somebody, and where its money stands."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from applications import rules, screening
from applications.announcing import embargo
from applications.models import Application, PanelQuestion
from applications.ranking import money
from applications.views.officer.frame import round_for
from fund import rounds
from fund import rules as fund_rules
from fund.kit import history
from fund.kit.doors import May, SignedIn, require
from fund.views.round_desk.whole import needs_of


@login_required
@require_safe
def round_home(request: SignedIn, slug: str) -> HttpResponse:
    round_ = round_for(request, slug)
    counts = dict(round_.applications.order_by().values_list("state").annotate(number=Count("pk")))
    may = May(request.user, round_, rules, fund_rules)
    context = {
        "round": round_,
        "needs": needs_of(rounds.outline(round_), round_) if fund_rules.may_publish_round(request.user, round_) else [],
        "to_do": screening.to_do(round_),
        "replies": PanelQuestion.objects.held_for(request.user)
        .filter(application__round=round_)
        .select_related("application"),
        "money": money(round_),
        "sources": round_.sources.all(),
        "counts": [(words, counts[state]) for state, words in Application.State.choices if state in counts],
        "happenings": history.timeline(round_),
        "is_sealed": not rules.may_see_sealed(request.user, round_),
        **embargo.where_it_stands(round_),
        "may": may,
    }
    return render(request, "applications/officer/round.html", context)


@login_required
@require_POST
def publish_round(request: SignedIn, slug: str) -> HttpResponse:
    round_ = round_for(request, slug)
    require(fund_rules.may_publish_round(request.user, round_))
    rounds.publish(round_, by=request.user)
    messages.success(request, f"{round_} is published. Its questions are fixed from now on.")
    return redirect("applications:round", slug)
