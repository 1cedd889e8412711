"""Pages on which a group decides who works with it, and the page behind an invitation."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from fund import colleagues, links, rules
from fund.group_forms import InviteForm, RoleForm
from fund.kit.doors import May, SignedIn, require
from fund.models import Invitation, Membership, Organisation, PrivateLink, User


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def group_people(request: SignedIn, pk: int) -> HttpResponse:
    """Who works with the group and who is asked to; its lead invites more."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk)
    form = InviteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        require(rules.may_invite(request.user, organisation))
        if form.is_valid():
            invitation = colleagues.invite(organisation, by=request.user, **form.cleaned_data)
            messages.success(request, f"{invitation.email} is invited. The letter is on its way.")
            return redirect("group-people", pk)
    context = {
        "organisation": organisation,
        "members": organisation.memberships.select_related("user").order_by("since", "pk"),
        "invitations": organisation.invitations.exclude(state=Invitation.State.ACCEPTED)[:20],
        "form": form,
        "may": May(request.user, organisation, rules),
    }
    return render(request, "fund/member/people.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def group_member(request: SignedIn, pk: int, member_pk: int) -> HttpResponse:
    """One person of the group: what they may do, and letting them go."""
    membership = _membership(request.user, pk, member_pk)
    require(rules.may_remove_member(request.user, membership))
    form = RoleForm(request.POST if request.method == "POST" else None, initial={"kind": membership.kind})
    if request.method == "POST":
        require(rules.may_change_role(request.user, membership))
        if form.is_valid():
            colleagues.change_role(membership, by=request.user, kind=form.cleaned_data["kind"])
            messages.success(request, f"What {membership.user} may do is kept.")
            return redirect("group-people", pk)
    context = {"membership": membership, "organisation": membership.organisation, "form": form}
    context["may"] = May(request.user, membership, rules)
    return render(request, "fund/member/person.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def remove_member(request: SignedIn, pk: int, member_pk: int) -> HttpResponse:
    membership = _membership(request.user, pk, member_pk)
    require(rules.may_remove_member(request.user, membership))
    colleagues.remove(membership, by=request.user)
    if membership.user_id == request.user.pk:
        messages.success(request, f"You no longer belong to {membership.organisation}.")
        return redirect("home")
    messages.success(request, f"{membership.user} no longer belongs to the group.")
    return redirect("group-people", pk)


@login_required
@require_POST
def hand_over(request: SignedIn, pk: int, member_pk: int) -> HttpResponse:
    membership = _membership(request.user, pk, member_pk)
    require(rules.may_hand_over(request.user, membership))
    colleagues.hand_over(membership, by=request.user)
    messages.success(request, f"{membership.user} leads the group now. You are an editor.")
    return redirect("group-people", pk)


@login_required
@require_POST
def withdraw_invitation(request: SignedIn, pk: int) -> HttpResponse:
    groups = Organisation.objects.visible_to(request.user)
    rows = Invitation.objects.filter(organisation__in=groups.values("pk")).select_related("organisation")
    invitation = get_object_or_404(rows, pk=pk)
    require(rules.may_withdraw_invitation(request.user, invitation))
    colleagues.withdraw(invitation, by=request.user)
    messages.success(request, f"The invitation to {invitation.email} is taken back.")
    return redirect("group-people", invitation.organisation_id)


@links.page(colleagues.LINK)
def invitation(request: HttpRequest, link: PrivateLink, token: str) -> HttpResponse:
    """Who invites to what; the button joins. Somebody who is not signed in is led there first, and comes back."""
    row: Any = link.about
    if request.method == "POST":
        if not isinstance(request.user, User):
            return redirect_to_login(request.path, reverse("account_login"))
        colleagues.accept(row, by=request.user)
        messages.success(request, f"Welcome. You work with {row.organisation} now.")
        return redirect("organisation", row.organisation_id)
    is_theirs = isinstance(request.user, User) and request.user.email.lower() == row.email.lower()
    has_account = User.objects.filter(email__iexact=row.email).exists()
    context = {"invitation": row, "is_theirs": is_theirs, "has_account": has_account, "token": token}
    return render(request, "fund/member/invitation.html", context)


def _membership(user: User, pk: int, member_pk: int) -> Membership:
    groups = Organisation.objects.visible_to(user).filter(pk=pk)
    rows = Membership.objects.filter(organisation__in=groups.values("pk")).select_related("user", "organisation")
    return get_object_or_404(rows, pk=member_pk)
