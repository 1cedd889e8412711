"""The spreadsheet of scores: filled in away from the screen, looked at, and saved without overwriting anything."""

import io
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook, load_workbook
from openpyxl.chartsheet import Chartsheet
from openpyxl.worksheet.worksheet import Worksheet

from applications import assessing
from applications.assessing import Said
from applications.models import AdviceNote, Application, Assessment, ReturnCode, SheetUpload
from applications.packs import codes, packing, taking, workbook
from applications.packs.workbook import SCORES, WHOLE
from fund.kit.states import Refused
from fund.models import Letter, Organisation, Round, StoredFile, User
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

Door = Callable[[User | None], Client]
OFFLINE = "/assess/offline/"
UNSURE = "I do not know enough"


@pytest.fixture
def bid(round_: Round, group: Organisation, ann: User) -> Application:
    return factories.make_application(round_, group, state="in_assessment", by=ann)


@pytest.fixture
def reading(bid: Application, sam: User) -> Assessment:
    return factories.make_assessment(bid, sam)


@pytest.fixture
def second(round_: Round, sam: User) -> Assessment:
    return factories.make_assessment(factories.make_application(round_, state="in_assessment"), sam)


def book_of(reader: User) -> Workbook:
    readings = packing.for_assessor(reader).readings.values()
    return load_workbook(io.BytesIO(workbook.make(readings, by=reader)))


def as_file(book: Workbook, name: str = "scores.xlsx") -> SimpleUploadedFile:
    content = io.BytesIO()
    book.save(content)
    return SimpleUploadedFile(name, content.getvalue(), "application/vnd.openxmlformats")


def fill(book: Workbook, assessment: Assessment, *scores: Any, words: str = "Clear words.", overall: str = "") -> None:
    """Scores in the order of the criteria; each with words in its first column, if there is a score."""
    reference, given = assessment.application.reference, iter(scores)
    for row in book[SCORES].iter_rows(min_row=2):
        if row[1].value == reference and (score := next(given, None)) is not None:
            row[4].value, row[5].value = score, words
    for row in book[WHOLE].iter_rows(min_row=2):
        if row[1].value == reference and overall:
            row[3].value, row[4].value = "Fairly sure", overall


def send(browser: Client, book: Workbook) -> Any:
    return browser.post(OFFLINE, {"file": as_file(book)}, follow=True)


def page_of(response: Any) -> str:
    return str(response.content.decode())


def take(browser: Client, response: Any, **more: str) -> Any:
    """Press “Save” on the page that shows what is in the file."""
    (address, _) = response.redirect_chain[-1]
    seen = response.context["form"]["seen"].value()
    return browser.post(address, {"seen": seen, **more}, follow=True)


def scores_in(assessment: Assessment) -> list[Any]:
    return [
        UNSURE if score.abstains else None if score.value is None else int(score.value)
        for score in Assessment.objects.get(pk=assessment.pk).scores.all()
    ]


# The file that is given out -------------------------------------------------------------------------------------------


def test_the_spreadsheet_has_a_row_for_each_bid_and_criterion(
    reading: Assessment, second: Assessment, sam: User, door: Door
) -> None:
    answer = door(sam).get(reverse("applications:score-workbook"))
    book = load_workbook(io.BytesIO(answer.content))

    rows = list(book[SCORES].iter_rows(min_row=2, values_only=True))
    assert [row[1] for row in rows] == [reading.application.reference] * 3 + [second.application.reference] * 3
    assert [row[3] for row in rows[:3]] == ["Criterion idea", "Criterion people", "Criterion learning"]
    assert len({row[0] for row in rows}) == 6
    given = {codes.read(str(row[0]).partition("/")[0]) for row in rows}
    assert given == set(ReturnCode.objects.values_list("code", flat=True))
    assert answer["Content-Disposition"].startswith('attachment; filename="scores 20')


