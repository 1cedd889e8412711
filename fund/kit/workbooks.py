"""Spreadsheets that come back filled in: opened only when nothing in them can run, hide or blow up; cells as text."""

import io
import re
import zipfile
from datetime import date, time
from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.cell import Cell
from openpyxl.utils.exceptions import InvalidFileException

from fund.kit import sheets
from fund.kit.plain_text import tidy
from fund.kit.states import Refused

MOST_UNPACKED = 30 * 1024 * 1024
BROKEN = "This file is broken or is no Excel workbook. Open it, save it as .xlsx, and send the new one."
STRANGE = re.compile(
    r"macrosheets|chartsheets|dialogsheets|vbaProject|activeX|embeddings|externalLinks|connections\.xml|queryTables|\.bin$"
)

# What the library raises on a file whose inside is not what its outside says.
UNREADABLE = (
    InvalidFileException,
    zipfile.BadZipFile,
    ParseError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    OSError,
)


def opened(content: bytes, *, not_ours: str) -> Any:
    """The workbook. Raises Refused; `not_ours` says what to do with a file that cannot come from us."""
    _look_inside(content, not_ours)
    try:
        return load_workbook(io.BytesIO(content), keep_links=False)
    except UNREADABLE as fault:
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


def text_of(cell: Cell) -> str:
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


def where(cell: Cell) -> str:
    """Where a cell is, for people: “Scores B7”."""
    return f"{cell.parent.title} {cell.coordinate}"
