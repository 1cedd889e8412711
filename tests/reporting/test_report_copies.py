"""A report as a file to keep: made at the hand-in, in both kinds with the same words, and without the fund’s dress."""

import io
from collections.abc import Callable
from decimal import Decimal

import docx
import pytest
from django.test import Client
from django.utils import timezone

from applications.models import GrantBudgetLine
from fund.models import Job, Organisation, Round, User
from reporting import answering, copies, monitoring, spending
from reporting.models import Indicator, Measurement, Report
from tests import factories
from tests.fund.test_pdf import texts

Door = Callable[[User | None], Client]
Work = Callable[[], None]
GAELIC = "Tha sinn a’ coiseachd còmhla gach seachdain 🚶"


@pytest.fixture
def report(group: Organisation, round_: Round, ann: User) -> Report:
    """Everything is answered, in Gaelic with an emoji where words are asked; £400 of £1,000 is spent."""
    grant = factories.make_grant(factories.make_application(round_, group, state="awarded"))
    line = GrantBudgetLine.objects.create(grant=grant, heading="Rent", amount=Decimal(1000))
    report = factories.make_report(grant, asks_money=True)
    for section in report.questionnaire.sections.all():  # type: ignore[union-attr]
        values = {**factories.REPORT_ANSWERS[section.code]}
        if section.code == "did":
            values["did"] = GAELIC
        answering.save_section(report, section, values, by=ann, version=0)
    spending.record(report, {line.pk: (Decimal(400), "")}, by=ann)
    indicator = Indicator.objects.create(
        fund=round_.fund, grant=grant, code="walks", name="Walks", question="How many walks?", kind="count"
    )
    Measurement.objects.create(report=report, indicator=indicator, numerator=3)
    return report


def words_of(content: bytes) -> str:
    if content.startswith(b"%PDF"):
        return " ".join(texts(content).split())
    paper = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return " ".join(" ".join([*(each.text for each in paper.paragraphs), *cells]).split())


def fetched(client: Client, report: Report, kind: str) -> bytes:
    response = client.get(f"/my/reports/{report.pk}/copies/{kind}/")
    assert response.status_code == 200
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_both_files_say_what_was_handed_in(report: Report, ann: User, door: Door, work: Work) -> None:
    monitoring.hand_in(report, by=ann)
    page = door(ann).get(f"/my/reports/{report.pk}/").content.decode()
    assert "is being made" in page
    work()
    page = door(ann).get(f"/my/reports/{report.pk}/").content.decode()
    assert "A copy for you" in page
    for kind in ("pdf", "word"):
        words = words_of(fetched(door(ann), report, kind))
        assert GAELIC.split(" 🚶")[0] in words and "Walks 3" in words and "£400" in words
        assert "Self Management Fund" not in words


def test_the_word_file_is_there_while_it_is_written(report: Report, ann: User, nia: User, door: Door) -> None:
    assert "a draft, not handed in" in words_of(fetched(door(ann), report, "word"))
    assert door(ann).get(f"/my/reports/{report.pk}/copies/pdf/").status_code == 404
    assert door(nia).get(f"/my/reports/{report.pk}/copies/word/").status_code == 404


def test_a_report_that_comes_again_has_a_second_edition(report: Report, ann: User, olive: User, work: Work) -> None:
    monitoring.hand_in(report, by=ann)
    work()
    monitoring.send_back(report, by=olive, comments="Add the rent.")
    monitoring.hand_in(report, by=ann)
    work()
    assert list(report.copies.values_list("edition", "kind")) == [(1, "pdf"), (1, "word"), (2, "pdf"), (2, "word")]


def test_the_same_job_twice_keeps_one_copy(report: Report, ann: User) -> None:
    Report.objects.filter(pk=report.pk).update(state="handed_in", handed_in_at=timezone.now())
    for _ in range(2):
        copies.keep(report, "word", 1, copies.draw(report, "word"))
    assert report.copies.count() == 1
    assert [len(copies.ask_for(report, by=ann)) for _ in range(2)] == [2, 2]
    assert Job.objects.filter(kind=copies.KIND).count() == 2
