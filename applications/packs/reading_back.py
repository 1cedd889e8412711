"""Reading a filled-in spreadsheet: everything is looked at first, and every fault is named by its sheet and cell."""

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from applications.assessing import plain
from applications.models import Assessment, ReturnCode
from applications.packs import boxes, codes, scale
from applications.packs.workbook import BOXES, HEADS, HOW, SCORES, WHOLE
from fund.kit import workbooks
from fund.kit.plain_text import tidy_line
from fund.kit.states import Refused
from fund.models import Round, User

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

MOST_BYTES = 3 * 1024 * 1024
MOST_ROWS, MOST_COLUMNS = 3000, 40
MOST_LETTERS = 5000  # of a comment, as on the screen
MOST_FAULTS = 40  # more are counted, not listed
TOO_LARGE = "This file has more than 3 MB. A spreadsheet of scores is far smaller. Send that one alone."
NOT_OURS = "This is not the spreadsheet of scores from this page. Take that one, and copy your scores into it."


@dataclass
class Given:
    """What a file says on one bid, by the key of each box."""

    code: ReturnCode
    held: dict[str, str] = field(default_factory=dict)
    cells: dict[str, str] = field(default_factory=dict)

    @property
    def assessment(self) -> Assessment:
        return self.code.assessment


@dataclass
class Back:
    """A file that was read: the bids in it, and what is wrong with it."""

    bids: list[Given] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def read(content: bytes, *, by: User) -> Back:
    """What a file says, and all its faults at once. Raises Refused where it is no spreadsheet of ours at all.

    `by` is who sent it: a reader finds only the own bids in it, an officer those of one reader.
    """
    book = _opened(content)
    back, found = Back(), dict[str, Given]()
    for name in (SCORES, WHOLE):
        _read_sheet(book[name], found, back, by=by)
    back.bids = list(found.values())
    if len({each.assessment.assessor_id for each in back.bids}) > 1:
        raise Refused("The codes in this file belong to more than one reader. Send each reader’s file alone.")
    back.faults += _twice(back.bids)
    if not back.bids and not back.faults:
        raise Refused(NOT_OURS)
    if len(back.faults) > MOST_FAULTS:
        back.faults = [*back.faults[:MOST_FAULTS], f"And {len(back.faults) - MOST_FAULTS} more."]
    return back


def _twice(bids: list[Given]) -> list[str]:
    """Where a bid is there twice, with codes of two spreadsheets."""
    references = [given.assessment.application.reference for given in bids]
    return [
        f"{reference} is in this file twice, with the codes of two spreadsheets. Keep the rows of one."
        for reference in dict.fromkeys(references)
        if references.count(reference) > 1
    ]


# The file -------------------------------------------------------------------------------------------------------------


