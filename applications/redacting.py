"""Copies of answers in which nothing tells who somebody is, for those who judge."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from applications.models import Application, ApplicationAnswers, Redaction
from fund import privacy
from fund.kit import history
from fund.kit.states import Refused
from fund.models import Membership, Question, User

TAKEN_OUT = "[taken out]"
TEXTS = (Question.Kind.TEXT, Question.Kind.LINE)
COLUMNS = {"title": "title_for_readers", "summary": "summary_for_readers"}
SHORTEST = 4  # letters: a shorter part of a name is also a common word


@dataclass(frozen=True)
class Shown:
    """One answer that readers see: its words, what in it may tell who somebody is, and what they read instead."""

    question: Question
    words: str
    found: tuple[str, ...]
    redaction: Redaction | None

    @property
    def is_old(self) -> bool:
        """Say whether the answer changed since the copy for readers was made."""
        return self.redaction is not None and self.redaction.was != self.words

    @property
    def proposal(self) -> str:
        """The answer with all that was found taken out."""
        words = self.words
        for each in sorted(self.found, key=len, reverse=True):
            words = re.sub(rf"(?<!\w){re.escape(each)}(?!\w)", TAKEN_OUT, words, flags=re.IGNORECASE)
        return words


def shown_to_readers(application: Application) -> list[Shown]:
    """Every text of a bid that assessors or the panel read, with what in it may tell who somebody is."""
    sheets = ApplicationAnswers.objects.whole().filter(application=application).select_related("section")
    rows = list(sheets.prefetch_related("section__questions").order_by("section__position", "section__pk"))
    made = {row.question_id: row for row in application.redactions.select_related("made_by")}
    names = _names(application, rows)
    found = []
    for sheet in rows:
        if not (sheet.section.assessors_see_it or sheet.section.panel_sees_it):
            continue
        for question in sheet.section.questions.all():
            words = sheet.values.get(question.code)
            if question.kind in TEXTS and question.privacy == Question.Privacy.BUSINESS and isinstance(words, str):
                found.append(Shown(question, words, _found(words, names), made.get(question.pk)))
    return [one for one in found if one.words or one.redaction]


def _names(application: Application, sheets: Iterable[ApplicationAnswers]) -> set[str]:
    """The names and addresses of people that the bid tells where readers do not look."""
    members = Membership.objects.filter(organisation=application.organisation_id).values_list(
        "user__name", "user__email"
    )
    told = {each for row in members for each in row if each}
    for sheet in sheets:
        for question in sheet.section.questions.all():
            value = sheet.values.get(question.code)
            if question.privacy != Question.Privacy.BUSINESS and isinstance(value, str):
                told.add(value)
    told = {each for each in told if len(each) < 100}
    parts = {part for each in told if "@" not in each for part in each.split() if len(part) >= SHORTEST}
    return {each for each in told | {part for part in parts if part[:1].isupper()} if len(each) >= SHORTEST}


def _found(words: str, names: set[str]) -> tuple[str, ...]:
    shapes = {hit.text for hit in privacy.hits(words)}
    people = {name for name in names if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", words, re.IGNORECASE)}
    return tuple(sorted(shapes | people, key=str.casefold))


@transaction.atomic
def redact(application: Application, question: Question, *, words: str, why: str, by: User) -> Redaction:
    """Let readers see these words instead of an answer. The answer itself stays as the group gave it."""
    if not words.strip():
        raise Refused("Leave some words for the readers, or write “Taken out by the fund”.")
    was = next((one.words for one in shown_to_readers(application) if one.question.pk == question.pk), None)
    if was is None:
        raise Refused("Readers do not see this answer, so nothing needs taking out.")
    row = Redaction.objects.filter(application=application, question=question).first()
    row = row or Redaction(application=application, question=question)
    row.words, row.why, row.was, row.made_by, row.made_at = words, why, was, by, timezone.now()
    history.save(row, by=by, reason=why)
    _fill(application, question, words, by=by)
    return row


@transaction.atomic
def undo(redaction: Redaction, *, by: User) -> None:
    """Let readers see the answer as the group gave it."""
    _fill(redaction.application, redaction.question, "", by=by)
    history.delete(redaction, by=by, reason="Readers see the answer again")


def _fill(application: Application, question: Question, words: str, *, by: User) -> None:
    if column := COLUMNS.get(question.fills):
        setattr(application, column, words)
        history.save(application, by=by, reason="What readers see", fields=[column])
