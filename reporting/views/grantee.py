"""The grantee's pages: what is due, the grant, and its stories. Those of a report are in `grantee_report`."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch, Sum
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from applications import granting, reserve_list
from applications import rules as application_rules
from applications.models import Application, Grant
from fund.kit.doors import May, SignedIn, require
from fund.models import Round
from reporting import comparing, overview, paying, rules, scheduling, spreading, starting
from reporting.figures import aiming
from reporting.forms.grantee import AcceptOffer, RefuseOffer
from reporting.models import Instalment, Report, Story
from reporting.views.grantee_report import check, copy, figures, hand_in, report, share, spending, tell_minutes
from reporting.views.stories import new_story, story, withdraw_story

__all__ = [
    "accept_grant",
    "check",
    "copy",
    "figures",
    "grant",
    "hand_in",
    "home",
    "new_story",
    "spending",
    "tell_minutes",
    "refuse_grant",
    "report",
    "share",
    "story",
    "withdraw_story",
]


@login_required
@require_safe
def home(request: SignedIn) -> HttpResponse:
    """What is due next, and everything that this person's groups have with the fund."""
    applications = Application.objects.own(request.user).select_related("round", "organisation")
    owed = Prefetch("reports", Report.objects.owed().select_related("grant"), to_attr="owed")
    own = Grant.objects.own(request.user).select_related("organisation", "round")
    grants = starting.asked(own, by=request.user).prefetch_related(owed)
    grants = grants.prefetch_related(Prefetch("instalments", Instalment.objects.select_related("after_report")))
    context = {
        "due": overview.next_due(applications, grants),
        "applications": applications,
        "grants": [(grant, paying.money_of(grant, grant.instalments.all())) for grant in grants],
        "memberships": request.user.memberships.select_related("organisation").order_by("organisation__name"),
        "used": overview.used_of(Report.objects.own(request.user).said_back()[:3]),
        "open_rounds": Round.objects.open().soonest_first(),
        "asked_about": spreading.asked_about(grants),
    }
    return render(request, "reporting/grantee/home.html", context)


# The grant -----------------------------------------------------------------------------------------------------------


def _grant(request: SignedIn, pk: int) -> Grant:
    rows = Grant.objects.own(request.user).select_related("organisation", "round", "application__decision")
    return get_object_or_404(starting.asked(rows, by=request.user), pk=pk)


@login_required
@require_safe
def grant(request: SignedIn, pk: int) -> HttpResponse:
    return _grant_page(request, _grant(request, pk))


def _grant_page(request: SignedIn, grant: Grant, wrong: Form | None = None) -> HttpResponse:
    context = {
        "grant": grant,
        "total": grant.budget.aggregate(total=Sum("amount"))["total"],
        "money": paying.money_of(grant),
        "answer_by": reserve_list.answer_by(grant) if grant.state == Grant.State.OFFERED else None,
        "today": timezone.localdate(),
        "reports": grant.reports.all(),
        "stories": Story.objects.visible_to(request.user).filter(grant=grant),
        "asked_stories": Story.objects.known_to(request.user).unread().filter(grant=grant),
        "events": grant.event_invitations.select_related("event").order_by("-event__day"),
        "summaries": grant.summaries.published(),
        "reviews": grant.learning_reviews.select_related("summary"),
        "aims": aiming.aims_of(grant),
        "compared": comparing.compared(grant),
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
    scheduling.begin(grant, by=request.user, starts_on=form.cleaned_data["starts_on"])
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
