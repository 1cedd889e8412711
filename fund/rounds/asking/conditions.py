"""“Ask this only if”: which comparisons fit which kind of question, and what is wrong with one."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from fund.models import Question, Section
from fund.questionnaires.condition_words import AMOUNTS
from fund.questionnaires.lists import YES_NO

Kinds = Question.Kind
MOST_TESTS = 5
# How a comparison is said as a choice on the form; condition_words says it in a sentence.
OPS: dict[str, str] = {
    "answered": "has any answer",
    "not_answered": "has no answer",
    "equals": "is",
    "not_equals": "is not",
    "one_of": "is one of",
    "none_of": "is none of",
    "contains": "includes",
    "not_contains": "does not include",
    "contains_any": "includes any of",
    "contains_all": "includes all of",
    "more_than": "is more than",
    "less_than": "is less than",
    "at_least": "is at least",
    "at_most": "is at most",
    "before": "is before",
    "after": "is after",
}
WITHOUT_VALUE = ("answered", "not_answered")
WITH_LIST = ("one_of", "none_of", "contains_any", "contains_all")
_WORDS = (*WITHOUT_VALUE, "equals", "not_equals", "contains", "not_contains", "contains_any", "contains_all")
_NUMBERS = (*WITHOUT_VALUE, "equals", "not_equals", *AMOUNTS)
_SEVERAL = (*WITHOUT_VALUE, "contains", "not_contains", "contains_any", "contains_all", "none_of", *AMOUNTS)
FITS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys((Kinds.LINE, Kinds.TEXT, Kinds.EMAIL, Kinds.PHONE, Kinds.WEB, Kinds.REGISTER_NUMBER), _WORDS),
    **dict.fromkeys((Kinds.NUMBER, Kinds.MONEY, Kinds.BUDGET), _NUMBERS),
    **dict.fromkeys((Kinds.MANY_OF, Kinds.PLACES), _SEVERAL),
    Kinds.DATE: (*WITHOUT_VALUE, "equals", "not_equals", "before", "after"),
    Kinds.YES_NO: (*WITHOUT_VALUE, "equals", "not_equals"),
    Kinds.ONE_OF: (*WITHOUT_VALUE, "equals", "not_equals", "one_of", "none_of"),
}


def ops_for(kind: str) -> tuple[str, ...]:
    """The comparisons that make sense for a kind of question; of other kinds only whether there is an answer."""
    return FITS.get(kind, WITHOUT_VALUE)


def counts(kind: str, op: str) -> bool:
    """Say whether a comparison looks at how many were chosen."""
    return kind in (Kinds.MANY_OF, Kinds.PLACES) and op in AMOUNTS


def tests_of(condition: dict[str, Any]) -> list[dict[str, Any]]:
    """The tests of a condition; none where something is always asked."""
    return list(condition.get("tests", ()))


def fault_of(test: dict[str, Any], question: Question) -> str:
    """What is wrong with one test of this question, or nothing."""
    op = test["is"]
    if op not in ops_for(question.kind):
        return f"“{question.label}” cannot be compared in that way."
    if op in WITHOUT_VALUE:
        return ""
    value = test.get("value")
    values = value if isinstance(value, list) else [value]
    if (op in WITH_LIST) is not isinstance(value, list) or not values or any(each in (None, "") for each in values):
        return f"The test of “{question.label}” has nothing to compare with."
    is_number = question.kind in (Kinds.NUMBER, Kinds.MONEY, Kinds.BUDGET) or counts(question.kind, op)
    if is_number:
        is_right = all(isinstance(each, int | float) and not isinstance(each, bool) for each in values)
        return "" if is_right else f"The test of “{question.label}” needs a number."
    if not all(isinstance(each, str) for each in values):
        return f"The test of “{question.label}” needs words."
    if question.kind == Kinds.YES_NO and value not in dict(YES_NO):
        return f"The test of “{question.label}” needs yes or no."
    if question.kind == Kinds.DATE and not _is_day(str(values[0])):
        return f"The test of “{question.label}” needs a date."
    known = [option["code"] for option in question.settings.get("options", [])]
    if gone := [each for each in values if known and each not in known]:
        return f"The answer ‘{gone[0]}’ is no longer a choice of “{question.label}”."
    return ""


def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def faults_of(sections: list[Section]) -> list[str]:
    """Every condition that does not hold together, in a sentence that names what it belongs to."""
    earlier: dict[str, Question] = {}
    every = {question.code: question for section in sections for question in section.questions.all()}
    found: list[str] = []
    for row in _in_order(sections):
        if isinstance(row, Question):
            found += _faults_of_one(row.label, row.shown_if, earlier, every)
            earlier[row.code] = row
        else:
            found += _faults_of_one(row.title, row.shown_if, earlier, every)
    return found


def _in_order(sections: list[Section]) -> Iterator[Section | Question]:
    for section in sections:
        yield section
        yield from section.questions.all()


def _faults_of_one(
    name: str, condition: dict[str, Any], earlier: dict[str, Question], every: dict[str, Question]
) -> Iterator[str]:
    cure = f"Change when “{name}” is asked first."
    for test in tests_of(condition):
        code = test["question"]
        if code not in every:
            yield f"“{name}” is asked only after an answer to a question that would be gone. {cure}"
        elif code not in earlier:
            yield f"“{name}” is asked only after an answer to “{every[code].label}”, so it has to come later. {cure}"
        elif words := fault_of(test, earlier[code]):
            yield f"“{name}” is asked only after an answer to “{every[code].label}”. {words} {cure}"