def test_only_what_is_to_be_filled_in_can_be_changed_and_it_is_checked(reading: Assessment, sam: User) -> None:
    book = book_of(sam)
    for name, first in ((SCORES, 5), (WHOLE, 4)):
        sheet = book[name]
        assert sheet.protection.sheet
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.protection.locked == (cell.row == 1 or cell.column < first)
    (rule,) = book[SCORES].data_validations.dataValidation
    assert (rule.formula1, str(rule.sqref)) == (f'"0,1,2,3,4,5,{UNSURE}"', "E2:E4")
    (sure,) = book[WHOLE].data_validations.dataValidation
    assert "Fairly sure" in sure.formula1 and str(sure.sqref) == "D2"


def test_a_bid_with_ties_or_not_opened_yet_is_not_in_it(
    reading: Assessment, second: Assessment, round_: Round, sam: User
) -> None:
    unsaid = factories.make_assessment(factories.make_application(round_, state="in_assessment"), sam, state="assigned")
    assessing.declare(second, by=sam, kind="work")
    found = {row[1] for row in book_of(sam)[SCORES].iter_rows(min_row=2, values_only=True)}
    assert found == {reading.application.reference}
    assert not ReturnCode.objects.filter(assessment__in=[unsaid, second]).exists()


def test_what_was_said_so_far_is_in_it_and_comes_back_just_so(reading: Assessment, sam: User, door: Door) -> None:
    criteria = list(reading.application.round.criteria.all())
    said = {criteria[0].pk: Said(strong="=HYPERLINK(1)", stronger="'tis clear"), criteria[1].pk: Said(abstains=True)}
    assessing.save(reading, by=sam, scores=said, overall="-2 weeks\nis too short", confidence=3)

    book = book_of(sam)
    assert book[SCORES]["F2"].data_type == "s" and book[SCORES]["E3"].value == UNSURE
    response = send(door(sam), book)

    assert "Everything in this file is saved already." in page_of(response)


# Saving ---------------------------------------------------------------------------------------------------------------


def test_what_would_be_saved_is_shown_first_and_saved_as_a_draft(
    reading: Assessment, second: Assessment, sam: User, door: Door
) -> None:
    book, browser = book_of(sam), door(sam)
    fill(book, reading, 4, UNSURE, 2, overall="A good plan.")
    fill(book, second, 1)

    response = send(browser, book)
    page = page_of(response)
    assert "Nothing is saved yet. This would change:" in page and "Scores E2" in page and "A good plan." in page
    assert scores_in(reading) == []

    done = take(browser, response)
    assert f"Saved: {reading.application.reference}, {second.application.reference}." in page_of(done)
    row = Assessment.objects.get(pk=reading.pk)
    assert scores_in(row) == [4, UNSURE, 2] and scores_in(second) == [1]
    assert (row.state, row.came_by, row.overall, row.confidence, row.entered_by) == (
        "started",
        "sheet",
        "A good plan.",
        2,
        None,
    )
    assert not Letter.objects.exists()


def test_what_is_whole_is_handed_in_if_wanted_and_the_rest_stays_a_draft(
    reading: Assessment, second: Assessment, sam: User, door: Door
) -> None:
    book, browser = book_of(sam), door(sam)
    fill(book, reading, 4, 3, UNSURE)
    fill(book, second, 1)

    done = take(browser, send(browser, book), hand_in="yes")

    assert f"Handed in: {reading.application.reference}." in page_of(done)
    row = Assessment.objects.get(pk=reading.pk)
    assert (row.state, row.came_by) == ("handed_in", "sheet")
    assert row.mark == pytest.approx((4 + 2 * 3) / 3)
    assert Assessment.objects.get(pk=second.pk).state == "started"


