"""Short lines with room for pictures, as in Easy Read. A program proposes them; a person makes them what they are."""

from fund.kit import pdf
from fund.kit.plain_text import count_words
from fund.templatetags.words import day
from reporting.learning import wording
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


def proposed(of: Sheet) -> list[str]:
    """Lines from fixed sentences, the names of themes and the figures of a summary, 12 to 16 where there is as much."""
    grant, counts = of.summary.grant, of.summary.counts
    helped = [f"This helped: {name}." for name in _themes(of.shown.helped)[:3]]
    hard = [f"This was hard to get right: {name}." for name in _themes(of.shown.hindered)[:3]]
    if grant:
        about = ["This page is about one project.", f"It is called {grant.title}.", f"{grant.organisation} ran it."]
    elif of.is_of_texts:
        about = ["This page is about older texts.", "Other people wrote them."]
    else:
        told = f"{counts['projects_that_told']} of {counts['projects']} have told us."
        about = ["This page is about more than one project.", told]
    start = [
        *about,
        *([] if of.is_of_texts else ["The fund gave money for it."]),
        "We looked for what helped." if of.is_of_texts else "We asked what helped.",
        *(helped or ["No one told us what helped."]),
        "We looked for what was hard." if of.is_of_texts else "We asked what was hard.",
        *(hard or ["No one told us what was hard.", "Maybe no one asked."]),
    ]
    figures = [f"{name_of(mark.figure)}: {mark.figure['words']}." for mark in of.shown.marks if mark.bar]
    lines, figures = (_short(part) for part in (start, figures))
    room = max(0, min(2, LINES - len(lines) - len(END)))
    return [*lines, *figures[:room], *END][:LINES]


def _short(lines: list[str]) -> list[str]:
    return [line for line in lines if count_words(line) <= LONGEST]


def _themes(statements: list[Statement]) -> list[str]:
    names = [wording.small(str(one.theme)) for one in statements if one.theme]
    return list(dict.fromkeys(names))


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
