"""Why something happened: what a claim says after "because" is a reason that its source gives."""

import re
from collections.abc import Iterator

from reporting.learning.faithful.words import content

_BECAUSE = re.compile(
    r"\b(?:because(?: of)?|due to|owing to|thanks to|as a result of|caused by|down to)\s(?P<why>[^.;!?\n]+)",
    re.IGNORECASE,
)
_MORE_THAN = re.compile(r"\b(?P<one>\w+),?\s(?:more|rather)\sthan\s(?:the\s|a\s|to\s)?(?P<other>\w+)", re.IGNORECASE)
OTHER = "The source gives another reason than “{said}”. Check why it was."
LESSER = "The source says “{said}”. Say which of the two counted more, or check what these words say."


def changed(claim: str, source: str) -> Iterator[str]:
    """Where a claim gives a reason that shares no word with any reason of its source, or the lesser one of two."""
    theirs = [set(content(found["why"])) for found in _BECAUSE.finditer(source)]
    for found in _BECAUSE.finditer(claim):
        mine = set(content(found["why"]))
        if mine and theirs and not any(mine & reason for reason in theirs):
            yield OTHER.format(said=found.group().strip())
            break
    told = set(content(claim))
    for found in _MORE_THAN.finditer(source):
        one, other = set(content(found["one"])), set(content(found["other"]))
        if other and other <= told and one and not one & told:
            yield LESSER.format(said=found.group())
            return
