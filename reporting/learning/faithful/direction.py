"""More and fewer, rose and fell, better and worse, helped and hindered: the claim goes the way of its source."""

import re
from collections.abc import Iterator

from reporting.learning.faithful.numbers import numbers
from reporting.learning.faithful.words import clauses, content

_WAYS = tuple(
    tuple(re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for words in both)
    for both in (
        (
            r"more|rose|risen|rising|increas\w+|gr[eo]w|growing|grown|grows|higher|went up|gone up|up (?:from|by)|"
            r"doubled|climbed|gained",
            r"fewer|less|fell|fallen|decreas\w+|declin\w+|dropped|shr[aiu]nk\w*|lower|lowered|went down|gone down|"
            r"down (?:from|by|to)|halved|reduc\w+|cut|lost",
        ),
        (
            r"better|improv\w+|helped|helps|help|helpful|eas(?:ier|ed)|benefit\w*|happier|calmer|stronger",
            r"worse|worsen\w*|hinder\w*|harm\w*|harder|hurt\w*|in the way|weaker|unhappier",
        ),
        (r"easy|easier|eased", r"hard|harder|difficult"),
        (r"longer", r"shorter"),
        (r"early|earlier", r"late|later"),
        (r"open|opened|began|begun|started|start", r"clos(?:e|ed)|ended|stopped"),
    )
)
FLIPPED = "“{said}” goes the other way than “{there}” in the source. Check which way it went."


def flipped(claim: str, source: str) -> Iterator[str]:
    """Where the claim says up and the source, at the place that it comes from, says only down, or the like."""
    for clause in clauses(claim):
        twin = _twin(clause, clauses(source))
        for both in _WAYS:
            yield from _flip(clause, twin, both)


def _flip(clause: str, twin: str, both: tuple["re.Pattern[str]", ...]) -> Iterator[str]:
    for one, other in (both, both[::-1]):
        mine = one.search(clause)
        if not mine or other.search(clause) or one.search(twin):
            continue
        there = other.search(twin)
        if there and _denies(clause) == _denies(twin):
            yield FLIPPED.format(said=mine.group(), there=there.group())


def _denies(clause: str) -> bool:
    return bool(re.search(r"\b(?:not|no|never|without|\w+n['’]t)\b", clause, re.IGNORECASE))


def _twin(clause: str, among: list[str]) -> str:
    """The clause of the source that shares most with this one, in words and in numbers."""
    mine = _marks(clause)
    best = max(among, key=lambda other: len(mine & _marks(other)), default="")
    return best if mine & _marks(best) else ""


def _marks(clause: str) -> set[str]:
    return {*content(clause), *(str(number.value) for number in numbers(clause))}
