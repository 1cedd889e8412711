"""Measure learning at work: `uv run python -m tests.bench.accepting --times 10`.

The background work of accepting a report, with and without the model of meaning; a published page, of one project and
of many; its two-page PDF in a warm worker. It makes its reports in a database in memory, so it needs nothing and leaves
nothing. It ends with 2 where the median is over its aim. It is no test.
"""

import argparse
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable
from statistics import median

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.settings"
os.environ["DATABASE_URL"] = "sqlite:///:memory:"
os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="bench-")

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.models import Count  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

from applications.models import Grant  # noqa: E402
from fund import reference  # noqa: E402
from fund.kit import jobs, semantic, tables  # noqa: E402
from fund.models import Job, User  # noqa: E402
from reporting import learning, outputs  # noqa: E402
from reporting.learning import scopes  # noqa: E402
from reporting.models import Report, ReportReading  # noqa: E402
from tests import factories  # noqa: E402
from tests.gate import in_memory  # noqa: E402
from tests.reporting import learned  # noqa: E402

AIMS = {"without the model": 2000, "with the model": 2000, "page": 40, "page of many": 40, "paper": 2500}  # ms
MANY = 13  # projects


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.accepting", description=__doc__)
    parser.add_argument("--times", type=int, default=10)
    times = parser.parse_args().times
    settings.ALLOWED_HOSTS = ["*"]
    tables.build(connection)
    reference.load()
    olive, lena = (User.objects.create_user(f"{name}@example.org", name=name) for name in ("olive", "lena"))
    grants = [told(number) for number in range(times + 1)]
    reports = [report for grant in grants for report in grant.reports.all()]
    sys.stdout.write(f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}\n")
    sentences = len(learning.gather(grants[0]).pieces)
    sys.stdout.write(f"{len(reports)} reports of {sentences} sentences\n")
    there, middles = semantic.is_installed(), dict[str, float]()
    for name, has_model in (("without the model", False), *([("with the model", True)] if there else [])):
        semantic.fault.cache_clear()
        parts = semantic.PARTS
        semantic.PARTS = parts if has_model else ("no_model",)
        ReportReading.objects.all().delete()
        Job.objects.all().delete()
        middles[name] = show(
            f"background work of accepting, {name}", lambda number: accept(reports[number + 1], olive), times
        )
        semantic.PARTS = parts
    if not there:
        sys.stdout.write(f"the model is not here: {semantic.fault()}\n")
    summary = learned.make_published(reports[0], lena, olive)
    client, address = Client(), reverse("reporting:summary", args=[summary.slug])
    middles["page"] = show("a published page", lambda number: page(client, address), 20 * times)
    for number in range(times + 1, MANY):
        told(number)
    wide = learned.make_public(scopes.find("theme", "T11"), lena, olive)
    cited = wide.statements.aggregate(number=Count("sources"))["number"]
    other = reverse("reporting:summary", args=[wide.slug])
    name = f"a page of {wide.counts['projects']} projects with {cited} sources"
    middles["page of many"] = show(name, lambda number: page(client, other), 20 * times)
    middles["paper"] = show("a two-page PDF in a warm worker", lambda number: outputs.draw(summary), times)
    return 2 if any(took > AIMS[name] for name, took in middles.items()) else 0


def told(number: int) -> Grant:
    """A project with one accepted report of as many sentences as a long one has."""
    mine = [piece for piece in PIECES if piece.project == number + 1]
    mine = [piece for piece in mine if piece.name == mine[0].name]
    answers: dict[str, str] = {}
    for piece in mine:
        answers[piece.slot] = f"{answers.get(piece.slot, '')} {piece.text}".strip()
    report = learned.make_told(factories.make_grant())
    for slot, words in answers.items():
        learned.ask(report, slot.replace("_", "-"), slot, words)
    return report.grant


def accept(report: Report, by: User) -> None:
    job = learning.ask_for_draft(report.grant, by=by)
    jobs.run(job.pk)


def page(client: Client, address: str) -> None:
    if client.get(address).status_code != 200:
        raise RuntimeError("The published page is not there.")


def show(name: str, work: Callable[[int], object], times: int) -> float:
    took = []
    for number in range(-1, times):  # the first warms the worker up
        began = time.perf_counter()
        work(number)
        if number >= 0:
            took.append((time.perf_counter() - began) * 1000)
    sys.stdout.write(f"{name}: median {median(took):.0f} ms, worst {max(took):.0f} ms, of {len(took)}\n")
    return median(took)


PIECES = in_memory.pack(60, sentences=40).pieces

if __name__ == "__main__":
    raise SystemExit(main())
