"""How hard a text is to read, without a dictionary and without the network."""

import re

from fund.kit.sentences import split

_WORD = re.compile(r"[A-Za-zÀ-ÿ]+(?:['’-][A-Za-zÀ-ÿ]+)*|\d[\d,.]*")
_VOWELS = re.compile(r"[aeiouyà-æè-ïò-öù-ü]+")
_SILENT = re.compile(r"(?:[^laeiouy]es|[^aeiouydt]ed|[^laeiouy]e)$")


def syllables(word: str) -> int:
    """How many syllables an English word has, by its groups of vowels; at least one."""
    plain = re.sub(r"[^a-zà-ÿ]", "", word.lower())
    groups = len(_VOWELS.findall(plain))
    if _SILENT.search(plain) and groups > 1:
        groups -= 1
    return max(1, groups + len(re.findall(r"i[ao](?!u)(?!n)", plain)))


def grade(text: str) -> float:
    """The Flesch–Kincaid grade: years of school that a reader needs; reading age is about five more.

    0.39 × words / sentences + 11.8 × syllables / words − 15.59 (Kincaid and others, 1975).
    """
    words = _WORD.findall(text)
    if not words:
        return 0.0
    sentences = max(1, len(split(text)))
    return round(0.39 * len(words) / sentences + 11.8 * sum(map(syllables, words)) / len(words) - 15.59, 1)