def test_an_officer_brings_it_in_for_the_reader_who_gets_a_letter(
    reading: Assessment, sam: User, olive: User, door: Door
) -> None:
    book, browser = book_of(sam), door(olive)
    fill(book, reading, 4, 3, 2)

    response = browser.post(reverse("applications:upload-for"), {"file": as_file(book)}, follow=True)
    assert "Scores of Sam Assessor" in page_of(response)
    take(browser, response)

    row = Assessment.objects.get(pk=reading.pk)
    assert (row.came_by, row.entered_by, scores_in(row)) == ("sheet", olive, [4, 3, 2])
    letter = Letter.objects.get(kind="scores_entered")
    assert letter.to == sam and "/assess/" in letter.text


def test_an_officer_with_ties_brings_in_no_spreadsheet(
    reading: Assessment, second: Assessment, sam: User, olive: User, morag: User, door: Door
) -> None:
    book, address = book_of(sam), reverse("applications:upload-for")
    for row in (reading, second):
        fill(book, row, 5, 5, 5)
    browser = door(olive)
    shown = browser.post(address, {"file": as_file(book)}, follow=True)  # no ties yet
    assessing.declare_for_panel(reading.application, by=olive, kind="family")

    assert "There are faults in this file" in page_of(take(browser, shown, hand_in="yes"))
    answer = browser.post(address, {"file": as_file(book)}, follow=True)
    assert "ask a colleague to bring the file" in page_of(answer) and answer.context["plan"].faults
    assert scores_in(reading) == scores_in(second) == []

    took = door(morag)
    take(took, took.post(address, {"file": as_file(book)}, follow=True), hand_in="yes")
    assert scores_in(reading) == scores_in(second) == [5, 5, 5]


def test_an_officer_who_advised_a_group_brings_in_no_spreadsheet(
    reading: Assessment, sam: User, olive: User, door: Door
) -> None:
    book, address = book_of(sam), reverse("applications:upload-for")
    fill(book, reading, 5, 5, 5)
    browser = door(olive)
    shown = browser.post(address, {"file": as_file(book)}, follow=True)
    AdviceNote.objects.create(organisation=reading.application.organisation, written_by=olive, words="We talked.")
    assert "Ask a colleague" in page_of(take(browser, shown, hand_in="yes"))
    assert "Ask a colleague" in page_of(browser.post(address, {"file": as_file(book)}))
    assert scores_in(reading) == []


def test_the_same_file_twice_changes_nothing_and_says_so(reading: Assessment, sam: User, door: Door) -> None:
    book, browser = book_of(sam), door(sam)
    fill(book, reading, 4, 3, 2)
    file = as_file(book)
    content = file.read()

    def again() -> Any:
        return browser.post(OFFLINE, {"file": SimpleUploadedFile("scores.xlsx", content)}, follow=True)

    take(browser, again())
    version = Assessment.objects.get(pk=reading.pk).version
    browser.post(f"/assess/{reading.pk}/save/", {"overall": "Later, on the screen.", "version": version})
    answer = again()

    assert answer.status_code == 422
    assert "This very file was sent and saved on" in page_of(answer) and "Nothing is changed." in page_of(answer)
    assert Assessment.objects.get(pk=reading.pk).overall == "Later, on the screen."
    assert SheetUpload.objects.count() == 1


def test_the_next_version_of_a_file_is_set_against_the_one_before(reading: Assessment, sam: User, door: Door) -> None:
    book, browser = book_of(sam), door(sam)
    fill(book, reading, 4, 3, 2)
    take(browser, send(browser, book))
    fill(book, reading, 4, 3, 5)

    response = send(browser, book)

    assert response.context["plan"].to_choose == []
    take(browser, response)
    assert scores_in(reading) == [4, 3, 5]


def test_a_second_upload_takes_the_place_of_one_that_was_not_saved(reading: Assessment, sam: User, door: Door) -> None:
    book, browser = book_of(sam), door(sam)
    fill(book, reading, 4)
    send(browser, book)
    fill(book, reading, 5)
    take(browser, send(browser, book))
    assert scores_in(reading) == [5] and SheetUpload.objects.count() == 1 and StoredFile.objects.count() == 1


