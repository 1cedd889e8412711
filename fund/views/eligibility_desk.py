"""Where an officer writes the short check of a round."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from fund import eligibility, rules
from fund.eligibility_forms import rows_of
from fund.kit.doors import SignedIn, require
from fund.models import Round
from fund.models.eligibility import MOST


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def set_up_check(request: SignedIn, slug: str) -> HttpResponse:
    """The questions of the check with room for one more; saving shows the page again, with room for the next."""
    require(rules.may_run_fund(request.user))
    round_ = get_object_or_404(Round.objects.visible_to(request.user), slug=slug)
    formset = rows_of(list(round_.eligibility.all()), request.POST if request.method == "POST" else None)
    moved = formset.rearranged(request.POST.get("do", "")) if request.method == "POST" else None
    if request.method == "POST" and moved is None and formset.is_valid():
        kept = eligibility.replace(round_, formset.wanted, by=request.user)
        messages.success(request, f"The check is saved. It has {len(kept)} question{'' if len(kept) == 1 else 's'}.")
        return redirect("set-up-check", round_.slug)
    shown = moved or formset
    context = {"round": round_, "formset": shown, "most": MOST}
    return render(request, "fund/officer/check.html", context, status=422 if shown.is_bound else 200)
