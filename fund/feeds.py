"""The open and coming rounds for other people's programs: JSON Feed 1.1 with the facts of each round, and Atom."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Max
from django.urls import reverse
from django.utils import feedgenerator
from django.utils.html import linebreaks

from fund import timetable
from fund.models import CouncilArea, EligibilityQuestion, PublicAnswer, Question, Questionnaire, Round

VERSION = "https://jsonfeed.org/version/1.1"
TITLE = "Self Management Fund: funding rounds"
ABOUT = "Rounds that are open or that open soon. The facts of each stand in its “_round”."
LANGUAGE = "en-GB"
PARTS = ("tiers", "grant_types", "priorities", "sources", "criteria", "eligibility")


def to_tell(now: datetime) -> list[Round]:
    """The rounds that are open or come, the soonest first. What is being set up is nobody's business yet."""
    rows = Round.objects.filter(state=Round.State.PUBLISHED).with_money().prefetch_related(*PARTS)
    phases = timetable.by_phase(rows, now)
    return [*phases.open, *phases.coming]


def json_feed(rounds: Sequence[Round], now: datetime) -> dict[str, Any]:
    """The feed as JSON Feed 1.1 wants it. Costs the same number of queries for one round and for many."""
    modified, areas, with_places = changed(rounds), _areas(), _asking_for_places(rounds)
    return {
        "version": VERSION,
        "title": TITLE,
        "home_page_url": _address("rounds"),
        "feed_url": _address("json-feed"),
        "description": ABOUT,
        "language": LANGUAGE,
        "items": [
            {
                "id": _address("round", round_.slug),
                "url": _address("round", round_.slug),
                "title": round_.name,
                "content_text": round_.about or round_.name,
                "date_published": _moment(round_.opens_at),
                "date_modified": _moment(modified.get(round_.pk)),
                "_round": facts(round_, now, areas if round_.pk in with_places else []),
            }
            for round_ in rounds
        ],
    }


def round_json(round_: Round, now: datetime) -> dict[str, Any]:
    """All facts of one round, open or not."""
    areas = _areas() if round_.pk in _asking_for_places([round_]) else []
    return {
        "title": round_.name,
        "url": _address("round", round_.slug),
        "date_modified": _moment(changed([round_]).get(round_.pk)),
        **facts(round_, now, areas),
        "questions_asked": [
            {"question": one.question, "answer": one.answer, "times_asked": one.times_asked}
            for one in PublicAnswer.objects.for_round(round_)
        ],
    }


def facts(round_: Round, now: datetime, areas: list[dict[str, str]]) -> dict[str, Any]:
    """What a program may want to know about a round. Sums are pounds; what is not known is null."""
    chances = round_.chances()
    return {
        "slug": round_.slug,
        "code": round_.code,
        "status": timetable.status(round_, now),
        "is_demo": round_.is_demo,
        "opens": _moment(round_.opens_at),
        "closes": _moment(round_.closes_at),
        "time_zone": settings.TIME_ZONE,
        "panel_on": _day(round_.panel_on),
        "decisions_on": _day(round_.decisions_on),
        "announcement_on": _day(round_.announcement_on),
        "projects_start_on": _day(round_.projects_start_on),
        "currency": "GBP",
        "money": _sum(getattr(round_, "money", None)),
        "sources": [{"name": source.name, "amount": _sum(source.amount)} for source in round_.sources.all()],
        "tiers": [
            {
                "code": tier.code,
                "name": tier.name,
                "about": tier.about,
                "cap": _sum(tier.cap),
                "cap_per_year": _sum(tier.cap_per_year),
                "min_months": tier.min_months,
                "max_months": tier.max_months,
            }
            for tier in round_.tiers.all()
        ],
        "types": [{"code": one.code, "name": one.name, "about": one.about} for one in round_.grant_types.all()],
        "priorities": [{"code": one.code, "name": one.name, "about": one.about} for one in round_.priorities.all()],
        "criteria": [
            {"code": one.code, "name": one.name, "guidance": one.guidance, "weight": float(one.weight)}
            for one in round_.criteria.all()
        ],
        "who_can_apply": round_.who_can_apply,
        "not_funded": round_.not_funded,
        "country": "Scotland",
        "council_areas": areas,
        "eligibility": [_eligibility(one) for one in round_.eligibility.all()],
        "success": {"funded": chances[0], "received": chances[1]} if chances else None,
        "questions": _address("questions", round_.slug),
        "apply": _address("applications:start", round_.slug) if round_.is_open(now) else None,
    }


def atom_feed(rounds: Sequence[Round]) -> str:
    """The same rounds as Atom, for those whose reader knows nothing else."""
    feed = feedgenerator.Atom1Feed(
        TITLE, _address("rounds"), ABOUT, language=LANGUAGE, feed_url=_address("atom-feed"), author_name="The fund"
    )
    modified = changed(rounds)
    for round_ in rounds:
        opens, closes = timetable.milestones(round_)[:2]
        feed.add_item(
            round_.name,
            _address("round", round_.slug),
            linebreaks(f"{opens[0]}: {opens[1]}. {closes[0]}: {closes[1]}. {round_.about}".strip(), autoescape=True),
            unique_id=_address("round", round_.slug),
            pubdate=round_.opens_at,
            updateddate=modified.get(round_.pk),
        )
    return feed.writeString("utf-8")


def last_modified(rounds: Sequence[Round], now: datetime) -> datetime | None:
    """When what is told last became different: by a change, or because a round opened or closed."""
    moments = [*changed(rounds).values(), *(round_.opens_at for round_ in rounds), *(r.closes_at for r in rounds)]
    return max((moment for moment in moments if moment is not None and moment <= now), default=None)


def changed(rounds: Sequence[Round]) -> dict[int, datetime]:
    """When each round last changed."""
    rows = Round.history.filter(id__in=[round_.pk for round_ in rounds]).order_by()
    return dict(rows.values_list("id").annotate(at=Max("history_date")))


def _eligibility(one: EligibilityQuestion) -> dict[str, Any]:
    return {
        "code": one.code,
        "question": one.question,
        "help": one.help_text,
        "kind": one.kind,
        "fine": one.fine,
        "other": one.other,
        "at_least": _sum(one.at_least),
        "at_most": _sum(one.at_most),
        "because": one.because,
        "try_instead": one.try_instead,
        "link": one.link,
    }


def _areas() -> list[dict[str, str]]:
    return [{"code": area.code, "name": area.name} for area in CouncilArea.objects.all()]


def _asking_for_places(rounds: Sequence[Round]) -> set[int]:
    """The rounds that take projects in any council area, because their form asks in which they work."""
    rows = Question.objects.filter(
        kind=Question.Kind.PLACES,
        section__questionnaire__purpose=Questionnaire.Purpose.APPLICATION,
        section__questionnaire__round__in=rounds,
    )
    return set(rows.values_list("section__questionnaire__round_id", flat=True))


def _address(name: str, *slugs: str) -> str:
    return settings.SITE_ADDRESS + reverse(name, args=slugs)


def _moment(when: datetime | None) -> str | None:
    return timetable.in_scotland(when).isoformat() if when else None


def _day(when: Any) -> str | None:
    return when.isoformat() if when else None


def _sum(amount: Decimal | None) -> int | float | None:
    if amount is None:
        return None
    return int(amount) if amount == amount.to_integral_value() else float(amount)
