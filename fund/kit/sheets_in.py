"""Reading a table that somebody sends, CSV or Excel, as rows of plain words. Nothing of it is kept."""

import csv
import io
import zipfile
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any
from xml.etree.ElementTree import ParseError

from fund.kit import safe_files
from fund.kit.plain_text import tidy_line
from fund.kit.safe_files import Unsafe

BOOKS = safe_files.Kinds({safe_files.EXCEL: (".xlsx",)}, "Send a CSV or an Excel file (.xlsx)")
MOST_BYTES = 2_000_000
MOST_COLUMNS = 50

Rows = list[tuple[int, list[str]]]


def rows_of(uploaded: Any, *, most: int = 5_000) -> Rows:
    """The rows that hold something, each with its number as a spreadsheet shows it. Raises Unsafe, in kind words.

    Of an Excel file the first sheet counts. A CSV file may part its columns by commas, semicolons or tabs.
    """
    if uploaded.size and uploaded.size > MOST_BYTES:
        raise Unsafe("Send a smaller file. A list like this has at most 2 MB")
    is_book = PurePosixPath(uploaded.name or "").suffix.lower() == ".xlsx"
    numbered = _of_book(uploaded, most) if is_book else _of_csv(uploaded)
    rows = [(number, cells) for number, cells in numbered if any(cells)]
    if not rows:
        raise Unsafe("This file is empty. Fill in a row for each reading, save it, and send it again")
    if len(rows) > most:
        raise Unsafe(f"This file has {len(rows):,} rows. Send at most {most:,} at once")
    return rows


def _of_csv(uploaded: Any) -> Rows:
    uploaded.seek(0)
    raw = uploaded.read()
    if b"\x00" in raw or raw.startswith(b"PK\x03\x04"):
        raise Unsafe(f"This is not a list in plain text. {BOOKS.allowed}")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", "replace")  # as Excel saves a plain CSV in Britain
    first = next((line for line in text.splitlines() if line.strip()), "")
    parted_by = max(",;\t", key=first.count)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=parted_by, strict=True))
    except csv.Error as fault:
        words = "A cell is not written as it should be. Look for a quotation mark that opens and does not close"
        raise Unsafe(words) from fault
    return [(number, [tidy_line(cell) for cell in cells[:MOST_COLUMNS]]) for number, cells in enumerate(lines, 1)]


def _of_book(uploaded: Any, most: int) -> Rows:
    from openpyxl import load_workbook  # noqa: PLC0415  (large, and few pages read a file)
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415

    safe_files.inspect(uploaded, kinds=BOOKS)
    uploaded.seek(0)
    try:
        book = load_workbook(uploaded, read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # some programs write a wrong size into the file
        lines = sheet.iter_rows(max_row=most * 2, max_col=MOST_COLUMNS, values_only=True)
        return [(number, [_words(cell) for cell in cells]) for number, cells in enumerate(lines, 1)]
    except (zipfile.BadZipFile, InvalidFileException, ParseError, KeyError, IndexError, ValueError, OSError) as fault:
        raise Unsafe("This Excel file cannot be read. Open it, save it again as .xlsx, and send that") from fault


def _words(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return tidy_line(str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell))
