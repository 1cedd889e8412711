"""Looking through applications: my queue, the checklist, who has it, flags, tags, notes and the same text."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications import rules, screening
from applications.forms.screening import Checklist, ChooseTags, CloseFlag, GiveTo, LineRows, RaiseFlag, WriteNote
from applications.models import Application, Flag, SimilarPair
from applications.views.officer.frame import application_for, round_for
from fund import rules as fund_rules
from fund.kit.doors import May, SignedIn, require
from fund.rounds.checklist import checklist_of, write_checklist


@login_required
@require_safe
def queue(request: SignedIn) -> HttpResponse:
    """What is next for me, across the rounds."""
    require(fund_rules.may_run_fund(request.user))
    rows = screening.queue_of(request.user).select_related("round", "organisation").defer("summary")
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    for row in page:
        row.next_step = screening.STEPS[row.step]
    context = {"page": page, "free": screening.waiting_for_nobody()}
    return render(request, "applications/officer/queue.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def screen(request: SignedIn, pk: int) -> HttpResponse:
    """The checklist of one application."""
    row = application_for(request, pk)
    require(rules.may_screen(request.user, row))
    form = Checklist(request.POST if request.method == "POST" else None, lines=screening.lines_of(row))
    if request.method == "POST" and form.is_valid():
        screening.check(row, form.answers, by=request.user)
        words = "every line is a yes, so it is screened" if row.screened_at else "what you found is saved"
        messages.success(request, f"{row.reference}: {words}.")
        if screening.reasons_against(row):
            return redirect("applications:rule-out", pk)
        return redirect("applications:application", pk)
    return _form_page(request, "screen", row, form)


@login_required
@require_safe
def related(request: SignedIn, pk: int) -> HttpResponse:
    """Earlier and related bids and applications with much the same text: a part of the page, or a page by itself."""
    row = application_for(request, pk)
    context = {"application": row, "related": screening.related(row), "same_texts": list(screening.same_text(row))}
    name = "related_part" if request.htmx else "related"
    return render(request, f"applications/officer/{name}.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: SignedIn, pk: int) -> HttpResponse:
    """Give one application to a case officer."""
    row = application_for(request, pk)
    require(rules.may_remark(request.user, row))
    form = GiveTo(request.POST if request.method == "POST" else None, application=row)
    if request.method == "POST" and form.is_valid():
        screening.give([row], form.cleaned_data["officer"], by=request.user)
        messages.success(request, f"{row.reference} is now with {form.cleaned_data['officer'] or 'nobody'}.")
        return redirect("applications:application", pk)
    return _form_page(request, "give", row, form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def raise_flag(request: SignedIn, pk: int) -> HttpResponse:
    row = application_for(request, pk)
    require(rules.may_remark(request.user, row))
    form = RaiseFlag(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        screening.raise_flag(row, by=request.user, **form.cleaned_data)
        messages.success(request, f"The flag on {row.reference} is raised.")
        return redirect("applications:application", pk)
    return _form_page(request, "raise_flag", row, form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def close_flag(request: SignedIn, pk: int) -> HttpResponse:
    require(fund_rules.may_run_fund(request.user))
    flag = get_object_or_404(Flag.objects.select_related("raised_by"), pk=pk)
    require(rules.may_close_flag(request.user, flag))
    row = application_for(request, flag.application_id)
    form = CloseFlag(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        screening.close_flag(flag, by=request.user, **form.cleaned_data)
        messages.success(request, f"The flag on {row.reference} is {flag.get_state_display().lower()}.")
        return redirect("applications:application", row.pk)
    return _form_page(request, "close_flag", row, form, flag=flag)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def choose_tags(request: SignedIn, pk: int) -> HttpResponse:
    row = application_for(request, pk)
    require(rules.may_remark(request.user, row))
    form = ChooseTags(request.POST if request.method == "POST" else None, application=row)
    if request.method == "POST" and form.is_valid():
        screening.set_tags(row, form.cleaned_data["tags"], by=request.user)
        messages.success(request, f"The tags of {row.reference} are saved.")
        return redirect("applications:application", pk)
    return _form_page(request, "choose_tags", row, form)


@login_required
@require_POST
def add_note(request: SignedIn, pk: int) -> HttpResponse:
    row = application_for(request, pk)
    require(rules.may_remark(request.user, row))
    form = WriteNote(request.POST)
    if not form.is_valid():
        return _form_page(request, "add_note", row, form)
    screening.add_note(row, by=request.user, words=form.cleaned_data["words"])
    messages.success(request, "The note is kept.")
    return redirect("applications:application", pk)


@login_required
@require_safe
def same_text(request: SignedIn, pk: int) -> HttpResponse:
    """The passages that two applications share, side by side."""
    require(fund_rules.may_look_round(request.user))
    pair = get_object_or_404(SimilarPair.objects.select_related("one__organisation", "other__organisation"), pk=pk)
    application_for(request, pair.one_id)
    context = {"pair": pair, "may": May(request.user, pair.one, rules), "round": pair.one.round}
    return render(request, "applications/officer/same_text.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def checklist(request: SignedIn, slug: str) -> HttpResponse:
    """The lines of a round's checklist, to change."""
    round_ = round_for(request, slug)
    require(fund_rules.may_run_fund(request.user))
    lines = [{"code": line.code, "words": line.words, "guidance": line.guidance} for line in checklist_of(round_)]
    formset = LineRows(request.POST if request.method == "POST" else None, initial=lines, prefix="lines")
    if request.method == "POST" and formset.is_valid():
        kept = [form.cleaned_data for form in formset if form.cleaned_data.get("words")]
        write_checklist(round_, [(row["code"], row["words"], row["guidance"]) for row in kept], by=request.user)
        messages.success(request, "The checklist is saved. What was found so far stays.")
        return redirect("applications:round", slug)
    context = {"round": round_, "formset": formset, "is_own": round_.checklist.exists()}
    status = 422 if formset.is_bound else 200
    return render(request, "applications/officer/checklist.html", context, status=status)


def _form_page(request: SignedIn, name: str, row: Application, form: Any, **more: Any) -> HttpResponse:
    context = {"application": row, "form": form, **more}
    return render(request, f"applications/officer/{name}.html", context, status=422 if form.errors else 200)
