"""The spreadsheet in which a reader scores all their bids away from the screen."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import transaction

from applications.models import Application, Assessment, ReturnCode
from applications.packs import boxes, codes
from applications.packs.scale import MOST_BOXES, UNKNOWN, scale_of, steps
from fund.kit import workbooks
from fund.models import Round, User

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

SCORES, WHOLE, HOW = "Scores", "Each bid as a whole", "How to fill it in"
HEADS = {
    SCORES: ("Code", "Bid", "Project", "Criterion", "Score", "What is strong", "What would make it stronger"),
    WHOLE: ("Code", "Bid", "Project", "How sure you are", "Anything else that the panel should know"),
}
WIDTHS = {SCORES: (24, 12, 32, 32, 16, 60, 60), WHOLE: (14, 12, 32, 42, 80)}
FIRST_OPEN = {SCORES: 5, WHOLE: 4}  # the first column to fill in
STAYS = {SCORES: "E2", WHOLE: "D2"}  # what is above and left of it stays in sight
BOXES = {SCORES: ("score", "strong", "stronger"), WHOLE: ("confidence", "overall")}
HELP = (
    "Fill in the white cells on the first two sheets. Leave empty what you have not scored yet.",
    "Choose a score from the list in its cell. Choose “I do not know enough” where that is so.",
    "Say in a few words why, in one of the two columns next to each score.",
    "Do not change the grey cells. The codes in them lead your scores to the right bid.",
    "Save the file as an Excel workbook (.xlsx) and send it on the page of the fund. You see what is in it first.",
)


def make(readings: Iterable[Assessment], *, by: User) -> bytes:
    """One row for each bid and criterion, filled with what its reader has said so far. It names no person."""
    book = workbooks.new("Scores")
    book.remove(book.active)
    scores, whole, how = (book.create_sheet(name) for name in (SCORES, WHOLE, HOW))
    for sheet in (scores, whole):
        workbooks.head(sheet, HEADS[sheet.title], WIDTHS[sheet.title], stays=STAYS[sheet.title])
    for reading in readings:
        held = boxes.now_in(reading)
        code = codes.shown(_code_for(reading, boxes.hashes(held)))
        _scores_of(scores, reading, code, held)
        _whole_of(whole, reading, code, held)
    workbooks.choices(
        whole, map(str, Assessment.Confidence.labels), "D", error="Choose one of the answers in the list."
    )
    workbooks.help_page(how, HELP)
    how.protection.sheet = True
    return workbooks.content_of(book)


def _scores_of(sheet: "Worksheet", reading: Assessment, code: str, held: dict[str, str]) -> None:
    application = reading.application
    round_, first = application.round, sheet.max_row + 1
    for criterion in round_.criteria.all():
        given = [held.get(f"{criterion.code}:{what}", "") for what in BOXES[SCORES]]
        score = boxes.said(round_, boxes.Box(criterion.code, "score", ""), given[0])
        figures = int(score) if score.isascii() and score.isdecimal() else score
        known = (f"{code}/{criterion.code}", application.reference, application.title_read, criterion.name)
        _row(sheet, [*known, figures, *given[1:]])
    if round_.judged_by != Round.JudgedBy.RANKING:
        _see_that_it_is_a_score(sheet, round_, first)


def _whole_of(sheet: "Worksheet", reading: Assessment, code: str, held: dict[str, str]) -> None:
    application = reading.application
    sure = boxes.said(application.round, boxes.Box("", "confidence", ""), held[":confidence"])
    _row(sheet, [code, application.reference, application.title_read, sure, held[":overall"]])


def _row(sheet: "Worksheet", values: list[Any]) -> None:
    first = FIRST_OPEN[sheet.title]
    workbooks.row(sheet, ((value, column >= first) for column, value in enumerate(values, 1)))


def _see_that_it_is_a_score(sheet: "Worksheet", round_: Round, first: int) -> None:
    """What can be chosen as a score, from this row on; a long scale of figures is checked instead."""
    options, error = [*steps(round_), UNKNOWN], f"Choose a score {scale_of(round_)}."
    if len(options) > MOST_BOXES + 1:
        least, most, here = round_.min_score, round_.max_score, f"E{first}"
        formula = f'OR(AND(ISNUMBER({here}),{here}>={least},{here}<={most}),{here}="{UNKNOWN}")'
        workbooks.checked(sheet, formula, "E", first, error=error)
    else:
        workbooks.choices(sheet, options, "E", first, error=error)


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
