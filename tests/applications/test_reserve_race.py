"""Several people fund from the reserve list at the same moment: the round’s money is never passed."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from applications import ranking, reserve_list, reserving
from applications.models import Application, Decision, Grant
from fund.kit.states import Refused
from fund.models import Round, User
from tests import factories
from tests.racing import looking_first, overtaken, race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


@pytest.fixture
def told(db: None) -> Round:
    """A round of £50,000 with four bids of £40,000 on its reserve list."""
    round_ = factories.make_round(closes_at=timezone.now() - timedelta(days=9), announced_at=timezone.now())
    for place in range(1, 5):
        bid = factories.make_application(round_, state="reserve", amount=Decimal(40000))
        factories.make_decision(bid, "reserve", reserve_place=place)
    return round_


def promoting(bid: Application, by: User) -> Callable[[], object]:
    return lambda: reserving.promote(Application.objects.select_related("round").get(pk=bid.pk), by=by)


@pytest.mark.parametrize("turn", range(3))
def test_four_bids_at_once_and_one_is_funded(told: Round, morag: User, turn: int) -> None:
    bids = reserve_list.in_order(told)
    assert race([promoting(bid, morag) for bid in bids]) == ["done", "refused", "refused", "refused"]
    assert ranking.decided_of(told) == 40000
    assert Grant.objects.get().application == bids[0]


@pytest.mark.parametrize("turn", range(3))
def test_two_who_fund_the_same_bid_fund_it_once(told: Round, morag: User, turn: int) -> None:
    first = reserve_list.in_order(told)[0]
    assert race([promoting(first, morag)] * 2) == ["done", "refused"]
    assert Grant.objects.count() == 1


def naively(bid: Application) -> None:
    """Fund a bid without holding anything."""
    Decision.objects.filter(application=bid).update(outcome="award", amount=bid.amount)
    Application.objects.filter(pk=bid.pk).update(state="awarded")
    factories.make_grant(bid)


def test_the_control_that_looks_first_ends_in_a_fault_instead_of_a_word(told: Round) -> None:
    first = reserve_list.in_order(told)[0]
    with pytest.raises(IntegrityError):
        looking_first(
            lambda: Application.objects.get(pk=first.pk).state == "reserve", lambda waits: waits and naively(first)
        )


def test_funding_the_last_and_ending_the_list_at_once_end_in_one_of_two_ways(told: Round, morag: User) -> None:
    first = reserve_list.in_order(told)[0]
    race([promoting(first, morag), lambda: reserving.end(Round.objects.get(pk=told.pk), by=morag)])
    first.refresh_from_db()
    assert (first.state, Grant.objects.count()) in {("awarded", 1), ("not_funded", 0)}
    assert not reserve_list.in_order(told)


def test_the_control_without_the_lock_passes_the_money(told: Round, morag: User) -> None:
    """The obvious code: look what is free, then write. It must fail here, or the tests above prove nothing."""
    looked = Barrier(4)

    def without_the_lock(bid: Application) -> Callable[[], object]:
        def promote() -> None:
            with transaction.atomic():
                free = reserve_list.free_in(told)
                looked.wait(timeout=10)
                if bid.amount > free:  # type: ignore[operator]
                    raise Refused("No money.")
                Decision.objects.filter(application=bid).update(outcome="award", amount=bid.amount)
                Application.objects.filter(pk=bid.pk).update(state="awarded")

        return promote

    assert race([without_the_lock(bid) for bid in reserve_list.in_order(told)]) == ["done"] * 4
    assert ranking.decided_of(told) == 160000


def test_the_control_that_looks_first_funds_a_bid_that_was_told_that_the_list_has_ended(
    told: Round, morag: User
) -> None:
    first = reserve_list.in_order(told)[0]
    factories.make_member(first.organisation, "Lead", "lead")
    answers = overtaken(
        lambda: Application.objects.get(pk=first.pk).state == "reserve",
        lambda waits: waits and naively(first),
        meanwhile=lambda: reserving.end(Round.objects.get(pk=told.pk), by=morag),
    )
    first.refresh_from_db()
    assert answers == ["done", "done"]
    assert first.state == "awarded" and first.history.filter(state="not_funded").exists()
