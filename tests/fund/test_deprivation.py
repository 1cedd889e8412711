"""The index SIMD by postcode: brought in from a CSV or an Excel file, whole or not at all."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from openpyxl import Workbook

from fund import deprivation
from fund.kit.states import Refused
from fund.models import PostcodeFifth

pytestmark = pytest.mark.django_db
HEAD = "Postcode,DZ,SIMD2020v2_Rank,SIMD2020v2_Vigintile,SIMD2020v2_Decile,SIMD2020v2_Quintile"
LINES = ("EH6 6AA,S01008811,900,3,2,1", "iv519eu,S01010500,6500,19,10,5")
Writes = Callable[..., Path]


@pytest.fixture
def file(tmp_path: Path) -> Writes:
    def write(*lines: str, head: str = HEAD) -> Path:
        path = tmp_path / "simd.csv"
        path.write_text("\r\n".join([head, *lines]), encoding="utf-8")
        return path

    return write


def kept() -> dict[str, int]:
    return dict(PostcodeFifth.objects.values_list("postcode", "fifth"))


def test_each_postcode_gets_its_fifth(file: Writes) -> None:
    brought = deprivation.bring_in(file(*LINES))
    assert (brought.postcodes, brought.faults) == (2, [])
    assert kept() == {"EH66AA": 1, "IV519EU": 5}


def test_another_file_takes_the_place_of_the_first(file: Writes) -> None:
    deprivation.bring_in(file(*LINES))
    deprivation.bring_in(file("EH6 6AA,S01008811,900,3,2,2"))
    assert kept() == {"EH66AA": 2}


def test_a_book_is_read_from_the_sheet_that_has_both_columns(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["Read me first"])
    sheet = book.create_sheet("All postcodes")
    for row in (["Postcode", "DZ", "SIMD2020v2_Quintile"], ["EH6 6AA", "S01008811", 1], [None, None, None]):
        sheet.append(row)
    book.save(tmp_path / "simd.xlsx")
    assert deprivation.bring_in(tmp_path / "simd.xlsx").postcodes == 1
    assert kept() == {"EH66AA": 1}


def test_the_fifth_of_all_scotland_is_taken_and_not_that_of_a_board(file: Writes) -> None:
    deprivation.bring_in(
        file("EH6 6AA,4,5,1", head="pc8,simd2020v2_hb2019_quintile,simd_ca_quintile,simd2020v2_sc_quintile")
    )
    assert kept() == {"EH66AA": 1}


def test_faulty_rows_are_counted_and_the_good_ones_taken(file: Writes) -> None:
    faulty = ("EH6,x,1,1,1,1", "EH6 6AB,x,1,1,1,6", "EH6 6AC,x,1,1,1,", "EH6 6AA,x,1,1,1,2", "EH6 6AD")
    brought = deprivation.bring_in(file(LINES[0], *faulty, "", LINES[1]))
    assert (brought.postcodes, brought.faults) == (2, [3, 4, 5, 6, 7])


def test_a_file_of_another_kind_changes_nothing(file: Writes, tmp_path: Path) -> None:
    deprivation.bring_in(file(*LINES))
    (tmp_path / "no.xlsx").write_bytes(b"not a book")
    for path, words in (
        (lambda: file("EH6 6AA,1", head="Postcode,Decile"), "needs a column"),
        (file, "no row with a postcode"),
        (lambda: file(LINES[0], '"never closed'), "cannot be read to its end"),
        (lambda: tmp_path / "no.xlsx", "cannot be read to its end"),
        (lambda: tmp_path / "nowhere.csv", "cannot be read"),
    ):
        with pytest.raises(Refused, match=words):
            deprivation.bring_in(path())
        assert kept() == {"EH66AA": 1, "IV519EU": 5}


def test_the_command_says_what_came_of_it(file: Writes) -> None:
    out, errors = StringIO(), StringIO()
    call_command("importsimd", str(file(*LINES, "EH6,,,,,1")), stdout=out, stderr=errors)
    assert out.getvalue() == "2 postcodes.\n"
    assert errors.getvalue() == "1 rows were left out. The first of them: 4.\n"
    with pytest.raises(CommandError, match="needs a column"):
        call_command("importsimd", str(file(head="One")))
