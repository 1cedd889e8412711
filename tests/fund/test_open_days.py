"""The days on which the fund works, and the page on which managers say when it is closed."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from fund import open_days
from fund.kit.working_days import is_working_day, working_days_after, working_days_between
from fund.models import Closure, Round, User
from tests import factories

Door = Callable[[User | None], Client]
CHRISTMAS = date(2026, 12, 24)  # a Thursday; 25 and 28 December are bank holidays


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined, no-any-return]


def test_closed_days_are_left_out_of_every_count() -> None:
    closed = {date(2026, 12, 29), date(2026, 12, 30)}
    assert not is_working_day(date(2026, 12, 29), closed)
    assert working_days_after(CHRISTMAS, 1) == date(2026, 12, 29)
    assert working_days_after(CHRISTMAS, 1, closed) == date(2026, 12, 31)
    assert working_days_between(CHRISTMAS, date(2026, 12, 31)) == 3
    assert working_days_between(CHRISTMAS, date(2026, 12, 31), closed) == 1
    assert working_days_between(date(2026, 12, 31), CHRISTMAS, closed) == -1
    assert working_days_between(CHRISTMAS, CHRISTMAS) == 0


def test_a_closure_is_each_of_its_days(round_: Round) -> None:
    first = date(2026, 12, 29)
    factories.make_closure(round_.fund, from_on=first, to_on=first + timedelta(days=2))
    factories.make_closure(round_.fund, from_on=first, to_on=first)
    assert open_days.closed_days() == {first, first + timedelta(days=1), first + timedelta(days=2)}


def test_a_manager_closes_days_and_opens_them_again(round_: Round, morag: User, olive: User, door: Door) -> None:
    first = timezone.localdate() + timedelta(days=40)
    said = {"name": "Winter break", "from_on": f"{first:%d/%m/%Y}", "to_on": f"{first + timedelta(days=2):%d/%m/%Y}"}
    assert door(morag).post("/fund/closed-days/", said).status_code == 302
    page = text(door(olive).get("/fund/closed-days/"))
    assert "Winter break" in page and "Take it away" not in page and "A fund manager can change these." in page
    closure = Closure.objects.get()
    assert "Take it away" in text(door(morag).get("/fund/closed-days/"))
    assert door(morag).post(f"/fund/closed-days/{closure.pk}/open-again/").status_code == 302
    assert not Closure.objects.exists() and Closure.history.count() == 2


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [("2/1/2030", "1/1/2030", "not before the first"), ("1/1/2030", "1/6/2030", "at most 60 days"), ("", "", "Enter")],
)
def test_what_cannot_be_is_said_and_kept_as_typed(
    round_: Round, morag: User, door: Door, first: str, last: str, words: str
) -> None:
    page = door(morag).post("/fund/closed-days/", {"name": "Away", "from_on": first, "to_on": last})
    assert page.status_code == 422 and words in text(page) and 'value="Away"' in text(page)
