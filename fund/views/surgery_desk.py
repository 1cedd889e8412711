"""The officers' side of surgeries: offering times, the list of a day, closing and calling off."""

from datetime import date, timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fund import rules
from fund import surgeries as verbs
from fund.kit.doors import May, SignedIn, require
from fund.models import Surgery, Talk
from fund.surgery_forms import ChangeSurgeryForm, CloseForm, SurgeryForm, WhyForm

DAYS = 2 * 366  # how far from today a day’s list is shown, so that what follows links comes to an end


@login_required
@require_safe
def surgeries(request: SignedIn) -> HttpResponse:
    """The surgeries to come, or those that are over."""
    require(rules.may_run_fund(request.user))
    is_past = request.GET.get("show") == "past"
    rows = Surgery.objects.visible_to(request.user).select_related("round").with_booked()
    shown = rows.filter(ends_at__lte=timezone.now()).order_by("-starts_at", "-pk") if is_past else rows.to_come()
    context = {
        "page": Paginator(shown, 30).get_page(request.GET.get("page")),
        "is_past": is_past,
        "today": timezone.localdate(),
    }
    return render(request, "fund/officer/surgeries/list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedIn) -> HttpResponse:
    """Offer talks on a day."""
    require(rules.may_run_fund(request.user))
    form = SurgeryForm(*([request.POST] if request.method == "POST" else []), by=request.user)
    if form.is_valid():
        surgery = verbs.make(by=request.user, **form.cleaned_data)
        messages.success(request, f"There is room for {surgery.room} talks. People can book them now.")
        return redirect("surgery", surgery.pk)
    return render(request, "fund/officer/surgeries/new.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_safe
def day(request: SignedIn, day: str) -> HttpResponse:
    """Everybody with whom we talk on one day, in the order of the clock."""
    require(rules.may_run_fund(request.user))
    try:
        on = date.fromisoformat(day)
    except ValueError as fault:
        raise Http404("There is no such day.") from fault
    today = timezone.localdate()
    if abs(on - today) > timedelta(days=DAYS):
        raise Http404("That day is too far away.")
    talks = Talk.objects.visible_to(request.user).booked().filter(starts_at__date=on)
    talks = talks.select_related("surgery__round")
    near = {name: on + timedelta(days=step) for name, step in (("before", -1), ("after", 1))}
    near = {name: each for name, each in near.items() if abs(each - today) <= timedelta(days=DAYS)}
    context = {"day": on, "talks": talks, "today": today, **near}
    return render(request, "fund/officer/surgeries/day.html", context)


@login_required
@require_safe
def surgery(request: SignedIn, pk: int) -> HttpResponse:
    """One surgery: who has booked, and what can be done with it."""
    return _surgery_page(request, _surgery(request, pk))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: SignedIn, pk: int) -> HttpResponse:
    """Change when and how a day's talks are; those who booked are told."""
    row = _surgery(request, pk)
    require(rules.may_change_surgery(request.user, row))
    form = ChangeSurgeryForm(*([request.POST] if request.method == "POST" else []), by=request.user, surgery=row)
    if form.is_valid():
        to_phone = verbs.change(row, by=request.user, **form.cleaned_data)
        messages.success(request, "The surgery is changed. Everybody whom it concerns is told by e-mail.")
        for talk in to_phone:
            messages.warning(request, f"Phone {talk.name} on {talk.phone}: they gave no e-mail address.")
        return redirect("surgery", pk)
    context = {"form": form, "surgery": row}
    return render(request, "fund/officer/surgeries/change.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def close(request: SignedIn, pk: int) -> HttpResponse:
    row = _surgery(request, pk)
    require(rules.may_close_surgery(request.user, row))
    form = CloseForm(request.POST)
    if not form.is_valid():
        return _surgery_page(request, row, closing=form, status=422)
    verbs.close(row, by=request.user, **form.cleaned_data)
    messages.success(request, "Nobody else can book. Talks that are booked stay.")
    return redirect("surgery", pk)


@login_required
@require_POST
def reopen(request: SignedIn, pk: int) -> HttpResponse:
    row = _surgery(request, pk)
    require(rules.may_reopen_surgery(request.user, row))
    verbs.reopen(row, by=request.user)
    messages.success(request, "People can book again.")
    return redirect("surgery", pk)


@login_required
@require_POST
def cancel(request: SignedIn, pk: int) -> HttpResponse:
    row = _surgery(request, pk)
    require(rules.may_cancel_surgery(request.user, row))
    form = WhyForm(request.POST)
    if not form.is_valid():
        return _surgery_page(request, row, form=form, status=422)
    to_phone = verbs.cancel(row, by=request.user, **form.cleaned_data)
    messages.success(request, "The surgery is called off, and everybody with an e-mail address is told.")
    for talk in to_phone:
        messages.warning(request, f"Phone {talk.name} on {talk.phone}: they gave no e-mail address.")
    return redirect("surgery", pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def call_off(request: SignedIn, pk: int) -> HttpResponse:
    """Call one talk off, with a reason."""
    require(rules.may_run_fund(request.user))
    talk = get_object_or_404(Talk.objects.visible_to(request.user).select_related("surgery"), pk=pk)
    require(rules.may_call_off_talk(request.user, talk))
    form = WhyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        verbs.call_off(talk, by=request.user, **form.cleaned_data)
        told = "They are told." if talk.email else f"Phone them on {talk.phone}: they gave no e-mail address."
        messages.success(request, f"The talk with {talk.name} is called off. {told}")
        return redirect("surgery", talk.surgery_id)
    context = {"form": form, "talk": talk}
    return render(request, "fund/officer/surgeries/call_off.html", context, status=422 if form.errors else 200)


def _surgery(request: SignedIn, pk: int) -> Surgery:
    require(rules.may_run_fund(request.user))
    rows = Surgery.objects.visible_to(request.user).select_related("round", "made_by").with_booked()
    return get_object_or_404(rows, pk=pk)


def _surgery_page(
    request: SignedIn,
    row: Surgery,
    *,
    form: WhyForm | None = None,
    closing: CloseForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "surgery": row,
        "talks": row.talks.select_related("surgery"),
        "form": form or WhyForm(),
        "closing": closing or CloseForm(auto_id="close_%s"),
        "may": May(request.user, row, rules),
    }
    return render(request, "fund/officer/surgeries/surgery.html", context, status=status)
