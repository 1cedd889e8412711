"""The question bank: what other rounds asked, found by words and copied."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from fund.kit.doors import SignedIn
from fund.models import Question, Section
from fund.question_forms import FindQuestions, IntoSection
from fund.rounds import asking
from fund.rounds.asking.copying import MOST_FOUND
from fund.views.question_desk.frame import back, newest, page, section_of
from fund.views.question_desk.overview import NAMES


@login_required
@require_safe
def find(request: SignedIn, slug: str, purpose: str) -> HttpResponse:
    questionnaire = newest(request, slug, purpose)
    form = FindQuestions(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    rows = list(asking.bank(words, purpose=purpose, but_for=questionnaire)[: MOST_FOUND + 1])
    found = [(row, NAMES.get(row.kind, row.kind)) for row in rows[:MOST_FOUND]]
    into = IntoSection(questionnaire=questionnaire, initial={"section": request.GET.get("into", "")})
    context: dict[str, Any] = {
        "search": form,
        "words": words,
        "found": found,
        "has_more": len(rows) > MOST_FOUND,
        "into": into,
    }
    return page(request, "bank", questionnaire, **context)


@login_required
@require_POST
def copy_from_bank(request: SignedIn, slug: str, purpose: str) -> HttpResponse:
    """Copy one question into a section, or a whole section to the end."""
    questionnaire = newest(request, slug, purpose)
    if pk := request.POST.get("whole", ""):
        rows = Section.objects.filter(questionnaire__purpose=purpose)
        section = asking.copy_section(get_object_or_404(rows, pk=number(pk)), questionnaire, by=request.user)
        messages.success(request, f"“{section}” is copied with its questions.")
        return redirect(back(questionnaire, f"section-{section.code}"))
    into = section_of(questionnaire, request.POST.get("section", ""))
    asked = Question.objects.filter(section__questionnaire__purpose=purpose)
    question = asking.copy_question(
        get_object_or_404(asked, pk=number(request.POST.get("question", ""))), into, by=request.user
    )
    messages.success(request, f"“{question}” is copied into “{into}”.")
    return redirect(back(questionnaire, f"question-{question.code}"))


def number(raw: str) -> int:
    """A row's number as a button sends it; nought where it is no number."""
    return int(raw) if raw.isascii() and raw.isdecimal() and len(raw) < 18 else 0
