"""Answering the questions of a report: its sections, saved while they are typed, and its files."""

from collections.abc import Iterable
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from fund import files, writing
from fund.kit import history
from fund.kit.states import Refused
from fund.models import Question, Section, User
from fund.questionnaires import Lists
from fund.writing import Began, Earlier, Saving
from reporting import contents, holding
from reporting.models import Report, ReportAnswers, ReportDocument

MOST_FILES = 10


@transaction.atomic
def save_section(
    report: Report,
    section: Section,
    values: dict[str, Any],
    *,
    by: User,
    version: int = 0,
    began: Began | None = None,
    reason: str = "",
) -> Saving:
    """Keep the answers to one section. The first thing kept turns a due report into a draft.

    `version` is the one that the writer began from; a page that saved by itself since then says more in `began`.
    """
    held = holding.still_open(report)
    sheet = _sheet(held, section, by)
    whole, began = _whole(held, section, Lists(section.questionnaire.round)), began or Began(version)
    return _begun(held, report, by, writing.keep(sheet, values, by=by, began=began, whole=whole, reason=reason))


@transaction.atomic
def save_answers(
    report: Report,
    section: Section,
    values: dict[str, Any],
    *,
    codes: Iterable[str],
    began: Began,
    revision: int,
    by: User,
    lists: Lists | None = None,
) -> Saving:
    """Keep the few answers that a page sends by itself while somebody types."""
    held = holding.still_open(report)
    sheet = _sheet(held, section, by)
    whole = _whole(held, section, lists or Lists(section.questionnaire.round))
    saving = writing.keep_typed(sheet, values, codes=codes, began=began, revision=revision, by=by, whole=whole)
    return _begun(held, report, by, saving)


@transaction.atomic
def bring_back(report: Report, sheet: ReportAnswers, version: Earlier, *, by: User) -> Saving:
    """Make an earlier version the newest one. What stood until now becomes an earlier version itself."""
    now = _sheet(holding.still_open(report), sheet.section, by)
    return save_section(report, sheet.section, version.values, by=by, version=now.version, reason=version.reason)


@transaction.atomic
def open_sheet(report: Report, section: Section, *, by: User) -> ReportAnswers:
    """The sheet of a section that somebody has opened to write in; it is made where nobody did before."""
    return _sheet(holding.still_open(report), section, by)


@transaction.atomic
def add_document(report: Report, uploaded: UploadedFile, *, question: Question, by: User) -> ReportDocument:
    """Keep a file for a file question."""
    held = holding.still_open(report)
    there = held.documents.filter(question_code=question.code).count()
    if there >= MOST_FILES:
        raise Refused(f"You have sent {there} files here already. Remove one before you add another.")
    stored = files.keep(uploaded, by=by)
    return ReportDocument.objects.create(report=held, question_code=question.code, file=stored)


@transaction.atomic
def remove_document(document: ReportDocument, *, by: User) -> None:
    """Take a file out of an open report and forget it."""
    holding.still_open(document.report)
    files.drop(document.file)


def _sheet(held: Report, section: Section, by: User) -> ReportAnswers:
    if section.questionnaire_id != held.questionnaire_id:
        raise Refused("This section belongs to another report.")
    if held.told_at is not None:
        raise Refused(f"Your project told this at “{held.told_at}”, so these questions need no answer.")
    sheet = held.answers.select_related("saved_by").filter(section=section).first()
    if sheet is None:
        sheet = history.save(ReportAnswers(report=held, section=section), by=by)
    sheet.section = section
    return sheet


def _whole(held: Report, section: Section, lists: Lists) -> writing.Whole:
    asks = contents.questions_asked(held)
    has_files = contents.files_of(held)
    return writing.Whole(lambda values: not contents.left(section, values, lists, asks, has_files))


def _begun(held: Report, report: Report, by: User, saving: Saving) -> Saving:
    if not saving.clashes:
        holding.begun(held, by=by)
        report.refresh_from_db(fields=["state"])
    return saving
