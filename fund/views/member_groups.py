"""Pages on which people register their group and keep it right."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from fund import organisations, register, rules
from fund.group_forms import GroupForm, facts_of, typed_in
from fund.kit import history
from fund.kit.doors import May, SignedIn, require
from fund.models import Organisation, RegisteredCharity


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_organisation(request: SignedIn) -> HttpResponse:
    """Register a group; `next` leads back to the round from which somebody came."""
    then = request.POST.get("next") or request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(then, allowed_hosts=None):
        then = ""
    form = _form(request)
    if not form.is_valid():
        context = {"form": form, "next": then, **_on_register(form)}
        return render(request, "fund/member/organisation_new.html", context, status=422 if form.is_bound else 200)
    organisation = organisations.register(by=request.user, **form.facts)
    messages.success(request, f"{organisation} is registered. You lead it.")
    _warn(request, organisation)
    return redirect(then) if then else redirect("organisation", organisation.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def organisation(request: SignedIn, pk: int) -> HttpResponse:
    """What we know of a group; those who write for it can put it right."""
    rows = (
        Organisation.objects.visible_to(request.user)
        .select_related("kind", "area")
        .prefetch_related("memberships__user")
    )
    organisation = get_object_or_404(rows, pk=pk)
    if request.method == "POST":
        require(rules.may_change_organisation(request.user, organisation))
    form = _form(request, organisation)
    if form.is_valid():
        organisations.change(organisation, by=request.user, **form.facts)
        messages.success(request, "What you changed is kept.")
        _warn(request, organisation)
        return redirect("organisation", pk)
    context = {
        "organisation": organisation,
        "happenings": history.timeline(organisation),
        "may": May(request.user, organisation, rules),
        "form": form,
        **_on_register(form),
    }
    return render(request, "fund/member/organisation.html", context, status=422 if form.is_bound else 200)


def _form(request: SignedIn, organisation: Organisation | None = None) -> GroupForm:
    """The form as it was sent; to look a number up, or to use what the register says, it is only filled in anew."""
    if request.method != "POST":
        return GroupForm(initial=facts_of(organisation) if organisation else {}, organisation=organisation)
    typed = {name: request.POST.get(name, "") for name in GroupForm.base_fields}
    if "use" in request.POST and (found := register.match(typed)):
        return GroupForm(initial={**typed, **found.offered}, organisation=organisation)
    if "look" in request.POST or "use" in request.POST:
        return GroupForm(initial=typed, organisation=organisation)
    return GroupForm(request.POST, organisation=organisation)


def _on_register(form: GroupForm) -> dict[str, Any]:
    """What the charity register says about what stands in the form."""
    typed = typed_in(form)
    return {
        "match": register.match(typed),
        "typed": typed,
        "doubts": register.doubts(typed),
        "can_look_up": RegisteredCharity.objects.exists(),
    }


def _warn(request: SignedIn, organisation: Organisation) -> None:
    """Say what the register says otherwise. It stops nobody."""
    facts = facts_of(organisation)
    found = register.match(facts)
    for words in [*(found.warnings if found else []), *register.doubts(facts)]:
        messages.warning(request, words)
