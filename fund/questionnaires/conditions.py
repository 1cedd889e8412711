"""Whether a question or a section is asked, by what was answered before it.

A condition is `{}` (always) or `{"match": "all" | "any", "tests": [{"question": code, "is": op, "value": …}]}`. The
browser judges alike (static/fund/conditions.js); tests/cases/conditions.json holds both to the same answers.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from fund.models import Question, Section
from fund.questionnaires.merging import Values, answer

Condition = Mapping[str, Any]
Given = dict[str, Any]  # the answers to questions that are asked, by their codes

ALONE = ("answered", "not_answered")  # these compare with nothing
UNREAD = object()  # something was typed that could not be read: it counts as answered, and no comparison holds


def holds(condition: Condition, given: Mapping[str, Any]) -> bool:
    """Say whether a condition is met."""
    return judge(condition, given, ()) is True


def judge(condition: Condition, given: Mapping[str, Any], unanswered: Collection[str]) -> bool | None:
    """Whether a condition is met, or None while that still hangs on one of the `unanswered` questions."""
    if not condition:
        return True
    verdicts = [_judge_one(test, given, unanswered) for test in condition["tests"]]
    decisive = condition.get("match", "all") == "any"
    if decisive in verdicts:
        return decisive
    return None if None in verdicts else not decisive


def _judge_one(test: Mapping[str, Any], given: Mapping[str, Any], unanswered: Collection[str]) -> bool | None:
    code, op = test["question"], test["is"]
    if op == "not_answered":
        return code not in given
    if code not in given:
        return None if code in unanswered else False
    value = given[code]
    return op == "answered" or (value is not UNREAD and compare(op, value, test["value"]))


def compare(op: str, value: Any, wanted: Any) -> bool:
    """Compare an answer as it is kept with the value of a test."""
    return OPS[op](value, wanted)


def _number(value: Any) -> Decimal:
    """An answer as a number: of a list, how many were chosen; of what is no number, NaN, which compares false."""
    if isinstance(value, list):
        return Decimal(len(value))
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        return Decimal("NaN")
    return found if found.is_finite() else Decimal("NaN")


def _same(value: Any, wanted: Any) -> bool:
    if isinstance(value, list):
        return len(value) == 1 and _same(value[0], wanted)
    if isinstance(wanted, int | float) or isinstance(value, int):
        return bool(_number(value) == _number(wanted))
    return _plain(value) == _plain(wanted)


def _holds_part(value: Any, part: Any) -> bool:
    """A list holds one of its members; a text holds a piece of itself, in capitals or not."""
    if isinstance(value, list):
        return any(_same(each, part) for each in value)
    return _plain(part) in _plain(value)


def _plain(value: Any) -> str:
    return str(value).lower()


def _one_of(value: Any, wanted: list[Any]) -> bool:
    return any(_same(each, one) for each in (value if isinstance(value, list) else [value]) for one in wanted)


def _day(value: Any) -> str:
    return value if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value) else ""


def _compare_numbers(test: Callable[[Decimal, Decimal], bool]) -> Callable[[Any, Any], bool]:
    def compared(value: Any, wanted: Any) -> bool:
        one, other = _number(value), _number(wanted)
        return not one.is_nan() and not other.is_nan() and test(one, other)

    return compared


OPS: dict[str, Callable[[Any, Any], bool]] = {
    "equals": _same,
    "not_equals": lambda value, wanted: not _same(value, wanted),
    "one_of": _one_of,
    "none_of": lambda value, wanted: not _one_of(value, wanted),
    "contains": _holds_part,
    "not_contains": lambda value, wanted: not _holds_part(value, wanted),
    "contains_any": lambda value, wanted: any(_holds_part(value, part) for part in wanted),
    "contains_all": lambda value, wanted: all(_holds_part(value, part) for part in wanted),
    "more_than": _compare_numbers(lambda one, other: one > other),
    "less_than": _compare_numbers(lambda one, other: one < other),
    "at_least": _compare_numbers(lambda one, other: one >= other),
    "at_most": _compare_numbers(lambda one, other: one <= other),
    "before": lambda value, wanted: "" < _day(value) < _day(wanted),
    "after": lambda value, wanted: _day(value) > _day(wanted) > "",
}


def known(question: Question, value: Any) -> Any:
    """An answer as conditions see it: of a budget its total, of a table the number of its rows."""
    if question.kind == Question.Kind.BUDGET:
        return str(sum((Decimal(row["amount"]) for row in value), Decimal(0)))
    return len(value) if question.kind == Question.Kind.GROUP else value


def take(given: Given, question: Question, values: Values, has_files: Collection[str] = ()) -> bool:
    """Note the answer to a question that is asked; False where there is none."""
    if question.kind == Question.Kind.FILE:
        if question.code in has_files:
            given[question.code] = UNREAD
        return question.code in has_files
    is_typed, value = answer(values, question.code)
    if value in (None, "", []):
        return False
    given[question.code] = UNREAD if is_typed else known(question, value)
    return True


class Asked:
    """What a questionnaire asks, by the answers so far: its sections and questions, by their codes.

    An answer to a question that is not asked counts as not given, so what hangs on it is not asked either. A section
    is `waiting` while its condition hangs on a question that is asked and has no answer yet.
    """

    def __init__(self, pages: Iterable[tuple[Section, Values]], has_files: Collection[str] = ()) -> None:
        self.given: Given = {}
        self.sections: set[str] = set()
        self.questions: set[str] = set()
        self.waiting: set[str] = set()
        unanswered: set[str] = set()
        for section, values in pages:
            verdict = judge(section.shown_if, self.given, unanswered)
            if verdict:
                self.sections.add(section.code)
            elif verdict is None:
                self.waiting.add(section.code)
            for question in section.questions.all():
                here = judge(question.shown_if, self.given, unanswered)
                if verdict and here:
                    self.questions.add(question.code)
                    if not take(self.given, question, values, has_files):
                        unanswered.add(question.code)
                elif verdict is not False and here is not False:
                    unanswered.add(question.code)


def has_conditions(section: Section) -> bool:
    """Say whether anything in this section is asked of some people only."""
    return bool(section.shown_if) or any(question.shown_if for question in section.questions.all())


def looks_back(section: Section) -> bool:
    """Say whether a condition of this section hangs on a question outside it."""
    questions = list(section.questions.all())
    here = {question.code for question in questions}
    conditions = [section.shown_if, *(question.shown_if for question in questions)]
    return any(test["question"] not in here for condition in conditions for test in condition.get("tests", ()))


def on_page(condition: Condition, codes: Collection[str], given: Mapping[str, Any]) -> bool | Condition:
    """Whether a condition is met, or what of it hangs on questions of the same page (`codes`)."""
    decisive = condition.get("match", "all") == "any"
    live: list[Mapping[str, Any]] = []
    for test in condition.get("tests", ()):
        if test["question"] in codes:
            live.append(test)
        elif bool(_judge_one(test, given, ())) is decisive:
            return decisive
    return {"match": "any" if decisive else "all", "tests": live} if live else not decisive or not condition
