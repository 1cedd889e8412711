"""Papers made once for what they say. A hash of the words and of the look finds the file; a change makes a new one."""

import hashlib
import json
from dataclasses import asdict
from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.cache import cache as hints
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from fund import files
from fund.kit import jobs, pdf
from fund.kit.states import Refused
from fund.models import Job, QuestionsPaper, Round, User
from fund.questions_on_paper.asked import Sheet, sheet_of
from fund.questions_on_paper.drawing import Kind, draw

JOB = "questions.papers"
SECONDS_TO_DRAW = 60  # after so long another request may try, should the first have died
PDFS = (Kind.PDF, Kind.PDF_LARGE)
NO_PDF = "We cannot make PDFs just now. Take the Word file or the plain text: they say the same."
LOOK = (
    "fund/questions_on_paper/drawing.py",
    "fund/kit/word.py",
    "fund/kit/pdf.py",
    "templates/print/base.html",
    "templates/print/questions.html",
    "static/fund/print.css",
    "static/fund/print_questions.css",
)
ENDINGS = {
    Kind.PDF: ("questions", "pdf", "application/pdf"),
    Kind.PDF_LARGE: ("questions large print", "pdf", "application/pdf"),
    Kind.WORD: ("questions", "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    Kind.WORD_LARGE: (
        "questions large print",
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    Kind.TEXT: ("questions", "txt", "text/plain"),
}


def ask_for(round_: Round, *, by: User | None) -> Job | None:
    """Have all papers of a round made before anybody asks; nothing where its questions are not known."""
    sheet = sheet_of(round_)
    if sheet is None:
        return None
    key = f"{JOB}:{round_.pk}:{hash_of(sheet)[:40]}"
    return jobs.ask(JOB, key=key, by=by, about=round_, title=f"Make the question papers: {round_}"[:200], pk=round_.pk)


def hash_of(sheet: Sheet) -> str:
    """What a sheet says and how it is drawn, as one hash."""
    said = json.dumps(asdict(sheet), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(f"{_look()}{said}".encode()).hexdigest()


def kept(round_: Round, kind: str, says: str) -> QuestionsPaper | None:
    """The paper of this kind that says just this, if it was made."""
    return round_.questions_papers.filter(kind=kind, says=says).select_related("file").first()


def make(round_: Round, kind: str, sheet: Sheet) -> QuestionsPaper | None:
    """Draw a paper and keep it; None while another request draws it, so that a rush of readers costs one drawing.

    Raises Refused for a PDF where none can be made.
    """
    if kind in PDFS and pdf.available():
        raise Refused(NO_PDF)
    says = hash_of(sheet)
    turn = f"{JOB}:{round_.pk}:{kind}:{says}"
    if not hints.add(turn, True, SECONDS_TO_DRAW):
        return kept(round_, kind, says)
    try:
        return _keep(round_, kind, says, draw(sheet, kind), file_name(sheet, kind))
    finally:
        hints.delete(turn)


def make_all(round_: Round) -> int:
    """Draw the papers that a round lacks; how many there were."""
    sheet = sheet_of(round_)
    if sheet is None:
        return 0
    can_be_made = [kind for kind in Kind if kind not in PDFS or not pdf.available()]
    lacking = [kind for kind in can_be_made if kept(round_, kind, hash_of(sheet)) is None]
    return sum(make(round_, kind, sheet) is not None for kind in lacking)


def file_name(sheet: Sheet, kind: str) -> str:
    """A name that speaks: “Self Management for Life Round 2 questions large print.docx”."""
    words, ending, _ = ENDINGS[Kind(kind)]
    plain = "".join(letter if letter.isalnum() or letter in " -’'" else " " for letter in sheet.round)
    return f"{' '.join(plain.split())[:120]} {words}.{ending}"


def title_of(kind: str) -> str:
    return str(Kind(kind).label)


@transaction.atomic
def _keep(round_: Round, kind: str, says: str, content: bytes, name: str) -> QuestionsPaper:
    """Keep a paper in the place of the one that said something else. Whoever came first with the same words stays."""
    Round.objects.select_for_update(of=("self",), no_key=True).get(pk=round_.pk)
    if (here := kept(round_, kind, says)) is not None:
        return here
    for old in round_.questions_papers.filter(kind=kind).select_related("file"):
        stored = old.file
        old.delete()
        files.drop(stored)
    stored = files.keep(SimpleUploadedFile(name, content, ENDINGS[Kind(kind)][2]), by=None, is_ours=True)
    return QuestionsPaper.objects.create(round=round_, kind=kind, says=says, file=stored)


@cache
def _look() -> str:
    """The hash of all that decides how a paper looks."""
    whole = hashlib.sha256()
    for name in LOOK:
        whole.update(Path(settings.BASE_DIR / name).read_bytes())
    return whole.hexdigest()
