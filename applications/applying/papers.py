"""Adding papers to a draft, and taking them out."""

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from applications import papers_wanted
from applications.applying.drafting import hold_draft
from applications.models import Application, Document
from fund import files
from fund.kit.states import Refused
from fund.models import DocumentRule, Question, User

MOST_FILES = 10


@transaction.atomic
def add_document(
    application: Application,
    uploaded: UploadedFile,
    *,
    by: User,
    rule: DocumentRule | None = None,
    question: Question | None = None,
) -> Document:
    """Keep a paper for one of the round's rules or for a file question."""
    held = hold_draft(application, by=by)
    if rule is not None and rule not in papers_wanted.rules_for(held):
        raise Refused("This round does not ask your group for this paper.")
    code = question.code if question else ""
    there = held.documents.filter(rule=rule, question_code=code).count()
    if there >= MOST_FILES:
        raise Refused(f"You have sent {there} files here already. Remove one before you add another.")
    stored = files.keep(uploaded, by=by, max_pages=papers_wanted.most_pages(held, rule))
    return Document.objects.create(application=held, rule=rule, question_code=code, file=stored)


@transaction.atomic
def remove_document(document: Document, *, by: User) -> None:
    """Take a paper out of a draft and forget its file."""
    hold_draft(document.application, by=by)
    files.drop(document.file)
