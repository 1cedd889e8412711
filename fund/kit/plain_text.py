"""Text as people type and paste it, made safe to keep, and counted."""

import re
import textwrap
import unicodedata
from typing import Any

# What may not stay in a text: it cannot be stored, cannot be seen, or turns the reading direction of others' words.
_OVERRIDES = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_UNSEEN = "\u200b\u2060-\u2064\u206a-\u206f\ufeff\u00ad\u034f\u115f\u1160\u180e\u3164\uffa0\ufffe\uffff"
# Joiners and marks of style make emoji and some scripts what they are; beside a Latin letter they only hide.
_LATIN = "a-zA-Z\u00c0-\u024f\u1e00-\u1eff"
_JOINERS = "\u200c\u200d\ufe00-\ufe0f\U000e0020-\U000e007f\U000e0100-\U000e01ef"
_HIDING = re.compile(f"(?<=[{_LATIN} ])[{_JOINERS}]+|[\u200c\u200d]+(?=[{_LATIN} ])|^[{_JOINERS}]+|[\u200c\u200d]+$")
_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_DROPPED = re.compile(f"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff{_OVERRIDES}{_UNSEEN}]")
_UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")
_WORD = re.compile(r"[^\s\ufeff]+")


def tidy(raw: str) -> str:
    """Keep a text's words and lines and drop what cannot be stored or seen.

    Null and control characters, lone surrogates, direction overrides and invisible spaces go; line ends become one
    kind; accents are composed (NFC). Joiners inside emoji and the marks of right-to-left scripts stay; beside Latin
    letters joiners go, so that two names that look the same are the same.
    """
    text = unicodedata.normalize("NFC", _DROPPED.sub("", _BREAKS.sub("\n", raw)))
    return _HIDING.sub("", text).strip()


def tidy_line(raw: str) -> str:
    """The same for one line: every stretch of white space becomes one space, direction marks go."""
    return " ".join(re.sub("[\u061c\u200e\u200f]", "", tidy(raw)).split())


def tidy_all(raw: Any) -> Any:
    """Tidy every text inside lists and dictionaries, so that the whole can be kept as JSON."""
    if isinstance(raw, str):
        return tidy(raw)
    if isinstance(raw, dict):
        return {tidy(str(key)): tidy_all(value) for key, value in raw.items()}
    if isinstance(raw, list | tuple):
        return [tidy_all(value) for value in raw]
    return raw


def count_words(text: str) -> int:
    """How many words a text has: stretches between white space, as the browser counts with split(/\\s+/)."""
    return len(_WORD.findall(text))


def wrap(text: str, columns: int = 76) -> str:
    """Break long lines between words, as plain mail is read best; an address that is longer stays whole."""
    lines: list[str] = []
    for line in text.splitlines():
        lines += textwrap.wrap(line, columns, break_long_words=False, break_on_hyphens=False) or [""]
    return "\n".join(lines)


def unseen(text: str) -> str:
    """The first sign of a text that cannot be kept or seen, or that turns words round, as U+202E; or nothing."""
    found = _DROPPED.search(text)
    return f"U+{ord(found.group()):04X}" if found else ""


def without_unseen(text: str) -> str:
    """The same text without such signs, and otherwise letter for letter as it was."""
    return _DROPPED.sub("", text)


def can_be_kept(text: str) -> bool:
    """Say whether a database keeps this text: no null, and no half of a sign, which no encoding can write."""
    return not _UNKEEPABLE.search(text)
