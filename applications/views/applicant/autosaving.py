"""What the page of a section sends and asks by itself, in small parts."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from applications import applying, rules, todo
from applications.models import Application, ApplicationAnswers
from fund.kit.doors import SignedIn, require
from fund.questionnaires import Lists
from fund.views import writing as writing_pages
from fund.views.in_place import in_place
from fund.writing import typed


def _sheet(request: SignedIn, pk: int, code: str) -> ApplicationAnswers:
    own = Application.objects.own_or_test(request.user)
    rows = ApplicationAnswers.objects.filter(application__in=own, application=pk, section__code=code).newest_stage()
    rows = rows.select_related("section", "application__round", "application__tier", "saved_by")
    return get_object_or_404(rows.prefetch_related("section__questions", "application__documents"))


@in_place
@require_http_methods(["GET", "HEAD", "POST"])
def save_answer(request: SignedIn, pk: int, code: str) -> HttpResponse:
    """Keep the answers that were just typed; GET gives one answer's field as it stands, to take it over."""
    sheet = _sheet(request, pk, code)
    application = sheet.application
    if not application.is_being_written or not application.takes_answers():
        context = {"application": application, "round": application.round}
        return render(request, "applications/applicant/parts/too_late.html", context, status=409)
    require(rules.may_write(request.user, application))
    if request.method != "POST":
        return writing_pages.field(request, sheet, todo.form_of(application, sheet))
    lists = Lists(application.round)
    codes, data = typed.sent(request.POST, sheet)
    form = todo.form_of(application, sheet, data=data, lists=lists)
    saving = applying.save_answers(
        application,
        sheet.section,
        form.answers,
        codes=codes,
        began=typed.began_in(request.POST),
        revision=typed.whole(request.POST.get("revision", "")),
        by=request.user,
        lists=lists,
    )
    return writing_pages.saved(saving, form, codes)


@in_place
@require_safe
def presence(request: SignedIn, pk: int, code: str) -> HttpResponse:
    """Who else is in this section, and that the reader is there."""
    return writing_pages.here(request, _sheet(request, pk, code))


@login_required
@require_safe
def signed_in(request: SignedIn) -> HttpResponse:
    """Where the sign-in leads that was opened beside a page with text in it."""
    return render(request, "applications/applicant/signed_in.html")
