"""Cutting what was read into passages, each with its place in the text."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fund.kit import sentences
from fund.kit.plain_text import count_words
from fund.kit.written import Paragraph

BETWEEN = "\n\n"
LONG = 180  # words from which a paragraph is cut between its sentences
ABOUT = 100  # words of the pieces then


@dataclass(frozen=True)
class Span:
    """One passage: its number from 1, its characters from `start` to before `end`, its page where there are pages."""

    number: int
    start: int
    end: int
    is_heading: bool
    page: int | None


@dataclass(frozen=True)
class Cut:
    """The whole text, the hash of its UTF-8 letters, and its passages in order."""

    text: str
    sha256: str
    spans: tuple[Span, ...]


def cut(paragraphs: Iterable[Paragraph]) -> Cut:
    """Put the paragraphs into one text, an empty line between them, and say where each passage stands in it.

    `text[start:end]` is the passage, letter for letter. A very long paragraph becomes several passages.
    """
    spans: list[Span] = []
    text = ""
    for paragraph in paragraphs:
        text = text + BETWEEN if text else ""
        first = len(text)
        text += paragraph.words
        for start, end in [(0, len(paragraph.words))] if paragraph.is_heading else _pieces(paragraph.words):
            spans.append(Span(len(spans) + 1, first + start, first + end, paragraph.is_heading, paragraph.page))
    return Cut(text, hashlib.sha256(text.encode()).hexdigest(), tuple(spans))


def _pieces(words: str) -> Iterator[tuple[int, int]]:
    """The whole, or stretches of sentences of about a hundred words."""
    if count_words(words) <= LONG:
        yield 0, len(words)
        return
    start, end = 0, 0
    for sentence in sentences.split(words):
        if end > start and count_words(words[start : sentence.end]) > ABOUT:
            yield start, end
            start = sentence.start
        end = sentence.end
    yield start, len(words)
