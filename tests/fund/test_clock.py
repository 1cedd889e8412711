"""One clock decides to the second: the database's, except where the demo makes up the past."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client

from fund.kit import clock
from fund.models import User
from fund.tasks import pulse

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


@pytest.mark.postgres
@pytest.mark.django_db
def test_a_clock_that_is_wrong_raises_an_alert(
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    olive: User,
    door: Callable[[User | None], Client],
) -> None:
    monkeypatch.undo()  # the clock as it is outside tests
    officer = door(olive)
    for seconds, said in [(30, "30 seconds ahead of the database"), (-30, "30 seconds behind the database")]:
        with time_machine.travel(datetime.now(UTC) + timedelta(seconds=seconds)):
            caplog.clear()
            pulse()
            assert [record.levelname for record in caplog.records if said in record.getMessage()] == ["ERROR"]
            assert f"The clock of this server is {said}" in officer.get("/fund/").content.decode()
            assert officer.get("/health/").json()["clock"] == said
    caplog.clear()
    pulse()
    assert caplog.records == []
    assert "The clock of this server" not in officer.get("/fund/").content.decode()
