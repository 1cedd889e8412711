"""Pages for everybody, without signing in."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from fund.models import BudgetHeading, DocumentRule, Fund, Question, Questionnaire, Round, Term
from fund.templatetags.words import day, moment

PARTS = ["tiers", "grant_types", "priorities", "sources", "document_rules", "budget_headings", "report_rules"]
Kind = Question.Kind


@require_safe
def front_door(request: HttpRequest) -> HttpResponse:
    """The front page: three doors, and which round is open or opens next."""
    context = {
        "open_rounds": Round.objects.open().prefetch_related("tiers").order_by("closes_at"),
        "next_round": Round.objects.coming().order_by("opens_at").first(),
    }
    return render(request, "fund/public/front_door.html", context)


@require_safe
def rounds(request: HttpRequest) -> HttpResponse:
    """Every round that this reader may see, by where it stands."""
    rows = Round.objects.visible_to(request.user).prefetch_related("tiers")
    return render(request, "fund/public/rounds.html", by_phase(rows, timezone.now()))


@require_safe
def round_page(request: HttpRequest, slug: str) -> HttpResponse:
    """All that a group needs to know about one round before it applies."""
    rows = Round.objects.visible_to(request.user).select_related("fund").with_money()
    round_ = get_object_or_404(rows.prefetch_related(*PARTS, "criteria__anchors"), slug=slug)
    context = {"round": round_, "is_open": round_.is_open(), **facts_about(round_)}
    return render(request, "fund/public/round.html", context)


@require_safe
def questions(request: HttpRequest, slug: str) -> HttpResponse:
    """Every question of the application on one page, to read and to print before answering."""
    rows = Round.objects.visible_to(request.user).prefetch_related(
        "document_rules", "tiers", "grant_types", "priorities"
    )
    round_ = get_object_or_404(rows, slug=slug)
    questionnaire = get_object_or_404(application_questions(round_))
    context = {
        "round": round_,
        "is_open": round_.is_open(),
        "sections": asked(questionnaire, round_),
        "papers": papers(round_),
    }
    return render(request, "fund/public/questions.html", context)


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """How far the site is accessible, how we know, and how to get help."""
    return render(request, "fund/public/accessibility.html", {"fund": Fund.objects.order_by("pk").first()})


def by_phase(rows: Iterable[Round], now: datetime) -> dict[str, list[Round]]:
    """Rounds that are open, that come, and that have closed; the soonest first, the closed ones newest first."""
    open_: list[Round] = []
    coming: list[Round] = []
    closed: list[Round] = []
    for row in rows:
        phase = row.phase(now)
        (
            open_ if phase == "Open" else coming if phase in {"Opens soon", "Dates to come", "Being set up"} else closed
        ).append(row)
    far, long_ago = datetime.max.replace(tzinfo=now.tzinfo), datetime.min.replace(tzinfo=now.tzinfo)
    return {
        "open_rounds": sorted(open_, key=lambda row: row.closes_at or far),
        "coming": sorted(coming, key=lambda row: row.opens_at or far),
        "closed": sorted(closed, key=lambda row: row.closes_at or long_ago, reverse=True),
    }


def facts_about(round_: Round) -> dict[str, Any]:
    """What the page of a round shows besides its own columns; reads only rows that were fetched with it."""
    criteria = list(round_.criteria.all())
    weights = sum((criterion.weight for criterion in criteria), Decimal(0))
    caps = [(tier.cap if tier.cap is not None else tier.cap_per_year, tier.cap is None) for tier in round_.tiers.all()]
    largest, is_yearly = max(((cap, yearly) for cap, yearly in caps if cap is not None), default=(None, False))
    return {
        "largest": largest,
        "largest_is_yearly": is_yearly,
        "criteria": [(criterion, round(100 * criterion.weight / weights)) for criterion in criteria],
        "weights_differ": len({criterion.weight for criterion in criteria}) > 1,
        "dates": timetable(round_),
        "papers": papers(round_),
        "has_questions": application_questions(round_).exists(),
    }


def timetable(round_: Round) -> list[tuple[str, str]]:
    """The dates of a round in their order, each with its words; a date that is not known says so."""

    def said(when: date | datetime | None) -> str:
        return "Not known" if when is None else moment(when) if isinstance(when, datetime) else day(when)

    always = [("Opens", round_.opens_at)]
    if round_.note_closes_at:
        always.append(("Short notes close", round_.note_closes_at))
    if round_.closes_at or not round_.is_rolling:
        always.append(("Closes", round_.closes_at))
    later = [
        ("The panel meets", round_.panel_on),
        ("Decisions are made by", round_.decisions_on),
        ("Everybody hears", round_.announcement_on),
        ("Projects start", round_.projects_start_on),
    ]
    return [(words, said(when)) for words, when in [*always, *((words, when) for words, when in later if when)]]


def papers(round_: Round) -> list[tuple[str, list[DocumentRule]]]:
    """The papers to send, by the age of the group, without the empty kinds."""
    rules = list(round_.document_rules.all())
    kinds = [
        (label, [rule for rule in rules if rule.applies_to == kind]) for kind, label in DocumentRule.AppliesTo.choices
    ]
    return [(label, kept) for label, kept in kinds if kept]


def application_questions(round_: Round) -> "QuerySet[Questionnaire]":
    """The newest version of what this round asks; at most one."""
    rows = round_.questionnaires.filter(purpose=Questionnaire.Purpose.APPLICATION).order_by("-version")
    return rows.prefetch_related("sections__questions")[:1]


def asked(questionnaire: Questionnaire, round_: Round) -> list[dict[str, Any]]:
    """Sections and questions as a reader sees them: what is asked, how to answer, what there is to choose from."""
    sections = list(questionnaire.sections.all())
    slugs = {question.settings.get("options_from") for section in sections for question in section.questions.all()}
    choices: dict[str, list[str]] = {
        "tiers": [tier.name for tier in round_.tiers.all()],
        "types": [kind.name for kind in round_.grant_types.all()],
        "priorities": [priority.name for priority in round_.priorities.all()],
    }
    for term in Term.objects.filter(
        vocabulary__slug__in=slugs - {None}, vocabulary__is_current=True, is_used=True
    ).select_related("vocabulary"):
        choices.setdefault(term.vocabulary.slug, []).append(term.plain_name or term.name)
    headings = list(BudgetHeading.objects.filter(round=round_).values_list("name", flat=True))
    return [
        {
            "title": section.title,
            "intro": section.intro,
            "questions": [
                {
                    "label": question.label,
                    "help_text": question.help_text,
                    "is_required": question.is_required,
                    "answer": how_to_answer(question),
                    "options": headings
                    if question.kind == Kind.BUDGET
                    else [option["name"] for option in question.settings.get("options", [])]
                    or choices.get(question.settings.get("options_from", ""), []),
                }
                for question in section.questions.all()
            ],
        }
        for section in sections
    ]


def how_to_answer(question: Question) -> str:
    """How this kind of question is answered, in a few words."""
    most = question.settings.get("most")
    words = {
        Kind.LINE: "One line",
        Kind.TEXT: f"At most {question.settings['words']} words" if "words" in question.settings else "Some text",
        Kind.NUMBER: "A number",
        Kind.MONEY: "A sum in pounds",
        Kind.DATE: "A date",
        Kind.YES_NO: "Yes or no",
        Kind.ONE_OF: "Choose one",
        Kind.MANY_OF: f"Choose up to {most}" if most else "Choose all that fit",
        Kind.EMAIL: "An e-mail address",
        Kind.PHONE: "A phone number",
        Kind.WEB: "A web address",
        Kind.REGISTER_NUMBER: "A charity or company number",
        Kind.PLACES: "Choose from the 32 council areas of Scotland",
        Kind.FILE: "A file",
        Kind.BUDGET: "A table of costs under these headings",
    }
    return words[Kind(question.kind)]
