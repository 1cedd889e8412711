"""The draft and the final text of a learning event: written by those who run the fund, read by all once published."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fund.detail_forms import SettleDetail
from fund.kit.doors import SignedIn, refusals_in, require
from fund.privacy import gate
from fund.rules import may_run_fund
from fund.views import details
from reporting.forms.events_text import Reply, SendDraft, WriteTheme
from reporting.learning_events import checking, theming
from reporting.models import EventCard, EventCheck, EventTheme, LearningEvent
from reporting.views.events import event_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: SignedIn, pk: int) -> HttpResponse:
    """The whole draft and what projects say to it. A POST sends it to those who were there."""
    event = event_of(request, pk)
    form = SendDraft(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_in(form):
            checking.send(event, days=form.cleaned_data["days"], by=request.user)
            messages.success(request, "The draft is on its way to the projects that were there.")
            return redirect("reporting:event-draft", pk)
    return _page(request, event, form, wrong=form if form.is_bound else None)


def _page(
    request: SignedIn, event: LearningEvent, form: SendDraft, *, wrong: Any = None, check_pk: int = 0
) -> HttpResponse:
    text = checking.newest(event)
    checks = list(text.checks.select_related("invitation__grant", "replied_by")) if text else []
    for row in checks:
        row.form = wrong if row.pk == check_pk else Reply(auto_id=f"id_{row.pk}_%s")  # type: ignore[attr-defined]
    context = {
        "event": event,
        "columns": [column for column in theming.board(event) if column.theme is not None],
        "send": form,
        "form": wrong,
        "text": text,
        "checks": checks,
        "came": event.invitations.filter(came=True).count(),
        "left": checking.left_to_do(event),
        "can_write": event.state in {event.State.HELD, event.State.CHECKING},
    }
    return render(request, "reporting/events/draft.html", context, status=422 if wrong else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: SignedIn, pk: int) -> HttpResponse:
    """What the draft says under one theme."""
    require(may_run_fund(request.user))
    theme = get_object_or_404(EventTheme.objects.select_related("event"), pk=pk)
    cards = list(EventCard.objects.filter(theme=theme).usable())
    form = WriteTheme(request.POST if request.method == "POST" else None, theme=theme, cards=cards)
    if form.is_valid():
        checking.write(theme, words=form.cleaned_data["words"], quoted=form.cards, by=request.user)
        messages.success(request, f"“{theme}” is kept.")
        if gate.waiting(theme):
            return redirect("reporting:write-event-theme", pk)
        return redirect("reporting:event-draft", theme.event_id)
    return _write_page(request, theme, form, cards)


def _write_page(
    request: SignedIn, theme: EventTheme, form: WriteTheme, cards: list[EventCard], wrong: SettleDetail | None = None
) -> HttpResponse:
    to, where = "reporting:settle-theme", lambda detail: getattr(theme, detail.field)
    waiting = details.with_forms(gate.waiting(theme), SettleDetail, to=to, where=where, wrong=wrong)
    left_out = theme.cards.filter(is_set_aside=False).count() - len(cards)
    context = {"event": theme.event, "theme": theme, "words": form, "form": wrong or form}
    context |= {"left_out": left_out, "waiting": waiting}
    return render(request, "reporting/events/write.html", context, status=422 if wrong or form.is_bound else 200)


@login_required
@require_POST
def settle(request: SignedIn, pk: int, detail_pk: int) -> HttpResponse:
    """Decide about something under a theme that may give a person away."""
    require(may_run_fund(request.user))
    theme = get_object_or_404(EventTheme.objects.select_related("event"), pk=pk)
    detail = get_object_or_404(gate.details_of(theme), pk=detail_pk)
    form = SettleDetail(request.POST, detail=detail)
    if not form.is_valid():
        cards = list(EventCard.objects.filter(theme=theme).usable())
        return _write_page(request, theme, WriteTheme(theme=theme, cards=cards), cards, form)
    details.settle(request, theme, form, let_stand=checking.let_stand, mend=checking.mend)
    return redirect("reporting:write-event-theme", pk)


@login_required
@require_POST
def reply(request: SignedIn, pk: int) -> HttpResponse:
    """Answer what a project said to the draft."""
    require(may_run_fund(request.user))
    row = get_object_or_404(EventCheck.objects.select_related("text__event"), pk=pk)
    form = Reply(request.POST, auto_id=f"id_{pk}_%s")
    if not form.is_valid():
        return _page(request, row.text.event, SendDraft(), wrong=form, check_pk=pk)
    checking.reply(row, words=form.cleaned_data["words"], by=request.user)
    messages.success(request, "Your answer is kept. The project reads it on its page.")
    return redirect("reporting:event-draft", row.text.event_id)


@login_required
@require_POST
def make_final(request: SignedIn, pk: int) -> HttpResponse:
    checking.make_final(event_of(request, pk), by=request.user)
    messages.success(request, "The text is final. All who were invited have a letter, and can read it.")
    return redirect("reporting:learning-event", pk)


@require_safe
def public(request: HttpRequest, slug: str) -> HttpResponse:
    """The final text, for everybody."""
    event = get_object_or_404(LearningEvent.objects.public(), slug=slug)
    context = {"event": event, "text": event.texts.get(is_final=True)}
    return render(
        request, "reporting/events/public.html", context | {"came": event.invitations.filter(came=True).count()}
    )
