"""`shown_if` of a question or a section: which answers before it make it asked."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from fund.questionnaires.conditions import ALONE, OPS
from fund.rounds.lines import Path
from fund.rounds.reading import Reader, Row
from fund.rounds.values import Wrong, one_of

SEVERAL = ("one_of", "none_of", "contains_any", "contains_all")
NUMBERS = ("more_than", "less_than", "at_least", "at_most")
DAYS = ("before", "after")
CHOICES = ("one_of", "many_of", "yes_no")


def condition(value: Any) -> Row:
    """What `shown_if` may be: nothing, or tests that all or any must be met."""
    if value == {}:
        return {}
    if not isinstance(value, dict) or not isinstance(value.get("tests"), list) or not value["tests"]:
        raise Wrong('must be written as { match = "all", tests = [{ question = "…", is = "equals", value = "…" }] }')
    if unknown := sorted(value.keys() - {"match", "tests"}):
        raise Wrong(f"holds ‘{unknown[0]}’, which is not known. Known are: match, tests")
    match = one_of("all", "any")(value.get("match", "all"))
    return {"match": match, "tests": [_test(each) for each in value["tests"]]}


def _test(value: Any) -> Row:
    if not isinstance(value, dict) or not {"question", "is"} <= value.keys() <= {"question", "is", "value"}:
        raise Wrong("has a test that does not say ‘question’, ‘is’ and, for most comparisons, ‘value’")
    op = one_of(*ALONE, *OPS)(value["is"])
    if not isinstance(value["question"], str):
        raise Wrong("has a test whose ‘question’ is not a code")
    test = {"question": value["question"], "is": op}
    if op in ALONE:
        if "value" in value:
            raise Wrong(f"has a test with ‘{op}’, which takes no ‘value’")
        return test
    if "value" not in value:
        raise Wrong(f"has a test with ‘{op}’, which needs a ‘value’")
    return {**test, "value": _value(op, value["value"])}


def _value(op: str, value: Any) -> Any:
    if op in SEVERAL:
        if not isinstance(value, list) or not value:
            raise Wrong(f'has a test with ‘{op}’, whose ‘value’ must be a list, such as ["one", "two"]')
        return [_single(op, each) for each in value]
    return _single(op, value)


def _single(op: str, value: Any) -> str | int | float:
    if op in DAYS:
        return _day(op, value)
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return int(value) if value == int(value) else float(value)
    if op in NUMBERS or not isinstance(value, str) or not value.strip():
        kind = "a number" if op in NUMBERS else "words or a number"
        raise Wrong(f"has a test with ‘{op}’, whose ‘value’ must be {kind}")
    return value.strip()


def _day(op: str, value: Any) -> str:
    try:
        found = date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        found = None
    if not isinstance(found, date) or isinstance(found, datetime):
        raise Wrong(f"has a test with ‘{op}’, whose ‘value’ must be a day, such as 2027-01-25")
    return found.isoformat()


def check(reader: Reader, row: Row, path: Path, earlier: Mapping[str, Row], fills: str) -> None:
    """A condition looks back only, at questions that can give the answer that it waits for.

    What fills a column is always asked, so that code can count on it; `fills` names the first such question.
    """
    where = (*path, "shown_if")
    if row["shown_if"] and fills:
        reader.fault(where, f"‘{fills}’ fills a column that the fund counts with, so it is always asked.")
    for test in row["shown_if"].get("tests", ()):
        question = earlier.get(test["question"])
        if question is None:
            reader.fault(where, f"There is no question ‘{test['question']}’ before this one.")
        elif unknown := _unknown(test, question):
            reader.fault(where, f"‘{unknown}’ is no answer to the question ‘{test['question']}’.")


def _unknown(test: Row, question: Row) -> str:
    """The first value that nobody can choose from the question's own options, or nothing."""
    options = {option["code"] for option in question["settings"].get("options", ())}
    if question["kind"] == "yes_no":
        options = {"yes", "no"}
    if question["kind"] not in CHOICES or not options or "value" not in test or test["is"] in NUMBERS:
        return ""
    values = test["value"] if isinstance(test["value"], list) else [test["value"]]
    return next((str(value) for value in values if value not in options), "")
