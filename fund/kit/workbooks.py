"""Spreadsheets to fill in: made with what is known locked, and opened only when nothing in them can run or blow up.

The library is large and few pages need it, so it is loaded where a file is made or read.
"""

import io
import re
import zipfile
from collections.abc import Iterable
from datetime import date, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import ParseError

from fund.kit import sheets
from fund.kit.plain_text import tidy
from fund.kit.states import Refused

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

SHADE = "E9EEED"  # of what is known, and is not filled in
MOST_UNPACKED = 30 * 1024 * 1024
BROKEN = "This file is broken or is no Excel workbook. Open it, save it as .xlsx, and send the new one."
STRANGE = re.compile(
    r"macrosheets|chartsheets|dialogsheets|vbaProject|activeX|embeddings|externalLinks|connections\.xml|queryTables|\.bin$"
)

# What the library raises on a file whose inside is not what its outside says.
UNREADABLE = (
    zipfile.BadZipFile,
    ParseError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    OSError,
)


# Making ---------------------------------------------------------------------------------------------------------------


def new(title: str) -> "Workbook":
    """An empty workbook that names no person."""
    from openpyxl import Workbook  # noqa: PLC0415  (large)

    book = Workbook()
    book.properties.creator = book.properties.lastModifiedBy = ""
    book.properties.title = title
    return book


def content_of(book: "Workbook") -> bytes:
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def head(sheet: "Worksheet", names: Iterable[str], widths: Iterable[int], *, stays: str) -> None:
    """The first row, bold and grey, in columns of a width that can be read. What is before the cell `stays` stays."""
    from openpyxl.styles import Font  # noqa: PLC0415  (large)

    sheet.append(list(names))
    for cell, width in zip(sheet[1], widths, strict=True):
        cell.font = Font(bold=True)
        _shade(cell)
        sheet.column_dimensions[cell.column_letter].width = width
    sheet.freeze_panes = stays
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False


def row(sheet: "Worksheet", values: Iterable[tuple[Any, bool]]) -> None:
    """A row of values, each with whether it can be filled in; the others are grey and locked. No text is a formula."""
    from openpyxl.styles import Alignment, Protection  # noqa: PLC0415  (large)

    number = sheet.max_row + 1
    for column, (value, is_open) in enumerate(values, 1):
        cell = sheet.cell(number, column)
        cell.value = sheets.safe(value) if value is not None else None
        if isinstance(cell.value, str):
            cell.data_type = "s"
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.protection = Protection(locked=not is_open)
        if not is_open:
            _shade(cell)


def _shade(cell: "Cell") -> None:
    from openpyxl.styles import PatternFill  # noqa: PLC0415  (large)

    cell.fill = PatternFill("solid", fgColor=SHADE)


def help_page(sheet: "Worksheet", lines: Iterable[str]) -> None:
    """Lines to read, in one wide column."""
    sheet.column_dimensions["A"].width = 110
    for line in lines:
        sheet.append([line])


def choices(sheet: "Worksheet", options: Iterable[str], column: str, first: int = 2, *, error: str = "") -> None:
    """A list to choose from in the cells of a column, down to the last row. Commas part a list, so none is in it."""
    words = ",".join(option.replace(",", ";") for option in options)
    _rule(sheet, column, first, error, type="list", formula1=f'"{words}"')


def checked(sheet: "Worksheet", formula: str, column: str, first: int, *, error: str) -> None:
    """A rule for the cells of a column, down to the last row."""
    _rule(sheet, column, first, error, type="custom", formula1=formula)


def _rule(sheet: "Worksheet", column: str, first: int, error: str, **how: str) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415  (large)

    if sheet.max_row < first:
        return
    rule = DataValidation(allow_blank=True, **how)
    if error:
        rule.errorTitle, rule.error, rule.showErrorMessage = "Not one of the answers", error, True
    rule.add(f"{column}{first}:{column}{sheet.max_row}")
    sheet.add_data_validation(rule)


# Reading --------------------------------------------------------------------------------------------------------------


def opened(content: bytes, *, not_ours: str) -> Any:
    """The workbook. Raises Refused; `not_ours` says what to do with a file that cannot come from us."""
    from openpyxl import load_workbook  # noqa: PLC0415  (large)
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415

    _look_inside(content, not_ours)
    try:
        return load_workbook(io.BytesIO(content), keep_links=False)
    except (InvalidFileException, *UNREADABLE) as fault:
        raise Refused(BROKEN) from fault


def _look_inside(content: bytes, not_ours: str) -> None:
    """Refuse what packs to a bomb, carries programs or links to elsewhere, or plays with XML."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
            if sum(part.file_size for part in parts) > MOST_UNPACKED or len(parts) > 500:
                raise Refused(f"This file is far larger inside than it looks. {not_ours}")
            for part in parts:
                if STRANGE.search(part.filename) and not part.filename.startswith("xl/printerSettings/"):
                    raise Refused(
                        "This file has macros, links to other files or something else in it that we cannot take. "
                        "Copy what you filled in into a fresh spreadsheet from this page."
                    )
                if part.filename.endswith((".xml", ".rels")):
                    _look_at_xml(packed.read(part))
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, RuntimeError, ValueError) as fault:
        if isinstance(fault, Refused):
            raise
        raise Refused(BROKEN) from fault


def _look_at_xml(words: bytes) -> None:
    if b"\x00" in words or b"<!DOCTYPE" in words or b"<!ENTITY" in words:
        raise Refused(BROKEN)


def text_of(cell: "Cell") -> str:
    """What a cell holds, as text: whole numbers without a point. Raises Refused for formulas, days and faults."""
    value: Any = cell.value
    if value is None:
        return ""
    if cell.data_type == "f" or not isinstance(value, str | int | float | Decimal | bool | date | time):
        raise Refused("there is a formula in this cell. Type what it should say.")
    if cell.data_type == "e":
        raise Refused(f"there is the fault {value} in this cell. Type what it should say.")
    if isinstance(value, bool | date | time):
        raise Refused(f"the spreadsheet took this for {_kind_of(value)}. Type it again, as text.")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = tidy(str(value))
    bare = text[1:]
    return bare if text.startswith("'") and sheets.safe(bare) == text else text


def _kind_of(value: object) -> str:
    return "yes or no" if isinstance(value, bool) else "a day or a time"


def where(cell: "Cell") -> str:
    """Where a cell is, for people: “Scores B7”."""
    return f"{cell.parent.title} {cell.coordinate}"
