"""Many PDFs as one: every page, tag, link and bookmark is there, and a screen reader can read it."""

import io

import pikepdf
import pytest

from fund.kit import joining, pdf
from tests.fund.test_pdf import PAGE, problems, texts

CONTENTS = (
    "<h1>All of them</h1><p>"
    f'<a href="{joining.LINK}0">The first, page 2</a> <a href="{joining.LINK}1">The second, page 3</a></p>'
)
BODY = (
    '<h1>{0}</h1><h2>More</h2><p>Words of {0}.</p><p><a href="https://example.org/{0}">A link</a></p>'
    '<table><thead><tr><th scope="col">A</th></tr></thead><tbody><tr><td>{0}</td></tr></tbody></table>'
    '<p style="break-before: page">The end of {0}.</p>'
)


@pytest.fixture(scope="module")
def whole() -> bytes:
    parts = [joining.Part(name, pdf.print_html(PAGE.format(BODY.format(name)))) for name in ("Ash", "Birch")]
    return joining.join(pdf.print_html(PAGE.format(CONTENTS)), parts)


def test_the_whole_passes_every_rule_of_pdf_ua_1(whole: bytes) -> None:
    assert problems(whole) == []


def test_every_page_is_there_in_order_and_says_its_number(whole: bytes) -> None:
    words = texts(whole)
    assert pdf.pages(whole) == 5
    found = [words.index(each) for each in ("All of them", "Words of Ash.", "The end of Ash.", "Words of Birch.")]
    assert found == sorted(found)
    assert [f"Pack page {number}" in words for number in range(1, 7)] == [True] * 5 + [False]


def faults_of_tags(content: bytes) -> list[str]:
    """Where what stands on a page does not lead to its tag and back. The checker of PDF/UA does not look so far."""
    faults = []
    with pikepdf.open(io.BytesIO(content)) as opened:
        numbers = opened.Root.StructTreeRoot.ParentTree.Nums
        table = {int(numbers[place]): numbers[place + 1] for place in range(0, len(numbers), 2)}
        if len(table) != len(numbers) // 2:
            faults.append("a number is there twice")
        for place, sheet in enumerate(opened.pages, 1):
            found = table.get(int(sheet.obj.StructParents))
            tags = list(found) if isinstance(found, pikepdf.Array) else []
            if any(tag.Pg.objgen != sheet.obj.objgen for tag in tags):
                faults.append(f"the tags of page {place} are of another page")
            steps = pikepdf.parse_content_stream(sheet)
            marked = {int(one[0][1].MCID) for one in steps if str(one[1]) == "BDC" and "/MCID" in one[0][1]}
            if marked - set(range(len(tags))):
                faults.append(f"words of page {place} have no tag")
            for note in sheet.obj.get("/Annots", []):
                holder = table.get(int(note.StructParent))
                kids = (
                    [kid for kid in holder.K if isinstance(kid, pikepdf.Dictionary)] if "/K" in (holder or {}) else []
                )
                if [kid.Obj.Rect for kid in kids if "/Obj" in kid] != [note.Rect]:
                    faults.append(f"a link of page {place} has the tag of another")
        if [str(kid.S) for kid in opened.Root.StructTreeRoot.K] != ["/Document"]:
            faults.append("there is not one document")
    return faults


def test_each_page_leads_to_its_own_tags_and_each_tag_to_its_page(whole: bytes) -> None:
    assert faults_of_tags(whole) == []


def test_links_and_bookmarks_lead_to_the_parts(whole: bytes) -> None:
    with pikepdf.open(io.BytesIO(whole)) as opened:
        first = list(opened.pages[0].obj.Annots)
        assert [note.Dest[0].objgen for note in first] == [opened.pages[1].obj.objgen, opened.pages[3].obj.objgen]
        assert [str(note.Contents) for note in first] == ["Ash", "Birch"]
        assert str(opened.pages[1].obj.Annots[0].A.URI) == "https://example.org/Ash"
        with opened.open_outline() as outline:
            assert [item.title for item in outline.root] == ["Contents", "Ash", "Birch"]
        assert str(opened.docinfo.Title) == "A paper" and str(opened.Root.Lang) == "en-GB"


def test_first_pages_alone_are_a_whole_too() -> None:
    assert problems(joining.join(pdf.print_html(PAGE.format("<h1>Nothing yet</h1>")), [])) == []


def test_pages_without_their_tags_would_be_found() -> None:
    """The plain way of joining, as a control: the tags of the second part are missing."""
    first, ash = (io.BytesIO(pdf.print_html(PAGE.format(each))) for each in (CONTENTS, BODY.format("Ash")))
    with pikepdf.open(first) as plain, pikepdf.open(ash) as part:
        plain.pages.extend(part.pages)
        made = io.BytesIO()
        plain.save(made)
    assert faults_of_tags(made.getvalue()) != []
