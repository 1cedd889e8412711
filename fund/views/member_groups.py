"""Pages on which people register their group and keep it right."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from fund import organisations, rules
from fund.group_forms import GroupForm, facts_of
from fund.kit import history
from fund.kit.doors import May, SignedIn, require
from fund.models import Organisation


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_organisation(request: SignedIn) -> HttpResponse:
    """Register a group; `next` leads back to the round from which somebody came."""
    then = request.POST.get("next") or request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(then, allowed_hosts=None):
        then = ""
    form = GroupForm(request.POST) if request.method == "POST" else GroupForm()
    if request.method != "POST" or not form.is_valid():
        context = {"form": form, "next": then}
        return render(request, "fund/member/organisation_new.html", context, status=422 if form.is_bound else 200)
    organisation = organisations.register(by=request.user, **form.facts)
    messages.success(request, f"{organisation} is registered. You lead it.")
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
    may = May(request.user, organisation, rules)
    context = {"organisation": organisation, "happenings": history.timeline(organisation), "may": may}
    if request.method != "POST":
        form = GroupForm(initial=facts_of(organisation), organisation=organisation)
        return render(request, "fund/member/organisation.html", {**context, "form": form})
    require(rules.may_change_organisation(request.user, organisation))
    form = GroupForm(request.POST, organisation=organisation)
    if not form.is_valid():
        return render(request, "fund/member/organisation.html", {**context, "form": form}, status=422)
    organisations.change(organisation, by=request.user, **form.facts)
    messages.success(request, "What you changed is kept.")
    return redirect("organisation", pk)
