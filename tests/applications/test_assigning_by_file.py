"""Saying by a file who reads what: every fault is named by its row, and what was seen is what is given."""

import html
import io
import re
from collections.abc import Callable, Iterable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from applications.models import AdviceNote, Application, Assessment, Declaration
from applications.sharing_out import by_file
from fund import readers
from fund.kit.states import Refused
from fund.models import Letter, Membership, Round, User
from tests import factories

pytestmark = pytest.mark.django_db
Door = Callable[[User | None], Client]


@pytest.fixture
def round_(db: None) -> Round:
    return factories.make_round(code="R7", closes_at=timezone.now() - timedelta(days=1))


@pytest.fixture
def bids(round_: Round) -> list[Application]:
    return [factories.make_application(round_, state="submitted") for _ in range(3)]


def a_reader(name: str, *, minutes: int | None = None, agrees: bool = True) -> User:
    person = factories.make_person(name, "assessor")
    facts = {"languages": "", "away_from": None, "away_until": None, "experience": "lived"}
    readers.tell(by=person, knows=[], most_minutes=minutes, **facts)
    if agrees:
        readers.agree(by=person)
    return person


def faults(round_: Round, *rows: tuple[str, str]) -> list[tuple[int, str]]:
    checked = by_file.check(round_, [(number, list(row)) for number, row in enumerate(rows, 1)])
    return [(line.number, line.fault) for line in checked.faulty]


def send(client: Client, round_: Round, content: bytes, name: str = "readings.csv") -> tuple[int, str]:
    sent = {"rows": SimpleUploadedFile(name, content)}
    response = client.post(reverse("applications:assign-by-file", args=[round_.slug]), sent)
    return response.status_code, html.unescape(response.content.decode())


def sealed_in(page: str) -> str:
    found = re.search(r'name="sealed" value="([^"]+)"', page)
    assert found is not None
    return found.group(1)


def book(*sheets: Iterable[list[object]]) -> bytes:
    file, made = io.BytesIO(), Workbook()
    made.remove(made.active)
    for rows in sheets:
        sheet = made.create_sheet()
        for row in rows:
            sheet.append(row)
    made.save(file)
    return file.getvalue()


def test_a_file_is_shown_first_and_then_given_as_it_was_seen(
    round_: Round, bids: list[Application], olive: User, door: Door
) -> None:
    a_reader("Lou"), a_reader("Una")
    content = b"Bid,Reader\nR7-001,lou@example.org\nr7-002,LOU@example.org\n\nR7-002,una@example.org\n"
    status, page = send(door(olive), round_, content)
    assert (status, Assessment.objects.count()) == (200, 0)
    assert "Give these 3 readings" in page and "to mend" not in page
    sent = {"sealed": sealed_in(page)}
    assert door(olive).post(reverse("applications:give-by-file", args=[round_.slug]), sent).status_code == 302
    given = set(Assessment.objects.values_list("application__reference", "assessor__name"))
    assert given == {("R7-001", "Lou"), ("R7-002", "Lou"), ("R7-002", "Una")}
    assert sorted(Letter.objects.values_list("to__name", "kind")) == [("Lou", "assigned_many"), ("Una", "assigned")]
    assert door(olive).post(reverse("applications:give-by-file", args=[round_.slug]), sent).status_code == 409
    assert Assessment.objects.count() == 3


