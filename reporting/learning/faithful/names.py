"""Names of people, places and groups: each one stands in the source, or in what is known about the project."""

import re
from collections.abc import Collection, Iterator

from fund.privacy import all_hits
from reporting.learning.faithful.words import EMPTY, WORD, folded

_START = re.compile(r"(?:^|[.!?…:]\s+|[“\"(\[]\s*|\n\s*)$")
_PRONOUN = {"i", "i'm", "i've", "i'd", "i'll"}
NEW = "“{said}” is not in the source. Check the name, or leave it out."


def names(text: str) -> list[str]:
    """The words that are names by their capitals. The first word of a sentence is one only if a name follows it, if it
    has an accent, or if it is on the list of first names.
    """
    hits = all_hits({"claim": text})["claim"]
    listed = {word for hit in hits if hit.kind == "name" for word in WORD.findall(hit.text)}
    words = list(WORD.finditer(text))
    found = []
    for place, match in enumerate(words):
        word = match.group()
        if not word[0].isupper() or folded(word) in _PRONOUN:
            continue
        is_first = bool(_START.search(text[: match.start()]))
        follower = words[place + 1] if place + 1 < len(words) else None
        leads = follower is not None and follower.group()[0].isupper() and follower.start() == match.end() + 1
        leads = leads and folded(word) not in EMPTY
        is_written_big = len(word) > 1 and word[1].isupper()
        if not is_first or leads or is_written_big or word in listed or not word.isascii():
            found.append(word)
    return found


def new(claim: str, source: str, known: Collection[str]) -> Iterator[str]:
    """The names that the claim brings in by itself."""
    there = {_bare(word) for text in (source, *known) for word in WORD.findall(text)}
    said: set[str] = set()
    for name in names(claim):
        if _bare(name) not in there and name not in said:
            said.add(name)
            yield NEW.format(said=name)


def _bare(word: str) -> str:
    """A name without its accents and its endings: "GPs" is "gp", "Zuzanna’s" is "zuzanna"."""
    return folded(word).removesuffix("'s").removesuffix("'").removesuffix("s")
