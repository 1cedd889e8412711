"""Figures in a spreadsheet: the template of a report, and reading it and an officer's list back, fault by fault."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fund.kit import workbooks
from fund.kit.numbers import Unreadable, read_whole
from fund.kit.plain_text import tidy_line
from fund.kit.states import Refused
from fund.models import User
from reporting import measuring
from reporting.figures import marks
from reporting.figures.marks import Standing
from reporting.measuring import HOW, Figure, Place
from reporting.models import Indicator, Measurement, Point, Report

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

FIGURES, HELP = "Figures", "How to fill in"
KNOWN = ("Code", "What is counted", "When", "Group of people")  # grey: they lead a row to its place
BOXES = {
    "numerator": "Number",
    "answered": "Answered",
    "asked": "Asked",
    "took_part": "Took part",
    "value": "Average",
    "words": "In words",
    "how_counted": "How counted",
    "taken": "When the start was taken",
}
WIDTHS = (26, 44, 18, 22, 10, 11, 10, 11, 10, 40, 32, 30)
MOST_BYTES = 3 * 1024 * 1024
MOST_FAULTS = 60  # more are counted, not listed
TOO_LARGE = "This file has more than 3 MB. A spreadsheet of figures is far smaller."
NOT_OURS = "This is not the spreadsheet of figures from this page. Take that one, and copy your figures into it."
LINES = (
    "Fill in the white cells of the sheet “Figures”. Leave a row empty where you have nothing to tell.",
    "Number: how many, or how many said so. Answered and Asked: of how many people.",
    "Average: of all who answered. How counted: from a list, each time, or a best estimate.",
    "An empty row changes nothing: what you told before stays. Take a figure out on the page itself.",
    "Do not change the grey cells, do not merge cells, and type numbers, not formulas.",
    "Save the file as an Excel workbook (.xlsx) and send it on the page of your report. You see it before it is saved.",
)


@dataclass(frozen=True)
class Line:
    """One row that was read: where it stands, and the figure in it."""

    row: int
    report: Report
    figure: Figure
    changes: bool = True
    standing: Standing = Standing("")

    @property
    def when(self) -> str:
        return Point(self.figure.point).label

    @property
    def shown(self) -> dict[str, Any]:
        """The figure as a page shows it before it is saved."""
        named = {label: self.figure.parts[part] for part, label in BOXES.items()}
        if self.figure.taken:
            named[BOXES["taken"]] = Measurement.Taken(self.figure.taken).label
        return {label: value for label, value in named.items() if value not in (None, "")}


@dataclass
class Sheet:
    """What a file says: its figures, and what is wrong with it, by sheet and cell."""

    lines: list[Line] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def clashes(self) -> list[Line]:
        """The rows in which somebody else changed something that the writer changed too."""
        return [line for line in self.lines if line.standing.cells]

    @property
    def shown_faults(self) -> list[str]:
        more = len(self.faults) - MOST_FAULTS
        return self.faults if more <= 0 else [*self.faults[:MOST_FAULTS], f"And {more} more."]


# Giving out -----------------------------------------------------------------------------------------------------------


def make(report: Report) -> bytes:
    """A row for each figure that the report is asked, filled with what was told so far."""
    book = workbooks.new("Figures")
    sheet, how = book.active, book.create_sheet(HELP)
    sheet.title = FIGURES
    workbooks.head(sheet, (*KNOWN, *BOXES.values(), marks.MARK), (*WIDTHS, 24), stays="C2")
    sheet.column_dimensions["M"].hidden = True
    indicators = [one for one in measuring.asked_of(report) if not one.licence_has_ended]
    kept = {(row.indicator_id, row.point, row.group): row for row in report.measurements.all()}
    there = measuring.places(report, indicators)
    for indicator in indicators:
        for place in there[indicator.pk]:
            row = kept.get((indicator.pk, *place))
            known = (code_of(report, indicator, place), indicator.question, Point(place[0]).label, place[1])
            told = [(_told(row, part), part in asked_parts(indicator, place)) for part in BOXES]
            locked = [(value, False) for value in known]
            workbooks.row(sheet, [*locked, *told, (marks.written(row) or None, False)])
    workbooks.choices(sheet, HOW, "K")
    workbooks.choices(sheet, map(str, Measurement.Taken.labels), "L")
    workbooks.help_page(how, LINES)
    return workbooks.content_of(book)


def code_of(report: Report, indicator: Indicator, place: Place) -> str:
    at = indicator.groups.index(place[1]) + 1 if place[1] else 0
    return f"R{report.pk}-{indicator.pk}-{place[0]}-{at}"


def _told(row: Measurement | None, part: str) -> Any:
    if row is None:
        return None
    return row.get_taken_display() if part == "taken" else getattr(row, part)


def asked_parts(indicator: Indicator, place: Place) -> set[str]:
    """Which columns are filled in for this kind of figure."""
    parts = {
        Indicator.Kind.COUNT: {"numerator", "how_counted"},
        Indicator.Kind.SHARE: {"numerator", "answered", "asked", "took_part"},
        Indicator.Kind.SCALE: {"value", "answered", "asked", "took_part"},
        Indicator.Kind.WORDS: {"words"},
    }[Indicator.Kind(indicator.kind)]
    return parts | ({"taken"} if place[0] == Point.BASELINE else set())


# Reading back ---------------------------------------------------------------------------------------------------------


def read(content: bytes, report: Report, *, by: User) -> Sheet:
    """What a filled-in template says, and all its faults at once. Raises Refused where it is no template of ours.

    Each row is held against what is kept now: `by` is told of what somebody else changed since the file was given out.
    """
    sheet = opened(content, (*KNOWN, *BOXES.values()))
    back = Sheet()
    known = {code_of(report, one, place): (one, place) for one, place in _asked(report)}
    kept = {(row.indicator_id, row.point, row.group): row for row in report.measurements.all()}

    def place_of(cells: "Mapping[str, Cell]") -> tuple[Report, Indicator, Place]:
        code = workbooks.text_of(cells["Code"])
        if code not in known:
            if code.startswith("R") and not code.startswith(f"R{report.pk}-"):
                raise Refused("this row belongs to another report. Take the spreadsheet of this one.")
            raise Refused(f"“{code[:40]}” is no figure that this report is asked.")
        return report, *known[code]

    read_rows(sheet, place_of, lambda _: kept, back)
    letters = dict(zip(BOXES, "EFGHIJKL", strict=True))
    back.lines = [
        replace(
            line,
            standing=marks.standing(
                report,
                line.figure,
                marks.read(workbooks.text_of(sheet[f"M{line.row}"])),
                kept.get((line.figure.indicator.pk, line.figure.point, line.figure.group)),
                me=by.pk,
                cells={part: (f"{letters[part]}{line.row}", label) for part, label in BOXES.items()},
            ),
        )
        for line in back.lines
    ]
    if not back.lines and not back.faults:
        raise Refused("There is no figure in this file. Fill in some white cells, save it, and send it again.")
    return back


def _asked(report: Report) -> list[tuple[Indicator, Place]]:
    """Every figure that the report may tell: also the start and the end, whichever report this is."""
    return [
        (one, (point, group))
        for one in measuring.asked_of(report)
        for point in one.points
        for group in ("", *one.groups)
    ]


def opened(content: bytes, heads: tuple[str, ...], most: int = 2_000) -> "Worksheet":
    """The sheet of figures in a file, with the heads that we gave out."""
    if len(content) > MOST_BYTES:
        raise Refused(TOO_LARGE)
    book = workbooks.opened(content, not_ours=NOT_OURS)
    if FIGURES not in book.sheetnames:
        raise Refused(f"There is no sheet “{FIGURES}” in this file. {NOT_OURS}")
    sheet = book[FIGURES]
    if sheet.max_row > most + 1:
        raise Refused(f"The sheet “{FIGURES}” has more than {most:,} rows. Send at most {most:,} at once.")
    found = tuple(tidy_line(str(cell.value or "")) for cell in sheet[1][: len(heads)])
    if found != heads:
        raise Refused(f"The heads in row 1 of the sheet “{FIGURES}” have changed. {NOT_OURS}")
    return sheet


def read_rows(
    sheet: "Worksheet",
    place_of: Callable[["Mapping[str, Cell]"], tuple[Report, Indicator, Place]],
    kept_of: Callable[[Report], Mapping[tuple[int, str, str], Measurement]],
    back: Sheet,
) -> None:
    """Read every row that tells something. `place_of` finds where it belongs, and raises Refused in words."""
    heads = [str(cell.value or "") for cell in sheet[1]]
    back.faults += [f"{FIGURES} {area.coord}: these cells are merged. Part them again." for area in sheet.merged_cells]
    seen: dict[tuple[int, int, str, str], int] = {}
    for row in sheet.iter_rows(min_row=2):
        cells = dict(zip(heads, row, strict=True))
        if all(cells[label].value in (None, "") for label in BOXES.values()):
            continue
        number = row[0].row
        try:
            report, indicator, place = place_of(cells)
        except Refused as fault:
            back.faults.append(f"{workbooks.where(row[0])}: {fault}")
            continue
        key = (report.pk, indicator.pk, *place)
        if first := seen.get(key):
            back.faults.append(
                f"{workbooks.where(row[0])}: this figure stands in row {first} too. Keep one of the two."
            )
            continue
        seen[key] = number
        figure = _figure(cells, indicator, place, back)
        if figure is not None:
            was = kept_of(report).get((indicator.pk, *place))
            changes = was is None or not measuring.is_same(was, figure)
            if changes and indicator.licence_has_ended:
                back.faults.append(f"{workbooks.where(row[0])}: {measuring.licence_words(indicator)}.")
                continue
            back.lines.append(Line(number, report, figure, changes=changes))


def _figure(cells: "Mapping[str, Cell]", indicator: Indicator, place: Place, back: Sheet) -> Figure | None:
    """The figure of a row, or None where something in it is wrong: then each fault is named by its cell."""
    given: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for part, label in BOXES.items():
        try:
            text = _words_of(cells[label])
            if text and part not in asked_parts(indicator, place):
                raise Refused(f"leave this empty: {indicator.name} is not told by “{label}”.")
            if text:
                given[part] = _read(part, text)
        except Refused as fault:
            wrong[part] = str(fault)
        except Unreadable as fault:
            wrong[part] = f"{_small(str(fault))}."
    if not wrong:
        figure = Figure(indicator=indicator, point=place[0], group=place[1], **given)
        wrong = {part: f"{_small(words)}." for part, words in measuring.faults(figure).items()}
    back.faults += [f"{workbooks.where(cells[BOXES[part]])}: {words}" for part, words in wrong.items()]
    return None if wrong else figure


def _small(words: str) -> str:
    return f"{words[0].lower()}{words[1:]}"


def _words_of(cell: "Cell") -> str:
    """What a cell says. A date that stands as text is named as what it is."""
    text = workbooks.text_of(cell)
    if text.count("/") == 2 and text.replace("/", "").isdecimal():
        raise Refused("there is a date in this cell. Type the number.")
    return text


def _read(part: str, text: str) -> Any:
    if part in {"numerator", "answered", "asked", "took_part"}:
        return read_whole(text, most=measuring.MOST)
    if part == "value":
        return measuring.read_mean(_rounded(text))
    if part == "taken":
        taken = {str(label).casefold(): value for value, label in Measurement.Taken.choices}
        if text.casefold() not in taken:
            raise Refused("choose one of the answers in the list.")
        return taken[text.casefold()]
    if part == "how_counted" and len(text) > 200:
        raise Refused("keep this to 200 letters.")
    way = {option.replace(",", ";"): option for option in HOW}
    return way.get(text, text)


def _rounded(text: str) -> str:
    """An average that the spreadsheet worked out, like 6.333333, with two places; anything else as it is."""
    return f"{Decimal(text):.2f}" if re.fullmatch(r"[0-9]{1,9}\.[0-9]{3,30}", text) else text
