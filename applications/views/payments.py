"""What a reader asks to be paid, or paid back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications import claiming, rules
from applications.forms.claims import AskPayment
from applications.models import ReaderClaim
from fund import files
from fund.kit.doors import SignedIn, require
from fund.models import Round


@login_required
@require_safe
def payments(request: SignedIn) -> HttpResponse:
    """What one asked for and what became of it; reading that can be asked for in one press."""
    require(rules.may_ask_payment(request.user))
    context = {
        "times": [(time, claiming.mark_of(time)) for time in claiming.reading_times(request.user)],
        "claims": claiming.listed(seen_by=request.user).filter(reader=request.user),
        "takes_no_pay": claiming.takes_no_pay(request.user),
        "fund": claiming.fund_of_readers(),
    }
    return render(request, "applications/assessor/payments.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask_payment(request: SignedIn) -> HttpResponse:
    require(rules.may_ask_payment(request.user))
    is_sent = request.method == "POST"
    form = AskPayment(request.POST if is_sent else None, request.FILES if is_sent else None, paid_to=request.user)
    if not form.is_valid():
        context = {"form": form, "fund": claiming.fund_of_readers()}
        return render(request, "applications/assessor/ask_payment.html", context, status=422 if form.is_bound else 200)
    claiming.ask(request.user, by=request.user, **form.cleaned_data)
    messages.success(request, "Your claim is with the fund. You get a letter when it is agreed.")
    return redirect("applications:payments")


@login_required
@require_POST
def ask_reading_pay(request: SignedIn, slug: str) -> HttpResponse:
    require(rules.may_ask_payment(request.user))
    round_ = get_object_or_404(Round, slug=slug)
    claiming.ask_for_reading(request.user, round_=round_, seen=request.POST.get("seen", ""))
    messages.success(request, "Your claim is with the fund. You get a letter when it is agreed.")
    return redirect("applications:payments")


@login_required
@require_POST
def withdraw_claim(request: SignedIn, pk: int) -> HttpResponse:
    claim = get_object_or_404(ReaderClaim.objects.visible_to(request.user), pk=pk)
    require(rules.may_withdraw_claim(request.user, claim))
    claiming.withdraw(claim, by=request.user)
    messages.success(request, "The claim is withdrawn.")
    return redirect("applications:payments" if claim.reader_id == request.user.pk else "applications:claims")


@login_required
@require_safe
def receipt(request: SignedIn, pk: int) -> FileResponse:
    rows = ReaderClaim.objects.visible_to(request.user).exclude(receipt=None).select_related("receipt")
    claim = get_object_or_404(rows, pk=pk)
    assert claim.receipt is not None
    copy = files.Copy.ORIGINAL if claim.reader_id == request.user.pk else files.Copy.NO_PLACE
    return files.download(claim.receipt, by=request.user, copy=copy)
