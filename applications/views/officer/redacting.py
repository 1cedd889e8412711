"""What assessors and the panel read of a bid, and taking out what tells who somebody is."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications import redacting, rules
from applications.forms.redacting import Redact
from applications.views.officer.frame import application_for
from fund.kit.doors import SignedIn, require


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
