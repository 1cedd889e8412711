"""Those who read for the fund: their own page, and the officers' list of them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fund import readers, rules
from fund.kit.doors import SignedIn, require
from fund.models import ReaderInvitation, ReaderProfile, User
from fund.reader_forms import LookAfter, YourReading

MOST_SHOWN = 200  # invitations; older ones stay in the database


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def my_reading(request: SignedIn) -> HttpResponse:
    """What somebody brings to reading, and the rules that they agree to."""
    require(rules.may_read_for_fund(request.user))
    data = request.POST if request.method == "POST" else None
    form = YourReading(data, initial=readers.facts_of(request.user))
    if request.method == "POST" and form.is_valid():
        readers.tell(by=request.user, **form.cleaned_data)
        messages.success(request, "What you told us is kept. It counts from the next time that bids are shared out.")
        return redirect("my-reading")
    profile = ReaderProfile.objects.filter(user=request.user).select_related("buddy").first()
    context = {"form": form, "profile": profile, "rules": readers.RULES}
    return render(request, "fund/member/reading.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def agree(request: SignedIn) -> HttpResponse:
    require(rules.may_read_for_fund(request.user))
    readers.agree(by=request.user)
    messages.success(request, "Thank you. You have agreed to the rules of reading.")
    return redirect("my-reading")


@login_required
@require_safe
def all_readers(request: SignedIn) -> HttpResponse:
    require(rules.may_run_fund(request.user))
    asked = ReaderInvitation.objects.visible_to(request.user).select_related("round", "invited_by")
    context = {"people": readers.people(seen_by=request.user), "asked": asked[:MOST_SHOWN]}
    return render(request, "fund/officer/readers.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reader(request: SignedIn, pk: int) -> HttpResponse:
    """One reader: what they told, and what the fund does for them."""
    require(rules.may_run_fund(request.user))
    rows = User.objects.filter(roles__kind__in=readers.KINDS, is_active=True).distinct()
    person = get_object_or_404(rows, pk=pk)
    profile = ReaderProfile.objects.visible_to(request.user).filter(user=person).prefetch_related("knows").first()
    start = {"buddy": profile.buddy_id, "trained_on": profile.trained_on} if profile else {}
    form = LookAfter(request.POST if request.method == "POST" else None, initial=start, person=person)
    if request.method == "POST" and form.is_valid():
        readers.look_after(person, by=request.user, **form.facts)
        messages.success(request, f"Kept for {person}.")
        return redirect("readers")
    context = {"person": person, "profile": profile, "form": form}
    return render(request, "fund/officer/reader.html", context, status=422 if form.errors else 200)
