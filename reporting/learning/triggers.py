"""Which letters a word pattern cannot do without, so that most patterns need not be looked for at all.

A pattern such as `\\bpeers?\\b` can only be found where "peer" stands. To ask whether these letters stand in a sentence
is many times faster than to look for the pattern, and changes nothing in what is found; a test compares the two.
"""

import re
from collections.abc import Iterable
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import Any

LEAST = 2  # fewer letters stand in nearly every sentence


class Shape:
    """A pattern that is found whatever the case of the letters, with the letters of which one must stand there."""

    def __init__(self, pattern: str) -> None:
        self.search = re.compile(pattern, re.IGNORECASE).search
        self.needs = tuple(sorted(one.lower() for one in needed(_parser.parse(pattern)) or ()))

    def is_in(self, text: str, lowered: str) -> bool:
        if self.needs and not any(one in lowered for one in self.needs):
            return False
        return self.search(text) is not None


def needed(tree: Iterable[Any]) -> set[str] | None:
    """Letters of which at least one row stands in everything that the pattern finds; None where nothing is sure.

    Of the parts that must all be there, the one whose shortest row of letters is longest.
    """
    found: list[set[str]] = []
    run = ""
    for kind, value in [*tree, (None, None)]:
        if kind is _constants.LITERAL:
            run += chr(value)
            continue
        found += [{run}] if len(run) >= LEAST else []
        run = ""
        inner: set[str] | None = None
        if kind is _constants.SUBPATTERN:
            inner = needed(value[3])
        elif kind is _constants.BRANCH:
            each = [needed(branch) for branch in value[1]]
            inner = set().union(*(one for one in each if one)) if all(each) else None
        elif kind in {_constants.MAX_REPEAT, _constants.MIN_REPEAT} and value[0] > 0:
            inner = needed(value[2])
        found += [inner] if inner else []
    return max(found, key=lambda rows: min(len(row) for row in rows), default=None)
