"""Whom a group works with, as readers may know before they say whether they have ties."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from applications.assessing.reading import copies_of, reading, with_copies
from applications.models import Application
from applications.models.application import AnswerSheets
from fund import questionnaires
from fund.models import Question


@dataclass(frozen=True)
class Partners:
    """Whom a group says it works with, as readers may know before they declare; whether they were asked for at all."""

    is_asked: bool
    names: tuple[str, ...] = ()


def partners(application: Application, sheets: AnswerSheets) -> Partners:
    """The partners of a bid, from the questions that are marked as naming them, in the sections that this reader sees.

    Of a table only the first line of each row is taken, which holds the name: what partners do is part of the plan.
    """
    found: list[str] = []
    is_asked = False
    for section, pairs in reading(application, sheets):
        named = [(question, words) for question, words in pairs if question.names_partners]
        is_asked = is_asked or any(question.names_partners for question in section.questions.all())
        for question, words in named:
            found += _names_in(question, words)
    return Partners(is_asked, tuple(dict.fromkeys(found)))


def _names_in(question: Question, words: questionnaires.Words) -> list[str]:
    if question.kind != Question.Kind.GROUP:
        return [line.strip() for line in str(words).splitlines() if line.strip()]
    first = next(box["label"] for box in question.settings["fields"] if box["kind"] == Question.Kind.LINE)
    return [str(cell) for row in words.rows for label, cell in row.cells if label == first]


def partners_of_each(applications: Iterable[Application], sheets: AnswerSheets) -> dict[int, tuple[str, ...]]:
    """The partners of many bids, by the key of the bid: four queries, however many there are.

    As in `partners`, only from open questions that are marked as naming them, in the sections that this reader sees.
    """
    keys = [application.pk for application in applications]
    rows = sheets.filter(application__in=keys, section__questions__names_partners=True).distinct()
    rows = rows.select_related("section").prefetch_related("section__questions")
    copies = copies_of(keys)
    found: dict[int, list[str]] = {}
    for sheet in rows:
        values, _ = with_copies(sheet.section, sheet.values, copies.get(sheet.application_id, {}))
        for question in sheet.section.questions.all():
            if question.names_partners and question.privacy == Question.Privacy.BUSINESS:
                found.setdefault(sheet.application_id, []).extend(_as_typed(question, values.get(question.code)))
    return {pk: tuple(dict.fromkeys(names)) for pk, names in found.items()}


def _as_typed(question: Question, value: Any) -> list[str]:
    if isinstance(value, str):
        return [line.strip() for line in value.splitlines() if line.strip()]
    if question.kind != Question.Kind.GROUP or not isinstance(value, list):
        return []
    first = next(box["code"] for box in question.settings["fields"] if box["kind"] == Question.Kind.LINE)
    return [str(row[first]) for row in value if isinstance(row, dict) and row.get(first)]
