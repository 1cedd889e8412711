"""Word files that a screen reader can read: real headings, real lists, tables with a head, a title and a language."""

import io
from collections.abc import Iterable, Sequence
from typing import Any
from xml.sax.saxutils import quoteattr

from fund.kit.plain_text import tidy

FONT = "Verdana"
INK = "16211F"
TICK_BOX = (
    '<w:sdt xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml">'
    '<w:sdtPr><w:alias w:val={name}/><w14:checkbox><w14:checked w14:val="0"/>'
    '<w14:checkedState w14:val="2612" w14:font="MS Gothic"/><w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/>'
    "</w14:checkbox></w:sdtPr><w:sdtContent><w:r><w:rPr>"
    '<w:rFonts w:ascii="MS Gothic" w:hAnsi="MS Gothic" w:eastAsia="MS Gothic" w:hint="eastAsia"/>'
    "</w:rPr><w:t>\u2610</w:t></w:r></w:sdtContent></w:sdt>"
)


class Paper:
    """One Word file, written from top to bottom. `large` is large print: 18 points, nothing smaller."""

    def __init__(self, title: str, *, large: bool = False) -> None:
        from docx import Document  # noqa: PLC0415  (large, and few pages write a file)

        self._document = Document()
        self.large = large
        self._document.core_properties.title = tidy(title)[:250]
        self._document.core_properties.author = ""
        self._document.core_properties.language = "en-GB"
        self._set_look()
        self.heading(title, 0)

    def _set_look(self) -> None:
        from docx.oxml import OxmlElement  # noqa: PLC0415  (as above)
        from docx.oxml.ns import qn  # noqa: PLC0415
        from docx.shared import Pt, RGBColor  # noqa: PLC0415

        sizes = {"Normal": 18 if self.large else 12, "Title": 28 if self.large else 22}
        sizes |= {"Heading 1": 24 if self.large else 17, "Heading 2": 20 if self.large else 14}
        for name, points in sizes.items():
            style = self._document.styles[name]
            style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(points), RGBColor.from_string(INK)
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
                fonts.set(qn(script), FONT)
            for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:cstheme", "w:eastAsiaTheme"):
                fonts.attrib.pop(qn(theme), None)
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), "en-GB")
        self._document.styles["Normal"].element.get_or_add_rPr().append(language)
        self._document.styles["Normal"].paragraph_format.line_spacing = 1.3

    def heading(self, words: str, level: int = 1) -> None:
        """A heading of level 1 to 3; the title of the paper is level 0."""
        self._document.add_heading(tidy(words), level)

    def text(self, words: str, *, bold: bool = False) -> None:
        """Paragraphs: an empty line parts them, a single line break stays one."""
        for paragraph in tidy(words).split("\n\n"):
            self._document.add_paragraph().add_run(paragraph).bold = bold or None

    def bullets(self, items: Iterable[str]) -> None:
        for item in items:
            self._document.add_paragraph(tidy(item), style="List Bullet")

    def table(self, head: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: Sequence[int] = ()) -> None:
        """A table with its head, which comes again on each page. Columns in `numbers` stand to the right."""
        from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415  (as above)

        table = self._document.add_table(rows=1, cols=len(head), style="Table Grid")
        _repeat(table.rows[0])
        for row_number, row in enumerate([head, *rows]):
            cells = table.rows[0].cells if row_number == 0 else table.add_row().cells
            for column, words in enumerate(row):
                paragraph = cells[column].paragraphs[0]
                paragraph.add_run(tidy(words)).bold = True if row_number == 0 else None
                if column in numbers:
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        self._document.add_paragraph()

    def tick_box(self, words: str) -> None:
        """An option with a box that can be ticked on a screen with a click, and on paper with a pen."""
        from docx.oxml import parse_xml  # noqa: PLC0415  (as above)
        from docx.shared import Pt  # noqa: PLC0415

        paragraph = self._document.add_paragraph()
        paragraph.paragraph_format.left_indent = Pt(18)
        paragraph._p.append(parse_xml(TICK_BOX.format(name=quoteattr(tidy(words)[:60]))))
        paragraph.add_run(f" {tidy(words)}")

    def room(self, words: str, *, lines: int) -> None:
        """A box to answer in: its head says what for, and it is as high as so many lines and grows with more."""
        from docx.enum.table import WD_ROW_HEIGHT_RULE  # noqa: PLC0415  (as above)
        from docx.shared import Pt  # noqa: PLC0415

        table = self._document.add_table(rows=2, cols=1, style="Table Grid")
        _repeat(table.rows[0])
        table.rows[0].cells[0].paragraphs[0].add_run(tidy(words)).bold = True
        table.rows[1].height_rule = WD_ROW_HEIGHT_RULE.AT_LEAST
        table.rows[1].height = Pt(lines * (32 if self.large else 24))
        self._document.add_paragraph()

    def lines_to_write_on(self, number: int) -> None:
        """Empty lines for a pen."""
        for _ in range(number):
            self._document.add_paragraph("_" * (30 if self.large else 50))

    def next_page(self) -> None:
        self._document.add_page_break()

    def content(self) -> bytes:
        """The file."""
        whole = io.BytesIO()
        self._document.save(whole)
        return whole.getvalue()


def _repeat(head: Any) -> None:
    """Have the head of a table come again on each page."""
    from docx.oxml import OxmlElement  # noqa: PLC0415  (as above)
    from docx.oxml.ns import qn  # noqa: PLC0415

    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    head._tr.get_or_add_trPr().append(repeated)
