"""Numbers that are in the source, and stand there beside other words: 12 became the 29."""

from collections.abc import Iterator

from reporting.learning.faithful.numbers import implied, numbers, pairs
from reporting.learning.faithful.words import clauses, content

MIXED = "In the source “{said}” stands beside other words. Check what it counts."


def mixed(claim: str, source: str) -> Iterator[str]:
    """A number whose clause in the source shares less with the claim's clause than one that has other numbers instead.

    Only where the number stands in one clause of the source alone, so that there is no doubt where it belongs.
    """
    stated = {(pair.some, pair.all) for pair in pairs(source, generous=True)}
    known = {(pair.some, pair.all) for pair in implied(source)} - stated
    parts = [(set(content(clause)), {number.value for number in numbers(clause)}) for clause in clauses(source)]
    for clause in clauses(claim):
        mine, made = set(content(clause)), pairs(clause)
        wholes = {pair.all for pair in made} | {pair.some for pair in made if (pair.some, pair.all) in known}
        for number in numbers(clause):
            if number.value in wholes:
                continue
            own = [words for words, values in parts if number.value in values]
            if len(own) != 1:
                continue
            rivals = [words for words, values in parts if values and number.value not in values]
            best = max((len(mine & words - own[0]) for words in rivals), default=0)
            if best > len(mine & own[0]):
                yield MIXED.format(said=number.said)
                break
