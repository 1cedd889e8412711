"""A report that was written for somebody else: read, cut, put into answers, and taken back."""

import hashlib
import io
import time
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fund.files import HELD_BACK
from fund.kit import jobs
from fund.kit.plain_text import count_words
from fund.kit.states import Refused
from fund.kit.written import NO_WORDS, Paragraph
from fund.models import Job, Organisation, Round, StoredFile, User
from reporting import answering, brought_in, holding
from reporting.brought_in import putting
from reporting.models import BroughtReport, Passage, Placing, Report
from tests import factories
from tests.racing import outcomes
from tests.world import a_pdf, store

Door = Callable[[User | None], Client]
Work = Callable[[], None]

DID = "We ran forty walks from the health centre. Twelve people took part most weeks."
WORKED = "Walking with others helped people to come back. The nurse made the difference."
WINTER = "The weather in the winter kept many at home, and the bus was taken away."


@pytest.fixture
def report(group: Organisation, round_: Round) -> Report:
    return factories.make_report(factories.make_grant(factories.make_application(round_, group, state="awarded")))


@pytest.fixture
def brought(report: Report) -> BroughtReport:
    return factories.make_brought(report, store("annual report.docx"))


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def a_word_file(*paragraphs: str) -> bytes:
    document = docx.Document()
    for words in paragraphs:
        document.add_paragraph(words)
    whole = io.BytesIO()
    document.save(whole)
    return whole.getvalue()


def send(browser: Client, report: Report, content: bytes, name: str = "annual report.docx", **more: str) -> Any:
    return browser.post(f"/my/reports/{report.pk}/brought/", {"file": SimpleUploadedFile(name, content), **more})


def passage(brought: BroughtReport, words: str) -> Passage:
    return next(one for one in brought.passages.all() if one.words == words)


def words_of(report: Report, code: str) -> str:
    return next((sheet.values[code] for sheet in report.answers.all() if code in sheet.values), "")


# Cutting


def test_each_passage_is_its_words_letter_for_letter_and_the_text_has_its_hash() -> None:
    paragraphs = [
        Paragraph("Càit’", is_heading=True),
        Paragraph("We 🚶 walked — “far”."),
        Paragraph("The end.", page=3),
    ]
    found = brought_in.cut(paragraphs)
    assert [found.text[span.start : span.end] for span in found.spans] == ["Càit’", "We 🚶 walked — “far”.", "The end."]
    assert [(span.number, span.is_heading, span.page) for span in found.spans] == [
        (1, True, None), (2, False, None), (3, False, 3)
    ]  # fmt: skip
    assert found.sha256 == hashlib.sha256(found.text.encode()).hexdigest()


def test_a_very_long_paragraph_is_cut_between_its_sentences_and_no_word_is_lost() -> None:
    sentence = "We walked from the hall to the shore and back again each week with all who came along. "
    long = (sentence * 20).strip()
    found = brought_in.cut([Paragraph("Before."), Paragraph(long)])
    pieces = [found.text[span.start : span.end] for span in found.spans]
    assert len(pieces) > 3 and " ".join(pieces[1:]) == long
    assert all(piece.endswith(".") and count_words(piece) <= 119 for piece in pieces)


# Bringing and reading


def test_a_word_file_is_kept_read_by_a_job_and_cut(report: Report, ann: User, door: Door, work: Work) -> None:
    browser = door(ann)
    answer = send(browser, report, a_word_file(DID, WORKED), written_for="the Lottery")
    brought = BroughtReport.objects.get()
    assert answer["Location"] == f"/my/reports/{report.pk}/brought/{brought.pk}/"
    assert (brought.read_at, brought.written_for, brought.brought_by) == (None, "the Lottery", ann)
    assert "We are reading your file" in text(browser.get(answer["Location"]))
    report.refresh_from_db()
    assert report.state == "draft"
    work()
    brought.refresh_from_db()
    assert [one.words for one in brought.passages.all()] == [DID, WORKED]
    assert brought.sha256 == hashlib.sha256(f"{DID}\n\n{WORKED}".encode()).hexdigest()
    page = text(browser.get(answer["Location"]))
    assert DID in page and "We are reading your file" not in page


