"""Scenarios of a round: from its rows to the question, and what the answer looks like beside others."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Prefetch

from applications.models import Application, Decision, Scenario, ScenarioPin, ScenarioRing
from applications.ranking import BEFORE_PANEL, money_of
from applications.scenarios.asked import Answer, Asked, Bid, Ring, Way
from applications.scenarios.best import best_use
from applications.scenarios.line import down_the_line
from applications.scenarios.views_of_marks import worths
from fund.kit import history
from fund.models import Round, User

State = Application.State
DECIDED = (State.DECIDED, State.AWARDED, State.RESERVE, State.NOT_FUNDED)
PENNY = Decimal("0.01")


@dataclass(frozen=True)
class Played:
    """A scenario played through."""

    scenario: Scenario
    asked: Asked
    answer: Answer

    @property
    def funded(self) -> int:
        return len(self.answer.funded)


def play(round_: Round, scenarios: list[Scenario], *, is_sealed: bool = False) -> list[Played]:
    """Play these scenarios through; the bids of the round are read once, and the marks once for each view.

    `is_sealed` is for those who may not know yet what was decided: the scenarios then say what they said before.
    """
    bids = _bids(round_)
    worth = {view: worths(round_, view) for view in {scenario.view for scenario in scenarios}}
    has = money_of(round_)
    known = tuple(state for state in DECIDED if not (is_sealed and state == State.DECIDED))
    return [_played(scenario, bids, worth[scenario.view], has, known) for scenario in scenarios]


def scenarios_of(round_: Round) -> list[Scenario]:
    """The scenarios of a round with their rules."""
    pins = Prefetch("pins", ScenarioPin.objects.select_related("application"))
    return list(round_.scenarios.select_related("made_by", "round").prefetch_related("rings", pins))


def _bids(round_: Round) -> list[Application]:
    rows = Application.objects.real().filter(round=round_, state__in=BEFORE_PANEL)
    rows = rows.only("pk", "reference", "state", "amount", "tier_id", "grant_type_id", "priority_id")
    return list(rows.prefetch_related("areas", "conditions", "taggings", "decision").order_by("reference"))


def tags_of(bid: Application) -> frozenset[str]:
    """What a bid is, as a scenario’s rules name it."""
    one = {"tier": bid.tier_id, "type": bid.grant_type_id, "priority": bid.priority_id}
    tags = {f"{fact}:{key}" for fact, key in one.items() if key is not None}
    tags |= {f"area:{area.pk}" for area in bid.areas.all()}
    tags |= {f"condition:{term.pk}" for term in bid.conditions.all()}
    return frozenset(tags | {f"tag:{tagging.tag_id}" for tagging in bid.taggings.all()})


def _played(
    scenario: Scenario, bids: list[Application], worth: dict[int, float], has: Decimal | None, known: tuple[str, ...]
) -> Played:
    pins = {pin.application_id: pin for pin in scenario.pins.all()}
    rows = tuple(_bid(bid, worth.get(bid.pk), pins.get(bid.pk), scenario.percent, known) for bid in bids)
    rings = tuple(
        Ring(f"{ring.fact}:{ring.key}", ring.name, ring.least_money, ring.most_money, ring.least_bids, ring.most_bids)
        for ring in scenario.rings.all()
    )
    money = has if scenario.money is None else scenario.money
    asked = Asked(rows, money, Way(scenario.way), rings, scenario.by_money)
    return Played(scenario, asked, best_use(asked) if asked.way == Way.BEST else down_the_line(asked))


def _bid(row: Application, worth: float | None, pin: ScenarioPin | None, percent: int, known: tuple[str, ...]) -> Bid:
    """A bid as the scenario sees it: what was decided stays, what is set by hand comes next, then the rules."""
    amount = ((row.amount or Decimal(0)) * percent / 100).quantize(PENNY)
    fixed: bool | None = None
    decision = getattr(row, "decision", None) if row.state in known else None
    if decision is not None:
        fixed = decision.outcome == Decision.Outcome.AWARD
        amount = decision.amount or amount
    elif pin is not None:
        fixed, amount = pin.is_in, pin.amount if pin.amount is not None else amount
    if worth is None and fixed is None:
        fixed = False  # nobody has marked it
    return Bid(row.pk, row.reference, worth or 0.0, amount, tags_of(row), fixed)


@transaction.atomic
def keep(scenario: Scenario, *, by: User, **facts: Any) -> Scenario:
    """Keep what a scenario says."""
    for column, value in facts.items():
        setattr(scenario, column, value)
    if scenario.pk is None:
        scenario.made_by = by
    saved: Scenario = history.save(scenario, by=by)
    return saved


@transaction.atomic
def copy(scenario: Scenario, *, name: str, by: User) -> Scenario:
    """The same scenario under another name, to change one thing in it."""
    rings, pins = list(scenario.rings.all()), list(scenario.pins.all())
    made = Scenario(round=scenario.round, name=name, made_by=by)
    for column in ("view", "way", "by_money", "money", "percent"):
        setattr(made, column, getattr(scenario, column))
    history.save(made, by=by)
    rows: list[Any] = [*rings, *pins]
    for row in rows:
        row.pk, row.scenario = None, made
        row._state.adding = True
        row.save()
    return made


@transaction.atomic
def drop(scenario: Scenario, *, by: User) -> None:
    """Take a scenario away."""
    history.delete(scenario, by=by)


@transaction.atomic
def set_ring(scenario: Scenario, *, fact: str, key: str, name: str, by: User, **limits: Any) -> ScenarioRing:
    """Keep a fence for one kind of bid; a second one for the same kind takes the place of the first."""
    ring, _ = ScenarioRing.objects.update_or_create(
        scenario=scenario, fact=fact, key=key, defaults={"name": name, **limits}
    )
    history.save(scenario, by=by, reason=f"Rule for {name}")
    return ring


@transaction.atomic
def drop_ring(ring: ScenarioRing, *, by: User) -> None:
    """Take a fence away."""
    history.save(ring.scenario, by=by, reason=f"No rule for {ring.name} any more")
    ring.delete()


@transaction.atomic
def pin(scenario: Scenario, application: Application, *, is_in: bool | None, amount: Decimal | None, by: User) -> None:
    """Set a bid in or out by hand, or what it would get; nothing of all takes the pin out."""
    if is_in is None and amount is None:
        ScenarioPin.objects.filter(scenario=scenario, application=application).delete()
    else:
        ScenarioPin.objects.update_or_create(
            scenario=scenario, application=application, defaults={"is_in": is_in, "amount": amount}
        )
    history.save(scenario, by=by, reason=f"{application.reference} by hand")