# What changed on the screen meanwhile ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("choice", "expected"), [("keep", [1, None]), ("take", [4, None])])
def test_what_changed_on_the_screen_too_must_be_chosen(
    reading: Assessment, sam: User, door: Door, choice: str, expected: list[Any]
) -> None:
    book, browser = book_of(sam), door(sam)
    first, other = list(reading.application.round.criteria.all())[:2]
    fill(book, reading, 4, words="From the file.")
    assessing.save(
        reading,
        by=sam,
        scores={first.pk: Said(value=1), other.pk: Said(stronger="Only on the screen.")},  # type: ignore[arg-type]
    )

    response = send(browser, book)
    page = page_of(response)
    assert "Keep what is on the screen: 1" in page and "Take what is in the file: 4" in page
    refused = take(browser, response)
    assert refused.status_code == 422 and scores_in(reading) == [1, None]

    take(browser, response, choice_0=choice)
    assert scores_in(reading) == expected
    words = list(Assessment.objects.get(pk=reading.pk).scores.values_list("strong", "stronger"))
    assert words == [("From the file.", ""), ("", "Only on the screen.")]


def test_what_the_file_left_alone_stays_as_it_is_on_the_screen(reading: Assessment, sam: User, door: Door) -> None:
    book, browser = book_of(sam), door(sam)
    last = list(reading.application.round.criteria.all())[2]
    fill(book, reading, 4)
    assessing.save(reading, by=sam, scores={last.pk: Said(strong="Typed later.")}, overall="On the screen.")

    response = send(browser, book)
    assert response.context["plan"].to_choose == []
    take(browser, response)

    row = Assessment.objects.get(pk=reading.pk)
    assert row.overall == "On the screen." and row.scores.get(criterion=last).strong == "Typed later."


def test_what_changes_while_somebody_looks_is_shown_again(reading: Assessment, sam: User, door: Door) -> None:
    book, browser = book_of(sam), door(sam)
    fill(book, reading, 4)
    response = send(browser, book)
    first = reading.application.round.criteria.first()
    assert first is not None
    assessing.save(reading, by=sam, scores={first.pk: Said(strong="Just now.")})

    answer = take(browser, response)

    assert answer.status_code in (409, 422)
    row = Assessment.objects.get(pk=reading.pk)
    assert list(row.scores.values_list("value", "strong")) == [(None, "Just now.")]


# What closed meanwhile ------------------------------------------------------------------------------------------------


def close(how: str, assessment: Assessment, by: User) -> None:
    match how:
        case "tie":
            assessing.declare(assessment, by=by, kind="work")
        case "taken back":
            assessment.move("taken_back", by=by)
        case "handed in":
            criteria = assessment.application.round.criteria.all()
            assessing.save(assessment, by=by, scores={each.pk: Said(abstains=True) for each in criteria})
            assessing.hand_in(assessment, by=by)
        case "withdrawn" | "decided":
            Application.objects.filter(pk=assessment.application_id).update(state=how)


REASONS = [
    ("tie", "there are ties to the group"),
    ("taken back", "The fund has taken it back"),
    ("handed in", "Its scores were handed in on"),
    ("withdrawn", "The group has withdrawn it."),
    ("decided", "Scoring has ended for this application"),
]


@pytest.mark.parametrize(("how", "reason"), REASONS)
def test_a_bid_that_closed_is_refused_and_the_rest_goes_on_if_wanted(
    reading: Assessment, second: Assessment, sam: User, door: Door, how: str, reason: str
) -> None:
    book, browser = book_of(sam), door(sam)
    fill(book, reading, 4, 4, 4)
    fill(book, second, 5, 5, 5)
    close(how, reading, sam)
    before = scores_in(reading)

    response = send(browser, book)
    assert reason in page_of(response)
    refused = take(browser, response)
    assert refused.status_code == 422 and scores_in(second) == []
    take(browser, response, goes_on="on")

    assert scores_in(second) == [5, 5, 5] and scores_in(reading) == before
    assert SheetUpload.objects.get().left_out == [reading.application.reference]


