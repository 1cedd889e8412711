"""When a question is asked, in plain words: what `shown_if` says, for people who read the questions beforehand."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from fund.models import Question
from fund.questionnaires.lists import YES_NO, Lists
from fund.templatetags.words import day, pounds

Kind = Question.Kind
NUMBERS = (Kind.NUMBER, Kind.MONEY, Kind.BUDGET)

# Each comparison as it ends a sentence: {0} is the earlier question, {1} what its answer is compared with.
PHRASES: dict[str, tuple[str, Callable[[list[str]], str]]] = {
    "answered": ("you answered {0}", lambda _: ""),
    "not_answered": ("you left {0} empty", lambda _: ""),
    "equals": ("your answer to {0} is {1}", lambda values: listed(values, "or")),
    "not_equals": ("your answer to {0} is not {1}", lambda values: listed(values, "or")),
    "one_of": ("your answer to {0} is {1}", lambda values: listed(values, "or")),
    "none_of": ("your answer to {0} is not {1}", lambda values: listed(values, "or")),
    "contains": ("your answer to {0} has {1} in it", lambda values: listed(values, "and")),
    "not_contains": ("your answer to {0} does not have {1} in it", lambda values: listed(values, "or")),
    "contains_any": ("your answer to {0} has {1} in it", lambda values: listed(values, "or")),
    "contains_all": ("your answer to {0} has {1} in it", lambda values: listed(values, "and")),
    "more_than": ("your answer to {0} is more than {1}", lambda values: listed(values, "or")),
    "less_than": ("your answer to {0} is less than {1}", lambda values: listed(values, "or")),
    "at_least": ("your answer to {0} is {1} or more", lambda values: listed(values, "or")),
    "at_most": ("your answer to {0} is {1} or less", lambda values: listed(values, "or")),
    "before": ("your answer to {0} is before {1}", lambda values: listed(values, "or")),
    "after": ("your answer to {0} is after {1}", lambda values: listed(values, "or")),
}
OPS = tuple(PHRASES)


def in_words(shown_if: Mapping[str, Any], questions: Mapping[str, Question], lists: Lists) -> str:
    """A condition as one sentence, “Only if your answer to “Is it new?” is “Yes”.”; nothing where there is none.

    `questions` are those of the questionnaire by their code. A question that is not there any more is named by its
    code, so that nobody is told less than the condition says.
    """
    words = clause(shown_if, questions, lists)
    return f"Only if {words}." if words else ""


def clause(shown_if: Mapping[str, Any], questions: Mapping[str, Question], lists: Lists) -> str:
    """The same without its “Only if”, to stand inside another sentence."""
    tests = [_phrase(test, questions, lists) for test in shown_if.get("tests", [])]
    return _joined(tests, "or" if shown_if.get("match") == "any" else "and") if tests else ""


def listed(values: list[str], word: str) -> str:
    """“A”, “B” or “C”."""
    return values[0] if len(values) == 1 else f"{', '.join(values[:-1])} {word} {values[-1]}"


def _joined(tests: list[str], word: str) -> str:
    """Conditions one after the other. Commas part them, since each may hold an “or” of its own."""
    return f", {word} ".join(tests) if len(tests) < 3 else f"{', '.join(tests[:-1])}, {word} {tests[-1]}"


def _phrase(test: Mapping[str, Any], questions: Mapping[str, Question], lists: Lists) -> str:
    question = questions.get(test["question"])
    words, join = PHRASES[test["is"]]
    given = test.get("value")
    values = [_value(each, question, lists) for each in (given if isinstance(given, list) else [given])] or ["nothing"]
    return words.format(f"“{question.label if question else test['question']}”", join(values))


def _value(value: Any, question: Question | None, lists: Lists) -> str:
    """What an answer is compared with, as the person who answers sees it."""
    if isinstance(value, bool):
        return "“Yes”" if value else "“No”"
    if question is None or value is None:
        return f"“{value}”"
    if question.kind == Kind.YES_NO:
        return f"“{dict(YES_NO).get(value, value)}”"
    if question.kind in (Kind.ONE_OF, Kind.MANY_OF, Kind.PLACES):
        return f"“{(lists.names(question, [str(value)]) or [value])[0]}”"
    if question.kind == Kind.DATE:
        return _day(str(value))
    if question.kind in NUMBERS:
        return _number(value, is_money=question.kind != Kind.NUMBER)
    return f"“{value}”"


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
