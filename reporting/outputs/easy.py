"""Short lines with room for pictures, as in Easy Read. A program proposes them; a person makes them what they are."""

from fund.kit import pdf
from fund.kit.plain_text import count_words
from fund.templatetags.words import day
from reporting.learning import confirming
from reporting.models import EasyRead, LearningSummary, Statement
from reporting.outputs import words
from reporting.outputs.sheet import Sheet, name_of

LINES, FEWEST, LONGEST = 16, 4, 12  # lines at most and at least, and words in a line
END = (
    "It may not be like this for you.",
    "A computer chose the words.",
    "Then people read them.",
    "There is more on our web page.",
)


NO_ONE_HELPED = ("No one told us what helped.",)
NO_ONE_HARD = ("No one told us what was hard.", "Maybe no one asked.")
WEB_HELPED, WEB_HARD = "Our web page says what helped.", "Our web page says what was hard."


def proposed(of: Sheet) -> list[str]:
    """Lines from fixed sentences, the plain forms of themes that a person chose, and the figures of a summary.

    12 to 16 where there is as much.
    """
    grant, counts = of.summary.grant, of.summary.counts
    helped = _of_themes(of.shown.helped, "helped", NO_ONE_HELPED, WEB_HELPED)
    hard = _of_themes(of.shown.hindered, "hard", NO_ONE_HARD, WEB_HARD)
    if grant:
        about = ["This page is about one project.", f"It is called {grant.title}.", f"{grant.organisation} ran it."]
    elif of.is_of_texts:
        about = ["This page is about older texts.", "Other people wrote them."]
    else:
        told = f"{_projects(counts['projects_that_told'])} told us."
        about = ["This page is about more than one project.", told]
    start = [
        *about,
        *([] if of.is_of_texts else ["The fund gave money for it."]),
        "We looked for what helped." if of.is_of_texts else "We asked what helped.",
        *helped,
        "We looked for what was hard." if of.is_of_texts else "We asked what was hard.",
        *hard,
    ]
    figures = [f"{name_of(mark.figure)}: {mark.figure['words']}." for mark in of.shown.marks if mark.bar]
    lines, figures = (_short(part) for part in (start, figures))
    room = max(0, min(2, LINES - len(lines) - len(END)))
    return [*lines, *figures[:room], *END][:LINES]


def _short(lines: list[str]) -> list[str]:
    return [line for line in lines if count_words(line) <= LONGEST]


def _of_themes(statements: list[Statement], side: str, none: tuple[str, ...], elsewhere: str) -> list[str]:
    """The plain forms of the first three themes of a side that a person chose; without any, where to read of it."""
    sure = confirming.confirmed(statements)
    lines = [one.theme.details.get("easy", {}).get(side, "") for one in statements if one.theme and one.pk in sure]
    if lines := list(dict.fromkeys(line for line in lines if line))[:3]:
        return lines
    return [elsewhere] if statements else list(none)


def _projects(count: int) -> str:
    return f"{count} project" + ("" if count == 1 else "s")


def saved(summary: LearningSummary) -> EasyRead | None:
    """The lines that a person has saved; without them nobody outside sees any."""
    return EasyRead.objects.filter(summary=summary).first()


def mark_of(row: EasyRead) -> str:
    """Who has checked the lines, or that nobody has."""
    if row.checked_on is None:
        return words.UNCHECKED
    return words.CHECKED.format(who=row.checked_by, when=day(row.checked_on))


def paper(of: Sheet) -> bytes:
    """The short lines as a PDF."""
    row = EasyRead.objects.get(summary=of.summary)
    context = {"sheet": of, "summary": of.summary, "easy": row, "mark": mark_of(row), "words": words}
    return pdf.render("print/easy.html", context)
