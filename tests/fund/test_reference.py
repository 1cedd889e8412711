"""The shared lists: what they hold, that they load once, and that a new version leaves the old one in place."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from fund import reference
from fund.models import CouncilArea, Fund, HealthBoard, IntegrationAuthority, Term, Vocabulary
from tests import factories

pytestmark = pytest.mark.django_db

COUNTS = {
    "fund": 1,
    "health_boards": 14,
    "integration_authorities": 31,
    "council_areas": 32,
    "national-outcomes": 9,
    "principles": 5,
    "conditions": 28,
    "conditions-for-change": 6,
    "organisation-kinds": 9,
    "learning-themes": 22,
    "activities": 35,
    "people": 22,
    "delivery": 15,
}


def everything() -> list[Any]:
    """All rows of the lists, with their keys."""
    tables = (Fund, HealthBoard, IntegrationAuthority, CouncilArea, Vocabulary, Term)
    return [list(table.objects.order_by("pk").values()) for table in tables]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the lists that a test may change."""
    for path in reference.FOLDER.glob("*.json"):
        (tmp_path / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr(reference, "FOLDER", tmp_path)
    return tmp_path


def rewrite(path: Path, **facts: Any) -> None:
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | facts), encoding="utf-8")


def test_everything_is_loaded() -> None:
    assert reference.load() == COUNTS
    assert HealthBoard.objects.count() == 14
    assert IntegrationAuthority.objects.count() == 31
    assert CouncilArea.objects.count() == 32
    for slug in reference.VOCABULARIES:
        assert Term.objects.of(slug).count() == COUNTS[slug]


def test_a_second_run_changes_nothing() -> None:
    reference.load()
    before = everything()
    lines: list[str] = []
    assert reference.load(lines.append) == COUNTS
    assert everything() == before
    assert Fund.history.count() == 1
    assert len(lines) == len(COUNTS)
    assert all(line.endswith("nothing changed") for line in lines)


