"""Measure sharing out: `uv run python -m tests.bench.sharing_out --bids 500 --readers 40`.

It makes an invented round in a database in memory, so it needs nothing and leaves nothing. It prints how long it takes
to see who would read what, and how many queries; the aim is under 10 s for 500 bids and 40 readers. It is no test.
"""

import argparse
import os
import random
import time

os.environ["DJANGO_SETTINGS_MODULE"] = "fund.settings"
os.environ["DATABASE_URL"] = "sqlite:///:memory:"

import django

django.setup()

from django.db import connection  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from applications import seeding, sharing_out  # noqa: E402
from applications.models import Application, Assessment, Declaration  # noqa: E402
from fund import readers, reference  # noqa: E402
from fund.kit import tables  # noqa: E402
from fund.models import Fund, ReaderProfile, Role, Round, User  # noqa: E402

AIM = 10.0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.sharing_out", description=__doc__)
    parser.add_argument("--bids", type=int, default=500)
    parser.add_argument("--readers", type=int, default=40)
    asked = parser.parse_args()
    tables.build(connection)
    reference.load()
    round_ = seeding.seed(asked.bids, number=7, state=Application.State.SUBMITTED).round
    Assessment.objects.all().delete()  # the seeded round was read already
    Role.objects.filter(kind=Role.Kind.ASSESSOR).delete()
    round_.assessments_wanted = 3
    round_.save()
    _readers(round_, asked.readers)
    with CaptureQueriesContext(connection) as queries:
        began, cpu = time.perf_counter(), time.process_time()
        sharing = sharing_out.sharing_of(round_, lived=1)
        took, used = time.perf_counter() - began, time.process_time() - cpu
    far = max(abs(load.minutes - load.fair) / load.fair for load in sharing.loads)
    print(f"{asked.bids} bids, {asked.readers} readers: {len(sharing.given)} readings, {len(sharing.unmet)} not met")
    print(f"{took:.1f} s, {used:.1f} s of CPU, {len(queries)} queries (the aim is under {AIM:.0f} s)")
    print(f"Furthest from the fair share of minutes: {far:.1%} (the aim is within 20%)")
    return 0 if took < AIM and far <= 0.2 else 2


def _readers(round_: Round, number: int) -> None:
    """People who read, every third with lived experience, each with three topics and ties to some of the bids."""
    chance, topics = random.Random(7), list(readers.topics())
    bids, fund = list(round_.applications.all()), Fund.objects.order_by("pk")[0]
    for place in range(number):
        person = User.objects.create(email=f"bench-{place}@example.org", name=f"Bench {place}", password="!")
        Role.objects.create(user=person, fund=fund, kind=Role.Kind.ASSESSOR)
        profile = ReaderProfile.objects.create(user=person, experience="professional" if place % 3 else "lived")
        profile.knows.set(chance.sample(topics, 3))
        ties = chance.sample(bids, min(4, len(bids)))
        Declaration.objects.bulk_create(Declaration(application=bid, user=person, kind="work") for bid in ties)


if __name__ == "__main__":
    raise SystemExit(main())
