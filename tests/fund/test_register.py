"""The charity register: brought in as OSCR publishes it, and held against what groups say."""

import html
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.urls import reverse

from fund import register
from fund.kit.states import Refused
from fund.models import Organisation, RegisteredCharity, User

pytestmark = pytest.mark.django_db

Door = Callable[[User | None], Client]
HEAD = (
    "Charity Number,Charity Name,Known As,Charity Status,Constitutional Form,Registered Date,Ceased Date,"
    "Principal Office/Trustees Address,Postcode,Website,Most recent year income,Objectives"
)
LINE = (
    'SC012345,Leith Lung Club,Leith Lungs,Active,"SCIO (Scottish Charitable Incorporated Organisation)",'
    '27/01/2015 00:00,,"1 Shore, Leith, Edinburgh",EH6 6AA,www.example.org,41500,To help people breathe'
)
ON = date(2026, 11, 1)
TYPED = {"name": "Leith Lungs", "register": "oscr", "charity_number": "sc 012345", "started_on": "1/1/2014"}


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., Path]:
    def write(*lines: str, head: str = HEAD, encoding: str = "utf-8") -> Path:
        path = tmp_path / "register.csv"
        path.write_bytes("\r\n".join([head, *lines]).encode(encoding))
        return path

    return write


def make_charity(**facts: Any) -> RegisteredCharity:
    return RegisteredCharity.objects.create(
        **{
            "number": "SC012345",
            "name": "Leith Lung Club",
            "status": "Active",
            "registered_on": date(2015, 1, 27),
            "income": Decimal("41500.00"),
            "postcode": "EH6 6AA",
            "file_on": ON,
            **facts,
        }
    )


def test_a_line_of_the_register_is_read_column_by_column(file: Callable[..., Path]) -> None:
    brought = register.bring_in(file(LINE), on=ON)
    assert (brought.new, brought.changed, brought.same, brought.faults) == (1, 0, 0, [])
    row = RegisteredCharity.objects.get()
    assert {name: getattr(row, name) for name in ("number", "name", "known_as", "status", "form")} == {
        "number": "SC012345",
        "name": "Leith Lung Club",
        "known_as": "Leith Lungs",
        "status": "Active",
        "form": "SCIO (Scottish Charitable Incorporated Organisation)",
    }
    assert (row.registered_on, row.ceased_on, row.income) == (date(2015, 1, 27), None, Decimal("41500.00"))
    assert (row.address, row.postcode, row.postcode_area) == ("1 Shore\nLeith\nEdinburgh", "EH6 6AA", "EH6")
    assert (row.website, row.file_on, row.is_registered) == ("www.example.org", ON, True)


def test_a_second_run_changes_nothing_and_a_newer_file_what_is_new(file: Callable[..., Path]) -> None:
    register.bring_in(file(LINE), on=ON)
    again = register.bring_in(file(LINE), on=ON)
    assert (again.new, again.changed, again.same) == (0, 0, 1)
    newer = register.bring_in(
        file(LINE.replace("41500", "50000"), LINE.replace("12345", "99999")), on=date(2026, 12, 1)
    )
    assert (newer.new, newer.changed, newer.same) == (1, 1, 0)
    row = RegisteredCharity.objects.get(number="SC012345")
    assert (row.income, row.file_on) == (Decimal("50000.00"), date(2026, 12, 1))
    older = register.bring_in(file(LINE), on=ON)
    assert (older.changed, older.same) == (0, 1)
    row.refresh_from_db()
    assert row.income == Decimal("50000.00")


def test_an_unchanged_line_takes_the_day_of_the_newer_file(file: Callable[..., Path]) -> None:
    register.bring_in(file(LINE), on=ON)
    register.bring_in(file(LINE), on=date(2026, 12, 1))
    assert RegisteredCharity.objects.get().file_on == date(2026, 12, 1)


def test_faulty_rows_are_named_and_the_good_ones_taken(file: Callable[..., Path]) -> None:
    path = file(
        LINE,
        LINE.replace("SC012345", "1164883"),
        LINE.replace("SC012345", "SC000002").replace("27/01/2015", "2015 27 01"),
        LINE.replace("SC012345", "SC000003").replace("41500", "lots"),
        LINE.replace("SC012345", "SC000004").replace("Leith Lung Club,", ","),
        LINE,
        LINE.replace("SC012345", "SC000005").replace("27/01/2015 00:00", "31/02/2015"),
        "",
        LINE.replace("SC012345", "SC000006"),
    )
    brought = register.bring_in(path, on=ON)
    assert [fault.row for fault in brought.faults] == [3, 4, 5, 6, 7, 8]
    assert str(brought.faults[0]).startswith("row 3: Charity Number: Enter the Scottish charity number")
    assert str(brought.faults[0]).endswith("It says ‘1164883’.")
    assert str(brought.faults[4]) == "row 7: SC012345 stands in row 2 already. This row is left out."
    assert sorted(RegisteredCharity.objects.values_list("number", flat=True)) == ["SC012345", "SC000006"][::-1]


def test_a_file_of_another_kind_changes_nothing(file: Callable[..., Path], tmp_path: Path) -> None:
    with pytest.raises(Refused, match="has no column ‘Charity Number’"):
        register.bring_in(file("1,2", head="One,Two"), on=ON)
    with pytest.raises(Refused, match="cannot be read"):
        register.bring_in(tmp_path / "nowhere.csv", on=ON)
    with pytest.raises(Refused, match="cannot be read to its end"):
        register.bring_in(file(LINE, 'SC000002,"never closed'), on=ON)
    assert RegisteredCharity.objects.count() == 0


