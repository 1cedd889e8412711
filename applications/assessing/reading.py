"""What readers may know of an application, and how long it takes to read."""

import math
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Prefetch

from applications import cells, todo
from applications.models import Application, ApplicationAnswers, Assessment, Redaction
from applications.models.application import AnswerSheets, Applications
from applications.models.assessment import Assessments
from fund import questionnaires
from fund.models import Organisation, Question, Section, User
from fund.questionnaires.conditions import has_conditions

WORDS_A_MINUTE = 200
BUSINESS = Question.Privacy.BUSINESS

Copies = dict[int, dict[int | None, list[Redaction]]]
Reading = list[tuple[Section, list[tuple[Question, questionnaires.Words]]]]


def for_readers(applications: Applications) -> Applications:
    """Applications as assessors and the panel may know them: of the group, nothing but its name is loaded."""
    name_only = Prefetch("organisation", Organisation.objects.only("name"))
    return applications.without_personal().prefetch_related(name_only, "round", "tier", "grant_type", "priority")


def own(user: User) -> Assessments:
    """What this assessor was asked to read, each with its application as readers may know it."""
    mine: Assessments = Assessment.objects.own(user)
    return mine.prefetch_related(Prefetch("application", for_readers(Application.objects.all())))


def reading(application: Application, sheets: AnswerSheets, *, everything: bool = False) -> Reading:
    """The answers in these sections, in order, as words. Without `everything`, personal questions are left out.

    What is not asked is left out for everybody. Only where a condition stands in these sections are the others looked
    at, to judge it; of them nothing is shown.
    """
    return opened(application, sheets, everything=everything)[0]


def opened(application: Application, sheets: AnswerSheets, *, everything: bool = False) -> tuple[Reading, int]:
    """The same, and how many minutes it takes to read."""
    sheets = sheets.filter(application=application).select_related("section").prefetch_related("section__questions")
    rows = list(sheets.order_by("section__position", "section__pk"))
    judged = rows if everything else None  # who reads all reads a short note by its own answers
    asked = todo.asked_of(application, judged) if any(has_conditions(sheet.section) for sheet in rows) else None
    pages, lists, words = [], questionnaires.Lists(application.round), 0
    copies = {} if everything else copies_of([application.pk]).get(application.pk, {})
    for sheet in rows:
        words += count_words(_read_of(sheet.section, sheet.values, asked))
        if asked and sheet.section.code not in asked.sections:
            continue
        values, copied = with_copies(sheet.section, sheet.values, copies)
        asked_here = asked or questionnaires.Asked([(sheet.section, sheet.values)])  # by the answers, not by the copies
        pairs = questionnaires.readable(sheet.section, values, application.round, lists=lists, asked=asked_here)
        for question, said in pairs:
            if question.pk in copied:
                said.notes = (*said.notes, "The fund took out what tells who somebody is.")
        pages.append((sheet.section, [pair for pair in pairs if everything or _is_open(pair[0])]))
    return pages, max(math.ceil(words / WORDS_A_MINUTE), 1)


def _is_open(question: Question) -> bool:
    return question.privacy == BUSINESS


def copies_of(applications: Iterable[int]) -> Copies:
    """What officers put in the place of answers for readers, by the key of the bid and of the question. One query."""
    found: Copies = {}
    for copy in Redaction.objects.filter(application__in=list(applications), statement=None):
        found.setdefault(copy.application_id, {}).setdefault(copy.question_id, []).append(copy)
    return found


def with_copies(
    section: Section, values: Mapping[str, Any], copies: Mapping[int | None, list[Redaction]]
) -> tuple[Mapping[str, Any], set[int]]:
    """The answers of a section as readers see them, and the questions in which something was taken out."""
    copied = set()
    for question in section.questions.all() if copies else []:
        values, is_copied = cells.as_readers_see(question, values, copies.get(question.pk, ()))
        if is_copied:
            copied.add(question.pk)
    return values, copied


def minutes(applications: Iterable[int]) -> dict[int, int]:
    """How many minutes each of these applications takes to read, at 200 words a minute, rounded up.

    What is not asked is not read and does not count. Three queries, and four more where a condition must be judged.
    """
    keys, counts = list(applications), dict[int, int]()
    sheets = ApplicationAnswers.objects.for_assessors().filter(application__in=keys)
    rows = list(sheets.values_list("application_id", "section_id", "values"))
    sections = Section.objects.filter(pk__in={row[1] for row in rows}).prefetch_related("questions").in_bulk()
    asked = todo.asked_of_each(keys) if any(map(has_conditions, sections.values())) else {}
    for pk, section, values in rows:
        read = _read_of(sections[section], values, asked.get(pk))
        counts[pk] = counts.get(pk, 0) + count_words(read)
    return {pk: math.ceil(words / WORDS_A_MINUTE) for pk, words in counts.items()}


def _read_of(section: Section, values: dict[str, Any], asked: questionnaires.Asked | None) -> list[Any]:
    """The answers of a section that readers see, those included that were typed and could not be read."""
    given = [*values.get(questionnaires.TYPED, {}).items(), *values.items()]
    if asked is None:
        return [value for code, value in given if code != questionnaires.TYPED]
    is_asked = section.code in asked.sections
    return [value for code, value in given if is_asked and code in asked.questions]


def count_words(value: Any) -> int:
    """The words in an answer, however deep its lists and tables go."""
    if isinstance(value, str):
        return len(value.split())
    if isinstance(value, dict):
        return sum(count_words(part) for part in value.values())
    return sum(count_words(part) for part in value) if isinstance(value, list) else 0
