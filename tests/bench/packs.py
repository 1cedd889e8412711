"""Measure the packs of bids: `uv run python -m tests.bench.packs --bids 60`.

It works in a database of its own (VAR_DIR or DATABASE_URL) and makes what is missing there. It prints how long the
first pack of a round takes, the same again, again for another member, after one bid changed, and in large print.
"""

import argparse
import os
import resource
import sys
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils.crypto import get_random_string  # noqa: E402

from applications import assessing, seeding  # noqa: E402
from applications.models import Application, Pack  # noqa: E402
from applications.packs import packing  # noqa: E402
from fund import reference  # noqa: E402
from fund.models import Fund, Role, Round, User  # noqa: E402


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
    _measure("second making, nothing changed", one, round_)
    _measure("for another member, out of the same parts", other, round_)
    Application.objects.filter(pk=bids[0].pk).update(summary="Something else.")
    _measure("after one bid changed", one, round_)
    _measure("in large print, first making", one, round_, large=True)
    _measure("in large print, second making", one, round_, large=True)
    print(f"Memory at most: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
    return 0


def _member(round_: Round, bids: list[Application]) -> User:
    name = get_random_string(8).lower()
    person = User.objects.create_user(f"{name}@example.org", get_random_string(20), name=f"Member {name}")
    Role.objects.create(user=person, fund=Fund.objects.first(), kind=Role.Kind.PANEL)
    for bid in bids:
        assessing.declare_for_panel(bid, by=person, kind="none")
    return person


def _measure(name: str, member: User, round_: Round, *, large: bool = False) -> None:
    began, queries = time.perf_counter(), 0
    with CaptureQueriesContext(connection) as seen:
        made = packing.make(member, "panel", round_=round_, large=large, say=_say)
        assert made is not None
        pack: Pack = packing.keep(member, "panel", made, round_=round_, large=large)
        queries = len(seen)
    took = time.perf_counter() - began
    size = pack.file.size / 1024 / 1024
    print(f"{name:45} {took:7.1f} s  {queries:6} queries  {pack.pages:5} pages  {size:5.1f} MB", flush=True)


def _say(done: int, of: int) -> None:
    if done % 20 == 0:
        print(f"{done} of {of}", file=sys.stderr)


if __name__ == "__main__":
    raise SystemExit(main())
