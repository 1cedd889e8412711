"""Deciding what gets money, under seal."""

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from applications import assessing, drawing, scenarios
from applications.announcing import public_words
from applications.models import Application, Decision
from applications.ranking import decided_of, money_of
from fund.kit import history
from fund.kit.states import Refused
from fund.models import Round, User
from fund.templatetags.words import pounds

State = Application.State
Outcome = Decision.Outcome


@transaction.atomic
def decide(
    application: Application,
    *,
    by: User,
    outcome: str,
    reason: str,
    amount: Decimal | None = None,
    conditions: str = "",
    seen: str | None = None,
) -> Decision:
    """Record what the panel decided, with a copy of the figures that it saw. It can change until it is announced.

    `seen` is the mark of the decision that the writer saw; where it is another one now, it stays.
    The awards of a round can never pass its money: whoever decides holds the round's row until the end.
    """
    Round.objects.select_for_update(of=("self",), no_key=True).get(pk=application.round_id)
    fresh = Application.objects.select_for_update(of=("self",), no_key=True).get(pk=application.pk)
    if fresh.is_test:
        raise Refused(f"{fresh.reference} is a test application, so there is nothing to decide.")
    if fresh.state not in {State.IN_ASSESSMENT, State.DECIDED}:
        raise Refused(f"{fresh.reference} is now “{fresh.get_state_display()}”, so it cannot be decided.")
    if has_ties(by, fresh):
        raise Refused("You have ties to this bid, so somebody else decides on it with the panel.")
    if not reason.strip():
        raise Refused("Give the reason: the group will read your words.")
    awarded = amount if outcome == Outcome.AWARD else None
    if outcome == Outcome.AWARD and (words := what_stands_against(fresh, amount, by=by)):
        raise Refused(words)
    kept = Decision.objects.filter(application=fresh).select_related("decided_by").first()
    said = (outcome, awarded, reason, conditions)
    if kept and seen is not None and seen != mark_of(kept) and said != _said(kept):
        raise Refused(
            f"{kept.decided_by or 'Somebody'} decided on {fresh.reference} meanwhile. Read that first. Yours is not "
            "recorded: change it or leave the page."
        )
    decision = kept or Decision(application=fresh)
    decision.outcome, decision.amount, decision.reason, decision.conditions = said
    decision.figures, decision.decided_by, decision.decided_at = figures(fresh), by, timezone.now()
    history.save(decision, by=by)
    public_words.look(fresh, decision, by=by)
    if fresh.state == State.IN_ASSESSMENT:
        application.move(State.DECIDED, by=by)
    return decision


def mark_of(decision: Decision | None) -> str:
    """A mark of a decision, to know it again; nothing where there is none."""
    return decision.decided_at.isoformat() if decision else ""


def _said(decision: Decision) -> tuple[Any, ...]:
    return decision.outcome, decision.amount, decision.reason, decision.conditions


def has_ties(user: User, application: Application) -> bool:
    """Say whether somebody must not decide on a bid: it is their own group’s, they advised on it or declared ties."""
    return Application.objects.kept_from(user).filter(pk=application.pk).exists()


def what_stands_against(application: Application, amount: Decimal | None, *, by: User) -> str:
    """Say in words why this sum cannot be awarded; nothing stands against it when the words are empty.

    Whoever has ties to another bid of the round does not read how much is left.
    """
    if amount is None or amount <= 0:
        return "Say how much is awarded, in pounds."
    if application.amount is not None and amount > application.amount:
        return f"{application.reference} asks for {pounds(application.amount)}. Award that much or less."
    round_ = application.round
    has = money_of(round_)
    left = None if has is None else has - decided_of(round_, without=application)
    if left is None or amount <= left:
        return ""
    if assessing.are_sums_withheld(by, round_):
        return (
            f"{round_} has less than {pounds(amount)} left. Award less, put it on the reserve list, or ask a colleague "
            "without ties how much there is."
        )
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
    marks: list[dict[str, Any]] = []
    for assessment in application.assessments.handed_in().with_words():
        scores = {score.criterion.code: _number(score.value) for score in assessment.scores.all()}
        marks.append({"mark": assessment.mark, "scores": scores})
    marks.sort(key=lambda each: (each["mark"] is not None, each["mark"] or 0, sorted(map(str, each["scores"].items()))))
    weights = {criterion.code: _number(criterion.weight) for criterion in application.round.criteria.all()}
    view, drawn = scenarios.seen_of(application.round, application.pk), drawing.place_of(application.pk)
    return {**seen, "marks": marks, "weights": weights, "asked": _number(application.amount), **view, **drawn}


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
