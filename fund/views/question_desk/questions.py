"""One question: its kind, its words and settings with a preview, its place, gone."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from fund.kit.doors import SignedIn
from fund.models import Question
from fund.question_forms import QuestionForm, guided, preview_of
from fund.question_forms.guide import offered
from fund.questionnaires import Lists
from fund.questionnaires.condition_words import clause
from fund.rounds import asking
from fund.rounds.asking.holding import questions_of
from fund.views.question_desk.frame import back, newest, page, question_of, section_of
from fund.views.question_desk.sections import at_button


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedIn, slug: str, purpose: str, code: str) -> HttpResponse:
    """First the kind, then what this kind needs."""
    questionnaire = newest(request, slug, purpose)
    section = section_of(questionnaire, code)
    kind = guided(request.GET.get("kind", ""))
    if kind is None:
        return page(request, "kinds", questionnaire, section=section, kinds=offered())
    form = QuestionForm(request.POST if request.method == "POST" else None, kind=kind.code, section=section)
    moved = form.rearranged(request.POST.get("do", ""))
    if moved or not form.is_valid():
        return page(request, "question", questionnaire, section=section, kind=kind, form=moved or form)
    question = asking.add_question(section, by=request.user, **form.facts)
    messages.success(request, "The question is added. This is how applicants will see it.")
    return redirect("edit-question", slug, purpose, question.code)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedIn, slug: str, purpose: str, code: str) -> HttpResponse:
    """The form of a question, and the question as applicants will see it."""
    questionnaire = newest(request, slug, purpose)
    question = question_of(questionnaire, code)
    data = request.POST if request.method == "POST" else None
    form = QuestionForm(data, kind=question.kind, section=question.section, question=question)
    moved = form.rearranged(request.POST.get("do", ""))
    if not moved and form.is_valid():
        asking.change_question(question, by=request.user, section=form.here, **form.facts)
        messages.success(request, "The question is saved. This is how applicants will see it.")
        return redirect("edit-question", slug, purpose, code)
    kept = Question.objects.select_related("section").get(pk=question.pk)
    lists = Lists(questionnaire.round)
    every = {row.code: row for row in questions_of(questionnaire)}
    return page(
        request,
        "question",
        questionnaire,
        form=moved or form,
        question=kept,
        section=kept.section,
        kind=guided(question.kind),
        preview=preview_of(kept, lists),
        only_if=clause(kept.shown_if, every, lists),
    )


@login_required
@require_POST
def move(request: SignedIn, slug: str, purpose: str, code: str) -> HttpResponse:
    questionnaire = newest(request, slug, purpose)
    question = question_of(questionnaire, code)
    way = "up" if request.POST.get("way") == "up" else "down"
    asking.move_question(question, by=request.user, up=way == "up")
    codes = list(question.section.questions.values_list("code", flat=True))
    return redirect(back(questionnaire, at_button("question", code, way, codes)))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: SignedIn, slug: str, purpose: str, code: str) -> HttpResponse:
    questionnaire = newest(request, slug, purpose)
    question = question_of(questionnaire, code)
    if request.method != "POST":
        return page(request, "remove", questionnaire, row=question)
    asking.remove_question(question, by=request.user)
    messages.success(request, f"“{question}” is taken out.")
    return redirect(back(questionnaire, f"section-{question.section.code}"))
