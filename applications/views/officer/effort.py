"""What groups said about applying to a round."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from applications import effort
from applications.views.officer.frame import round_for
from fund.kit.doors import SignedIn


@login_required
@require_safe
def burden(request: SignedIn, slug: str) -> HttpResponse:
    round_ = round_for(request, slug)
    context = {"round": round_, "burden": effort.burden(round_), "few": effort.FEW}
    return render(request, "applications/officer/burden.html", context)
