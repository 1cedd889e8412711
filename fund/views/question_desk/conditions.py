"""When a question or a section is asked: its tests in words, one more test, one fewer."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from fund.kit.doors import SignedIn
from fund.models import Question, Questionnaire, Section
from fund.question_forms import test_form_for
from fund.questionnaires import Lists
from fund.questionnaires.condition_words import phrase
from fund.rounds import asking
from fund.rounds.asking.conditions import MOST_TESTS, tests_of
from fund.rounds.asking.holding import sections_of
from fund.views.question_desk.frame import newest, page, question_of, section_of


def row_of(questionnaire: Questionnaire, what: str, code: str) -> Question | Section:
    """The question or section whose condition it is."""
    if what not in ("question", "section"):
        raise Http404
    return question_of(questionnaire, code) if what == "question" else section_of(questionnaire, code)


def earlier_than(questionnaire: Questionnaire, row: Question | Section) -> list[tuple[Section, list[Question]]]:
    """The questions that come before something, by section."""
    found: list[tuple[Section, list[Question]]] = []
    for section in sections_of(questionnaire):
        if section == row:
            break
        questions = list(section.questions.all())
        if row in questions:
            questions = questions[: questions.index(row)]
            return [*found, (section, questions)] if questions else found
        if questions:
            found.append((section, questions))
    return found


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def condition(request: SignedIn, slug: str, purpose: str, what: str, code: str) -> HttpResponse:
    """First the earlier question (`?about=`), then the comparison."""
    questionnaire = newest(request, slug, purpose)
    row = row_of(questionnaire, what, code)
    earlier = earlier_than(questionnaire, row)
    every = {question.code: question for _, questions in earlier for question in questions}
    lists = Lists(questionnaire.round)
    about = every.get(request.GET.get("about", ""))
    form = test_form_for(about, lists, request.POST if request.method == "POST" else None) if about else None
    if form is not None and form.is_valid():
        asking.add_test(row, by=request.user, **form.facts)
        messages.success(request, "The test is added.")
        return redirect("only-if", slug, purpose, what, code)
    tests = tests_of(row.shown_if)
    context = {
        "row": row,
        "what": what,
        "earlier": earlier,
        "about": about,
        "tests": [phrase(test, every, lists) for test in tests],
        "match": row.shown_if.get("match", "all"),
        "has_room": len(tests) < MOST_TESTS,
        "form": form,
    }
    return page(request, "condition", questionnaire, **context)


@login_required
@require_POST
def change_condition(request: SignedIn, slug: str, purpose: str, what: str, code: str) -> HttpResponse:
    """Take a test out, or say whether all or any must be passed."""
    row = row_of(newest(request, slug, purpose), what, code)
    number = request.POST.get("remove", "")
    if number.isascii() and number.isdecimal():
        asking.remove_test(row, by=request.user, number=int(number[:4]))
        messages.success(request, "The test is taken out.")
    elif request.POST.get("match") in ("all", "any"):
        asking.match_tests(row, by=request.user, match=request.POST["match"])
        messages.success(request, "Saved.")
    return redirect("only-if", slug, purpose, what, code)
