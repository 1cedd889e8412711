"""Many hands at once: reading is paid once."""

from decimal import Decimal
from threading import Barrier

import pytest
from django.db import transaction
from django.utils import timezone

from applications import claiming
from applications.models import ReaderClaim
from fund.models import User
from tests import factories
from tests.racing import overtaken, race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def test_eight_presses_ask_for_the_reading_once(sam: User) -> None:
    round_ = factories.make_round()
    fund = round_.fund
    fund.reading_rate = Decimal(15)
    fund.save()
    factories.make_assessment(factories.make_application(round_, state="in_assessment"), sam, state="handed_in")
    seen = claiming.mark_of(claiming.reading_times(sam)[0])

    def press() -> None:
        claiming.ask_for_reading(sam, round_=round_, seen=seen)

    assert race([press] * 8) == ["done"] + ["refused"] * 7
    assert ReaderClaim.objects.count() == 1


def test_the_control_that_looks_first_asks_for_the_reading_twice(sam: User) -> None:
    """The obvious code: see that nothing was asked for, then ask. It must fail here."""
    reading = factories.make_assessment(factories.make_application(state="in_assessment"), sam, state="handed_in")
    looked = Barrier(2)

    def naive() -> None:
        with transaction.atomic():
            is_free = not reading.claims.exists()
            looked.wait(timeout=20)
            if is_free:
                claim = ReaderClaim.objects.create(
                    reader=sam, kind="reading", day=timezone.localdate(), amount=Decimal(15), asked_by=sam
                )
                claim.readings.set([reading])

    assert race([naive] * 2) == ["done", "done"]
    assert reading.claims.count() == 2


def test_paid_and_turned_down_at_once_come_to_one_of_them(sam: User, olive: User, morag: User) -> None:
    claim = factories.make_claim(sam, state="agreed", agreed_by=olive)

    def pay() -> None:
        claiming.pay(ReaderClaim.objects.get(pk=claim.pk), on=claim.day, reference="1", by=olive)

    def turn_down() -> None:
        claiming.turn_down(ReaderClaim.objects.get(pk=claim.pk), because="No", by=morag)

    assert race([pay, turn_down, pay, turn_down]) == ["done", "refused", "refused", "refused"]


def test_the_control_that_looks_first_pays_what_was_turned_down(sam: User, olive: User, morag: User) -> None:
    claim = factories.make_claim(sam, state="agreed", agreed_by=olive)

    def write(is_agreed: bool) -> None:
        if is_agreed:
            ReaderClaim.objects.filter(pk=claim.pk).update(
                state="paid", paid_by=olive, paid_on=claim.day, payment_reference="1"
            )

    answers = overtaken(
        lambda: ReaderClaim.objects.get(pk=claim.pk).state == "agreed",
        write,
        meanwhile=lambda: claiming.turn_down(ReaderClaim.objects.get(pk=claim.pk), because="No", by=morag),
    )
    claim.refresh_from_db()
    assert answers == ["done", "done"]
    assert (claim.state, claim.turned_down_because) == ("paid", "No")
