"""One application as the officers see it: all answers, who reads it, what was decided."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Exists
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications import assessing, assigning, changing, deciding, rules, todo
from applications.applying import moving_version
from applications.forms.officer import Assign, Decide
from applications.forms.screening import WriteNote
from applications.models import Application, ApplicationAnswers, Assessment, Decision, Entry
from applications.ranking import money
from applications.told import ways_of
from applications.views.officer.frame import application_for
from fund import access
from fund import rules as fund_rules
from fund.kit import history
from fund.kit.doors import May, SignedIn, require
from fund.kit.states import Refused

# What hangs on few bids: one query says which of them hang on this one, instead of one each.
BESIDE = (
    "changes",
    "checks",
    "declarations",
    "entry",
    "flags",
    "laid_aside",
    "officer_notes",
    "panel_questions",
    "statements",
    "taggings",
)


def _beside(row: Application) -> set[str]:
    """The names of `BESIDE` of which this bid has any."""
    models: dict[str, Any] = {name: Application._meta.get_field(name).related_model for name in BESIDE}
    any_of = {f"has_{name}": Exists(model.objects.filter(application=row.pk)) for name, model in models.items()}
    found = Application.objects.filter(pk=row.pk).values_list(*any_of.values()).get()
    return {name for name, there in zip(BESIDE, found, strict=True) if there}


@login_required
@require_safe
def application(request: SignedIn, pk: int) -> HttpResponse:
    row = application_for(request, pk)
    there, entries = _beside(row), Entry.objects.visible_to(request.user).select_related("entered_by")

    def only(name: str, rows: Callable[[], Any]) -> Any:
        return rows() if name in there else []

    is_written = row.state == Application.State.INVITED  # what is not handed in, nobody of the fund reads
    decision = row.decision if hasattr(row, "decision") and rules.may_see_decision(request.user, row) else None
    context = {
        "application": row,
        "reading": assessing.reading(row, ApplicationAnswers.objects.whole().handed_in(), everything=True),
        "note": assessing.reading(row, ApplicationAnswers.objects.notes(), everything=True)
        if row.round.is_two_stage and row.state != Application.State.DRAFT
        else [],
        "laid_aside": only("laid_aside", lambda: moving_version.laid_aside(row, is_for_fund=True)),
        "papers": [] if is_written else todo.papers_of(row),
        "told": ways_of(row),
        "entry": only("entry", lambda: entries.filter(application=row).first()),
        "statements": [] if is_written else only("statements", lambda: row.statements.sent().select_related("file")),
        "declarations": only("declarations", lambda: row.declarations.conflicts().select_related("user")),
        "decision": decision,
        "panel_questions": only("panel_questions", row.panel_questions.all),
        "changes": only("changes", lambda: changing.asked_of(row)),
        "happenings": history.timeline(*([row, decision] if decision else [row])),
        "checks": only("checks", lambda: row.checks.select_related("by")),
        "flags": only("flags", lambda: row.flags.select_related("raised_by", "closed_by")),
        "notes": only("officer_notes", lambda: row.officer_notes.select_related("by")),
        "tags": only("taggings", lambda: row.taggings.select_related("tag")),
        "note_form": WriteNote(auto_id="note_%s"),
        **_assessments(row),
        "owed": assessing.owed_on(request.user, row),
        "people": access.people_of(row.organisation, by=request.user)
        if fund_rules.may_read_needs(request.user)
        else [],
        "may": May(request.user, row, rules, fund_rules),
    }
    return render(request, "applications/officer/application.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def assign(request: SignedIn, pk: int) -> HttpResponse:
    row = application_for(request, pk)
    require(rules.may_assign(request.user, row))
    form = Assign(request.POST if request.method == "POST" else None, application=row)
    if request.method == "POST" and form.is_valid():
        given = assigning.assign(row, form.cleaned_data["assessors"], by=request.user)
        messages.success(request, f"Asked to read {row.reference}: {', '.join(str(each.assessor) for each in given)}.")
        return redirect("applications:application", pk)
    return _form_page(request, "assign", row, form, readings=row.assessments.select_related("assessor"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: SignedIn, pk: int) -> HttpResponse:
    row = application_for(request, pk)
    require(rules.may_decide(request.user, row))
    form = Decide(
        request.POST if request.method == "POST" else None,
        application=row,
        by=request.user,
        decision=Decision.objects.filter(application=row).first(),
    )
    if request.method == "POST" and form.is_valid():
        try:
            decision = deciding.decide(row, by=request.user, **form.cleaned_data)
        except Refused as fault:
            kept = Decision.objects.filter(application=row).first()
            form.refuse(fault.words, seen=deciding.mark_of(kept), kept=kept)
            return _decide_page(request, application_for(request, pk), form, status=409)
        messages.success(request, f"{row.reference}: {decision.get_outcome_display()}. Sealed until the announcement.")
        return redirect("applications:ranking", row.round.slug)
    return _decide_page(request, row, form)


def _decide_page(request: SignedIn, row: Application, form: Decide, status: int | None = None) -> HttpResponse:
    facts: dict[str, Any] = {"money": money(row.round), "is_sealed": not rules.may_see_sealed(request.user, row.round)}
    facts["owed"] = assessing.owed_on(request.user, row)
    return _form_page(request, "decide", row, form, status=status, **facts, **_assessments(row))


@login_required
@require_POST
def take_back(request: SignedIn, pk: int) -> HttpResponse:
    row = get_object_or_404(Assessment.objects.visible_to(request.user).select_related("application"), pk=pk)
    require(rules.may_take_back(request.user, row))
    assigning.take_back(row, by=request.user)
    messages.success(request, f"{row.assessor} no longer reads {row.application.reference}.")
    return redirect("applications:application", row.application_id)


def _assessments(row: Application) -> dict[str, Any]:
    assessments = row.assessments.select_related("assessor").with_words()
    return {"assessments": assessments, "criteria": row.round.criteria.all()}


def _form_page(
    request: SignedIn, name: str, row: Application, form: Any, *, status: int | None = None, **more: Any
) -> HttpResponse:
    context = {"application": row, "form": form, **more}
    status = status or (422 if form.errors else 200)
    return render(request, f"applications/officer/{name}.html", context, status=status)
