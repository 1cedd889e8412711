"""The applications of a round as a list to find, share out, tag and take away as a file."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications import assigning, exporting, inviting, rules, screening
from applications.forms.finding import FindApplications
from applications.forms.officer import Ticked
from applications.forms.screening import SaveFilter
from applications.models import Application, Flag, SavedFilter, Tag, Tagging
from applications.views.officer.frame import round_for
from fund import rules as fund_rules
from fund.kit.doors import SignedIn, require
from fund.kit.sheets import csv_download, excel_download
from fund.models import Round, User


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def applications(request: SignedIn, slug: str) -> HttpResponse:
    round_ = round_for(request, slug)
    may_run = fund_rules.may_run_fund(request.user)
    require(may_run or request.method != "POST")
    find = FindApplications(request.GET, round_=round_, user=request.user)
    data = request.POST if request.method == "POST" else None
    ticked = Ticked(data, round_=round_, options=find.options) if may_run else None
    if ticked and ticked.is_valid():
        _do(request, ticked)
        return redirect(request.get_full_path())
    rows = find.narrow(_handed_in(request, round_)).select_related("organisation", "tier", "priority", "officer")
    page = Paginator(rows.defer("summary"), find.page_size).get_page(request.GET.get("page"))
    _dress(list(page.object_list))
    context = {
        "round": round_,
        "find": find,
        "form": ticked,
        "ticked": set(request.POST.getlist("applications")),
        "page": page,
        "views": SavedFilter.objects.visible_to(request.user).filter(round=round_).select_related("owner"),
        "asked": screening.asked_in(request.GET.urlencode()),
        "save_form": SaveFilter(initial={"query": screening.asked_in(request.GET.urlencode())}, auto_id="view_%s"),
    }
    status = 422 if ticked is not None and ticked.errors else 200
    return render(request, "applications/officer/applications.html", context, status=status)


@login_required
@require_safe
def as_csv(request: SignedIn, slug: str) -> StreamingHttpResponse:
    round_, rows, order = _asked_for(request, slug)
    return csv_download(exporting.table(round_, rows, order), f"{slug}-applications")


@login_required
@require_safe
def as_excel(request: SignedIn, slug: str) -> FileResponse:
    round_, rows, order = _asked_for(request, slug)
    return excel_download(exporting.table(round_, rows, order), f"{slug}-applications")


@login_required
@require_POST
def save_filter(request: SignedIn, slug: str) -> HttpResponse:
    round_ = round_for(request, slug)
    form = SaveFilter(request.POST)
    if not form.is_valid():
        return render(request, "applications/officer/save_filter.html", {"round": round_, "form": form}, status=422)
    saved = screening.save_filter(round_, by=request.user, **form.cleaned_data)
    messages.success(request, f"The view “{saved}” is saved.")
    return redirect(f"{reverse('applications:applications', args=[slug])}?{saved.query}")


@login_required
@require_POST
def drop_filter(request: SignedIn, pk: int) -> HttpResponse:
    saved = get_object_or_404(SavedFilter.objects.visible_to(request.user).select_related("round"), pk=pk)
    require(rules.may_drop_filter(request.user, saved))
    screening.drop_filter(saved, by=request.user)
    messages.success(request, f"The view “{saved}” is removed.")
    return redirect("applications:applications", saved.round.slug)


def _handed_in(request: SignedIn, round_: Round) -> QuerySet[Application]:
    return Application.objects.for_staff(request.user).filter(round=round_)


def _asked_for(request: SignedIn, slug: str) -> tuple[Round, QuerySet[Application], list[Any]]:
    """The round, and all applications that the address asks for in their order."""
    round_ = round_for(request, slug)
    find = FindApplications(request.GET, round_=round_, user=request.user)
    return round_, find.narrow(_handed_in(request, round_)), find.order


def _dress(rows: list[Any]) -> None:
    """Put on the rows of a page what they show besides their columns: three queries."""
    keys = [row.pk for row in rows]
    readings = screening.readings_of(keys)
    tags: dict[int, list[str]] = {}
    for key, name in Tagging.objects.filter(application__in=keys).values_list("application", "tag__name"):
        tags.setdefault(key, []).append(name)
    flags: dict[int, list[str]] = {}
    raised = Flag.objects.filter(application__in=keys, state=Flag.State.OPEN)
    for key, kind in raised.values_list("application", "kind"):
        flags.setdefault(key, []).append(str(Flag.Kind(kind).label))
    for row in rows:
        row.readings = readings.get(row.pk, screening.Readings(0, 0))
        row.tag_names, row.flag_names = tags.get(row.pk, []), flags.get(row.pk, [])


def _do(request: SignedIn, ticked: Ticked) -> None:
    """Do what the pressed button says with the ticked applications, and say what came of it."""
    given = ticked.cleaned_data
    rows, does = given["applications"], given["do"] or "assign"
    if does == "assign":
        sharing = assigning.assign_many(rows, given["assessors"], by=request.user)
        messages.success(request, f"Readings given: {sharing.given}.")
        for words in sharing.left_out:
            messages.warning(request, words)
    elif does == "give":
        officer = None if given["officer"] == "nobody" else User.objects.get(pk=given["officer"])
        number = screening.give(rows, officer, by=request.user)
        messages.success(request, f"Given to {officer or 'nobody'}: {number}.")
    elif does == "invite":
        number = inviting.invite_many(rows, by=request.user, reason=given["reason"])
        messages.success(request, f"Invited to apply in full: {number}.")
    elif does == "leave":
        number = inviting.leave_many(rows, by=request.user, reason=given["reason"])
        messages.success(request, f"Not taken further, and told why: {number}.")
    else:
        tag = Tag.objects.get(pk=given["tag"])
        verb = screening.tag_many if does == "tag" else screening.untag_many
        words = f"Tagged “{tag}”" if does == "tag" else f"Tag “{tag}” taken off"
        messages.success(request, f"{words}: {verb(rows, tag, by=request.user)}.")
