"""The words of files: paragraphs and headings of PDFs, Word files and plain texts, and what cannot be read."""

import io
from collections.abc import Callable

import docx
import pikepdf
import pytest
from docx.oxml import parse_xml

from fund.kit import pdf, safe_files
from fund.kit.written import BROKEN, EMPTY, LONG, NO_WORDS, SLOW, CannotRead, Paragraph, apart, plain, word
from fund.kit.written import pdf as pdf_reader

NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
WALKS = "We ran forty walks between April and September, and twelve people came most weeks to walk together. "
needs_pango = pytest.mark.skipif(bool(pdf.available()), reason="WeasyPrint needs Pango")


def printed(body: str, style: str = "") -> bytes:
    return pdf.print_html(f"<html lang='en'><title>A</title><style>{style}</style><body>{body}</body></html>")


def a_word_file(write: Callable[[docx.document.Document], None]) -> bytes:
    document = docx.Document()
    write(document)
    whole = io.BytesIO()
    document.save(whole)
    return whole.getvalue()


def told(found: list[Paragraph]) -> list[tuple[bool, str]]:
    return [(each.is_heading, each.words) for each in found]


# PDF


@needs_pango
def test_lines_of_a_pdf_become_paragraphs_and_large_ones_headings() -> None:
    first, second = (WALKS * 4).strip(), (WALKS * 2).strip()
    body = f"<h1>Report to the council</h1><p>{first}</p><h2>What went well</h2><p>{second}</p>"
    assert told(apart.read(printed(body), "application/pdf")) == [
        (True, "Report to the council"),
        (False, first),
        (True, "What went well"),
        (False, second),
    ]


@needs_pango
def test_items_of_a_list_are_paragraphs_of_their_own() -> None:
    body = f"<p>{WALKS}</p><ul><li>Peers came back each week.</li><li>The nurse sent people to us.</li></ul>"
    found = pdf_reader.paragraphs(printed(body))
    assert [each.words for each in found[1:]] == ["Peers came back each week.", "The nurse sent people to us."]


@needs_pango
def test_what_stands_at_the_edge_of_every_page_is_left_out_and_pages_are_told() -> None:
    body = "".join(f"<p style='break-after:page'>Page of month {number}: {WALKS}</p>" for number in "abcd")
    found = pdf_reader.paragraphs(printed(body, "@page {@bottom-center {content: 'Leith Lungs, ' counter(page)}}"))
    assert [each.page for each in found] == [1, 2, 3, 4]
    assert not any("Leith Lungs" in each.words for each in found)


@needs_pango
def test_a_paragraph_goes_on_in_the_next_column() -> None:
    body = f"<p style='columns: 2; height: 3cm'>{WALKS * 3}</p>"
    assert [each.words for each in pdf_reader.paragraphs(printed(body))] == [(WALKS * 3).strip()]


@needs_pango
def test_a_word_that_was_parted_is_joined_only_where_the_file_knows_it_whole() -> None:
    body = "<p>The walking group, a self-<br>management course, came to-<br>gether. All of them are together now.</p>"
    assert pdf_reader.paragraphs(printed(body))[0].words == (
        "The walking group, a self-management course, came together. All of them are together now."
    )


def test_a_scan_without_words_is_told_so() -> None:
    whole = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.save(whole)
    with pytest.raises(CannotRead) as refused:
        apart.read(whole.getvalue(), "application/pdf")
    assert str(refused.value) == NO_WORDS


def test_a_broken_pdf_is_told_so() -> None:
    with pytest.raises(CannotRead) as refused:
        apart.read(b"%PDF-1.7\n1 0 obj << /Type /Catalog /Pages 9 0 R >>\n%%EOF", "application/pdf")
    assert str(refused.value) in {BROKEN, NO_WORDS}


# Word


