import http.server
import io
import logging
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import page
import pikepdf
import pytest
from django.conf import settings
from django.template import engines
from django.utils.html import escape, linebreaks

from fund.kit import charts, pdf

pytestmark = pytest.mark.slow

PAGE = """<!doctype html><html lang="en-GB"><head><title>A paper</title>
<link rel="stylesheet" href="static:fund/print.css"></head><body>{}</body></html>"""


def texts(made: bytes) -> str:
    """All words of a PDF, read through the fonts' own tables."""
    found = []
    with pikepdf.open(io.BytesIO(made)) as opened:
        for sheet in opened.pages:
            letters = {name: letters_of(font) for name, font in sheet.Resources.Font.items()}
            now: dict[int, str] = {}
            for operands, operator in pikepdf.parse_content_stream(sheet):
                if str(operator) == "Tf":
                    now = letters[str(operands[0])]
                elif str(operator) in {"Tj", "TJ"}:
                    parts = operands[0] if str(operator) == "TJ" else [operands[0]]
                    raw = b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String))
                    found.append(
                        "".join(now.get(int.from_bytes(raw[at : at + 2]), "?") for at in range(0, len(raw), 2))
                    )
                elif str(operator) in {"ET", "T*", "Td"}:
                    found.append(" ")
    return " ".join("".join(found).split())


def letters_of(font: Any) -> dict[int, str]:
    table = font.ToUnicode.read_bytes().decode()
    pairs = re.findall(r"<([0-9a-fA-F]+)> <([0-9a-fA-F]+)>", table)
    return {int(code, 16): bytes.fromhex(letter).decode("utf-16-be") for code, letter in pairs}


def problems(made: bytes) -> list[str]:
    return [f"{failure.rule_id}: {failure.message}" for failure in page.validate_pdf_bytes(made).failures]


class Ear(http.server.BaseHTTPRequestHandler):
    heard: list[str] = []

    def do_GET(self) -> None:
        Ear.heard.append(self.path)
        self.send_response(200)
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def ear() -> Iterator[str]:
    """The address of a server on this machine that remembers who asked it for something."""
    Ear.heard.clear()
    server = http.server.HTTPServer(("127.0.0.1", 0), Ear)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def marker(tmp_path: Path) -> Path:
    """A file that no paper may show. A picture, because a paper could really draw it."""
    path = tmp_path / "secret.svg"
    path.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="20"><text y="15">MARKERSECRET</text></svg>'
    )
    return path


def test_a_paper_passes_every_rule_of_pdf_ua_1() -> None:
    bar = charts.bar(204, 306, key="a", name="People who feel less alone: 204 of 306")
    made = pdf.print_html(
        PAGE.format(
            f"<h1>What helped</h1><h2>In figures</h2><p>Words with an ending: Gàidhlig.</p>{bar}"
            '<p><a href="https://example.org/">See it on the web</a></p><ul><li>One</li><li>Two</li></ul>'
            '<table><thead><tr><th scope="col">Who</th><th scope="col">How many</th></tr></thead>'
            '<tbody><tr><th scope="row">People</th><td>204</td></tr></tbody></table>'
        )
    )

    report = page.validate_pdf_bytes(made)

    assert problems(made) == []
    assert report.is_compliant
    assert (report.rules.total, report.rules.failed) == (104, 0)


def test_the_check_is_a_real_one() -> None:
    made = pdf.print_html(PAGE.format("<h1>One</h1><h4>Four</h4>"))

    assert problems(made) != []


def test_a_paper_says_its_language_and_title_and_brings_its_font() -> None:
    made = pdf.print_html(PAGE.format("<h1>What helped</h1>"))

    with pikepdf.open(io.BytesIO(made)) as opened:
        fonts = [str(font.BaseFont) for sheet in opened.pages for font in sheet.Resources.Font.values()]
        assert str(opened.Root.Lang) == "en-GB"
        assert str(opened.docinfo.Title) == "A paper"
    assert fonts and all("Atkinson" in font for font in fonts)
    assert texts(made).startswith("What helped")


def test_headings_of_tables_say_what_they_head_and_links_stay_in_print() -> None:
    made = pdf.print_html(
        PAGE.format(
            '<h1>T</h1><p><a href="https://example.org/">Link</a></p><table><thead><tr><th>A</th><th>B</th></tr></thead>'
            "<tbody><tr><th>r</th><td>1</td></tr></tbody></table>"
        )
    )

    with pikepdf.open(io.BytesIO(made)) as opened:
        parts = [part for part in opened.objects if isinstance(part, pikepdf.Dictionary)]
        scopes = [str(part.A.Scope) for part in parts if part.get("/S") == pikepdf.Name.TH]
        flags = [int(part.F) for part in parts if part.get("/Subtype") == pikepdf.Name.Link]
    assert sorted(scopes) == ["/Column", "/Column", "/Row"]
    assert flags == [4]


