"""Appeals and complaints: what waits, what is late, and the answer."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications import appealing, reserving, rules
from applications.forms.appealing import AnswerAppeal, ChangeDecision, EnterAppeal
from applications.models import Appeal
from applications.views.officer.frame import application_for
from fund import rules as fund_rules
from fund.kit import history
from fund.kit.doors import May, SignedIn, require


@login_required
@require_safe
def appeals(request: SignedIn) -> HttpResponse:
    """All of them: first those that wait, the soonest due first."""
    require(fund_rules.may_run_fund(request.user))
    rows = Appeal.objects.visible_to(request.user).select_related("application__organisation", "handler")
    waiting = sorted(rows.open(), key=lambda row: (row.due_on, row.pk))
    page = Paginator(rows.exclude(pk__in=[row.pk for row in waiting]).order_by("-received_on", "-pk"), 50)
    context = {
        "waiting": waiting,
        "late": sum(row.is_late for row in waiting),
        "page": page.get_page(request.GET.get("page")),
    }
    return render(request, "applications/officer/appeals.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def officer_appeal(request: SignedIn, pk: int) -> HttpResponse:
    """One of them, and the place to answer it."""
    row = _appeal(request, pk)
    form = AnswerAppeal(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        require(rules.may_answer_appeal(request.user, row))
    if form.is_valid():
        appealing.answer(row, by=request.user, **form.cleaned_data)
        messages.success(request, "Answered. The group gets its letter.")
        return redirect("applications:officer-appeal", pk)
    context = {
        "appeal": row,
        "application": row.application,
        "form": form,
        "part": appealing.had_a_part(request.user, row.application),
        "happenings": history.timeline(row),
        "may": May(request.user, row, rules),
    }
    return render(request, "applications/officer/appeal.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def take_appeal(request: SignedIn, pk: int) -> HttpResponse:
    row = _appeal(request, pk)
    require(rules.may_take_appeal(request.user, row))
    appealing.take(row, by=request.user)
    messages.success(request, "It is yours to look at.")
    return redirect("applications:officer-appeal", pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def enter_appeal(request: SignedIn, pk: int) -> HttpResponse:
    """Type what a group sent or said."""
    row = application_for(request, pk)
    require(rules.may_enter_appeal(request.user, row))
    form = EnterAppeal(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"application": row, "form": form}
        status = 422 if form.is_bound else 200
        return render(request, "applications/officer/enter_appeal.html", context, status=status)
    appeal = appealing.enter(row, by=request.user, **form.cleaned_data)
    messages.success(request, "It is kept, and the group is told that we have it.")
    return redirect("applications:officer-appeal", appeal.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_after_appeal(request: SignedIn, pk: int) -> HttpResponse:
    """Put the bid of an appeal that was upheld on the reserve list."""
    row = _appeal(request, pk)
    require(rules.may_change_after_appeal(request.user, row))
    application_for(request, row.application_id)  # nobody changes what is closed to them
    form = ChangeDecision(request.POST if request.method == "POST" else None)
    if form.is_valid():
        reserving.put_on_after_appeal(row, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, f"{row.application.reference} is on the reserve list, and the group is told.")
        return redirect("applications:reserve", row.application.round.slug)
    context = {"appeal": row, "application": row.application, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "applications/officer/change_after_appeal.html", context, status=status)


def _appeal(request: SignedIn, pk: int) -> Appeal:
    require(fund_rules.may_run_fund(request.user))
    rows = Appeal.objects.visible_to(request.user).select_related(
        "application__organisation", "application__round", "handler", "told_by", "entered_by"
    )
    return get_object_or_404(rows, pk=pk)
