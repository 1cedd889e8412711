"""What assessors and the panel read of a bid, and taking out what tells who somebody is."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications import meeting, redacting, rules
from applications.forms.redacting import LetRead, Redact
from applications.models import PanelQuestion
from applications.views.officer.frame import application_for
from fund.kit.doors import SignedIn, require

WITH_A_REPLY = (PanelQuestion.State.HELD, PanelQuestion.State.ANSWERED)


@login_required
@require_safe
def redactions(request: SignedIn, pk: int) -> HttpResponse:
    row = application_for(request, pk)
    require(rules.may_redact(request.user, row))
    context = {"application": row, "shown": redacting.shown_to_readers(row)}
    return render(request, "applications/officer/redactions.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def redact(request: SignedIn, pk: int, place: str) -> HttpResponse:
    row = application_for(request, pk)
    require(rules.may_redact(request.user, row))
    shown = next((one for one in redacting.shown_to_readers(row) if one.place == place), None)
    if shown is None:
        raise Http404
    form = Redact(request.POST if request.method == "POST" else None, shown=shown)
    if form.is_valid():
        redacting.redact(row, place, by=request.user, **form.cleaned_data)
        messages.success(request, "Saved. Readers see your words from now on.")
        return redirect("applications:redactions", pk)
    context = {"application": row, "shown": shown, "form": form}
    return render(request, "applications/officer/redact.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def show_again(request: SignedIn, pk: int, place: str) -> HttpResponse:
    """Let readers see the words as they were given."""
    row = application_for(request, pk)
    require(rules.may_redact(request.user, row))
    shown = next((one for one in redacting.shown_to_readers(row) if one.place == place), None)
    if shown is None or shown.redaction is None:
        raise Http404
    redacting.undo(shown.redaction, by=request.user)
    messages.success(request, "Readers see the words as they were given.")
    return redirect("applications:redactions", pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def panel_reply(request: SignedIn, pk: int, question: int) -> HttpResponse:
    """A group's reply to the panel: take something out, put other words there, or let it stand."""
    row = application_for(request, pk)
    require(rules.may_redact(request.user, row))
    asked = get_object_or_404(row.panel_questions.filter(state__in=WITH_A_REPLY), pk=question)
    found = redacting.found_in(row, asked.reply)
    form = LetRead(
        request.POST if request.method == "POST" else None,
        initial={"words": asked.answer or redacting.without(asked.reply, found)},
    )
    as_it_is = request.method == "POST" and "as_it_is" in request.POST
    if as_it_is or form.is_valid():
        words = asked.reply if as_it_is else form.cleaned_data["words"]
        meeting.let_read(asked, words=words, by=request.user)
        messages.success(request, "The panel reads these words from now on.")
        return redirect("applications:application", pk)
    context = {"application": row, "question": asked, "found": found, "form": form}
    return render(request, "applications/officer/panel_reply.html", context, status=422 if form.is_bound else 200)
