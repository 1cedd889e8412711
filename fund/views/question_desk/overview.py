"""All questions of one purpose on one page, and how they begin."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from fund.kit.doors import SignedIn
from fund.models import Question, Questionnaire, Section
from fund.question_forms import Begin
from fund.question_forms.guide import GUIDE
from fund.question_forms.question import FILLED, SLOT_WORDS
from fund.question_forms.section import READERS, readers_of
from fund.questionnaires import Lists
from fund.questionnaires.condition_words import clause
from fund.rounds import asking
from fund.rounds.asking.copying import newest_before
from fund.rounds.asking.holding import sections_of
from fund.rounds.asking.versions import reason_of
from fund.views.question_desk.frame import back, desk_round, known, newest, page

NAMES = {each.code: each.name for each in GUIDE}


@dataclass(frozen=True)
class Asked:
    """A question as the overview shows it."""

    question: Question
    kind: str
    limits: str
    fills: str
    only_if: str


@dataclass(frozen=True)
class Part:
    """A section as the overview shows it."""

    section: Section
    readers: str
    only_if: str
    questions: list[Asked]


@login_required
@require_safe
def overview(request: SignedIn, slug: str, purpose: str) -> HttpResponse:
    """Sections and questions in order, with who reads them and when they are asked."""
    round_ = known(desk_round(request, slug), purpose)
    versions = list(round_.questionnaires.filter(purpose=purpose).select_related("round").order_by("-version"))
    if not versions:
        nothing = Questionnaire(round=round_, purpose=purpose)
        form = Begin(initial={"start": "usual"})
        return page(request, "begin", nothing, form=form, usual=newest_before(round_, purpose))
    sections = sections_of(versions[0])
    return page(
        request,
        "overview",
        versions[0],
        parts=parts_of(sections, Lists(round_)),
        number=sum(len(section.questions.all()) for section in sections),
        older=versions[1:],
        reason=reason_of(versions[0]) if len(versions) > 1 else "",
        can_change=versions[0].frozen_at is None,
        others=[(value, words) for value, words in Questionnaire.Purpose.choices if value != purpose],
    )


@login_required
@require_POST
def begin(request: SignedIn, slug: str, purpose: str) -> HttpResponse:
    """Begin with the usual questions, or with nothing."""
    round_ = known(desk_round(request, slug), purpose)
    form = Begin(request.POST)
    if not form.is_valid():
        nothing = Questionnaire(round=round_, purpose=purpose)
        return page(request, "begin", nothing, form=form, usual=newest_before(round_, purpose))
    asking.begin(round_, purpose, by=request.user, usual=form.cleaned_data["start"] == "usual")
    messages.success(request, "The questions are begun. Change them as you like.")
    return redirect(back(newest(request, slug, purpose)))


def parts_of(sections: list[Section], lists: Lists) -> list[Part]:
    """Each section with its questions, in words."""
    every = {question.code: question for section in sections for question in section.questions.all()}
    return [
        Part(
            section,
            dict(READERS)[readers_of(section)],
            clause(section.shown_if, every, lists),
            [
                Asked(
                    question,
                    NAMES.get(question.kind, question.kind),
                    limits_of(question),
                    FILLED.get(question.fills, "") or SLOT_WORDS.get(question.slot, "") or _partners(question),
                    clause(question.shown_if, every, lists),
                )
                for question in section.questions.all()
            ],
        )
        for section in sections
    ]


def _partners(question: Question) -> str:
    return "Partners, whom readers see before they declare their ties" if question.names_partners else ""


def limits_of(question: Question) -> str:
    """The limits of an answer in a few words."""
    settings = question.settings
    said = {
        "words": "at most {} words",
        "max": "at most {}" if question.kind != Question.Kind.LINE else "at most {} characters",
        "min": "at least {}",
        "most": "at most {}",
        "rows": "at most {} rows",
    }
    found = [words.format(f"{settings[name]:,}") for name, words in said.items() if isinstance(settings.get(name), int)]
    if columns := settings.get("fields"):
        rows = (
            f"{len(settings['rows'])} fixed rows"
            if settings.get("rows")
            else f"at most {settings.get('most', 10)} rows"
        )
        return f"{len(columns)} column{'' if len(columns) == 1 else 's'}, {rows}"
    if earliest := settings.get("earliest"):
        found.append(f"not before {earliest}")
    if options := settings.get("options"):
        found.append(f"{len(options)} answers")
    return ", ".join(found)
