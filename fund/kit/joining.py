"""Many PDFs as one that a screen reader can still read: pages, tags, links and bookmarks are carried over.

The parts come from `fund.kit.pdf`. They have no links inside themselves. pikepdf copies pages but not the tags that
say what stands on them, so the tags of each part are brought over here and numbered on.
"""

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem

from fund.kit import pdf

LINK = "https://part.invalid/"  # with the place of the part: a link of the first pages that leads to it
NUMBER = "Pack page "
NUMBER_PAPER = (
    '<!doctype html><html lang="en-GB"><head><title>Numbers</title>'
    f'<link rel="stylesheet" href="static:fund/print.css"></head><body><h1>{NUMBER}0123456789</h1></body></html>'
)
LEFT, BOTTOM = 45.4, 30.0  # points from the edges of a page, where its number begins


@dataclass(frozen=True)
class Part:
    """A PDF with the name that it has among the bookmarks and in links."""

    title: str
    content: bytes


def join(first: bytes, parts: Sequence[Part], *, size: float = 9) -> bytes:
    """The first pages, which name the parts and bring title and language, with the parts behind them.

    Each page says which page of the whole it is, in letters of `size` points. Links of the first pages to `LINK` and a
    place lead to that part.
    """
    with ExitStack() as stack:
        whole = stack.enter_context(pikepdf.open(io.BytesIO(first)))
        starts = []
        document = _one_document(whole)
        next_key = int(whole.Root.StructTreeRoot.ParentTree.Nums[-2]) + 1
        for part in parts:
            source = stack.enter_context(pikepdf.open(io.BytesIO(part.content)))
            starts.append(len(whole.pages))
            next_key = _bring_over(whole, source, document, next_key)
        whole.Root.StructTreeRoot[Name.ParentTreeNextKey] = next_key
        _link(whole, parts, starts)
        _bookmark(whole, parts, starts)
        _number(whole, size)
        made = io.BytesIO()
        whole.save(made, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return made.getvalue()


def _one_document(whole: pikepdf.Pdf) -> Dictionary:
    """The element that holds all tags of the whole."""
    root = whole.Root.StructTreeRoot
    document = whole.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, P=root, K=Array()))
    _adopt(document, root)
    root[Name.K] = Array([document])
    return document


def _adopt(document: Dictionary, root: pikepdf.Object) -> None:
    kids = root.K if isinstance(root.K, Array) else [root.K]
    for kid in kids:
        kid[Name.P] = document
        if str(kid.S) == "/Document":
            kid[Name.S] = Name.Part
        document.K.append(kid)


def _bring_over(whole: pikepdf.Pdf, source: pikepdf.Pdf, document: Dictionary, key: int) -> int:
    """Append the pages of a part with their tags; the next free number of the table that leads from pages to tags."""
    before = len(whole.pages)
    whole.pages.extend(source.pages)
    root = whole.copy_foreign(source.Root.StructTreeRoot)  # only now, so that tags point at the pages just copied
    for sheet in list(whole.pages)[before:]:
        sheet.obj[Name.StructParents] = int(sheet.obj.StructParents) + key
        for note in sheet.obj.get("/Annots", []):
            if "/StructParent" in note:
                note[Name.StructParent] = int(note.StructParent) + key
    numbers, last = whole.Root.StructTreeRoot.ParentTree.Nums, -1
    for number, leads_to in _pairs(root.ParentTree.Nums):
        numbers.append(number + key)
        numbers.append(leads_to)
        last = max(last, number)
    _adopt(document, root)
    return key + last + 1


def _pairs(numbers: pikepdf.Object) -> Iterator[tuple[int, pikepdf.Object]]:
    for place in range(0, len(numbers), 2):
        yield int(numbers[place]), numbers[place + 1]


def _link(whole: pikepdf.Pdf, parts: Sequence[Part], starts: Sequence[int]) -> None:
    for sheet in list(whole.pages)[: starts[0] if starts else 0]:
        for note in sheet.obj.get("/Annots", []):
            address = str(note.A.get("/URI", "")) if "/A" in note else ""
            if not address.startswith(LINK):
                continue
            place = int(address.removeprefix(LINK))
            del note["/A"]
            note[Name.Dest] = Array([whole.pages[starts[place]].obj, Name.Fit])
            note[Name.Contents] = pikepdf.String(parts[place].title)


def _bookmark(whole: pikepdf.Pdf, parts: Sequence[Part], starts: Sequence[int]) -> None:
    with whole.open_outline() as outline:
        outline.root.clear()
        outline.root.append(OutlineItem("Contents", 0))
        outline.root.extend(OutlineItem(part.title, start) for part, start in zip(parts, starts, strict=True))


def _number(whole: pikepdf.Pdf, size: float) -> None:
    """Write on each page which page of the whole it is, marked as no part of the text."""
    with pikepdf.open(io.BytesIO(_number_paper())) as paper:
        face, codes = next((face, codes) for face, codes in _faces(paper) if set(NUMBER) <= set(codes))
        font = whole.copy_foreign(whole.make_indirect(face) if not face.is_indirect else face)
        for number, sheet in enumerate(whole.pages, 1):
            written = "".join(codes[letter] for letter in f"{NUMBER}{number}")
            sheet.obj.Resources.Font[Name.PackPage] = font
            sheet.contents_add(b"q\n", prepend=True)
            stamp = f"\nQ\n/Artifact <</Type /Pagination /Subtype /Footer>> BDC q BT 0.2 g /PackPage {size} Tf "
            sheet.contents_add(f"{stamp}{LEFT} {BOTTOM} Td <{written}> Tj ET Q EMC".encode())


def _faces(paper: pikepdf.Pdf) -> Iterator[tuple[pikepdf.Object, dict[str, str]]]:
    """The fonts of a paper, each with the code of each of its letters."""
    for face in paper.pages[0].obj.Resources.Font.values():
        pairs = re.findall(r"<([0-9a-fA-F]{4})> <([0-9a-fA-F]{4})>", face.ToUnicode.read_bytes().decode())
        yield face, {chr(int(letter, 16)): code for code, letter in pairs}


@cache
def _number_paper() -> bytes:
    return pdf.print_html(NUMBER_PAPER)
