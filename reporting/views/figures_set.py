"""What is counted, targets, locked figures, and what is shown to everybody: the officers' pages."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications.models import Grant
from fund.kit.doors import SignedIn, require
from fund.models import Fund
from reporting import measuring, rules
from reporting.figures import defining, locking, ready_made, releasing, withholding
from reporting.figures.years import years_told
from reporting.forms.figures_set import (
    AddMeasure,
    AddOutcome,
    DefineIndicator,
    SetThreshold,
    Targets,
    Unlock,
    WhereAsked,
)
from reporting.models import Indicator, Report


def _fund() -> Fund:
    return get_object_or_404(Fund.objects.order_by("pk")[:1])


@login_required
@require_safe
def indicators(request: SignedIn) -> HttpResponse:
    """All that is counted, and what could be."""
    require(rules.may_define_figures(request.user))
    return _indicators(request, AddMeasure(fund=_fund()), AddOutcome(), status=200)


def _indicators(request: SignedIn, measure: AddMeasure, outcome: AddOutcome, *, status: int) -> HttpResponse:
    rows = Indicator.objects.visible_to(request.user).current().select_related("outcome", "grant")
    context = {
        "indicators": rows.prefetch_related("askings__round"),
        "form": measure if measure.is_bound else outcome if outcome.is_bound else None,
        "measure": measure,
        "outcome": outcome,
        "outcomes": _fund().outcomes.select_related("national"),
        "measures": ready_made.measures(),
    }
    return render(request, "reporting/figures/indicators.html", context, status=status)


@login_required
@require_POST
def add_measure(request: SignedIn) -> HttpResponse:
    require(rules.may_define_figures(request.user))
    form = AddMeasure(request.POST, fund=_fund())
    if not form.is_valid():
        return _indicators(request, form, AddOutcome(), status=422)
    added = ready_made.add(form.cleaned_data["round"], form.cleaned_data["measure"], by=request.user)
    messages.success(request, f"{form.cleaned_data['round']} asks for {', '.join(row.name for row in added)}.")
    return redirect("reporting:indicators")


@login_required
@require_POST
def add_outcome(request: SignedIn) -> HttpResponse:
    require(rules.may_define_figures(request.user))
    form = AddOutcome(request.POST)
    if not form.is_valid():
        return _indicators(request, AddMeasure(fund=_fund()), form, status=422)
    defining.add_outcome(_fund(), by=request.user, **form.cleaned_data)
    return redirect("reporting:indicators")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_indicator(request: SignedIn) -> HttpResponse:
    """Count something in all rounds or in some."""
    require(rules.may_define_figures(request.user))
    return _new(request, None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_for_grant(request: SignedIn, pk: int) -> HttpResponse:
    """Count something in one project alone."""
    require(rules.may_define_figures(request.user))
    return _new(request, get_object_or_404(Grant.objects.visible_to(request.user), pk=pk))


def _new(request: SignedIn, grant: Grant | None) -> HttpResponse:
    fund = _fund()
    sent = request.POST if request.method == "POST" else None
    form, where = DefineIndicator(sent, fund=fund), None if grant else WhereAsked(sent, fund=fund)
    if form.is_valid() and (where is None or where.is_valid()):
        rounds = where.chosen if where else None
        row = defining.add(fund, by=request.user, facts=form.facts, grant=grant, rounds=rounds)
        messages.success(request, f"“{row}” is counted from now on.")
        return redirect("reporting:grant-targets", grant.pk) if grant else redirect("reporting:indicators")
    context = {"form": form, "where": where, "grant": grant}
    return render(request, "reporting/figures/define.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_indicator(request: SignedIn, pk: int) -> HttpResponse:
    """Say anew what is counted. What has figures gets a new version."""
    require(rules.may_define_figures(request.user))
    row = get_object_or_404(Indicator.objects.visible_to(request.user), pk=pk)
    sent = request.POST if request.method == "POST" else None
    form = DefineIndicator(sent, fund=row.fund, initial=DefineIndicator.initial_of(row))
    if form.is_valid():
        now = defining.change(row, by=request.user, facts=form.facts)
        messages.success(request, f"“{now}” is saved{'' if now.pk == row.pk else f' as version {now.version}'}.")
        return redirect("reporting:indicators")
    context = {"form": form, "indicator": row, "has_figures": row.measurements.exists() or row.targets.exists()}
    return render(request, "reporting/figures/define.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask_where(request: SignedIn, pk: int) -> HttpResponse:
    """In which rounds something is asked from now on."""
    require(rules.may_define_figures(request.user))
    row = get_object_or_404(Indicator.objects.visible_to(request.user).filter(grant=None), pk=pk)
    asked = [str(asking.round_id) for asking in row.askings.all()]
    form = WhereAsked(request.POST if request.method == "POST" else None, fund=row.fund, initial={"rounds": asked})
    if form.is_valid():
        defining.ask_where(row, form.chosen, by=request.user)
        messages.success(request, f"“{row}” is asked there from now on. What was told elsewhere stays.")
        return redirect("reporting:indicators")
    context = {"form": form, "indicator": row}
    return render(request, "reporting/figures/where.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def stop_indicator(request: SignedIn, pk: int) -> HttpResponse:
    require(rules.may_define_figures(request.user))
    row = get_object_or_404(Indicator.objects.visible_to(request.user), pk=pk)
    defining.stop(row, by=request.user)
    messages.success(request, f"“{row}” is not asked any more. Its figures stay.")
    return redirect("reporting:indicators")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def targets(request: SignedIn, pk: int) -> HttpResponse:
    """What one project wants to reach."""
    require(rules.may_define_figures(request.user))
    grant = get_object_or_404(Grant.objects.visible_to(request.user), pk=pk)
    rows = list(measuring.asked_by_grant(grant))
    form = Targets(request.POST if request.method == "POST" else None, grant=grant, indicators=rows)
    if form.is_valid():
        defining.aim_at(grant, form.chosen, by=request.user)
        messages.success(request, "The targets are saved.")
        return redirect("reporting:officer-grant", pk)
    context = {"grant": grant, "form": form}
    return render(request, "reporting/figures/targets.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def unlock(request: SignedIn, pk: int) -> HttpResponse:
    """Open the figures of an accepted report, with a reason."""
    report = get_object_or_404(Report.objects.visible_to(request.user).select_related("grant"), pk=pk)
    require(rules.may_unlock_figures(request.user, report))
    form = Unlock(request.POST if request.method == "POST" else None)
    if form.is_valid():
        locking.unlock(report, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, "The figures of this report can be changed until you lock them again.")
        return redirect("reporting:officer-report", pk)
    context = {"report": report, "form": form, "unlockings": report.unlockings.select_related("by", "ended_by")}
    return render(request, "reporting/figures/unlock.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def lock(request: SignedIn, pk: int) -> HttpResponse:
    report = get_object_or_404(Report.objects.visible_to(request.user), pk=pk)
    require(rules.may_unlock_figures(request.user, report))
    locking.lock(report, by=request.user)
    messages.success(request, "The figures of this report are locked again.")
    return redirect("reporting:officer-report", pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def showing(request: SignedIn) -> HttpResponse:
    """From when on numbers are shown to everybody, who set that and why."""
    require(rules.may_define_figures(request.user))
    fund = _fund()
    form = SetThreshold(request.POST if request.method == "POST" else None)
    if form.is_valid():
        withholding.set_threshold(fund, by=request.user, **form.cleaned_data)
        messages.success(request, "This rule holds from now on.")
        return redirect("reporting:figures-showing")
    context = {
        "form": form,
        "rule": withholding.threshold(fund),
        "history": fund.thresholds.select_related("by"),
        "releases": fund.releases.select_related("made_by").defer("tables", "held"),
    }
    return render(request, "reporting/figures/showing.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def release(request: SignedIn) -> HttpResponse:
    """The figures of today as everybody would see them; a POST releases those that were looked at."""
    require(rules.may_define_figures(request.user))
    fund = _fund()
    if request.method == "POST":
        row = releasing.release(fund, by=request.user, looked_at=request.POST.get("looked_at", ""))
        messages.success(request, f"Everybody can read these figures now. This is number {row.number}.")
        return redirect("reporting:figures-showing")
    _, tables, _ = releasing.of_today(fund)
    context = {"tables": releasing.as_read(tables), "sign": releasing.sign(tables)}
    return render(request, "reporting/figures/release.html", context)


@require_safe
def public(request: HttpRequest) -> HttpResponse:
    """The newest figures that were released, for everybody."""
    fund = _fund()
    row = fund.releases.defer("held").first()
    years = years_told(row.made_at) if row else ""
    context = {"release": row, "tables": releasing.as_read(row.tables if row else ()), "years": years}
    return render(request, "reporting/figures/public.html", context)