def test_the_same_file_twice_is_kept_once(report: Report, ann: User, door: Door) -> None:
    content, browser = a_word_file(DID), door(ann)
    first, second = send(browser, report, content), send(browser, report, content)
    assert first["Location"] == second["Location"]
    assert (BroughtReport.objects.count(), Job.objects.filter(kind=brought_in.KIND).count()) == (1, 1)


def test_a_scan_is_kept_and_told_what_to_do(report: Report, ann: User, door: Door, work: Work) -> None:
    answer = send(door(ann), report, a_pdf(), "scan.pdf")
    work()
    brought = BroughtReport.objects.get()
    assert (brought.fault, brought.passages.count(), Job.objects.get(kind=brought_in.KIND).state) == (
        NO_WORDS,
        0,
        "done",
    )
    page = text(door(ann).get(answer["Location"]))
    assert "We could not read this file." in page and "Send the Word file that it was made from" in page
    assert b"".join(door(ann).get(f"{answer['Location']}file/").streaming_content) == a_pdf()


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "report.txt", "This file is empty"),
        (b"\xff\xd8\xff\xe0 JFIF", "photo.jpg", "Send a PDF with text in it, a Word file (.docx) or plain text (.txt)"),
        (b"%PDF-1.4 nothing", "report.pdf", "This PDF is broken"),
    ],
)
def test_what_is_no_report_is_refused_at_once_and_what_was_typed_stays(
    report: Report, ann: User, door: Door, content: bytes, name: str, words: str
) -> None:
    answer = send(door(ann), report, content, name, written_for="the Lottery")
    assert answer.status_code == 422
    assert words in text(answer) and 'value="the Lottery"' in text(answer)
    assert not BroughtReport.objects.exists() and not StoredFile.objects.exists()


