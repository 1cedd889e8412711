"""Saying when the planned days of a round happened."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from fund import kept_days
from fund.kit.doors import SignedIn
from fund.round_forms.kept import KeptDays
from fund.views.round_desk.frame import desk_round, page


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def kept(request: SignedIn, slug: str) -> HttpResponse:
    round_ = desk_round(request, slug)
    form = KeptDays(request.POST if request.method == "POST" else None, round_=round_)
    if not form.is_valid():
        return page(request, "kept", round_, form=form, lines=kept_days.kept(round_))
    kept_days.keep_all(round_, form.given, by=request.user)
    messages.success(request, "Saved. It stands on the page of the round.")
    return redirect("set-up-kept", slug)
