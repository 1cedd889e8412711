"""Copies of all answers, to keep and to print: made once when they are handed in, as they were then."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from applications import todo
from applications.models import AnswerCopy, Application, ChangeRequest
from fund import files
from fund.kit import jobs, pdf
from fund.kit.word import Paper
from fund.models import Job, Question, Section, User
from fund.questionnaires import Lists, Words
from fund.templatetags.words import day, moment, pounds

KIND = "applications.copy"
AT_ONCE = (AnswerCopy.Kind.PDF, AnswerCopy.Kind.WORD)
LARGE = (AnswerCopy.Kind.LARGE_PDF, AnswerCopy.Kind.LARGE_WORD)
PRINTED = (AnswerCopy.Kind.PDF, AnswerCopy.Kind.LARGE_PDF)

Pages = list[tuple[Section, list[tuple[Question, Words]]]]


@dataclass(frozen=True)
class Standing:
    """One kind of copy on the page: there, on its way, or to be asked for."""

    kind: AnswerCopy.Kind
    copy: AnswerCopy | None
    is_coming: bool


@transaction.atomic
def ask_for(application: Application, kinds: Iterable[AnswerCopy.Kind] = AT_ONCE, *, by: User | None) -> list[Job]:
    """Have copies made of what stands in the application now, once for each kind and edition."""
    edition = edition_of(application)
    return [
        jobs.ask(
            KIND,
            key=f"{KIND}:{application.pk}:{kind}:{edition}",
            by=by,
            about=application,
            title=f"Make a copy of {application.reference}: {kind.label}",
            pk=application.pk,
            of=kind.value,
            edition=edition,
        )
        for kind in kinds
    ]


def edition_of(application: Application) -> int:
    """How often the answers have stood in a form that counts: a short note, once when handed in, and each change."""
    is_after_note = application.round.is_two_stage and not application.is_note
    return 1 + is_after_note + application.changes.filter(state=ChangeRequest.State.MADE).count()


def draw(application: Application, kind: str, edition: int | None = None) -> bytes:
    """Draw one copy: the same words in the same order, as a PDF or as a Word file.

    Where there are two stages the first edition is the short note, also when it is drawn after the invitation.
    """
    is_of_note = application.is_note or (application.round.is_two_stage and edition == 1)
    sheets = todo.sheets_of(application, is_of_note=is_of_note)
    pages, large = todo.answers_of(application, sheets, Lists(application.round)), kind in LARGE
    if kind in PRINTED:
        facts = to_print(application, pages, large=large, is_of_note=is_of_note)
        return pdf.render("print/application.html", facts)
    return word(application, pages, large=large, is_of_note=is_of_note)


def _where_it_stands(application: Application, *, is_of_note: bool) -> str:
    is_draft = application.state == Application.State.DRAFT if is_of_note else application.is_being_written
    if is_draft or application.submitted_at is None:
        return "a draft, not handed in"
    return f"{'a short note, ' if is_of_note else ''}handed in {moment(application.submitted_at)}"


def to_print(
    application: Application, pages: Pages, *, large: bool = False, is_of_note: bool = False
) -> dict[str, Any]:
    """What the printed copy shows."""
    statements = application.statements.sent()
    facts = {"application": application, "pages": pages, "documents": _papers(application), "statements": statements}
    return {**facts, "large": large, "stands": _where_it_stands(application, is_of_note=is_of_note)}


def word(application: Application, pages: Pages, *, large: bool = False, is_of_note: bool = False) -> bytes:
    """All answers as a Word file."""
    paper = Paper(application.title or "Untitled project", large=large)
    at = _where_it_stands(application, is_of_note=is_of_note or application.is_note)
    paper.text(f"{application.reference}, {application.round}\n{application.organisation}, {at}")
    for section, answers in pages:
        paper.heading(section.title)
        for question, words in answers:
            paper.heading(question.label, 2)
            write_answer(paper, words)
    if statements := list(application.statements.sent()):
        paper.heading("Supporting statements")
        paper.bullets(f"{each.name}, {each.relation}: sent on {day(each.sent_at)}" for each in statements)
    if papers := _papers(application):
        paper.heading("Documents")
        paper.bullets(papers)
    return paper.content()


def write_answer(paper: Paper, words: Words) -> None:
    """One answer in a Word file, as its kind wants it: a table, a list or paragraphs."""
    if words.total is not None:
        rows = [[line.heading, line.what, pounds(line.amount)] for line in words.lines]
        paper.table(["Kind of cost", "What for", "Amount"], [*rows, ["", "Total", pounds(words.total)]], numbers=[2])
    elif words.rows:
        for row in words.rows:
            if row.name:
                paper.text(row.name, bold=True)
            paper.table(["Asked", "Answer"], [[label, _plain(said)] for label, said in row.cells])
    elif words.items:
        paper.bullets(words.items)
    else:
        paper.text(words or "Not answered")
    for note in words.notes:
        paper.text(note)


def _plain(words: Words) -> str:
    return ", ".join(words.items) if words.items else words


def _papers(application: Application) -> list[str]:
    return [
        f"{document.rule.name if document.rule else 'With an answer'}: {document.file.name}"
        for document in todo.papers_of(application)
    ]


@transaction.atomic
def keep(application: Application, kind: str, edition: int, content: bytes) -> AnswerCopy:
    """Keep a drawn copy, unless another worker has kept the same one."""
    held = Application.objects.select_for_update(of=("self",), no_key=True).get(pk=application.pk)
    if there := held.copies.filter(kind=kind, edition=edition).first():
        return there
    ending, content_type = (
        ("pdf", "application/pdf") if kind in PRINTED else ("docx", "application/octet-stream")
    )  # the store looks for itself what a Word file is
    name = f"{application.reference}{' large print' if kind in LARGE else ''}.{ending}"
    stored = files.keep(SimpleUploadedFile(name, content, content_type), by=None, is_ours=True)
    return AnswerCopy.objects.create(application=held, kind=kind, edition=edition, file=stored)


def standing(application: Application) -> list[Standing]:
    """Every kind of copy with where it stands: two queries."""
    edition = edition_of(application)
    there = {copy.kind: copy for copy in application.copies.filter(edition=edition).select_related("file")}
    about = ContentType.objects.get_for_model(Application)
    waiting = [Job.State.WAITING, Job.State.RUNNING]
    asked = Job.objects.filter(kind=KIND, about_type=about, about_id=application.pk, state__in=waiting)
    coming = {payload["of"] for payload in asked.values_list("payload", flat=True) if payload["edition"] == edition}
    return [Standing(kind, there.get(kind), kind.value in coming) for kind in AnswerCopy.Kind]
