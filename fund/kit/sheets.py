"""Tables as CSV and Excel files that are safe to open: row by row, so that memory stays flat."""

import csv
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import FileResponse, StreamingHttpResponse
from django.utils import timezone

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_IN_A_CELL = 32_767  # characters, set by Excel

# A spreadsheet takes a text that begins so for a formula; the second line is the same in full width.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%",
            "\uff1d", "\uff0b", "\uff0d", "\uff20")  # fmt: skip
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

Row = Sequence[Any]


def safe(value: Any) -> Any:
    """A value as a cell may hold it: numbers and days as they are, texts so that no formula begins with them."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None, microsecond=0)
    if isinstance(value, int | float | Decimal | date):
        return value
    text = _NOT_IN_XML.sub("", str(value))
    return f"'{text}" if text.lstrip(" \u00a0\u200b\ufeff").startswith(_FORMULA) or text.startswith(_FORMULA) else text


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, line: str) -> str:
        return line


def csv_lines(rows: Iterable[Row]) -> Iterator[str]:
    """The lines of a CSV file, with the mark that tells Excel that it is UTF-8."""
    writer = csv.writer(_Echo())
    yield "\ufeff"
    for row in rows:
        yield writer.writerow([safe(value) for value in row])


def csv_download(rows: Iterable[Row], name: str) -> StreamingHttpResponse:
    """A CSV file that is sent while it is made."""
    response = StreamingHttpResponse(_gathered(csv_lines(rows)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def excel_download(rows: Iterable[Row], name: str) -> FileResponse:
    """An Excel file with a bold first row that stays in sight; it is put together on the disk."""
    return excel_book({"Applications": rows}, name)


def excel_book(tables: Mapping[str, Iterable[Row]], name: str) -> FileResponse:
    """The same with several sheets, by their names."""
    from openpyxl import Workbook  # noqa: PLC0415  (large, and few pages make a file)
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415
    from openpyxl.styles import Font  # noqa: PLC0415

    def heading(sheet: Any, words: Any) -> WriteOnlyCell:
        cell = WriteOnlyCell(sheet, value=words)
        cell.font = bold
        return cell

    book = Workbook(write_only=True)
    bold = Font(bold=True)
    for title, rows in tables.items():
        sheet = book.create_sheet(title)
        sheet.freeze_panes = "B2"
        for number, row in enumerate(rows):
            cells = [safe(value) for value in row]
            cells = [cell[:MOST_IN_A_CELL] if isinstance(cell, str) else cell for cell in cells]
            sheet.append([heading(sheet, cell) for cell in cells] if number == 0 else cells)
    file = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115  (the response closes it)
    book.save(file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=EXCEL)


def _gathered(lines: Iterable[str], size: int = 64_000) -> Iterator[str]:
    """The same text in larger pieces: a piece for each line would cost a system call each."""
    held: list[str] = []
    length = 0
    for line in lines:
        held.append(line)
        length += len(line)
        if length > size:
            yield "".join(held)
            held, length = [], 0
    yield "".join(held)
