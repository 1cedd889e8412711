"""What assessors see: what they were asked to read, and of it the plan and the budget only."""

import math
from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from applications import assessing, rules
from applications.forms.assessor import DeclareTies, ScoreForm
from applications.models import Application, ApplicationAnswers, Assessment, Document
from applications.told import ways_of
from fund.kit.doors import May, SignedIn, require


@login_required
@require_safe
def home(request: SignedIn) -> HttpResponse:
    require(rules.may_assess(request.user))
    rows = list(assessing.own(request.user).exclude(state=Assessment.State.TAKEN_BACK))
    being_read = [row for row in rows if row.application.state == Application.State.IN_ASSESSMENT]
    to_read = [row for row in being_read if row.state in {"assigned", "started"}]
    to_read.sort(key=lambda row: (row.application.round.panel_on is None, row.application.round.panel_on, row.pk))
    panel_on = to_read[0].application.round.panel_on if to_read else None
    minutes = assessing.minutes(row.application.pk for row in to_read)
    for row in to_read:
        row.minutes = minutes.get(row.application.pk, 1)  # type: ignore[attr-defined]
    context = {
        "to_read": to_read,
        "minutes": sum(minutes.get(row.application.pk, 1) for row in to_read),
        "panel_on": panel_on,
        "days_left": (panel_on - timezone.localdate()).days if panel_on else None,
        "today": to_read[: _share_of_today(to_read, panel_on)],
        "done": [row for row in rows if row.state == Assessment.State.HANDED_IN],
        "closed": [row for row in rows if row.state == Assessment.State.CONFLICTED],
    }
    return render(request, "applications/assessor/home.html", context)


def _share_of_today(to_read: list[Assessment], panel_on: date | None) -> int:
    """How many to read today, so that the first panel finds its applications read when the days are used evenly."""
    if panel_on is None:
        return min(len(to_read), 1)
    before_it = sum(row.application.round.panel_on == panel_on for row in to_read)
    return math.ceil(before_it / max((panel_on - timezone.localdate()).days, 1))


@login_required
@require_safe
def assessment(request: SignedIn, pk: int) -> HttpResponse:
    row = _own(request, pk)
    if rules.may_declare(request.user, row):
        return _gate(request, row, DeclareTies())
    require(rules.may_read(request.user, row))
    return _desk(request, row, ScoreForm(assessment=row))


@login_required
@require_POST
def declare(request: SignedIn, pk: int) -> HttpResponse:
    row = _own(request, pk)
    require(rules.may_declare(request.user, row) or rules.may_read(request.user, row))
    form = DeclareTies(request.POST)
    if not form.is_valid():
        return _gate(request, row, form, status=422)
    assessing.declare(row, by=request.user, **form.cleaned_data)
    if form.cleaned_data["kind"] == "none":
        return redirect("applications:assessment", pk)
    messages.success(request, "Thank you for saying so. The application is closed for you, and the officers know.")
    return redirect("applications:assessor")


@login_required
@require_POST
def save(request: SignedIn, pk: int) -> HttpResponse:
    row = _own(request, pk)
    require(rules.may_score(request.user, row))
    form = ScoreForm(request.POST, assessment=row)
    if not form.is_valid():
        return _desk(request, row, form, status=422)
    assessing.save(row, by=request.user, scores=form.scores(), overall=form.cleaned_data["overall"])
    messages.success(request, "Saved. Nobody sees your scores until you hand in.")
    return redirect("applications:assessment", pk)


@login_required
@require_POST
def hand_in(request: SignedIn, pk: int) -> HttpResponse:
    row = _own(request, pk)
    if row.state == Assessment.State.HANDED_IN:  # the button was pressed twice
        return redirect("applications:assessor")
    require(rules.may_score(request.user, row))
    form = ScoreForm(request.POST, assessment=row, is_final=True)
    if not form.is_valid():
        return _desk(request, row, form, status=422)
    assessing.save(row, by=request.user, scores=form.scores(), overall=form.cleaned_data["overall"])
    assessing.hand_in(row, by=request.user)
    messages.success(request, f"Handed in. Thank you for reading “{row.application.title}”.")
    return redirect("applications:assessor")


def _own(request: SignedIn, pk: int) -> Assessment:
    """The assessor's own assessment or 404; 403 for somebody who no longer reads for the fund.

    Whoever advised the group meanwhile is stopped here, with the reason.
    """
    row = get_object_or_404(assessing.own(request.user).prefetch_related("scores__criterion"), pk=pk)
    require(rules.may_assess(request.user))
    assessing.see_that_they_did_not_advise(request.user, row.application)
    return row


def _gate(request: SignedIn, row: Assessment, form: DeclareTies, status: int = 200) -> HttpResponse:
    context = {"assessment": row, "application": row.application, "form": form}
    return render(request, "applications/assessor/gate.html", context, status=status)


def _desk(request: SignedIn, row: Assessment, form: ScoreForm, status: int = 200) -> HttpResponse:
    papers = Document.objects.visible_to(request.user).filter(application=row.application, rule__panel_sees_it=True)
    context = {
        "assessment": row,
        "application": row.application,
        "minutes": assessing.minutes([row.application.pk]).get(row.application.pk, 1),
        "reading": assessing.reading(row.application, ApplicationAnswers.objects.for_assessors()),
        "told": ways_of(row.application),
        "papers": papers.select_related("rule"),
        "statements": row.application.statements.for_readers(request.user),
        "show_name": not row.application.round.names_hidden,
        "form": form,
        "ties": DeclareTies(auto_id="ties_%s", after_all=True),
        "may": May(request.user, row, rules),
    }
    return render(request, "applications/assessor/assessment.html", context, status=status)
