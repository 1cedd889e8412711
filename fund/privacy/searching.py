"""What needs lists to be found: names, people by their title, and a rare condition, a small place and an age together.

The lists are data of the fund with their source (`fund/data/giving_away.toml`). A list never holds every name, so a
person reads the text as well.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from django.conf import settings

from fund.privacy.patterns import Hit, hits

_NAME = r"[A-ZÀ-Þ][\w’'-]*"
_TITLED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Doctor|Nurse|Sister|Prof|Professor|Rev|Reverend|Father|Cllr|Councillor|Sir|Dame)\.?\s+"
    rf"{_NAME}(?:\s+{_NAME})?"
)
_RELATED = re.compile(
    r"\b(?:[Mm]y|[Hh]is|[Hh]er|[Tt]heir|[Oo]ur|[Tt]he)\s+(?:\w+\s+)?(?:sister|brother|mother|mum|mam|father|dad|son|"
    r"daughter|wife|husband|partner|aunt|auntie|uncle|niece|nephew|cousin|gran|granny|grandad|grandmother|grandfather|"
    r"friend|neighbour|carer|nurse|doctor|GP|consultant|physio|therapist|teacher|boss|manager|volunteer),?\s+"
    rf"({_NAME}(?:\s+{_NAME})?)"
)
_AGE = re.compile(
    r"\b(?:aged?|turned|I[’']m|I am|s?he is|s?he was|I was|at) (?:only )?\d{1,3}\b|\b\d{1,3}[- ]years?[- ]old\b|"
    r"\bin (?:my|his|her|their) (?:teens|twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties)\b",
    re.IGNORECASE,
)
NAME, TITLED, TOGETHER = "name", "person with a title", "small place with a rare condition and an age"


@cache
def _lists() -> dict[str, Any]:
    return tomllib.loads((settings.BASE_DIR / "fund" / "data" / "giving_away.toml").read_text(encoding="utf-8"))


def _any_of(words: Iterable[str], flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    one = "|".join(re.escape(word).replace("’", "[’']") for word in longest_first)
    return re.compile(rf"(?<![\w’'-])(?:{one})(?![\w-])", flags)


@cache
def _names() -> re.Pattern[str]:
    """A name of the list, with the name that follows it, such as a family name."""
    return re.compile(rf"{_any_of(_lists()['names'].split()).pattern}(?:\s+{_NAME})?")


@cache
def _names_and_words() -> re.Pattern[str]:
    return re.compile(rf"(?<=[a-z,;] ){_any_of(_lists()['names_and_words'].split()).pattern}(?:\s+{_NAME})?")


@cache
def _rare() -> re.Pattern[str]:
    return _any_of(_lists()["rare_conditions"], re.IGNORECASE)


@cache
def _small() -> re.Pattern[str]:
    return _any_of(_lists()["small_places"])


def all_hits(texts: Mapping[str, str]) -> dict[str, list[Hit]]:
    """Everything in these texts of one thing that may give a person away, in order, by the name of the text."""
    together = all(any(part.search(text) for text in texts.values()) for part in (_rare(), _AGE))
    found = {}
    for name, text in texts.items():
        taken = hits(text)
        kinds = [(TITLED, _TITLED, 0), (NAME, _RELATED, 1), (NAME, _names(), 0), (NAME, _names_and_words(), 0)]
        for kind, pattern, group in [*([(TOGETHER, _small(), 0)] if together else []), *kinds]:
            for match in pattern.finditer(text):
                start, end = match.span(group)
                if not any(start < hit.end and hit.start < end for hit in taken):
                    taken.append(Hit(kind, start, end, text[start:end]))
        found[name] = sorted(taken, key=lambda hit: (hit.start, hit.end))
    return found
