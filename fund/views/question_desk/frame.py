"""What every page of the question desk fetches and shows."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from fund import rules
from fund.kit.doors import May, SignedIn, require
from fund.models import Question, Questionnaire, Round, Section


def desk_round(request: SignedIn, slug: str) -> Round:
    """A round, for those who write its questions."""
    require(rules.may_run_fund(request.user))
    return get_object_or_404(Round.objects.visible_to(request.user), slug=slug)


def newest(request: SignedIn, slug: str, purpose: str) -> Questionnaire:
    """The newest version of what a round asks for one purpose."""
    round_ = known(desk_round(request, slug), purpose)
    rows = round_.questionnaires.filter(purpose=purpose).select_related("round").order_by("-version")
    found = rows.first()
    if found is None:
        raise Http404
    return found


def known(round_: Round, purpose: str) -> Round:
    """The round, if there are questions of this purpose at all."""
    if purpose not in Questionnaire.Purpose.values:
        raise Http404
    return round_


def section_of(questionnaire: Questionnaire, code: str) -> Section:
    """One section, for a page that changes it."""
    rows = Section.objects.filter(questionnaire=questionnaire).select_related("questionnaire__round")
    return get_object_or_404(rows, code=code)


def question_of(questionnaire: Questionnaire, code: str) -> Question:
    """One question, for a page that changes it."""
    rows = Question.objects.filter(section__questionnaire=questionnaire)
    return get_object_or_404(rows.select_related("section__questionnaire__round"), code=code)


def page(request: SignedIn, name: str, questionnaire: Questionnaire, *, status: int = 200, **more: Any) -> HttpResponse:
    """One page of the desk; 422 where its form has something to mend."""
    form = more.get("form")
    context = {
        "questionnaire": questionnaire,
        "round": questionnaire.round,
        "purpose": questionnaire.purpose,
        "may": May(request.user, questionnaire, rules),
        **more,
    }
    wrong = form is not None and form.is_bound and bool(form.errors)
    return render(request, f"fund/officer/questions/{name}.html", context, status=422 if wrong else status)


def back(questionnaire: Questionnaire, anchor: str = "") -> str:
    """The address of the overview, at the row that was just changed."""
    address = reverse("questions-of", args=[questionnaire.round.slug, questionnaire.purpose])
    return f"{address}#{anchor}" if anchor else address
