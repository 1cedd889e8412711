"""Answers of an earlier application, looked through and brought over."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from applications import applying, reusing, rules
from applications.forms.together import ReuseForm
from applications.views.applicant.frame import frame, own
from fund.kit.doors import SignedIn, require


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reuse(request: SignedIn, pk: int, code: str) -> HttpResponse:
    """Choose an earlier application, see what it answered to the same questions, and tick what to bring over."""
    application = own(request.user, pk)
    require(rules.may_write(request.user, application))
    applying.require_open(application.round, is_invited=not application.is_note)
    rows = application.sheets.select_related("section").prefetch_related("section__questions")
    sheet = get_object_or_404(rows, section__code=code)
    earlier = reusing.earlier(application)
    context = {**frame(request, application), "section": sheet.section, "sheet": sheet}
    if "from" not in request.GET:
        return render(request, "applications/applicant/reuse.html", {**context, "earlier": earlier})
    chosen = request.GET["from"]
    source = get_object_or_404(earlier, pk=int(chosen) if chosen.isdecimal() and len(chosen) < 12 else 0)
    offers = reusing.offers(application, sheet, source)
    form = ReuseForm(request.POST if request.method == "POST" else None, offers=offers)
    if form.is_valid():
        reusing.bring_over(application, sheet, source, form.cleaned_data["codes"], by=request.user)
        messages.success(request, "The answers are here. Read them once more: this round may ask a little differently.")
        return redirect("applications:section", pk, code)
    context |= {"source": source, "offers": offers, "form": form}
    return render(request, "applications/applicant/reuse.html", context, status=422 if form.errors else 200)
