from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from fund.templatetags.words import clock, day, moment, pounds


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (12500, "£12,500"),
        (Decimal("12500.50"), "£12,500.50"),
        ("0.00", "£0"),
        (None, "–"),
        (Decimal("1234567.00"), "£1,234,567"),
    ],
)
def test_money(amount: Decimal | int | str | None, words: str) -> None:
    assert pounds(amount) == words


def test_a_day() -> None:
    assert day(date(2025, 1, 27)) == "Monday 27 January 2025"
    assert day(None) == "–"


@pytest.mark.parametrize(
    ("utc", "words"),
    [
        (datetime(2025, 1, 27, 9, 0, tzinfo=UTC), "Monday 27 January 2025, 9am"),
        (datetime(2025, 7, 1, 15, 30, tzinfo=UTC), "Tuesday 1 July 2025, 4:30pm"),
        (datetime(2025, 1, 27, 12, 0, tzinfo=UTC), "Monday 27 January 2025, midday"),
        (datetime(2025, 1, 27, 0, 0, tzinfo=UTC), "Monday 27 January 2025, midnight"),
        (datetime(2025, 10, 26, 0, 30, tzinfo=UTC), "Sunday 26 October 2025, 1:30am"),
        (datetime(2025, 10, 26, 1, 30, tzinfo=UTC), "Sunday 26 October 2025, 1:30am"),
    ],
)
def test_a_moment_is_told_in_the_time_of_edinburgh(utc: datetime, words: str) -> None:
    assert moment(utc) == words


def test_a_clock_time() -> None:
    assert clock(datetime(2025, 7, 1, 13, 3, tzinfo=UTC)) == "2:03pm"
