"""What assessors see: what they were asked to read, and of it the plan and the budget only."""

import math
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import trigger_client_event

from applications import assessing, rules
from applications.forms.assessor import DeclareTies, ScoreForm, typed_so_far
from applications.forms.ordering import OwnOrder
from applications.models import Application, ApplicationAnswers, Assessment, Declaration, Document
from applications.told import ways_of
from fund.kit.doors import May, SignedIn, require
from fund.models import Round
from fund.views.in_place import PARTS, in_place
from fund.writing import typed


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
    rounds = {row.application.round_id: row.application.round for row in to_read}
    prefetch_related_objects([*rounds.values()], "reading_phases")
    times = [(round_, assessing.standing(round_)) for round_ in rounds.values()]
    context = {
        "times": [(round_, now) for round_, now in times if now.words],
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
    row = own_assessment(request, pk)
    if rules.may_declare(request.user, row):
        return _gate(request, row, DeclareTies())
    require(rules.may_read(request.user, row))
    return _desk(request, row, ScoreForm(assessment=row))


@login_required
@require_POST
def declare(request: SignedIn, pk: int) -> HttpResponse:
    """Open the bid, or close it. Whoever pressed twice is answered as at the first press."""
    row = own_assessment(request, pk)
    is_closed = row.state == Assessment.State.CONFLICTED
    require(is_closed or rules.may_declare(request.user, row) or rules.may_read(request.user, row))
    form = DeclareTies(request.POST)
    has_none = form.is_valid() and form.cleaned_data["kind"] == Declaration.Kind.NONE
    if not form.is_valid() and not is_closed:
        return _gate(request, row, form, status=422)
    if has_none or not is_closed:
        assessing.declare(row, by=request.user, **form.cleaned_data)
    if has_none:
        return redirect("applications:assessment", pk)
    messages.success(request, "Thank you for saying so. The application is closed for you, and the officers know.")
    return redirect("applications:assessor")


@login_required
@require_POST
def save(request: SignedIn, pk: int) -> HttpResponse:
    row = own_assessment(request, pk)
    form = ScoreForm(request.POST, assessment=row)
    if answer := _cannot_save(request, row, form):
        return answer
    assessing.save(row, by=request.user, scores=form.scores(), page=_page_in(request), **form.facts())
    messages.success(request, "Saved. Nobody sees your scores until you hand in.")
    return redirect("applications:assessment", pk)


@login_required
@require_POST
def hand_in(request: SignedIn, pk: int) -> HttpResponse:
    row = own_assessment(request, pk)
    if row.state == Assessment.State.HANDED_IN:  # the button was pressed twice
        return redirect("applications:assessor")
    form = ScoreForm(request.POST, assessment=row, is_final=True)
    if answer := _cannot_save(request, row, form):
        return answer
    assessing.save(row, by=request.user, scores=form.scores(), page=_page_in(request), **form.facts())
    assessing.hand_in(row, by=request.user)
    messages.success(request, f"Handed in. Thank you for reading “{row.application.title_read}”.")
    return redirect("applications:assessor")


def _cannot_save(request: SignedIn, row: Assessment, form: ScoreForm) -> HttpResponse | None:
    """The page with all that was typed and what stands in the way; None where nothing does."""
    keeps_words = rules.may_read(request.user, row) or row.state == Assessment.State.TAKEN_BACK
    if keeps_words and (words := assessing.why_closed(row)):
        return _desk(request, row, form, status=409, closed=words)
    require(rules.may_score(request.user, row))
    if not form.is_valid():
        return _desk(request, row, form, status=422)
    if _is_overtaken(request, row):
        return _desk(request, row, form, status=409, overtaken=ScoreForm(assessment=row))
    return None


def _page_in(request: SignedIn) -> str:
    return typed.began_in(request.POST).page


def _is_overtaken(request: SignedIn, row: Assessment) -> bool:
    """Say whether another page of the same reader saved since this one was opened."""
    began = typed.began_in(request.POST)
    return bool(began.version or began.page) and began.version != row.version and began.page != row.page


@in_place
@require_http_methods(["GET", "HEAD", "POST"])
def autosave(request: SignedIn, pk: int) -> HttpResponse:
    """Keep what was just typed; GET gives a fresh token to a page that was signed out."""
    row = own_assessment(request, pk)
    if request.method != "POST":
        return render(request, f"{PARTS}/here.html", {"others": [], "has_token": True})
    require(rules.may_score(request.user, row) or row.state == Assessment.State.HANDED_IN)
    changed = request.POST.getlist("changed")
    kept = {name: "" if value is None else value for name, value in typed_so_far(row).items()}
    form = ScoreForm(typed.laid_over(kept, request.POST, changed), assessment=row)
    form.is_valid()
    closed, overtaken = assessing.why_closed(row), _is_overtaken(request, row)
    if not closed and not overtaken:
        facts = form.facts(changed)
        assessing.save(row, by=request.user, scores=form.scores(changed), page=_page_in(request), quietly=True, **facts)
    faults: dict[str, Any] = {name: form.errors.get(name, []) for name in changed if name in form.fields}
    context = {"assessment": row, "faults": faults, "closed": closed, "overtaken": overtaken, "mark": _own_mark(row)}
    words = render_to_string("applications/assessor/saved.html", context | {"now": timezone.now()})
    return trigger_client_event(
        HttpResponse(words, status=409 if closed or overtaken else 200), "answers-kept", {"clashes": []}
    )


@login_required
@require_POST
def reopen(request: SignedIn, pk: int) -> HttpResponse:
    row = own_assessment(request, pk)
    require(rules.may_reopen(request.user, row))
    assessing.reopen(row, by=request.user)
    messages.success(request, "You can change your scores now. They count again when you hand them in.")
    return redirect("applications:assessment", pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def own_order(request: SignedIn, slug: str) -> HttpResponse:
    """The reader's bids of a round that is judged by an order, each with its place."""
    require(rules.may_assess(request.user))
    mine = Assessment.objects.own(request.user).filter(application__round__slug=slug)
    round_ = get_object_or_404(Round, pk__in=mine.values("application__round"), judged_by=Round.JudgedBy.RANKING)
    rows, is_final = assessing.to_order(request.user, round_), "hand_in" in request.POST
    form = OwnOrder(request.POST or None, rows=rows, is_final=is_final)
    if request.method == "POST" and form.is_valid():
        assessing.keep_order(request.user, round_, places=form.places())
        if is_final:
            assessing.hand_in_order(request.user, round_)
        messages.success(request, "Handed in. Thank you for reading." if is_final else "Your order is saved.")
        return redirect("applications:own-order", slug)
    context = {
        "round": round_,
        "form": form,
        "standing": assessing.standing(round_),
        "waiting": any(row.state == Assessment.State.STARTED for row in rows),
        "unopened": mine.filter(state=Assessment.State.ASSIGNED).count(),
    }
    status = 422 if form.is_bound else 200
    return render(request, "applications/assessor/order.html", context, status=status)


def _own_mark(row: Assessment) -> float | None:
    """The reader's own mark so far, where their round shows it."""
    if not row.application.round.shows_total:
        return None
    return assessing.mark_of(row.scores.select_related("criterion"))


def own_assessment(request: SignedIn, pk: int) -> Assessment:
    """The assessor's own assessment or 404; 403 for somebody who no longer reads for the fund.

    Whoever advised the group meanwhile is stopped here, with the reason.
    """
    round_parts = ("application__round__criteria__anchors", "application__round__reading_phases")
    row = get_object_or_404(assessing.own(request.user).with_words().prefetch_related(*round_parts), pk=pk)
    require(rules.may_assess(request.user))
    assessing.see_that_they_did_not_advise(request.user, row.application)
    return row


def _gate(request: SignedIn, row: Assessment, form: DeclareTies, status: int = 200) -> HttpResponse:
    context = {"assessment": row, "application": row.application, "form": form}
    if not row.application.round.names_hidden:
        context["partners"] = assessing.partners(row.application, ApplicationAnswers.objects.for_assessors())
    return render(request, "applications/assessor/gate.html", context, status=status)


def _desk(
    request: SignedIn,
    row: Assessment,
    form: ScoreForm,
    *,
    status: int = 200,
    closed: str = "",
    overtaken: ScoreForm | None = None,
) -> HttpResponse:
    """The desk of a reader. Where the bid was taken back meanwhile it holds nothing but what they typed."""
    papers = Document.objects.visible_to(request.user).filter(application=row.application, rule__panel_sees_it=True)
    now = assessing.standing(row.application.round)
    sheets = ApplicationAnswers.objects.for_assessors()
    reading, minutes = assessing.opened(row.application, sheets) if rules.may_read(request.user, row) else ([], 0)
    context = {
        "assessment": row,
        "application": row.application,
        "minutes": minutes,
        "reading": reading,
        "told": ways_of(row.application),
        "papers": papers.select_related("rule"),
        "statements": row.application.statements.for_readers(request.user),
        "show_name": not row.application.round.names_hidden,
        "facts": row.application.round.facts_for_assessors,
        "form": form,
        "page": get_random_string(16),
        "mark": _own_mark(row),
        "standing": now,
        "closed": closed or ("" if row.state != Assessment.State.STARTED else assessing.why_closed(row)),
        "overtaken": overtaken,
        "others": assessing.others_of(row) if assessing.sees_others(row, now) else [],
        "is_easy": "easy" in request.GET,
        "ties": DeclareTies(auto_id="ties_%s", after_all=True),
        "may": May(request.user, row, rules),
    }
    return render(request, "applications/assessor/assessment.html", context, status=status)
