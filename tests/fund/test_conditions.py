"""Questions and sections that are asked only after certain answers: judged alike everywhere, and nothing is lost."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.http import QueryDict

from fund.models import Questionnaire, Round, Section
from fund.questionnaires import TYPED, Asked, checked, condition_words, form_for, readable
from fund.questionnaires.conditions import OPS, UNREAD, holds
from tests import factories

CASES = json.loads((Path(__file__).parents[1] / "cases" / "conditions.json").read_text())


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['answer']} {case['is']} {case.get('value', '')}")
def test_the_server_judges_as_the_table_says(case: dict[str, Any]) -> None:
    answer = case["answer"]
    given = {} if answer is None else {"q": UNREAD if isinstance(answer, dict) else answer}
    test = {"question": "q", "is": case["is"], "value": case.get("value")}
    assert holds({"match": "all", "tests": [test]}, given) is case["holds"]


def test_the_table_has_every_comparison_both_ways() -> None:
    every = {*OPS, "answered", "not_answered"}
    assert len(every) == 16
    assert {(case["is"], case["holds"]) for case in CASES} == {(op, way) for op in every for way in (True, False)}
    assert set(condition_words.OPS) == every


def when(code: str, op: str = "equals", value: Any = "yes") -> dict[str, Any]:
    return {"match": "all", "tests": [{"question": code, "is": op, "value": value}]}


def test_all_and_any() -> None:
    tests = [{"question": "a", "is": "equals", "value": "yes"}, {"question": "b", "is": "equals", "value": "yes"}]
    given = {"a": "yes", "b": "no"}
    assert holds({}, given)
    assert not holds({"match": "all", "tests": tests}, given)
    assert holds({"match": "any", "tests": tests}, given)


@pytest.fixture
def section(round_: Round) -> Section:
    """Asks whether there are children; if so, how many and, if over ten, who helps."""
    questionnaire = Questionnaire.objects.get(round=round_, purpose="application")
    section = Section.objects.create(questionnaire=questionnaire, code="more", title="More", position=9)
    factories.make_question(section, "children", "yes_no", "Do children come?")
    factories.make_question(section, "many", "number", "How many?", shown_if=when("children"))
    factories.make_question(section, "who", "line", "Who helps?", shown_if=when("many", "more_than", 10))
    return section


pytestmark = pytest.mark.django_db


def posted(section: Section, typed: str, **facts: Any) -> Any:
    return form_for(section, round_=section.questionnaire.round, data=QueryDict(typed), files={}, **facts)


def shown(section: Section, values: dict[str, Any]) -> list[str]:
    return [question.code for question, _ in readable(section, values, section.questionnaire.round)]


def test_a_question_that_is_not_asked_is_not_missing(section: Section) -> None:
    assert posted(section, "children=no", insist=True).is_complete
    form = posted(section, "children=yes", insist=True)
    assert set(form.errors) == {"many"}
    assert set(posted(section, "children=yes&many=12", insist=True).errors) == {"who"}
    assert posted(section, "children=yes&many=10", insist=True).is_complete


def test_what_is_not_asked_cannot_be_wrong_and_is_kept(section: Section) -> None:
    form = posted(section, "children=no&many=lots&who=Ann")
    assert form.is_complete
    assert form.answers == {"children": "no", "who": "Ann", TYPED: {"many": "lots"}}
    again = checked(section, {**form.answers, "children": "yes"}, round_=section.questionnaire.round)
    assert again.errors == {"many": ["“How many?”: enter a whole number in digits, like 12"]}


def test_an_answer_comes_back_when_the_condition_is_met_again(section: Section) -> None:
    form = posted(section, "children=no&many=12&who=Ann")
    assert shown(section, form.answers) == ["children"]
    assert shown(section, {**form.answers, "children": "yes"}) == ["children", "many", "who"]


def test_an_answer_to_what_is_not_asked_counts_as_not_given(section: Section) -> None:
    factories.make_question(section, "none", "line", "Why nobody?", shown_if=when("many", "not_answered", None))
    values = {"children": "no", "many": 12, "who": "Ann"}
    assert shown(section, values) == ["children", "none"]


def test_what_could_not_be_read_is_answered_and_compares_with_nothing(section: Section) -> None:
    factories.make_question(section, "any", "line", "Anything?", shown_if=when("many", "answered", None))
    values = {"children": "yes", TYPED: {"many": "lots"}}
    assert shown(section, values) == ["children", "many", "any"]


def test_without_script_the_page_says_when_to_answer(section: Section) -> None:
    html = str(posted(section, "")["many"].as_field_group())
    assert "Answer this only if the answer to “Do children come?” is “Yes”." in html
    assert 'data-question="many" data-kind="number" data-shown-if="{&quot;match&quot;' in html
    assert 'aria-describedby="id_many_helptext"' in html
    assert "data-shown-if" not in posted(section, "")["children"].as_field_group()


def test_a_question_that_another_page_rules_out_is_not_on_this_one_and_is_kept(section: Section) -> None:
    factories.make_question(section, "big", "line", "What else?", shown_if=when("tier", "equals", "large"))
    facts = {"values": {"big": "Kept", TYPED: {}}, "elsewhere": lambda: {"tier": "small"}}
    form = posted(section, "children=no", **facts)
    assert "big" not in form.fields
    assert form.is_complete
    assert form.answers == {"children": "no", "big": "Kept"}
    large = posted(section, "children=no", insist=True, elsewhere=lambda: {"tier": "large"})
    assert set(large.errors) == {"big"}
    assert "data-shown-if" not in large["big"].as_field_group()


def test_other_pages_are_looked_at_only_where_a_condition_looks_there(section: Section) -> None:
    def forbidden() -> dict[str, Any]:
        raise AssertionError

    assert posted(section, "children=no", elsewhere=forbidden).is_valid()


def test_a_page_judges_only_what_hangs_on_it(section: Section) -> None:
    tests = [*when("children")["tests"], *when("tier", "equals", "small")["tests"]]
    factories.make_question(section, "both", "line", "Both?", shown_if={"match": "all", "tests": tests})
    factories.make_question(section, "either", "line", "Either?", shown_if={"match": "any", "tests": tests})
    form = posted(section, "", elsewhere=lambda: {"tier": "small"})
    assert json.loads(form.fields["both"].shown_if) == when("children")
    assert not hasattr(form.fields["either"], "shown_if")
    form = posted(section, "", elsewhere=lambda: {"tier": "large"})
    assert "both" not in form.fields
    assert json.loads(form.fields["either"].shown_if)["tests"] == when("children")["tests"]


def test_a_section_waits_while_its_condition_hangs_on_an_answer(section: Section) -> None:
    later = Section.objects.create(
        questionnaire=section.questionnaire,
        code="later",
        title="Later",
        position=10,
        shown_if=when("many", "at_least", 5),
    )
    factories.make_question(later, "plan", "line", "What is the plan?")

    def asked(values: dict[str, Any]) -> Asked:
        return Asked([(section, values), (later, {"plan": "Kept"})])

    assert asked({}).waiting == {"later"}
    assert asked({"children": "yes"}).waiting == {"later"}
    assert asked({"children": "no", "many": 9}).waiting == set()
    assert asked({"children": "no", "many": 9}).sections == {"more"}
    assert asked({"children": "yes", "many": 9}).sections == {"more", "later"}
    assert asked({"children": "yes", "many": 9}).given["plan"] == "Kept"
    assert "plan" not in asked({"children": "yes", "many": 2}).given


def test_a_budget_is_compared_by_its_total(section: Section) -> None:
    factories.make_question(section, "costs", "budget", "Costs?")
    factories.make_question(section, "how", "line", "Why so much?", shown_if=when("costs", "more_than", 100))
    rows = [
        {"heading": "staff", "what": "Walks", "amount": "60.00"},
        {"heading": "other", "what": "Tea", "amount": "40.01"},
    ]
    assert "how" in shown(section, {"costs": rows})
    assert "how" not in shown(section, {"costs": rows[:1]})
