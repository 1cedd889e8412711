"""Word files: what a screen reader needs is in them, and what nobody can keep is not."""

import io

from docx import Document

from fund.kit.word import Paper


def reread(paper: Paper) -> "Document":
    return Document(io.BytesIO(paper.content()))


def test_headings_lists_and_tables_are_real() -> None:
    paper = Paper("The questions")
    paper.heading("Your project")
    paper.text("First.\n\nSecond,\nwith a break.")
    paper.bullets(["one", "two"])
    paper.table(["What for", "Amount"], [["Room", "£120"]], numbers=[1])
    document = reread(paper)
    assert document.core_properties.title == "The questions"
    assert [(p.style.name, p.text) for p in document.paragraphs if p.text] == [
        ("Title", "The questions"),
        ("Heading 1", "Your project"),
        ("Normal", "First."),
        ("Normal", "Second,\nwith a break."),
        ("List Bullet", "one"),
        ("List Bullet", "two"),
    ]
    table = document.tables[0]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [["What for", "Amount"], ["Room", "£120"]]
    assert "tblHeader" in table.rows[0]._tr.xml


def test_large_print_has_nothing_under_18_points() -> None:
    document = reread(Paper("Large", large=True))
    sizes = [document.styles[name].font.size.pt for name in ("Normal", "Heading 1", "Heading 2", "Title")]
    assert min(sizes) == 18


def test_what_no_file_can_hold_is_left_out() -> None:
    paper = Paper("Caf\u0065\u0301 \x00\ud800")
    paper.text("A\x0bB \U0001f469\U0001f3fd Gàidhlig żółw عربي")
    words = [p.text for p in reread(paper).paragraphs]
    assert words == ["Café", "A\nB \U0001f469\U0001f3fd Gàidhlig żółw عربي"]


def test_a_box_can_be_ticked_and_an_answer_has_room() -> None:
    paper = Paper("The questions")
    paper.tick_box('Fish & "chips" <b>')
    paper.room("Your answer. At most 80 words", lines=10)
    document = reread(paper)
    assert document.paragraphs[1].text == ' Fish & "chips" <b>'
    assert document.element.xml.count("<w14:checkbox>") == 1
    assert "\u2610" in document.element.xml
    table = document.tables[0]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [["Your answer. At most 80 words"], [""]]
    assert table.rows[1].height.pt == 240
    assert "tblHeader" in table.rows[0]._tr.xml
