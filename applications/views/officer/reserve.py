"""The reserve list: its order, who comes next, and its end."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from applications import drawing, granting, reserve_list, reserving, rules
from applications.announcing import public_words
from applications.forms.officer import EndOffer
from applications.forms.reserve import ReserveOrder
from applications.models import Application, Grant
from applications.views.officer.frame import application_for, round_for
from fund import rules as fund_rules
from fund.kit.doors import May, SignedIn, require


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reserve(request: SignedIn, slug: str) -> HttpResponse:
    """The list in its order, which can change."""
    round_ = round_for(request, slug)
    require(fund_rules.may_run_fund(request.user))
    bids = reserve_list.in_order(round_)
    drawn = drawing.drawn_of(bid.pk for bid in bids)
    for bid in bids:
        bid.was_drawn = drawn.get(bid.pk)  # type: ignore[attr-defined]
    if request.method == "POST":
        reserving.see_that_they_may_order([bid.pk for bid in bids], by=request.user)
    form = ReserveOrder(request.POST if request.method == "POST" else None, bids=bids)
    if form.is_valid():
        reserving.put_in_order(round_, form.order, by=request.user)
        messages.success(request, "The list is in this order now.")
        return redirect("applications:reserve", slug)
    tied = Application.objects.kept_from(request.user).filter(pk__in=[bid.pk for bid in bids])
    context = {
        "round": round_,
        "form": form,
        "next": reserve_list.next_up(round_),
        "free": reserve_list.free_in(round_),
        "closed": set(tied.values_list("pk", flat=True)),
        "told": [bid for bid in bids if bid.state == Application.State.RESERVE],
        "to_settle": public_words.count(round_),
        "unanswered": reserve_list.unanswered(round_),
        "today": timezone.localdate(),
        "may": May(request.user, round_, rules),
    }
    return render(request, "applications/officer/reserve.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def promote(request: SignedIn, pk: int) -> HttpResponse:
    row = application_for(request, pk)
    require(rules.may_promote(request.user, row))
    public_words.look_through(row.round, by=request.user)  # kept, so that a refusal leads to what was found
    grant = reserving.promote(row, by=request.user)
    messages.success(request, f"{grant.reference} is funded, and the group is told.")
    return redirect("applications:reserve", row.round.slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def end_offer(request: SignedIn, pk: int) -> HttpResponse:
    """Write down that a group does not take its offer; its money comes free."""
    row = application_for(request, pk)
    grant = get_object_or_404(Grant.objects.visible_to(request.user), application=row)
    require(rules.may_end_offer(request.user, grant))
    form = EndOffer(request.POST if request.method == "POST" else None, grant=grant)
    if form.is_valid():
        granting.end_offer(grant, by=request.user, **form.cleaned_data)
        messages.success(request, f"The offer to {grant.organisation} has ended, and the group is told.")
        return redirect("applications:reserve", row.round.slug)
    context = {"application": row, "grant": grant, "until": reserve_list.answer_by(grant), "form": form}
    return render(request, "applications/officer/end_offer.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def end_reserve(request: SignedIn, slug: str) -> HttpResponse:
    round_ = round_for(request, slug)
    require(rules.may_announce(request.user, round_))
    told = reserving.end(round_, by=request.user)
    messages.success(request, f"The reserve list has ended. Groups told: {len(told)}.")
    return redirect("applications:reserve", slug)
