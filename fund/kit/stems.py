"""The stem of a word: "walks", "walked" and "walking" are one. Snowball's stemmer for English, each word once."""

from functools import cache, lru_cache
from typing import Any


@cache
def _stemmer() -> Any:
    import Stemmer  # noqa: PLC0415  (few pages need it)

    return Stemmer.Stemmer("english", 0)


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The stem of one word in small letters."""
    return str(_stemmer().stemWord(word))
