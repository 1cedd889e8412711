"""The short page on which a group says how its project begins."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from applications.models import Grant
from fund.kit.doors import SignedIn, refusals_in, require
from fund.questionnaires import Lists, form_for_some
from reporting import rules, starting
from reporting.comparing import CONDITIONS


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: SignedIn, pk: int) -> HttpResponse:
    rows = Grant.objects.own(request.user).select_related("organisation", "round", "start")
    grant = get_object_or_404(rows, pk=pk)
    require(rules.may_tell_start(request.user, grant))
    question = starting.question_of(grant)
    if question is None or grant.round is None:
        raise Http404("The reports of this grant do not ask for the conditions.")
    question.is_folded = False
    kept = {CONDITIONS: grant.start.said} if hasattr(grant, "start") else {}
    sent = request.POST if request.method == "POST" else None
    form = form_for_some([question], Lists(grant.round), values=kept, data=sent)
    if form.is_valid():
        with refusals_in(form):
            starting.tell(grant, question, form.answers.get(CONDITIONS, []), by=request.user)
            messages.success(request, "Thank you. Your answers stand on this page, as “At the start”.")
            return redirect("reporting:grant", pk)
    context = {"grant": grant, "form": form}
    return render(request, "reporting/grantee/start.html", context, status=422 if form.is_bound else 200)
