"""Reading one short note, and saying what becomes of it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from applications import assessing, inviting, rules
from applications.forms.officer import Invite
from applications.models import Application, ApplicationAnswers
from applications.views.officer.frame import application_for, round_for
from fund import rules as fund_rules
from fund.kit.doors import SignedIn, require


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: SignedIn, pk: int) -> HttpResponse:
    """The note with the question what becomes of it."""
    row = application_for(request, pk)
    require(rules.may_invite(request.user, row))
    form = Invite(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        is_invited = form.cleaned_data["answer"] == "invite"
        verb, words = (inviting.invite, "invited to apply in full") if is_invited else (inviting.leave, "told why not")
        verb(row, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, f"{row.organisation.name} is {words}.")
        return redirect("applications:application", pk)
    context = {"application": row, "form": form, "show_name": True}
    context["reading"] = assessing.reading(row, ApplicationAnswers.objects.notes(), everything=True)
    return render(request, "applications/officer/invite.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def invite_test(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    """Let a test go on from its short note to the whole application."""
    round_ = round_for(request, slug)
    require(fund_rules.may_run_fund(request.user))
    test = get_object_or_404(Application.objects.tests().filter(round=round_), pk=pk)
    inviting.invite(test, by=request.user)
    messages.success(request, f"{test.reference} now asks the questions of the whole application.")
    return redirect("applications:detail", pk)
