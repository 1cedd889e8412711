"""A data protection complaint: acknowledged within 30 days, with a warning before."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.test import Client

from fund import data_complaints
from fund.kit.states import Refused
from fund.models import DataComplaint, Letter, User
from fund.templatetags.words import day

Door = Callable[[User | None], Client]


def on(today: int, month: int = 6) -> time_machine.travel:
    return time_machine.travel(datetime(2026, month, today, 9, tzinfo=UTC), tick=False)


def kept(by: User) -> DataComplaint:
    with on(1):
        return data_complaints.enter(who="Nan", words="You showed my photo.", received_on=date(2026, 6, 1), by=by)


def test_what_came_on_1_june_is_acknowledged_by_1_july(olive: User) -> None:
    assert kept(olive).acknowledge_by == date(2026, 7, 1)


def test_a_letter_warns_a_week_before_once_and_again_when_it_is_late(olive: User, morag: User) -> None:
    kept(olive)
    for today, month, letters in ((23, 6, 0), (24, 6, 2), (25, 6, 2), (1, 7, 2), (2, 7, 4), (3, 7, 4)):
        with on(today, month):
            data_complaints.remind()
        assert Letter.objects.filter(kind="data_complaint_due").count() == letters, (today, month)


def test_who_was_told_in_time_warns_of_nothing(olive: User) -> None:
    row = kept(olive)
    with on(2):
        data_complaints.acknowledge(row, by=olive)
    with on(30):
        assert data_complaints.remind() == 0


def test_a_complaint_from_the_page_to_its_answer(door: Door, olive: User) -> None:
    browser, page = door(olive), "/fund/data-complaints/"
    with on(20):
        assert browser.post(page, {"who": "Nan"}).status_code == 422
        typed = {"who": "Nan, nan@example.org", "words": "You showed my photo.", "received_on": "1 June 2026"}
        browser.post(page, typed)
        one = f"{page}{DataComplaint.objects.get().pk}/"
        assert f"acknowledge by {day(date(2026, 7, 1))}" in browser.get(page).content.decode()
    with on(27):
        assert "Soon" in browser.get(page).content.decode()
    with on(2, month=7):
        assert "Late" in browser.get(page).content.decode()
        browser.post(f"{one}told/")
        assert "Late" not in browser.get(page).content.decode()
        browser.post(one, {"answer": "We took it down."})
    row = DataComplaint.objects.get()
    assert (row.state, row.answer) == ("answered", "We took it down.")
    assert "We took it down." in browser.get(one).content.decode()


def test_no_complaint_comes_from_tomorrow_and_none_is_answered_before_it_is_acknowledged(olive: User) -> None:
    with on(1), pytest.raises(Refused):
        data_complaints.enter(who="Nan", words="x", received_on=date(2026, 6, 2), by=olive)
    with pytest.raises(Refused):
        data_complaints.answer(kept(olive), answer="x", by=olive)
