"""Measure the fund on a real server over HTTP: `uv run python -m tests.bench --applications 2000`.

It needs a PostgreSQL of its own, named in DATABASE_URL; it makes what is missing there and deletes nothing. It prints
a table, keeps the same figures as JSON in `var/bench/`, and ends with 2 where an aim is missed. It is no test: figures
of a busy machine say little, the number of queries says much.
"""

import argparse
import json
import os
import platform
import sys
from statistics import median
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from applications import seeding  # noqa: E402
from fund import reference  # noqa: E402
from fund.models import Round  # noqa: E402
from tests.bench.last_minute import rush  # noqa: E402
from tests.bench.server import serving  # noqa: E402
from tests.bench.work import MOST_MEMORY, Work, all_work  # noqa: E402

DRAFTS = 400


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--applications", type=int, default=2000, help="in the round that is read (2000)")
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    if connection.vendor != "postgresql":
        print("Name a PostgreSQL to measure on: DATABASE_URL=postgres://postgres@127.0.0.1:5432/fund_bench")
        return 1
    call_command("migrate", verbosity=0)
    reference.load()
    read = _round(asked.applications, asked.seed, "in_assessment")
    open_round = _fresh_drafts(asked.seed)
    with serving() as address:
        rows = [measure(work, asked.applications) for work in all_work(address, read, open_round)]
        last_minute = rush(address, open_round)
    _see_memory(rows)
    show(rows)
    print(f"\nLast minute: {last_minute}")
    keep = settings.VAR_DIR / "bench"
    keep.mkdir(parents=True, exist_ok=True)
    facts = {"applications": asked.applications, "python": platform.python_version(), "machine": platform.machine()}
    facts |= {"cores": os.cpu_count(), "work": rows, "last minute": vars(last_minute)}
    path = keep / f"{asked.applications}.json"
    path.write_text(json.dumps(facts, indent=2) + "\n")
    print(f"\nKept in {path}")
    missed = [str(row["work"]) for row in rows if row["missed"]]
    if missed:
        print(f"The aim was missed by: {', '.join(missed)}")
    return 0 if not missed and last_minute.errors == 0 and last_minute.receipts == last_minute.groups else 2


def _round(count: int, number: int, state: str) -> Round:
    prefix = "open-" if state == "draft" else ""
    there = Round.objects.filter(slug=f"seeded-{prefix}{count}-{number}").first()
    made = there or seeding.seed(count, number=number, state=state, progress=_say).round
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return made


def _say(words: str) -> None:
    print(words, file=sys.stderr)


def _fresh_drafts(number: int) -> Round:
    """An open round with enough drafts left to hand in."""
    while True:
        round_ = _round(DRAFTS, number, "draft")
        if round_.is_open() and round_.applications.filter(state="draft").count() >= DRAFTS - 1:
            return round_
        number += 1


def measure(work: Work, bids: int) -> dict[str, Any]:
    """Do it once to warm up and then so many times; a wrong answer stops everything."""
    if work.before is not None:
        work.before()
    answers = []
    for _ in range(work.times + 2):
        answer = work.once()
        if answer.status not in work.expected:
            raise RuntimeError(f"{work.name}: answered {answer.status}, {answer.place} {answer.body[:500]!r}")
        answers.append(answer)
    counted = answers[2:]  # one for each worker to warm up
    times = sorted(answer.seconds * 1000 for answer in counted)
    cpu, queries = median(answer.cpu for answer in counted), max(answer.queries for answer in counted)
    memory, aim = max(answer.memory for answer in answers), work.aim_at(bids)
    is_fit = cpu <= aim and queries <= (work.most_queries or queries)
    return {
        "work": work.name,
        "median ms": round(median(times), 1),
        "p95 ms": round(times[int(len(times) * 0.95) - 1], 1),
        "CPU ms": round(cpu, 1),
        "queries": queries,
        "memory MB": round(memory),
        "aim": f"{aim:g} ms CPU" + (f", {work.most_queries} queries" if work.most_queries else ""),
        "missed": "" if is_fit else "missed",
    }


def _see_memory(rows: list[dict[str, Any]]) -> None:
    """Say which work took a worker over its memory. What is measured is the most that it ever held, so it stays."""
    most = MOST_MEMORY
    for row in rows:
        if row["memory MB"] > most:
            most, row["missed"] = row["memory MB"], "missed"


def show(rows: list[dict[str, Any]]) -> None:
    names = list(rows[0])
    widths = [max(len(name), *(len(str(row[name])) for row in rows)) for name in names]
    for row in [dict(zip(names, names, strict=True)), *rows]:
        print("  ".join(str(row[name]).ljust(width) for name, width in zip(names, widths, strict=True)).rstrip())


if __name__ == "__main__":
    raise SystemExit(main())
