"""Who did what: the doer and the done-to keep their places, and what belonged to one stays with it."""

import re
from collections.abc import Iterator
from itertools import combinations

from reporting.learning.faithful.words import WORD, clauses, content, folded, stem

_VERB = re.compile(
    r"(?:\w{3,}ed|taught|gave|made|told|led|sent|wrote|brought|found|lent|rang|showed|paid|asked|met|chose|held|ran|"
    r"saw|took|kept|got|spoke|drove|fed|built|bought|sold|won)"
)
_INSTEAD = re.compile(r"\b(?:instead of|rather than|in place of)\b|,\s(?:and\s)?not\b", re.IGNORECASE)
_BUT = re.compile(r"\bnot\s(?P<not>[^.,;!?]+?),?\sbut\s(?P<but>[^.,;!?]+)", re.IGNORECASE)
_THAN = re.compile(
    r"[^.;!?]*?\b(?P<than>more|less|worse|\w{2,}er)\b[^.;!?]*?\bthan\b[^.;!?]*",
    re.IGNORECASE,
)
TURNED = "Who did what may have changed places around “{verb}”. Check it against the source."
CROSSED = "“{one}” and “{other}” do not belong together in the source. Check who did what."
SWAPPED = "The two sides of “{words}” may have changed places. Check it against the source."


def swapped(claim: str, source: str) -> Iterator[str]:
    """Where two who did something, or two things that were compared, changed their places."""
    yield from _turned(claim, source)
    yield from _instead(claim, source)
    yield from _crossed(claim, source)
    yield from _compared(claim, source)


def _turned(claim: str, source: str) -> Iterator[str]:
    """ "A taught B" became "B taught A", and neither is "A was taught by B"."""
    for clause in clauses(claim):
        verbs = {folded(word) for word in WORD.findall(clause) if _VERB.fullmatch(folded(word))}
        for twin in clauses(source):
            for verb in sorted(verbs & {folded(word) for word in WORD.findall(twin)}):
                mine, theirs = _sides(clause, verb), _sides(twin, verb)
                is_turned = mine[0] & theirs[1] and mine[1] & theirs[0]
                if is_turned and _is_passive(clause, verb) == _is_passive(twin, verb):
                    yield TURNED.format(verb=verb)
                    return


def _is_passive(clause: str, verb: str) -> bool:
    """Say whether the done-to stands first: "taught by", "exercises learned through song"."""
    text = f" {folded(clause)} "
    return " by " in text or bool(re.search(rf"\b{verb} (?:through|from|in|at|during|with|on)\b", text))


def _sides(clause: str, verb: str) -> tuple[set[str], set[str]]:
    before, _, after = folded(clause).partition(verb)
    return set(content(before)), set(content(after))


def _instead(claim: str, source: str) -> Iterator[str]:
    """ "A, not B" became "B, not A", or "not A but B"."""
    theirs = [pair for _, pair in _chosen(source)]
    for said, mine in _chosen(claim):
        if len(set(mine)) == 2 and mine[::-1] in theirs:
            yield SWAPPED.format(words=said)
            return


def _chosen(text: str) -> Iterator[tuple[str, list[str]]]:
    """What a text prefers to what: the last word that tells something before, and the first one after."""
    for found in _INSTEAD.finditer(text):
        chosen, left = content(text[: found.start()])[-1:], content(text[found.end() :])[:1]
        yield found.group().strip(" ,").lower(), chosen + left
    for found in _BUT.finditer(text):
        yield "not", content(found["but"])[:1] + content(found["not"])[-1:]


def _compared(claim: str, source: str) -> Iterator[str]:
    """ "Rather A than B" became "rather B than A", by the same word of comparison."""
    for mine in _THAN.finditer(claim):
        for theirs in _THAN.finditer(source):
            if mine["than"].lower() != theirs["than"].lower():
                continue
            one, other = _sides(mine.group(), " than "), _sides(theirs.group(), " than ")
            if (one[0] - one[1]) & (other[1] - other[0]) and (one[1] - one[0]) & (other[0] - other[1]):
                yield SWAPPED.format(words="than")
                return


def _crossed(claim: str, source: str) -> Iterator[str]:
    """Two clauses of the claim that each mix the words of the same two clauses of the source."""
    mine = [set(content(clause)) for clause in clauses(claim)]
    for first, second in combinations([set(content(clause)) for clause in clauses(source)], 2):
        one, other = first - second, second - first
        mixed = [clause for clause in mine if clause & one and clause & other]
        if len(mixed) >= 2 and not (mixed[0] & one & mixed[1]) and not (mixed[0] & other & mixed[1]):
            said = {stem(word): word for word in WORD.findall(claim)}
            yield CROSSED.format(one=said[min(mixed[0] & one)], other=said[min(mixed[0] & other)])
            return
