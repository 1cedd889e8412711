"""Scores come in at the very moment in which a bid is decided, or closes for their reader."""

from collections.abc import Callable
from threading import Barrier

import pytest
from django.db import transaction
from django.utils import timezone

from applications import assessing, deciding
from applications.models import Application, Assessment, Decision
from fund.models import Round, User
from tests import factories
from tests.racing import looking_first, overtaken, race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


@pytest.fixture
def reading(round_: Round, sam: User) -> Assessment:
    """Everything is said, and only the button is left to press."""
    return factories.make_assessment(
        factories.make_application(round_, state="in_assessment"), sam, state="started", scores=(4, 4, 4)
    )


def fresh(reading: Assessment) -> Assessment:
    return Assessment.objects.select_related("application__round", "assessor").get(pk=reading.pk)


def handing_in(reading: Assessment) -> Callable[[], None]:
    return lambda: assessing.hand_in(fresh(reading), by=reading.assessor)


def deciding_on(reading: Assessment, by: User) -> Callable[[], Decision]:
    bid = Application.objects.get(pk=reading.application_id)
    return lambda: deciding.decide(bid, outcome="decline", reason="A thin plan.", by=by)


def naively(*readings: Assessment) -> None:
    """Hand in without holding anything."""
    for row in readings:
        row.state, row.mark, row.handed_in_at = Assessment.State.HANDED_IN, 4, timezone.now()
        row.save()


@pytest.mark.parametrize("turn", range(5))
def test_a_score_counts_in_the_decision_or_is_refused(reading: Assessment, olive: User, turn: int) -> None:
    race([handing_in(reading), deciding_on(reading, olive)])
    counted = Decision.objects.get().figures["assessed"]
    assert counted == Assessment.objects.filter(state="handed_in").count()


def test_the_control_that_looks_first_hands_in_what_the_decision_never_saw(reading: Assessment, olive: User) -> None:
    """The obvious code: see that the bid is open, then write. It must fail here."""
    looked = Barrier(2)

    def hand_in() -> None:
        with transaction.atomic():
            assert Application.objects.get(pk=reading.application_id).state == "in_assessment"
            looked.wait(timeout=20)
            decided.wait(timeout=20)
            Assessment.objects.filter(pk=reading.pk).update(state="handed_in", mark=4, handed_in_at=timezone.now())

    def decide() -> None:
        looked.wait(timeout=20)
        deciding_on(reading, olive)()
        decided.wait(timeout=20)

    decided = Barrier(2)
    assert race([hand_in, decide]) == ["done", "done"]
    assert Decision.objects.get().figures["assessed"] == 0
    assert Assessment.objects.filter(state="handed_in").count() == 1


@pytest.mark.parametrize("turn", range(5))
def test_ties_said_in_another_window_take_the_scores_out(reading: Assessment, sam: User, turn: int) -> None:
    def say() -> None:
        assessing.declare(fresh(reading), by=sam, kind="family")

    race([handing_in(reading), say])
    reading.refresh_from_db()
    row = Application.objects.with_scores().get(pk=reading.application_id)
    assert (reading.state, row.mean, row.assessed) == ("conflicted", None, 0)


def test_the_control_that_looks_for_ties_first_counts_the_scores_of_somebody_with_ties(
    reading: Assessment, sam: User
) -> None:
    answers = overtaken(
        lambda: fresh(reading).state == "started",
        lambda is_open: is_open and naively(reading),
        meanwhile=lambda: assessing.declare(fresh(reading), by=sam, kind="family"),
    )
    row = Application.objects.with_scores().get(pk=reading.application_id)
    assert answers == ["done", "done"] and (row.mean, row.assessed) == (4, 1)


@pytest.mark.parametrize("turn", range(5))
def test_an_order_is_handed_in_whole_though_one_of_its_bids_is_decided(
    round_: Round, sam: User, olive: User, turn: int
) -> None:
    round_.judged_by = Round.JudgedBy.RANKING
    round_.save()
    readings = [
        factories.make_assessment(factories.make_application(round_, state="in_assessment"), sam) for _ in range(3)
    ]
    for place, row in enumerate(readings, start=1):
        Assessment.objects.filter(pk=row.pk).update(place=place)
    race([lambda: assessing.hand_in_order(sam, round_), deciding_on(readings[0], olive)])
    counted = Decision.objects.get().figures["assessed"]
    first, *others = [fresh(row).state for row in readings]
    assert counted == (first == "handed_in")
    assert others == ["handed_in", "handed_in"]


def test_the_control_that_looks_first_hands_in_an_order_that_the_decision_never_saw(
    round_: Round, sam: User, olive: User
) -> None:
    readings = [
        factories.make_assessment(factories.make_application(round_, state="in_assessment"), sam) for _ in range(3)
    ]
    open_ = Assessment.objects.filter(application__state="in_assessment", assessor=sam)
    answers = overtaken(lambda: list(open_), lambda found: naively(*found), meanwhile=deciding_on(readings[0], olive))
    assert answers == ["done", "done"]
    assert Decision.objects.get().figures["assessed"] == 0 and fresh(readings[0]).state == "handed_in"


@pytest.mark.parametrize("turn", range(3))
def test_eight_presses_hand_scores_in_once(reading: Assessment, turn: int) -> None:
    assert race([handing_in(reading)] * 8) == ["done"] + ["refused"] * 7
    assert reading.history.filter(state="handed_in").count() == 1


def test_the_control_that_looks_first_hands_scores_in_twice(reading: Assessment) -> None:
    answers = looking_first(lambda: fresh(reading), lambda seen: seen.state == "started" and naively(seen))
    assert answers == ["done", "done"]
    assert reading.history.filter(state="handed_in").count() == 2
