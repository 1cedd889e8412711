"""The index SIMD: in which fifth of Scotland a postcode lies, from a file that is published with it."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError

from django.db import transaction
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from fund.kit.states import Refused
from fund.models import PostcodeFifth

BATCH = 1000
POSTCODES = ("postcode", "pc7", "pc8", "pcd", "pcds")
FIFTH = re.compile(r"simd\w*_quintile")
OF_A_PART = re.compile(r"_(hb|ca|hscp|la)\d*_")  # fifths of one board or council, not of all Scotland
A_POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}")
FIFTHS = {"1": 1, "2": 2, "3": 3, "4": 4, "5": 5}
Lines = Iterator[tuple[int, list[str]]]


@dataclass
class Brought:
    """How many postcodes a file brought, and which of its rows could not be read."""

    postcodes: int = 0
    faults: list[int] = field(default_factory=list)


def bring_in(path: Path) -> Brought:
    """Read a CSV or Excel file with a postcode and its fifth in each row, in place of what was here before.

    Rows with a fault are left out and counted. All of it or, where the file cannot be read to its end or has no good
    row, nothing.
    """
    try:
        with transaction.atomic(), path.open("rb") as raw:
            return _keep(path.name, _sheets(raw, is_book=path.suffix.lower() == ".xlsx"))
    except OSError as fault:
        raise Refused(f"{path} cannot be read: {fault.strerror}.") from fault
    except (csv.Error, zipfile.BadZipFile, InvalidFileException, ParseError, KeyError) as fault:
        raise Refused(f"{path.name} cannot be read to its end: {fault}. Nothing was changed.") from fault


def _keep(name: str, sheets: Iterator[Lines]) -> Brought:
    at_postcode, at_fifth, lines = _columns(name, sheets)
    brought = Brought()
    rows = _good(lines, at_postcode, at_fifth, brought)
    PostcodeFifth.objects.all().delete()
    while batch := list(islice(rows, BATCH)):
        PostcodeFifth.objects.bulk_create(batch)
        brought.postcodes += len(batch)
    if not brought.postcodes:
        raise Refused(f"{name} has no row with a postcode and its fifth. Nothing was changed.")
    return brought


def _good(lines: Lines, at_postcode: int, at_fifth: int, brought: Brought) -> Iterator[PostcodeFifth]:
    """The rows that can be read, each postcode once; the others are noted."""
    seen: set[str] = set()
    for number, cells in lines:
        if not any(cells):
            continue
        cells += [""] * (max(at_postcode, at_fifth) + 1 - len(cells))
        postcode, fifth = "".join(cells[at_postcode].upper().split()), FIFTHS.get(cells[at_fifth])
        if fifth is None or postcode in seen or not A_POSTCODE.fullmatch(postcode):
            brought.faults.append(number)
            continue
        seen.add(postcode)
        yield PostcodeFifth(postcode=postcode, fifth=fifth)


def _columns(name: str, sheets: Iterator[Lines]) -> tuple[int, int, Lines]:
    """Where the two columns stand, and the lines below their names: of the first sheet that has both."""
    for lines in sheets:
        head = [cell.casefold() for cell in next(lines, (1, []))[1]]
        postcodes = [place for place, title in enumerate(head) if title in POSTCODES]
        fifths = [place for place, title in enumerate(head) if FIFTH.fullmatch(title) and not OF_A_PART.search(title)]
        if postcodes and fifths:
            return postcodes[0], fifths[0], lines
    raise Refused(
        f"{name} needs a column ‘Postcode’ and one like ‘SIMD2020v2_Quintile’. Take the file that gives the index for "
        "each postcode."
    )


def _sheets(raw: BinaryIO, *, is_book: bool) -> Iterator[Lines]:
    if is_book:
        for sheet in load_workbook(raw, read_only=True, data_only=True).worksheets:
            yield _numbered(sheet.iter_rows(values_only=True))
    else:
        text = io.TextIOWrapper(raw, encoding="utf-8-sig", errors="replace", newline="")
        yield _numbered(csv.reader(text, strict=True))


def _numbered(rows: Iterable[Iterable[Any]]) -> Lines:
    for number, cells in enumerate(rows, 1):
        yield number, ["" if cell is None else str(cell).strip() for cell in cells]
