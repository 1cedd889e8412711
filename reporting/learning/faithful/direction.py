"""More and fewer, rose and fell, better and worse, helped and hindered: the claim goes the way of its source."""

import re
from collections.abc import Iterator

from reporting.learning.faithful.numbers import numbers
from reporting.learning.faithful.words import WORD, clauses, content, folded

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
        (r"(?<!at )most(?! of)", r"(?<!at )least"),
        (
            r"stay(?:s|ed|ing)?|remain(?:s|ed)?",
            r"left|leaves?|leaving|gone(?! (?:up|down|on|back|well))|quit|departed|dropped out",
        ),
        (
            r"kept|keeps|continu(?:e|es|ed)|carried on|carries on|went on|goes on|lasted|lasts|survived",
            r"stop(?:s|ped)|folded|gave up|given up|c[ao]mes? to an end|broke up|ceased|has ended|ended with",
        ),
        (r"join(?:s|ed)?|signed up|came back|returned", r"left|dropped out|stayed away|gave up"),
        (r"agreed|accepted|said yes|welcomed", r"refused|declined|rejected|turned down|said no"),
        (r"succeed(?:s|ed)?|worked well|went well|success", r"fail(?:s|ed)?|failure|fell apart|did badly"),
        (r"enjoy(?:s|ed)?|liked|loved", r"hated|disliked|dreaded"),
        (r"confident|confidence|calm", r"nervous|anxious|afraid|worried"),
        (r"many|often|frequently", r"(?<!a )few|rarely|seldom"),
        (r"women|woman", r"m[ae]n"),
        (r"young|younger", r"old|older"),
        (r"fast(?:er)?|quick(?:er|ly)?|swift(?:ly)?", r"slow(?:er|ly)?"),
        (r"cheap(?:er|ly)?", r"expensive|dear|dearer|costly"),
        (r"warm(?:er|ly)?", r"cold(?:er|ly)?"),
        (r"quiet(?:er|ly)?", r"loud(?:er|ly)?|noisy|noisier"),
        (r"mornings?", r"evenings?|nights?|afternoons?"),
        (r"indoors|inside", r"outdoors|outside"),
        (r"online|by video", r"in person|face[ -]to[ -]face"),
        (r"alone|on their own", r"together"),
        (r"free|for nothing", r"paid|charged"),
        (r"same", r"different"),
        (r"full", r"empty|half[ -]empty"),
        (r"strong(?:er|ly)?", r"weak(?:er|ly)?"),
        (r"remembered", r"forgot|forgotten"),
        (r"useful|worth it", r"useless|wasted?"),
        (r"enough", r"too (?:few|little)|short of|shortage"),
    )
)
FLIPPED = "“{said}” goes the other way than “{there}” in the source. Check which way it went."


def flipped(claim: str, source: str) -> Iterator[str]:
    """Where the claim says up and the source, at the place that it comes from, says only down, or the like."""
    for clause in clauses(claim):
        twin = _twin(clause, clauses(source))
        for both in _WAYS:
            yield from _flip(clause, twin, both)
        yield from _made_un(clause, twin)


def _flip(clause: str, twin: str, both: tuple["re.Pattern[str]", ...]) -> Iterator[str]:
    for one, other in (both, both[::-1]):
        mine = one.search(clause)
        if not mine or other.search(clause) or one.search(twin):
            continue
        there = other.search(twin)
        if there and _denies(clause) == _denies(twin):
            yield FLIPPED.format(said=mine.group(), there=there.group())


def _made_un(clause: str, twin: str) -> Iterator[str]:
    """ "Aware" became "unaware", or the other way round."""
    mine, theirs = ({folded(word) for word in WORD.findall(text)} for text in (clause, twin))
    for word in sorted(mine):
        other = next(
            (
                one
                for one in (f"un{word}", f"dis{word}", word.removeprefix("un"), word.removeprefix("dis"))
                if one in theirs - mine
            ),
            "",
        )
        if len(word) > 3 and other and word not in theirs and _denies(clause) == _denies(twin):
            yield FLIPPED.format(said=word, there=other)


def _denies(clause: str) -> bool:
    return bool(re.search(r"\b(?:not|no|never|without|\w+n['’]t)\b", clause, re.IGNORECASE))


def _twin(clause: str, among: list[str]) -> str:
    """The clause of the source that shares most with this one, in words and in numbers."""
    mine = _marks(clause)
    best = max(among, key=lambda other: len(mine & _marks(other)), default="")
    return best if mine & _marks(best) else ""


def _marks(clause: str) -> set[str]:
    return {*content(clause), *(str(number.value) for number in numbers(clause))}
