"""An application used again in a later round: a new draft there, with the answers that fit and the papers chosen."""

from dataclasses import dataclass

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import QuerySet

from applications import papers_wanted
from applications.applying import carrying
from applications.applying.drafting import open_draft, questions_of, require_open
from applications.applying.papers import add_document
from applications.models import Application, Document
from fund import files
from fund.kit.states import Refused
from fund.models import DocumentRule, Question, Round, StoredFile, User
from fund.questionnaires import Lists, Words, readable


@dataclass(frozen=True)
class Plan:
    """What using an application again in one round means: what comes along, what finds no place, which papers fit."""

    carried: list[Question]
    left: list[tuple[Question, Words]]
    fresh: list[Question]
    papers: list[Document]


def rounds_for(source: Application) -> QuerySet[Round]:
    """The open rounds in which this application could be used again."""
    asking = Round.objects.open().filter(questionnaires__frozen_at__isnull=False).distinct()
    return asking.exclude(pk=source.round_id).order_by("closes_at", "pk")


def plan(source: Application, round_: Round) -> Plan:
    """Look before starting: nothing is written."""
    there = list(carrying.questions_in_order(questions_of(round_)))
    sheets = list(carrying.sheets_in_order(source))
    load = carrying.load(sheets, there, by_words=True)
    lists = Lists(source.round)
    said = {
        question.pk: words
        for sheet in sheets
        for question, words in readable(sheet.section, sheet.values, source.round, lists=lists, everything=True)
    }
    return Plan(
        carried=[question for question in there if question.code in load.twins],
        left=[(question, said[question.pk]) for question, _ in load.left],
        fresh=[question for question in there if question.code not in load.twins],
        papers=[document for document, _ in _papers(source, round_)],
    )


@transaction.atomic
def start(source: Application, round_: Round, *, papers: list[int], by: User) -> Application:
    """Open a draft in an open round with what this application said. It stays as it is, and the history says so.

    `papers` are the keys of the papers to copy. An answer that finds no place is laid aside, to be read.
    """
    held = Round.objects.select_for_update(of=("self",), no_key=True).get(pk=round_.pk)
    require_open(held)
    if held.pk == source.round_id:
        raise Refused(f"{source.reference} is in this round already. Choose another one.")
    reason = f"Begun from {source.reference}"
    made = open_draft(held, source.organisation, by=by, reason=reason)
    questionnaire = questions_of(held)
    load = carrying.load(carrying.sheets_in_order(source), carrying.questions_in_order(questionnaire), by_words=True)
    carrying.lay_aside(made, load.left)
    carrying.unload(made, questionnaire, load, by=by, reason=reason)
    for document, rule in _papers(source, held):
        if document.pk in papers:
            add_document(made, _again(document.file, by=by), by=by, rule=rule)
    return made


def _papers(source: Application, round_: Round) -> list[tuple[Document, DocumentRule]]:
    """The papers of this application that the round asks for under the same code, each with the rule there."""
    wanted = {
        rule.code: rule for rule in papers_wanted.rules_for(Application(round=round_, organisation=source.organisation))
    }
    rows = source.documents.filter(rule__isnull=False, file__check_state=StoredFile.Check.CLEAN)
    rows = rows.select_related("rule", "file")
    pairs = [(document, wanted.get(document.rule.code if document.rule else "")) for document in rows]
    return [(document, rule) for document, rule in pairs if rule is not None]


def _again(stored: StoredFile, *, by: User) -> SimpleUploadedFile:
    """The content of a kept file, as if it were sent once more: it is looked at and scanned like any other."""
    with files.read(stored, by=by) as content:
        return SimpleUploadedFile(stored.name, content.read(), stored.content_type)