def test_when_the_time_of_reading_is_over_nothing_is_taken(reading: Assessment, sam: User, door: Door) -> None:
    book, browser = book_of(sam), door(sam)
    fill(book, reading, 4)
    now = timezone.now()
    reading.application.round.reading_phases.create(
        name="First reading", opens_at=now - timedelta(days=9), closes_at=now - timedelta(days=1)
    )
    response = send(browser, book)
    assert "Scoring closed on" in page_of(response) and "Nothing in this file can be saved." in page_of(response)
    row = SheetUpload.objects.get()
    plan = taking.plan_of(row, by=sam)
    taking.save(row, by=sam, seen=plan.seen, choices={}, goes_on=True, hands_in=True)
    assert scores_in(reading) == [] and Assessment.objects.get(pk=reading.pk).state == "started"


# Faults ---------------------------------------------------------------------------------------------------------------


def put(cell: str, value: Any, sheet: str = SCORES) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        book[sheet][cell].value = value

    return change


FAULTS = [
    (put("E3", 6), "Scores E3: 6 is not on the scale from 0 to 5"),
    (put("E3", 2.5), "Scores E3: 2.5 is not on the scale from 0 to 5"),
    (put("E3", "good"), "Scores E3: “good” is not on the scale from 0 to 5"),
    (put("E3", True), "Scores E3: the spreadsheet took this for yes or no."),
    (put("E3", date(2026, 5, 1)), "Scores E3: the spreadsheet took this for a day or a time."),
    (put("E3", "=1+1"), "Scores E3: there is a formula in this cell."),
    (put("F4", "=A1"), "Scores F4: there is a formula in this cell."),
    (put("F2", "x" * 5001), "Scores F2: this has 5,001 letters. Keep it to 5,000."),
    (put("H2", "one more thought"), "Scores H2: there is something beside the columns."),
    (put("B3", "R9-999"), "the row says “R9-999”"),
    (put("A3", "nonsense"), "Scores A3: “nonsense” has"),
    (put("D2", "Quite", WHOLE), "Each bid as a whole D2: “Quite” is not one of the answers."),
]


@pytest.mark.parametrize(("change", "words"), FAULTS)
def test_every_fault_is_named_by_its_sheet_and_cell_and_nothing_is_saved(
    reading: Assessment, sam: User, door: Door, change: Callable[[Workbook], None], words: str
) -> None:
    book, browser = book_of(sam), door(sam)
    fill(book, reading, 4, 4, 4)
    change(book)

    response = send(browser, book)

    assert words in page_of(response) and "Nothing is saved yet. Mend these" in page_of(response)
    take(browser, response)
    assert scores_in(reading) == []


def test_all_faults_are_said_at_once(reading: Assessment, sam: User, door: Door) -> None:
    book = book_of(sam)
    for change, _ in (FAULTS[0], FAULTS[6], FAULTS[11]):
        change(book)
    page = page_of(send(door(sam), book))
    for _, words in (FAULTS[0], FAULTS[6], FAULTS[11]):
        assert words in page


def test_a_row_that_is_there_twice_or_whose_criterion_was_changed_is_a_fault(
    reading: Assessment, sam: User, door: Door
) -> None:
    book = book_of(sam)
    sheet = book[SCORES]
    for row in ([cell.value for cell in sheet[2]], [f"{sheet['A2'].value}x", *(cell.value for cell in sheet[2][1:])]):
        sheet.append(row)
    page = page_of(send(door(sam), book))
    assert "Scores A5: this row stands in Scores A2 too." in page
    assert "Scores A6: the code of this row was changed." in page


def test_a_bid_with_the_codes_of_two_files_is_a_fault(reading: Assessment, sam: User, door: Door) -> None:
    first = book_of(sam)
    assessing.save(reading, by=sam, scores={}, overall="Something new.")
    again = book_of(sam)
    for row in again[SCORES].iter_rows(min_row=2, values_only=True):
        first[SCORES].append(row)
    assert f"{reading.application.reference} is in this file twice" in page_of(send(door(sam), first))


