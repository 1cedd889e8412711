"""Words as they are compared: stems, pairs of stems, and marks for words that mean much the same. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from fund import reference
from fund.kit.full_text import STOP_WORDS, fold
from fund.kit.stems import stem

KIN = "="  # before the code of words that mean much the same, where it stands among stems

# Words of a tag that make no two tags alike unless nothing else is left of them.
USUAL = frozenset(
    """
    people person group support help condition disease disorder illness long term health service project activity
    based work adult living live community local session
    """.split()
)
# What any project may say of itself; it is no reason to call two alike.
GENERAL = frozenset(
    """
    any long term condition|long term condition|all long term condition|any condition|long term health condition
    |self management|scotland|scotland wide|all of scotland|national|across scotland|everyone|adult|people
    |adults of any age|people with long term condition|any
    |several long term conditions at once|multiple long term conditions
    """.replace("\n", " ")
    .strip()
    .split("|")
)

# Words that are no reason to call two texts alike, however few use them.
NO_REASON = frozenset(
    """
    one two three four five six seven eight nine ten several many few place time year week month day way make made take
    need use new also first get give go come like good well every each never always often together same different run
    know measure say see show keep bring second third
    try want look find think tell ask meet start begin part thing lot bit kind sort whole half wide related relative
    """.split()
)

_WORD = re.compile(r"[^\W_]+")
_ILLNESS = re.compile(r"\bM\.?E\.?(?=\b|/|\s|$)")  # ME, the illness, is no “me”
_ENDS_IN_S = re.compile(r"['’]s\b")


Phrases = dict[str, dict[tuple[str, ...], set[str]]]  # by their first stem


@dataclass(frozen=True)
class Tag:
    """One tag as it is compared with others."""

    words: str
    stems: frozenset[str]
    kin: frozenset[str]
    family: frozenset[str]
    is_general: bool


def plain_words(text: str) -> list[str]:
    """The words of a text that say something, without accents and capitals."""
    bare = _ENDS_IN_S.sub("", _ILLNESS.sub("mecfs", text))
    return [word for word in _WORD.findall(fold(bare)) if word not in STOP_WORDS and len(word) > 1]


def stems_of(text: str) -> list[str]:
    return [stem(word) for word in plain_words(text)]


def tokens(text: str) -> list[str]:
    """What a text is weighed by: its stems, its pairs of stems, and the marks of words that mean much the same."""
    stems = stems_of(text)
    pairs = [f"{one} {other}" for one, other in zip(stems, stems[1:], strict=False)]
    return [*stems, *pairs, *(f"{KIN}{code}" for code in kin_in(stems))]


def kin_in(stems: list[str]) -> list[str]:
    """The codes of the words that mean much the same, once for each time that one stands there."""
    return _found(_kin(), stems)


@lru_cache(maxsize=20_000)
def tag(words: str) -> Tag:
    stems = stems_of(words)
    telling = frozenset(one for one in stems if one not in _usual())
    return Tag(
        words=words,
        stems=telling or frozenset(stems),
        kin=frozenset(kin_in(stems)),
        family=frozenset(_found(_families(), stems)),
        is_general=" ".join(stems) in _general(),
    )


def alike(one: Tag, other: Tag) -> float:
    """How much two tags mean the same, from 0 to 1. Only this order is meant: same, kin, wider, of one family."""
    if one.stems == other.stems and one.stems:
        return 1.0
    if one.is_general or other.is_general:
        return 0.2
    if one.kin & other.kin:
        return 0.9
    if one.stems and other.stems and (one.stems < other.stems or other.stems < one.stems):
        return 0.7
    if one.family & other.family:
        return 0.5
    shared = len(one.stems & other.stems)
    return 0.4 if shared and shared / len(one.stems | other.stems) >= 0.5 else 0.0


def says(stems: list[str], known: Tag) -> bool:
    """Whether a text with these stems names a tag, word for word."""
    return bool(known.stems - _usual()) and not known.is_general and known.stems <= set(stems)


def kin_names(facet: str) -> dict[str, str]:
    """The name of each set of words that mean much the same and belong to a facet."""
    return {item["code"]: item["name"] for item in _items() if item["facet"] == facet}


def kin_name(code: str) -> str:
    return next(item["name"] for item in _items() if item["code"] == code)


@cache
def _items() -> list[dict[str, str]]:
    return list(reference.read("alike_words")["items"])


@cache
def _usual() -> frozenset[str]:
    return frozenset(map(stem, USUAL))


@cache
def _general() -> frozenset[str]:
    return frozenset(" ".join(stems_of(words)) for words in GENERAL)


@cache
def _kin() -> Phrases:
    return _phrases((item["code"], item["words"]) for item in _items())


@cache
def _families() -> Phrases:
    """The fund’s own list of conditions, each with its other names."""
    items = reference.read("long_term_conditions")["items"]
    wide = {"ANY", "LONG-TERM-ILLNESS", "OTHER", "MULTI", "DISABLED"}
    named = ((item["code"], [item["name"], *item["details"].get("other_names", [])]) for item in items)
    return _phrases((code, words) for code, words in named if code not in wide)


def _phrases(named: Iterable[tuple[str, Iterable[str]]]) -> Phrases:
    phrases: Phrases = {}
    for code, words in named:
        for each in words:
            if stems := tuple(stems_of(each)):
                phrases.setdefault(stems[0], {}).setdefault(stems, set()).add(code)
    return phrases


def _found(phrases: Phrases, stems: list[str]) -> list[str]:
    found: list[str] = []
    for start, first in enumerate(stems):
        for phrase, codes in phrases.get(first, {}).items():
            if phrase == tuple(stems[start : start + len(phrase)]):
                found += sorted(codes)
    return found
