"""The days on which the fund works: working days of Scotland without its own closures."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from fund.kit import history
from fund.kit.working_days import working_days_after
from fund.models import Closure, Fund, User


def closed_days(closures: Iterable[Closure] | None = None) -> frozenset[date]:
    """Every day on which the fund says that it is closed; one query where the closures are not given."""
    rows = Closure.objects.all() if closures is None else closures
    return frozenset(row.from_on + timedelta(days=n) for row in rows for n in range((row.to_on - row.from_on).days + 1))


def last_day(days: int) -> date:
    """The day by which somebody answers who has so many working days of the fund, beginning tomorrow."""
    return working_days_after(timezone.localdate(), days, closed_days())


def next_open(day: date) -> date:
    """The day itself, or the next one on which the fund works."""
    return working_days_after(day - timedelta(days=1), 1, closed_days())


@transaction.atomic
def close(fund: Fund, *, name: str, from_on: date, to_on: date, by: User) -> Closure:
    """Say that the fund is closed on these days. Reminders wait, and days that are counted leave them out."""
    row: Closure = history.save(Closure(fund=fund, name=name, from_on=from_on, to_on=to_on), by=by)
    return row


@transaction.atomic
def open_again(closure: Closure, *, by: User) -> None:
    """Take a closure away."""
    history.delete(closure, by=by)
