"""The rounds: which there are, and all that a group needs to know about one before it applies."""

from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from fund import kept_days, questions_on_paper, timetable
from fund.models import PublicAnswer, QuestionsPaper, Round

PARTS = [
    "tiers", "grant_types", "priorities", "sources", "document_rules", "budget_headings", "report_rules", "eligibility"
]  # fmt: skip


@require_safe
def rounds(request: HttpRequest) -> HttpResponse:
    """Every round that this reader may see, by where it stands."""
    now = timezone.now()
    phases = timetable.by_phase(Round.objects.visible_to(request.user).prefetch_related("tiers"), now)
    context = {
        "open_rounds": [(round_, timetable.left(round_, now)) for round_ in phases.open],
        "coming": phases.coming,
        "closed": phases.closed,
    }
    return render(request, "fund/public/rounds.html", context)


@require_safe
def round_page(request: HttpRequest, slug: str) -> HttpResponse:
    """All that a group needs to know about one round before it applies."""
    rows = Round.objects.visible_to(request.user).select_related("fund").with_money()
    round_ = get_object_or_404(rows.prefetch_related(*PARTS, "criteria__anchors"), slug=slug)
    now = timezone.now()
    context = {
        "round": round_,
        "is_open": round_.is_open(now),
        "is_to_come": timetable.status(round_, now) == "coming",
        "left": timetable.left(round_, now),
        "standing": timetable.standing(round_, now),
        "answers": PublicAnswer.objects.for_round(round_),
        "earlier": [] if round_.chances() else earlier(round_),
        "open_rounds": Round.objects.open(now).exclude(pk=round_.pk).soonest_first(),
        **facts_about(round_),
    }
    return render(request, "fund/public/round.html", context)


def earlier(round_: Round) -> "QuerySet[Round]":
    """The three latest rounds of the fund of which it is known how many applied and how many were funded."""
    rows = Round.objects.filter(fund=round_.fund, is_demo=round_.is_demo).exclude(pk=round_.pk)
    return rows.with_known_chances().order_by("-closes_at", "-pk")[:3]


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
        "dates": timetable.milestones(round_),
        "lines": kept_days.kept(round_) if round_.state != Round.State.DRAFT else [],
        "papers": questions_on_paper.papers_by_age(round_),
        "kinds": QuestionsPaper.Kind.choices,
        "has_questions": questions_on_paper.newest(round_) is not None,
    }
