"""Words that say more than the source: always, everyone, cured, best; and "most" where the source says "some"."""

import re
from collections.abc import Iterator

from reporting.learning.faithful.words import clauses, likeness

# Each line is one claim in several words: where the source has one of them, the others are no news.
_GROUPS = tuple(
    re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
    for words in (
        r"always|every time|constantly",
        r"all|every|everyone|everybody|everything|everywhere|each",
        r"never|at no time|not once|not (?:\w+ ){1,3}?ever",
        r"nobody|no[ -]one|none|not one|not a single|(?:not|never) (?:\w+ ){0,3}?any\w*",
        r"cure[sd]?|curing",
        r"caus(?:e|es|ed|ing)",
        r"save[sd]?|saving",
        r"best|greatest|finest",
        r"worst",
        r"entirely|completely|totally|fully|wholly",
        r"prove[sdn]?|proving|proof",
        r"guarantee[sd]?|certainly|undoubtedly|definitely",
        r"perfect(?:ly)?|ideal",
        r"transform(?:s|ed|ing|ation)?|revolution(?:ised|ary)?",
        r"eliminate[sd]?|eradicate[sd]?",
        r"the only",
    )
)
_NOBODY = _GROUPS[3]
_NONE_DID = re.compile(  # a source that says that a thing was not done by anybody, or that it stopped
    r"\b(?:(?:was|were|been) (?:not|never)|(?:was|were)n['’]t)\s\w+(?:ed|en|de|ne|nt)\b|"
    r"\b(?:stopped|ceased|ended)(?=[.,;]|$)",
    re.IGNORECASE,
)
_FAINT = re.compile(
    r"\b(?:all (?:in|over|the same|about|along|through|day|night|week|month|year|season|spring|summer|autumn|winter)|"
    r"at all|after all|not all)\b",
    re.IGNORECASE,
)
_EACH = re.compile(r"\beach\b", re.IGNORECASE)  # "each time" promises less than "always"; in a source it allows "every"
_SIZES = (
    re.compile(r"\b(?:few|some|several|a number of|sometimes|a couple)\b", re.IGNORECASE),
    re.compile(r"\b(?:many|often|a lot of|lots of)\b", re.IGNORECASE),
    re.compile(
        r"\b(?:most(?= (?:of|people|members|carers|who)\b)|mostly|the majority|usually|nearly all)\b", re.IGNORECASE
    ),
)
_HEDGES = re.compile(
    r"\b(?:[Ss]eem(?:s|ed)?|may|might|[Pp]erhaps|[Aa]ppear(?:s|ed)? to|[Pp]ossibly|[Tt]end(?:s|ed)? to|"
    r"[Uu]nsure|not sure|n['’]t sure|[Uu]ncertain|[Uu]nclear|not clear|[Dd]oubt(?:s|ed|ful)?|[Ww]ondered|whether|"
    r"hop(?:e|es|ed) (?:to|that|for)|plan(?:s|ned)? to|(?:would|could|should) have|intend(?:s|ed)? to)\b"
)
_OPEN = re.compile(  # what leaves a thing open as those do, and no more: "they do not know if", "they want to"
    r"\b(?:(?:not|n['’]t) (?:know|tell|say|yet)|if|could|would|should|will|wants?|wanted|wished|going to|hopes?|hoped|"
    r"aims?|next|question(?:s|ed)?)\b",
    re.IGNORECASE,
)
_TOLD = 0.5  # from here on the claim speaks of what the source is unsure of
MORE = "“{said}” says more than the source does. Use a word of the source."
SURE = "The source says “{said}”, so it is less sure. Say so too."


def added(claim: str, source: str) -> Iterator[str]:
    """Words that go beyond the source."""
    mine, theirs = _EACH.sub(" ", _FAINT.sub(" ", claim)), _FAINT.sub(" ", source)
    for group in _GROUPS:
        if (found := group.search(mine)) and not group.search(theirs):
            if group is _NOBODY and _NONE_DID.search(theirs):
                continue
            yield MORE.format(said=found.group())
    sizes = [size.search(mine) for size in _SIZES]
    highest = max((step for step, size in enumerate(_SIZES) if size.search(theirs)), default=None)
    for step, found in enumerate(sizes):
        if found and highest is not None and step > highest and not _GROUPS[1].search(theirs):
            yield MORE.format(said=found.group())
    unsure = [clause for clause in clauses(theirs) if _HEDGES.search(clause) and likeness(clause, mine) >= _TOLD]
    if unsure and not _HEDGES.search(mine) and not _OPEN.search(mine) and not _SIZES[0].search(mine):
        yield SURE.format(said=_HEDGES.findall(unsure[0])[0])
