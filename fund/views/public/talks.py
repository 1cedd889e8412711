"""Booking a talk with the fund's people, and the private page on which one is moved or cancelled."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fund import links, surgeries
from fund.models import Fund, PrivateLink, Round, Talk
from fund.surgery_forms import BookForm, MoveForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def book_talk(request: HttpRequest) -> HttpResponse:
    """Choose a free time and book it, without an account; `round` shows the times for one round."""
    slug = request.GET.get("round", "").replace("\0", "")
    round_ = get_object_or_404(Round.objects.visible_to(request.user), slug=slug) if slug else None
    free = surgeries.free_times(round_)
    form = BookForm(*([request.POST] if request.method == "POST" else []), free=free)
    if form.is_valid():
        surgery, starts_at = form.chosen
        _, token = surgeries.book(surgery, starts_at, **form.person)
        return redirect("private-link", token)
    context = {"form": form, "free": free, "round": round_, "fund": Fund.objects.order_by("pk").first()}
    return render(request, "fund/public/book_talk.html", context, status=422 if form.errors else 200)


@links.page(surgeries.LINK)
def own_talk(request: HttpRequest, link: PrivateLink, token: str) -> HttpResponse:
    """One's own talk: when and how, and the buttons to move or cancel it. Opening it changes nothing."""
    talk: Any = Talk.objects.select_related("surgery__round").get(pk=link.about_id)
    can_change = talk.state == Talk.State.BOOKED and talk.starts_at > timezone.now()
    moves = request.method == "POST" and "cancel" not in request.POST
    form = MoveForm(*([request.POST] if moves else []), talk=talk) if can_change else None
    if request.method == "POST" and "cancel" in request.POST:
        surgeries.give_back(talk)
        return redirect("private-link", token)
    if form is not None and form.is_valid():
        token = surgeries.move(talk, *form.chosen)
        messages.success(request, "Your talk has a new time.")
        return redirect("private-link", token)
    context = {"talk": talk, "form": form, "token": token, "fund": Fund.objects.order_by("pk").first()}
    return render(request, "fund/public/own_talk.html", context, status=422 if form and form.errors else 200)
