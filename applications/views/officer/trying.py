"""The test applications of a round: start one, see them, delete them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from applications import trying
from applications.forms.rounds import StartTest
from applications.models import Application
from applications.views.officer.frame import round_for
from fund import rules as fund_rules
from fund.kit.doors import May, SignedIn, require


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def tests(request: SignedIn, slug: str) -> HttpResponse:
    """The tests of a round, and a new one."""
    round_ = round_for(request, slug)
    require(fund_rules.may_run_fund(request.user))
    form = StartTest(request.POST if request.method == "POST" else None)
    if form.is_valid():
        require(fund_rules.may_try_round(request.user, round_))
        test = trying.start_test(round_, by=request.user, is_new_group=form.cleaned_data["age"] == "new")
        messages.success(request, f"{test.reference} is a test. Nothing in it counts.")
        return redirect("applications:detail", test.pk)
    rows = Application.objects.tests().filter(round=round_).select_related("organisation", "started_by")
    context = {"round": round_, "form": form, "rows": rows, "may": May(request.user, round_, fund_rules)}
    return render(request, "applications/officer/tests.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def delete_test(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    """Delete one test application."""
    round_ = round_for(request, slug)
    require(fund_rules.may_run_fund(request.user))
    test = get_object_or_404(Application.objects.tests().filter(round=round_), pk=pk)
    trying.delete_test(test, by=request.user)
    messages.success(request, f"{test.reference} is deleted.")
    return redirect("applications:tests", slug)
