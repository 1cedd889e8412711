"""Papers of a fixed length: less is said until all fits, and no sentence of anybody is cut."""

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string

from fund.kit import pdf, sentences
from fund.kit.plain_text import count_words
from reporting.models import Statement

Context = Mapping[str, Any]
_HEAD = re.compile(r"(?s)<head>.*?</head>|<svg.*?</svg>")
_TAG = re.compile(r"<[^>]+>")


def read(page: str) -> str:
    """The words that are seen on a page: no head, no names of pictures."""
    return " ".join(html.unescape(_TAG.sub(" ", _HEAD.sub(" ", page))).split())


@dataclass(frozen=True)
class Room:
    """How much a paper may hold."""

    words: int
    pages: int


def first_that_fits(template: str, ladders: Iterable[Sequence[Context]], room: Room) -> tuple[Context, Any] | None:
    """Of the first ladder on which any fits, the first context that does, and the paper as it is laid out.

    Each ladder goes from much to little. Most papers hold the most of all, so that is looked at first; then half of
    the rest is ruled out by each look. Nothing is written down for a look.
    """
    for ladder in ladders:
        best, low, middle, high = None, 0, 0, len(ladder) - 1
        while low <= high:
            laid = _laid_out(template, ladder[middle], room)
            if laid is None:
                low = middle + 1
            else:
                best, high = (ladder[middle], laid), middle - 1
            middle = (low + high) // 2
        if best is not None:
            return best
    return None


def _laid_out(template: str, context: Context, room: Room) -> Any | None:
    page = render_to_string(template, dict(context))
    if count_words(read(page)) > room.words:
        return None
    laid = pdf.lay_out(page)
    return laid if len(laid.pages) <= room.pages else None


def fitted(template: str, ladders: Iterable[Sequence[Context]], room: Room) -> bytes:
    """The PDF of the most that fits. Raises ValueError where even the least does not."""
    found = first_that_fits(template, ladders, room)
    if found is None:
        raise ValueError(f"Even the least of it does not fit on {room.pages} pages and into {room.words} words.")
    return pdf.finish(found[1])


def short(statements: Sequence[Statement], most: int, longest: int) -> list[Statement]:
    """The first few statements, without those that are too long for the paper."""
    return [one for one in statements if count_words(f"{one.words} {one.note}") <= longest][:most]


def shortest(statements: Sequence[Statement]) -> list[Statement]:
    """The one with the fewest words, where none is short enough."""
    return sorted(statements, key=lambda one: count_words(f"{one.words} {one.note}"))[:1]


def beginning(text: str, most: int) -> str:
    """The first whole sentences of a text, as far as they have at most so many words."""
    kept: list[str] = []
    for sentence in sentences.split(text):
        most -= sentence.words
        if most < 0:
            break
        kept.append(sentence.text)
    return " ".join(kept)
