"""Working days of Scotland: Monday to Friday without the bank holidays.

The days follow the Banking and Financial Dealings Act 1971, Schedule 1, for Scotland, with 1 and 2 January, Christmas
Day, Boxing Day and St Andrew’s Day moved to the next free weekday where they fall on a weekend. `MOVED` holds what was
proclaimed for one year alone.
"""

from collections.abc import Container
from datetime import date, timedelta
from functools import cache

DAY = timedelta(days=1)
# year: (days taken out, days put in)
MOVED: dict[int, tuple[tuple[date, ...], tuple[date, ...]]] = {
    2020: ((date(2020, 5, 4),), (date(2020, 5, 8),)),
    2022: ((date(2022, 5, 30),), (date(2022, 6, 2), date(2022, 6, 3), date(2022, 9, 19))),
    2023: ((), (date(2023, 5, 8),)),
}


@cache
def easter(year: int) -> date:
    """Easter Sunday by the anonymous Gregorian reckoning (Meeus, Astronomical Algorithms, chapter 8)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, last = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, last + 1)


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """The bank holidays of Scotland in one year."""
    found = {
        easter(year) - 2 * DAY,
        _monday_from(date(year, 5, 1)),
        _monday_from(date(year, 5, 25)),
        _monday_from(date(year, 8, 1)),
    }
    for when in (date(year, 1, 1), date(year, 1, 2), date(year, 11, 30), date(year, 12, 25), date(year, 12, 26)):
        while when.weekday() > 4 or when in found:
            when += DAY
        found.add(when)
    out, extra = MOVED.get(year, ((), ()))
    return frozenset((found - {*out}) | {*extra})


def _monday_from(day: date) -> date:
    return day + timedelta(days=-day.weekday() % 7)


def is_working_day(day: date, closed: Container[date] = ()) -> bool:
    """Say whether somebody works on this day; `closed` holds more days on which nobody does."""
    return day.weekday() < 5 and day not in bank_holidays(day.year) and day not in closed


def working_days_after(day: date, number: int, closed: Container[date] = ()) -> date:
    """The day that is so many working days later; the day itself does not count. Nought is the day itself."""
    while number > 0:
        day += DAY
        number -= is_working_day(day, closed)
    return day


def working_days_between(first: date, last: date, closed: Container[date] = ()) -> int:
    """How many working days after the first day the last one is; under nought where it came before."""
    if last < first:
        return -working_days_between(last, first, closed)
    return sum(is_working_day(first + step * DAY, closed) for step in range(1, (last - first).days + 1))
