"""Saying by a file who reads what: sent, looked at row by row, then given."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications.forms.by_file import ReadingsFile
from applications.sharing_out import by_file
from applications.views.officer.frame import round_for
from fund import rules as fund_rules
from fund.kit import sheets
from fund.kit.doors import SignedIn, require


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def assign_by_file(request: SignedIn, slug: str) -> HttpResponse:
    """Every row of the file, and what is wrong with it. Nothing is given yet."""
    round_ = round_for(request, slug)
    require(fund_rules.may_run_fund(request.user))
    is_sent = request.method == "POST"
    form = ReadingsFile(request.POST if is_sent else None, request.FILES if is_sent else None)
    context = {"round": round_, "form": form}
    if not form.is_valid():
        return render(request, "applications/officer/by_file.html", context, status=422 if form.is_bound else 200)
    checked = by_file.check(round_, form.cleaned_data["rows"])
    context |= {"checked": checked, "sealed": by_file.seal(round_, checked)}
    return render(request, "applications/officer/by_file_checked.html", context)


@login_required
@require_POST
def give_by_file(request: SignedIn, slug: str) -> HttpResponse:
    round_ = round_for(request, slug)
    require(fund_rules.may_run_fund(request.user))
    number = by_file.give(round_, sealed=request.POST.get("sealed", ""), by=request.user)
    messages.success(request, f"Readings given: {number}. Everybody has a letter.")
    return redirect("applications:applications", slug)


@login_required
@require_safe
def readings_template(request: SignedIn, slug: str) -> FileResponse:
    round_ = round_for(request, slug)
    require(fund_rules.may_run_fund(request.user))
    response = sheets.excel_book(by_file.template_of(round_), f"readings {round_.slug}")
    response["Cache-Control"] = "private, no-store"
    return response
