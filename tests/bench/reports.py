"""Measure reports: `uv run python -m tests.bench.reports --grants 500`.

It works in a database of its own (VAR_DIR or DATABASE_URL), seeds grants × reports with the usual questions there, and
takes all away again. It prints how long the pages of a group and of an officer take, and how many queries, and ends
with 2 where an aim is missed: a page of a report 60 ms, the board of what is due 120 ms.
"""

import argparse
import os
import random
import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from applications.models import Grant  # noqa: E402
from fund import reference, rounds  # noqa: E402
from fund.models import Membership, Organisation, Question, Questionnaire, Round  # noqa: E402
from reporting import measuring  # noqa: E402
from reporting.models import Indicator, Measurement, Report, ReportAnswers  # noqa: E402
from tests import factories  # noqa: E402
from tests.bench.work import officer  # noqa: E402

ROUND = Path("fund/data/rounds/demo/round-a.toml")
STATES = ("accepted", "accepted", "accepted", "handed_in", "draft", "due")
BOARD, PAGE = 120, 60  # ms
SENTENCE = "Going together, with somebody who knows the way, made people come back in the third week. "


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.reports", description=__doc__)
    parser.add_argument("--grants", type=int, default=500)
    asked = parser.parse_args()
    call_command("migrate", verbosity=0)
    reference.load()
    with transaction.atomic():
        factories.make_fund()
        round_ = rounds.load(ROUND.read_text(), by=None)
        measuring.load_indicators()
        _seed(round_, asked.grants)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        print(f"{Report.objects.count():,} reports, {Measurement.objects.count():,} figures, {connection.vendor}")
        late = _measure_all()
        transaction.set_rollback(True)
    print(f"The aim was missed by: {', '.join(late)}" if late else "Every aim is met")
    return 2 if late else 0


def _seed(round_: Round, grants: int) -> None:
    chance, today = random.Random(7), timezone.localdate()
    questionnaire = round_.questionnaires.get(purpose=Questionnaire.Purpose.REPORT)
    group = Organisation.objects.create(name="Bench group")
    rows = Grant.objects.bulk_create(
        Grant(organisation=group, round=round_, reference=f"BENCH-{number}", state="active", starts_on=today)
        for number in range(grants)
    )
    reports = Report.objects.bulk_create(
        Report(
            grant=row,
            questionnaire=questionnaire,
            name=f"Report {number}",
            from_on=today + timedelta(days=90 * number),
            to_on=today + timedelta(days=90 * number + 89),
            due_on=today + timedelta(days=chance.randint(-40, 40)),
            state=state,
            handed_in_at=None if state in {"draft", "due"} else timezone.now(),
        )
        for row in rows
        for number, state in enumerate(STATES)
    )
    sections = list(questionnaire.sections.prefetch_related("questions"))
    ReportAnswers.objects.bulk_create(
        (
            ReportAnswers(
                report=report,
                section=section,
                version=1,
                values={one.code: SENTENCE * 8 for one in section.questions.all() if one.kind == Question.Kind.TEXT},
            )
            for report in reports
            for section in sections
            if report.state != Report.State.DUE
        ),
        batch_size=2000,
    )
    counted = list(Indicator.objects.current().exclude(kind=Indicator.Kind.WORDS)[:12])
    Measurement.objects.bulk_create(
        (
            Measurement(report=report, indicator=one, numerator=9, answered=12, asked=20, took_part=30, value=5)
            for report in reports
            for one in counted
        ),
        batch_size=2000,
    )


def _measure_all() -> list[str]:
    """Measure every page; the names of those that take longer than their aim."""
    olive, ann = Client(), Client()
    olive.force_login(officer())
    writer = factories.make_person("Ann Applicant")
    Membership.objects.create(user=writer, organisation=Organisation.objects.get(name="Bench group"), kind="lead")
    ann.force_login(writer)
    read = Report.objects.filter(state="handed_in").order_by("pk")[0]
    draft = Report.objects.filter(state="draft").order_by("pk")[0]
    late = []
    for browser, address, aim in (
        (olive, "/fund/reports/", BOARD),
        (olive, "/fund/reports/?show=late", BOARD),
        (olive, "/fund/reports/?show=all", BOARD),
        (olive, f"/fund/reports/{read.pk}/", PAGE),
        (olive, f"/fund/grants/{read.grant_id}/", BOARD),
        (ann, f"/my/reports/{draft.pk}/", PAGE),
        (ann, f"/my/reports/{draft.pk}/section/learned/", PAGE),
        (ann, f"/my/reports/{draft.pk}/check/", PAGE),
        (ann, f"/my/grants/{draft.grant_id}/", BOARD),
    ):
        took = _measure(address, lambda _, browser=browser, address=address: browser.get(address, secure=True))
        late += [address] if took > aim else []
    sent = {"version": 1, "page": "bench", "changed": "worked"}
    took = _measure(
        "an answer saved while it is typed",
        lambda number: ann.post(
            f"/my/reports/{draft.pk}/section/learned/answer/",
            {**sent, "revision": number, "worked": f"Tea {number}."},
            secure=True,
        ),
    )
    return [*late, "saving"] if took > PAGE else late


def _measure(name: str, once: Callable[[int], HttpResponse]) -> float:
    once(0)
    times = []
    for number in range(1, 16):
        with CaptureQueriesContext(connection) as queries:
            began = time.perf_counter()
            assert once(number).status_code == 200, name
            times.append((time.perf_counter() - began) * 1000)
    print(f"{statistics.median(times):7.0f} ms  {len(queries):2} queries  {name}")
    return statistics.median(times)


if __name__ == "__main__":
    raise SystemExit(main())
