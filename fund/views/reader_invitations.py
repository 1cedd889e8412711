"""Asking somebody to read: the officers' side of it, and the page behind the link."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from fund import asking_readers, links, rules
from fund.kit.doors import SignedIn, require
from fund.models import PrivateLink, ReaderInvitation, User
from fund.reader_forms import AnswerAsking, AskReader


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def invite_reader(request: SignedIn) -> HttpResponse:
    """Ask somebody to read, to sit on the panel, or both."""
    require(rules.may_ask_reader(request.user))
    form = AskReader(request.POST if request.method == "POST" else None, seen_by=request.user)
    if not form.is_valid():
        return render(request, "fund/officer/invite_reader.html", {"form": form}, status=422 if form.is_bound else 200)
    invitation = asking_readers.invite(by=request.user, **form.facts)
    messages.success(request, f"{invitation.name} is asked. The letter is on its way.")
    return redirect("readers")


@login_required
@require_POST
def ask_reader_again(request: SignedIn, pk: int) -> HttpResponse:
    invitation = get_object_or_404(ReaderInvitation.objects.visible_to(request.user), pk=pk)
    require(rules.may_ask_reader_again(request.user, invitation))
    asking_readers.send_again(invitation, by=request.user)
    messages.success(request, f"The letter to {invitation.name} is on its way again.")
    return redirect("readers")


@login_required
@require_POST
def take_asking_back(request: SignedIn, pk: int) -> HttpResponse:
    invitation = get_object_or_404(ReaderInvitation.objects.visible_to(request.user), pk=pk)
    require(rules.may_take_asking_back(request.user, invitation))
    asking_readers.withdraw(invitation, by=request.user)
    messages.success(request, f"The invitation to {invitation.name} is taken back.")
    return redirect("readers")


@links.page(asking_readers.LINK)
def answer_asking(request: HttpRequest, link: PrivateLink, token: str) -> HttpResponse:
    """What somebody is asked to do; one button says yes, another no. Whether they have an account shows nowhere."""
    row: Any = link.about
    person = request.user if isinstance(request.user, User) else None
    is_another = person is not None and person.email.lower() != row.email.lower()
    form = AnswerAsking(request.POST if request.method == "POST" and "no" in request.POST else None)
    context = {"invitation": row, "token": token, "is_another": is_another, "form": form}
    if request.method == "POST" and (not row.is_open or is_another):
        return render(request, "fund/public/asked_to_read.html", context, status=409)
    if request.method == "POST" and "yes" in request.POST:
        asking_readers.accept(row, by=person)
        messages.success(request, "Thank you for saying yes.")
        here = reverse("my-reading")
        return redirect(here) if person else redirect_to_login(here, reverse("account_login"))
    if form.is_bound and form.is_valid():
        asking_readers.decline(row, by=person, **form.cleaned_data)
        return redirect("private-link", token)
    return render(request, "fund/public/asked_to_read.html", context, status=422 if form.errors else 200)