def test_the_codes_of_another_reader_lead_nowhere(
    reading: Assessment, second: Assessment, olive: User, sam: User, door: Door
) -> None:
    sue = factories.make_person("Sue Second", "assessor", email="sue@example.org")
    hers = factories.make_assessment(reading.application, sue)
    book = book_of(sue)
    fill(book, hers, 0, 0, 0)
    answer = send(door(sam), book)
    assert answer.status_code == 422 and "not the code of a bid" in page_of(answer)

    mixed = book_of(sam)
    mixed[SCORES].append([cell.value for cell in book[SCORES][2]])
    answer = door(olive).post(reverse("applications:upload-for"), {"file": as_file(mixed)})
    assert answer.status_code == 422 and "more than one reader" in page_of(answer)
    assert scores_in(hers) == [] and not SheetUpload.objects.exists()


def test_an_upload_is_shown_to_its_sender_alone(reading: Assessment, sam: User, olive: User, door: Door) -> None:
    send(door(sam), book_of(sam))
    row = SheetUpload.objects.get()
    sue = factories.make_person("Sue Second", "assessor", email="sue@example.org")
    assert door(sue).get(reverse("applications:uploaded-scores", args=[row.pk])).status_code == 404
    assert door(olive).get(reverse("applications:uploaded-for", args=[row.pk])).status_code == 404


# Odd files ------------------------------------------------------------------------------------------------------------


def with_part(name: str, content: bytes) -> Callable[[bytes], bytes]:
    def change(file: bytes) -> bytes:
        whole = io.BytesIO(file)
        with zipfile.ZipFile(whole, "a", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr(name, content)
        return whole.getvalue()

    return change


def with_hidden_sheet(file: bytes) -> bytes:
    book = load_workbook(io.BytesIO(file))
    book["How to fill it in"].sheet_state = "veryHidden"
    return saved(book)


def with_own_sheet(file: bytes) -> bytes:
    book = load_workbook(io.BytesIO(file))
    book.create_sheet("My notes")
    return saved(book)


def with_other_heads(file: bytes) -> bytes:
    book = load_workbook(io.BytesIO(file))
    book[SCORES].insert_cols(2)
    return saved(book)


def with_a_cell_far_away(file: bytes) -> bytes:
    book = load_workbook(io.BytesIO(file))
    book[SCORES]["A90000"].value = "x"
    return saved(book)


def with_chart(file: bytes) -> bytes:
    book = load_workbook(io.BytesIO(file))
    sheet: Chartsheet = book.create_chartsheet("Chart")
    assert not isinstance(sheet, Worksheet)
    return saved(book)


def saved(book: Workbook) -> bytes:
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def of_somebody_else(file: bytes) -> bytes:
    book = Workbook()
    book.active.append(["Name", "Score"])
    return saved(book)


def with_entities(file: bytes) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file)) as old, zipfile.ZipFile(whole, "w") as new:
        for part in old.infolist():
            words = old.read(part)
            if part.filename == "xl/workbook.xml":
                words = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + words
            new.writestr(part.filename, words)
    return whole.getvalue()


