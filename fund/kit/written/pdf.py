"""Paragraphs of a PDF, put together again from its lines.

A PDF knows only where letters stand. pdfminer.six groups them into lines and boxes; here lines become paragraphs,
larger or bold ones become headings, and what stands at the edge of many pages (a name, a page number) is left out.
"""

import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pdfminer.high_level import extract_pages
from pdfminer.layout import LTChar, LTTextContainer, LTTextLine
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfminer.psexceptions import PSException

from fund.kit.plain_text import tidy, tidy_line
from fund.kit.written import BROKEN, LOCKED, NO_WORDS, CannotRead, Paragraph
from fund.kit.written.plain import BULLET, HEADING_WORDS

LARGER = 1.12  # times the usual size of letters
EDGE = 0.09  # of the page's height, where names and numbers of pages stand
SHORT = 0.85  # of the box's width: a line that ends here ends its paragraph
FEWEST_LETTERS = 20
BOLD = re.compile("bold|black|heavy", re.IGNORECASE)
ONLY_MARKS = re.compile(r"\s*(?:\(?\d{1,2}[.)])?[\s•·▪◦●○‣\uf0b7\uf0a7*–—-]+")
ENDS = (".", "!", "?", ":", "”", '"', ")", "…")


@dataclass(frozen=True)
class Line:
    """One line with what tells where it belongs."""

    words: str
    page: int
    box: int
    size: float
    is_bold: bool
    is_item: bool
    is_full: bool
    is_at_edge: bool


def paragraphs(content: bytes) -> list[Paragraph]:
    """All paragraphs and headings. Raises CannotRead for a locked or broken file, and for pages without words."""
    try:
        lines = list(_lines(content))
    except PDFPasswordIncorrect as fault:
        raise CannotRead(LOCKED) from fault
    except (PDFException, PSException, ValueError, KeyError, TypeError, AttributeError, IndexError) as fault:
        raise CannotRead(BROKEN) from fault
    lines = _without_edges(lines)
    if sum(len(line.words) for line in lines) < FEWEST_LETTERS:
        raise CannotRead(NO_WORDS)
    return _joined(lines)


def _lines(content: bytes) -> Iterator[Line]:
    box = 0
    for page, layout in enumerate(extract_pages(io.BytesIO(content)), 1):
        boxes = [thing for thing in layout if isinstance(thing, LTTextContainer)]
        marks = [_middle(line) for line in _in(boxes) if ONLY_MARKS.fullmatch(line.get_text())]
        for around in boxes:
            box += 1
            for line in _in([around]):
                if not ONLY_MARKS.fullmatch(line.get_text()):
                    yield from _line(line, around, layout, page, box, marks)


def _in(boxes: Iterable[LTTextContainer[Any]]) -> Iterator[LTTextLine]:
    return (line for box in boxes for line in box if isinstance(line, LTTextLine))


def _middle(line: LTTextLine) -> float:
    return float(line.y0 + line.y1) / 2


def _line(
    line: LTTextLine, around: LTTextContainer[Any], layout: Any, page: int, box: int, marks: list[float]
) -> Iterator[Line]:
    letters = [each for each in line if isinstance(each, LTChar) and each.get_text().strip()]
    words = " ".join(tidy(line.get_text()).split())
    if not letters or not words:
        return
    size = Counter(round(each.size, 1) for each in letters).most_common(1)[0][0]
    height = (_middle(line) - layout.y0) / max(layout.height, 1)
    yield Line(
        words=words,
        page=page,
        box=box,
        size=size,
        is_bold=all(BOLD.search(each.fontname) for each in letters),
        is_item=any(abs(_middle(line) - mark) < size / 2 for mark in marks) or bool(BULLET.match(words)),
        is_full=line.x1 - around.x0 > SHORT * around.width,
        is_at_edge=not EDGE < height < 1 - EDGE,
    )


def _without_edges(lines: list[Line]) -> list[Line]:
    """Leave out what stands at the edge of three or more pages with the same words, and numbers of pages."""

    def pattern(line: Line) -> str:
        return re.sub(r"\d+", "0", line.words.casefold())

    seen: dict[str, set[int]] = {}
    for line in lines:
        if line.is_at_edge:
            seen.setdefault(pattern(line), set()).add(line.page)

    def is_edge(line: Line) -> bool:
        words = pattern(line)
        is_number = bool(re.fullmatch(r"(?:page )?0(?: (?:of|/) 0)?", words))
        return line.is_at_edge and (is_number or len(seen[words]) >= 3)

    return [line for line in lines if not is_edge(line)]


def _joined(lines: list[Line]) -> list[Paragraph]:
    sizes = Counter[float]()
    for line in lines:
        sizes[line.size] += len(line.words)
    usual = sizes.most_common(1)[0][0]
    whole = {word for line in lines for word in re.findall(r"\w+", line.words.casefold())}
    found: list[tuple[list[Line], bool]] = []
    for line in lines:
        is_heading = _is_heading(line, usual)
        if found and _goes_on(found[-1][0][-1], found[-1][1], line, is_heading):
            found[-1][0].append(line)
        else:
            found.append(([line], is_heading))
    parts = [(tidy_line(_one(group, whole)), is_heading, group[0].page) for group, is_heading in found]
    return [Paragraph(words, is_heading, page) for words, is_heading, page in parts if words]


def _is_heading(line: Line, usual: float) -> bool:
    stands_out = line.size > LARGER * usual or line.is_bold
    return stands_out and len(line.words.split()) <= HEADING_WORDS and not line.words.endswith((".", ",", ";"))


def _goes_on(before: Line, was_heading: bool, line: Line, is_heading: bool) -> bool:
    """Say whether a line goes on with the paragraph of the line before it."""
    if was_heading != is_heading or line.is_item:
        return False
    if was_heading:
        return before.box == line.box and before.size == line.size
    if before.box == line.box:
        return before.is_full or not before.words.endswith(ENDS)
    # A paragraph may go on in the next column or on the next page.
    return not before.words.endswith(ENDS) and line.words[0].islower() and before.size == line.size


def _one(lines: list[Line], whole: set[str]) -> str:
    """The lines as one. A word that was parted at the end of a line is joined where the file knows it whole."""
    text = lines[0].words
    for line in lines[1:]:
        parted = re.search(r"(\w+)-$", text)
        following = re.match(r"\w+", line.words)
        if parted and following and line.words[0].islower():
            is_one = (parted[1] + following[0]).casefold() in whole
            text = (text[:-1] if is_one else text) + line.words
        else:
            text = f"{text} {line.words}"
    return text
