"""Reminders of drafts: at 30, 7 and 1 day by the calendar in Scotland, once each, and none for those who want none."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client

from applications import reminding
from applications.models import Application
from fund.models import Letter, Membership, Organisation, Round, User
from tests import factories

pytestmark = pytest.mark.django_db

LONDON = ZoneInfo("Europe/London")
CLOSES = datetime(2027, 3, 29, 9, tzinfo=LONDON)  # the morning after the clocks went forward


@pytest.fixture
def draft(group: Organisation, ann: User) -> Application:
    round_ = factories.make_round(opens_at=CLOSES - timedelta(days=60), closes_at=CLOSES)
    return factories.make_application(round_, group, by=ann, started_at=CLOSES - timedelta(days=50))


def on(day: date, hour: int = 8) -> int:
    with time_machine.travel(datetime(day.year, day.month, day.day, hour, 10, tzinfo=LONDON), tick=False):
        return reminding.remind()


@pytest.mark.parametrize(
    ("today", "mark"),
    [
        (date(2027, 2, 26), None),
        (date(2027, 2, 27), 30),
        (date(2027, 3, 1), 30),
        (date(2027, 3, 2), None),
        (date(2027, 3, 22), 7),
        (date(2027, 3, 28), 1),
        (date(2027, 3, 29), None),
    ],
)
def test_the_marks_are_days_of_the_calendar_also_over_the_change_of_clocks(today: date, mark: int | None) -> None:
    assert reminding.mark_for(date(2027, 3, 29), date(2027, 2, 7), today) == mark


def test_a_draft_begun_after_a_mark_is_not_reminded_of_it() -> None:
    assert reminding.mark_for(date(2027, 3, 29), date(2027, 3, 22), date(2027, 3, 22)) is None
    assert reminding.mark_for(date(2027, 3, 29), date(2027, 3, 21), date(2027, 3, 22)) == 7


def test_each_reminder_goes_once_to_everybody_who_writes(draft: Application, ann: User, nia: User) -> None:
    Membership.objects.create(user=nia, organisation=draft.organisation, kind="viewer")
    day = date(2027, 3, 22)
    assert [on(day), on(day), on(day, 7), on(day + timedelta(days=1))] == [1, 0, 0, 0]  # the clock may step back too
    letter = Letter.objects.get(kind="reminder")
    assert letter.to == ann
    assert letter.subject == f"{draft.round} closes on Monday 29 March 2027, 9am"
    assert on(date(2027, 3, 28)) == 1


def test_a_longer_round_reminds_again(draft: Application) -> None:
    assert on(date(2027, 3, 28)) == 1
    Round.objects.filter(pk=draft.round_id).update(closes_at=CLOSES + timedelta(days=7))
    assert on(date(2027, 4, 4)) == 1


@pytest.mark.parametrize("facts", [{"state": "withdrawn"}, {"state": "submitted"}, {"is_test": True}])
def test_what_needs_no_reminder_gets_none(draft: Application, facts: dict[str, object]) -> None:
    Application.objects.filter(pk=draft.pk).update(**facts)
    assert on(date(2027, 3, 28)) == 0


def test_opening_the_link_asks_and_the_button_stops_the_reminders(draft: Application, ann: User) -> None:
    on(date(2027, 3, 22))
    letter = Letter.objects.get(kind="reminder")
    link = next(word for word in letter.text.split() if "/t/" in word)
    path = "/t/" + link.split("/t/")[1]
    with time_machine.travel(datetime(2027, 3, 22, 9, tzinfo=LONDON)):
        for _ in range(3):
            assert Client().get(path).status_code == 200
        ann.refresh_from_db()
        assert ann.wants_reminders
        assert "You get no more reminders" in Client().post(path).content.decode()
        assert Client().get(path).status_code == 404
    ann.refresh_from_db()
    assert not ann.wants_reminders
    assert on(date(2027, 3, 28)) == 0
