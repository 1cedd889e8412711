"""Slides that a screen reader can read: each with a title, its things in reading order, its pictures described."""

import io
from collections.abc import Sequence

from lxml.etree import SubElement  # type: ignore[import-untyped]
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from fund.kit.plain_text import tidy

FONT = "Verdana"
INK, PINE, QUIET = RGBColor(0x16, 0x21, 0x1F), RGBColor(0x0F, 0x4A, 0x47), RGBColor(0x4D, 0x5A, 0x58)
WIDE, HIGH, EDGE = Inches(13.333), Inches(7.5), Inches(0.8)
TITLE_ONLY = 5  # of the layouts that come with python-pptx
BAR = Inches(6.2)
TOP, TALL = Inches(0.45), Inches(1.1)  # of a title

Figure = tuple[str, str, str, float | None]  # name, what people said, who did not answer, share from 0 to 1


class Deck:
    """A slide deck, written from its first slide to its last."""

    def __init__(self, title: str) -> None:
        self._deck = Presentation()
        self._deck.slide_width, self._deck.slide_height = WIDE, HIGH
        self._deck.core_properties.title = tidy(title)[:250]
        self._deck.core_properties.language = "en-GB"
        self._deck.core_properties.author = ""

    def opening(self, label: str, title: str, lines: Sequence[str], *, notes: Sequence[str] = ()) -> None:
        """The first slide: what it is, the title, and a few lines."""
        slide = self._slide(title, notes, top=Inches(1.5), high=Inches(2.3), size=38 if len(title) < 80 else 32)
        self._rule(slide, Inches(1.2))
        self._box(slide, [label], Inches(0.5), Inches(0.6), size=18, is_bold=True)
        self._box(slide, lines, Inches(4.1), Inches(2.9), size=20)

    def lines(self, title: str, lines: Sequence[str], *, foot: str = "", notes: Sequence[str] = ()) -> None:
        """A slide of a few lines, each a bullet where there are several."""
        slide = self._slide(title, notes)
        words = sum(len(line.split()) for line in lines)
        size = 24 if words <= 70 else 20 if words <= 120 else 17
        self._box(slide, lines, Inches(1.75), Inches(4.9), size=size, are_points=len(lines) > 1)
        if foot:
            self._box(slide, [foot], Inches(6.75), Inches(0.5), size=16, color=QUIET)

    def story(self, title: str, parts: Sequence[str], said_by: str, *, notes: Sequence[str] = ()) -> None:
        slide = self._slide(title, notes)
        words = sum(len(part.split()) for part in parts)
        self._box(slide, parts, Inches(1.75), Inches(4.2), size=24 if words <= 70 else 20)
        self._box(slide, [said_by], Inches(6.2), Inches(0.6), size=18, color=QUIET, is_bold=True)

    def figures(self, title: str, rows: Sequence[Figure], *, nothing: str, notes: Sequence[str] = ()) -> None:
        """Up to three figures: the words of each, then its bar, which says the same for those who do not see it."""
        slide = self._slide(title, notes)
        if not rows:
            self._box(slide, [nothing], Inches(1.75), Inches(1), size=24)
        for number, (name, said, silence, share) in enumerate(rows):
            top = Inches(1.75 + 1.75 * number)
            self._box(slide, [name], top, Inches(0.45), size=17, color=QUIET)
            self._box(slide, [said], top + Inches(0.4), Inches(0.5), size=24, is_bold=True)
            if share is not None:
                self._bar(slide, share, top + Inches(0.98), f"{name}: {said}")
            if silence:
                left = EDGE + (BAR + Inches(0.3) if share is not None else 0)
                self._box(slide, [silence], top + Inches(0.9), Inches(0.45), size=16, left=left)

    def content(self) -> bytes:
        """The file."""
        whole = io.BytesIO()
        self._deck.save(whole)
        return whole.getvalue()

    def _slide(self, title: str, notes: Sequence[str], top: int = TOP, high: int = TALL, size: int = 32):  # type: ignore[no-untyped-def]
        slide = self._deck.slides.add_slide(self._deck.slide_layouts[TITLE_ONLY])
        place = slide.shapes.title
        place.left, place.top, place.width, place.height = EDGE, top, WIDE - 2 * EDGE, high
        place.text_frame.word_wrap = True
        place.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
        self._write(place.text_frame.paragraphs[0], title, size, PINE, is_bold=True)
        if notes:
            slide.notes_slide.notes_text_frame.text = "\n".join(tidy(note) for note in notes)
        return slide

    def _box(  # type: ignore[no-untyped-def]
        self,
        slide,
        lines: Sequence[str],
        top: int,
        high: int,
        *,
        size: int,
        color: RGBColor = INK,
        is_bold: bool = False,
        are_points: bool = False,
        left: int = EDGE,
    ) -> None:
        box = slide.shapes.add_textbox(left, top, WIDE - EDGE - left, high)
        box.name = f"Words {len(slide.shapes)}"
        frame = box.text_frame
        frame.word_wrap = True
        frame.margin_left = frame.margin_right = 0
        for number, line in enumerate(lines):
            paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
            paragraph.space_after = Pt(size * 0.5)
            paragraph.line_spacing = 1.15
            self._write(paragraph, line, size, color, is_bold=is_bold)
            if are_points:
                about = paragraph._p.get_or_add_pPr()
                about.set("marL", str(Pt(size)))
                about.set("indent", str(-Pt(size)))
                SubElement(about, qn("a:buFont")).set("typeface", "Arial")
                SubElement(about, qn("a:buChar")).set("char", "•")

    def _write(self, paragraph, words: str, size: int, color, *, is_bold: bool) -> None:  # type: ignore[no-untyped-def]
        paragraph.alignment = 1  # left
        run = paragraph.add_run()
        run.text = " ".join(tidy(words).split())
        run.font.name, run.font.size, run.font.bold, run.font.color.rgb = FONT, Pt(size), is_bold, color
        run._r.get_or_add_rPr().set("lang", "en-GB")

    def _bar(self, slide, share: float, top: int, name: str) -> None:  # type: ignore[no-untyped-def]
        """White with an outline for all who answered, dark for those who said so; the two are one described picture."""
        group = slide.shapes.add_group_shape()
        whole = group.shapes.add_shape(MSO_SHAPE.RECTANGLE, EDGE, top, BAR, Inches(0.32))
        whole.fill.solid()
        whole.fill.fore_color.rgb = RGBColor(0xFF, 0xFF, 0xFF)
        whole.line.color.rgb, whole.line.width = INK, Pt(1.5)
        if share > 0:
            part = group.shapes.add_shape(MSO_SHAPE.RECTANGLE, EDGE, top, max(1, int(BAR * share)), Inches(0.32))
            part.fill.solid()
            part.fill.fore_color.rgb = PINE
            part.line.fill.background()
        for shape in group.shapes:
            shape.shadow.inherit = False
        group.name = "Bar"
        group._element.nvGrpSpPr.cNvPr.set("descr", name)

    def _rule(self, slide, top: int) -> None:  # type: ignore[no-untyped-def]
        line = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, EDGE, top, WIDE - 2 * EDGE, Inches(0.06))
        line.fill.solid()
        line.fill.fore_color.rgb = PINE
        line.line.fill.background()
        line.name = "Line"
        _hide(line._element.nvSpPr.cNvPr)


def _hide(about) -> None:  # type: ignore[no-untyped-def]
    """Mark a shape as decoration, so that a screen reader passes it by."""
    held = SubElement(SubElement(about, qn("a:extLst")), qn("a:ext"))
    held.set("uri", "{C183D7F6-B498-43B3-948B-1728B52AA6E4}")
    decorative = SubElement(held, "{http://schemas.microsoft.com/office/drawing/2017/decorative}decorative")
    decorative.set("val", "1")
