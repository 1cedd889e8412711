"""The page behind the link with which somebody ends the reminders."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from applications import reminding
from applications.letters import STOP_REMINDERS
from fund import links
from fund.models import PrivateLink, User


@links.page(STOP_REMINDERS)
def stop_reminders(request: HttpRequest, link: PrivateLink, token: str) -> HttpResponse:
    """Opening asks; the button ends them."""
    person = link.about
    assert isinstance(person, User)
    is_done = request.method == "POST"
    if is_done:
        reminding.stop(person)
    return render(request, "applications/applicant/stop_reminders.html", {"is_done": is_done})
