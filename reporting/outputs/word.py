"""The summary as a Word file, to work with: all statements with their counts and where they come from."""

from fund.kit.word import Paper
from reporting.models import Statement
from reporting.outputs import words
from reporting.outputs.sheet import Sheet, name_of, said_of, with_count

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def draw(sheet: Sheet) -> bytes:
    """The Word file."""
    one, shown = sheet.summary, sheet.shown
    paper = Paper(one.title)
    paper.text(f"{sheet.label}\n{sheet.who}" + (f"\n{words.DEMO}" if one.is_demo else ""))
    paper.text(one.one_line, bold=True)
    if one.for_whom:
        paper.text(one.for_whom)
    if sheet.strength:
        paper.text(f"{words.STRENGTH}: {sheet.strength}")
    paper.text(f"{words.KNOWN}: {sheet.known}.")
    paper.text(f"{words.COST}: {sheet.cost}")
    if shown.needs:
        paper.heading(words.NEED)
        paper.table(["What", "What we know"], [list(row) for row in shown.needs])
    _side(paper, words.HELPED, shown.helped, shown.nothing_against)
    _side(paper, words.HINDERED, shown.hindered, shown.nothing_against)
    rest = ((words.DIFFER, shown.both), (words.WHOM, shown.whom), (words.NEXT, shown.planned))
    for heading, statements in (*rest, (words.NEW, shown.emerging)):
        if statements:
            _side(paper, heading, statements, "")
    paper.heading(words.FIGURES)
    if shown.marks:
        rows = [[name_of(mark.figure), said_of(mark.figure), sheet.silence(mark)] for mark in shown.marks]
        paper.table(["What was asked", "What people said", "Who did not answer"], rows)
    else:
        paper.text(words.NO_FIGURES)
    for tale in shown.tales:
        paper.heading(words.STORY)
        if tale.good:
            paper.text(tale.good)
        if tale.hard:
            paper.text(f"{words.HARD}: {tale.hard}")
        paper.text(f"{tale.said_by}. {words.STORY_NOTE}")
    paper.heading(words.LIMITS)
    paper.text(one.limits)
    paper.heading(words.MADE)
    paper.text(f"{sheet.foot}\n{sheet.paid} {words.LICENCE}")
    paper.text(f"{words.MORE}: {sheet.address}")
    return paper.content()


def _side(paper: Paper, heading: str, statements: list[Statement], nothing: str) -> None:
    paper.heading(heading)
    if statements:
        paper.bullets([with_count(one) for one in statements])
    elif nothing:
        paper.text(nothing)
