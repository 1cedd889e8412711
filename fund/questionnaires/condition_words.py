"""When a question is asked, in plain words: what `shown_if` says, for people who read the questions beforehand."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from fund.models import Question
from fund.questionnaires.lists import YES_NO, Lists
from fund.templatetags.words import day, pounds

Kind = Question.Kind
CHOICES = (Kind.ONE_OF, Kind.MANY_OF, Kind.PLACES)
NUMBERS = (Kind.NUMBER, Kind.MONEY, Kind.BUDGET)
COUNTED = {Kind.MANY_OF: "choices", Kind.PLACES: "places", Kind.GROUP: "rows"}  # compared by how many there are

# Each comparison as it ends a sentence, and the word between several values.
PHRASES: dict[str, tuple[str, str]] = {
    "answered": ("{question} has an answer", "or"),
    "not_answered": ("{question} has no answer", "or"),
    "equals": ("{answer} is {value}", "or"),
    "not_equals": ("{answer} is not {value}", "or"),
    "one_of": ("{answer} is {value}", "or"),
    "none_of": ("{answer} is not {value}", "or"),
    "contains": ("{answer} has {value} in it", "and"),
    "not_contains": ("{answer} does not have {value} in it", "or"),
    "contains_any": ("{answer} has {value} in it", "or"),
    "contains_all": ("{answer} has {value} in it", "and"),
    "more_than": ("{answer} is more than {value}", "or"),
    "less_than": ("{answer} is less than {value}", "or"),
    "at_least": ("{answer} is {value} or more", "or"),
    "at_most": ("{answer} is {value} or less", "or"),
    "before": ("{answer} is before {value}", "or"),
    "after": ("{answer} is after {value}", "or"),
}
OPS = tuple(PHRASES)
# Of several choices: {value} is one of them, or how many there are.
OF_SEVERAL = {
    "none_of": "{answer} does not include {value}",
    "contains": "{answer} includes {value}",
    "not_contains": "{answer} does not include {value}",
    "contains_any": "{answer} includes {value}",
    "contains_all": "{answer} includes {value}",
    "more_than": "{answer} has more than {value}",
    "less_than": "{answer} has fewer than {value}",
    "at_least": "{answer} has at least {value}",
    "at_most": "{answer} has at most {value}",
}
AMOUNTS = ("more_than", "less_than", "at_least", "at_most")


def in_words(shown_if: Mapping[str, Any], questions: Mapping[str, Question], lists: Lists) -> str:
    """A condition as one sentence, “Only if the answer to “Is it new?” is “Yes”.”; nothing where there is none.

    `questions` are those of the questionnaire by their code. A question that is not there any more is named by its
    code, so that nobody is told less than the condition says.
    """
    words = clause(shown_if, questions, lists)
    return f"Only if {words}." if words else ""


def clause(shown_if: Mapping[str, Any], questions: Mapping[str, Question], lists: Lists) -> str:
    """The same without its “Only if”, to stand inside another sentence."""
    tests = [phrase(test, questions, lists) for test in shown_if.get("tests", [])]
    return _joined(tests, "or" if shown_if.get("match") == "any" else "and") if tests else ""


def phrase(test: Mapping[str, Any], questions: Mapping[str, Question], lists: Lists) -> str:
    """One test of a condition: the answer to “Is it new?” is “Yes”."""
    question, op, given = questions.get(test["question"]), test["is"], test.get("value")
    kind = question.kind if question else ""
    words, join = PHRASES[op]
    if kind in COUNTED:
        words = OF_SEVERAL.get(op, words)
    many = given if isinstance(given, list) else [given]
    if kind in COUNTED and op in AMOUNTS:
        values = [_so_many(each, COUNTED[Kind(kind)]) for each in many]
    else:
        values = [_value(each, question, lists) for each in many]
    name = f"“{question.label if question else test['question']}”"
    answer = f"the total of {name}" if kind == Kind.BUDGET else f"the answer to {name}"
    return words.format(question=name, answer=answer, value=listed(values, join))


def listed(values: list[str], word: str) -> str:
    """“A”, “B” or “C”."""
    *most, last = values or ["nothing"]
    return f"{', '.join(most)} {word} {last}" if most else last


def _joined(tests: list[str], word: str) -> str:
    """Conditions one after the other. Commas part them, since each may hold an “or” of its own."""
    return f", {word} ".join(tests) if len(tests) < 3 else f"{', '.join(tests[:-1])}, {word} {tests[-1]}"


def _value(value: Any, question: Question | None, lists: Lists) -> str:
    """What an answer is compared with, as the person who answers sees it."""
    if isinstance(value, bool):
        return "“Yes”" if value else "“No”"
    if question is None or value is None:
        return f"“{value}”"
    if question.kind == Kind.YES_NO:
        return f"“{dict(YES_NO).get(value, value)}”"
    if question.kind in CHOICES:
        return f"“{(lists.names(question, [str(value)]) or [value])[0]}”"
    if question.kind == Kind.DATE:
        return _day(str(value))
    if question.kind in NUMBERS:
        return _number(value, is_money=question.kind != Kind.NUMBER)
    return f"“{value}”"


def _so_many(value: Any, things: str) -> str:
    return f"{_number(value, is_money=False)} {things.removesuffix('s') if value == 1 else things}"


def _day(value: str) -> str:
    try:
        return day(date.fromisoformat(value))
    except ValueError:
        return f"“{value}”"


def _number(value: Any, *, is_money: bool) -> str:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return f"“{value}”"
    return pounds(number) if is_money else f"{number:,f}"
