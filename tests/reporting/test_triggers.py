"""A pattern with the letters that it needs finds just what it finds without them."""

import re

import pytest

from reporting.learning.triggers import Shape
from tests.gate import in_memory, synthetic

TEXTS = [words for point in synthetic.POINTS for words in point["said"]]
TEXTS += [*synthetic.FILLER, *synthetic.PRIVATE.values(), *(text.upper() for text in TEXTS), "", "Peer", "ÀÉ no İ ſ"]


def test_every_pattern_of_every_theme_finds_the_same() -> None:
    patterns = [pattern for theme in in_memory.themes() for pattern in theme.patterns]
    slow = [re.compile(pattern, re.IGNORECASE) for pattern in patterns]
    fast = [Shape(pattern) for pattern in patterns]

    for text in [*TEXTS, *(pattern.replace("\\b", " ") for pattern in patterns)]:
        expected = [bool(one.search(text)) for one in slow]
        assert [one.is_in(text, text.lower()) for one in fast] == expected, text
    assert sum(bool(one.needs) for one in fast) > 0.9 * len(fast)


@pytest.mark.parametrize(
    ("pattern", "needs"),
    [
        (r"\bpeers?\b", ("peer",)),
        (r"\b(no|enough|taking) time\b", (" time",)),
        (r"\b(walk|sing)(ing)?\b", ("sing", "walk")),
        (r"[a-z]+", ()),
        (r"a?b?", ()),
        (r"(ab)+", ("ab",)),
    ],
)
def test_the_letters_that_a_pattern_needs(pattern: str, needs: tuple[str, ...]) -> None:
    assert Shape(pattern).needs == needs
