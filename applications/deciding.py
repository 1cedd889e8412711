"""Deciding what gets money, under seal, and telling everybody together."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from applications import letters
from applications.granting import months_after
from applications.models import Application, ApplicationAnswers, Decision, Grant, GrantBudgetLine
from applications.ranking import decided_of, money_of
from fund import post
from fund.kit import history
from fund.kit.states import Refused
from fund.models import Membership, Question, Questionnaire, Round, User
from fund.templatetags.words import moment, pounds

State = Application.State
Outcome = Decision.Outcome
ENDS = {Outcome.AWARD: State.AWARDED, Outcome.RESERVE: State.RESERVE, Outcome.DECLINE: State.NOT_FUNDED}


# Deciding ------------------------------------------------------------------------------------------------------------


@transaction.atomic
def decide(
    application: Application,
    *,
    by: User,
    outcome: str,
    reason: str,
    amount: Decimal | None = None,
    conditions: str = "",
) -> Decision:
    """Record what the panel decided, with a copy of the figures that it saw. It can change until it is announced.

    The awards of a round can never pass its money: whoever decides holds the round's row until the end.
    """
    Round.objects.select_for_update(of=("self",)).get(pk=application.round_id)
    fresh = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if fresh.is_test:
        raise Refused(f"{fresh.reference} is a test application, so there is nothing to decide.")
    if fresh.state not in {State.IN_ASSESSMENT, State.DECIDED}:
        raise Refused(f"{fresh.reference} is now “{fresh.get_state_display()}”, so it cannot be decided.")
    if not reason.strip():
        raise Refused("Give the reason: the group will read your words.")
    awarded = amount if outcome == Outcome.AWARD else None
    if outcome == Outcome.AWARD and (words := what_stands_against(fresh, amount)):
        raise Refused(words)
    decision = Decision.objects.filter(application=fresh).first() or Decision(application=fresh)
    decision.outcome, decision.amount, decision.reason, decision.conditions = outcome, awarded, reason, conditions
    decision.figures, decision.decided_by, decision.decided_at = figures(fresh), by, timezone.now()
    history.save(decision, by=by)
    if fresh.state == State.IN_ASSESSMENT:
        application.move(State.DECIDED, by=by)
    return decision


def what_stands_against(application: Application, amount: Decimal | None) -> str:
    """Say in words why this sum cannot be awarded; nothing stands against it when the words are empty."""
    if amount is None or amount <= 0:
        return "Say how much is awarded, in pounds."
    if application.amount is not None and amount > application.amount:
        return f"{application.reference} asks for {pounds(application.amount)}. Award that much or less."
    round_ = application.round
    has = money_of(round_)
    left = None if has is None else has - decided_of(round_, without=application)
    if left is None or amount <= left:
        return ""
    return (
        f"{round_} has {pounds(left)} left of {pounds(has)}, so {pounds(amount)} cannot be awarded. "
        "Award less, put it on the reserve list, or change another award first."
    )


def figures(application: Application) -> dict[str, Any]:
    """What the panel saw: mean, spread, how many assessed, and each assessor's mark and scores, without names.

    Lowest mark first, so that the order tells nothing about who gave it.
    """
    row = Application.objects.with_scores().get(pk=application.pk)
    seen = {name: getattr(row, name) for name in ("mean", "spread", "assessed")}
    marks = []
    for assessment in application.assessments.handed_in().with_mark().prefetch_related("scores__criterion"):
        scores = {score.criterion.code: _number(score.value) for score in assessment.scores.all()}
        marks.append({"mark": assessment.mark, "scores": scores})  # type: ignore[attr-defined]
    marks.sort(key=lambda each: (each["mark"] is not None, each["mark"] or 0, sorted(map(str, each["scores"].items()))))
    weights = {criterion.code: _number(criterion.weight) for criterion in application.round.criteria.all()}
    return {**seen, "marks": marks, "weights": weights, "asked": _number(application.amount)}


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


# Announcing ----------------------------------------------------------------------------------------------------------


def decided_in(round_: Round) -> QuerySet[Application]:
    """What the next announcement would tell: every decided application of the round, awards first."""
    rows = round_.applications.filter(state=State.DECIDED).select_related("decision", "organisation", "round")
    return rows.order_by("decision__outcome", "reference")


def undecided_in(round_: Round) -> QuerySet[Application]:
    """The applications that stand in the way of an announcement: handed in and not decided."""
    return round_.applications.filter(state__in=[State.SUBMITTED, State.IN_ASSESSMENT]).order_by("reference")


@dataclass(frozen=True)
class Post:
    """What one group will be sent: to whom, and the words of the letter."""

    application: Application
    to: list[User]
    subject: str
    text: str


def preview(round_: Round) -> list[Post]:
    """What the announcement would send, group by group. The words are shown for the first letter of each outcome."""
    to: dict[int, list[User]] = {}
    told = list(decided_in(round_))
    writers = Membership.objects.filter(kind__in=["lead", "editor"], user__is_active=True)
    writers = writers.filter(organisation__in={application.organisation_id for application in told})
    for membership in writers.select_related("user").order_by("user__name", "pk"):
        to.setdefault(membership.organisation_id, []).append(membership.user)
    posts, shown = [], set()
    for application in told:
        people, outcome = to.get(application.organisation_id, []), application.decision.outcome
        words = _letter(application, people[0]) if people and outcome not in shown else ("", "")
        shown |= {outcome} if people else set()
        posts.append(Post(application, people, *words))
    return posts


def _letter(application: Application, to: User) -> tuple[str, str]:
    kind = ENDS[Outcome(application.decision.outcome)].value
    about = draft_grant(application, application.decision) if kind == State.AWARDED else application
    subject, text, _ = post.render(kind, to=to, about=about)
    return subject, text.strip()


@transaction.atomic
def announce(round_: Round, *, by: User) -> list[Application]:
    """Tell every group of the round at once: awards become grants, and each group gets its letter.

    A round that is open all the time is announced batch by batch, so what is not decided yet does not stand in the way.
    Returns what was announced. Announcing again finds nothing left to tell, and changes nothing.
    """
    fresh = Round.objects.select_for_update(of=("self",)).get(pk=round_.pk)
    now = timezone.now()
    if fresh.takes_hand_ins(now, is_invited=True) and not fresh.is_rolling:
        raise Refused(f"{fresh} takes applications until {moment(fresh.closes_at)}. Announce when it has closed.")
    if not fresh.is_rolling and (waiting := list(undecided_in(fresh).values_list("reference", flat=True))):
        raise Refused(f"Decide these first: {', '.join(waiting)}. Everybody in a round hears on the same day.")
    told = list(decided_in(fresh).prefetch_related("areas", "conditions"))
    if not told:
        return []
    for application in told:
        _tell(application, application.decision, now=now, by=by)
    fresh.announced_at = round_.announced_at = fresh.announced_at or now
    fresh.handed_in_count, fresh.funded_count = chances_of(fresh)
    history.save(fresh, by=by, reason="Awards announced", fields=["announced_at", "handed_in_count", "funded_count"])
    return told


def chances_of(round_: Round) -> tuple[int, int]:
    """How many applications were handed in and not withdrawn, and how many of them were awarded; tests are left out."""
    real = round_.applications.handed_in().filter(is_test=False)
    return real.count(), real.filter(state=State.AWARDED).count()


def _tell(application: Application, decision: Decision, *, now: datetime, by: User) -> None:
    decision.announced_at = now
    history.save(decision, by=by, reason="Announced", fields=["announced_at"])
    application.move(ENDS[Outcome(decision.outcome)], by=by, reason="Announced")
    if decision.outcome == Outcome.AWARD:
        letters.awarded(_grant(application, decision, now=now, by=by))
    elif decision.outcome == Outcome.RESERVE:
        letters.reserve(application)
    else:
        letters.not_funded(application)


def draft_grant(application: Application, decision: Decision) -> Grant:
    """The grant that this award would make, not kept yet."""
    round_ = application.round
    starts_on, months = round_.projects_start_on, application.months
    return Grant(
        application=application,
        organisation=application.organisation,
        round=round_,
        reference=application.reference,
        title=application.title,
        summary=application.summary,
        amount=decision.amount,
        conditions=decision.conditions,
        starts_on=starts_on,
        ends_on=months_after(starts_on, months) - timedelta(days=1) if starts_on and months else None,
        is_demo=application.is_demo,
    )


def _grant(application: Application, decision: Decision, *, now: datetime, by: User) -> Grant:
    grant = draft_grant(application, decision)
    grant.awarded_at = now
    history.save(grant, by=by, reason="Awarded")
    grant.areas.set(application.areas.all())
    grant.health_conditions.set(application.conditions.all())
    GrantBudgetLine.objects.bulk_create(_budget(application, grant))
    return grant


def _budget(application: Application, grant: Grant) -> list[GrantBudgetLine]:
    """The lines of the application's budget tables, in the words of its headings."""
    names = dict(application.round.budget_headings.values_list("code", "name"))
    tables = Question.objects.filter(
        kind=Question.Kind.BUDGET,
        section__questionnaire__round=application.round,
        section__questionnaire__purpose=Questionnaire.Purpose.APPLICATION,
    )
    sheets = {sheet.section_id: sheet for sheet in ApplicationAnswers.objects.filter(application=application)}
    lines = []
    for question in tables.order_by("section__position", "position"):
        rows = sheets[question.section_id].values.get(question.code, []) if question.section_id in sheets else []
        lines += [line for line in rows if line.get("amount")]
    return [
        GrantBudgetLine(
            grant=grant,
            heading=names.get(line.get("heading", ""), line.get("heading", "")),
            what=line.get("what", ""),
            amount=Decimal(line["amount"]),
            position=position,
        )
        for position, line in enumerate(lines)
    ]
