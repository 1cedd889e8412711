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

_LINK = (
    r"However|But|And|Or|So|Yet|Therefore|Thus|Also|As a result|As such|Because of this|Although this|Consequently|"
    r"For example|For instance|Furthermore|Hence|In addition|Instead|Moreover|Nevertheless|On the other hand|Similarly|"
    r"Then"
)
_THOSE = r"those(?! (?:who|whose|with|without|of|that|in|at|on|from|living|we|they)\b)"
_THERE = rf"this|these|that|{_THOSE}|they|them|he|she"
_IT = (
    r"it(?! (?:is|was|can be|may be|would be|will be|has been|had been|becomes|became|seems|seemed) (?:\w+ ){1,3}?"
    r"(?:to|that|for|when|if)\b)(?! (?:takes|took|needs|needed|costs?|helps|helped|pays|paid) (?:\w+ ){0,4}?to\b)"
    r"(?! (?:rain|snow))"
)
# Words that stand for something that the sentence before told: at the start, or just after its first small words.
_STANDS_FOR = (
    rf"(?:By )?doing (?:so|this|that|it)|{_IT}|{_THERE}|his|her|their|its|such|both|which|the project|the same|"
    r"the (?:latter|former)(?= (?:is|was|are|were|has|have|had|did|can|could|will|would)\b)"
)
_BEFORE = (
    r"If|When|While|As|Although|Though|After|Before|Since|Because|Without|With|In|For|On|At|From|Through|Despite|Until|"
    r"Unless|All|All of|Some of|Many of|Most of|One of|Each of|Both of|None of|Because of|Once"
)
_LINKED = re.compile(rf"(?:{_LINK})\b,?\s*", re.IGNORECASE)
_DANGLING = re.compile(rf"(?:(?:{_BEFORE}) (?P<after>{_THERE})|(?P<first>{_STANDS_FOR}))\b", re.IGNORECASE)
_OPENING = "\"'“‘(["
GAP = "[…]"  # where an editor says what was meant
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
    """Say whether the sentence leans on one before it, as "However, …" or "If these …" do, or has a gap."""
    bare = sentence.lstrip(_OPENING)
    return GAP in sentence or bool(_LINKED.match(bare) or _DANGLING.match(bare))


def with_gap(sentence: str) -> str:
    """A sentence without its link to the one before, and with a gap for what was told there: "[…] helped us."."""
    opening = sentence[: len(sentence) - len(sentence.lstrip(_OPENING))]
    bare = sentence[len(opening) :]
    while (link := _LINKED.match(bare)) and link.end() < len(bare):
        bare = bare[link.end() :]
        bare = bare[:1].upper() + bare[1:]
    if (found := _DANGLING.match(bare)) and GAP not in bare:
        start, end = found.span("after" if found["after"] else "first")
        bare = f"{bare[:start]}{GAP}{bare[end:]}"
    return opening + bare
