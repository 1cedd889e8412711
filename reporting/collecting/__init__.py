"""Bringing evidence in that was written elsewhere: a file of another system, or old texts of this fund.

`docs/evidence.md` tells the form of the file. What is brought in is a collection; a summary is drafted from it as from
a round.
"""

from reporting.collecting.checking import Fault, read
from reporting.collecting.keeping import bring_in, named
from reporting.collecting.looking import (
    VOICES,
    Said,
    cited,
    confirm,
    confirm_guesses,
    look_through,
    take_back,
    use_again,
)
from reporting.collecting.old_texts import Words, bring_text, bring_words, scanned, words_in, words_of
from reporting.collecting.schema import SCHEMA, SLOTS

__all__ = [
    "SCHEMA",
    "SLOTS",
    "VOICES",
    "Fault",
    "Said",
    "Words",
    "bring_in",
    "bring_text",
    "bring_words",
    "cited",
    "confirm",
    "confirm_guesses",
    "look_through",
    "named",
    "read",
    "scanned",
    "take_back",
    "use_again",
    "words_in",
    "words_of",
]
