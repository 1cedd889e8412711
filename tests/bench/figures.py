"""Measure the figures: `uv run python -m tests.bench.figures --grants 500`.

It works in a database of its own (VAR_DIR or DATABASE_URL), seeds grants × reports × indicators there, and takes all
away again. It prints how long the pages of an officer take, and how many queries, and ends with 2 where an aim is
missed: a page 300 ms, a list of 5,000 rows 10 s.
"""

import argparse
import io
import os
import random
import statistics
import time
from datetime import timedelta
from decimal import Decimal

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402
from openpyxl import load_workbook  # noqa: E402

from applications.models import Grant  # noqa: E402
from fund import reference  # noqa: E402
from fund.kit import jobs  # noqa: E402
from fund.models import CouncilArea, Organisation, Round, Term, User  # noqa: E402
from reporting.figures import importing  # noqa: E402
from reporting.models import Indicator, Measurement, Report  # noqa: E402
from tests import factories  # noqa: E402
from tests.bench.work import officer  # noqa: E402

KINDS = ("count", "share", "scale")
PAGE, LIST = 300, 10  # ms, and seconds


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.figures", description=__doc__)
    parser.add_argument("--grants", type=int, default=500)
    parser.add_argument("--reports", type=int, default=6)
    parser.add_argument("--indicators", type=int, default=12)
    parser.add_argument("--rows", type=int, default=5000)
    asked = parser.parse_args()
    call_command("migrate", verbosity=0)
    reference.load()
    with transaction.atomic():
        rounds = [factories.make_round() for _ in range(4)]
        Indicator.objects.all().update(is_current=False)
        _seed(rounds, asked.grants, asked.reports, asked.indicators)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        print(f"{Measurement.objects.count():,} figures, {connection.vendor}")
        late = [*_pages(rounds[0], officer()), *_import(asked.rows)]
        transaction.set_rollback(True)
    print(f"The aim was missed by: {', '.join(late)}" if late else "Every aim is met")
    return 2 if late else 0


def _seed(rounds: list[Round], grants: int, reports: int, indicators: int) -> None:
    chance, today = random.Random(7), timezone.localdate()
    group = Organisation.objects.create(name="Bench group")
    rows = Grant.objects.bulk_create(
        Grant(organisation=group, round=chance.choice(rounds), reference=f"BENCH-{number}", state="active")
        for number in range(grants)
    )
    areas, conditions = list(CouncilArea.objects.all()), list(Term.objects.of("conditions"))
    links = Grant.areas.through, Grant.health_conditions.through
    links[0].objects.bulk_create(
        links[0](grant=row, councilarea=area) for row in rows for area in chance.sample(areas, chance.choice((1, 1, 2)))
    )
    links[1].objects.bulk_create(links[1](grant=row, term=chance.choice(conditions)) for row in rows)
    told = Report.objects.bulk_create(
        Report(grant=row, name=f"Report {number}", from_on=today, to_on=today + timedelta(days=90), due_on=today,
               state="accepted")
        for row in rows for number in range(reports)
    )  # fmt: skip
    counted = Indicator.objects.bulk_create(
        Indicator(fund=rounds[0].fund, code=f"bench-{number}", name=f"Indicator {number}", question="How many?",
                  kind=KINDS[number % 3], least=0 if number % 3 == 2 else None, most=10 if number % 3 == 2 else None)
        for number in range(indicators)
    )  # fmt: skip
    Measurement.objects.bulk_create((_told(report, row, chance) for report in told for row in counted), batch_size=2000)


def _told(report: Report, row: Indicator, chance: random.Random) -> Measurement:
    answered = chance.randint(0, 60)
    parts = {
        "count": {"numerator": chance.randint(0, 90)},
        "share": {"numerator": chance.randint(0, answered), "answered": answered, "asked": 60, "took_part": 80},
        "scale": {"value": Decimal(chance.randint(0, 100)) / 10, "answered": answered, "asked": 60, "took_part": 80},
    }[row.kind]
    return Measurement(report=report, indicator=row, **parts)


def _pages(round_: Round, person: User) -> list[str]:
    browser = Client()
    browser.force_login(person)
    first = Indicator.objects.filter(code__startswith="bench-").order_by("pk")[1]
    area = CouncilArea.objects.order_by("pk")[0]
    pages = (
        "/fund/figures/",
        f"/fund/figures/?round={round_.slug}",
        f"/fund/figures/?place={area.pk}",
        f"/fund/figures/?place={area.integration_authority_id}&condition=asthma",
        *(
            f"/fund/figures/{first.pk}/?by={by}"
            for by in ("round", "area", "authority", "board", "condition", "project")
        ),
    )
    return [address for address in pages if _measure(browser, address) > PAGE]


def _measure(browser: Client, address: str) -> float:
    browser.get(address, secure=True)
    times = []
    for _ in range(9):
        with CaptureQueriesContext(connection) as queries:
            began = time.perf_counter()
            assert browser.get(address, secure=True).status_code == 200, address
            times.append((time.perf_counter() - began) * 1000)
    print(f"{statistics.median(times):7.0f} ms  {len(queries):2} queries  {address}")
    return statistics.median(times)


def _import(rows: int) -> list[str]:
    """A list with a new figure in each row, for as many reports as it takes."""
    late = []
    Measurement.objects.all().delete()
    keys = Report.objects.order_by("pk").values_list("pk", flat=True)
    reports = Report.objects.filter(pk__in=keys[: -(-rows // 12)])
    reports.update(state=Report.State.DRAFT)
    book = load_workbook(io.BytesIO(importing.template(reports.select_related("grant"))))
    page = book["Figures"]
    page.delete_rows(rows + 2, page.max_row)
    parts = {"count": "FL", "share": "FGH", "scale": "GHJ"}
    kinds = dict(Indicator.objects.current().values_list("code", "kind"))
    for number in range(2, page.max_row + 1):
        for column in parts[kinds[page[f"C{number}"].value]]:
            page[f"{column}{number}"] = "A list" if column == "L" else 9
    file = io.BytesIO()
    book.save(file)
    for name in ("a list for the first time", "the same list again"):
        began = time.perf_counter()
        back = importing.read(file.getvalue())
        assert not back.faults, back.faults[:3]
        kept = importing.keep_lines(back, name="bench", by=officer())
        looked = time.perf_counter()
        jobs.run(importing.ask(kept, by=officer()).pk)
        kept.refresh_from_db()
        seconds = time.perf_counter() - looked
        print(
            f"{len(back.lines):,} rows, {name}: {looked - began:.1f} s to look, {seconds:.1f} s to write {kept.added:,}"
        )
        late += [name] if seconds > LIST else []
    return late


if __name__ == "__main__":
    raise SystemExit(main())
