"""Measure a meeting: `uv run python -m tests.bench.meeting --screens 12 --seconds 60`.

Twelve members follow the chair, each screen asking every two seconds; the chair puts another bid on the table every
ten. It needs a PostgreSQL of its own, named in DATABASE_URL, and makes what is missing there. It prints how much of one
core the server took, how many queries a quiet answer cost, and how long a screen waited at most.
"""

import argparse
import os
import threading
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, connections  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from applications import assessing, meeting, seeding  # noqa: E402
from applications.models import AgendaItem, Application, Meeting  # noqa: E402
from fund import reference  # noqa: E402
from fund.models import Fund, Role, Round, User  # noqa: E402
from tests.bench.client import Answer, Browser  # noqa: E402
from tests.bench.server import serving  # noqa: E402
from tests.bench.work import officer  # noqa: E402

EVERY, CHAIR_EVERY = 2.0, 10.0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.meeting", description=__doc__)
    parser.add_argument("--screens", type=int, default=12)
    parser.add_argument("--seconds", type=int, default=60)
    asked = parser.parse_args()
    if connection.vendor != "postgresql":
        print("Name a PostgreSQL to measure on: DATABASE_URL=postgres://postgres@127.0.0.1:5432/fund_bench")
        return 1
    call_command("migrate", verbosity=0)
    reference.load()
    row, members = _running(asked.screens)
    with serving() as address:
        answers, took = _follow(row, [Browser(address, each) for each in members], asked.seconds)
    quiet = [answer for answer in answers if answer.status == 204]
    told = [answer for answer in answers if answer.status == 200]
    share = sum(answer.cpu for answer in answers) / 1000 / took
    print(f"{len(members)} screens, {took:.0f} s: {len(quiet)} quiet answers and {len(told)} that had something new")
    print(f"CPU: {share:.1%} of one core (the aim is under 10%)")
    for name, some in (("quiet", quiet), ("new", told)):
        queries = sorted({answer.queries for answer in some})
        slowest = max((answer.seconds for answer in some), default=0) * 1000
        cpu = sum(answer.cpu for answer in some) / max(len(some), 1)
        print(f"{name}: {queries} queries, {cpu:.1f} ms CPU each, {slowest:.0f} ms at the slowest")
    return 0 if share < 0.1 else 2


def _running(screens: int) -> tuple[Meeting, list[User]]:
    """A meeting of today that runs, on a round of 60 bids, with nobody tied."""
    there = Round.objects.filter(slug="seeded-60-7").first()
    round_ = there or seeding.seed(60, number=7, state=Application.State.IN_ASSESSMENT).round
    members = [_member(number) for number in range(screens)]
    olive = officer()
    facts = {"name": "Bench", "starts_at": timezone.now(), "place": "", "quorum": 1, "minutes_each": 8}
    row = meeting.plan(round_, chair=olive, members=members, by=olive, **facts)
    for bid in round_.applications.all():
        for person in members:
            assessing.declare_for_panel(bid, by=person, kind="none")
    meeting.open_meeting(row, by=olive)
    for person in members:
        meeting.come(row, person, by=olive)
    return row, members


def _member(number: int) -> User:
    person, is_new = User.objects.get_or_create(
        email=f"bench-member-{number}@example.org", defaults={"name": f"Bench Member {number}", "password": "!"}
    )
    if is_new:
        Role.objects.create(user=person, fund=Fund.objects.order_by("pk")[0], kind="panel")
    return person


def _follow(row: Meeting, browsers: list[Browser], seconds: int) -> tuple[list[Answer], float]:
    answers: list[Answer] = []
    until = time.monotonic() + seconds
    path = reverse("applications:meeting-now", args=[row.pk])

    def screen(browser: Browser, wait: float) -> None:
        seen = ""
        time.sleep(wait)
        while time.monotonic() < until:
            answer = browser.get(f"{path}?seen={seen}")
            answers.append(answer)
            if answer.status == 200:
                seen = answer.body.split(b"?seen=", 1)[1].split(b'"', 1)[0].decode()
            time.sleep(max(0.0, EVERY - answer.seconds))

    def chair() -> None:
        for item in AgendaItem.objects.filter(meeting=row).order_by("position"):
            if time.monotonic() > until:
                break
            meeting.put_on_table(AgendaItem.objects.select_related("meeting", "application").get(pk=item.pk), by=chairs)
            time.sleep(CHAIR_EVERY)
        connections.close_all()

    chairs = officer()
    began = time.monotonic()
    step = EVERY / len(browsers)
    threads = [threading.Thread(target=screen, args=(each, at * step)) for at, each in enumerate(browsers)]
    threads.append(threading.Thread(target=chair))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers, time.monotonic() - began


if __name__ == "__main__":
    raise SystemExit(main())