def test_a_pdf_of_too_many_pages_is_refused_at_once(
    report: Report, ann: User, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pikepdf

    whole = io.BytesIO()
    with pikepdf.new() as made:
        for _ in range(201):
            made.add_blank_page()
        made.save(whole)
    answer = send(door(ann), report, whole.getvalue(), "long.pdf")
    assert answer.status_code == 422 and "This file has 201 pages. Send at most 200" in text(answer)


def test_a_file_waits_for_its_scan_and_is_not_opened_before(report: Report, ann: User) -> None:
    brought = brought_in.bring(report, SimpleUploadedFile("report.txt", DID.encode()), by=ann)
    StoredFile.objects.update(check_state="waiting")
    job = Job.objects.get(kind=brought_in.KIND)
    with pytest.raises(Refused, match="waits for its scan"):
        jobs.run(job.pk)
    brought.refresh_from_db()
    assert brought.read_at is None and brought_in.is_waiting(brought)
    StoredFile.objects.update(check_state="quarantined")
    Job.objects.update(state="waiting", not_before=timezone.now())
    jobs.run(job.pk)
    brought.refresh_from_db()
    assert (brought.fault, brought.passages.count()) == (HELD_BACK, 0)


def test_a_job_that_was_given_up_is_told_and_nothing_is_lost(report: Report, ann: User, door: Door) -> None:
    answer = send(door(ann), report, a_word_file(DID))
    Job.objects.filter(kind=brought_in.KIND).update(state="parked")
    page = text(door(ann).get(answer["Location"]))
    assert "Reading this file did not work" in page and "The file as you sent it" in page


def test_a_report_takes_only_so_many_files(report: Report, ann: User) -> None:
    for number in range(5):
        brought_in.bring(report, SimpleUploadedFile("a.txt", f"We walked {number} times.".encode()), by=ann)
    with pytest.raises(Refused, match="Take one away first"):
        brought_in.bring(report, SimpleUploadedFile("a.txt", b"And once more."), by=ann)


# Putting


def test_passages_are_put_at_the_end_of_answers_and_the_link_is_kept(
    report: Report, brought: BroughtReport, ann: User, door: Door
) -> None:
    learned = report.questionnaire.sections.get(code="learned")  # type: ignore[union-attr]
    answering.save_section(report, learned, {"worked": "Tea."}, by=ann, version=0)
    first, second, winter = (passage(brought, words) for words in (DID, WORKED, WINTER))
    address = f"/my/reports/{report.pk}/brought/{brought.pk}/"
    chosen = {f"passage-{first.pk}": "did", f"passage-{second.pk}": "worked", f"passage-{winter.pk}": "worked"}
    answer = door(ann).post(f"{address}?page=1", chosen)
    assert answer["Location"] == f"/my/reports/{report.pk}/"
    assert words_of(report, "did") == DID
    assert words_of(report, "worked") == f"Tea.\n\n{WORKED}\n\n{WINTER}"
    assert [(one.passage_id, one.question.code, one.by) for one in Placing.objects.all()] == [
        (first.pk, "did", ann), (second.pk, "worked", ann), (winter.pk, "worked", ann)
    ]  # fmt: skip
    page = text(door(ann).get(f"/my/reports/{report.pk}/"))
    assert "3 of 3 passages used" in page and "What worked?</a> (2 passages)" in page
    assert "Still to answer:" in page and "What did not work?" in page.split("Still to answer:")[1].split("</ul>")[0]


def test_nothing_is_chosen_before_somebody_chooses(
    report: Report, brought: BroughtReport, ann: User, door: Door
) -> None:
    page = door(ann).get(f"/my/reports/{report.pk}/brought/{brought.pk}/").content.decode()
    assert "We think: What did you do?" in page
    assert page.count('<option value="" selected>Leave it out</option>') == 3
    door(ann).post(f"/my/reports/{report.pk}/brought/{brought.pk}/", {})
    assert not Placing.objects.exists() and not report.answers.exists()


def test_pressing_twice_puts_the_words_once(report: Report, brought: BroughtReport, ann: User) -> None:
    first = passage(brought, DID)
    assert brought_in.put(report, {first.pk: "did"}, by=ann).number == 1
    assert brought_in.put(report, {first.pk: "did"}, by=ann).number == 0
    assert words_of(report, "did") == DID
    with pytest.raises(Refused, match="Take it back there first"):
        brought_in.put(report, {first.pk: "worked"}, by=ann)


def test_more_words_than_a_question_takes_are_not_put_and_the_choices_stay(
    report: Report, ann: User, door: Door
) -> None:
    long = Paragraph("walk " * 170 + "end.")
    brought = factories.make_brought(report, store("a.docx"), [long, long, Paragraph(WORKED)])
    one, two, three = brought.passages.all()
    address = f"/my/reports/{report.pk}/brought/{brought.pk}/"
    answer = door(ann).post(
        address, {f"passage-{one.pk}": "did", f"passage-{two.pk}": "did", f"passage-{three.pk}": "worked"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“What did you do?” has room for 300 words, and what you chose has 342." in page
    assert page.count('<option value="did" selected>') == 2 and page.count('<option value="worked" selected>') == 1
    assert not Placing.objects.exists() and not report.answers.exists()
    assert brought_in.put(report, {one.pk: "did"}, by=ann).number == 1
    fault = brought_in.put(report, {two.pk: "did"}, by=ann).faults["did"]
    assert "room for 300 words. 171 stand there already, and what you chose has 171." in fault


def test_only_own_passages_go_and_only_to_questions_of_the_report(
    report: Report, brought: BroughtReport, ann: User, round_: Round
) -> None:
    other = factories.make_brought(factories.make_report(), store("other.docx"))
    assert brought_in.put(report, {passage(other, DID).pk: "did"}, by=ann).number == 0
    heading = brought.passages.filter(is_heading=True)[0]
    assert brought_in.put(report, {heading.pk: "did"}, by=ann).number == 0
    with pytest.raises(Refused, match="does not ask that question"):
        brought_in.put(report, {passage(brought, DID).pk: "nonsense"}, by=ann)


def test_words_over_the_limit_that_were_typed_stay_when_more_is_put(
    report: Report, brought: BroughtReport, ann: User, door: Door
) -> None:
    long = "walk " * 299
    door(ann).post(
        f"/my/reports/{report.pk}/section/did/", {"did": long + "one two three", "version": "0", "later": "1"}
    )
    assert brought_in.put(report, {passage(brought, DID).pk: "did"}, by=ann).faults["did"].startswith("“What did you")
    assert report.answers.get().values["as typed"]["did"].endswith("two three")


# Taking back


def test_a_passage_is_taken_back_and_the_rest_of_the_answer_stays(
    report: Report, brought: BroughtReport, ann: User, door: Door
) -> None:
    first, second = passage(brought, DID), passage(brought, WORKED)
    brought_in.put(report, {first.pk: "did", second.pk: "did"}, by=ann)
    answer = door(ann).post(f"/my/reports/{report.pk}/passages/{first.pk}/back/?page=1")
    assert answer["Location"] == f"/my/reports/{report.pk}/brought/{brought.pk}/?page=1#passage-{first.number}"
    assert words_of(report, "did") == WORKED
    assert [one.passage_id for one in Placing.objects.all()] == [second.pk]
    assert Placing.history.filter(history_type="-", history_user=ann).count() == 1
    with pytest.raises(Refused, match="taken back already"):
        brought_in.take_back(first, by=ann)


def test_words_that_were_changed_since_stay(report: Report, brought: BroughtReport, ann: User, door: Door) -> None:
    first = passage(brought, DID)
    brought_in.put(report, {first.pk: "did"}, by=ann)
    did = report.questionnaire.sections.get(code="did")  # type: ignore[union-attr]
    answering.save_section(report, did, {"did": DID + " And more."}, by=ann, version=1)
    page = door(ann).post(f"/my/reports/{report.pk}/passages/{first.pk}/back/", follow=True)
    assert "they stay in your answer" in text(page)
    assert words_of(report, "did") == DID + " And more." and not Placing.objects.exists()


def test_words_are_found_again_after_the_answer_was_saved_by_hand(
    report: Report, brought: BroughtReport, ann: User, door: Door
) -> None:
    first, second = passage(brought, DID), passage(brought, WORKED)
    brought_in.put(report, {first.pk: "did", second.pk: "did"}, by=ann)
    typed = words_of(report, "did").replace("\n", "\r\n") + "\r\n\r\nMine."
    door(ann).post(f"/my/reports/{report.pk}/section/did/", {"did": typed, "version": "1"})
    assert brought_in.take_back(second, by=ann)
    assert words_of(report, "did") == f"{DID}\n\nMine."


def test_a_file_goes_only_when_none_of_its_words_stand_in_an_answer(
    report: Report, brought: BroughtReport, ann: User, door: Door
) -> None:
    first = passage(brought, DID)
    brought_in.put(report, {first.pk: "did"}, by=ann)
    away = f"/my/reports/{report.pk}/brought/{brought.pk}/away/"
    assert door(ann).post(away).status_code == 409
    brought_in.take_back(first, by=ann)
    assert door(ann).post(away).status_code == 302
    assert not BroughtReport.objects.exists() and not StoredFile.objects.exists()


# Closed meanwhile, and rights


def test_when_the_report_was_handed_in_meanwhile_nothing_is_put_and_it_is_said_why(
    report: Report, brought: BroughtReport, ann: User, door: Door
) -> None:
    first = passage(brought, DID)
    brought_in.put(report, {first.pk: "did"}, by=ann)
    report.move(Report.State.HANDED_IN, by=ann)
    browser, second = door(ann), passage(brought, WORKED)
    address = f"/my/reports/{report.pk}/brought/{brought.pk}/"
    for answer in (
        browser.post(address, {f"passage-{second.pk}": "worked"}),
        browser.post(f"/my/reports/{report.pk}/passages/{first.pk}/back/"),
        browser.post(f"{address}away/"),
        send(browser, report, a_word_file("More.")),
    ):
        assert answer.status_code == 409 and "so nothing in it can be changed" in text(answer)
    assert [one.passage_id for one in Placing.objects.all()] == [first.pk]
    page = text(browser.get(address))
    assert "stands in “What did you do?”" in page and "<select" not in page and "Take it back" not in page


def test_a_member_who_may_only_look_puts_nothing(
    report: Report, brought: BroughtReport, group: Organisation, door: Door
) -> None:
    looker = factories.make_member(group, "Vera Viewer", "viewer").user
    address = f"/my/reports/{report.pk}/brought/{brought.pk}/"
    page = door(looker).get(address)
    assert page.status_code == 200 and "<select" not in text(page)
    assert door(looker).post(address, {f"passage-{passage(brought, DID).pk}": "did"}).status_code == 403
    assert door(looker).get(f"/my/reports/{report.pk}/brought/").status_code == 403


def test_officers_see_the_file_once_the_report_is_handed_in(
    report: Report, brought: BroughtReport, ann: User, olive: User, nia: User, door: Door
) -> None:
    address = f"/my/reports/{report.pk}/brought/{brought.pk}/file/"
    assert door(olive).get(address).status_code == 404
    brought_in.put(report, {passage(brought, DID).pk: "did"}, by=ann)
    report.move(Report.State.HANDED_IN, by=ann)
    assert door(olive).get(address).status_code == 200
    assert [door(nia).get(address).status_code, door(None).get(address).status_code] == [404, 302]
    page = text(door(olive).get(f"/fund/reports/{report.pk}/"))
    assert (
        address in page and "written for the council: 1 of 3 passages used" in page and "What did you do? (1)" in page
    )


# Pages


def test_a_long_file_is_gone_through_page_by_page(report: Report, ann: User, door: Door) -> None:
    paragraphs = [Paragraph("All of it", is_heading=True), *(Paragraph(f"Line {number}.") for number in range(32))]
    brought = factories.make_brought(report, store("long.docx"), paragraphs)
    leaves = brought_in.leaves(brought)
    assert [len(leaf.open) for leaf in leaves] == [15, 15, 2]
    assert [leaf.under for leaf in leaves] == ["", "All of it", "All of it"]
    address = f"/my/reports/{report.pk}/brought/{brought.pk}/"
    assert door(ann).post(f"{address}?page=2", {})["Location"] == f"{address}?page=3"
    assert "Line 31." in text(door(ann).get(f"{address}?page=3"))


@pytest.mark.parametrize("where", ["report", "passages", "officer"])
def test_pages_cost_the_same_for_many_passages(where: str, report: Report, ann: User, olive: User, door: Door) -> None:
    def cost(number: int) -> int:
        brought = factories.make_brought(report, store(f"{number}.docx"), [Paragraph(f"L{n}.") for n in range(number)])
        brought_in.put(report, {one.pk: "did" for one in list(brought.passages.all())[: number // 3]}, by=ann)
        addresses = {
            "report": f"/my/reports/{report.pk}/",
            "passages": f"/my/reports/{report.pk}/brought/{brought.pk}/",
            "officer": f"/fund/reports/{report.pk}/",
        }
        browser = door(olive if where == "officer" else ann)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert browser.get(addresses[where]).status_code == 200
        return len(asked)

    first = cost(3)
    assert cost(12) == first


# Two at once


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_held", [True, False], ids=["held", "without holding the report"])
def test_two_who_put_the_same_passage_put_it_once(
    is_held: bool, transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead = factories.make_person("Lead")
    round_ = factories.make_round()
    application = factories.make_application(round_, factories.make_organisation(lead), state="awarded")
    report = factories.make_report(factories.make_grant(application), state="draft")
    brought = factories.make_brought(report, store("a.docx"))
    first = passage(brought, WORKED)
    if not is_held:
        monkeypatch.setattr(holding, "still_open", lambda row: Report.objects.get(pk=row.pk))
    before, look = words_of(report, "did"), putting._fault

    def slowly(room: Any, passages: Any) -> str:
        time.sleep(0.5)
        return look(room, passages)

    def put() -> Any:
        return brought_in.put(Report.objects.get(pk=report.pk), {first.pk: "did"}, by=lead)

    monkeypatch.setattr(putting, "_fault", slowly)
    with nullcontext() if is_held else pytest.raises(IntegrityError):
        assert sorted(done.number for done in outcomes([put, put, put])) == [0, 0, 1]
    if is_held:
        assert words_of(report, "did") == f"{before}\n\n{WORKED}"
