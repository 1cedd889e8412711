"""No and not: a sentence that denies something is not made into one that says it, nor the other way round."""

import re
from collections.abc import Iterator

from reporting.learning.faithful.words import clauses, closest, content, likeness

_NO = re.compile(
    r"\b(?:not(?! (?:only|just)\b)|no|nobody|none|nothing|nor|neither|never|nowhere|without|cannot|hardly|barely|"
    r"scarcely|unable|lacked|lack|failed to|only because|only thanks to|than any\w*|too \w+ to|\w+n['’]t)\b",
    re.IGNORECASE,
)
_SOFT = re.compile(
    r"\b(?:hard|harder|difficult|difficulty|few|fewer|little|too|instead of|rather than|except|stopped|missed|refused|"
    r"impossible|against|absent|missing|off|cancelled|"
    r"clos(?:e|ed)|shut|ended|ceased|failed|fails|ran out|gave up|given up|declined|prevented|avoid(?:ed)?|"
    r"turned (?:down|away)|unlike\w*|un(?:able|available|suitable|sure|clear|comfortable|happy))\b",
    re.IGNORECASE,
)
_IDIOMS = re.compile(
    r"\b(?:(?:not|no|never) (?:\w+ ){0,2}?(?:fewer|less|more|earlier|later) than|for nothing|nothing but|no doubt|"
    r"no matter|no longer than|in no time)\b",
    re.IGNORECASE,
)
_ALIKE = 0.5  # from here on two clauses are about the same thing
_THE_SAME = 0.7  # from here on, both ways, they say the same
LOST = "The source says “{said}” here, and these words do not. Check that they mean the same."
ADDED = "These words say “{said}” here, and the source does not. Check that they mean the same."


def turned(claim: str, source: str) -> Iterator[str]:
    """Where a no was lost or added.

    A no that is lost counts only where the claim speaks of what was denied. "Hard" for "not easy", and the like, is
    let through.
    """
    claim, source = _IDIOMS.sub(" ", claim), _IDIOMS.sub(" ", source)
    mine, theirs = _NO.findall(claim), _NO.findall(source)
    if theirs and not mine:
        denied = [clause for clause in clauses(source) if _NO.search(clause)]
        lost = [clause for clause in denied if _is_told(clause, claim)]
        if lost and not _softly(claim, source):
            yield LOST.format(said=_NO.findall(lost[0])[0].lower())
    elif mine and not theirs:
        if not _softly(source, claim):
            yield ADDED.format(said=mine[0].lower())
    elif mine and theirs:
        yield from _moved(claim, source) if _denied(claim) & _denied(source) else _another(claim, source)


_PLAIN_NO = re.compile(r"\b(?:not(?! (?:only|just)\b)|never|without|cannot|failed to|\w+n['’]t)\b", re.IGNORECASE)


def _denied(text: str) -> set[str]:
    """The words that a no of the text denies: up to three after it in its clause."""
    found: set[str] = set()
    for clause in clauses(text):
        for no in _PLAIN_NO.finditer(clause):
            found.update(content(clause[no.end() :])[:3])
    return found


def _another(claim: str, source: str) -> Iterator[str]:
    """A no that denies what the source says plainly, while what the source denies is left out; else one that moved."""
    mine, theirs = _denied(claim), _denied(source)
    if mine and theirs and len(mine & set(content(source))) >= 2 and not theirs & set(content(claim)):
        yield ADDED.format(said=_PLAIN_NO.findall(claim)[0].lower())
    else:
        yield from _moved(claim, source)


def _is_told(clause: str, claim: str) -> bool:
    return not content(clause) or likeness(clause, claim) >= _ALIKE / 2


def _softly(one: str, other: str) -> bool:
    """Say whether the first has a soft no that the other has not."""
    return bool({word.lower() for word in _SOFT.findall(one)} - {word.lower() for word in _SOFT.findall(other)})


def _moved(claim: str, source: str) -> Iterator[str]:
    """A no that stands at another place: one clause lost it and another has won it, or one says nearly the same."""
    lost, won, is_plain = "", "", False
    for clause in clauses(claim):
        twin = closest(clause, clauses(source))
        if not twin or likeness(clause, twin) < _ALIKE:
            continue
        mine, theirs = _NO.search(clause), _NO.search(twin)
        if theirs and not mine:
            lost = theirs.group().lower()
        elif mine and not theirs:
            won = mine.group().lower()
        else:
            continue
        is_plain = is_plain or min(likeness(clause, twin), likeness(twin, clause)) >= _THE_SAME
    if lost and (won or is_plain):
        yield LOST.format(said=lost)
    elif won and is_plain:
        yield ADDED.format(said=won)
