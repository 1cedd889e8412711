"""The grantee's pages: what is due, the grant, and its stories. Those of a report are in `grantee_report`."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch, Sum
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications import granting
from applications import rules as application_rules
from applications.models import Application, Grant
from fund.kit import history
from fund.kit.doors import May, SignedIn, require
from fund.models import Round
from reporting import monitoring, overview, rules, storytelling
from reporting.forms.grantee import AcceptOffer, RefuseOffer, TellStory
from reporting.models import Report, Story
from reporting.views.grantee_report import check, figures, hand_in, report, section

__all__ = [
    "accept_grant",
    "check",
    "figures",
    "grant",
    "hand_in",
    "home",
    "new_story",
    "refuse_grant",
    "report",
    "section",
    "story",
    "withdraw_story",
]


@login_required
@require_safe
def home(request: SignedIn) -> HttpResponse:
    """What is due next, and everything that this person's groups have with the fund."""
    applications = Application.objects.own(request.user).select_related("round", "organisation")
    owed = Prefetch("reports", Report.objects.owed().select_related("grant"), to_attr="owed")
    grants = Grant.objects.own(request.user).select_related("organisation", "round").prefetch_related(owed)
    context = {
        "due": overview.next_due(applications, grants),
        "applications": applications,
        "grants": grants,
        "memberships": request.user.memberships.select_related("organisation").order_by("organisation__name"),
        "open_rounds": Round.objects.open().soonest_first(),
    }
    return render(request, "reporting/grantee/home.html", context)


# The grant -----------------------------------------------------------------------------------------------------------


def _grant(request: SignedIn, pk: int) -> Grant:
    rows = Grant.objects.own(request.user).select_related("organisation", "round", "application__decision")
    return get_object_or_404(rows, pk=pk)


@login_required
@require_safe
def grant(request: SignedIn, pk: int) -> HttpResponse:
    return _grant_page(request, _grant(request, pk))


def _grant_page(request: SignedIn, grant: Grant, wrong: Form | None = None) -> HttpResponse:
    context = {
        "grant": grant,
        "total": grant.budget.aggregate(total=Sum("amount"))["total"],
        "reports": grant.reports.all(),
        "stories": Story.objects.visible_to(request.user).filter(grant=grant),
        "summaries": grant.summaries.published(),
        "form": wrong,
        "accept_form": wrong if isinstance(wrong, AcceptOffer) else AcceptOffer(grant=grant),
        "refuse_form": wrong if isinstance(wrong, RefuseOffer) else RefuseOffer(),
        "may": May(request.user, grant, application_rules, rules),
    }
    return render(request, "reporting/grantee/grant.html", context, status=422 if wrong else 200)


@login_required
@require_POST
def accept_grant(request: SignedIn, pk: int) -> HttpResponse:
    grant = _grant(request, pk)
    require(application_rules.may_accept(request.user, grant))
    form = AcceptOffer(request.POST, grant=grant)
    if not form.is_valid():
        return _grant_page(request, grant, form)
    monitoring.begin(grant, by=request.user, starts_on=form.cleaned_data["starts_on"])
    messages.success(request, "The grant is yours. Below you see which reports come, and when.")
    return redirect("reporting:grant", pk)


@login_required
@require_POST
def refuse_grant(request: SignedIn, pk: int) -> HttpResponse:
    grant = _grant(request, pk)
    require(application_rules.may_refuse(request.user, grant))
    form = RefuseOffer(request.POST)
    if not form.is_valid():
        return _grant_page(request, grant, form)
    granting.refuse(grant, by=request.user, reason=form.cleaned_data["reason"])
    messages.success(request, "You refused the offer. Thank you for telling us why.")
    return redirect("reporting:grant", pk)


# Stories -------------------------------------------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_story(request: SignedIn, pk: int) -> HttpResponse:
    grant = _grant(request, pk)
    require(rules.may_tell(request.user, grant))
    number = request.GET.get("report", "")
    about = get_object_or_404(grant.reports, pk=number) if number.isdecimal() and len(number) < 19 else None
    form = TellStory(request.POST if request.method == "POST" else None)
    if form.is_valid():
        story = storytelling.tell(grant, by=request.user, report=about, **form.facts)
        messages.success(request, "The story is kept. Here is what it may be used for.")
        return redirect("reporting:story", story.pk)
    context = {"grant": grant, "report": about, "form": form}
    return render(request, "reporting/grantee/new_story.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def story(request: SignedIn, pk: int) -> HttpResponse:
    """One story with its uses, to change or to withdraw."""
    story = get_object_or_404(Story.objects.visible_to(request.user).select_related("grant__organisation"), pk=pk)
    form = TellStory(request.POST if request.method == "POST" else None, initial=TellStory.initial_of(story))
    if request.method == "POST":
        require(rules.may_change_story(request.user, story))
        if form.is_valid():
            storytelling.change(story, by=request.user, **form.facts)
            messages.success(request, "The story and its uses are changed.")
            return redirect("reporting:story", pk)
    context = {
        "story": story,
        "is_ours": Grant.objects.own(request.user).filter(pk=story.grant_id).exists(),
        "consents": story.consents.all(),
        "today": timezone.localdate(),
        "form": form,
        "happenings": history.timeline(story),
        "may": May(request.user, story, rules),
    }
    return render(request, "reporting/grantee/story.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def withdraw_story(request: SignedIn, pk: int) -> HttpResponse:
    story = get_object_or_404(Story.objects.visible_to(request.user).select_related("grant"), pk=pk)
    require(rules.may_withdraw_story(request.user, story))
    storytelling.withdraw(story, by=request.user)
    messages.success(request, "The story is withdrawn. It is not shown anywhere from this moment.")
    return redirect("reporting:story", pk)
