"""An own application used again in another round."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from applications import rules, using_again
from applications.forms.together import UseAgainForm
from applications.views.applicant.frame import frame, own
from fund.kit.doors import SignedIn, require


@login_required
@require_safe
def use_again(request: SignedIn, pk: int) -> HttpResponse:
    """Choose an open round."""
    source = own(request.user, pk)
    require(rules.may_use_again(request.user, source))
    context = {**frame(request, source), "rounds": using_again.rounds_for(source)}
    return render(request, "applications/applicant/use_again.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def use_again_in(request: SignedIn, pk: int, slug: str) -> HttpResponse:
    """See what would come along into one round, and start there."""
    source = own(request.user, pk)
    require(rules.may_use_again(request.user, source))
    round_ = get_object_or_404(using_again.rounds_for(source), slug=slug)
    plan = using_again.plan(source, round_)
    form = UseAgainForm(request.POST if request.method == "POST" else None, papers=plan.papers)
    if form.is_valid():
        made = using_again.start(source, round_, papers=form.cleaned_data["papers"], by=request.user)
        messages.success(request, f"{made.reference} is begun. Read each answer again: this round may ask differently.")
        return redirect("applications:detail", made.pk)
    context = {**frame(request, source), "chosen": round_, "plan": plan, "form": form}
    return render(request, "applications/applicant/use_again_in.html", context, status=422 if form.is_bound else 200)
