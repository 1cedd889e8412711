"""The list of awards as a paper, and its approval."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications import rules
from applications.announcing import approving, round_rules
from applications.forms.announcing import Approve, TellingRules
from applications.models import AwardPaper
from applications.views.officer.frame import round_for
from fund import files
from fund import rules as fund_rules
from fund.kit.doors import May, SignedIn, require
from fund.kit.states import Refused


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def telling_rules(request: SignedIn, slug: str) -> HttpResponse:
    """How this round tells its decisions."""
    round_ = round_for(request, slug)
    require(fund_rules.may_run_fund(request.user))
    form = TellingRules(request.POST if request.method == "POST" else None, round_=round_)
    if not form.is_valid():
        context = {"round": round_, "form": form}
        return render(request, "applications/officer/telling_rules.html", context, status=422 if form.is_bound else 200)
    round_rules.set_rules(round_, by=request.user, **form.cleaned_data)
    messages.success(request, "Saved.")
    return redirect("applications:round", slug)


@login_required
@require_POST
def freeze_awards(request: SignedIn, slug: str) -> HttpResponse:
    """Make the list of awards as it stands now."""
    round_ = round_for(request, slug)
    require(rules.may_freeze_awards(request.user, round_))
    return redirect("applications:award-paper", approving.freeze(round_, by=request.user).pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def award_paper(request: SignedIn, pk: int) -> HttpResponse:
    """One list of awards, to send to whoever approves, and the place to record that they did."""
    paper = _paper(request, pk)
    standing = approving.standing(paper.round)
    form = Approve(request.POST, request.FILES) if request.method == "POST" else Approve()
    if request.method == "POST":
        require(rules.may_approve(request.user, paper.round))
        approving.see_that_it_waits(paper, standing)
    if form.is_valid():
        approving.approve(paper, by=request.user, **form.cleaned_data)
        messages.success(request, "The approval is recorded.")
        return redirect("applications:award-paper", pk)
    context = {
        "round": paper.round,
        "paper": paper,
        "is_newest": standing.paper == paper,
        "changed": standing.changed if standing.paper == paper else [],
        "form": form,
        "may": May(request.user, paper.round, rules, fund_rules),
    }
    return render(request, "applications/officer/award_paper.html", context, status=422 if form.is_bound else 200)


@login_required
@require_safe
def approval_file(request: SignedIn, pk: int) -> HttpResponseBase:
    """What whoever approved sent."""
    file = _paper(request, pk).file
    if file is None:
        raise Http404
    return files.download(file)


def _paper(request: SignedIn, pk: int) -> AwardPaper:
    require(fund_rules.may_run_fund(request.user))
    rows = AwardPaper.objects.select_related("round", "file", "made_by", "recorded_by")
    paper = get_object_or_404(rows, pk=pk)
    if not rules.may_see_sealed(request.user, paper.round):
        raise Refused("You have ties to a bid in this round, so its list of awards is for somebody else of the fund.")
    return paper
