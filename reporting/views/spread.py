"""How an approach spreads: asking without an account, one's own link, the group's page, the officers'."""

from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications.models import Grant
from fund import links
from fund.kit.doors import SignedIn, require
from fund.models import PrivateLink
from reporting import rules, spreading
from reporting.forms.spread import Introduce, RecordStep, TellStep
from reporting.models import LearningSummary, SpreadEvent, SpreadYes

TOO_OFTEN = "That was too often in a short time. Wait a minute, then press again. What you wrote is still here"
WAYS = {"talk": SpreadEvent.Kind.ENQUIRY, "try": SpreadEvent.Kind.TEST_STARTED}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def introduce(request: HttpRequest, slug: str, way: str, reference: str = "") -> HttpResponse:
    """Ask to talk with a project of a summary, or say that one tries what it did. Both are introduced by letter."""
    rows = LearningSummary.objects.published().select_related("grant__organisation", "approved_by")
    summary = get_object_or_404(rows, slug=slug)
    if not reference and summary.grant is None:
        return redirect(reverse("reporting:summary", args=[slug]) + "#spread")  # there one chooses with whom
    grants = {grant.reference: grant for grant in spreading.projects_of(summary)}
    if reference and reference not in grants:
        raise Http404("The summary does not draw on this project.")
    grant, is_trying = grants[reference] if reference else summary.grant, way == "try"
    assert grant is not None
    form = Introduce(request.POST if request.method == "POST" else None, is_trying=is_trying)
    by = spreading.introducer(summary)
    context = {"summary": summary, "grant": grant, "form": form, "is_trying": is_trying, "by": by}
    if form.is_valid():
        if not ratelimit.consume(request, action="spread", key=form.cleaned_data["email"].lower()):
            form.add_error(None, TOO_OFTEN)
            return render(request, "reporting/spread/introduce.html", context, status=429)
        spreading.ask(summary, grant, kind=WAYS[way], **form.cleaned_data)
        messages.success(request, "We have written to the project, and sent you a copy.")
        return redirect("reporting:summary", slug)
    return render(request, "reporting/spread/introduce.html", context, status=422 if form.is_bound else 200)


@links.page(spreading.LINK)
def own_step(request: HttpRequest, link: PrivateLink, token: str) -> HttpResponseBase:
    """The page behind one's own link: what has happened since. Opening it changes nothing."""
    first: Any = SpreadEvent.objects.select_related("grant__organisation").get(pk=link.about_id)
    form = TellStep(request.POST if request.method == "POST" else None)
    if form.is_valid():
        spreading.tell(first, **form.facts)
        messages.success(request, "Thank you. This helps the next group.")
        return redirect("private-link", token)
    context = {"first": first, "later": first.later.order_by("told_at", "pk"), "form": form}
    return render(request, "reporting/spread/own_step.html", context, status=422 if form.is_bound else 200)


# The group whose approach it is --------------------------------------------------------------------------------------


@login_required
@require_safe
def grant_spread(request: SignedIn, pk: int) -> HttpResponse:
    """Who asked about one's project, tries it or took it up. No addresses: those stand in the letters."""
    grant = get_object_or_404(Grant.objects.own(request.user).select_related("organisation"), pk=pk)
    steps = grant.spread.visible_to(request.user).prefetch_related("yeses")
    lines = [(step, {yes.side for yes in step.yeses.all()}) for step in steps]
    context = {"grant": grant, "lines": lines, "may_confirm": _writes(request, grant)}
    return render(request, "reporting/spread/mine.html", context)


def _writes(request: SignedIn, grant: Grant) -> bool:
    return rules.may_confirm_own_spread(request.user, SpreadEvent(grant=grant, kind=SpreadEvent.Kind.ADOPTED))


@login_required
@require_POST
def confirm_own(request: SignedIn, pk: int) -> HttpResponse:
    own = SpreadEvent.objects.filter(grant__in=Grant.objects.own(request.user))
    event = get_object_or_404(own.select_related("grant"), pk=pk)
    require(rules.may_confirm_own_spread(request.user, event))
    spreading.confirm(event, side=SpreadYes.Side.SOURCE, by=request.user)
    messages.success(request, "Thank you. Your yes is kept.")
    return redirect("reporting:grant-spread", event.grant_id)


# The fund ------------------------------------------------------------------------------------------------------------


@login_required
@require_safe
def spread(request: SignedIn) -> HttpResponse:
    """All steps of spread, the newest first; those that wait for a yes before them."""
    require(rules.may_see_spread(request.user))
    steps = SpreadEvent.objects.visible_to(request.user).select_related("grant__organisation").prefetch_related("yeses")
    context = {
        "waiting": steps.waiting().order_by("told_at", "pk")[:100],
        "counted": steps.filter(kind__in=SpreadEvent.ADOPTIONS).counted().count(),
        "asked": steps.filter(kind=SpreadEvent.Kind.ENQUIRY).count(),
        "tried": steps.filter(kind=SpreadEvent.Kind.TEST_STARTED).count(),
        "page": Paginator(steps, 50).get_page(request.GET.get("page")),
    }
    return render(request, "reporting/spread/all.html", context)


@login_required
@require_POST
def confirm(request: SignedIn, pk: int) -> HttpResponse:
    require(rules.may_see_spread(request.user))
    event = get_object_or_404(SpreadEvent.objects.visible_to(request.user), pk=pk)
    require(rules.may_confirm_spread(request.user, event))
    spreading.confirm(event, side=SpreadYes.Side.FUND, by=request.user)
    messages.success(request, "It counts now.")
    return redirect("reporting:spread")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: SignedIn, pk: int) -> HttpResponse:
    """Write down a step that the fund learned of."""
    require(rules.may_see_spread(request.user))
    rows = Grant.objects.visible_to(request.user).select_related("organisation")
    grant = get_object_or_404(rows, pk=pk)
    require(rules.may_record_spread(request.user, grant))
    form = RecordStep(request.POST if request.method == "POST" else None)
    if form.is_valid():
        spreading.record(grant, by=request.user, **form.facts)
        messages.success(request, "The step is kept.")
        return redirect("reporting:spread")
    context = {"grant": grant, "form": form, "title": "How it spread", "button": "Keep this step"}
    return render(request, "reporting/officer/grant_form.html", context, status=422 if form.is_bound else 200)
