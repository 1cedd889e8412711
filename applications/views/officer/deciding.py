"""The ranking with its money line, and telling everybody."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from applications import announcing, rules, scenarios
from applications import fairness as marking
from applications.announcing import approving, embargo, public_words
from applications.models import Application, MarksView
from applications.ranking import money, money_line, without
from applications.views.officer.frame import closed_in, kept_in, round_for
from fund import rules as fund_rules
from fund.kit.doors import May, SignedIn, require
from fund.models import User


@login_required
@require_safe
def ranking(request: SignedIn, slug: str) -> HttpResponse:
    round_ = round_for(request, slug)
    view = scenarios.chosen(round_)
    worth = scenarios.worths(round_, view.view) if view and view.view != MarksView.RAW else {}
    order = scenarios.in_order(round_, view.view, worth) if worth and view else []
    closed, owed = kept_in(request, round_)
    sums, hidden = money(round_), {*closed, *owed}
    page = Paginator(without(money_line(round_, sums.all, order), hidden), 50).get_page(request.GET.get("page"))
    rows = Application.objects.filter(pk__in=[line.pk for line in page]).with_scores()
    by_key = rows.select_related("organisation", "decision", "tier").defer("summary").in_bulk()
    for line in page:
        line.application, line.worth = by_key[line.pk], worth.get(line.pk)
    context = {
        "round": round_,
        "page": page,
        "closed": closed.values(),
        "owed": owed.values(),
        "money": sums,
        "view": view,
        "is_sealed": not rules.may_see_sealed(request.user, round_),
        "may": May(request.user, round_, rules, fund_rules),
    }
    return render(request, "applications/officer/ranking.html", context)


@login_required
@require_safe
def fairness(request: SignedIn, slug: str) -> HttpResponse:
    round_ = round_for(request, slug)
    bench = marking.bench(round_)
    closed, owed = kept_in(request, round_)
    hidden = {*closed, *owed}
    page = Paginator(marking.without(bench.lines, hidden), 50).get_page(request.GET.get("page"))
    unmarked = {pk: times for pk, times in bench.unmarked.items() if pk not in hidden}
    keys = [*unmarked, *(line.pk for line in page)]
    rows = Application.objects.filter(pk__in=keys).select_related("organisation")
    by_key = rows.defer("summary").in_bulk()
    people = User.objects.in_bulk([reader.assessor for reader in bench.readers])
    context = {
        "round": round_,
        "bench": bench,
        "page": page,
        "lines": [(line, by_key[line.pk]) for line in page],
        "unmarked": [(by_key[pk], times) for pk, times in unmarked.items()],
        "closed": closed.values(),
        "owed": owed.values(),
        "kinds": marking.by_kind(round_),
        "readers": [(people[each.assessor], each, bench.mildness[each.assessor]) for each in bench.readers],
    }
    return render(request, "applications/officer/fairness.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def announce(request: SignedIn, slug: str) -> HttpResponse:
    round_ = round_for(request, slug)
    require(rules.may_announce(request.user, round_))
    if request.method == "POST":
        public_words.look_through(round_, by=request.user)  # kept, so that a refusal leads to what was found
        told = announcing.announce(round_, by=request.user)
        words = f"Announced. Applications told: {len(told)}." if told else "Everybody has been told already."
        messages.success(request, words)
        return redirect("applications:round", slug)
    closed = closed_in(request, round_)
    context = {
        "round": round_,
        "money": money(round_),
        **embargo.where_it_stands(round_),
        "may": May(request.user, round_, rules, fund_rules),
        "approval": approving.standing(round_),
        "approval_missing": approving.what_is_missing(round_),
        "undecided": announcing.undecided_in(round_),
        "is_sealed": any(bid.state == Application.State.DECIDED for bid in closed.values()),
        "posts": announcing.preview(round_, but=closed),
        "to_settle": public_words.count(round_),
        "closed": closed.values(),
    }
    return render(request, "applications/officer/announce.html", context)
