"""What the pages of a section answer, whatever it belongs to."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django_htmx.http import trigger_client_event

from fund.kit.doors import SignedIn
from fund.models import Answers
from fund.questionnaires import Sheet, typed_in
from fund.views.in_place import PARTS
from fund.writing import Saving, others_in, show_presence
from fund.writing.typed import began_in


def saved(saving: Saving, form: Sheet, codes: list[str]) -> HttpResponse:
    """Tell a page what became of the answers that it sent by itself.

    Without the request there is no frame to fill: a fragment needs no navigation, and each query counts here.
    """
    clashes = both_texts(saving, form) if saving.clashes else []
    faults = {code: list(form.errors.get(code, [])) for code in codes if code not in saving.clashes}
    context = {"sheet": saving.sheet, "faults": faults, "clashes": clashes}
    response = HttpResponse(render_to_string(f"{PARTS}/saved.html", context), status=409 if clashes else 200)
    return trigger_client_event(response, "answers-kept", {"clashes": list(saving.clashes), "codes": codes})


def both_texts(saving: Saving, form: Sheet) -> list[dict[str, Any]]:
    """Both texts of every answer that two people changed; empty words where somebody emptied it."""
    section = saving.sheet.section
    ours = {question.code: words for question, words in typed_in(section, form.answers, form.lists)}
    theirs = {question.code: words for question, words in typed_in(section, saving.sheet.values, form.lists)}
    questions = {question.code: question for question in section.questions.all()}
    return [
        {"question": questions[code], "mine": ours.get(code, ""), "theirs": theirs.get(code, "")}
        for code in saving.clashes
    ]


def field(request: SignedIn, sheet: Answers, form: Sheet) -> HttpResponse:
    """One answer's field as it stands, to take it over."""
    question = get_object_or_404(sheet.section.questions, code=request.GET.get("question", ""))
    context = {"field": form[question.code], "sheet": sheet, "code": question.code}
    return render(request, f"{PARTS}/field.html", context)


def here(request: SignedIn, sheet: Answers) -> HttpResponse:
    """Who else is in this section; asked every half a minute, which also tells that the reader is there."""
    if page := began_in(request.GET).page:
        show_presence(sheet, page=page, by=request.user)
    others = others_in(sheet, than=request.user)
    return render(request, f"{PARTS}/here.html", {"others": others, "has_token": True})