def test_a_word_file_gives_headings_lists_and_rows_of_tables_in_their_order() -> None:
    def write(document: docx.document.Document) -> None:
        document.add_heading("Report to the board", 0)
        document.add_paragraph("We walked.")
        document.add_paragraph().add_run("What went well").bold = True
        document.add_paragraph("Peers came back.", style="List Bullet")
        table = document.add_table(rows=2, cols=2)
        for cell, words in zip([c for row in table.rows for c in row.cells], ("What", "£", "Hall", "200"), strict=True):
            cell.text = words
        document.add_paragraph("After the table.")

    assert told(apart.read(a_word_file(write), safe_files.WORD)) == [
        (True, "Report to the board"),
        (False, "We walked."),
        (True, "What went well"),
        (False, "Peers came back."),
        (False, "What | £"),
        (False, "Hall | 200"),
        (False, "After the table."),
    ]


def test_what_was_deleted_with_tracked_changes_is_left_out_and_what_was_put_in_is_read() -> None:
    def write(document: docx.document.Document) -> None:
        paragraph = document.add_paragraph("We ran ")
        paragraph._p.append(parse_xml(f"<w:del {NS}><w:r><w:delText>ten</w:delText></w:r></w:del>"))
        paragraph._p.append(parse_xml(f"<w:ins {NS}><w:r><w:t>forty</w:t></w:r></w:ins>"))
        paragraph.add_run(" walks.")

    assert [each.words for each in word.paragraphs(a_word_file(write))] == ["We ran forty walks."]


def test_a_box_of_text_is_read_once() -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>In the box.</w:t></w:r></w:p></w:txbxContent>"
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'

    def write(document: docx.document.Document) -> None:
        paragraph = document.add_paragraph("Before.")
        both = f"<mc:Choice Requires='wps'>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
        paragraph._p.append(parse_xml(f"<w:r {NS} {mc}><mc:AlternateContent>{both}</mc:AlternateContent></w:r>"))

    assert [each.words for each in word.paragraphs(a_word_file(write))] == ["Before.", "In the box."]


def test_an_empty_word_file_is_told_so() -> None:
    with pytest.raises(CannotRead) as refused:
        apart.read(a_word_file(lambda document: None), safe_files.WORD)
    assert str(refused.value) == EMPTY


def test_what_only_looks_like_a_word_file_is_told_so() -> None:
    with pytest.raises(CannotRead) as refused:
        apart.read(b"PK\x03\x04 nothing", safe_files.WORD)
    assert str(refused.value) == BROKEN


# Plain text


def test_a_plain_text_is_cut_at_empty_lines_and_its_broken_lines_are_joined() -> None:
    text = (
        "WHAT WE DID\n===========\n\nWe ran forty walks between April and September, and twelve\n"
        "people came.\n\n- Peers came back each week, and they brought their friends.\n- The nurse helped.\n"
    )
    assert told(plain.paragraphs(text.encode())) == [
        (True, "WHAT WE DID"),
        (False, "We ran forty walks between April and September, and twelve people came."),
        (False, "- Peers came back each week, and they brought their friends."),
        (False, "- The nurse helped."),
    ]


def test_each_line_of_a_text_without_broken_lines_is_a_paragraph() -> None:
    text = f"{WALKS * 3}\r\n{WALKS * 2}"
    assert [each.words for each in plain.paragraphs(text.encode("utf-16"))] == [
        (WALKS * 3).strip(),
        (WALKS * 2).strip(),
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_accents_of_any_usual_encoding_are_read(encoding: str) -> None:
    assert (
        plain.paragraphs("The café in Còrdoba was full.".encode(encoding))[0].words == "The café in Còrdoba was full."
    )


# Limits


def test_far_too_many_words_are_refused() -> None:
    with pytest.raises(CannotRead) as refused:
        apart.read((WALKS * 4_100).encode(), "text/plain")
    assert str(refused.value) == LONG


def test_a_file_that_takes_too_long_is_given_up() -> None:
    with pytest.raises(CannotRead) as refused:
        apart.read(b"We walked.", "text/plain", seconds=0.001)
    assert str(refused.value) == SLOW
