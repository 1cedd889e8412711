"""The learning desk: the short lines of a summary, and who has checked them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from fund.kit.doors import May, SignedIn, require
from fund.kit.reading_age import grade
from reporting import outputs, rules
from reporting.forms.easy import EditEasy, NoteCheck
from reporting.learning import showing
from reporting.models import LearningSummary
from reporting.outputs import easy
from reporting.outputs.sheet import sheet


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: SignedIn, pk: int) -> HttpResponse:
    row = _row(request, pk)
    if request.method != "POST":
        require(rules.may_work_at_desk(request.user))
        return _page(request, row, None, NoteCheck())
    require(rules.may_write_easy(request.user, row))
    form = EditEasy(request.POST)
    if not form.is_valid():
        return _page(request, row, form, NoteCheck())
    outputs.save(row, form.cleaned_data["lines"], by=request.user)
    messages.success(request, "Saved.")
    return redirect("reporting:easy-lines", pk)


@login_required
@require_POST
def note_check(request: SignedIn, pk: int) -> HttpResponse:
    row = _row(request, pk)
    require(rules.may_write_easy(request.user, row))
    form = NoteCheck(request.POST)
    if not form.is_valid():
        return _page(request, row, None, form)
    outputs.note_check(row, **form.cleaned_data, by=request.user)
    messages.success(request, "Noted, with your name and the day.")
    return redirect("reporting:easy-lines", pk)


def _row(request: SignedIn, pk: int) -> LearningSummary:
    return get_object_or_404(showing.with_lines(LearningSummary.objects.visible_to(request.user)), pk=pk)


def _page(request: SignedIn, row: LearningSummary, form: EditEasy | None, check: NoteCheck) -> HttpResponse:
    saved = easy.saved(row)
    lines = saved.lines if saved else easy.proposed(sheet(row, "web"))
    context = {
        "summary": row,
        "saved": saved,
        "mark": easy.mark_of(saved) if saved else "",
        "lines": lines,
        "grade": grade("\n\n".join(lines)),
        "form": form or EditEasy(initial={"lines": "\n".join(lines)}),
        "check_form": check,
        "may": May(request.user, row, rules),
    }
    wrong = check if check.errors else form
    return render(request, "reporting/desk/easy.html", context, status=422 if wrong and wrong.errors else 200)
