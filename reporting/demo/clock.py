"""The demo fund's years pass in seconds: each verb is called on the day on which it would have happened."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import time_machine
from django.conf import settings
from django.utils import timezone

from fund.kit import clock

LONDON = ZoneInfo(settings.TIME_ZONE)


class Calendar:
    """Days counted from today. `work` is what the fund's workers do at the end of each visit to the past."""

    def __init__(self, work: Callable[[], object]) -> None:
        self.work = work
        self.today = timezone.localdate()

    def day(self, days: int) -> date:
        """The date so many days from today."""
        return self.today + timedelta(days=days)

    def working_day(self, days: int) -> date:
        """The same, or the Monday after it where it falls on a weekend."""
        then = self.day(days)
        return then + timedelta(days=max(0, 7 - then.isoweekday()) + 1 if then.isoweekday() > 5 else 0)

    def moment(self, days: int, hour: int = 9, minute: int = 0) -> datetime:
        """A time of day so many days from today, in London."""
        return datetime.combine(self.day(days), time(hour, minute), LONDON)

    @contextmanager
    def on(self, days: int, hour: int = 10, minute: int = 0) -> Iterator[None]:
        """Do what follows so many days from today, the clock ticking on from this time; never later than now."""
        then = min(self.moment(days, hour, minute), timezone.now())
        with clock.ours(), time_machine.travel(then.astimezone(UTC)):
            yield
            self.work()
