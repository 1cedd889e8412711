"""What if: scenarios side by side, the view that the panel decides on, and draws."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications import drawing, rules
from applications import scenarios as verbs
from applications.forms.scenarios import CallOff, ChooseView, PinForm, ProposeDraw, RingForm, SayWords, ScenarioForm
from applications.models import Application, Draw, Scenario, ScenarioRing
from applications.views.officer.frame import kept_in, round_for
from fund import rules as fund_rules
from fund.kit.doors import May, SignedIn, require
from fund.kit.states import Refused
from fund.models import Round


@login_required
@require_safe
def scenarios(request: SignedIn, slug: str) -> HttpResponse:
    """The scenarios of a round side by side: what each funds, and where they differ."""
    round_ = round_for(request, slug)
    is_sealed = not rules.may_see_sealed(request.user, round_)
    played = verbs.play(round_, verbs.scenarios_of(round_), is_sealed=is_sealed)
    closed, owed = kept_in(request, round_)
    context = {
        "round": round_,
        "played": played,
        "differing": _differing(played, {*closed, *owed}),
        "closed": closed.values(),
        "owed": owed.values(),
        "may": May(request.user, round_, fund_rules),
    }
    return render(request, "applications/officer/scenarios.html", context)


def _differing(played: list[verbs.Played], hidden: set[int]) -> list[tuple[Application, list[bool]]]:
    """The bids that some scenarios fund and others do not, each with what becomes of it in each."""
    if len(played) < 2:
        return []
    keys = {bid.key for each in played for bid in each.asked.bids}
    some = {key for key in keys if len({key in each.answer.keys for each in played}) == 2}
    rows = Application.objects.filter(pk__in=some - hidden).only("pk", "reference", "title").order_by("reference")
    return [(row, [row.pk in each.answer.keys for each in played]) for row in rows]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_scenario(request: SignedIn, slug: str) -> HttpResponse:
    round_ = _run(request, slug)
    form = ScenarioForm(request.POST if request.method == "POST" else None, round_=round_)
    if form.is_valid():
        made = verbs.keep(Scenario(round=round_), by=request.user, **form.facts)
        return redirect("applications:scenario", made.pk)
    return _form(request, round_, form, title="A new scenario")


def _run(request: SignedIn, slug: str) -> Round:
    require(fund_rules.may_run_fund(request.user))
    return round_for(request, slug)


def _form(request: SignedIn, round_: Round, form: Any, *, title: str, **more: Any) -> HttpResponse:
    context = {"round": round_, "form": form, "title": title, **more}
    return render(request, "applications/officer/scenario_form.html", context, status=422 if form.is_bound else 200)


def _scenario(request: SignedIn, pk: int) -> Scenario:
    require(fund_rules.may_run_fund(request.user))
    return get_object_or_404(Scenario.objects.select_related("round", "made_by"), pk=pk)


@login_required
@require_safe
def scenario(request: SignedIn, pk: int) -> HttpResponse:
    return _page(request, _scenario(request, pk))


def _page(request: SignedIn, row: Scenario, *, status: int = 200, **forms: Any) -> HttpResponse:
    """One scenario: who is in and who is out, its rules, and the forms as they were typed."""
    (played,) = verbs.play(row.round, [one for one in verbs.scenarios_of(row.round) if one.pk == row.pk])
    keys = [bid.key for bid in played.asked.bids]
    rows = Application.objects.filter(pk__in=keys).select_related("organisation").defer("summary").in_bulk()
    closed, owed = kept_in(request, row.round)
    running, lines = Decimal(0), []
    for bid in played.asked.ranked:
        if bid.key in closed or bid.key in owed:
            continue
        is_in = bid.key in played.answer.keys
        running += bid.amount if is_in else 0
        lines.append((bid, rows[bid.key], is_in, running))
    context = {
        "round": row.round,
        "scenario": row,
        "played": played,
        "lines": lines,
        "all": len(played.asked.bids),
        "closed": closed.values(),
        "owed": owed.values(),
        "pins": [(pin, PinForm.said(pin)) for pin in played.scenario.pins.all()],
        "ring_form": RingForm(round_=row.round, auto_id="ring_%s"),
        "pin_form": PinForm(round_=row.round, auto_id="pin_%s"),
        "form": next(iter(forms.values()), None),
        **forms,
    }
    return render(request, "applications/officer/scenario.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_scenario(request: SignedIn, pk: int) -> HttpResponse:
    row = _scenario(request, pk)
    form = ScenarioForm(request.POST if request.method == "POST" else None, round_=row.round, scenario=row)
    if form.is_valid():
        verbs.keep(row, by=request.user, **form.facts)
        return redirect("applications:scenario", pk)
    return _form(request, row.round, form, title="Change the scenario", scenario=row)


@login_required
@require_POST
def copy_scenario(request: SignedIn, pk: int) -> HttpResponse:
    row = _scenario(request, pk)
    taken = set(row.round.scenarios.values_list("name", flat=True))
    name = next(name for n in range(2, 1000) if (name := f"{row.name[:70]} ({n})") not in taken)
    return redirect("applications:scenario", verbs.copy(row, name=name, by=request.user).pk)


@login_required
@require_POST
def drop_scenario(request: SignedIn, pk: int) -> HttpResponse:
    row = _scenario(request, pk)
    verbs.drop(row, by=request.user)
    messages.success(request, f"“{row.name}” is gone.")
    return redirect("applications:scenarios", row.round.slug)


@login_required
@require_POST
def show_scenario(request: SignedIn, pk: int) -> HttpResponse:
    """Show a scenario to the panel, or hide it again."""
    row = _scenario(request, pk)
    verbs.keep(row, by=request.user, shown_to_panel=not row.shown_to_panel)
    return redirect("applications:scenario", pk)


@login_required
@require_POST
def add_ring(request: SignedIn, pk: int) -> HttpResponse:
    """Keep a rule for one kind of bid."""
    row = _scenario(request, pk)
    form = RingForm(request.POST, round_=row.round, auto_id="ring_%s")
    if not form.is_valid():
        return _page(request, row, status=422, ring_form=form)
    verbs.set_ring(row, by=request.user, **form.facts)
    return redirect("applications:scenario", pk)


@login_required
@require_POST
def drop_ring(request: SignedIn, pk: int, ring: int) -> HttpResponse:
    row = _scenario(request, pk)
    there = ScenarioRing.objects.filter(scenario=row).select_related("scenario")
    verbs.drop_ring(get_object_or_404(there, pk=ring), by=request.user)
    return redirect("applications:scenario", pk)


@login_required
@require_POST
def pin_bid(request: SignedIn, pk: int) -> HttpResponse:
    """Set a bid in or out by hand, or what it would get."""
    row = _scenario(request, pk)
    form = PinForm(request.POST, round_=row.round, auto_id="pin_%s")
    if not form.is_valid():
        return _page(request, row, status=422, pin_form=form)
    verbs.pin(row, by=request.user, **form.facts)
    return redirect("applications:scenario", pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def choose_view(request: SignedIn, slug: str) -> HttpResponse:
    """Write down on which view of the marks the panel decides."""
    round_ = _run(request, slug)
    kept = verbs.chosen(round_)
    initial = {"view": kept.view, "why": kept.why} if kept else None
    form = ChooseView(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        verbs.choose(round_, form.cleaned_data["view"], why=form.cleaned_data["why"], by=request.user)
        messages.success(request, "The view is written down. The ranking follows it.")
        return redirect("applications:ranking", slug)
    context = {"round": round_, "form": form, "kept": kept}
    return render(request, "applications/officer/choose_view.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def draws(request: SignedIn, slug: str) -> HttpResponse:
    """The draws of a round; a POST fixes the list of a new one."""
    round_ = _run(request, slug)
    bids = drawing.drawable(round_)
    if request.method == "POST" and not bids:
        raise Refused("No bid stands so close to the money line that chance could turn it round.")
    form = ProposeDraw(request.POST if request.method == "POST" else None, bids=bids)
    if form.is_valid():
        made = drawing.propose(round_, form.chosen, how=form.cleaned_data["how"], by=request.user)
        return redirect("applications:draw", made.pk)
    context = {"round": round_, "draws": round_.draws.prefetch_related("bids"), "form": form, "bids": bids}
    return render(request, "applications/officer/draws.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def draw(request: SignedIn, pk: int) -> HttpResponse:
    """One draw; a POST types its words."""
    require(fund_rules.may_run_fund(request.user))
    row = get_object_or_404(Draw.objects.select_related("round", "words_by", "drawn_by", "proposed_by"), pk=pk)
    form = SayWords(request.POST if request.method == "POST" else None)
    if form.is_valid():
        held = drawing.say_words(row, form.cleaned_data["words"], by=request.user)
        if held.state == Draw.State.PROPOSED:
            messages.success(request, "Kept. Now a second person types the same words.")
        return redirect("applications:draw", pk)
    context = {"round": row.round, "draw": row, "bids": row.bids.select_related("application"), "form": form}
    context["off"] = CallOff(auto_id="off_%s")
    return render(request, "applications/officer/draw.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def call_off_draw(request: SignedIn, pk: int) -> HttpResponse:
    require(fund_rules.may_run_fund(request.user))
    row = get_object_or_404(Draw.objects.select_related("round"), pk=pk)
    drawing.call_off(row, by=request.user, reason=request.POST.get("reason", ""))
    return redirect("applications:draws", row.round.slug)
