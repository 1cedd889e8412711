"""When a question or a section is asked: its tests, one after the other."""

from typing import Any

from django.db import transaction

from fund.kit.states import Refused
from fund.models import Question, Section, User
from fund.rounds.asking.conditions import MOST_TESTS, tests_of
from fund.rounds.asking.holding import hold, keep


@transaction.atomic
def add_test(row: Question | Section, *, by: User | None, question: str, op: str, value: Any = None) -> None:
    """Ask something only if an earlier answer passes this test too."""
    tests = tests_of(row.shown_if)
    if len(tests) >= MOST_TESTS:
        raise Refused(f"There are {MOST_TESTS} tests already. Take one out before you add another.")
    test = {"question": question, "is": op} | ({} if value is None else {"value": value})
    if test not in tests:
        _write(row, [*tests, test], row.shown_if.get("match", "all"), by=by)


@transaction.atomic
def remove_test(row: Question | Section, *, by: User | None, number: int) -> None:
    """Take one test out. Without any, it is always asked."""
    tests = tests_of(row.shown_if)
    if not 0 <= number < len(tests):
        raise Refused("That test is gone already.")
    _write(row, tests[:number] + tests[number + 1 :], row.shown_if.get("match", "all"), by=by)


@transaction.atomic
def match_tests(row: Question | Section, *, by: User | None, match: str) -> None:
    """Say whether all tests must be passed, or any one of them."""
    _write(row, tests_of(row.shown_if), match, by=by)


def _write(row: Question | Section, tests: list[dict[str, Any]], match: str, *, by: User | None) -> None:
    held = hold(row.questionnaire if isinstance(row, Section) else row.section.questionnaire)
    row.shown_if = {"match": match, "tests": tests} if tests else {}
    row.save(update_fields=["shown_if"])
    keep(held, by=by, reason=f"When “{row}” is asked changed")
