"""What needs lists to be found: names, people by their title, and a rare condition, a small place and an age together.

The lists are data of the fund with their source (`fund/data/giving_away.toml`). A list never holds every name, so a
person reads the text as well.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from django.conf import settings

from fund.privacy.patterns import OF_AGE, Hit, hits

GRAVE, ACUTE = "\u0300", "\u0301"
_NAME = r"[A-ZÀ-Þ][\w’'-]*"
_CAPITAL, _OF_WORD = "[A-ZÀ-ÖØ-Þ]", r"[\w\u0300\u0301]"
_LENITED = rf"[BCDFGMPST]h{_OF_WORD}+"  # as after Mac and Nic: Dhòmhnaill
_SON = "(?:M(?:h?ac|hic)|N[iì]\u0300?c)"  # Mac, Mhac, Mhic, Nic
# MacLeòid, NicDhòmhnaill; Mac Dhòmhnaill; Mac an t-Saoir, Nic a’ Phearsain, Mac Gille Mhoire. No MacBook and macOS.
_MAC = (
    rf"(?<![\w’'-])(?:{_SON}(?!Book|OS|Ps?\b){_CAPITAL}{_OF_WORD}+|"
    rf"{_SON}[ -](?:(?:an|na|a[’'])[ -](?:t-?)?{_CAPITAL}{_OF_WORD}+|(?:Gh?ille|Ille)[ -]{_CAPITAL}{_OF_WORD}+|"
    rf"{_LENITED}|{_CAPITAL}\w*[àèìòù]{_OF_WORD}*))"
)
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
    # After “at” a figure is an age only where no noun follows: “at 51 I moved”, and not “at 51 sites”.
    r"\bat \d\d\b(?![.,:/]?\d|\s?%)(?=\s*(?:[.,;:!?)—–]|$|(?:I|he|she|my|his|her|when|with|after|because)\b))|"
    r"\b(?:turned|I[’']m|I am|s?he is|s?he[’']s|s?he was|I was) (?:only |now |just )?\d{1,3}\b(?![.,:/]\d|\s?%)"
    r"(?!\s*(?:per|minutes?|hours?|days?|weeks?|months?|miles?|stone|pounds?|kg|of|out|people|sites?|times?)\b)|"
    rf"\baged? \d{{1,3}}\b|\b\d{{1,3}}[- ]years?[- ]old\b|{OF_AGE}|"
    r"\bin (?:my|his|her|their) (?:teens|twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties)\b",
    re.IGNORECASE,
)
NAME, TITLED, TOGETHER = "name", "person with a title", "small place with a rare condition and an age"


@cache
def _lists() -> dict[str, Any]:
    return tomllib.loads((settings.BASE_DIR / "fund" / "data" / "giving_away.toml").read_text(encoding="utf-8"))


def _any_of(words: Iterable[str], flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    one = "|".join(re.escape(word).replace("’s", "(?:[’']?s)?").replace(r"\ ", r"[\s-]") for word in longest_first)
    return re.compile(rf"(?<![\w’'-])(?:{one})(?![\w-])", flags)


def _as_written(name: str) -> str:
    """A Gaelic name as a pattern: with its h or without, and with accents of either way, with none, or apart."""
    first, rest = name[0], name[1:]
    may_lenite = first in "BCDFGMPT" or (first == "S" and rest[0] not in "gmpt")
    letters = [f"[{VOWELS[bare]}][\u0300\u0301]?" if (bare := _bare(one)) in VOWELS else one for one in rest]
    head = f"[{VOWELS[_bare(first)]}][\u0300\u0301]?" if _bare(first) in VOWELS else first
    return head + ("h?" if may_lenite else "") + "".join(letters)


def _plain(name: str) -> str:
    """A name without its accents: “Paweł” is “Pawel”."""
    apart = unicodedata.normalize("NFD", name.replace("ł", "l").replace("Ł", "L"))
    return "".join(one for one in apart if not unicodedata.combining(one))


def _bare(letter: str) -> str:
    return unicodedata.normalize("NFD", letter)[0]


VOWELS = {
    one: f"{one}{unicodedata.normalize('NFC', one + GRAVE)}{unicodedata.normalize('NFC', one + ACUTE)}"
    for one in "aeiouAEIOU"
}


@cache
def _gaelic() -> re.Pattern[str]:
    """A Gaelic first name with the names that follow it, or a family name by itself."""
    first, last = (_lists()[name].split() for name in ("gaelic_names", "gaelic_surnames"))
    given, family = (
        "|".join(_as_written(name) for name in sorted(names, key=len, reverse=True)) for names in (first, last)
    )
    end = r"(?![\w\u0300\u0301-])"
    follows = rf"(?:\s+(?:{_MAC}|{_NAME}))?"
    return re.compile(rf"(?<![\w’'-])(?:(?:{given}){end}{follows}|(?:{family}){end})|{_MAC}{end}")


@cache
def _names() -> re.Pattern[str]:
    """A name of the lists, also in capitals, with what is tied to it and the name that follows: “SARAH-JANE BAXTER”."""
    lists = _lists()
    first = {*lists["names"].split(), *lists["polish_names"].split()}
    first |= {_plain(name) for name in first}
    first |= {name.upper() for name in first.difference(lists["names_and_words"].split())}
    one = "|".join(sorted(first, key=len, reverse=True))
    tied = rf"(?:-{_NAME}|(?![\w-]))"
    return re.compile(rf"(?<![\w’'-])(?:{_CAPITAL}\w+-)?(?:{one}){tied}(?:\s+(?:{_MAC}|{_NAME}))?")


@cache
def _names_and_words() -> re.Pattern[str]:
    return re.compile(rf"(?<=[a-z,;] ){_any_of(_lists()['names_and_words'].split()).pattern}(?:\s+{_NAME})?")


@cache
def _rare() -> re.Pattern[str]:
    return _any_of(_lists()["rare_conditions"], re.IGNORECASE)


@cache
def _small() -> re.Pattern[str]:
    return _any_of(_lists()["small_places"])


def names_a_small_place(text: str) -> bool:
    """Say whether a text names a place of the list in which everybody knows everybody."""
    return _small().search(text) is not None


def all_hits(texts: Mapping[str, str]) -> dict[str, list[Hit]]:
    """Everything in these texts of one thing that may give a person away, in order, by the name of the text."""
    together = all(any(part.search(text) for text in texts.values()) for part in (_rare(), _AGE))
    found = {}
    for name, text in texts.items():
        taken = hits(text)
        named = [(NAME, one, 0) for one in (_names(), _gaelic(), _names_and_words())]
        kinds = [(TITLED, _TITLED, 0), (NAME, _RELATED, 1), *named]
        for kind, pattern, group in [*([(TOGETHER, _small(), 0)] if together else []), *kinds]:
            for match in pattern.finditer(text):
                start, end = match.span(group)
                if not any(start < hit.end and hit.start < end for hit in taken):
                    taken.append(Hit(kind, start, end, text[start:end]))
        found[name] = sorted(taken, key=lambda hit: (hit.start, hit.end))
    return found