HOSTILE = [
    '<img alt="x" src="{file}">',
    '<img alt="x" src="{web}/picture.png">',
    '<p style="background: url({web}/background.png)">x</p>',
    '<style>@import url("{web}/style.css");</style>',
    "<style>@font-face {{ font-family: q; src: url({web}/font.ttf) }} p {{ font-family: q }}</style>",
    '<link rel="stylesheet" href="{file}">',
    '<link rel="attachment" href="{file}">',
    '<link rel="attachment" href="{web}/attachment">',
    '<object data="{file}" type="image/svg+xml">x</object>',
    '<embed src="{web}/embedded.svg" type="image/svg+xml">',
    '<svg width="10" height="10"><image href="{file}" width="10" height="10"/></svg>',
    '<svg width="10" height="10" xmlns:xlink="http://www.w3.org/1999/xlink"><use xlink:href="{web}/use.svg#a"/></svg>',
    '<img alt="x" src="static:../manage.py"><img alt="x" src="static:/etc/passwd">',
    '<img alt="x" src="FILE://{path}"><img alt="x" src="//127.0.0.1/x"><img alt="x" src="ftp://127.0.0.1/x">',
]


@pytest.mark.parametrize("html", HOSTILE)
def test_a_paper_reaches_no_file_and_no_network_even_if_html_gets_in(
    html: str, ear: str, marker: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    hostile = html.format(file=marker.as_uri(), path=marker, web=ear)

    made = pdf.print_html(PAGE.format(f"<h1>Words</h1><p>Still here.</p>{hostile}"))

    assert Ear.heard == []
    assert "MARKERSECRET" not in texts(made)
    assert marker.read_bytes() not in made
    assert b"/EmbeddedFile" not in made
    assert "Still here." in texts(made)
    assert caplog.records or "<use" in html  # <use> of another file is not even tried


def test_words_from_people_are_words_in_a_paper_whatever_they_look_like(ear: str, marker: Path, tmp_path: Path) -> None:
    template = engines["django"].from_string(PAGE.format("<h1>{{ title }}</h1><p>{{ words|linebreaksbr }}</p>"))
    words = f'<img src="{marker.as_uri()}"> <style>p {{ background: url({ear}/x) }}</style>'

    made = pdf.print_html(template.render({"title": "<script>alert(1)</script>", "words": words}))

    assert Ear.heard == []
    assert "<script>alert(1)</script>" in texts(made)
    assert "<style>" in texts(made)
    assert "MARKERSECRET" not in texts(made)


NASTY = {
    "50,000 signs without a space": "x" * 50_000,
    "50,000 signs that need escaping": "&<" * 25_000,
    "200 nested quotes": "".join(f"{'> ' * depth}level {depth}\n" for depth in range(1, 201)),
    "200 nested tags": "<blockquote>" * 200 + "deep" + "</blockquote>" * 200,
}


@pytest.mark.slow
@pytest.mark.parametrize("what", NASTY)
def test_whatever_somebody_pasted_can_still_be_printed(what: str) -> None:
    began = time.process_time()
    made = pdf.print_html(PAGE.format(f"<h1>T</h1>{linebreaks(NASTY[what], autoescape=True)}<p>The end</p>"))
    assert time.process_time() - began < 60  # an endless word that may not break takes more than five minutes
    words = texts(made)
    assert "The end" in words
    assert words.count("x") == NASTY[what].count("x")


def test_an_endless_word_breaks_and_the_paper_stays_whole() -> None:
    made = pdf.print_html(PAGE.format(f"<h1>T</h1><p>{'x' * 300}</p><p>{'&amp;' * 300}</p>"))
    assert problems(made) == []
    words = texts(made)
    assert (words.count("x"), words.count("&"), words.count("?")) == (300, 300, 0)


def test_pages_are_counted() -> None:
    assert pdf.pages(pdf.print_html(PAGE.format('<h1>One</h1><p class="second-page">Two</p>'))) == 2


def test_here_papers_can_be_made() -> None:
    assert pdf.available() == ""


def test_a_missing_pango_is_said_in_one_sentence_with_its_cure() -> None:
    without = (
        "import cffi, django\n"
        "cffi.FFI.dlopen = lambda self, *names: (_ for _ in ()).throw(OSError('no such library'))\n"
        "django.setup()\n"
        "from fund.kit import pdf\n"
        "print(pdf.available())\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", without],
        env={"DJANGO_SETTINGS_MODULE": "fund.settings", "PATH": "", "SECRET_KEY": "x", "LOG_LEVEL": "CRITICAL"},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert said.stdout.splitlines()[-1] == (
        "PDFs cannot be made on this machine, because the Pango library is missing. "
        "Install it with: apt-get install -y libpango-1.0-0 libpangoft2-1.0-0"
    ), said.stderr


def test_a_bar_is_named_told_and_drawn_without_styles() -> None:
    svg = charts.bar(204, 306, key="less-alone", name="Less alone: 204 of 306 people <b>")

    root = ElementTree.fromstring(svg)
    by_class = {part.get("class"): part for part in root}
    assert root.get("role") == "img"
    assert [part.text for part in root][:2] == [
        "Less alone: 204 of 306 people <b>",
        "A bar that is filled up to 204 of 306.",
    ]
    assert root.get("aria-labelledby", "").split() == [part.get("id") for part in root][:2]
    assert float(by_class["chart__part"].get("width", 0)) == round(400 * 204 / 306, 1)
    assert by_class["chart__whole"].get("width") == "400"
    assert "style" not in svg
    assert escape("<b>") in svg


@pytest.mark.parametrize(("part", "whole"), [(7, 5), (-1, 5), (0, 0)])
def test_a_bar_of_a_part_that_is_none_is_a_fault(part: int, whole: int) -> None:
    with pytest.raises(ValueError, match="not a part"):
        charts.bar(part, whole, key="x", name="x")
