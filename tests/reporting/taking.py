"""Taking a published summary in every format, as somebody outside does, and reading what stands in it."""

import io
import re
from collections.abc import Callable

from django.test import Client
from docx import Document
from pptx import Presentation

from fund.kit import jobs
from fund.models import Job
from reporting.models import LearningSummary
from tests.fund.test_pdf import texts

Door = Callable[[None], Client]

PAPERS = ("summary.pdf", "brief.pdf", "leaders.pdf", "easy.pdf", "slides.pptx", "summary.docx")
DRAWN = ("", "summary.txt", "summary.json", "summary.csv", "email/", "share/", "easy/", "card.png")
FEEDS = ("/learning/feed.json", "/learning/feed.atom")


def make_papers() -> None:
    """Do the jobs that wait for a worker."""
    for pk in Job.objects.filter(kind="learning.paper", state=Job.State.WAITING).values_list("pk", flat=True):
        jobs.run(pk)


def take_all(summary: LearningSummary, door: Door) -> dict[str, str]:
    """The words of all formats by their names, those that are there."""
    addresses = {file: f"/learning/{summary.slug}/{file}" for file in (*PAPERS, *DRAWN)}
    addresses |= {feed: feed for feed in FEEDS}
    told = {}
    for name, address in addresses.items():
        answer = door(None).get(address)
        if answer.status_code == 200:
            assert "no-store" in answer["Cache-Control"], name
            told[name] = words_of(name, answer.getvalue())
    return told


def words_of(name: str, content: bytes) -> str:
    ending = name.rpartition(".")[2]
    if ending == "pdf":
        return texts(content)
    if ending == "pptx":
        return " ".join(of_slides(content))
    if ending == "docx":
        return " ".join(of_word(content))
    if ending == "png":
        return ""
    return " ".join(content.decode().split())


def of_slides(content: bytes) -> list[str]:
    """What stands on the slides and in their notes."""
    said = []
    for slide in Presentation(io.BytesIO(content)).slides:
        said += [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
        if slide.has_notes_slide:
            said.append(slide.notes_slide.notes_text_frame.text)
    return [" ".join(one.split()) for one in said]


def of_word(content: bytes) -> list[str]:
    document = Document(io.BytesIO(content))
    said = [paragraph.text for paragraph in document.paragraphs]
    said += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [" ".join(one.split()) for one in said]


def with_word(told: dict[str, str], word: str) -> set[str]:
    """The names of the formats in which a word stands."""
    return {name for name, words in told.items() if word in words}


def left_over(text: str, known: list[str]) -> str:
    """What stands in a text beside what is known: nothing but signs and numbers of pages and lines may be left."""
    for one in sorted({" ".join(one.split()) for one in known if one}, key=len, reverse=True):
        text = text.replace(one, " ")
    return " ".join(re.sub(r"[\s•.,:;()“”–…\d□■]+", " ", text).split())
