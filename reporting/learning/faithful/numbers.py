"""Numbers: each one that is said, in digits or in words, stands in the source, and so does each "x of y"."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from fractions import Fraction

from fund.kit.tokens import TOKEN
from reporting.learning.faithful.words import stem

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_ORDINALS = (
    "second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
_BIG = {"hundred": 100, "thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000}
_SHORT = {"k": 1000, "m": 1_000_000, "bn": 1_000_000_000, **_BIG}
_VALUES = {
    **{word: value for value, word in enumerate(_SMALL)},
    **{word: 10 * tens for tens, word in enumerate(_TENS, 2)},
    **{word: value for value, word in enumerate(_ORDINALS, 2)},
    **{"dozen": 12, "twice": 2, "doubled": 2, "double": 2, "doubling": 2, "trebled": 3, "tripled": 3, "thrice": 3},
}
_PARTS = {"half": 2, "halves": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10}
_WORDS = "|".join(sorted([*_VALUES, *_BIG], key=len, reverse=True))
_UNIT = r"(?:minute|hour|day|night|week|fortnight|month|term|year)"
_SHAPES = re.compile(
    rf"""(?P<before>\b{_UNIT}\ )?
    (?:
      (?P<pound>£\s?)?(?P<digits>\d{{1,3}}(?:,\d{{3}})+|\d+)(?P<rest>\.\d+)?(?:st|nd|rd|th)?
      (?:\s?(?P<short>bn|k|m|hundred|thousand|million|billion)\b)?
    | (?P<half>\b(?:half|halves)\b)
    | \b(?P<times>a|one|two|three|four)[\s-](?P<part>(?:third|quarter|fifth|sixth|eighth|tenth))
      (?:s\b|\b(?=\ of\b|[.,;]|$))
    | \b(?P<word>(?:{_WORDS})(?:(?:[\s-]|(?<=hundred)\sand\s|(?<=thousand)\sand\s)(?:{_WORDS}))*)\b
    )
    (?P<percent>\s?%|\sper\s?cent\b)?(?P<pounds>\spounds?\b)?(?:[\s-](?P<after>{_UNIT})s?\b)?""",
    re.VERBOSE | re.IGNORECASE,
)
_OF = re.compile(r"\s+(?:[a-z]+\s+){0,1}?(?:out\s+)?of\s+(?:(?:all|the|our|their|its|these|those|about|some)\s+){0,3}")
_IN = re.compile(r"\s+in\s+|/")
_REST = re.compile(  # after a number that counts some of those that were counted before it
    r"\s*(?:[.,;:!?]|$)|\s+(?:of\s+(?:them|these|those)\b|(?:also|still|then|later)\b|"
    r"(?:was|were|is|are|had|have|has|did|do|could|would|will|said|say|told|felt|came|went|left|stayed)\b)",
    re.IGNORECASE,
)
_FROM = re.compile(r"\bof\s+(?:(?:all|the|our|their|its|these|those|about|some)\s+){0,3}$", re.IGNORECASE)
_HEDGE = re.compile(
    r"\b(about|around|roughly|nearly|almost|over|under|more than|fewer than|less than|at least|up to|some)\s(?:a\s)?$",
    re.IGNORECASE,
)
NOT_THERE = "“{said}” is not in the source. Write the number as the source has it, or leave it out."
NO_PAIR = "“{said}” is not in the source. Write both numbers as the source pairs them, or leave them out."
NO_FIGURE = "There is no figure called “{said}” here. Choose one of the figures of this summary."
LOOSE_PAIR = "The source does not say “{said}” in so many words. Check that the two numbers belong together."
_RATE = re.compile(
    rf"\b(?:(?:each|every|per|an?|once a|twice a)\s(?P<unit>{_UNIT})|"
    r"(?P<often>daily|weekly|fortnightly|monthly|yearly))\b",
    re.IGNORECASE,
)
_OFTEN = {"daily": "day", "weekly": "week", "fortnightly": "fortnight", "monthly": "month", "yearly": "year"}
PACE = "The source does not say “{said}”. Check how often it was."
_BARE = re.compile(rf"(?<!\w)(?P<before>[\w,.]+)\s(?P<unit>{_UNIT})s\b", re.IGNORECASE)
_NO_COUNT = re.compile(
    r"(?:for|in|within|after|over|of|took|takes|take|waited|many|several|some|few|the|by|and|or|lasted|until)",
    re.IGNORECASE,
)
SPAN = "The source does not speak of {said}. Check how long it was."
_PRICE = re.compile(
    r"£\s?(?P<sum>\d[\d,]*(?:\.\d+)?),?\s(?:an?|per|each|every|for (?:each|every|an?|one))\s(?P<of>\w+)",
    re.IGNORECASE,
)
RATE = "The source does not say “{said}”. Check what the sum is for."
EXACT = "The source says “{hedge} {said}”. Say so too, or check that the number is exact."


@dataclass(frozen=True)
class Number:
    """A number as it is said: what it is worth, of what, and its characters from `start` to before `end`.

    `kind` is "£", "part" for shares such as 50% and a half, or nothing; `unit` is a stretch of time, or nothing.
    """

    value: Fraction
    kind: str
    unit: str
    start: int
    end: int
    said: str

    def is_in(self, others: "Collection[Number]") -> bool:
        return any(self._is(other) for other in others)

    def _is(self, other: "Number") -> bool:
        same_kind = self.kind == other.kind or (not self.kind and other.kind == "£")
        same_unit = not self.unit or not other.unit or self.unit == other.unit
        return self.value == other.value and same_kind and same_unit


@dataclass(frozen=True)
class Pair:
    """ "x of y", as it is said."""

    some: Fraction
    all: Fraction
    said: str


def numbers(text: str) -> list[Number]:
    """Every number in a text, in order. "One" and "first" count only where something is measured by them."""
    return [found for match in _SHAPES.finditer(text) if (found := _number(match, text))]


def _number(match: "re.Match[str]", text: str) -> Number | None:
    said, part = match.groupdict(), ""
    if said["digits"]:
        value = Fraction(said["digits"].replace(",", "") + (said["rest"] or ""))
        value *= _SHORT.get((said["short"] or "").lower(), 1)
    elif said["half"]:
        value, part = Fraction(1, 2), "part"
    elif said["part"]:
        value = Fraction(_VALUES.get(said["times"].lower(), 1), _PARTS[said["part"].lower()])
        part = "part"
    else:
        value = _worth(said["word"])
        is_pronoun = value == 1 and not (said["after"] or said["percent"] or said["pounds"])
        if is_pronoun and not _SHAPES.match(text, _after_of(text, match.end())):
            return None
    if said["percent"]:
        value, part = value / 100, "part"
    kind = part or ("£" if said["pound"] or said["pounds"] else "")
    unit = (said["after"] or said["before"] or "").lower().strip()
    return Number(value, kind, unit, match.start(), match.end(), match.group().strip())


def _after_of(text: str, end: int) -> int:
    match = _OF.match(text, end) or _IN.match(text, end)
    return match.end() if match else end


def _worth(words: str) -> Fraction:
    total = run = 0
    for word in re.split(r"[\s-]+", words.lower()):
        if word in _BIG:
            run = max(run, 1) * _BIG[word]
            if _BIG[word] > 100:
                total, run = total + run, 0
        elif word != "and":
            run += _VALUES[word]
    return Fraction(total + run)


def pairs(text: str, *, generous: bool = False) -> list[Pair]:
    """Every "x of y", "x out of y", "x in y" and "of y, x". With `generous`, "of y" goes with each number after it."""
    found = numbers(text)
    paired: list[Pair] = []
    for one, other in zip(found, found[1:], strict=False):
        between = text[one.end : other.start]
        if _OF.fullmatch(between) or _IN.fullmatch(between):
            paired.append(Pair(one.value, other.value, text[one.start : other.end]))
    forward = {pair.said for pair in paired}
    for place, whole in enumerate(found):
        if not _FROM.search(text[: whole.start]) or any(said.endswith(whole.said) for said in forward):
            continue
        for part in found[place + 1 :]:
            if re.search(r"[.;!?]\s", text[whole.end : part.start]) or part.value > whole.value:
                break
            paired.append(Pair(part.value, whole.value, f"{part.said} of {whole.said}"))
            if not generous:
                break
    return paired


def implied(text: str) -> list[Pair]:
    """Pairs that the grammar makes: in "nine kettles, and seven were in use" the seven are of the nine.

    A number that names nothing of its own counts some of the last things that were counted in its sentence.
    """
    paired: list[Pair] = []
    whole: Number | None = None
    for number in numbers(text):
        if whole is not None and re.search(r"[.!?]\s", text[whole.end : number.start]):
            whole = None
        if number.kind or number.unit or not _REST.match(text, number.end):
            whole = None if number.kind or number.unit else number
        elif whole is not None and number.value <= whole.value:
            paired.append(Pair(number.value, whole.value, f"{number.said} of {whole.said}"))
    return paired


def without_figures(text: str) -> str:
    """The text without its `{{fig:ID}}` tokens."""
    return TOKEN.sub("", text)


def wrong(claim: str, source: str, figures: Collection[str]) -> Iterator[str]:
    """What cannot stand: numbers that are in no source, pairs that it does not make, figures that do not exist."""
    for key in TOKEN.findall(claim):
        if key not in figures:
            yield NO_FIGURE.format(said=key)
    text = without_figures(claim)
    known, shares = numbers(source), {pair.some / pair.all for pair in pairs(source) if pair.all}
    for number in numbers(text):
        if not number.is_in(known) and not (number.kind == "part" and number.value in shares):
            yield NOT_THERE.format(said=number.said)
    for pair in _unknown_pairs(text, source):
        if pair.some > pair.all or _belongs_elsewhere(pair, source):
            yield NO_PAIR.format(said=pair.said)


def doubtful(claim: str, source: str) -> Iterator[str]:
    """What a person has to compare: a pair that is only put together here, and "about 30" that became 30."""
    text = without_figures(claim)
    paces = {_pace(match) for match in _RATE.finditer(source)}
    for match in _RATE.finditer(text):
        if paces and _pace(match) not in paces:
            yield PACE.format(said=match.group())
    yield from _other_spans(text, source)
    yield from _other_rates(text, source)
    for pair in _unknown_pairs(text, source):
        if pair.some <= pair.all and not _belongs_elsewhere(pair, source):
            yield LOOSE_PAIR.format(said=pair.said)
    for number in numbers(text):
        twins = [other for other in numbers(source) if number.is_in([other])]
        hedges = [_HEDGE.search(source[: other.start]) for other in twins]
        if twins and all(hedges) and not number.unit and not _HEDGE.search(text[: number.start]):
            yield EXACT.format(hedge=hedges[0].group(1).lower() if hedges[0] else "", said=number.said)


def _other_spans(claim: str, source: str) -> Iterator[str]:
    """ "For months" became "for weeks": a stretch of time without a number, where the source has another one."""
    mine, theirs = (
        {match["unit"].lower() for match in _BARE.finditer(text) if _NO_COUNT.fullmatch(match["before"])}
        for text in (claim, source)
    )
    for unit in sorted(mine - theirs):
        if theirs and not re.search(rf"\b{unit}", source, re.IGNORECASE):
            yield SPAN.format(said=f"{unit}s")


def _other_rates(claim: str, source: str) -> Iterator[str]:
    """ "£40 a session" became "£40 a person"."""
    known: dict[str, set[str]] = {}
    for match in _PRICE.finditer(source):
        known.setdefault(match["sum"].replace(",", ""), set()).add(_of(match))
    for match in _PRICE.finditer(claim):
        of = known.get(match["sum"].replace(",", ""))
        if of and _of(match) not in of:
            yield RATE.format(said=match.group())


def _of(match: "re.Match[str]") -> str:
    return stem("person" if match["of"].lower() in {"head", "place"} else match["of"])


def _pace(match: "re.Match[str]") -> str:
    return _OFTEN.get((match["often"] or "").lower(), (match["unit"] or "").lower())


def known_pairs(source: str) -> set[tuple[Fraction, Fraction]]:
    """The pairs that a source makes, in so many words or by its grammar."""
    return {(pair.some, pair.all) for pair in (*pairs(source, generous=True), *implied(source))}


def _unknown_pairs(claim: str, source: str) -> list[Pair]:
    known = known_pairs(source)
    return [pair for pair in pairs(claim) if (pair.some, pair.all) not in known]


def _belongs_elsewhere(pair: Pair, source: str) -> bool:
    """Say whether the source pairs the first number with another one."""
    return any(other.some == pair.some for other in pairs(source, generous=True))
