"""The questions that a report asks unless a round asks its own."""

import tomllib

import pytest
from django.conf import settings

from fund import reference
from fund.models import Question, Term
from fund.rounds import definition
from fund.rounds.questions import SLOTS

pytestmark = pytest.mark.django_db

ROUND = (settings.BASE_DIR / "fund" / "data" / "rounds" / "demo" / "round-a.toml").read_text()


def asked(code: str) -> dict:
    plan = definition.read(ROUND)
    questions = [question for section in plan.questionnaires["report"] for question in section["questions"]]
    return next(question for question in questions if question["code"] == code)


def test_a_round_takes_the_usual_questions_and_they_have_no_fault() -> None:
    plan = definition.read(ROUND)
    assert plan.faults == []
    assert [section["code"] for section in plan.questionnaires["report"]] == ["did", "difference", "learned", "others"]


def test_every_slot_is_asked_for_in_words_and_what_did_not_work_is_required() -> None:
    plan = definition.read(ROUND)
    questions = [question for section in plan.questionnaires["report"] for question in section["questions"]]
    written = {question["slot"] for question in questions if question["kind"] == "text"}
    assert written == {*SLOTS}
    must = {question["code"] for question in questions if question["is_required"]}
    assert must == {"did", "for-whom", "worked", "did-not-work", "circumstances", "others-need", "next"}


def test_every_slot_of_what_was_learned_has_its_themes_to_tick() -> None:
    plan = definition.read(ROUND)
    questions = [question for section in plan.questionnaires["report"] for question in section["questions"]]
    ticked = {question["slot"] for question in questions if question["code"] == f"{_code(question['slot'])}-themes"}
    assert ticked == {*SLOTS} - {"did"}


def _code(slot: str) -> str:
    return slot.replace("_", "-")


def test_the_rows_are_those_of_the_official_lists() -> None:
    reference.load()
    for code, vocabulary in (("outcomes", "national-outcomes"), ("conditions", "conditions-for-change")):
        rows = [row["code"].upper() for row in asked(code)["settings"]["rows"]]
        assert rows == list(Term.objects.of(vocabulary).order_by("pk").values_list("code", flat=True))


def test_what_is_not_for_everybody_is_optional_and_folded_away() -> None:
    plan = definition.read(ROUND)
    questions = [question for section in plan.questionnaires["report"] for question in section["questions"]]
    assert all(question["is_folded"] for question in questions if not question["is_required"])


def test_a_required_question_cannot_be_folded_away() -> None:
    text = ROUND.replace('code = "title"\nkind = "line"', 'code = "title"\nfolded = true\nkind = "line"')
    faults = definition.read(text).faults
    assert [fault.words for fault in faults] == [
        "Only an optional question can be folded away: add ‘required = false’."
    ]


def test_the_file_of_the_questions_is_plain_toml() -> None:
    found = tomllib.loads((settings.BASE_DIR / "fund" / "data" / "report.toml").read_text())
    kinds = {question["kind"] for section in found["sections"] for question in section["questions"]}
    assert kinds <= set(Question.Kind.values)
