"""A condition in plain words: “Do you work with children?” is “Yes”."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from fund.models import Question
from fund.questionnaires.conditions import Condition
from fund.questionnaires.lists import YES_NO, Lists
from fund.templatetags.words import day, pounds

Kinds = Question.Kind
MONEY = (Kinds.MONEY, Kinds.BUDGET)


def in_words(condition: Condition, questions: Mapping[str, Question], lists: Lists) -> str:
    """What must have been answered, to follow “only if”. Tests of questions that are gone are left out."""
    tests = [test for test in condition.get("tests", ()) if test["question"] in questions]
    joined = " or " if condition.get("match") == "any" else " and "
    return joined.join(_test(test, questions[test["question"]], lists) for test in tests)


def _test(test: Mapping[str, Any], question: Question, lists: Lists) -> str:
    said = WORDS[test["is"]]
    return f"“{question.label}” {said if isinstance(said, str) else said(_names(test['value'], question, lists))}"


def _names(value: Any, question: Question, lists: Lists) -> list[str]:
    """The value or values of a test as the question shows them."""
    values = value if isinstance(value, list) else [value]
    if question.kind in (Kinds.ONE_OF, Kinds.MANY_OF, Kinds.PLACES):
        return [f"“{name}”" for name in lists.names(question, values)]
    return [_name(each, question) for each in values]


def _name(value: Any, question: Question) -> str:
    if question.kind == Kinds.YES_NO:
        return f"“{dict(YES_NO).get(value, value)}”"
    if question.kind == Kinds.DATE:
        return day(date.fromisoformat(value))
    if isinstance(value, int | float):
        return pounds(Decimal(str(value))) if question.kind in MONEY else f"{value:,}"
    return f"“{value}”"


def _either(names: Iterable[str]) -> str:
    return " or ".join(names)


WORDS: dict[str, str | Callable[[list[str]], str]] = {
    "answered": "is answered",
    "not_answered": "is not answered",
    "equals": lambda names: f"is {names[0]}",
    "not_equals": lambda names: f"is not {names[0]}",
    "one_of": lambda names: f"is {_either(names)}",
    "none_of": lambda names: f"is not {_either(names)}",
    "contains": lambda names: f"has {names[0]}",
    "not_contains": lambda names: f"does not have {names[0]}",
    "contains_any": lambda names: f"has {_either(names)}",
    "contains_all": lambda names: f"has {' and '.join(names)}",
    "more_than": lambda names: f"is more than {names[0]}",
    "less_than": lambda names: f"is less than {names[0]}",
    "at_least": lambda names: f"is {names[0]} or more",
    "at_most": lambda names: f"is {names[0]} or less",
    "before": lambda names: f"is before {names[0]}",
    "after": lambda names: f"is after {names[0]}",
}