def _opened(content: bytes) -> Any:
    """The workbook, once nothing in it can run, hide or blow up."""
    if len(content) > MOST_BYTES:
        raise Refused(TOO_LARGE)
    book = workbooks.opened(content, not_ours=NOT_OURS)
    names = {SCORES, WHOLE, HOW}
    if book.chartsheets or not {SCORES, WHOLE} <= set(book.sheetnames):
        raise Refused(NOT_OURS)
    if hidden := [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"]:
        raise Refused(f"The sheet “{hidden[0]}” is hidden. Show it or delete it, save the file, and send it again.")
    if strange := [name for name in book.sheetnames if name not in names]:
        raise Refused(f"The sheet “{strange[0]}” is not ours. Delete it, save the file, and send it again.")
    for sheet in book.worksheets:
        if sheet.max_row > MOST_ROWS or sheet.max_column > MOST_COLUMNS:
            raise Refused(f"The sheet “{sheet.title}” is far larger than the one we gave out. {NOT_OURS}")
    return book


# A sheet --------------------------------------------------------------------------------------------------------------


def _read_sheet(sheet: "Worksheet", found: dict[str, Given], back: Back, *, by: User) -> None:
    heads = tuple(tidy_line(str(cell.value or "")) for cell in sheet[1][: len(HEADS[sheet.title])])
    if heads != HEADS[sheet.title]:
        raise Refused(f"The heads in row 1 of the sheet “{sheet.title}” have changed. {NOT_OURS}")
    seen: dict[str, str] = {}
    for row in sheet.iter_rows(min_row=2, max_col=len(heads)):
        if all(cell.value in (None, "") for cell in row):
            continue
        where = workbooks.where(row[0])
        try:
            given, criterion = _whose(row, found, by=by)
        except Refused as fault:
            back.faults.append(f"{where}: {fault}")
            continue
        marker = f"{given.code.code}/{criterion}"
        if marker in seen:
            back.faults.append(f"{where}: this row stands in {seen[marker]} too. Keep one of the two.")
            continue
        seen[marker] = where
        _read_row(row, given, criterion, back)
    _see_nothing_beside(sheet, back)


def _see_nothing_beside(sheet: "Worksheet", back: Back) -> None:
    """What stands beside our columns would be lost without a word."""
    for row in sheet.iter_rows(min_row=1, min_col=len(HEADS[sheet.title]) + 1):
        back.faults += [
            f"{workbooks.where(cell)}: there is something beside the columns. Move it into one of them, or delete it."
            for cell in row
            if cell.value not in (None, "")
        ]


def _whose(row: "tuple[Cell, ...]", found: dict[str, Given], *, by: User) -> tuple[Given, str]:
    """The bid of a row and the code of its criterion (none on the sheet of wholes). Raises Refused."""
    sheet = row[0].parent.title
    typed, _, criterion = workbooks.text_of(row[0]).partition("/")
    code = codes.read(typed)
    if code not in found:
        rows = ReturnCode.objects.visible_to(by).filter(kind=ReturnCode.Kind.SHEET)
        parts = ("assessment__application__round__criteria", "assessment__scores")
        rows = rows.select_related("assessment__application__round", "assessment__assessor").prefetch_related(*parts)
        known = rows.filter(code=code).first()
        if known is None:
            raise Refused(
                f"{codes.shown(code)} is not the code of a bid in a spreadsheet that we gave out to you. "
                "If you have ties to that bid, ask a colleague to bring the file."
            )
        found[code] = Given(known)
    given = found[code]
    application = given.assessment.application
    if workbooks.text_of(row[1]) != application.reference:
        raise Refused(
            f"the code of this row belongs to {application.reference}, and the row says “{workbooks.text_of(row[1])}”. "
            "Take a fresh spreadsheet and copy your scores into it."
        )
    if (sheet == SCORES) != bool(criterion) or (
        criterion and criterion not in boxes.by_code(application.round.criteria.all())
    ):
        raise Refused("the code of this row was changed. Take a fresh spreadsheet and copy your scores into it.")
    return given, criterion


def _read_row(row: "tuple[Cell, ...]", given: Given, criterion: str, back: Back) -> None:
    round_ = given.assessment.application.round
    names = BOXES[SCORES] if criterion else BOXES[WHOLE]
    for what, cell in zip(names, row[-len(names) :], strict=True):
        box = f"{criterion}:{what}"
        if what == "score" and round_.judged_by == Round.JudgedBy.RANKING:
            if cell.value not in (None, ""):
                back.faults.append(f"{workbooks.where(cell)}: this round is judged by an order, so it takes no scores.")
            continue
        try:
            given.held[box] = _read_cell(cell, what, round_)
            given.cells[box] = workbooks.where(cell)
        except Refused as fault:
            back.faults.append(f"{workbooks.where(cell)}: {fault}")


def _read_cell(cell: "Cell", what: str, round_: Round) -> str:
    text = workbooks.text_of(cell)
    if not text:
        return ""
    if what == "score":
        return _score(text, round_)
    if what == "confidence":
        answers = {str(label).casefold(): str(value) for value, label in Assessment.Confidence.choices}
        if text.casefold() not in answers:
            raise Refused(f"“{text[:60]}” is not one of the answers. Choose one from the list in the cell.")
        return answers[text.casefold()]
    if len(text) > MOST_LETTERS:
        raise Refused(f"this has {len(text):,} letters. Keep it to {MOST_LETTERS:,}.")
    return text


def _score(text: str, round_: Round) -> str:
    if text.casefold() == scale.UNKNOWN.casefold():
        return boxes.UNSURE
    value = scale.read(round_, text)
    if value is None:
        raise Refused(f"{_quoted(text)} is not on the scale {scale.scale_of(round_)}")
    return plain(value)


def _quoted(text: str) -> str:
    return text if re.fullmatch(r"[\d.,-]{1,12}", text) else f"“{text[:60]}”"
