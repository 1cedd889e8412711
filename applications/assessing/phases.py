"""When readers score: the phases of a round."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone

from applications.models import Assessment
from fund.models import ReadingPhase, Round
from fund.templatetags.words import moment


@dataclass(frozen=True)
class Standing:
    """Whether readers can score now, and until or from when, in words."""

    is_open: bool
    words: str = ""
    is_second_look: bool = False
    closes_at: datetime | None = None


def standing(round_: Round, at: datetime | None = None) -> Standing:
    """Where the reading of a round stands. A round without phases is read as long as its bids are assessed.

    The closing instant itself is in time. One query.
    """
    now = at or timezone.now()
    phases = sorted(round_.reading_phases.all(), key=lambda phase: phase.opens_at)
    if not phases:
        return Standing(is_open=True)
    for phase in phases:
        if phase.opens_at <= now <= phase.closes_at:
            words = f"{phase.name}: open until {moment(phase.closes_at)}."
            return Standing(True, words, phase.is_second_look, phase.closes_at)
    return Standing(False, _words_between(phases, now))


def days_left(round_: Round) -> tuple[date, date]:
    """The first and last day on which its bids can still be read; today alone where no end is known or it is past.

    A second look needs nobody new. One query.
    """
    today = timezone.localdate()
    phases = [phase for phase in round_.reading_phases.all() if not phase.is_second_look]
    first = max(today, min((timezone.localdate(phase.opens_at) for phase in phases), default=today))
    last = max((timezone.localdate(phase.closes_at) for phase in phases), default=round_.panel_on)
    return (first, last) if last is not None and last >= first else (today, today)


def _words_between(phases: list[ReadingPhase], now: datetime) -> str:
    coming = next((phase for phase in phases if phase.opens_at > now), None)
    if coming is not None:
        return f"Scoring opens on {moment(coming.opens_at)}."
    return f"Scoring closed on {moment(phases[-1].closes_at)}."


def sees_others(assessment: Assessment, now: Standing) -> bool:
    """Say whether this reader may see what others gave: never before the own scores are in."""
    policy = assessment.application.round.others_scores
    if assessment.state != Assessment.State.HANDED_IN or policy == Round.Others.NEVER:
        return False
    return policy == Round.Others.AFTER_OWN or now.is_second_look


def others_of(assessment: Assessment) -> QuerySet[Assessment]:
    """What others handed in on the same bid, in an order that tells nothing, and without who they are."""
    given = assessment.application.assessments.handed_in().exclude(pk=assessment.pk)
    return given.with_words().defer("assessor", "assigned_by").order_by("mark", "pk")
