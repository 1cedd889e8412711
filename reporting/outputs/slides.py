"""Six slides of a summary: real titles, things in reading order, pictures described, sources in the speaker's notes."""

from collections.abc import Sequence
from typing import Any

from fund.kit.plain_text import tidy
from reporting.learning.showing import Mark
from reporting.models import Statement
from reporting.outputs import words
from reporting.outputs.fitting import short
from reporting.outputs.sheet import Sheet, name_of, said_of, with_count

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
LINES, LONGEST = 4, 45  # statements on a slide, and words of the longest


def draw(sheet: Sheet) -> bytes:
    """The slides as a PowerPoint file."""
    from fund.kit.slides import Deck  # noqa: PLC0415  (python-pptx is slow to load; only jobs need it)

    one, shown = sheet.summary, sheet.shown
    deck = Deck(one.title)
    opening = [
        one.one_line,
        *([one.for_whom] if one.for_whom else []),
        sheet.who,
        *([f"{words.STRENGTH}: {sheet.strength}"] if sheet.strength else []),
    ]
    deck.opening(
        f"{words.FUND}: {sheet.label_within}",
        one.title,
        [*opening, *([words.DEMO] if one.is_demo else [])],
        notes=[f"{words.MORE}: {sheet.address}", sheet.paid],
    )
    marks = sorted(shown.marks, key=lambda mark: not mark.bar)[:3]
    deck.figures(
        words.FIGURES,
        [(name_of(mark.figure), said_of(mark.figure), sheet.silence(mark), _share(mark)) for mark in marks],
        nothing=words.NO_FIGURES,
        notes=[f"{name_of(mark.figure)}: {mark.figure.get('question', '')}" for mark in marks],
    )
    _side(deck, words.HELPED, shown.helped, shown.nothing_against)
    _side(deck, words.HINDERED, shown.hindered, shown.nothing_against, differ=shown.both)
    tale = next((tale for tale in shown.tales if len(f"{tale.good} {tale.hard}".split()) <= 110), None)
    if tale:
        hard = [f"{words.HARD}: {tale.hard}"] if tale.hard else []
        said_by = f"{tale.said_by}"
        deck.story(words.STORY, [*([tale.good] if tale.good else []), *hard], said_by, notes=[words.STORY_NOTE])
    else:
        whom = short(shown.whom, LINES, LONGEST)
        deck.lines(
            words.WHOM,
            [with_count(line) for line in whom] or [one.for_whom or shown.nothing_against],
            notes=_sources(whom),
        )
    limits = " ".join(one.limits.split())
    last = [limits] if len(limits.split()) <= 70 else []
    deck.lines(
        f"{words.LIMITS}. {words.TRY}",
        [*last, words.TRY_WORDS, f"{words.MORE}: {sheet.address}"],
        notes=[sheet.foot, words.LICENCE, *([] if last else [limits])],
    )
    return deck.content()


def _side(
    deck: Any, heading: str, statements: Sequence[Statement], nothing: str, differ: Sequence[Statement] = ()
) -> None:
    """One side of the argument; below what got in the way stands where projects differ, if they do."""
    contested = short(differ, 1, LONGEST)
    chosen = short(statements, LINES - len(contested), LONGEST)
    more = len(statements) - len(chosen) + len(differ) - len(contested)
    lines = [with_count(one) for one in chosen] or [nothing]
    lines += [f"{words.DIFFER}: {with_count(one)}" for one in contested]
    foot = words.MORE_ON_WEB.format(count=more) if more else ""
    deck.lines(heading, lines, foot=foot, notes=_sources([*chosen, *contested]))


def _sources(statements: Sequence[Statement]) -> list[str]:
    """For each statement where it comes from, as the web page names it. Stories are never among it."""
    said = []
    for one in statements:
        names = [
            f"{f'“{source.report.name}”' if source.report else 'a test'} of {grant.title or grant.reference}"
            for source in one.sources.all()
            if (grant := source.grant)
        ]
        said.append(tidy(f"{one.words} – from {', '.join(dict.fromkeys(names))}") if names else one.words)
    return said


def _share(mark: Mark) -> float | None:
    figure = mark.figure
    return figure["numerator"] / figure["denominator"] if figure.get("denominator") else None
