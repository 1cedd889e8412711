"""The reports of `tests.bench.drafts` as rows of a database, and a draft that is gathered from them.

`seed N` fills the database that DATABASE_URL names, which must be empty; `draft N` gathers and drafts from it, and
prints what that took as JSON. Each runs in a process of its own, so that the memory of one is not that of the other.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from importlib import import_module
from uuid import uuid4

SENTENCES = 40  # of each report


@contextmanager
def database(address: str) -> Iterator[str]:
    """The address of an empty database of our own: on this server, or else a file. It is gone at the end."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        if not address.startswith("postgres"):
            yield f"sqlite:///{folder}/fund.sqlite3"
            return
        import psycopg

        name = f"bench_drafts_{uuid4().hex[:8]}"
        with psycopg.connect(address, autocommit=True) as server:
            server.execute(f'CREATE DATABASE "{name}"')
            try:
                yield f"{address.rpartition('/')[0]}/{name}"
            finally:
                server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def measure(reports: int, address: str) -> list[dict[str, float]]:
    """What a draft takes: when no report was read before, and as in the fund, where each was read when accepted."""
    with database(address) as ours:
        run("seed", reports, ours)
        return [run("draft", reports, ours), run("draft", reports, ours)]


def run(what: str, reports: int, address: str) -> dict[str, float]:
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        env = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
            "DATABASE_URL": address,
            "VAR_DIR": folder,
        }
        command = [sys.executable, "-m", "tests.bench.drafts_rows", what, str(reports)]
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout) if done.stdout else {}


def seed(reports: int) -> None:
    """Projects with two reports each, in one round, whose answers are those of the fund that was made up."""
    from django.db import connection, transaction
    from django.utils import timezone

    from applications.models import Grant
    from fund import reference
    from fund.kit import tables
    from fund.models import Organisation, Section
    from reporting.models import Report, ReportAnswers
    from tests import factories
    from tests.gate import synthetic

    tables.build(connection)
    with transaction.atomic():
        reference.load()
        content, _ = synthetic.evidence(reports // 2, sentences=SENTENCES)
        round_ = factories.make_grant().round
        assert round_ is not None
        sheet = round_.questionnaires.get(purpose="report")
        section = Section.objects.get(questionnaire=sheet, code="learned")
        section.questions.all().delete()
        for slot in synthetic.SLOTS:
            factories.make_question(section, slot.replace("_", "-"), "text", f"About {slot}?", slot=slot)
        Grant.objects.all().delete()
        group = Organisation.objects.order_by("pk")[0]
        facts = {"organisation": group, "round": round_, "state": "active", "starts_on": date(2026, 1, 1)}
        made = Grant.objects.bulk_create(Grant(reference=row["id"], **facts) for row in content["projects"])
        grants = {row.reference: row for row in made}
        told = [one for one in content["sources"] if one["kind"] == "report" and "state" not in one]
        days = {"from_on": date(2026, 1, 1), "to_on": date(2026, 6, 30), "due_on": date(2026, 7, 30)}
        days |= {"state": "accepted", "handed_in_at": timezone.now(), "accepted_at": timezone.now()}
        rows = Report.objects.bulk_create(
            Report(grant=grants[one["project"]], questionnaire=sheet, name=one["id"], **days) for one in told
        )
        ReportAnswers.objects.bulk_create(
            ReportAnswers(
                report=row,
                section=section,
                version=1,
                is_complete=True,
                values={answer["slot"].replace("_", "-"): answer["text"] for answer in one["answers"]},
            )
            for row, one in zip(rows, told, strict=True)
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def load() -> float:
    """Load the slow libraries, as a worker does when it starts: the seconds that it took."""
    from fund.celery import SLOW

    began = time.perf_counter()
    for name in SLOW:
        import_module(name)
    return time.perf_counter() - began


def draft() -> dict[str, float]:
    from fund.models import Round
    from reporting import learning
    from reporting.learning import choosing, printing

    loaded = load()
    began = time.perf_counter()
    pack = learning.gather(Round.objects.get())
    gathered = time.perf_counter()
    made, sentences = choosing.compose(pack), len(pack.pieces)
    pack = replace(pack, pieces=(), meanings={})
    letters = sum(len(part) for part in printing.as_json(made, pack))
    done = time.perf_counter()
    return {
        "reports": pack.left_out["reports"],
        "sentences": sentences,
        "statements": len(made.lines),
        "letters": letters,
        "loaded": loaded,
        "read": gathered - began,
        "drafted": done - gathered,
        "seconds": done - began,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


if __name__ == "__main__":
    import django

    django.setup()
    from fund.kit import semantic

    semantic.PARTS = ("no_model",)  # the aims are without the model of meaning
    if sys.argv[1] == "seed":
        seed(int(sys.argv[2]))
    else:
        sys.stdout.write(json.dumps(draft()))
