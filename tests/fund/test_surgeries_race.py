"""Eight people want one time: one gets it. The control shows that looking first is not enough."""

from threading import Barrier

import pytest
from django.db import IntegrityError

from fund import surgeries
from fund.kit.states import Refused
from fund.models import Surgery, Talk
from tests import factories
from tests.racing import race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]

PERSON = {"name": "Mo", "email": "mo@example.org", "phone": "", "about": "", "needs": ""}


def test_of_eight_people_who_want_one_time_one_gets_it() -> None:
    surgery = factories.make_surgery()
    answers = race([lambda: surgeries.book(surgery, surgery.times[0], **PERSON)] * 8)
    assert answers == ["done"] + ["refused"] * 7
    assert Talk.objects.count() == 1


def test_two_colleagues_take_two_of_eight() -> None:
    surgery = factories.make_surgery(at_once=2)
    assert race([lambda: surgeries.book(surgery, surgery.times[0], **PERSON)] * 8).count("done") == 2
    assert sorted(Talk.objects.values_list("number", flat=True)) == [1, 2]


def test_control_without_the_lock_all_see_the_time_free_and_only_the_constraint_saves_it() -> None:
    surgery = factories.make_surgery()
    looked = Barrier(4)
    seen_free = []

    def naive() -> None:
        if not Talk.objects.filter(surgery=surgery, starts_at=surgery.starts_at, state="booked").exists():
            seen_free.append(True)
        looked.wait(timeout=10)
        try:
            factories.make_talk(surgery)
        except IntegrityError as fault:
            raise Refused("Two wanted one place") from fault

    assert race([naive] * 4) == ["done"] + ["refused"] * 3
    assert len(seen_free) == 4


def test_moving_two_talks_onto_each_other_and_calling_the_day_off_never_deadlocks() -> None:
    one, other = factories.make_surgery(), factories.make_surgery()
    first, second = factories.make_talk(one), factories.make_talk(other)
    answers = race(
        [
            lambda: surgeries.move(first, other, other.times[1]),
            lambda: surgeries.move(second, one, one.times[1]),
            lambda: surgeries.cancel(Surgery.objects.get(pk=one.pk), by=None, reason="Ill"),  # type: ignore[arg-type]
        ]
    )
    assert len(answers) == 3
