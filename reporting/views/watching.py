"""The officer's pages while a grant runs: notes of talks and visits, ratings, more reports and more time."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from applications.models import Grant
from fund.kit.doors import SignedIn, refusals_in, require
from fund.models import User
from reporting import rules, scheduling, watching
from reporting.forms.watching import AskForReport, GiveTime, NoteContact, RateGrant
from reporting.models import Contact, Report


def _grant(request: SignedIn, pk: int, may: Callable[[User, Grant], bool]) -> Grant:
    row = get_object_or_404(Grant.objects.visible_to(request.user).select_related("organisation", "round"), pk=pk)
    require(may(request.user, row))
    return row


def _page(request: SignedIn, grant: Grant, form: Form, title: str, button: str, **more: Any) -> HttpResponse:
    context = {"grant": grant, "form": form, "title": title, "button": button, **more}
    return render(request, "reporting/officer/grant_form.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: SignedIn, pk: int) -> HttpResponse:
    """Write down a talk or visit."""
    grant = _grant(request, pk, rules.may_watch)
    form = NoteContact(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_in(form):
            watching.note(grant, by=request.user, **form.facts)
            messages.success(request, "The note is kept.")
            return redirect("reporting:officer-grant", pk)
    return _page(request, grant, form, "A note of a talk or visit", "Keep the note")


@login_required
@require_POST
def tick_off(request: SignedIn, pk: int) -> HttpResponse:
    contact = get_object_or_404(Contact.objects.select_related("grant"), pk=pk)
    require(rules.may_watch(request.user, contact.grant))
    watching.tick_off(contact, by=request.user)
    return redirect("reporting:officer-grant", contact.grant_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rate(request: SignedIn, pk: int) -> HttpResponse:
    """Say how safe a grant is; beside it stands what the system noticed."""
    grant = _grant(request, pk, rules.may_rate)
    form = RateGrant(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_in(form):
            watching.rate(grant, by=request.user, **form.cleaned_data)
            messages.success(request, "The rating is kept.")
            return redirect("reporting:officer-grant", pk)
    return _page(request, grant, form, "How is it going?", "Keep the rating", signs=watching.signs_of(grant))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask_for(request: SignedIn, pk: int) -> HttpResponse:
    """Ask for one report more."""
    grant = _grant(request, pk, rules.may_ask_for)
    form = AskForReport(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_in(form):
            scheduling.ask_for(grant, by=request.user, **form.cleaned_data)
            messages.success(request, "The group is asked by e-mail, and sees the report on its page.")
            return redirect("reporting:officer-grant", pk)
    return _page(request, grant, form, "Ask for a report", "Ask for it")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def give_time(request: SignedIn, pk: int) -> HttpResponse:
    """Let a report come later."""
    rows = Report.objects.visible_to(request.user).select_related("grant__organisation")
    report = get_object_or_404(rows, pk=pk)
    require(rules.may_give_time(request.user, report))
    form = GiveTime(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_in(form):
            scheduling.give_time(report, by=request.user, **form.cleaned_data)
            messages.success(request, "The group has more time, and is told.")
            return redirect("reporting:officer-report", pk)
    return _page(request, report.grant, form, f"More time: {report.name}", "Give more time", report=report)
