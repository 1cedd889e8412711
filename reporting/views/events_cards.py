"""Cards by anybody at a learning event: by its code, without an account."""

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from reporting.forms.events_board import EnterCode, WriteCard
from reporting.learning_events import carding

NO_CODE = "No event has this code. Look at it again: it has six letters and numbers"
TOO_OFTEN = "That was too often in a short time. Wait a minute, then press again. What you wrote is still here"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter_code(request: HttpRequest) -> HttpResponse:
    """The code of the event, as it hangs on the wall."""
    form = EnterCode(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if event := carding.find(form.cleaned_data["code"]):
            return redirect("reporting:card", event.code)
        return _no_event(request, form)
    return render(request, "reporting/events/enter_code.html", {"form": form}, status=422 if form.is_bound else 200)


def _few_codes(request: HttpRequest) -> bool:
    """Count a wrong code. A code in the address is tried by opening it, so opening counts as well."""
    tried = HttpRequest()
    tried.META, tried.method = request.META, "POST"
    return ratelimit.consume(tried, action="event_code")


def _no_event(request: HttpRequest, form: EnterCode) -> HttpResponse:
    """Say so; whoever tries many codes has to wait."""
    is_few = _few_codes(request)
    form.add_error("code", NO_CODE if is_few else TOO_OFTEN)
    return render(request, "reporting/events/enter_code.html", {"form": form}, status=404 if is_few else 429)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def card(request: HttpRequest, code: str) -> HttpResponse:
    """Write a card. Opening it changes nothing; only the button does."""
    event = carding.find(code)
    if event is None:
        typed = EnterCode({"code": code})
        typed.is_valid()
        return _no_event(request, typed)
    is_sent = request.method == "POST"
    form = WriteCard(request.POST, request.FILES) if is_sent else WriteCard()
    context = {"event": event, "form": form, "when": carding.when(event), "typed": request.POST.get("words", "")}
    if not event.takes_cards:
        return render(request, "reporting/events/write_card.html", context, status=409 if is_sent else 200)
    if form.is_valid():
        if not ratelimit.consume(request, action="event_card", key=event.code):
            form.add_error(None, TOO_OFTEN)
            return render(request, "reporting/events/write_card.html", context, status=429)
        carding.write(event, **form.cleaned_data)
        messages.success(request, "Your card is on the table. Thank you. You can write another.")
        return redirect("reporting:card", event.code)
    return render(request, "reporting/events/write_card.html", context, status=422 if is_sent else 200)
