"""The earlier versions of a section: read one, bring it back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from applications import applying, rules
from applications.models import Application, ApplicationAnswers
from applications.views.applicant.frame import frame, own
from fund import writing
from fund.kit.doors import SignedIn, require
from fund.questionnaires import readable
from fund.templatetags.words import moment


def _sheet(application: Application, code: str) -> ApplicationAnswers:
    rows = application.sheets.select_related("section", "saved_by").prefetch_related("section__questions")
    return get_object_or_404(rows, section__code=code)


def _version(sheet: ApplicationAnswers, number: int) -> writing.Earlier:
    for version in writing.earlier_versions(sheet):
        if version.number == number:
            return version
    raise Http404


@login_required
@require_safe
def earlier(request: SignedIn, pk: int, code: str) -> HttpResponse:
    """The earlier versions of a section, newest first."""
    application = own(request.user, pk)
    sheet = _sheet(application, code)
    context = {"sheet": sheet, "section": sheet.section, "versions": writing.earlier_versions(sheet)}
    return render(request, "applications/applicant/earlier.html", {**frame(request, application), **context})


@login_required
@require_safe
def earlier_version(request: SignedIn, pk: int, code: str, number: int) -> HttpResponse:
    """One earlier version to read."""
    application = own(request.user, pk)
    sheet = _sheet(application, code)
    version = _version(sheet, number)
    answers = readable(sheet.section, version.values, application.round)
    context = {"section": sheet.section, "version": version, "answers": answers}
    return render(request, "applications/applicant/earlier_version.html", {**frame(request, application), **context})


@login_required
@require_POST
def bring_back(request: SignedIn, pk: int, code: str, number: int) -> HttpResponse:
    application = own(request.user, pk)
    require(rules.may_write(request.user, application))
    sheet = _sheet(application, code)
    version = _version(sheet, number)
    applying.bring_back(application, sheet, version, by=request.user)
    messages.success(request, f"The answers of {moment(version.at)} are back.")
    return redirect("applications:section", pk, code)
