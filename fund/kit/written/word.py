"""Paragraphs of a Word file in their order: text, lists, the rows of tables, and boxes of text.

What was deleted with tracked changes is left out, what was put in with them is read.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn

from fund.kit.plain_text import tidy_line
from fund.kit.written import BROKEN, CannotRead, Paragraph
from fund.kit.written.plain import looks_like_heading

P, TABLE, ROW, CELL = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
BOX = qn("w:txbxContent")
TEXT, TAB, BREAK, RUN = qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:r")
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
GONE = {qn("w:del"), qn("w:moveFrom"), FALLBACK, qn("w:pPr"), qn("w:rPr")}
HEADING = re.compile(r"heading \d|title|subtitle", re.IGNORECASE)


def paragraphs(content: bytes) -> list[Paragraph]:
    """All paragraphs; a row of a table is one, its cells parted by a stroke. Raises CannotRead where it is no file."""
    try:
        document = Document(io.BytesIO(content))
        headings = {style.style_id for style in document.styles if HEADING.fullmatch(style.name or "")}
        return list(_walk(document.element.body, headings))
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError, SyntaxError) as fault:
        raise CannotRead(BROKEN) from fault


def _walk(part: Any, headings: set[str]) -> Iterator[Paragraph]:
    for child in part:
        if child.tag == P:
            words = tidy_line(_words(child))
            if words:
                yield Paragraph(words, _is_heading(child, words, headings))
            for box in _boxes(child):
                yield from _walk(box, headings)
        elif child.tag == TABLE:
            for row in child.iter(ROW):
                cells = [tidy_line(" ".join(_words(p) for p in cell.iter(P))) for cell in row.iterchildren(CELL)]
                if words := " | ".join(cell for cell in cells if cell):
                    yield Paragraph(words)
        elif child.tag not in GONE:
            yield from _walk(child, headings)


def _words(part: Any) -> str:
    """The text of one paragraph, without that of boxes that hang from it."""
    found = []
    for child in part:
        if child.tag == TEXT:
            found.append(child.text or "")
        elif child.tag in {TAB, BREAK}:
            found.append(" ")
        elif child.tag not in GONE and child.tag != BOX:
            found.append(_words(child))
    return "".join(found)


def _boxes(part: Any) -> Iterator[Any]:
    for child in part:
        if child.tag == BOX:
            yield child
        elif child.tag not in GONE:
            yield from _boxes(child)


def _is_heading(paragraph: Any, words: str, headings: set[str]) -> bool:
    """A heading by its style, or short words that are bold from end to end."""
    marks = paragraph.find(qn("w:pPr"))
    style = marks.find(qn("w:pStyle")) if marks is not None else None
    if style is not None and style.get(qn("w:val")) in headings:
        return True
    runs = [run for run in paragraph.iter(RUN) if tidy_line(_words(run))]
    return bool(runs) and looks_like_heading(words) and all(_is_bold(run) for run in runs)


def _is_bold(run: Any) -> bool:
    marks = run.find(qn("w:rPr"))
    bold = marks.find(qn("w:b")) if marks is not None else None
    return bold is not None and bold.get(qn("w:val")) not in {"0", "false"}
