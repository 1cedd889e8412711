"""One sheet of questions drawn as a PDF, a Word file or plain text."""

import textwrap
from itertools import chain

from fund.kit import pdf
from fund.kit.word import Paper
from fund.models import QuestionsPaper
from fund.questions_on_paper.asked import Asked, Part, Sheet, Table

Kind = QuestionsPaper.Kind
WIDTH = 72  # characters of a line of plain text
HOW_TO_USE = "You can write your answers here first, alone or with others, and then copy them into the form."


def draw(sheet: Sheet, kind: str) -> bytes:
    """The file of one kind."""
    match kind:
        case Kind.PDF | Kind.PDF_LARGE:
            return pdf.render("print/questions.html", {"sheet": sheet, "is_large": kind == Kind.PDF_LARGE})
        case Kind.WORD | Kind.WORD_LARGE:
            return in_word(sheet, large=kind == Kind.WORD_LARGE)
    return in_plain_text(sheet).encode()


# Word ----------------------------------------------------------------------------------------------------------------


def in_word(sheet: Sheet, *, large: bool) -> bytes:
    """A Word file with room for each answer: a box that grows, boxes to tick, tables to fill in."""
    paper = Paper(sheet.title, large=large)
    paper.text(HOW_TO_USE)
    for words, when in sheet.dates:
        paper.text(f"{words}: {when}")
    for stage in sheet.stages:
        if stage.title:
            paper.heading(stage.title)
            paper.text(stage.about)
        for part in stage.parts:
            paper.heading(f"{part.number}. {part.title}", stage.level - 1)
            for words in (part.when, part.intro):
                if words:
                    paper.text(words)
            for asked in part.questions:
                _ask_in_word(paper, asked, stage.level)
    paper.heading("Papers to send with it")
    for who, papers in sheet.papers:
        paper.heading(who, 2)
        paper.bullets(papers)
    if not sheet.papers:
        paper.text("No other papers are asked for.")
    paper.heading("Help")
    for words in _help(sheet):
        paper.text(words)
    return paper.content()


def _ask_in_word(paper: Paper, asked: Asked, level: int) -> None:
    paper.heading(f"{asked.number} {asked.label}{'' if asked.is_required else ' (optional)'}", level)
    for words in (asked.when, asked.help_text):
        if words:
            paper.text(words)
    if asked.table is not None:
        paper.text(asked.answer)
        hints = _hints(asked.table)
        paper.bullets([*hints, *(asked.options if not hints else [])])
        paper.table(asked.table.heads, asked.table.empty_rows)
    elif asked.options or asked.answer == "Yes or no":
        paper.text(asked.answer)
        for option in asked.options or ["Yes", "No"]:
            paper.tick_box(option)
    else:
        paper.room(f"Your answer. {asked.answer}", lines=asked.room)


def _hints(table: Table) -> list[str]:
    """Each column in one line; the choices stand in quotation marks, for they may hold commas."""
    return [
        f"{head}: {hint}" + (f": {', '.join(f'“{name}”' for name in choices)}" if choices else "")
        for head, hint, choices in table.columns
    ]


# Plain text ----------------------------------------------------------------------------------------------------------


def in_plain_text(sheet: Sheet) -> str:
    """Lines that any device can read out: nothing is said by layout alone."""
    lines = [sheet.title, "=" * min(len(sheet.title), WIDTH), "", HOW_TO_USE, ""]
    lines += [f"{words}: {when}" for words, when in sheet.dates]
    for stage in sheet.stages:
        if stage.title:
            lines += ["", "", stage.title, "=" * len(stage.title), stage.about]
        lines += chain.from_iterable(_part_in_text(part) for part in stage.parts)
    lines += ["", "", "Papers to send with it", "-" * 22]
    for who, papers in sheet.papers:
        lines += ["", f"{who}:", *(f"- {paper}" for paper in papers)]
    if not sheet.papers:
        lines.append("No other papers are asked for.")
    lines += ["", "", "Help", "----", *_help(sheet)]
    return "\n".join(_wrapped(line) for line in lines) + "\n"


def _part_in_text(part: Part) -> list[str]:
    heading = f"{part.number}. {part.title}"
    lines = ["", "", heading, "-" * min(len(heading), WIDTH), *filter(None, (part.when, part.intro))]
    return [*lines, *chain.from_iterable(_ask_in_text(asked) for asked in part.questions)]


def _ask_in_text(asked: Asked) -> list[str]:
    lines = ["", f"{asked.number} {asked.label}{'' if asked.is_required else ' (optional)'}"]
    lines += list(filter(None, (asked.when, asked.help_text)))
    lines.append(f"{asked.answer}{':' if asked.options else '.'}")
    lines += [f"- {option}" for option in asked.options]
    if asked.table is not None:
        lines += [f"- {hint}" for hint in _hints(asked.table)]
        lines += [f"- Row: {name}" for name in asked.table.names]
    return [*lines, "Your answer:", ""]


def _wrapped(line: str) -> str:
    rest = "  " if line.startswith("- ") else ""
    return "\n".join(textwrap.fill(each, WIDTH, subsequent_indent=rest) for each in line.split("\n"))


def _help(sheet: Sheet) -> list[str]:
    reach = f"Write to {sheet.email}" + (f" or phone {sheet.phone}." if sheet.phone else ".")
    return [*([sheet.help] if sheet.help else []), reach]
