"""Cards and themes of a learning event, for those who run the fund."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fund import files
from fund.detail_forms import DecideCardDetail
from fund.kit import history
from fund.kit.doors import SignedIn, require
from fund.privacy import gate
from fund.rules import may_run_fund
from fund.views import details
from reporting.forms.events_board import DescribeCard, NameTheme, PutCards, WriteCard
from reporting.learning_events import carding, theming
from reporting.models import EventCard, EventTheme
from reporting.views.events import event_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def board(request: SignedIn, pk: int) -> HttpResponse:
    """All cards under their themes. A POST puts the ticked ones under another."""
    event = event_of(request, pk)
    columns = theming.board(event)
    cards = [card for column in columns for card in column.cards]
    themes = [column.theme for column in columns if column.theme is not None]
    form = PutCards(request.POST if request.method == "POST" else None, cards=cards, themes=themes)
    if form.is_valid():
        number = theming.put(event, *form.chosen, by=request.user)
        messages.success(request, f"Cards moved: {number}.")
        return redirect("reporting:event-board", pk)
    context = {
        "event": event,
        "columns": columns,
        "form": form,
        "number": len(cards),
        "set_aside": event.cards.filter(is_set_aside=True),
        "ticked": set(request.POST.getlist("cards")),
        "can_change": event.state not in {event.State.FINAL, event.State.CALLED_OFF},
    }
    return render(request, "reporting/events/board.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_theme(request: SignedIn, pk: int) -> HttpResponse:
    event = event_of(request, pk)
    form = NameTheme(request.POST if request.method == "POST" else None)
    if form.is_valid():
        theming.name(event, by=request.user, **form.cleaned_data)
        messages.success(request, "The theme is there. Tick cards and put them under it.")
        return redirect("reporting:event-board", pk)
    context = {"event": event, "form": form, "title": "Draw a theme", "button": "Keep the theme"}
    return render(request, "reporting/events/theme.html", context, status=422 if form.is_bound else 200)


def _theme(request: SignedIn, pk: int) -> EventTheme:
    require(may_run_fund(request.user))
    return get_object_or_404(EventTheme.objects.select_related("event", "term"), pk=pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def theme(request: SignedIn, pk: int) -> HttpResponse:
    theme = _theme(request, pk)
    form = NameTheme(request.POST if request.method == "POST" else None, theme=theme)
    if form.is_valid():
        theming.name(theme.event, theme=theme, by=request.user, **form.cleaned_data)
        messages.success(request, "The theme is kept.")
        return redirect("reporting:event-board", theme.event_id)
    context = {"event": theme.event, "theme": theme, "form": form, "title": theme.name, "button": "Keep the theme"}
    return render(request, "reporting/events/theme.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def shift_theme(request: SignedIn, pk: int, way: str) -> HttpResponse:
    theme = _theme(request, pk)
    theming.shift(theme, up=way == "up", by=request.user)
    return redirect("reporting:event-board", theme.event_id)


@login_required
@require_POST
def drop_theme(request: SignedIn, pk: int) -> HttpResponse:
    theme = _theme(request, pk)
    theming.drop(theme, by=request.user)
    messages.success(request, f"“{theme}” is taken away. Its cards lie under no theme again.")
    return redirect("reporting:event-board", theme.event_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_card(request: SignedIn, pk: int) -> HttpResponse:
    """Type in a card from paper."""
    event = event_of(request, pk)
    form = WriteCard(request.POST, request.FILES) if request.method == "POST" else WriteCard()
    if form.is_valid():
        carding.write(event, by=request.user, **form.cleaned_data)
        messages.success(request, "The card is there.")
        return redirect("reporting:event-board", pk)
    context = {"event": event, "form": form, "title": "Type in a card from paper", "button": "Keep the card"}
    return render(request, "reporting/events/theme.html", context, status=422 if form.is_bound else 200)


def _card(request: SignedIn, pk: int) -> EventCard:
    require(may_run_fund(request.user))
    rows = EventCard.objects.with_standing().select_related("event", "theme", "photo", "question")
    return get_object_or_404(rows, pk=pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def card(request: SignedIn, pk: int) -> HttpResponse:
    """One card: which question it answers, what is on its photo, and what may give somebody away."""
    card = _card(request, pk)
    form = DescribeCard(request.POST if request.method == "POST" else None, card=card)
    if form.is_valid():
        carding.describe(card, by=request.user, **form.facts)
        messages.success(request, "The card is kept.")
        return redirect("reporting:event-card", pk)
    return _card_page(request, card, form, wrong=form if form.is_bound else None)


def _card_page(request: SignedIn, card: EventCard, form: DescribeCard, *, wrong: Any = None) -> HttpResponse:
    to, where = "reporting:decide-card", lambda detail: getattr(card, detail.field)
    waiting = details.with_forms(gate.waiting(card), DecideCardDetail, to=to, where=where, wrong=wrong)
    context = {
        "card": card,
        "event": card.event,
        "describe": form,
        "form": wrong,
        "waiting": waiting,
        "happenings": history.timeline(card),
    }
    return render(request, "reporting/events/card.html", context, status=422 if wrong else 200)


@login_required
@require_POST
def decide_card(request: SignedIn, pk: int, detail_pk: int) -> HttpResponse:
    card = _card(request, pk)
    detail = get_object_or_404(card.details, pk=detail_pk)
    form = DecideCardDetail(request.POST, detail=detail)
    if not form.is_valid():
        return _card_page(request, card, DescribeCard(card=card), wrong=form)
    details.settle(request, card, form, let_stand=carding.agree_to_detail, mend=carding.mend_detail)
    return redirect("reporting:event-card", pk)


@login_required
@require_safe
def card_photo(request: SignedIn, pk: int) -> HttpResponseBase:
    """The photo of a card, without where it was taken."""
    card = _card(request, pk)
    photo = get_object_or_404(EventCard.objects.filter(photo__isnull=False), pk=card.pk).photo
    assert photo is not None
    ending = ".png" if photo.content_type == "image/png" else ".jpg"
    return files.download(photo, name=f"card{ending}", copy=files.Copy.NO_PLACE)
