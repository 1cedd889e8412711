"""Our own words can be read by somebody of fourteen: Flesch–Kincaid grade 8 at most, page by page."""

import html
import re
from pathlib import Path

import pytest

from fund.kit.reading_age import grade

ROOT = Path(__file__).parent.parent / "templates"
FOR_PEOPLE = [
    *sorted((ROOT / "applications" / "applicant").rglob("*.html")),
    *sorted((ROOT / "applications" / "public").rglob("*.html")),
    *sorted((ROOT / "fund" / "public").rglob("*.html")),
    *sorted((ROOT / "fund" / "member").rglob("*.html")),
    *sorted((ROOT / "reporting" / "stories").glob("*.html")),
    *(ROOT / "reporting" / "events" / f"{name}.html" for name in ("group", "enter_code", "write_card", "public")),
    *sorted((ROOT / "letters").glob("*.txt")),
    *sorted(ROOT.glob("[0-9]*.html")),
    ROOT / "refused.html",
    ROOT / "busy.html",
]
ENOUGH = 40  # words; of fewer, a grade says nothing


def words_of(path: Path) -> str:
    """The sentences of a page without its tags: each block ends one, and what is filled in counts as one short word."""
    text = re.sub(r"{#.*?#}|{% comment %}.*?{% endcomment %}|<script.*?</script>", " ", path.read_text(), flags=re.S)
    text = re.sub(r"</?(?:a|strong|em|span|br)\b[^>]*>", " ", text)
    text = re.sub(r"<[^>]+>", "\n", text)
    text = re.sub(r"{{.*?}}", "it", text, flags=re.S)
    text = re.sub(r"{%.*?%}", " ", text, flags=re.S)
    lines = [" ".join(line.split()) for line in html.unescape(text).splitlines()]
    sentences = [line for line in lines if re.search(r"[.:?!]$", line) and len(line.split()) > 3]
    return "\n".join(re.sub(r":$", ".", line) for line in sentences)


@pytest.mark.parametrize("path", FOR_PEOPLE, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_page_can_be_read_with_eight_years_of_school(path: Path) -> None:
    text = words_of(path)
    if len(text.split()) >= ENOUGH:
        assert grade(text) <= 8, text


def test_hard_words_would_be_found(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        f"<p>{'Applicant organisations are obligated to demonstrate sustainability considerations. ' * 8}</p>"
    )
    assert grade(words_of(page)) > 8


def test_no_part_of_a_page_leaves_a_gap_before_a_full_stop() -> None:
    """What is put in before a sign ends without a new line, which a browser shows as a gap."""
    gaps = [
        f"{page.relative_to(ROOT)}: {name}"
        for page in sorted(ROOT.rglob("*.html"))
        for name in re.findall(r'{% include "([^"]+)"[^%]*%}[.,;:?!)]', page.read_text())
        if (ROOT / name).read_text().endswith("\n")
    ]
    assert gaps == []
