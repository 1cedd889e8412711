"""The spreadsheet in which a reader scores all their bids away from the screen."""

import io
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from applications.models import Application, Assessment, ReturnCode
from applications.packs import boxes, codes
from applications.packs.scale import MOST_BOXES, UNKNOWN, scale_of, steps
from fund.kit import sheets
from fund.models import Round, User

SCORES, WHOLE, HOW = "Scores", "Each bid as a whole", "How to fill it in"
HEADS = {
    SCORES: ("Code", "Bid", "Project", "Criterion", "Score", "What is strong", "What would make it stronger"),
    WHOLE: ("Code", "Bid", "Project", "How sure you are", "Anything else that the panel should know"),
}
WIDTHS = {SCORES: (24, 12, 32, 32, 16, 60, 60), WHOLE: (14, 12, 32, 42, 80)}
FIRST_OPEN = {SCORES: 5, WHOLE: 4}  # the first column to fill in
BOXES = {SCORES: ("score", "strong", "stronger"), WHOLE: ("confidence", "overall")}
HELP = (
    "Fill in the white cells on the first two sheets. Leave empty what you have not scored yet.",
    "Choose a score from the list in its cell. Choose “I do not know enough” where that is so.",
    "Say in a few words why, in one of the two columns next to each score.",
    "Do not change the grey cells. The codes in them lead your scores to the right bid.",
    "Save the file as an Excel workbook (.xlsx) and send it on the page of the fund. You see what is in it first.",
)
SHADE = PatternFill("solid", fgColor="E9EEED")


def make(readings: Iterable[Assessment], *, by: User) -> bytes:
    """One row for each bid and criterion, filled with what its reader has said so far. It names no person."""
    book = Workbook()
    book.properties.creator = book.properties.lastModifiedBy = ""
    book.properties.title = "Scores"
    book.remove(book.active)
    scores, whole, how = (book.create_sheet(name) for name in (SCORES, WHOLE, HOW))
    for sheet in (scores, whole):
        _head(sheet)
    for reading in readings:
        held = boxes.now_in(reading)
        code = codes.shown(_code_for(reading, boxes.hashes(held)))
        _scores_of(scores, reading, code, held)
        _whole_of(whole, reading, code, held)
    _choices(whole, [str(label) for label in Assessment.Confidence.labels], "D", 2, whole.max_row)
    how.column_dimensions["A"].width = 110
    for line in HELP:
        how.append([line])
    how.protection.sheet = True
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _head(sheet: Worksheet) -> None:
    sheet.append(HEADS[sheet.title])
    for cell, width in zip(sheet[1], WIDTHS[sheet.title], strict=True):
        cell.font, cell.fill = Font(bold=True), SHADE
        sheet.column_dimensions[cell.column_letter].width = width
    sheet.freeze_panes = f"{get_column_letter(FIRST_OPEN[sheet.title])}2"
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False


def _scores_of(sheet: Worksheet, reading: Assessment, code: str, held: dict[str, str]) -> None:
    application = reading.application
    round_, first = application.round, sheet.max_row + 1
    for criterion in round_.criteria.all():
        given = [held.get(f"{criterion.code}:{what}", "") for what in BOXES[SCORES]]
        score = boxes.said(round_, boxes.Box(criterion.code, "score", ""), given[0])
        figures = int(score) if score.isascii() and score.isdecimal() else score
        known = (f"{code}/{criterion.code}", application.reference, application.title_read, criterion.name)
        _row(sheet, [*known, figures, *given[1:]])
    if round_.judged_by != Round.JudgedBy.RANKING:
        _choices(sheet, [*steps(round_), UNKNOWN], "E", first, sheet.max_row, round_)


def _whole_of(sheet: Worksheet, reading: Assessment, code: str, held: dict[str, str]) -> None:
    application = reading.application
    sure = boxes.said(application.round, boxes.Box("", "confidence", ""), held[":confidence"])
    _row(sheet, [code, application.reference, application.title_read, sure, held[":overall"]])


def _row(sheet: Worksheet, values: list[Any]) -> None:
    """A row whose texts are never formulas; what is known is grey and locked, the rest white and open."""
    number = sheet.max_row + 1
    for column, value in enumerate(values, 1):
        cell = sheet.cell(number, column)
        cell.value = sheets.safe(value)
        if isinstance(cell.value, str):
            cell.data_type = "s"
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        is_open = column >= FIRST_OPEN[sheet.title]
        cell.protection = Protection(locked=not is_open)
        if not is_open:
            cell.fill = SHADE


def _choices(
    sheet: Worksheet, options: list[str], column: str, first: int, last: int, round_: Round | None = None
) -> None:
    """What can be chosen in the cells of a column; a long scale of figures is checked instead."""
    if last < first:
        return
    if round_ is not None and len(options) > MOST_BOXES + 1:
        least, most, here = round_.min_score, round_.max_score, f"{column}{first}"
        formula = f'OR(AND(ISNUMBER({here}),{here}>={least},{here}<={most}),{here}="{UNKNOWN}")'
        rule = DataValidation(type="custom", formula1=formula, allow_blank=True)
    else:
        rule = DataValidation(type="list", formula1=f'"{",".join(options)}"', allow_blank=True)
    rule.errorTitle = "Not one of the answers"
    rule.error = f"Choose a score {scale_of(round_)}." if round_ else "Choose one of the answers in the list."
    rule.showErrorMessage = True
    rule.add(f"{column}{first}:{column}{last}")
    sheet.add_data_validation(rule)


@transaction.atomic
def _code_for(reading: Assessment, was: dict[str, str]) -> str:
    """The code for a bid in a spreadsheet; a new one where something else stood in the boxes when it was given."""
    Application.objects.select_for_update(of=("self",), no_key=True).only("pk").get(pk=reading.application_id)
    rows = ReturnCode.objects.filter(assessment=reading.pk, kind=ReturnCode.Kind.SHEET).order_by("-issue")
    last = rows.first()
    if last is not None and last.was == was:
        return last.code
    issue = last.issue + 1 if last else 1
    made = ReturnCode(assessment_id=reading.pk, kind=ReturnCode.Kind.SHEET, issue=issue, code=codes.fresh(), was=was)
    made.save()
    return made.code
