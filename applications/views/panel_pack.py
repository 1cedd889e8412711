"""The pack of a round for a member of the panel: all bids that are open to them, as one PDF."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from applications import rules
from applications.models import Audience
from applications.packs import packing
from applications.views.offline import pack_file, packs_of
from fund.kit.doors import SignedIn, require
from fund.models import Round


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def panel_pack(request: SignedIn, slug: str) -> HttpResponse:
    """The packs that were made; a POST has one made anew."""
    require(rules.may_take_pack(request.user))
    round_ = get_object_or_404(Round.objects.visible_to(request.user), slug=slug)
    if request.method == "POST":
        packing.ask_for(request.user, Audience.PANEL, round_=round_, large="large" in request.POST)
        messages.success(request, "Your pack is being made. It is on this page when it is done.")
        return redirect("applications:panel-pack", slug)
    context = packs_of(request, Audience.PANEL, round_)
    if request.htmx:
        return render(request, "applications/packs/standing.html", context)
    context["chosen"] = packing.for_member(request.user, round_)
    return render(request, "applications/panel/pack.html", context)


@login_required
@require_safe
def panel_pack_file(request: SignedIn, pk: int) -> HttpResponseBase:
    """The pack as a file, as long as each bid in it is open to its member."""
    require(rules.may_take_pack(request.user))
    return pack_file(request, pk, Audience.PANEL)
