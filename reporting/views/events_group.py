"""A project's own page of a learning event: behind the link of its letters, or signed in."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from fund import links
from fund.kit.doors import SignedIn, require
from fund.models import PrivateLink, User
from reporting import rules
from reporting.forms.events_group import CheckDraft, Questionnaire, SayComing
from reporting.learning_events import LINK, asking, checking, inviting
from reporting.models import EventInvitation

ROWS = ("event", "grant__organisation", "report")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: SignedIn, pk: int) -> HttpResponse:
    """The page for somebody of the group who is signed in."""
    invitation = get_object_or_404(EventInvitation.objects.own(request.user).select_related(*ROWS), pk=pk)
    may = rules.may_answer_event(request.user, invitation)
    require(may or request.method != "POST")
    here = reverse("reporting:my-event", args=[pk])
    return _page(request, invitation, here, by=request.user, may_answer=may)


@links.page(LINK)
def by_link(request: HttpRequest, link: PrivateLink, token: str) -> HttpResponseBase:
    """The same behind the link of a letter. Opening it changes nothing; each button does one thing."""
    about: Any = link.about
    invitation = EventInvitation.objects.select_related(*ROWS).get(pk=about.pk)
    return _page(request, invitation, reverse("private-link", args=[token]), by=None, may_answer=True)


def _page(
    request: HttpRequest, invitation: EventInvitation, here: str, *, by: User | None, may_answer: bool
) -> HttpResponse:
    event, text, does = invitation.event, checking.newest(invitation.event), request.POST.get("do", "")
    mine = invitation.checks.select_related("text").order_by("-text__number").first() if text else None
    questions = list(event.questions.all())

    def typed(name: str) -> Any:
        return request.POST if does == name and request.method == "POST" else None

    forms: dict[str, Any] = {
        "come": SayComing(typed("come"), invitation=invitation),
        "answer": Questionnaire(typed("answer"), questions=questions, prefix="about"),
        "check": CheckDraft(
            typed("check"),
            initial={"verdict": mine.verdict, "words": mine.words} if mine and mine.text == text else None,
            prefix="check",
        ),
    }
    if request.method == "POST":
        if does not in forms:
            raise Http404("There is no such button.")
        if forms[does].is_valid():
            messages.success(request, _do(invitation, does, forms[does], by=by))
            return redirect(here)
    context = {
        "invitation": invitation,
        "event": event,
        "forms": forms,
        "form": forms.get(does),
        "here": here,
        "has_account": by is not None,
        "may_answer": may_answer,
        "questions": questions,
        "text": text if text and (text.is_final or invitation.came) else None,
        "check": mine,
        "can_check": event.state == event.State.CHECKING and bool(invitation.came),
    }
    return render(request, "reporting/events/group.html", context, status=422 if does else 200)


def _do(invitation: EventInvitation, does: str, form: Any, *, by: User | None) -> str:
    """Do what was pressed, and say so."""
    match does:
        case "come":
            inviting.say(invitation, by=by, **form.said)
            return "Thank you. You can change this until the day of the event."
        case "answer":
            asking.answer(invitation, form.said)
            return "Thank you. Your answers are in, and nothing ties them to your group."
        case _:
            checking.check(invitation, by=by, **form.cleaned_data)
            return "Thank you. You can change this until the last day."
