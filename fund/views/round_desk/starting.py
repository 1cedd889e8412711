"""The list of all rounds, and how one begins: from nothing, from an earlier one; and how a draft ends."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from fund import rounds as verbs
from fund import rules
from fund.kit.doors import May, SignedIn, require
from fund.models import Round
from fund.round_forms import CopyRound, NewRound
from fund.views.round_desk.frame import desk_round, page


@login_required
@require_safe
def rounds(request: SignedIn) -> HttpResponse:
    """Every round: those being set up, those in progress and those that are past."""
    require(rules.may_look_round(request.user))
    rows = list(Round.objects.visible_to(request.user).with_money())
    states = Round.State
    context = {
        "groups": [
            ("Being set up", [row for row in rows if row.state == states.DRAFT]),
            ("Published", [row for row in rows if row.state == states.PUBLISHED]),
            ("Past", [row for row in rows if row.state == states.PAST]),
        ],
        "may": May(request.user, None, rules),
    }
    return render(request, "fund/officer/round/rounds.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedIn) -> HttpResponse:
    """Begin a round from nothing; the earlier ones are offered to copy."""
    require(rules.may_run_fund(request.user))
    form = NewRound(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"form": form, "earlier": Round.objects.visible_to(request.user)[:20]}
        return render(request, "fund/officer/round/new.html", context, status=422 if form.is_bound else 200)
    round_ = verbs.begin(**form.facts, by=request.user)
    messages.success(request, f"“{round_}” is begun. Its references start with {round_.code}.")
    return redirect("set-up", round_.slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: SignedIn, slug: str) -> HttpResponse:
    """Begin a round from an earlier one."""
    source = desk_round(request, slug)
    form = CopyRound(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return page(request, "copy", source, form=form)
    round_ = verbs.copy(source, **form.facts, by=request.user)
    messages.success(request, f"“{round_}” is copied from “{source}”. Look at its dates first.")
    return redirect("set-up", round_.slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def drop(request: SignedIn, slug: str) -> HttpResponse:
    """Delete a draft, after a page that asks."""
    round_ = desk_round(request, slug)
    require(rules.may_drop_round(request.user, round_))
    if request.method != "POST":
        return page(request, "drop", round_, outline=verbs.outline(round_))
    verbs.drop(round_, by=request.user)
    messages.success(request, f"“{round_}” is deleted.")
    return redirect("desk-rounds")
