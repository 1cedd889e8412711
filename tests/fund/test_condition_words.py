"""When a question is asked, in words that a volunteer reads before the round opens."""

import re
from typing import Any

import pytest

from fund.models import CouncilArea, Question, Round
from fund.questionnaires.condition_words import OPS, in_words
from fund.questionnaires.lists import Lists
from tests import factories

pytestmark = pytest.mark.django_db

KINDS = {
    "new": ("yes_no", "Is it new?", {}),
    "size": ("one_of", "Size of grant", {"options_from": "tiers"}),
    "who": (
        "many_of",
        "Who is it for?",
        {"options": [{"code": "c", "name": "Carers"}, {"code": "y", "name": "Young people"}]},
    ),
    "months": ("number", "How many months?", {}),
    "money": ("money", "How much?", {}),
    "start": ("date", "When does it start?", {}),
    "where": ("places", "Where?", {}),
    "plan": ("text", "What is the plan?", {}),
    "helpers": ("group", "Who helps?", {}),
    "costs": ("budget", "Costs", {}),
}


@pytest.fixture
def questions() -> dict[str, Question]:
    return {
        code: Question(code=code, kind=kind, label=label, settings=settings)
        for code, (kind, label, settings) in KINDS.items()
    }


@pytest.fixture
def said(round_: Round, questions: dict[str, Question]) -> Any:
    factories.make_area()
    lists = Lists(round_)

    def say(*tests: tuple[Any, ...], match: str = "all") -> str:
        keys = ("question", "is", "value")
        shown_if = {"match": match, "tests": [dict(zip(keys, test, strict=False)) for test in tests]}
        return in_words(shown_if, questions, lists)

    return say


def test_a_question_without_a_condition_says_nothing(round_: Round) -> None:
    assert in_words({}, {}, Lists(round_)) == ""
    assert in_words({"match": "all", "tests": []}, {}, Lists(round_)) == ""


@pytest.mark.parametrize(
    ("test", "words"),
    [
        (("plan", "answered"), "Only if “What is the plan?” has an answer."),
        (("plan", "not_answered"), "Only if “What is the plan?” has no answer."),
        (("new", "equals", "yes"), "Only if the answer to “Is it new?” is “Yes”."),
        (("new", "equals", False), "Only if the answer to “Is it new?” is “No”."),
        (("new", "not_equals", "yes"), "Only if the answer to “Is it new?” is not “Yes”."),
        (("size", "one_of", ["small"]), "Only if the answer to “Size of grant” is “Small grant”."),
        (
            ("who", "none_of", ["c", "y"]),
            "Only if the answer to “Who is it for?” does not include “Carers” or “Young people”.",
        ),
        (("who", "more_than", 1), "Only if the answer to “Who is it for?” has more than 1 choice."),
        (("where", "at_least", 3), "Only if the answer to “Where?” has at least 3 places."),
        (("helpers", "less_than", 2), "Only if the answer to “Who helps?” has fewer than 2 rows."),
        (("costs", "more_than", 500), "Only if the total of “Costs” is more than £500."),
        (("costs", "answered"), "Only if “Costs” has an answer."),
        (("who", "contains", "c"), "Only if the answer to “Who is it for?” includes “Carers”."),
        (("plan", "not_contains", "walk"), "Only if the answer to “What is the plan?” does not have “walk” in it."),
        (
            ("who", "contains_any", ["c", "y"]),
            "Only if the answer to “Who is it for?” includes “Carers” or “Young people”.",
        ),
        (
            ("who", "contains_all", ["c", "y"]),
            "Only if the answer to “Who is it for?” includes “Carers” and “Young people”.",
        ),
        (("months", "more_than", 1200), "Only if the answer to “How many months?” is more than 1,200."),
        (("months", "less_than", 2.5), "Only if the answer to “How many months?” is less than 2.5."),
        (("money", "at_least", 15000), "Only if the answer to “How much?” is £15,000 or more."),
        (("money", "at_most", 15000), "Only if the answer to “How much?” is £15,000 or less."),
        (
            ("start", "before", "2027-01-25"),
            "Only if the answer to “When does it start?” is before Monday 25 January 2027.",
        ),
        (
            ("start", "after", "2027-01-25"),
            "Only if the answer to “When does it start?” is after Monday 25 January 2027.",
        ),
        (("where", "contains", "S12000036"), "Only if the answer to “Where?” includes “City of Edinburgh”."),
    ],
)
def test_each_comparison_reads_as_a_sentence(said: Any, test: tuple[Any, ...], words: str) -> None:
    assert said(test) == words


def test_all_sixteen_comparisons_have_words(said: Any) -> None:
    assert len(OPS) == 16
    for op in OPS:
        value = "2027-01-25" if op in ("before", "after") else ["c"] if "_" in op else "c"
        assert re.fullmatch(r"Only if [^{}]+\.", said(("who", op, value)))


def test_several_conditions_are_joined_as_they_are_matched(said: Any) -> None:
    new, months, plan = ("new", "equals", "yes"), ("months", "at_least", 12), ("plan", "answered")
    assert said(new, months) == (
        "Only if the answer to “Is it new?” is “Yes”, and the answer to “How many months?” is 12 or more."
    )
    assert said(new, months, plan, match="any") == (
        "Only if the answer to “Is it new?” is “Yes”, the answer to “How many months?” is 12 or more, "
        "or “What is the plan?” has an answer."
    )


@pytest.mark.parametrize(
    ("test", "words"),
    [
        (("gone", "equals", "x"), "Only if the answer to “gone” is “x”."),
        (("size", "equals", "gone"), "Only if the answer to “Size of grant” is “gone”."),
        (("start", "before", "soon"), "Only if the answer to “When does it start?” is before “soon”."),
        (("money", "at_least", "much"), "Only if the answer to “How much?” is “much” or more."),
        (("who", "one_of", []), "Only if the answer to “Who is it for?” is nothing."),
        (("plan", "equals", "{0} {1}"), "Only if the answer to “What is the plan?” is “{0} {1}”."),
    ],
)
def test_what_is_not_known_any_more_is_said_as_it_stands(said: Any, test: tuple[Any, ...], words: str) -> None:
    assert said(test) == words


def test_places_are_read_once(said: Any, django_assert_num_queries: Any) -> None:
    assert CouncilArea.objects.count() == 1
    with django_assert_num_queries(1):
        said(("where", "contains", "S12000036"), ("where", "contains", "S12000036"))