def test_each_fault_is_named_by_its_row(round_: Round, bids: list[Application], olive: User) -> None:
    group = bids[0].organisation
    lou, tia, own, adv = a_reader("Lou"), a_reader("Tia"), a_reader("Own"), a_reader("Adv")
    a_reader("Nea", agrees=False)
    factories.make_person("Pan", "panel")
    Declaration.objects.create(application=bids[0], user=tia, kind="family")
    Membership.objects.create(user=own, organisation=group, kind="viewer")
    AdviceNote.objects.create(organisation=group, words="Start small.", written_by=adv)
    factories.make_assessment(bids[1], lou, state="assigned")
    late = factories.make_application(round_, state="withdrawn")
    draft = factories.make_application(round_)
    found = faults(
        round_,
        ("Bid", "Reader"),
        ("R7-099", "lou@example.org"),
        ("R7-001", "nobody@example.org"),
        ("R7-001", "pan@example.org"),
        ("R7-001", "nea@example.org"),
        ("R7-001", "tia@example.org"),
        ("R7-001", "own@example.org"),
        ("R7-001", "adv@example.org"),
        ("R7-002", "lou@example.org"),
        ("R7-001", "lou@example.org"),
        ("r7-001", "Lou@example.org"),
        (late.reference, "lou@example.org"),
        (draft.reference, "lou@example.org"),
        ("R7-001", ""),
    )
    assert [(number, words.split(".")[0]) for number, words in found] == [
        (2, "There is no bid R7-099 in this round"),
        (3, "Nobody with the address nobody@example"),
        (4, "Nobody with the address pan@example"),
        (5, "Nea has not agreed to the rules of reading yet"),
        (6, "Tia has ties to R7-001"),
        (7, "Own belongs to the group behind R7-001"),
        (8, "Adv advised on R7-001"),
        (9, "Lou has R7-002 to read already"),
        (11, "Row 10 says the same"),
        (12, f"{late.reference} is now “Withdrawn”, so nobody can be asked to read it"),
        (13, f"There is no bid {draft.reference} in this round"),
        (14, "Write the reference of a bid and the e-mail address of a reader"),
    ]
    assert "Did you mean R7-00" in found[0][1]


def test_minutes_fill_up_row_by_row(round_: Round, bids: list[Application]) -> None:
    a_reader("Min", minutes=2)  # each of these bids takes one minute
    rows = [(bid.reference, "min@example.org") for bid in bids]
    assert faults(round_, *rows) == [(3, "Min would have 3 minutes to read, and takes on 2 at most.")]


def test_what_they_read_already_counts_to_their_minutes(round_: Round, bids: list[Application]) -> None:
    person = a_reader("Min", minutes=1)
    factories.make_assessment(bids[0], person)
    assert faults(round_, (bids[1].reference, person.email)) == [
        (1, "Min would have 2 minutes to read, and takes on 1 at most.")
    ]


def test_a_reading_taken_back_can_be_given_again(round_: Round, bids: list[Application], olive: User) -> None:
    lou = a_reader("Lou")
    factories.make_assessment(bids[0], lou, state="taken_back")
    checked = by_file.check(round_, [(1, [bids[0].reference, lou.email])])
    assert by_file.give(round_, sealed=by_file.seal(round_, checked), by=olive) == 1
    assert Assessment.objects.get().state == "assigned"


def test_the_columns_may_stand_the_other_way_round(round_: Round, bids: list[Application]) -> None:
    a_reader("Lou")
    assert faults(round_, ("lou@example.org", "R7-001")) == []


def test_a_faulty_first_row_is_not_taken_for_a_heading(round_: Round, bids: list[Application]) -> None:
    assert [number for number, _ in faults(round_, ("R7-001", "lou"))] == [1]


def test_good_rows_are_given_beside_faulty_ones(
    round_: Round, bids: list[Application], olive: User, door: Door
) -> None:
    a_reader("Lou")
    _, page = send(door(olive), round_, b"R7-001;lou@example.org\nR7-044;lou@example.org\n")
    assert "1 row to mend" in page and "Give this reading" in page
    assert by_file.give(round_, sealed=sealed_in(page), by=olive) == 1


def test_what_has_changed_since_is_not_given(round_: Round, bids: list[Application], olive: User, door: Door) -> None:
    lou = a_reader("Lou")
    a_reader("Una")
    _, page = send(door(olive), round_, b"R7-001,una@example.org\nR7-001,lou@example.org\n")
    Declaration.objects.create(application=bids[0], user=lou, kind="family")
    with pytest.raises(Refused, match="Something has changed since you looked: Lou has ties"):
        by_file.give(round_, sealed=sealed_in(page), by=olive)
    assert not Assessment.objects.exists(), "all or none"


