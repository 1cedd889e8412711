"""Cutting a text into sentences, each with its place in the text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_SHORT = ["dr", "mr", "mrs", "ms", "mx", "prof", "rev", "st", "vs", "approx", "cllr", "hon", "e.g", "i.e", "a.m", "p.m"]
_END = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s+[\"'“‘(\[]?[A-Z0-9À-Þ£])")
_BULLET = re.compile(r"[ \t]*(?:[-–—•*·▪◦]|\(?\d{1,2}[.)]|\(?[a-z][.)])[ \t]+")
_LAST_WORD = re.compile(r"[\w.&’'-]+$")
_INITIALS = re.compile(r"(?:[A-Za-z]\.)+[A-Za-z]?$|^[A-Z]$")
_WRAPPED = 60  # a line at least this long that ends without a stop goes on in the next line

_DANGLING = re.compile(
    r"(?:However|This|These|That|Those|They|Their|It|Its|He|She|His|Her|Such|But|And|Or|So|Therefore|Thus|Also|"
    r"Although this|As a result|As such|Because of this|Both|Consequently|For example|For instance|Furthermore|"
    r"Hence|In addition|Instead|Moreover|Nevertheless|On the other hand|Similarly|The project|The latter|The former|"
    r"The same|Then|Which)\b",
    re.IGNORECASE,
)
_FEWEST_WORDS = 4
_HEADING_WORDS = 8


@dataclass(frozen=True)
class Sentence:
    """One sentence: its number from nought, and its characters from `start` to before `end`."""

    number: int
    start: int
    end: int
    text: str

    @property
    def words(self) -> int:
        return len(self.text.split())


def split(text: str) -> list[Sentence]:
    """Cut a text into sentences; `text[start:end]` is the sentence, letter for letter.

    A sentence ends at a stop, its closing quotation mark, white space and a capital, a digit or an opening quotation
    mark; not after "Dr", "e.g." or initials such as M.E. Each item of a list and each paragraph ends one too.
    """
    found: list[Sentence] = []
    for start, end in _blocks(text):
        for first, last in _within(text, start, end):
            found.append(Sentence(len(found), first, last, text[first:last]))
    return found


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """The stretches that no sentence crosses: paragraphs, list items, headings."""
    start: int | None = None
    end = here = 0
    for line in text.splitlines(keepends=True):
        bullet = _BULLET.match(line)
        if start is not None and (bullet or not line.strip() or not _goes_on(text[start:end], line)):
            yield start, end
            start = None
        if line.strip():
            start = here + (bullet.end() if bullet else 0) if start is None else start
            end = here + len(line)
        here += len(line)
    if start is not None:
        yield start, end


def _goes_on(block: str, line: str) -> bool:
    """Say whether a line only carries on the one before it, as in text wrapped by hand."""
    before = block.splitlines()[-1].rstrip()
    if line.lstrip()[:1].islower():
        return before[-1:] not in ".!?"
    return len(before) >= _WRAPPED and before[-1:] not in ".!?:"


def _within(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    begin = start
    for stop in _END.finditer(text, start, end):
        if not _is_short_form(text[begin : stop.start()], stop.group()):
            yield from _trimmed(text, begin, stop.end())
            begin = stop.end()
    yield from _trimmed(text, begin, end)


def _is_short_form(before: str, stop: str) -> bool:
    """Say whether the stop belongs to "Dr", "e.g." or initials, and not to the end of a sentence."""
    last = _LAST_WORD.search(before)
    if not last or not stop.startswith(".") or len(stop) > 1:
        return False
    word = last.group()
    return word.lower() in _SHORT or bool(_INITIALS.search(word))


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    piece = text[start:end]
    first = start + len(piece) - len(piece.lstrip())
    last = start + len(piece.rstrip())
    if first < last:
        yield first, last


def tells_something(sentence: str) -> bool:
    """Say whether this is a sentence that can tell what was learned: no heading, byline, question or scrap."""
    words = sentence.split()
    if len(words) < _FEWEST_WORDS or sentence.rstrip("\"'”’)").endswith("?"):
        return False
    if re.match(r"(?:By|Written by|Published|Photo|Picture|Source)\b:?\s", sentence) and len(words) <= _HEADING_WORDS:
        return False
    is_closed = sentence.rstrip("\"'”’)")[-1:] in ".!…;"
    return is_closed or (len(words) > _HEADING_WORDS or not _is_title_case(words))


def _is_title_case(words: list[str]) -> bool:
    long = [word for word in words if len(word) > 3]
    return bool(long) and all(word[0].isupper() for word in long)


def dangles(sentence: str) -> bool:
    """Say whether the sentence leans on one before it: "However, …", "This …", "They …"."""
    return bool(_DANGLING.match(sentence.lstrip("\"'“‘([")))