ODD: list[tuple[Callable[[bytes], bytes], str]] = [
    (with_part("xl/vbaProject.bin", b"macro"), "macros"),
    (with_part("xl/externalLinks/externalLink1.xml", b"<a/>"), "links to other files"),
    (with_part("xl/embeddings/other.xlsx", b"x"), "something else in it"),
    (with_part("xl/media/huge.xml", b"0" * 40_000_000), "far larger inside"),
    (with_entities, "broken or is no Excel workbook"),
    (with_hidden_sheet, "is hidden. Show it or delete it"),
    (with_own_sheet, "The sheet “My notes” is not ours."),
    (with_chart, "something else in it"),
    (with_other_heads, "The heads in row 1 of the sheet “Scores” have changed."),
    (with_a_cell_far_away, "far larger than the one we gave out"),
    (of_somebody_else, "not the spreadsheet of scores"),
    (lambda file: b"Name,Score\nAnn,5\n", "broken or is no Excel workbook"),
    (lambda file: file[: len(file) // 2], "broken or is no Excel workbook"),
    (lambda file: file + b"0" * 3_200_000, "more than 3 MB"),
    (lambda file: b"", "This file is empty"),
]


@pytest.mark.parametrize(("change", "words"), ODD)
def test_an_odd_file_is_refused_clearly_and_not_kept(
    reading: Assessment, sam: User, door: Door, change: Callable[[bytes], bytes], words: str
) -> None:
    file = as_file(book_of(sam)).read()
    answer = door(sam).post(OFFLINE, {"file": SimpleUploadedFile("scores.xlsx", change(file))})
    assert answer.status_code == 422 and words in page_of(answer)
    assert not SheetUpload.objects.exists() and not StoredFile.objects.exists()


def test_without_a_file_the_page_says_what_to_do(sam: User, door: Door) -> None:
    answer = door(sam).post(OFFLINE)
    assert answer.status_code == 422 and "Choose the spreadsheet that you filled in" in page_of(answer)


# Other ways of judging ------------------------------------------------------------------------------------------------


def test_words_instead_of_figures_are_taken_as_words(reading: Assessment, round_: Round, sam: User, door: Door) -> None:
    Round.objects.filter(pk=round_.pk).update(judged_by="yes_no_maybe", min_score=0, max_score=2)
    book, browser = book_of(sam), door(sam)
    fill(book, reading, "Yes", "maybe", 2)
    page = page_of(send(browser, book))
    assert "Scores E4: 2 is not on the scale Yes or Maybe or No" in page

    fill(book, reading, "Yes", "maybe", "No")
    take(browser, send(browser, book))
    assert scores_in(reading) == [2, 1, 0]


def test_where_bids_are_put_in_order_there_are_words_and_no_scores(
    reading: Assessment, round_: Round, sam: User, door: Door
) -> None:
    Round.objects.filter(pk=round_.pk).update(judged_by="ranking")
    book, browser = book_of(sam), door(sam)
    fill(book, reading, 3)
    assert "Scores E2: this round is judged by an order" in page_of(send(browser, book))

    book[SCORES]["E2"].value = None
    take(browser, send(browser, book), hand_in="yes")
    row = Assessment.objects.get(pk=reading.pk)
    assert (row.state, row.scores.get().strong) == ("started", "Clear words.")


def test_a_long_scale_is_checked_by_a_rule_of_the_cell(reading: Assessment, round_: Round, sam: User) -> None:
    Round.objects.filter(pk=round_.pk).update(max_score=100)
    (rule,) = book_of(sam)[SCORES].data_validations.dataValidation
    assert rule.type == "custom" and "E2>=0.00,E2<=100.00" in rule.formula1


def test_reading_many_bids_costs_no_more_for_each_than_its_own_row(round_: Round, sam: User, door: Door) -> None:
    browser, asked = door(sam), []
    for more in (1, 2, 5):
        for _ in range(more):
            factories.make_assessment(factories.make_application(round_, state="in_assessment"), sam)
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(OFFLINE).status_code == 200
        asked.append(len(seen))
    assert len(set(asked)) == 1, asked


def test_nothing_is_saved_twice_by_two_presses(reading: Assessment, sam: User, door: Door) -> None:
    book, browser = book_of(sam), door(sam)
    fill(book, reading, 4)
    response = send(browser, book)
    take(browser, response)
    again = take(browser, response)
    assert again.status_code == 200 and "This file was saved" in page_of(again)
    row = SheetUpload.objects.get()
    with pytest.raises(Refused, match="sent and saved on"):
        taking.save(row, by=sam, seen="", choices={}, goes_on=False, hands_in=False)
