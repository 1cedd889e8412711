"""The desk for data protection complaints, for those who run the fund."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from fund import data_complaints, rules
from fund.complaint_forms import AnswerComplaint, EnterComplaint
from fund.kit import history
from fund.kit.doors import May, SignedIn, refusals_in, require
from fund.models import DataComplaint


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def complaints(request: SignedIn) -> HttpResponse:
    """Those that wait, the soonest due first, and a form for a new one."""
    require(rules.may_run_fund(request.user))
    form = EnterComplaint(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_in(form):
            row = data_complaints.enter(by=request.user, **form.cleaned_data)
            messages.success(request, "Kept. Now tell the person that we have it.")
            return redirect("data-complaint", row.pk)
    rows = DataComplaint.objects.visible_to(request.user)
    done = rows.filter(state=DataComplaint.State.ANSWERED).order_by("-answered_at")[:50]
    context = {"waiting": rows.open(), "done": done, "form": form}
    return render(request, "fund/officer/complaints/list.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def complaint(request: SignedIn, pk: int) -> HttpResponse:
    """One complaint, and the place to keep its answer."""
    require(rules.may_run_fund(request.user))
    row = get_object_or_404(DataComplaint.objects.visible_to(request.user), pk=pk)
    form = AnswerComplaint(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_in(form):
            data_complaints.answer(row, by=request.user, **form.cleaned_data)
            messages.success(request, "The answer is kept.")
            return redirect("data-complaint", pk)
    context = {"complaint": row, "form": form, "happenings": history.timeline(row)}
    context["may"] = May(request.user, row, rules)
    return render(request, "fund/officer/complaints/one.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def acknowledge(request: SignedIn, pk: int) -> HttpResponse:
    """Note that the person was told that we have it."""
    require(rules.may_run_fund(request.user))
    row = get_object_or_404(DataComplaint.objects.visible_to(request.user), pk=pk)
    data_complaints.acknowledge(row, by=request.user)
    messages.success(request, "Noted, with your name and the day.")
    return redirect("data-complaint", pk)
