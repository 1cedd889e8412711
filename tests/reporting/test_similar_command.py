"""The command `similar`: one question or a file of them, as text or JSON, and faults in words."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.reporting import measured

pytestmark = pytest.mark.django_db


@pytest.fixture
def data(tmp_path: Path) -> dict[str, Any]:
    return measured.bring_in(tmp_path)


def said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    capsys.readouterr()
    call_command("similar", *words, "--no-model")
    return capsys.readouterr().out


def test_json_is_a_list_best_first(data: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(said(capsys, "choir", "--facet", "conditions=COPD", "--format", "json", "--limit", "2"))
    assert len(found) == 2
    first = found[0]
    assert list(first) == ["project", "organisation", "reference", "score", "why", "differs"]
    assert (first["project"], first["organisation"], first["reference"]) == (
        "Breath of Song",
        "Invented Leith Voices",
        "PAST-0001",
    )
    assert first["why"][0] == "Also about COPD and asthma (near to COPD)"
    assert first["score"] > found[1]["score"] >= 0.25


def test_text_is_for_people(data: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    lines = said(capsys, "dance for parkinson's").splitlines()
    assert lines[0] == "Read from your words as conditions: Parkinson's"
    assert lines[2].startswith("1. Tremor and Tango (Invented Dance Company) ")
    assert said(capsys, "blockchain") == "Nothing close was found.\n"


def test_a_batch_gives_a_ranked_list_for_each_id(
    data: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "questions.json"
    rows = [{name: row[name] for name in ("id", "text", "facets")} for row in data["questions"]]
    path.write_text(json.dumps([*rows, {"id": 7, "text": "a choir"}, {"id": "x", "facets": {"people": "men"}}]))
    found = json.loads(said(capsys, "--batch", str(path)))
    assert list(found) == [*(row["id"] for row in rows), "7", "x"]
    assert found["q18"][0]["project"] in {"Tremor and Tango", "MS Move"}
    assert found["x"][0]["project"] == "Shed and Shoulders"


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ([], "Say what you look for"),
        (["choir", "--facet", "colour=red"], "--facet colour=red is not NAME=VALUE"),
        (["choir", "--facet", "people="], "is not NAME=VALUE"),
        (["choir", "--limit", "0"], "--limit must be from 1 to 100"),
        (["choir", "--batch", "x.json"], "either words or --batch"),
        (["--batch", "no/such.json"], "cannot be read"),
        (["\udcff singing"], "a sign in these words that is no letter"),
    ],
)
def test_what_cannot_be_asked_is_said(words: list[str], fault: str) -> None:
    with pytest.raises(CommandError, match=fault):
        call_command("similar", *words)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("{", "is not JSON"),
        ("{}", "must hold a list"),
        ('["choir"]', "question 1: This is not a record"),
        ('[{"text": "choir"}]', "question 1: ‘id’ is missing"),
        ('[{"id": 1, "text": "a"}, {"id": "1", "text": "b"}]', "question 2: The id ‘1’ is there twice"),
        ('[{"id": 1, "words": "choir"}]', "‘words’ is not known"),
        ('[{"id": 1, "text": 5}]', "‘text’ must be words"),
        ('[{"id": 1, "facets": ["COPD"]}]', "‘facets’ must be a table"),
        ('[{"id": 1, "facets": {"colour": ["red"]}}]', "The facet ‘colour’ is not known"),
        ('[{"id": 1, "facets": {"people": [5]}}]', "The facet ‘people’ must be a list of words"),
        ('[{"id": 1}]', "There are neither words nor facets"),
        (r'[{"id": "q", "text": "\ud800 singing"}]', "question 1: There is a sign in it that is no letter"),
        (r'[{"id": "\ud800", "text": "singing"}]', "question 1: There is a sign in it that is no letter"),
        (r'[{"id": 1, "facets": {"people": ["\ud800"]}}]', "question 1: There is a sign in it that is no letter"),
    ],
)
def test_faults_of_a_batch_are_named_by_question(tmp_path: Path, content: str, fault: str) -> None:
    path = tmp_path / "questions.json"
    path.write_text(content)
    with pytest.raises(CommandError, match=fault):
        call_command("similar", "--batch", str(path))