def test_a_file_from_windows_keeps_its_accents(file: Callable[..., Path]) -> None:
    register.bring_in(file(LINE.replace("Lung Club", "Sgioba Càirdean"), encoding="cp1252"), on=ON)
    assert RegisteredCharity.objects.get().name == "Leith Sgioba Càirdean"


def test_a_column_that_is_left_out_keeps_what_is_there(file: Callable[..., Path]) -> None:
    register.bring_in(file(LINE), on=ON)
    register.bring_in(file("SC012345,Leith Lungs", head="Charity Number,Charity Name"), on=ON)
    row = RegisteredCharity.objects.get()
    assert (row.name, row.income) == ("Leith Lungs", Decimal("41500.00"))


def test_a_large_register_comes_in_by_few_queries(
    file: Callable[..., Path], django_assert_max_num_queries: Callable[..., Any]
) -> None:
    path = file(*(LINE.replace("SC012345", f"SC{number:06}") for number in range(2000)))
    with django_assert_max_num_queries(60):
        register.bring_in(path, on=ON)
    with django_assert_max_num_queries(20):
        assert register.bring_in(path, on=ON).same == 2000


def test_the_command_says_what_came_in(file: Callable[..., Path]) -> None:
    out, err = StringIO(), StringIO()
    call_command("importregister", str(file(LINE, LINE)), "--day", "2026-11-01", stdout=out, stderr=err)
    assert out.getvalue() == "1 new, 0 changed, 0 as they were.\n"
    assert err.getvalue() == "row 3: SC012345 stands in row 2 already. This row is left out.\n1 rows were left out.\n"
    with pytest.raises(CommandError, match="has no column"):
        call_command("importregister", str(file(head="x")), stdout=out)


def test_a_name_is_the_same_whatever_its_capitals_and_signs() -> None:
    charity = make_charity(name="THE LEITH LUNGS & FRIENDS SCIO", known_as="Lungs")
    assert charity.goes_by("Leith Lungs and Friends")
    assert charity.goes_by("lungs")
    assert not charity.goes_by("Leith")


def test_looking_a_number_up_offers_what_the_register_says_and_keeps_what_is_typed(ann: User, door: Door) -> None:
    make_charity()
    page = html.unescape(door(ann).post(reverse("new-organisation"), {**TYPED, "look": "yes"}).content.decode())
    assert "On the Scottish Charity Register" in page
    assert "Is the number right?" in page  # the name differs
    assert "EH6</dd>" in page
    assert 'value="sc 012345"' in page
    assert Organisation.objects.count() == 0
    page = html.unescape(door(ann).post(reverse("new-organisation"), {**TYPED, "use": "yes"}).content.decode())
    assert 'value="Leith Lung Club"' in page
    assert 'value="41,500"' in page or 'value="41,500.00"' in page
    assert 'value="EH6 6AA"' in page
    assert 'value="1/1/2014"' in page  # it began before it was registered, and keeps its day
    assert Organisation.objects.count() == 0


def test_a_register_that_says_otherwise_warns_and_stops_nobody(ann: User, door: Door) -> None:
    make_charity(status="Removed", ceased_on=date(2025, 3, 4))
    answer = door(ann).post(reverse("new-organisation"), TYPED, follow=True)
    page = html.unescape(answer.content.decode())
    assert Organisation.objects.get().charity_number == "SC012345"
    assert "SC012345 is no longer on the register since Tuesday 4 March 2025." in page
    assert "On the register, SC012345 is “Leith Lung Club”. Is the number right?" in page


def test_a_number_that_the_register_does_not_hold_is_told(ann: User, door: Door) -> None:
    assert register.doubts({"charity_number": "SC012345"}) == []  # no register is here
    make_charity(number="SC000001")
    page = html.unescape(door(ann).post(reverse("new-organisation"), TYPED, follow=True).content.decode())
    assert "SC012345 is not on the charity register of Sunday 1 November 2026." in page
    assert Organisation.objects.count() == 1


def test_a_charity_number_given_as_the_company_number_is_doubted(ann: User, door: Door) -> None:
    make_charity()
    sent = {"name": "Leith Lung Club", "register": "companies", "company_number": "SC012345", "started_on": "1/1/2014"}
    page = html.unescape(door(ann).post(reverse("new-organisation"), sent, follow=True).content.decode())
    words = (
        "You entered SC012345 as the company number, but it is the number of Leith Lung Club on the charity register."
    )
    assert words in page
    assert register.doubts({**sent, "name": "Another company"}) == []  # the same sign in another register is no fault
    assert Organisation.objects.get().company_number == "SC012345"


def test_officers_see_the_match_and_the_day_of_the_file(group: Organisation, olive: User, door: Door) -> None:
    make_charity()
    Organisation.objects.filter(pk=group.pk).update(register="oscr", charity_number="SC012345")
    page = html.unescape(door(olive).get(reverse("organisation", args=[group.pk])).content.decode())
    assert "From the register of Sunday 1 November 2026." in page
    assert "Leith Lung Club" in page
    assert "Use these" not in page


def test_without_a_register_nothing_is_offered(ann: User, door: Door) -> None:
    page = door(ann).get(reverse("new-organisation")).content.decode()
    assert "Look the charity number up" not in page
