"""Who it was: some people do not become people, "A and B" does not become A, and one person does not become many."""

import re
from collections.abc import Iterator

from reporting.learning.faithful.words import clauses, content, folded, likeness, stem

_PEOPLE = (
    r"(?:people|persons?|members?|carers?|volunteers?|participants?|staff|workers?|projects?|groups?|families|family|"
    r"women|woman|men|man|gps?|doctors?|nurses?|physios?|patients?|parents?|partners?|peers?|leaders?|managers?|"
    r"children|walkers?|singers?|swimmers?|cooks|gardeners?|attendees?|neighbours?|relatives?|friends?|pharmacists?|"
    r"professionals?|practitioners?|teachers?|tutors?|mentors?|drivers?|trustees?|users?)"
)
_SOME = re.compile(
    rf"\b(?P<some>some|a few|a couple of|a handful of|several|one or two|a minority of|not all|not every)\s"
    rf"(?:of\s)?(?:the\s|our\s|their\s|us\b)?(?:\w+\s)?{_PEOPLE}\b",
    re.IGNORECASE,
)
_PART = re.compile(
    r"\b(?:some|few|couple|handful|several|one|two|minority|not all|not every\w*|part|many|most|half|sometimes|others?|"
    r"certain|those|who|\w+ of)\b|\d",
    re.IGNORECASE,
)
_BOTH = re.compile(rf"\b(?P<one>{_PEOPLE}) and (?:the |our |their |some )?(?P<other>{_PEOPLE})\b", re.IGNORECASE)
_ALL_OF_THEM = re.compile(
    r"\b(?:people|persons|everyone|everybody|both|they|all|we|together|each other)\b", re.IGNORECASE
)
_ONE = re.compile(
    rf"\b(?:one|a single|just one|only one)\s(?!of\b)(?:\w+\s){{0,2}}?(?P<who>{_PEOPLE})\b", re.IGNORECASE
)
_TOLD = 0.5  # from here on the claim speaks of the same thing
SOME = "The source says “{said}”, so it was not everybody. Say so too."
DROPPED = "The source names “{said}”, and these words name one of the two. Check that it is true of one alone."
MANY = "The source tells of “{said}”, and these words tell of more than one. Check how many it was."


def lost(claim: str, source: str) -> Iterator[str]:
    """Where a claim leaves out that it was some people, names one of two, or makes many of one."""
    yield from _some(claim, source)
    yield from _one_of_two(claim, source)
    yield from _many_of_one(claim, source)


def _some(claim: str, source: str) -> Iterator[str]:
    for clause in clauses(source):
        found = _SOME.search(clause)
        if found and likeness(clause, claim) >= _TOLD and not _PART.search(claim):
            yield SOME.format(said=found.group("some").lower())
            return


def _one_of_two(claim: str, source: str) -> Iterator[str]:
    if _ALL_OF_THEM.search(claim):
        return
    mine = set(content(claim))
    for found in _BOTH.finditer(source):
        around = [clause for clause in clauses(source) if folded(found["other"]) in folded(clause)]
        named = [stem(found[part]) in mine for part in ("one", "other")]
        if sum(named) == 1 and any(likeness(clause, claim) >= _TOLD for clause in around):
            yield DROPPED.format(said=found.group())
            return


def _many_of_one(claim: str, source: str) -> Iterator[str]:
    theirs = set(re.findall(r"\w+", folded(source)))
    for found in _ONE.finditer(source):
        who = folded(found["who"])
        many = {"person": "people", "woman": "women", "man": "men", "family": "families"}.get(who, f"{who}s")
        if many != who and many not in theirs and many in re.findall(r"\w+", folded(claim)):
            yield MANY.format(said=found.group())
            return
