"""Planning the meetings of the panel."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications import meeting as verbs
from applications.forms.meeting import AddItem, PlanMeeting
from applications.models import AgendaItem, Meeting
from applications.views.officer.frame import round_for
from fund import rules as fund_rules
from fund.kit.doors import May, SignedIn, require


@login_required
@require_safe
def meetings(request: SignedIn, slug: str) -> HttpResponse:
    round_ = round_for(request, slug)
    context = {
        "round": round_,
        "meetings": round_.meetings.select_related("chair"),
        "may": May(request.user, round_, fund_rules),
    }
    return render(request, "applications/officer/meetings.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def plan_meeting(request: SignedIn, slug: str) -> HttpResponse:
    round_ = round_for(request, slug)
    require(fund_rules.may_run_fund(request.user))
    form = PlanMeeting(
        request.POST if request.method == "POST" else None,
        initial={"name": f"Panel for {round_}", "day": round_.panel_on, "quorum": 3, "minutes_each": 8},
    )
    if form.is_valid():
        made = verbs.plan(round_, by=request.user, **form.facts)
        messages.success(request, "The meeting is planned. Everybody asked has a letter.")
        return redirect("applications:agenda", made.pk)
    context = {"round": round_, "form": form, "title": "Plan a meeting"}
    return render(request, "applications/officer/plan_meeting.html", context, status=422 if form.is_bound else 200)


def _meeting(request: SignedIn, pk: int) -> Meeting:
    require(fund_rules.may_run_fund(request.user))
    return get_object_or_404(Meeting.objects.visible_to(request.user).select_related("round", "chair"), pk=pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_meeting(request: SignedIn, pk: int) -> HttpResponse:
    row = _meeting(request, pk)
    form = PlanMeeting(request.POST if request.method == "POST" else None, meeting=row)
    if form.is_valid():
        verbs.change(row, by=request.user, **form.facts)
        messages.success(request, "The meeting is changed.")
        return redirect("applications:agenda", pk)
    context = {"round": row.round, "meeting": row, "form": form, "title": "Change the meeting"}
    return render(request, "applications/officer/plan_meeting.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def agenda(request: SignedIn, pk: int) -> HttpResponse:
    """What comes when; a POST adds an item that is no bid."""
    row = _meeting(request, pk)
    form = AddItem(request.POST if request.method == "POST" else None)
    if form.is_valid():
        verbs.add_item(row, by=request.user, **form.cleaned_data)
        return redirect("applications:agenda", pk)
    items = row.agenda.select_related("application__organisation")
    context = {"round": row.round, "meeting": row, "form": form, "items": items, "orders": verbs.ORDERS}
    context["seats"] = row.seats.select_related("person")
    return render(request, "applications/officer/agenda.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def arrange_agenda(request: SignedIn, pk: int) -> HttpResponse:
    """Put the agenda into one of the usual orders, move one item, or add the bids that came since."""
    row = _meeting(request, pk)
    do = request.POST.get("do", "")
    if do in verbs.ORDERS:
        verbs.arrange_by(row, do, by=request.user)
    elif do == "add":
        verbs.add_bids(row, by=request.user)
    else:
        verbs.arrange(row, _moved(row, do), by=request.user)
    return redirect("applications:agenda", pk)


def _moved(row: Meeting, do: str) -> list[int]:
    """The keys of the agenda with one of them a place up or down."""
    keys = list(row.agenda.values_list("pk", flat=True))
    way, _, raw = do.partition("-")
    if raw.isascii() and raw.isdecimal() and int(raw) in keys:
        at = keys.index(int(raw))
        keys.insert(max(at - 1, 0) if way == "up" else at + 1, keys.pop(at))
    return keys


@login_required
@require_POST
def drop_item(request: SignedIn, pk: int, item: int) -> HttpResponse:
    row = _meeting(request, pk)
    there = AgendaItem.objects.filter(meeting=row).select_related("meeting")
    verbs.drop_item(get_object_or_404(there, pk=item), by=request.user)
    return redirect("applications:agenda", pk)