def test_the_command_says_what_it_did(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("loadreference")
    assert "Council areas of Scotland: 32, 32 new or changed" in capsys.readouterr().out


def test_every_authority_and_board_has_its_councils() -> None:
    reference.load()
    shared = IntegrationAuthority.objects.get(name="Clackmannanshire and Stirling")
    assert [area.name for area in shared.council_areas.all()] == ["Clackmannanshire", "Stirling"]
    others = IntegrationAuthority.objects.exclude(pk=shared.pk)
    assert {authority.council_areas.count() for authority in others} == {1}
    tayside = HealthBoard.objects.get(name="Tayside")
    assert [area.name for area in tayside.council_areas.all()] == ["Angus", "Dundee City", "Perth and Kinross"]
    assert list(IntegrationAuthority.objects.filter(model="Lead agency").values_list("name", flat=True)) == ["Highland"]


def test_every_council_has_a_tile_and_a_short_name_of_its_own() -> None:
    reference.load()
    areas = CouncilArea.objects.all()
    assert len({(area.tile_column, area.tile_row) for area in areas}) == 32
    assert len({area.short_name for area in areas} - {""}) == 32
    assert CouncilArea.objects.get(name="Shetland Islands").tile_row == 0


def test_codes_are_official_and_once_only() -> None:
    for name, shape in (("council_areas", "S12"), ("health_boards", "S08"), ("integration_authorities", "S37")):
        codes = [item["code"] for item in reference.read(name)["items"]]
        assert [code for code in codes if not re.fullmatch(rf"{shape}\d{{6}}", code)] == []
        assert len(set(codes)) == len(codes)


def test_every_list_names_its_source_and_licence() -> None:
    for path in sorted(reference.FOLDER.glob("*.json")):
        file = reference.read(path.stem)
        assert file["title"] and file["version"] and file["licence"], path
        assert isinstance(file["source"], list) and file["source"], path
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", file["checked"]), path


def test_a_list_that_was_corrected_changes_in_place(folder: Path) -> None:
    reference.load()
    term = Term.objects.of("principles").get(code="NOT-ALONE")
    items = reference.read("principles")["items"]
    items[3]["plain_name"] = "I decide, in good company"
    rewrite(folder / "principles.json", items=items)
    reference.load()
    after = Term.objects.of("principles").get(code="NOT-ALONE")
    assert (after.pk, after.plain_name) == (term.pk, "I decide, in good company")
    assert Vocabulary.objects.filter(slug="principles").count() == 1


def test_a_term_that_is_taken_out_is_kept_but_not_offered(folder: Path) -> None:
    reference.load()
    rewrite(folder / "principles.json", items=reference.read("principles")["items"][:4])
    reference.load()
    assert Term.objects.of("principles").count() == 4
    assert Term.objects.get(code="ACCOUNTABLE").is_used is False


def test_a_new_version_takes_over_and_the_old_one_stays(folder: Path) -> None:
    reference.load()
    old = Term.objects.of("principles").get(code="NOT-ALONE")
    rewrite(folder / "principles.json", version="2027")
    reference.load()
    assert Vocabulary.objects.get(slug="principles", is_current=True).version == "2027"
    assert Term.objects.of("principles").count() == 5
    assert Term.objects.of("principles").get(code="NOT-ALONE").pk != old.pk
    assert Term.objects.filter(pk=old.pk).exists()
    rewrite(folder / "principles.json", version="2008")  # an older file again: it does not take its place back
    reference.load()
    assert Vocabulary.objects.get(slug="principles", is_current=True).version == "2027"


def test_what_the_fund_said_of_itself_is_not_written_over() -> None:
    fund = factories.make_fund()
    reference.load()
    assert [each.purpose for each in Fund.objects.all()] == [fund.purpose]


def test_a_fault_on_the_way_leaves_nothing_behind(folder: Path) -> None:
    (folder / "learning_themes.json").write_text("{", encoding="utf-8")
    with pytest.raises(json.JSONDecodeError):
        reference.load()
    assert everything() == [[], [], [], [], [], []]


def test_indicators_point_to_outcomes_that_exist() -> None:
    items = reference.read("indicators")["items"]
    outcomes = {item["code"] for item in reference.read("national_outcomes")["items"]}
    assert len({item["code"] for item in items}) == len(items) == 9
    assert {item["outcome"] for item in items} - {None} <= outcomes
    assert {item["kind"] for item in items} == {"count", "share", "scale"}


SENTENCES = [
    ("It took us four months longer than planned to win people’s trust.", "T01"),
    ("Nobody came forward until the sixth month.", "T01"),
    ("People were confused by the words self management.", "T02"),
    ("Using the same message in every letter helped.", "T02"),
    ("The team met each month to reflect on what went wrong.", "T03"),
    ("We learned most from the groups in other towns.", "T03"),
    ("The practice manager gave us permission to sit in the waiting room.", "T04"),
    ("Our board backed us when the first group failed.", "T04"),
    ("There is one bus a day on the island.", "T05"),
    ("Using the village hall helped.", "T05"),
    ("GPs did not refer anybody to us.", "T06"),
    ("Working with the link workers brought us most people.", "T06"),
    ("One keen nurse told every patient about us.", "T07"),
    ("When the coordinator left the job, numbers fell.", "T07 T16"),
    ("Two other towns have now started the same group.", "T08"),
    ("A group in Moray adapted the course for young people.", "T08"),
    ("When the grant ended we had no money for the hall.", "T09"),
    ("The groups keep going because members pay two pounds a week.", "T09"),
    ("People living with pain designed the sessions.", "T10"),
    ("Carers chose what to spend the money on.", "T10 T09"),
    ("It helped to talk to someone who has been through the same.", "T11"),
    ("I am not the only one.", "T11"),
    ("We moved the sessions to evenings so that people who work could come.", "T12"),
    ("People set their own goals and went at their own pace.", "T12"),
    ("We booked a BSL interpreter for every session.", "T13"),
    ("Very few men came.", "T13"),
    ("Half the group did not have a laptop or good broadband.", "T14"),
    ("Zoom let people join from their beds.", "T14"),
    ("Three times as many people came as we planned for, and we had a waiting list.", "T15"),
    ("Uptake was low at first.", "T15"),
    ("We trained twelve volunteers and gave them supervision.", "T16"),
    ("The worker was off sick all winter.", "T16"),
    ("We asked people the same questions before and after.", "T17"),
    ("Of 40 people who answered, 32 felt better.", "T17 T18"),
    ("She said she feels in control of her pain now.", "T18"),
    ("I can manage my breathlessness and I sleep better.", "T18"),
    ("The cost of living meant people could not heat their homes.", "T19"),
    ("Covid stopped us meeting in person.", "T19"),
    ("We wrote a handbook that others can use.", "T20"),
    ("The films are free to share.", "T20"),
    ("The course did not suit people who were newly diagnosed.", "T21"),
    ("Five people dropped out because they were too ill.", "T21"),
    ("Doctors did not see carers as equal partners.", "T22"),
    ("The paperwork and risk assessments slowed us down.", "T22"),
]
PLAIN = ["The group meets in Leith.", "We bought a kettle.", "The session started at ten.", "Ann made the tea."]


def themes_of(sentence: str) -> set[str]:
    return {
        item["code"]
        for item in reference.read("learning_themes")["items"]
        if any(re.search(pattern, sentence, re.IGNORECASE) for pattern in item["details"]["patterns"])
    }


@pytest.mark.parametrize(("sentence", "codes"), SENTENCES)
def test_the_patterns_know_their_theme(sentence: str, codes: str) -> None:
    found = themes_of(sentence)
    assert set(codes.split()) <= found
    assert len(found) <= 3


@pytest.mark.parametrize("sentence", PLAIN)
def test_the_patterns_leave_other_sentences_alone(sentence: str) -> None:
    assert themes_of(sentence) == set()


def test_every_theme_asks_a_plain_question_and_was_tried() -> None:
    items = reference.read("learning_themes")["items"]
    assert [item["code"] for item in items] == [f"T{number:02}" for number in range(1, 23)]
    assert [item["code"] for item in items if not item["details"]["question"].endswith("?")] == []
    assert {code for _, codes in SENTENCES for code in codes.split()} == {item["code"] for item in items}
    known = {item["code"] for name in ("principles", "conditions_for_change") for item in reference.read(name)["items"]}
    assert {root for item in items for root in item["details"]["belongs_to"]} <= known
