"""What the page of a section sends and asks by itself, in small parts."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import trigger_client_event

from applications import applying, rules, todo
from applications.forms import typed
from applications.models import Application, ApplicationAnswers
from fund.kit.doors import SignedIn, require
from fund.models import Question
from fund.questionnaires import Lists, shown

PARTS = "applications/applicant/parts"


def in_place(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Tell somebody who is no longer signed in where they are, instead of leading the page away from its text."""

    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        return render(request, f"{PARTS}/signed_out.html", {"next": reverse("applications:signed-in")}, status=401)

    return door


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
        return render(request, f"{PARTS}/too_late.html", context, status=409)
    require(rules.may_write(request.user, application))
    if request.method != "POST":
        return _field(request, sheet)
    return _save(request, sheet)


def _save(request: SignedIn, sheet: ApplicationAnswers) -> HttpResponse:
    lists = Lists(sheet.application.round)
    asked = set(request.POST.getlist("changed"))
    questions = list(sheet.section.questions.all())
    codes = [q.code for q in questions if q.code in asked and q.kind != Question.Kind.FILE]
    data = typed.laid_over(shown(questions, sheet.values), request.POST, codes)
    form = todo.form_of(sheet.application, sheet, data=data, lists=lists)
    saving = applying.save_answers(
        sheet.application,
        sheet.section,
        form.answers,
        codes=codes,
        began=typed.began_in(request.POST),
        revision=typed.whole(request.POST.get("revision", "")),
        by=request.user,
        lists=lists,
    )
    clashes = _clashes(saving, lists, form.answers) if saving.clashes else []
    faults = {code: list(form.errors.get(code, [])) for code in codes if code not in saving.clashes}
    context = {"sheet": saving.sheet, "faults": faults, "clashes": clashes}
    # Without the request there is no frame to fill: a fragment needs no navigation, and each query counts here.
    response = HttpResponse(render_to_string(f"{PARTS}/saved.html", context), status=409 if clashes else 200)
    return trigger_client_event(response, "answers-kept", {"clashes": list(saving.clashes), "codes": codes})


def _clashes(saving: applying.Saving, lists: Lists, mine: dict[str, Any]) -> list[dict[str, Any]]:
    """Both texts of every answer that two people changed."""
    ours = {question.code: words for question, words in todo.typed_in(saving.sheet, mine, lists)}
    theirs = {question.code: words for question, words in todo.typed_in(saving.sheet, saving.sheet.values, lists)}
    questions = {question.code: question for question in saving.sheet.section.questions.all()}
    return [
        {"question": questions[code], "mine": ours.get(code, ""), "theirs": theirs.get(code, "")}
        for code in saving.clashes
    ]


def _field(request: SignedIn, sheet: ApplicationAnswers) -> HttpResponse:
    form = todo.form_of(sheet.application, sheet)
    code = request.GET.get("question", "")
    question = get_object_or_404(sheet.section.questions, code=code)
    return render(request, f"{PARTS}/field.html", {"field": form[question.code], "sheet": sheet, "code": code})


@in_place
@require_safe
def presence(request: SignedIn, pk: int, code: str) -> HttpResponse:
    """Who else is in this section; asked every half a minute, which also tells that the reader is there."""
    sheet = _sheet(request, pk, code)
    if page := typed.began_in(request.GET).page:
        applying.show_presence(sheet, page=page, by=request.user)
    others = applying.others_in(sheet, than=request.user)
    return render(request, f"{PARTS}/here.html", {"others": others, "has_token": True})


@login_required
@require_safe
def signed_in(request: SignedIn) -> HttpResponse:
    """Where the sign-in leads that was opened beside a page with text in it."""
    return render(request, "applications/applicant/signed_in.html")
