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
from reporting import answering, copies, measuring, monitoring, scheduling, spending
from reporting.figures import locking
from reporting.models import Indicator, Measurement, Report, ReportDocument
from tests import factories
from tests.fund.test_pdf import texts
from tests.reporting.test_report_contents import give
from tests.world import store

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


def test_a_report_that_was_sent_back_is_taken_along_as_it_stands_now(
    report: Report, group: Organisation, ann: User, olive: User, door: Door, work: Work
) -> None:
    monitoring.hand_in(report, by=ann)
    work()
    monitoring.send_back(report, by=olive, comments="Add the rent.")
    sheet = report.answers.get(section__code="did")
    answering.save_section(report, sheet.section, {**sheet.values, "did": "New."}, by=ann, version=sheet.version)
    assert "Take what you have so far" in door(ann).get(f"/my/reports/{report.pk}/").content.decode()
    words = words_of(fetched(door(ann), report, "word"))
    assert "New." in words and "sent back and not handed in again" in words
    reader = factories.make_member(group, "Rob", "reader").user
    assert GAELIC.split(" 🚶")[0] in words_of(fetched(door(reader), report, "word"))  # as it was handed in


def figures_of(client: Client, report: Report) -> list[list[str]]:
    paper = docx.Document(io.BytesIO(fetched(client, report, "word")))
    return [[cell.text for cell in row.cells] for row in paper.tables[0].rows]


def test_each_figure_stands_with_its_people_its_time_and_how_it_was_counted(
    report: Report, ann: User, door: Door, work: Work
) -> None:
    fund = report.grant.round.fund  # type: ignore[union-attr]
    facts = {"fund": fund, "question": "?"}
    said = Indicator.objects.create(code="said", name="What people say", kind="words", position=1, **facts)
    sure = Indicator.objects.create(
        code="sure", name="How sure", kind="scale", points=["baseline", "end"], groups=["Carers"], position=2, **facts
    )
    better = Indicator.objects.create(code="better", name="Better", kind="share", position=3, **facts)
    Measurement.objects.filter(report=report).update(numerator=1234, how_counted="Our best estimate")
    rows = Measurement.objects
    rows.create(report=report, indicator=said, words="People come back every week.")
    people = {"took_part": 60, "asked": 30, "answered": 20}
    rows.create(report=report, indicator=sure, point="baseline", taken="soon", value=Decimal("4.50"), **people)
    rows.create(report=report, indicator=sure, point="end", value=Decimal(7), **people)
    rows.create(report=report, indicator=sure, point="end", group="Carers", value=Decimal(2), **people)
    rows.create(report=report, indicator=better, numerator=0, asked=9, answered=0)
    counted = "60 took part, 30 asked, 20 answered"
    told = [
        ["Walks", "1,234", "Our best estimate"],
        ["What people say", "People come back every week.", ""],
        ["How sure (at the start, within 4 weeks of joining)", "4.5, the average of 20 answers", counted],
        ["How sure (at the end)", "7, the average of 20 answers", counted],
        ["How sure, Carers (at the end)", "2, the average of 20 answers", counted],
        ["Better", "Nobody answered", "9 asked, 0 answered"],
    ]
    Report.objects.filter(pk=report.pk).update(state="handed_in", handed_in_at=timezone.now())
    report.refresh_from_db()
    pdf = words_of(copies.draw(report, "pdf"))
    page = " ".join(door(ann).get(f"/my/reports/{report.pk}/check/").content.decode().split())
    for words in (words for row in told for words in row):
        assert words in pdf and words in page
    Report.objects.filter(pk=report.pk).update(state="draft", handed_in_at=None)
    assert figures_of(door(ann), report)[1:] == told


def test_a_figure_put_right_comes_into_a_new_edition(
    report: Report, ann: User, olive: User, door: Door, work: Work
) -> None:
    monitoring.hand_in(report, by=ann)
    work()
    monitoring.tell_minutes(report, minutes=90, by=ann)  # says nothing that stands in the copies
    assert fetched(door(ann), report, "pdf")
    report.move(Report.State.ACCEPTED, by=olive)
    locking.unlock(report, by=olive, reason="A slip")
    walks = Indicator.objects.get(code="walks")
    measuring.record(report, [measuring.Figure(walks, numerator=30, how_counted="Our best estimate")], by=ann)
    locking.lock(report, by=olive)
    work()
    assert figures_of(door(ann), report)[1:] == [["Walks", "30", "Our best estimate"]]
    for kind in ("pdf", "word"):
        assert "figures as they stood on" in words_of(fetched(door(ann), report, kind))
    assert list(report.copies.values_list("edition", flat=True)) == [1, 1, 2, 2]


def test_the_same_job_twice_keeps_one_copy(report: Report, ann: User) -> None:
    Report.objects.filter(pk=report.pk).update(state="handed_in", handed_in_at=timezone.now())
    for _ in range(2):
        copies.keep(report, "word", 1, copies.draw(report, "word"))
    assert report.copies.count() == 1
    assert [len(copies.ask_for(report, by=ann)) for _ in range(2)] == [2, 2]
    assert Job.objects.filter(kind=copies.KIND).count() == 2


def test_the_fund_reads_what_was_handed_in_last_while_it_is_written_again(
    report: Report, ann: User, olive: User, door: Door, work: Work
) -> None:
    before = factories.make_brought(report, store("for the lottery.pdf"))
    monitoring.hand_in(report, by=ann)
    monitoring.send_back(report, by=olive, comments="Add the rent.")
    page = door(olive).get(f"/fund/reports/{report.pk}/").content.decode()
    assert "A copy of it is being made" in page
    work()
    sheet = report.answers.get(section__code="did")
    answering.save_section(report, sheet.section, {**sheet.values, "did": "Half a"}, by=ann, version=sheet.version)
    after = factories.make_brought(report, store("for the board.pdf"))
    question = sheet.section.questions.get(code="did")
    paper = ReportDocument.objects.create(report=report, question_code=question.code, file=store("rent.pdf"))

    page = door(olive).get(f"/fund/reports/{report.pk}/").content.decode()
    assert "Half a" not in page and "for the lottery.pdf" in page and "for the board.pdf" not in page
    address = f"/fund/reports/{report.pk}/copies/word/"
    assert address in page
    words = words_of(b"".join(door(olive).get(address).streaming_content))  # type: ignore[attr-defined]
    assert GAELIC.split(" 🚶")[0] in words and "Half a" not in words
    files = [f"/my/reports/{report.pk}/brought/{row.pk}/file/" for row in (before, after)]
    files.append(f"/my/report-files/{paper.pk}/")
    assert [door(olive).get(one).status_code for one in files] == [200, 404, 404]
    assert [door(ann).get(one).status_code for one in files] == [200, 200, 200]
    give(olive, "assessor")
    page = door(olive).get(f"/fund/reports/{report.pk}/").content.decode()
    assert address not in page and "so it is kept from you" in page
    assert door(olive).get(address).status_code == 403

    monitoring.share_failures(report, shares=True, by=ann)
    monitoring.hand_in(report, by=ann)
    page = door(olive).get(f"/fund/reports/{report.pk}/").content.decode()
    assert "Half a" in page and "for the board.pdf" in page
    assert [door(olive).get(one).status_code for one in files] == [200, 200, 200]


def test_a_draft_that_is_not_needed_any_more_stays_the_group_s_own(
    report: Report, olive: User, ann: User, door: Door
) -> None:
    scheduling.skip(report, by=olive, reason="The project has moved.")
    page = door(olive).get(f"/fund/reports/{report.pk}/").content.decode()
    assert GAELIC not in page and "What was handed in last" not in page
