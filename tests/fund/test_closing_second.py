"""The closing second: what reaches us at the closing time is in time, one microsecond later it is late."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client

from applications import applying
from applications.models import Application
from fund.kit import clock
from fund.kit.states import Refused
from fund.models import Organisation, Round, User
from fund.templatetags.words import closes
from tests import factories
from tests.world import store

pytestmark = pytest.mark.django_db

SCOTLAND = ZoneInfo("Europe/London")
MOMENT = timedelta(microseconds=1)
NINE = datetime(2027, 2, 1, 9, tzinfo=SCOTLAND)
CLOSINGS = [
    NINE,
    datetime(2027, 3, 28, 9, tzinfo=SCOTLAND),  # the night before, clocks went forward
    datetime(2027, 3, 28, 2, tzinfo=SCOTLAND),  # the first moment after the hour that is left out
    datetime(2027, 10, 31, 9, tzinfo=SCOTLAND),  # the night before, clocks went back
    datetime(2027, 10, 31, 1, 30, tzinfo=SCOTLAND, fold=0),  # half past one comes twice in that night
    datetime(2027, 10, 31, 1, 30, tzinfo=SCOTLAND, fold=1),
]


def closing_at(when: datetime, **facts: object) -> Round:
    made = factories.make_round(opens_at=when - timedelta(days=60), closes_at=when, **facts)
    return Round.objects.get(pk=made.pk)


def instant(when: datetime) -> datetime:
    """The same moment where adding and taking away counts true seconds."""
    return when.astimezone(ZoneInfo("UTC"))


@pytest.mark.parametrize("when", CLOSINGS, ids=str)
def test_the_page_the_list_and_the_hand_in_have_the_same_last_instant(when: datetime) -> None:
    round_ = closing_at(when)
    for at, is_in_time in [
        (instant(when) - MOMENT, True),
        (instant(when), True),
        (instant(when) + MOMENT, False),
    ]:
        with time_machine.travel(at, tick=False):
            said = (round_.is_open(), round_.takes_hand_ins(), Round.objects.open().filter(pk=round_.pk).exists())
            assert said == (is_in_time, is_in_time, is_in_time)
            assert round_.phase() == ("Open" if is_in_time else "Being assessed")
            assert closes(round_).startswith("Closes" if is_in_time else "Closed")


@pytest.mark.parametrize("when", CLOSINGS, ids=str)
def test_seconds_of_grace_are_for_handing_in_and_end_with_their_last_instant(when: datetime) -> None:
    round_ = closing_at(when, grace_seconds=60)
    end = instant(when) + timedelta(seconds=60)
    for at, takes in [(instant(when) + MOMENT, True), (end, True), (end + MOMENT, False)]:
        with time_machine.travel(at, tick=False):
            assert (round_.is_open(), round_.takes_hand_ins()) == (False, takes)
            assert not Round.objects.open().filter(pk=round_.pk).exists()


@pytest.mark.parametrize("grace", [0, 60])
def test_an_application_is_handed_in_at_the_very_last_instant_and_not_after_it(
    grace: int, group: Organisation, ann: User
) -> None:
    round_ = closing_at(NINE, grace_seconds=grace)
    end = instant(NINE) + timedelta(seconds=grace)
    drafts = [factories.make_application(round_, group, by=ann) for _ in range(3)]
    for draft in drafts:
        draft.documents.create(rule=round_.document_rules.get(), file=store())
    for draft, at in zip(drafts[:2], [end - MOMENT, end], strict=True):
        with time_machine.travel(at, tick=False):
            applying.submit(draft, by=ann)
        assert Application.objects.get(pk=draft.pk).submitted_at == at
    with (
        time_machine.travel(end + MOMENT, tick=False),
        pytest.raises(Refused, match="closed on Monday 1 February 2027, 9am"),
    ):
        applying.submit(drafts[2], by=ann)


def test_short_notes_have_their_own_last_instant(group: Organisation) -> None:
    later = NINE + timedelta(days=60)
    round_ = closing_at(later, is_two_stage=True, note_closes_at=NINE, grace_seconds=60)
    with time_machine.travel(instant(NINE), tick=False):
        assert (round_.is_open(), round_.phase(), list(Round.objects.open())) == (True, "Open", [round_])
    with time_machine.travel(instant(NINE) + MOMENT, tick=False):
        assert (round_.is_open(), round_.takes_hand_ins(), list(Round.objects.open())) == (False, True, [])
        assert (round_.phase(), list(Round.objects.open_to_invited())) == ("Open to invited groups", [round_])
        assert round_.takes_hand_ins(is_invited=True)
    with time_machine.travel(instant(later), tick=False):
        assert (round_.is_open(is_invited=True), list(Round.objects.open_to_invited())) == (True, [round_])
    with time_machine.travel(instant(later) + MOMENT, tick=False):
        assert (round_.is_open(is_invited=True), list(Round.objects.open_to_invited())) == (False, [])


@pytest.mark.parametrize(
    ("apart", "words"),
    [(0, "right"), (2, "right"), (-2, "right"), (5, "5 seconds behind the database"),
     (-61, "61 seconds ahead of the database")],
)  # fmt: skip
def test_the_health_page_has_words_for_a_clock_that_is_wrong(apart: float, words: str) -> None:
    assert clock.words(apart) == words


def test_the_health_page_compares_our_clock_with_the_one_of_the_database(
    door: Callable[[User | None], Client],
) -> None:
    assert door(None).get("/health/").json()["clock"] == clock.words(clock.apart()) == "right"
