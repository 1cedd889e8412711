"""Tests of change: the group’s own pages, and what the fund may read of them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications.models import Grant
from fund.kit.doors import SignedIn, refusals_in, require
from reporting import rules
from reporting import testing_change as verbs
from reporting.forms.testing_change import AddSite, BeginTest, ChangeSite, PlanTest, StudyTest
from reporting.models import ChangeTest, Site

PAGES = "reporting/change_tests"


def _grant(request: SignedIn, pk: int) -> Grant:
    return get_object_or_404(Grant.objects.visible_to(request.user).select_related("organisation"), pk=pk)


def _own(request: SignedIn, pk: int) -> ChangeTest:
    rows = ChangeTest.objects.visible_to(request.user).select_related("grant__organisation", "site", "follows")
    row = get_object_or_404(rows, pk=pk)
    require(rules.may_test_change(request.user, row.grant))
    return row


@login_required
@require_safe
def change_tests(request: SignedIn, pk: int) -> HttpResponse:
    """The places of a project side by side, with what was tried in each."""
    grant = _grant(request, pk)
    require(rules.may_read_change_tests(request.user, grant))
    context = {
        "grant": grant,
        "columns": verbs.side_by_side(grant, request.user),
        "may_test": rules.may_test_change(request.user, grant),
        "is_own": Grant.objects.own(request.user).filter(pk=pk).exists(),
    }
    return render(request, f"{PAGES}/all.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: SignedIn, pk: int) -> HttpResponse:
    """Plan a test; `?after=` names the one that it follows."""
    grant = _grant(request, pk)
    require(rules.may_test_change(request.user, grant))
    number = request.GET.get("after", "")
    earlier = get_object_or_404(grant.change_tests, pk=number) if number.isdecimal() and len(number) < 19 else None
    form = PlanTest(request.POST if request.method == "POST" else None, grant=grant)
    if form.is_valid():
        with refusals_in(form):
            made = verbs.plan(grant, by=request.user, follows=earlier, **form.cleaned_data)
            messages.success(request, "It is written down. Begin it when you are ready.")
            return redirect("reporting:change-test", made.pk)
    context = {"grant": grant, "form": form, "earlier": earlier, "title": "Plan a test", "button": "Write it down"}
    return render(request, f"{PAGES}/form.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_test(request: SignedIn, pk: int) -> HttpResponse:
    """One test; a POST changes what is planned, or says what came of it."""
    rows = ChangeTest.objects.visible_to(request.user)
    row = get_object_or_404(rows.select_related("grant__organisation", "site"), pk=pk)
    sent = request.POST if request.method == "POST" else None
    if sent is not None:
        require(rules.may_test_change(request.user, row.grant))
    form = PlanTest(sent, grant=row.grant, test=row) if row.state == ChangeTest.State.PLANNED else StudyTest(sent)
    if form.is_valid():
        with refusals_in(form):
            if isinstance(form, PlanTest):
                verbs.change(row, by=request.user, **form.cleaned_data)
            else:
                verbs.study(row, by=request.user, **form.cleaned_data)
            messages.success(request, "It is kept.")
            return redirect("reporting:change-test", pk)
    return _test_page(request, row, form)


def _test_page(
    request: SignedIn, row: ChangeTest, form: PlanTest | StudyTest, wrong: BeginTest | None = None
) -> HttpResponse:
    context = {
        "test": row,
        "follows": ChangeTest.objects.visible_to(request.user).filter(followed_by=row).first(),
        "grant": row.grant,
        "form": wrong or form,
        "what": form,
        "begin": wrong or BeginTest(),
        "may_test": rules.may_test_change(request.user, row.grant),
    }
    return render(request, f"{PAGES}/one.html", context, status=422 if wrong or form.is_bound else 200)


@login_required
@require_POST
def begin(request: SignedIn, pk: int) -> HttpResponse:
    row = _own(request, pk)
    form = BeginTest(request.POST)
    if form.is_valid():
        with refusals_in(form):
            verbs.begin(row, on=form.cleaned_data["on"] or None, by=request.user)
            return redirect("reporting:change-test", pk)
    return _test_page(request, row, PlanTest(grant=row.grant, test=row), wrong=form)


@login_required
@require_POST
def wall(request: SignedIn, pk: int) -> HttpResponse:
    """Keep it to the own group, or let the fund read it."""
    row = _own(request, pk)
    verbs.wall(row, is_walled=not row.is_walled, by=request.user)
    return redirect("reporting:change-test", pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_site(request: SignedIn, pk: int) -> HttpResponse:
    grant = _grant(request, pk)
    require(rules.may_test_change(request.user, grant))
    form = AddSite(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_in(form):
            verbs.add_site(grant, by=request.user, **form.cleaned_data)
            return redirect("reporting:change-tests", pk)
    context = {"grant": grant, "form": form, "title": "Add a place", "button": "Add it"}
    return render(request, f"{PAGES}/form.html", context, status=422 if form.is_bound else 200)


def _site(request: SignedIn, pk: int) -> Site:
    grants = Grant.objects.visible_to(request.user)
    site = get_object_or_404(Site.objects.select_related("grant__organisation").filter(grant__in=grants), pk=pk)
    require(rules.may_test_change(request.user, site.grant))
    return site


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_site(request: SignedIn, pk: int) -> HttpResponse:
    """Put a place right, say that it is over, or take it away while nothing was tried there."""
    site = _site(request, pk)
    form = ChangeSite(request.POST if request.method == "POST" else None, site=site)
    if form.is_valid():
        with refusals_in(form):
            verbs.change_site(site, by=request.user, **form.cleaned_data)
            messages.success(request, f"“{form.cleaned_data['name']}” is kept.")
            return redirect("reporting:change-tests", site.grant_id)
    context = {"grant": site.grant, "form": form, "title": f"Change “{site}”", "button": "Keep it"}
    context["can_drop"] = None if site.change_tests.exists() else site
    return render(request, f"{PAGES}/form.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def drop_site(request: SignedIn, pk: int) -> HttpResponse:
    site = _site(request, pk)
    verbs.drop_site(site, by=request.user)
    messages.success(request, f"“{site}” is taken away.")
    return redirect("reporting:change-tests", site.grant_id)
