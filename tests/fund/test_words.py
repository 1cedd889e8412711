import json
import os
import subprocess
import sys
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


SAID_BY_THE_SERVER = """
import django, json
django.setup()
from datetime import UTC, date, datetime, time
import time_machine
from django.utils import timezone
from fund.kit.sheets import csv_lines
from fund.models import Organisation
from fund.round_forms.moments import joined, shown
from fund.templatetags.words import clock, day, moment
late = datetime(2027, 6, 30, 23, 30, tzinfo=UTC)  # already July in Scotland
with time_machine.travel(late, tick=False):
    print(json.dumps([
        moment(late), day(late), clock(late), str(timezone.localdate()), "".join(csv_lines([[late]])),
        joined(date(2027, 7, 1), time(9), "Closes").astimezone(UTC).isoformat(),
        [str(each) for each in shown(late)],
        Organisation(name="x", started_on=date(2025, 7, 1)).is_established(),
    ]))
"""


@pytest.mark.slow
@pytest.mark.parametrize("server", ["UTC", "Pacific/Auckland", "America/New_York"])
def test_days_and_times_are_those_of_scotland_wherever_the_server_stands(server: str) -> None:
    env = {**os.environ, "TZ": server, "DJANGO_SETTINGS_MODULE": "fund.settings"}
    ran = subprocess.run([sys.executable, "-c", SAID_BY_THE_SERVER], env=env, capture_output=True, check=False)
    assert ran.returncode == 0, ran.stderr.decode()
    assert json.loads(ran.stdout) == [
        "Thursday 1 July 2027, 12:30am",
        "Thursday 1 July 2027",
        "12:30am",
        "2027-07-01",
        "\ufeff2027-07-01 00:30:00\r\n",
        "2027-07-01T08:00:00+00:00",
        ["2027-07-01", "00:30:00"],
        True,
    ]
