"""The summary as plain text, which any machine shows and any voice reads aloud, and as words for an e-mail."""

from collections.abc import Iterable

from fund.kit.plain_text import tidy, wrap
from reporting.models import Statement
from reporting.outputs import words
from reporting.outputs.sheet import Sheet, name_of, said_of, with_count

COLUMNS = 75


def text(sheet: Sheet) -> str:
    """The whole summary, in lines of at most 75 signs. Only an address can be longer."""
    one, shown = sheet.summary, sheet.shown
    parts = [
        f"{words.FUND}: {sheet.label_within}",
        *([words.DEMO] if one.is_demo else []),
        one.title,
        one.one_line,
        sheet.who,
        *([one.for_whom] if one.for_whom else []),
        *([f"{words.STRENGTH}: {sheet.strength}"] if sheet.strength else []),
        f"{words.KNOWN}: {sheet.known}.",
        f"{words.COST}: {sheet.cost}",
        *([f"{words.NEED}: {' '.join(f'{name}: {told}.' for name, told in shown.needs)}"] if shown.needs else []),
        f"{words.HELPED}:",
        *_listed(shown.helped, shown.nothing_against),
        f"{words.HINDERED}:",
        *_listed(shown.hindered, shown.nothing_against),
    ]
    rest = ((words.DIFFER, shown.both), (words.WHOM, shown.whom), (words.NEXT, shown.planned))
    for heading, statements in (*rest, (words.NEW, shown.emerging)):
        if statements:
            parts += [f"{heading}:", *_listed(statements, "")]
    parts += [f"{words.FIGURES}:", *(_figures(sheet) or [words.NO_FIGURES])]
    parts += _stories(sheet)
    parts += [f"{words.LIMITS}:", one.limits, f"{words.MADE}:", sheet.foot, f"{sheet.paid} {words.LICENCE}"]
    return _put_together([*parts, f"{words.MORE}: {sheet.address}"])


def email(sheet: Sheet) -> str:
    """Words for an e-mail: what it is about in a minute, and where the rest stands."""
    one, shown = sheet.summary, sheet.shown
    parts = [one.one_line, f"{words.HELPED}:", *_listed(shown.helped[:3], shown.nothing_against)]
    parts += [f"{words.HINDERED}:", *_listed(shown.hindered[:3], shown.nothing_against)]
    if shown.both:
        parts += [f"{words.DIFFER}:", *_listed(shown.both[:1], "")]
    parts += _figures(sheet)[:1]  # a share, where there is one
    parts += _stories(sheet)[:4]
    return _put_together([*parts, words.TRY_WORDS, f"{words.MORE}: {sheet.address}", sheet.paid])


def _listed(statements: Iterable[Statement], nothing: str) -> list[str]:
    """Numbered lines, because a voice reads a number and passes by a dash."""
    lines = []
    for number, one in enumerate(statements, start=1):
        lines.append(f"{number}. {with_count(one)}")
    return lines or ([nothing] if nothing else [])


def _figures(sheet: Sheet) -> list[str]:
    told = []
    for mark in sorted(sheet.shown.marks, key=lambda mark: not mark.bar):
        silence = sheet.silence(mark)
        told.append(f"{name_of(mark.figure)}: {said_of(mark.figure)}." + (f" {silence}" if silence else ""))
    return told


def _stories(sheet: Sheet) -> list[str]:
    parts = []
    for tale in sheet.shown.tales:
        parts += [
            f"{words.STORY}:",
            *([tale.good] if tale.good else []),
            *([f"{words.HARD}: {tale.hard}"] if tale.hard else []),
            f"{tale.said_by}. {words.STORY_NOTE}",
        ]
    return parts


def _put_together(parts: Iterable[str]) -> str:
    return "\n\n".join(wrap(" ".join(tidy(part).split()), COLUMNS) for part in parts) + "\n"
