"""What the fund pays those who read."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from fund import paying_readers, rules
from fund.kit.doors import May, SignedIn, require
from fund.models import Fund
from fund.reader_forms import SetRates


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rates(request: SignedIn) -> HttpResponse:
    """The rates and how they changed; managers set them."""
    require(rules.may_see_rates(request.user))
    fund = get_object_or_404(Fund.objects.order_by("pk")[:1])
    start = {name: getattr(fund, name) for name in paying_readers.RATES}
    form = SetRates(request.POST if request.method == "POST" else None, initial=start)
    if request.method == "POST":
        require(rules.may_set_rates(request.user))
        if form.is_valid():
            paying_readers.set_rates(fund, by=request.user, **form.facts)
            messages.success(request, "The rates are kept. They count for what is asked for from now on.")
            return redirect("reader-rates")
    context = {"form": form, "fund": fund, "earlier": paying_readers.history_of(fund)}
    context["may"] = May(request.user, fund, rules)
    return render(request, "fund/officer/rates.html", context, status=422 if form.errors else 200)
