"""The papers to print: two pages for a close reader, one for a busy one, and one for somebody who decides."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from fund.kit.plain_text import count_words
from reporting.learning import wording
from reporting.models import Statement
from reporting.outputs import words
from reporting.outputs.fitting import Room, beginning, first_that_fits, fitted, short, shortest
from reporting.outputs.sheet import Sheet

TWO_PAGES, FOR_LEADERS, ONE_PAGE = 750, 400, 300  # words


class Front(NamedTuple):
    """How much stands on the first page: a story, figures, needs, the conditions if it can, and projects to ask."""

    has_story: bool
    figures: int
    needs: int
    conditions: bool = False
    to_ask: int = 3


class Back(NamedTuple):
    """How much else is said: lines of each side, words of the longest line, words of the limits, other projects.

    `rest` is how many lines stand under each other heading, and `permits` how many under what to allow; with `warns` a
    risk is told however long it is.
    """

    lines: int
    longest: int
    limits: int
    others: int = 0
    rest: int = 2
    permits: int = 3
    warns: bool = False


# From much to little: as long as any of it fits with a story, there is one, because it says what no figure says.
FRONTS = (
    (
        Front(True, 3, 2, True),
        Front(True, 3, 1, True),
        Front(True, 3, 1),
        Front(True, 3, 0, to_ask=1),
        Front(True, 2, 1),
        Front(True, 2, 0, to_ask=1),
        Front(True, 1, 0, to_ask=1),
    ),
    (
        Front(False, 3, 1, True),
        Front(False, 3, 1),
        Front(False, 3, 0, to_ask=1),
        Front(False, 2, 1),
        Front(False, 2, 0, to_ask=1),
        Front(False, 1, 0, to_ask=0),
    ),
)
# Three lines a side come first, then one other project; more of those take what room is left.
BACKS = (
    *(Back(5, 70, 120, 1), Back(4, 60, 120, 1), Back(4, 60, 60, 1), Back(4, 60, 60, 1, rest=1)),
    *(Back(3, 50, 60, 1, rest=1), Back(3, 50, 40, 1, rest=1), Back(3, 50, 40, rest=1), Back(3, 45, 20, rest=1)),
    Back(3, 45, 15, rest=0),
    *(Back(2, 45, 60, 1, rest=1), Back(2, 45, 40, 1, rest=1), Back(2, 45, 40, rest=1), Back(2, 40, 20, rest=1)),
    *(Back(1, 40, 60, 1, rest=1), Back(1, 40, 20, 1, rest=1), Back(1, 40, 20, rest=1), Back(1, 30, 20, rest=1)),
)
FIRST_BACKS = (Back(3, 45, 20, rest=1), Back(3, 45, 15, rest=0), Back(2, 40, 20, rest=1))
ONES = (Back(3, 45, 60), Back(2, 40, 45), Back(2, 30, 35), Back(1, 30, 30), Back(1, 25, 25))
LEAST = Back(1, 20, 15)
# Whoever decides reads a risk in any case: what was told of leaders and of time goes first.
WARNINGS = (
    *(
        back._replace(permits=permits, warns=True)
        for back, permits in zip((*ONES, LEAST), (3, 2, 1, 0, 0, 0), strict=True)
    ),
    LEAST,
)
IN_SHORT = 30  # words of the longest finding on the first page, whatever stands on the second one


def two_pages(sheet: Sheet) -> bytes:
    """The two-page summary: as much as the first page holds, then the second one, and the other projects last.

    The first page says less, but for its story, before the second one has less than three lines a side.
    """
    whole, template, room = _Drawing(sheet), "print/summary.html", Room(TWO_PAGES, 2)
    with_lines = [[whole.context(front, back) for front in FRONTS[0]] for back in FIRST_BACKS]
    ladders = [[whole.context(front, LEAST) for front in ladder] for ladder in FRONTS]
    found = first_that_fits(template, [*with_lines, *ladders], room)
    front = found[0]["front"] if found else FRONTS[-1][-1]
    found = first_that_fits(template, [[whole.context(front, back) for back in (*BACKS, LEAST)]], room)
    back = found[0]["back"] if found else LEAST
    beside = [back._replace(others=number) for number in range(len(whole.others), -1, -1)]
    return fitted(template, [[whole.context(front, one) for one in beside]], room)


def brief(sheet: Sheet) -> bytes:
    """One page with one figure, one story and one thing to do."""
    return fitted("print/brief.html", _one_page(sheet), Room(ONE_PAGE, 1))


def for_leaders(sheet: Sheet) -> bytes:
    """One page on what to allow, what it costs and what could go wrong."""
    return fitted("print/leaders.html", _one_page(sheet, WARNINGS), Room(FOR_LEADERS, 1))


def _one_page(sheet: Sheet, backs: Sequence[Back] = (*ONES, LEAST)) -> Iterator[list[dict[str, Any]]]:
    whole = _Drawing(sheet)
    for has_story in (True, False):
        yield [whole.context(Front(has_story, 1, 0), back) for back in backs]


class _Drawing:
    """All that the papers of one sheet may say; a context takes as much of it as fits."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet, self.shown = sheet, sheet.shown
        self.needs, self.permissions = sheet.needs, sheet.permissions
        self.others, self.taken_up, self.to_ask = sheet.others, sheet.taken_up, sheet.to_ask
        # A share with its whole is worth more on a short paper than a bare count.
        self.marks = sorted(sheet.shown.marks, key=lambda mark: not mark.bar)
        self.tales = sorted(sheet.shown.tales, key=lambda tale: count_words(f"{tale.good} {tale.hard}"))

    def context(self, front: Front, back: Back) -> dict[str, Any]:
        shown, lines, longest = self.shown, back.lines, back.longest
        helped, hindered = short(shown.helped, lines, longest), short(shown.hindered, lines, longest)
        first_helped, first_hindered = short(shown.helped, 1, IN_SHORT), short(shown.hindered, 1, IN_SHORT)
        if back.warns and not hindered:
            hindered = shortest(shown.hindered)
        tried = short([one for one in shown.lines if one.tested], min(lines, 3), longest)
        differ, new = short(shown.both, min(lines, back.rest), longest), short(shown.emerging, min(lines, 1), longest)
        needs = short([one for one in self.needs if one not in first_helped], front.needs, IN_SHORT)
        first = [*first_helped, *first_hindered, *needs]
        beyond_helped = short(_but(first, shown.helped), lines, longest)
        beyond_hindered = short(_but(first, shown.hindered), lines, longest)
        told = [*first, *beyond_helped, *beyond_hindered, *differ, *new]
        return {
            "front": front,
            "back": back,
            "sheet": self.sheet,
            "shown": shown,
            "summary": self.sheet.summary,
            "words": words,
            "helped": helped,
            "hindered": hindered,
            "differ": differ,
            "first_helped": first_helped,
            "first_hindered": first_hindered,
            "beyond_helped": beyond_helped,
            "beyond_hindered": beyond_hindered,
            "tried": tried,
            "new": new,
            "more": len(_but(told, [*shown.helped, *shown.hindered, *shown.both, *shown.emerging], or_all=False)),
            "others": self.others[: back.others],
            "taken_up": self.taken_up,
            "whom": short(shown.whom, min(lines, back.rest), longest),
            "planned": short(shown.planned, min(lines, back.rest), longest),
            "to_ask": self.to_ask[: front.to_ask],
            "talk": self.sheet.talk(front.to_ask),
            "needs": needs,
            "taken": shown.needs[: 2 + front.needs],
            "permissions": short(self.permissions, min(lines, back.permits), longest),
            "tales": self.tales[:1] if front.has_story else [],
            "more_figures": max(0, len(self.marks) - front.figures),
            "marks": [(mark, self.sheet.silence(mark)) for mark in self.marks[: front.figures]],
            "limits": beginning(self.sheet.summary.limits, back.limits),
            "limits_besides": beginning(_without_the_making(self.sheet.summary.limits), back.limits),
        }


def _but(told: Sequence[Statement], statements: Sequence[Statement], *, or_all: bool = True) -> list[Statement]:
    """The statements that are not told elsewhere on the paper; all of them rather than none."""
    left = [one for one in statements if one not in told]
    return left or (list(statements) if or_all else [])


def _without_the_making(limits: str) -> str:
    """What a summary cannot tell, without how it was made, which stands at the foot of the same page."""
    for made in (wording.CHOSEN, wording.CHOSEN_FROM_TEXTS):
        limits = limits.replace(made, "")
    return " ".join(limits.split())
