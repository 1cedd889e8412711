"""From a decision to everybody knowing."""

from applications.announcing.at_once import announce
from applications.announcing.editing import edit, look_at, put_back
from applications.announcing.outbox import Post, count, letter_of, outbox, preview
from applications.announcing.trying_words import kinds_of, sample
from applications.announcing.waiting import decided_in, undecided_in

__all__ = [
    "Post",
    "announce",
    "count",
    "decided_in",
    "edit",
    "kinds_of",
    "letter_of",
    "look_at",
    "outbox",
    "preview",
    "put_back",
    "sample",
    "undecided_in",
]
