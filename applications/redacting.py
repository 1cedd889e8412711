"""Copies of answers and statements in which nothing tells who somebody is, for those who judge."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from applications.cells import cells_of
from applications.models import Application, ApplicationAnswers, Redaction
from fund import privacy
from fund.kit import history
from fund.kit.states import Refused
from fund.models import Membership, Question, User
from fund.privacy.gate import but_in

TAKEN_OUT = "[taken out]"
COLUMNS = {"title": "title_for_readers", "summary": "summary_for_readers"}
_NO_NAME = re.compile(r"[@\d,\n]")
SHORTEST = 4  # letters: a shorter part of a name is also a common word


@dataclass(frozen=True)
class Shown:
    """Some words that readers see, what in them may tell who somebody is, and what they read instead.

    They are an answer, one cell of a table or a statement; `place` names them in an address.
    """

    place: str
    heading: str
    label: str
    words: str
    found: tuple[str, ...]
    redaction: Redaction | None
    facts: dict[str, Any]

    @property
    def name(self) -> str:
        return f"{self.heading}: {self.label}" if self.label else self.heading

    @property
    def is_old(self) -> bool:
        """Say whether the words changed since the copy for readers was made."""
        return self.redaction is not None and self.redaction.was != self.words

    @property
    def proposal(self) -> str:
        """The words with all that was found taken out."""
        return without(self.words, self.found)


def shown_to_readers(application: Application) -> list[Shown]:
    """Everything in a bid that assessors or the panel read and that was written freely, in the order of the form."""
    rows = _sheets_of(application)
    made = {_place_of(row): row for row in application.redactions.select_related("made_by")}
    names = _names_in(application, rows)
    found = [
        Shown(place, heading, label, words, _finds(words, names, application), made.pop(place, None), facts)
        for place, heading, label, words, facts in (*_answers(rows), *_statements(application))
    ]
    return [one for one in found if one.words or one.redaction] + [_gone(row) for row in made.values()]


def _sheets_of(application: Application) -> list[ApplicationAnswers]:
    sheets = ApplicationAnswers.objects.whole().filter(application=application).select_related("section")
    return list(sheets.prefetch_related("section__questions").order_by("section__position", "section__pk"))


def found_in(application: Application, words: str) -> tuple[str, ...]:
    """What in other words about a bid, such as a reply to the panel, may tell who somebody is."""
    return _finds(words, _names_in(application, _sheets_of(application)), application)


def without(words: str, found: Iterable[str]) -> str:
    """The words with all of this taken out."""
    for each in sorted(found, key=len, reverse=True):
        words = re.sub(rf"(?<!\w){re.escape(each)}(?!\w)", TAKEN_OUT, words, flags=re.IGNORECASE)
    return words


def _answers(rows: Iterable[ApplicationAnswers]) -> Iterator[tuple[str, str, str, str, dict[str, Any]]]:
    for sheet in rows:
        if not (sheet.section.assessors_see_it or sheet.section.panel_sees_it):
            continue
        for question in sheet.section.questions.all():
            for cell in cells_of(question, sheet.values) if question.privacy == Question.Privacy.BUSINESS else ():
                facts = {"question": question, "row": cell.row, "column": cell.column}
                yield _place_of(Redaction(**facts)), question.label, cell.label, cell.words, facts


def _statements(application: Application) -> Iterator[tuple[str, str, str, str, dict[str, Any]]]:
    for number, statement in enumerate(application.statements.as_read().order_by("asked_at", "pk"), 1):
        facts = {"statement": statement}
        yield _place_of(Redaction(**facts)), "Supporting statements", f"Statement {number}", statement.words, facts


def _place_of(row: Redaction) -> str:
    if row.statement_id:
        return f"statement-{row.statement_id}"
    return ".".join(str(part) for part in (row.question_id, row.row, row.column) if part != "")


def _gone(row: Redaction) -> Shown:
    """A copy of what readers do not see any more, such as a row that the group took out."""
    facts = {"question": row.question, "row": row.row, "column": row.column, "statement": row.statement}
    return Shown(
        _place_of(row), row.question.label if row.question else "Supporting statements", "", "", (), row, facts
    )


def _names_in(application: Application, sheets: Iterable[ApplicationAnswers]) -> set[str]:
    """The names and addresses of people that the bid tells where readers do not look."""
    members = Membership.objects.filter(organisation=application.organisation_id).values_list(
        "user__name", "user__email"
    )
    backers = application.statements.values_list("name", "email")
    told = {each for row in (*members, *backers) for each in row if each}
    for sheet in sheets:
        for question in sheet.section.questions.all():
            if question.privacy != Question.Privacy.BUSINESS:
                told.update(cell.words for cell in cells_of(question, sheet.values))
    told = {each for each in told if len(each) < 100}
    people = {each for each in told if not _NO_NAME.search(each)}  # parts of an address are common words
    parts = {part for each in people for part in each.split()}
    return {each for each in told | {part for part in parts if part[:1].isupper()} if len(each) >= SHORTEST}


def _finds(words: str, names: set[str], application: Application) -> tuple[str, ...]:
    """What in some words may tell who somebody is: by its shape, by lists of names, or by the names in the bid.

    The name of the group itself is none.
    """
    texts = {"": words}
    hits = but_in(privacy.all_hits(texts), texts, [application.organisation.name])[""]
    people = {name for name in names if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", words, re.IGNORECASE)}
    return tuple(sorted({hit.text for hit in hits} | people, key=str.casefold))


@transaction.atomic
def redact(application: Application, place: str, *, words: str, why: str, by: User) -> Redaction:
    """Let readers see these words instead of others. What the group wrote stays as it is."""
    if not words.strip():
        raise Refused("Leave some words for the readers, or write “Taken out by the fund”.")
    shown = next((one for one in shown_to_readers(application) if one.place == place), None)
    if shown is None:
        raise Refused("Readers do not see these words, so nothing needs taking out.")
    row = shown.redaction or Redaction(application=application, **shown.facts)
    row.words, row.why, row.was, row.made_by, row.made_at = words, why, shown.words, by, timezone.now()
    history.save(row, by=by, reason=why)
    _fill(row, words, by=by)
    return row


@transaction.atomic
def undo(redaction: Redaction, *, by: User) -> None:
    """Let readers see the words as they were given."""
    _fill(redaction, "", by=by)
    history.delete(redaction, by=by, reason="Readers see the words again")


def _fill(row: Redaction, words: str, *, by: User) -> None:
    if row.question and (column := COLUMNS.get(row.question.fills)):
        setattr(row.application, column, words)
        history.save(row.application, by=by, reason="What readers see", fields=[column])
