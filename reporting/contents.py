"""What a report holds, page by page, and what is still to do in it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.forms import BoundField

from applications.todo import ToDo
from fund import questionnaires
from fund.models import Question, Questionnaire, Section
from fund.questionnaires import Lists, Words
from reporting import measuring, spending
from reporting.models import Indicator, Report

FAILURES = "did_not_work"  # the slot that is never used against a group


@dataclass(frozen=True)
class Part:
    """One page of a report: its section where it is one of questions, its answers in words, and what is still asked."""

    section: Section | None
    answers: list[tuple[Question, Words]]
    missing: list[ToDo]
    is_begun: bool
    kind: str = "questions"  # or figures, or money
    lines: list[spending.Line] = field(default_factory=list)

    @property
    def title(self) -> str:
        return self.section.title if self.section else {"figures": "Figures", "money": "Money spent"}[self.kind]

    @property
    def is_done(self) -> bool:
        return not self.missing

    @property
    def state(self) -> str:
        return "done" if self.is_done else "started" if self.is_begun else "to_do"


def questions_asked(report: Report) -> questionnaires.Asked:
    """Which sections and questions this report asks, by the answers that are kept; none if it was told at an event."""
    kept = {sheet.section_id: sheet.values for sheet in report.answers.all()}
    questionnaire = questionnaire_of(report)
    sections = questionnaire.sections.prefetch_related("questions") if questionnaire else ()
    return questionnaires.Asked([(section, kept.get(section.pk, {})) for section in sections], files_of(report))


def files_of(report: Report) -> set[str]:
    """The codes of the file questions that have their file."""
    return {document.question_code for document in report.documents.all()}


def questionnaire_of(report: Report) -> Questionnaire | None:
    """The questions that a report asks: none where the project told its answers at a learning event."""
    return None if report.told_at_id else report.questionnaire


def parts(report: Report) -> list[Part]:
    """The pages of a report in order. The number of queries does not grow with the number of its pages."""
    found = []
    if (questionnaire := questionnaire_of(report)) is not None:
        lists = Lists(questionnaire.round)
        sheets = {sheet.section_id: sheet for sheet in report.answers.all()}
        kept = {key: sheet.values for key, sheet in sheets.items()}
        pages = [(row, kept.get(row.pk, {})) for row in questionnaire.sections.prefetch_related("questions")]
        papers: dict[str, list[str]] = {}
        for document in report.documents.select_related("file"):
            papers.setdefault(document.question_code, []).append(document.file.name)
        asks = questionnaires.Asked(pages, papers)
        for section, values in pages:
            if section.code in asks.sections:
                answers = questionnaires.readable(section, values, lists.round, lists=lists, papers=papers, asked=asks)
                answers = [(one, words) for one, words in answers if words or not one.is_folded]
                is_begun = section.pk in sheets and bool(sheets[section.pk].version)
                found.append(Part(section, answers, left(section, values, lists, asks, papers), is_begun))
    if wanted := list(measuring.asked_of(report)):
        given = set(report.measurements.values_list("indicator_id", flat=True))
        first = {pk: there[0] for pk, there in measuring.places(report, wanted).items() if there}
        untold = [one for one in wanted if one.pk in first and one.pk not in given and not one.licence_has_ended]
        asked = [one for one in untold if measuring.is_required(one)]
        gaps = [_gap(one, first[one.pk]) for one in asked]
        found.append(Part(None, [], gaps, bool(given), "figures"))
    if report.asks_money and (lines := spending.lines_of(report)):
        is_begun = any(line.spent is not None for line in lines)
        found.append(Part(None, [], spending.missing(lines), is_begun, "money", lines))
    return found


def kept_back(found: list[Part]) -> list[Part]:
    """The same pages without what did not work, for readers who score bids."""
    return [
        replace(part, answers=[(one, words) for one, words in part.answers if one.slot != FAILURES]) for part in found
    ]


def _gap(indicator: Indicator, place: measuring.Place) -> ToDo:
    """What is still to be said about one thing that is counted."""
    is_words = indicator.kind == Indicator.Kind.WORDS
    words = f"Answer “{indicator.name}”" if is_words else f"Enter a number for “{indicator.name}”"
    box = measuring.box(indicator, place, "words" if is_words else "numerator")
    return ToDo(words, None, indicator.code, f"id_{box}")


def left(
    section: Section,
    values: Mapping[str, Any],
    lists: Lists,
    asks: questionnaires.Asked,
    has_files: Collection[str],
) -> list[ToDo]:
    """What is still to be answered or mended in a section, in the words of each question."""
    sheet = questionnaires.checked(
        section, values, round_=lists.round, lists=lists, has_files=has_files, elsewhere=lambda: asks.given
    )
    found = [(code, str(words)) for code, faults in sheet.errors.items() for words in faults]
    return [ToDo(words, section, code, _anchor(sheet[code])) for code, words in found]


def _anchor(box: BoundField) -> str:
    """Where on the page a question's box, or the first of its boxes, stands."""
    return box.id_for_label or f"{box.auto_id}_0"


def missing(report: Report) -> list[ToDo]:
    """What is still to do before the report can be handed in."""
    return [todo for part in parts(report) for todo in part.missing]
