"""Measure the packs of bids: `uv run python -m tests.bench.packs --bids 60`.

It works in a database of its own (VAR_DIR or DATABASE_URL) and makes what is missing there. It prints how long the
first pack of a round takes, the same again, again for another member, after one bid changed, and in large print. The
work is done by the job. It ends with 2 where a second making is too slow.
"""

import argparse
import os
import resource
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils.crypto import get_random_string  # noqa: E402

from applications import assessing, seeding  # noqa: E402
from applications.models import Application, Audience, Pack  # noqa: E402
from applications.packs import packing  # noqa: E402
from fund import reference  # noqa: E402
from fund.kit import jobs  # noqa: E402
from fund.models import Fund, Job, Role, Round, User  # noqa: E402

AIM = 3.0  # seconds for making a pack that nothing has changed


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.packs", description=__doc__)
    parser.add_argument("--bids", type=int, default=60)
    asked = parser.parse_args()
    call_command("migrate", verbosity=0)
    reference.load()
    number = int(get_random_string(6, "123456789"))
    round_ = seeding.seed(asked.bids, number=number, state=Application.State.IN_ASSESSMENT).round
    bids = list(Application.objects.filter(round=round_))
    one, other = (_member(round_, bids) for _ in range(2))
    _measure("first making", one, round_)
    again = [_measure("second making, nothing changed", one, round_)]
    _measure("for another member, out of the same parts", other, round_)
    Application.objects.filter(pk=bids[0].pk).update(summary="Something else.")
    _measure("after one bid changed", one, round_)
    _measure("in large print, first making", one, round_, large=True)
    again.append(_measure("in large print, second making", one, round_, large=True))
    print(f"Memory at most: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
    print(f"The second making: {max(again):.1f} s at most (the aim is under {AIM:.0f} s)")
    return 0 if max(again) < AIM else 2


def _member(round_: Round, bids: list[Application]) -> User:
    name = get_random_string(8).lower()
    person = User.objects.create_user(f"{name}@example.org", get_random_string(20), name=f"Member {name}")
    Role.objects.create(user=person, fund=Fund.objects.first(), kind=Role.Kind.PANEL)
    for bid in bids:
        assessing.declare_for_panel(bid, by=person, kind="none")
    return person


def _measure(name: str, member: User, round_: Round, *, large: bool = False) -> float:
    """Ask for a pack and run its job as a worker does; the seconds that the job took."""
    job = packing.ask_for(member, Audience.PANEL, round_=round_, large=large)
    began = time.perf_counter()
    with CaptureQueriesContext(connection) as seen:
        jobs.run(job.pk)
        queries = len(seen)
    took = time.perf_counter() - began
    job.refresh_from_db()
    assert job.state == Job.State.DONE, job.error
    pack = Pack.objects.get(pk=job.result["pack"])
    size = pack.file.size / 1024 / 1024
    print(f"{name:45} {took:7.1f} s  {queries:6} queries  {pack.pages:5} pages  {size:5.1f} MB", flush=True)
    return took


if __name__ == "__main__":
    raise SystemExit(main())
