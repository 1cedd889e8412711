"""The days on which the fund is closed."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from fund import open_days, rules
from fund.forms import CloseDays
from fund.kit.doors import May, SignedIn, require
from fund.models import Closure, Fund


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def closures(request: SignedIn) -> HttpResponse:
    """The closures, those to come first; managers add one."""
    require(rules.may_run_fund(request.user))
    fund = get_object_or_404(Fund.objects.order_by("pk")[:1])
    form = CloseDays(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        require(rules.may_close_days(request.user))
        if form.is_valid():
            open_days.close(fund, by=request.user, **form.cleaned_data)
            messages.success(request, "The days are kept. Reminders wait while the fund is closed.")
            return redirect("closures")
    today = timezone.localdate()
    context = {
        "coming": fund.closures.filter(to_on__gte=today),
        "past": fund.closures.filter(to_on__lt=today).order_by("-from_on")[:20],
        "form": form,
        "may": May(request.user, fund, rules),
    }
    return render(request, "fund/officer/closures.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def open_again(request: SignedIn, pk: int) -> HttpResponse:
    require(rules.may_close_days(request.user))
    open_days.open_again(get_object_or_404(Closure, pk=pk), by=request.user)
    messages.success(request, "The fund works on these days.")
    return redirect("closures")
