"""Measure how long similar projects take: `uv run python -m tests.bench.similar --projects 5000`.

It makes invented projects in a database in memory, so it needs nothing and leaves nothing. It is no test.
"""

import argparse
import os
import random
import time
from collections.abc import Callable
from statistics import median

os.environ["DJANGO_SETTINGS_MODULE"] = "fund.settings"
os.environ["DATABASE_URL"] = "sqlite:///:memory:"

import django

django.setup()

from django.db import connection  # noqa: E402

from applications.models import Grant  # noqa: E402
from fund import reference  # noqa: E402
from fund.kit import tables  # noqa: E402
from fund.models import CouncilArea, Organisation  # noqa: E402
from reporting import similar  # noqa: E402
from reporting.similar import index  # noqa: E402

BEGUN = ("wal", "sing", "gar", "coo", "swi", "kni", "pai", "dan", "tal", "rea", "cyc", "fis", "bak", "sew", "dra")
ENDED = ("king", "ging", "den", "ter", "mer", "tion", "ling", "ner", "ment", "ding", "ring", "sel", "ton", "ber", "low")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.similar", description=__doc__)
    parser.add_argument("--projects", type=int, default=5000)
    asked = parser.parse_args()
    tables.build(connection)
    reference.load()
    make(asked.projects)
    text = "walking group for people with asthma and their carers in Fife"
    facets = {"conditions": ["asthma"], "activities": ["walking"], "people": ["carers"], "areas": ["Fife"]}
    some = list(Grant.objects.order_by("pk")[:50])
    began = time.perf_counter()
    index.current()
    print(f"{asked.projects} projects read in {time.perf_counter() - began:.1f} s, once in each process")
    show("a question in words", lambda number: similar.like_words(f"{text} {number}"))
    show("a question with facets", lambda number: similar.like_words(f"{text} {number}", facets))
    show("like a project", lambda number: similar.like_project(some[number % len(some)]))


def make(count: int) -> None:
    """Invented projects, the same every time."""
    chance = random.Random(7)
    words = [begun + ended for begun in BEGUN for ended in ENDED]
    areas = list(CouncilArea.objects.all())
    conditions = [
        "asthma",
        "COPD",
        "stroke",
        "dementia",
        "diabetes",
        "chronic pain",
        "arthritis",
        "depression",
        "cancer",
    ]
    groups = [Organisation(name=f"Group {number}") for number in range(count // 2 + 1)]
    Organisation.objects.bulk_create(groups)
    rows = []
    for number in range(count):
        tags = {
            "conditions": chance.sample(conditions, 2),
            "activities": [" ".join(chance.sample(words, 2)), chance.choice(["walking", "singing", "peer support"])],
            "people": [chance.choice(["carers", "young people", "older people", "adults"])],
        }
        rows.append(
            Grant(
                organisation=groups[number // 2],
                reference=f"BENCH-{number}",
                title=" ".join(chance.sample(words, 3)),
                summary=" ".join(chance.choices(words, k=60)),
                words=tags,
                state="past",
            )
        )
    made = Grant.objects.bulk_create(rows)
    through = Grant.areas.through
    through.objects.bulk_create([through(grant=row, councilarea=chance.choice(areas)) for row in made])


def show(name: str, ask: Callable[[int], object]) -> None:
    took = []
    for number in range(30):
        began = time.perf_counter()
        ask(number)
        took.append((time.perf_counter() - began) * 1000)
    print(f"{name}: median {median(took):.1f} ms, slowest {max(took):.1f} ms")


if __name__ == "__main__":
    main()
