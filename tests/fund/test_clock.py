"""One clock decides to the second: the database's, except where the demo makes up the past."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.db import connection

from fund.kit import clock

LONG_AGO = datetime(2020, 1, 1, 12, tzinfo=UTC)


@pytest.mark.django_db
def test_both_clocks_agree_on_one_machine() -> None:
    assert abs(clock.apart()) < 2


@pytest.mark.django_db
def test_the_demo_decides_by_its_own_calendar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()  # the clock as it is outside tests
    with time_machine.travel(LONG_AGO, tick=False):
        with clock.ours():
            assert clock.now() == LONG_AGO
        if connection.vendor == "postgresql":
            assert clock.now().year > 2020
