"""What an application holds and what is still to do before it can be handed in."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import prefetch_related_objects

from applications import papers_wanted
from applications.models import Application, ApplicationAnswers, Document
from applications.told import words_told
from fund.models import DocumentRule, Question, Section
from fund.questionnaires import Asked, Lists, Sheet, Words, checked, form_for, readable, shown
from fund.questionnaires.condition_words import clause


@dataclass(frozen=True)
class ToDo:
    """One thing that is still to do: in a section, with its question, or among the papers."""

    words: str
    section: Section | None = None
    code: str = ""
    anchor: str = ""


@dataclass(frozen=True)
class Task:
    """One section of the form: its answers, what is left in it, and whether it is asked at all.

    `only_if` says in words what a section waits for, or why it is not needed.
    """

    sheet: ApplicationAnswers
    todo: list[ToDo]
    is_needed: bool = True
    is_waiting: bool = False
    only_if: str = ""

    @property
    def section(self) -> Section:
        return self.sheet.section

    @property
    def can_start(self) -> bool:
        return self.is_needed and not self.is_waiting

    @property
    def is_done(self) -> bool:
        return self.can_start and not self.todo

    @property
    def is_started(self) -> bool:
        return bool(self.sheet.version or self.sheet.values)

    @property
    def state(self) -> str:
        """How far this section is: not_needed, cannot_start, done, started or to_do."""
        if not self.is_needed:
            return "not_needed"
        if self.is_waiting:
            return "cannot_start"
        return "done" if self.is_done else "started" if self.is_started else "to_do"


@dataclass(frozen=True)
class Paper:
    """One of the papers that the round asks for, and the files sent for it."""

    rule: DocumentRule
    documents: list[Document]
    todo: list[ToDo]


@dataclass(frozen=True)
class Tasks:
    """Everything that an application needs, section by section and paper by paper."""

    sections: list[Task]
    papers: list[Paper] = field(default_factory=list)

    @property
    def papers_todo(self) -> list[ToDo]:
        return [todo for paper in self.papers for todo in paper.todo]

    @property
    def papers_state(self) -> str:
        if not self.papers_todo:
            return "done"
        return "started" if any(paper.documents for paper in self.papers) else "to_do"

    @property
    def todo(self) -> list[ToDo]:
        return [todo for task in self.sections for todo in task.todo] + self.papers_todo

    @property
    def parts(self) -> int:
        return sum(task.is_needed for task in self.sections) + bool(self.papers)

    @property
    def parts_done(self) -> int:
        return sum(task.is_done for task in self.sections) + bool(self.papers and not self.papers_todo)


def sheets_of(application: Application, *, is_of_note: bool = False) -> list[ApplicationAnswers]:
    """The answers to what is asked now, in the order of the form, with their questions: two queries.

    `is_of_note` gives those of the short note, also once the whole application is asked for.
    """
    wanted = application.answers.notes() if is_of_note else application.sheets
    rows = wanted.select_related("section", "saved_by").prefetch_related("section__questions")
    return list(rows.order_by("section__position", "section__pk"))


def asked_of(application: Application, sheets: list[ApplicationAnswers] | None = None) -> Asked:
    """Which sections and questions this application is asked, by the answers that are kept."""
    rows = sheets_of(application) if sheets is None else sheets
    return Asked([(sheet.section, sheet.values) for sheet in rows], _files_of(application))


def asked_of_each(applications: list[int]) -> dict[int, Asked]:
    """The same for many whole applications, by their keys: four queries."""
    files: dict[int, set[str]] = {}
    documents = Document.objects.filter(application__in=applications).exclude(question_code="")
    for key, code in documents.values_list("application", "question_code"):
        files.setdefault(key, set()).add(code)
    pages: dict[int, list[tuple[Section, dict[str, Any]]]] = {}
    rows = ApplicationAnswers.objects.whole().filter(application__in=applications)
    for sheet in rows.order_by("section__position", "section__pk").prefetch_related("section__questions"):
        pages.setdefault(sheet.application_id, []).append((sheet.section, sheet.values))
    return {key: Asked(found, files.get(key, ())) for key, found in pages.items()}


def papers_of(application: Application, sheets: list[ApplicationAnswers] | None = None) -> list[Document]:
    """The papers of an application, without the files of questions that it is not asked (any more)."""
    prefetch_related_objects([application], "documents__rule", "documents__file")
    documents = list(application.documents.all())
    if not any(document.question_code for document in documents):
        return documents
    rows = sheets_of(application) if sheets is None else sheets
    hidden = {question.code for sheet in rows for question in sheet.section.questions.all()}
    hidden -= asked_of(application, rows).questions
    return [document for document in documents if document.question_code not in hidden]


def path_of(application: Application, section: Section) -> list[str]:
    """The codes of the sections that are asked, in the order of the form, this one always among them."""
    sheets = sheets_of(application)
    asked = asked_of(application, sheets).sections | {section.code}
    return [sheet.section.code for sheet in sheets if sheet.section.code in asked]


def _files_of(application: Application) -> set[str]:
    """The codes of the file questions that have their file."""
    return {document.question_code for document in application.documents.all() if document.question_code}


def facts_for(application: Application, lists: Lists, asked: Asked | None = None) -> dict[str, Any]:
    """What a section's form must know of the rest of the application. Other answers are read only where it asks."""
    return {
        "round_": application.round,
        "lists": lists,
        "tier": application.tier,
        "months": application.months,
        "has_files": _files_of(application),
        "elsewhere": lambda: (asked or asked_of(application)).given,
        "told": words_told(application),
    }