def test_nothing_can_be_slipped_in_or_carried_to_another_round(
    round_: Round, bids: list[Application], olive: User
) -> None:
    a_reader("Lou")
    sealed = by_file.seal(round_, by_file.check(round_, [(1, ["R7-001", "lou@example.org"])]))
    for wrong in ("", "x", sealed[:-3] + "abc"):
        with pytest.raises(Refused, match="Send the file again"):
            by_file.give(round_, sealed=wrong, by=olive)
    with pytest.raises(Refused, match="Send the file again"):
        by_file.give(factories.make_round(), sealed=sealed, by=olive)
    assert not Assessment.objects.exists()


def test_an_excel_file_is_read_from_its_first_sheet(
    round_: Round, bids: list[Application], olive: User, door: Door
) -> None:
    a_reader("Lou")
    rows: list[list[object]] = [["Bid", "E-mail"], ["R7-001", "lou@example.org"], [], ["R7-003", "lou@example.org"]]
    content = book(rows, [["R7-002", "lou@example.org"]])
    _, page = send(door(olive), round_, content, "readings.xlsx")
    assert "Give these 2 readings" in page and "R7-002" not in page


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", b"", "This file is empty"),
        ("a.csv", b"\n ,\n", "This file is empty"),
        ("a.csv", b'R7-001,"lou', "a quotation mark that opens and does not close"),
        ("a.csv", b"\x00\x01", "This is not a list in plain text"),
        ("a.xlsx", b"R7-001,lou@example.org", "Excel"),
        ("a.csv", b"a,b\n" * 5001, "Send at most 5,000 at once"),
        ("a.csv", b"a" * 2_000_001, "at most 2 MB"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(
    round_: Round, olive: User, door: Door, name: str, content: bytes, words: str
) -> None:
    status, page = send(door(olive), round_, content, name)
    assert (status, words in page) == (422, True), page


def test_a_name_with_accents_from_excel_is_read(
    round_: Round, bids: list[Application], olive: User, door: Door
) -> None:
    a_reader("Lou")
    _, page = send(door(olive), round_, "Bid\tRéader\nR7-001\tlou@example.org\n".encode("cp1252"))
    assert "Give this reading" in page


def test_the_file_to_fill_in_lists_bids_and_readers_and_can_be_sent_back(
    round_: Round, bids: list[Application], olive: User, door: Door
) -> None:
    lou = a_reader("Lou", minutes=60)
    factories.make_application(round_, title="A draft nobody reads")
    factories.make_assessment(bids[0], lou)
    response = door(olive).get(reverse("applications:readings-template", args=[round_.slug]))
    made = load_workbook(io.BytesIO(b"".join(response.streaming_content)))  # type: ignore[attr-defined]
    assert made.sheetnames == ["Readings", "Bids", "Readers"]
    assert [[cell.value for cell in row] for row in made["Bids"].iter_rows(min_row=2)] == [
        ["R7-001", "Walking back to wellness", 1, 1],
        ["R7-002", "Walking back to wellness", 1, 0],
        ["R7-003", "Walking back to wellness", 1, 0],
    ]
    assert [[cell.value for cell in row] for row in made["Readers"].iter_rows(min_row=2)] == [
        ["lou@example.org", "Lou", 1, 60, "yes"]
    ]
    made["Readings"].append(["R7-002", "lou@example.org"])
    file = io.BytesIO()
    made.save(file)
    _, page = send(door(olive), round_, file.getvalue(), "readings.xlsx")
    assert "Give this reading" in page


def test_a_file_costs_the_same_for_1_row_and_for_30(round_: Round, bids: list[Application]) -> None:
    a_reader("Lou")
    rows = [(number, [bids[0].reference, f"r{number}@example.org"]) for number in range(30)]

    def cost(many: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            by_file.check(round_, rows[:many])
        return len(queries)

    first = cost(1)
    for number in range(30):
        a_reader(f"R{number}")
        factories.make_application(round_, state="submitted")
    assert cost(30) == first
