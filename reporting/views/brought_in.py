"""A report that was written for somebody else: sending the file, going through it, taking things back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fund import files
from fund.kit.doors import SignedIn, require
from reporting import brought_in, rules
from reporting.forms.brought_in import BringReport, PutPassages
from reporting.models import BroughtReport, Passage, Report


def _report(request: SignedIn, pk: int) -> Report:
    rows = Report.objects.own(request.user).select_related("grant__organisation", "questionnaire")
    return get_object_or_404(rows, pk=pk)


def _require_writer(request: SignedIn, report: Report) -> None:
    """Ask the right to write while the report is open; afterwards the verb says kindly that it is closed."""
    require(report.state not in Report.OWED or rules.may_write(request.user, report))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: SignedIn, pk: int) -> HttpResponse:
    """Send a file; the files that were sent."""
    report = _report(request, pk)
    _require_writer(request, report)
    is_sent = request.method == "POST"
    form = BringReport(request.POST, request.FILES) if is_sent else BringReport()
    if form.is_valid():
        facts = {"written_for": form.cleaned_data["written_for"], "by": request.user}
        brought = brought_in.bring(report, form.cleaned_data["file"], **facts)
        return redirect("reporting:passages", pk, brought.pk)
    context = {
        "report": report,
        "form": form,
        "from_files": brought_in.so_far(report),
        "can_write": rules.may_write(request.user, report),
    }
    return render(request, "reporting/brought_in/bring.html", context, status=422 if is_sent else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def passages(request: SignedIn, pk: int, brought_pk: int) -> HttpResponse:
    """Go through the passages of a file, some on a page, and put them into answers."""
    report = _report(request, pk)
    brought = get_object_or_404(report.brought.select_related("file"), pk=brought_pk)
    is_waiting = brought_in.is_waiting(brought)
    if request.htmx and not is_waiting and request.method != "POST":
        return HttpResponse(headers={"HX-Refresh": "true"})
    if request.method == "POST":
        _require_writer(request, report)
    page = Paginator(brought_in.leaves(brought), 1).get_page(request.GET.get("page"))
    leaf = page.object_list[0] if page.object_list else brought_in.Leaf(())
    sent = request.POST if request.method == "POST" else None
    form = PutPassages(sent, shown=leaf.open, rooms=brought_in.rooms(report) if leaf.open else [])
    if form.is_valid():
        done = brought_in.put(report, form.chosen, by=request.user)
        if not done.faults:
            messages.success(request, _said(done.number))
            return (
                redirect(f"{request.path}?page={page.number + 1}")
                if page.has_next()
                else redirect("reporting:report", pk)
            )
        form.say_full(done.faults)
    context = {
        "report": report,
        "brought": brought,
        "is_waiting": is_waiting,
        "page": page,
        "leaf": leaf,
        "lines": [(one, form.box(one)) for one in leaf.shown],
        "form": form,
        "can_write": rules.may_write(request.user, report),
    }
    return render(request, "reporting/brought_in/passages.html", context, status=200 if sent is None else 422)


def _said(number: int) -> str:
    if not number:
        return "Nothing was chosen on that page, so nothing was put."
    return "1 passage is in your answers now." if number == 1 else f"{number} passages are in your answers now."


@login_required
@require_POST
def take_back(request: SignedIn, pk: int, passage_pk: int) -> HttpResponse:
    """Take a passage out of its answer again."""
    report = _report(request, pk)
    _require_writer(request, report)
    rows = Passage.objects.filter(brought__report=report).select_related("brought__report")
    passage = get_object_or_404(rows, pk=passage_pk)
    if brought_in.take_back(passage, by=request.user):
        messages.success(request, f"Passage {passage.number} is out of your answer.")
    else:
        messages.success(request, "Those words were changed since, so they stay in your answer. Take them out there.")
    page = request.GET.get("page", "1")
    here = reverse("reporting:passages", args=[pk, passage.brought_id])
    return redirect(f"{here}?page={page if page.isdecimal() else 1}#passage-{passage.number}")


@login_required
@require_POST
def take_away(request: SignedIn, pk: int, brought_pk: int) -> HttpResponse:
    """Take a file away from the report."""
    report = _report(request, pk)
    _require_writer(request, report)
    brought = get_object_or_404(report.brought.select_related("report"), pk=brought_pk)
    brought_in.take_away(brought, by=request.user)
    messages.success(request, "The file is taken away.")
    return redirect("reporting:bring-report", pk)


@login_required
@require_safe
def file(request: SignedIn, pk: int, brought_pk: int) -> HttpResponseBase:
    """The file as it was sent, for the group and for those who read the report."""
    rows = BroughtReport.objects.visible_to(request.user).select_related("file").filter(report=pk)
    return files.download(get_object_or_404(rows, pk=brought_pk).file, by=request.user)