def form_of(application: Application, sheet: ApplicationAnswers, **facts: Any) -> Sheet:
    """The form of one section with the answers kept so far, or with what was posted (`data`, `files`)."""
    base = facts_for(application, Lists(application.round))
    return form_for(sheet.section, **{"values": sheet.values, **base, **facts})


def posted_form_of(application: Application, sheet: ApplicationAnswers, **facts: Any) -> Sheet:
    """The form of one section as if the answers kept so far had just been posted: with what cannot be read as errors.

    Shown after a save, because it also holds what somebody else saved meanwhile.
    """
    return form_of(application, sheet, data=shown(list(sheet.section.questions.all()), sheet.values), **facts)


def checked_form_of(application: Application, sheet: ApplicationAnswers) -> Sheet:
    """The form of one section with everything that is left in it shown as errors."""
    return checked(sheet.section, sheet.values, **facts_for(application, Lists(application.round)))


def tasks_of(application: Application, sheets: list[ApplicationAnswers], lists: Lists) -> Tasks:
    """What is done and what is left. Every answer is checked again: a change in one section, such as a smaller size
    of grant, can make another one wrong.
    """
    asked = asked_of(application, sheets)
    facts = facts_for(application, lists, asked)
    labels = {question.code: question for sheet in sheets for question in sheet.section.questions.all()}
    sections = []
    for sheet in sheets:
        section = sheet.section
        if section.code not in asked.sections:
            words = clause(section.shown_if, labels, lists)
            is_waiting = section.code in asked.waiting
            sections.append(Task(sheet, [], is_needed=is_waiting, is_waiting=is_waiting, only_if=words))
            continue
        form = checked(section, sheet.values, **facts)
        todo = [
            ToDo(str(words), section, code, form[code].id_for_label or f"{form[code].auto_id}_0")
            for code, faults in form.errors.items()
            for words in faults
        ]
        sections.append(Task(sheet, todo))
    documents = list(application.documents.all())
    left = papers_wanted.missing(application)
    papers = [
        Paper(
            rule=rule,
            documents=[document for document in documents if document.rule_id == rule.pk],
            todo=[
                ToDo(words, code=missed.code, anchor=f"id_{missed.code}") for missed, words in left if missed == rule
            ],
        )
        for rule in papers_wanted.rules_for(application)
    ]
    return Tasks(sections, papers)


def missing(application: Application) -> list[ToDo]:
    """What is still to do before this application can be handed in, in the order of the form."""
    return tasks_of(application, sheets_of(application), Lists(application.round)).todo


def answers_of(
    application: Application, sheets: list[ApplicationAnswers], lists: Lists
) -> list[tuple[Section, list[tuple[Question, Words]]]]:
    """All answers in words, section by section. What is not asked is left out."""
    papers: dict[str, list[str]] = {}
    for document in application.documents.all():
        if document.question_code:
            papers.setdefault(document.question_code, []).append(document.file.name)
    asked = asked_of(application, sheets)
    return [
        (
            sheet.section,
            readable(sheet.section, sheet.values, application.round, lists=lists, papers=papers, asked=asked),
        )
        for sheet in sheets
        if sheet.section.code in asked.sections
    ]
