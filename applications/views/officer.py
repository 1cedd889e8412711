"""An officer's round: what waits for somebody, who reads what, what was decided, and telling everybody."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications import assessing, assigning, deciding, rules, screening
from applications.forms.officer import Assign, AssignTicked, Decide, FindApplications, RuleOut
from applications.models import Application, ApplicationAnswers, Assessment, Decision
from applications.ranking import money, money_line
from fund import rounds
from fund import rules as fund_rules
from fund.kit import history
from fund.kit.doors import May, SignedIn, require
from fund.models import Round

# A round -------------------------------------------------------------------------------------------------------------


@login_required
@require_safe
def round_home(request: SignedIn, slug: str) -> HttpResponse:
    round_ = _round(request, slug)
    counts = dict(round_.applications.order_by().values_list("state").annotate(number=Count("pk")))
    context = {
        "round": round_,
        "to_do": screening.to_do(round_),
        "money": money(round_),
        "sources": round_.sources.all(),
        "counts": [(words, counts[state]) for state, words in Application.State.choices if state in counts],
        "happenings": history.timeline(round_),
        "may": May(request.user, round_, rules, fund_rules),
    }
    return render(request, "applications/officer/round.html", context)


@login_required
@require_POST
def publish_round(request: SignedIn, slug: str) -> HttpResponse:
    round_ = _round(request, slug)
    require(fund_rules.may_publish_round(request.user, round_))
    rounds.publish(round_, by=request.user)
    messages.success(request, f"{round_} is published. Its questions are fixed from now on.")
    return redirect("applications:round", slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def applications(request: SignedIn, slug: str) -> HttpResponse:
    round_ = _round(request, slug)
    may_run = fund_rules.may_run_fund(request.user)
    ticked = AssignTicked(request.POST if request.method == "POST" else None, round_=round_) if may_run else None
    if request.method == "POST":
        require(may_run)
        if ticked and ticked.is_valid():
            sharing = assigning.assign_many(**ticked.cleaned_data, by=request.user)
            messages.success(request, f"Readings given: {sharing.given}.")
            for words in sharing.left_out:
                messages.warning(request, words)
            return redirect(request.get_full_path())
    find = FindApplications(request.GET, round_=round_)
    handed_in = Application.objects.visible_to(request.user).filter(round=round_).exclude(state="draft")
    rows = screening.with_readings(find.narrow(handed_in)).select_related("organisation", "tier", "priority")
    context = {
        "round": round_,
        "find": find,
        "form": ticked,
        "ticked": set(request.POST.getlist("applications")),
        "page": Paginator(rows.defer("summary"), 50).get_page(request.GET.get("page")),
    }
    status = 422 if ticked is not None and ticked.errors else 200
    return render(request, "applications/officer/applications.html", context, status=status)


@login_required
@require_safe
def ranking(request: SignedIn, slug: str) -> HttpResponse:
    round_ = _round(request, slug)
    page = Paginator(money_line(round_), 50).get_page(request.GET.get("page"))
    rows = Application.objects.filter(pk__in=[line.pk for line in page]).with_scores()
    by_key = rows.select_related("organisation", "decision", "tier").defer("summary").in_bulk()
    for line in page:
        line.application = by_key[line.pk]
    context = {
        "round": round_,
        "page": page,
        "money": money(round_),
        "may": May(request.user, round_, rules, fund_rules),
    }
    return render(request, "applications/officer/ranking.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def announce(request: SignedIn, slug: str) -> HttpResponse:
    round_ = _round(request, slug)
    require(rules.may_announce(request.user, round_))
    if request.method == "POST":
        told = deciding.announce(round_, by=request.user)
        words = f"Announced. Applications told: {len(told)}." if told else "Everybody has been told already."
        messages.success(request, words)
        return redirect("applications:round", slug)
    context = {
        "round": round_,
        "money": money(round_),
        "undecided": deciding.undecided_in(round_),
        "posts": deciding.preview(round_),
    }
    return render(request, "applications/officer/announce.html", context)


def _round(request: SignedIn, slug: str) -> Round:
    """A round, for those who look round the fund."""
    require(fund_rules.may_look_round(request.user))
    return get_object_or_404(Round.objects.visible_to(request.user), slug=slug)


# One application -----------------------------------------------------------------------------------------------------


@login_required
@require_safe
def application(request: SignedIn, pk: int) -> HttpResponse:
    row = _application(request, pk)
    decision = Decision.objects.filter(application=row).select_related("decided_by").first()
    context = {
        "application": row,
        "reading": assessing.reading(row, ApplicationAnswers.objects.all(), everything=True),
        "papers": row.documents.select_related("rule", "file"),
        "declarations": row.declarations.conflicts().select_related("user"),
        "decision": decision,
        "happenings": history.timeline(*([row, decision] if decision else [row])),
        **_assessments(row),
        "may": May(request.user, row, rules),
    }
    return render(request, "applications/officer/application.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def assign(request: SignedIn, pk: int) -> HttpResponse:
    row = _application(request, pk)
    require(rules.may_assign(request.user, row))
    form = Assign(request.POST if request.method == "POST" else None, application=row)
    if request.method == "POST" and form.is_valid():
        given = assigning.assign(row, form.cleaned_data["assessors"], by=request.user)
        messages.success(request, f"Asked to read {row.reference}: {', '.join(str(each.assessor) for each in given)}.")
        return redirect("applications:application", pk)
    return _form_page(request, "assign", row, form, readings=row.assessments.select_related("assessor"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rule_out(request: SignedIn, pk: int) -> HttpResponse:
    row = _application(request, pk)
    require(rules.may_rule_out(request.user, row))
    form = RuleOut(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        screening.rule_out(row, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, f"{row.reference} is not eligible. The group has been written to.")
        return redirect("applications:application", pk)
    return _form_page(request, "rule_out", row, form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: SignedIn, pk: int) -> HttpResponse:
    row = _application(request, pk)
    require(rules.may_decide(request.user, row))
    form = Decide(
        request.POST if request.method == "POST" else None,
        application=row,
        decision=Decision.objects.filter(application=row).first(),
    )
    if request.method == "POST" and form.is_valid():
        decision = deciding.decide(row, by=request.user, **form.cleaned_data)
        messages.success(request, f"{row.reference}: {decision.get_outcome_display()}. Sealed until the announcement.")
        return redirect("applications:ranking", row.round.slug)
    return _form_page(request, "decide", row, form, money=money(row.round), **_assessments(row))


@login_required
@require_POST
def take_back(request: SignedIn, pk: int) -> HttpResponse:
    row = get_object_or_404(Assessment.objects.visible_to(request.user).select_related("application"), pk=pk)
    require(rules.may_take_back(request.user, row))
    assigning.take_back(row, by=request.user)
    messages.success(request, f"{row.assessor} no longer reads {row.application.reference}.")
    return redirect("applications:application", row.application_id)


def _application(request: SignedIn, pk: int) -> Application:
    """An application with its figures for those who see all of it; 403 for its own group, which has other pages."""
    rows = Application.objects.visible_to(request.user).with_scores()
    row = get_object_or_404(rows.select_related("round", "organisation", "tier", "grant_type", "priority"), pk=pk)
    require(rules.may_see_all(request.user, row))
    return row


def _assessments(row: Application) -> dict[str, Any]:
    assessments = row.assessments.with_mark().select_related("assessor").prefetch_related("scores__criterion")
    return {"assessments": assessments, "criteria": row.round.criteria.all()}


def _form_page(request: SignedIn, name: str, row: Application, form: Any, **more: Any) -> HttpResponse:
    context = {"application": row, "form": form, **more}
    return render(request, f"applications/officer/{name}.html", context, status=422 if form.errors else 200)
