"""Past awards from published records: faulty rows are named, good ones go in once, and nothing is half-written."""

import io
import json
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from applications import importing
from applications.models import Grant
from fund import reference, rounds
from fund.kit.states import Refused
from fund.models import Organisation, PersonalDetail, User
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

RECORDS = reference.DATA / "past_awards.json"
HEAD = "project,organisation,round,start_year,amount_gbp,areas,conditions,activities,people,summary,source"
GOOD = 'Walks,Leith Lungs,First round,2012,"£12,500",Fife; Moray,Asthma,walking; singing,,Walks.,https://example.org/a'


@pytest.fixture
def lists() -> None:
    reference.load()


def csv_file(folder: Path, *rows: str, head: str = HEAD, bom: str = "") -> Path:
    path = folder / "awards.csv"
    path.write_bytes((bom + "\n".join([head, *rows]) + "\n").encode())
    return path


def json_file(folder: Path, *records: Any) -> Path:
    path = folder / "awards.json"
    path.write_text(json.dumps(list(records)))
    return path


def record(**facts: Any) -> dict[str, Any]:
    return {"organisation": "Leith Lungs", "source": "https://example.org/a", **facts}


def faults(path: Path) -> list[str]:
    return [str(fault) for fault in importing.read(path).faults]


# The real records -----------------------------------------------------------------------------------------------------


def test_the_published_records_come_in_once(lists: None, olive: User) -> None:
    for path in rounds.FOLDER.glob("*.toml"):
        rounds.load(path, by=None)
    sheet = importing.read(RECORDS)
    assert sheet.faults == []
    assert len(sheet.new) == 22
    importing.bring_in(sheet.new, by=olive, name="past_awards.json")
    assert Grant.objects.count() == Grant.objects.filter(state="past").count() == 22
    assert Grant.history.count() == 22
    assert Organisation.objects.filter(is_imported=True).count() == Organisation.objects.count() == 21
    again = importing.read(RECORDS)
    assert (len(again.new), len(again.awards)) == (0, 22)
    assert [award.differs_in() for award in again.awards] == [[]] * 22
    assert importing.bring_in(again.awards, by=olive) == []
    assert Grant.history.count() == 22
    assert Organisation.history.count() == 21


def test_a_record_is_matched_with_places_conditions_and_round(lists: None) -> None:
    for path in rounds.FOLDER.glob("*.toml"):
        rounds.load(path, by=None)
    importing.bring_in(importing.read(RECORDS).new, by=None)
    pamis = Grant.objects.get(organisation__name="PAMIS")
    assert (pamis.reference, pamis.amount, pamis.start_year) == ("PAST-0001", Decimal(249555), 2009)
    assert pamis.round is not None
    assert pamis.round.slug == "self-management-fund-2009"
    # Tayside and Grampian are boards of three councils each; Greater Glasgow is not the whole name of one.
    assert [area.name for area in pamis.areas.all()] == [
        "Aberdeen City", "Aberdeenshire", "Angus", "Dundee City", "Fife", "Moray", "Perth and Kinross",
        "South Lanarkshire",
    ]  # fmt: skip
    assert pamis.words["areas"] == ["Tayside", "Grampian", "Greater Glasgow"]
    assert {term.code for term in pamis.health_conditions.all()} == {"LEARNING-DISABILITY", "CARER"}
    assert pamis.words["people"] == ["school leavers"]
    assert pamis.is_imported
    foyer = Grant.objects.filter(organisation__name="Aberdeen Foyer")
    assert {grant.organisation_id for grant in foyer} == {foyer[0].organisation_id}
    unknown = Grant.objects.get(title="Impact")
    assert (unknown.round, unknown.round_words) == (None, "Self Management IMPACT Fund")
    assert Grant.objects.filter(round__isnull=False).count() == 16


def test_every_record_has_a_source_and_no_record_says_what_nobody_published() -> None:
    awards = json.loads(RECORDS.read_text())["awards"]
    assert [award for award in awards if not award.get("source") or not award.get("summary")] == []
    assert sum("amount_gbp" in award for award in awards) == 6


def test_a_source_without_an_address_is_kept_in_words(lists: None) -> None:
    importing.bring_in(importing.read(RECORDS).new, by=None)
    mindspace = Grant.objects.get(organisation__name="Mindspace")
    assert mindspace.source == ""
    assert mindspace.words["source"] == [
        "Newspaper opinion piece on ten years of Gaun Yersel, about 2018; its web address was not recorded"
    ]


# Files ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_a_csv_file_comes_in(lists: None, tmp_path: Path, bom: str) -> None:
    sheet = importing.read(csv_file(tmp_path, GOOD, bom=bom))
    assert sheet.faults == []
    [grant] = importing.bring_in(sheet.new, by=None)
    assert (grant.title, grant.organisation.name, grant.amount) == ("Walks", "Leith Lungs", Decimal(12500))
    assert [area.name for area in grant.areas.all()] == ["Fife", "Moray"]
    assert [term.code for term in grant.health_conditions.all()] == ["RESP"]
    assert grant.words == {"conditions": ["Asthma"], "activities": ["walking", "singing"]}
    assert (grant.source, grant.round_words) == ("https://example.org/a", "First round")


def test_the_rows_keep_the_numbers_of_the_spreadsheet(tmp_path: Path) -> None:
    path = csv_file(tmp_path, '"Two\nlines",A,,,,,,,,,https://example.org/a', "", "x,,,,,,,,,,https://example.org/a")
    assert faults(path) == ["row 4: organisation: This is empty. Every award needs it."]


def test_every_faulty_field_of_every_row_is_named_and_good_rows_are_kept(tmp_path: Path) -> None:
    path = csv_file(
        tmp_path,
        GOOD,
        "P,,R,2008,twelve,,,,,S,",
        "P,Group,R,2012,0,,,,,S,ftp://example.org",
        "P,Group",
        "P,Two\x00,R,,,,,,,,https://example.org/a",
    )
    sheet = importing.read(path)
    assert [str(fault) for fault in sheet.faults] == [
        "row 3: organisation: This is empty. Every award needs it.",
        "row 3: start_year: Write a year from 2009 to 2100, such as 2019, or leave it empty.",
        "row 3: amount_gbp: Write the sum in pounds, such as £249,555 or 249555, or leave it empty where nobody "
        "published it.",
        "row 3: source: This is empty. Every award needs it.",
        "row 4: amount_gbp: An award is more than nought. Leave it empty where nobody published the sum.",
        "row 4: source: This is not a web address. Write it as https://…, or say where in words.",
        "row 5: This row has 2 cells, the heading has 11. Put words that hold a comma in quotation marks.",
        "row 6: organisation: There is a character here that cannot be kept. Type the words again.",
    ]
    assert [award.row for award in sheet.awards] == [2]


@pytest.mark.parametrize(
    ("text", "pounds"),
    [
        ("£249,555", 249555), ("249555", 249555), ("£ 1,000.50", Decimal("1000.5")), ("", None), ("  ", None),
        (12500, 12500), (12500.5, Decimal("12500.5")), (None, None),
    ],
)  # fmt: skip
def test_sums_as_people_write_them(tmp_path: Path, text: Any, pounds: Any) -> None:
    [award] = importing.read(json_file(tmp_path, record(amount_gbp=text))).awards
    assert award.facts["amount_gbp"] == pounds


@pytest.mark.parametrize(
    "text", ["£25k", "1,23", "12,50,000", "-5", -5, "1e9", True, [1], "１２", "10000000000", 1.005]
)
def test_sums_that_could_mean_anything_are_faults(tmp_path: Path, text: Any) -> None:
    [fault] = importing.read(json_file(tmp_path, record(amount_gbp=text))).faults
    assert (fault.row, fault.field) == (1, "amount_gbp")


@pytest.mark.parametrize(("text", "year"), [("2009", 2009), (2100, 2100), (" 2019 ", 2019), ("", None), (None, None)])
def test_years_as_people_write_them(tmp_path: Path, text: Any, year: Any) -> None:
    [award] = importing.read(json_file(tmp_path, record(start_year=text))).awards
    assert award.facts["start_year"] == year


@pytest.mark.parametrize("text", [2008, 2101, "19", "2019/20", "２０１９", 2019.5, True, ["2019"]])
def test_years_that_cannot_be_are_faults(tmp_path: Path, text: Any) -> None:
    [fault] = importing.read(json_file(tmp_path, record(start_year=text))).faults
    assert (fault.row, fault.field) == (1, "start_year")


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"organisation": "\ud800"}, "organisation"),
        ({"summary": "A\u0000B"}, "summary"),
        ({"project": 5}, "project"),
        ({"project": "x" * 201}, "project"),
        ({"areas": ["Fife", "\udfff"]}, "areas"),
        ({"areas": {"Fife": 1}}, "areas"),
        ({"activities": ["x" * 121]}, "activities"),
        ({"source": "https://"}, "source"),
    ],
)
def test_what_cannot_be_kept_is_a_fault(tmp_path: Path, facts: dict[str, Any], field: str) -> None:
    [fault] = importing.read(json_file(tmp_path, record(**facts))).faults
    assert (fault.row, fault.field) == (1, field)


def test_unknown_fields_and_records_that_are_none_are_faults(tmp_path: Path) -> None:
    assert faults(json_file(tmp_path, record(titel="x", summry="y"), "words")) == [
        "row 1: ‘titel’ is not known. Known are: project, organisation, round, start_year, amount_gbp, areas, "
        "conditions, activities, people, delivery, principles, summary, source.",
        "row 1: ‘summry’ is not known. Did you mean ‘summary’?",
        "row 2: This is not a record. Write its fields in {…}.",
    ]


def test_one_award_twice_in_a_file_is_a_fault(tmp_path: Path) -> None:
    path = json_file(tmp_path, record(project="Walks"), record(project="WALKS."), record(project="Songs"))
    assert faults(path) == [
        "row 2: This is the same award as row 1: the same group, project and year. Take one out."
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("organisation;source", "row 1: The columns are parted by semicolons. Save the file with commas between them."),
        ("organisation,sorce", "row 1: ‘sorce’ is not known. Did you mean ‘source’?"),
        ("organisation,project", "row 1: The column ‘source’ is missing. Add it."),
        ("organisation,source,source", "row 1: The column ‘source’ is there twice. Take one out."),
    ],
)
def test_a_heading_that_is_wrong_stops_the_file(tmp_path: Path, head: str, said: str) -> None:
    sheet = importing.read(csv_file(tmp_path, "Leith Lungs,https://example.org/a", head=head))
    assert said in map(str, sheet.faults)
    assert sheet.awards == []


def test_headings_may_be_written_as_people_do(tmp_path: Path) -> None:
    [award] = importing.read(csv_file(tmp_path, "Leith,a leaflet,£5", head=" Organisation ,Source,Amount GBP")).awards
    assert award.facts["amount_gbp"] == 5


@pytest.mark.parametrize(
    ("name", "raw", "said"),
    [
        ("a.csv", b"", "The file is empty. Its first row must name the columns."),
        ("a.csv", b"organisation,source\nCaf\xe9,x\n", "Line 2 holds a character that is not UTF-8."),
        ("a.csv", "organisation,source\n".encode("utf-16"), "Line 1 holds a character that is not UTF-8."),
        ("a.csv", b'organisation,source\nA,b\n"C,d\n', "row 3: A cell is not written as it should be."),
        ("a.json", b"[\n{]", "This is not JSON: Expecting property name enclosed in double quotes on line 2."),
        ("a.json", b'{"grants": []}', "The file must hold a list of awards, or a table with the list ‘awards’."),
        ("a.json", b"[" * 100_000, "The file holds a number or a list that is too large to read."),
        ("a.json", b"[" + b"9" * 5000 + b"]", "The file holds a number or a list that is too large to read."),
    ],
)
def test_a_file_that_cannot_be_read_says_why(tmp_path: Path, name: str, raw: bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(raw)
    [words] = faults(path)
    assert words.startswith(said)


def test_a_file_of_another_kind_or_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="neither a .csv nor a .json file"):
        importing.read(tmp_path / "awards.xlsx")
    with pytest.raises(Refused, match="cannot be read: No such file"):
        importing.read(tmp_path / "awards.csv")


# Bringing in ----------------------------------------------------------------------------------------------------------


def test_without_the_reference_lists_nothing_comes_in(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="loadreference"):
        importing.bring_in(importing.read(csv_file(tmp_path, GOOD)).new, by=None)
    assert Grant.objects.count() == Organisation.objects.count() == 0


def test_nothing_is_half_written(lists: None, tmp_path: Path) -> None:
    sheet = importing.read(json_file(tmp_path, record(project="Walks"), record(project="Songs")))
    sheet.new[1].facts["areas"] = None  # something that breaks after the first award was made
    with pytest.raises(TypeError):
        importing.bring_in(sheet.new, by=None)
    assert Grant.objects.count() == Organisation.objects.count() == 0


def test_references_count_on(lists: None, tmp_path: Path) -> None:
    importing.bring_in(importing.read(json_file(tmp_path, record(project="Walks"))).new, by=None)
    importing.bring_in(importing.read(json_file(tmp_path, record(project="Songs"))).new, by=None)
    assert list(Grant.objects.order_by("pk").values_list("reference", flat=True)) == ["PAST-0001", "PAST-0002"]
    assert Organisation.objects.count() == 1


def test_a_group_that_registered_itself_is_not_given_the_past_of_its_namesake(
    lists: None, tmp_path: Path, ann: User
) -> None:
    registered = factories.make_organisation(ann, name="Leith Lungs")
    [grant] = importing.bring_in(importing.read(json_file(tmp_path, record())).new, by=None)
    assert grant.organisation_id != registered.pk
    assert not Grant.objects.own(ann).exists()


def test_a_draft_or_demo_round_of_the_same_name_is_not_matched(lists: None, tmp_path: Path) -> None:
    factories.make_round(name="First round", state="draft")
    factories.make_round(name="Second round", is_demo=True)
    path = json_file(tmp_path, record(round="First round"), record(project="x", round="Second round"))
    grants = importing.bring_in(importing.read(path).new, by=None)
    assert [(grant.round, grant.round_words) for grant in grants] == [(None, "First round"), (None, "Second round")]


@pytest.mark.parametrize(
    ("word", "areas"),
    [
        ("Edinburgh", {"City of Edinburgh"}),
        ("perth & kinross", {"Perth and Kinross"}),
        ("S12000046", {"Glasgow City"}),  # a code of before 2019
        ("Highland", {"Highland"}),  # the council, not the board
        ("NHS Highland", {"Highland"}),
        ("NHS Forth Valley", {"Clackmannanshire", "Falkirk", "Stirling"}),
        ("Clackmannanshire and Stirling", {"Clackmannanshire", "Stirling"}),
        ("Greater Glasgow", set()),
    ],
)
def test_places_are_matched_by_their_whole_name(lists: None, tmp_path: Path, word: str, areas: set[str]) -> None:
    [grant] = importing.bring_in(importing.read(json_file(tmp_path, record(areas=[word]))).new, by=None)
    assert {area.name for area in grant.areas.all()} == areas


# The command ----------------------------------------------------------------------------------------------------------


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_check_writes_nothing(lists: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("importgrants", str(csv_file(tmp_path, GOOD)), "--check")
    assert capsys.readouterr().out.splitlines() == [
        "row 2: Leith Lungs – Walks (First round, 2012)",
        "1 award new, 0 here already.",
        "Nothing was written: this was only a check.",
    ]
    with pytest.raises(CommandError, match="only a check"):
        call_command("importgrants", str(csv_file(tmp_path, "P,Group")), "--check")
    assert Grant.objects.count() == 0


def test_without_a_terminal_it_says_how_to_go_on(
    lists: None, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    path = csv_file(tmp_path, GOOD)
    call_command("importgrants", str(path))
    assert f"To bring them in: uv run manage.py importgrants {path} --yes" in capsys.readouterr().out
    assert Grant.objects.count() == 0


@pytest.mark.parametrize(("typed", "count"), [("y\n", 1), ("yes\n", 1), ("n\n", 0), ("\n", 0)])
def test_at_a_terminal_it_asks(
    lists: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str, count: int
) -> None:
    monkeypatch.setattr("sys.stdin", Terminal(typed))
    call_command("importgrants", str(csv_file(tmp_path, GOOD)))
    assert Grant.objects.count() == count


def test_yes_brings_the_good_rows_in_and_names_the_others(
    lists: None, tmp_path: Path, capsys: pytest.CaptureFixture[str], olive: User
) -> None:
    path = csv_file(tmp_path, GOOD, "P,Group")
    call_command("importgrants", str(path), "--yes", "--by", "olive@example.org")
    shown = capsys.readouterr()
    assert shown.err.splitlines()[0].startswith("row 3: This row has 2 cells")
    assert shown.out.splitlines()[-1] == "1 award brought in."
    assert Grant.objects.get().history.get().history_user == olive
    assert Grant.objects.get().history.get().history_change_reason == "Brought in from awards.csv"


def test_what_may_give_a_person_away_is_shown_first_and_noted_as_agreed_to(
    lists: None, tmp_path: Path, capsys: pytest.CaptureFixture[str], olive: User
) -> None:
    row = record(
        project="Walks", organisation="Fiona’s Fund", people=["ring 0131 496 0001"],
        summary="Fiona’s Fund walks. Mrs Baird leads them: baird@example.org.",
    )  # fmt: skip
    path = json_file(tmp_path, row)
    call_command("importgrants", str(path), "--check")
    said = capsys.readouterr().out.splitlines()
    assert said[1:4] == [
        "row 1: “Mrs Baird” may give a person away (person with a title).",
        "row 1: “baird@example.org” may give a person away (e-mail address).",
        "row 1: “0131 496 0001” may give a person away (phone number).",
    ]
    assert said[4].startswith("Everybody can read these awards. Take such words out of the file")
    call_command("importgrants", str(path), "--yes", "--by", "olive@example.org")
    agreed = {detail.text: (detail.field, detail.state, detail.decided_by) for detail in PersonalDetail.objects.all()}
    assert agreed == {
        "Mrs Baird": ("summary", "consented", olive),
        "baird@example.org": ("summary", "consented", olive),
        "0131 496 0001": ("words", "consented", olive),
    }


def test_a_second_run_changes_nothing_and_says_what_differs(
    lists: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("importgrants", str(csv_file(tmp_path, GOOD)), "--yes")
    capsys.readouterr()
    call_command("importgrants", str(csv_file(tmp_path, GOOD.replace("12,500", "13,000"))), "--yes")
    assert capsys.readouterr().out.splitlines() == [
        "row 2: Leith Lungs – Walks (First round, 2012) is here as PAST-0001 and says something else in: amount_gbp. "
        "It stays as it is.",
        "0 awards new, 1 here already.",
        "Nothing changed.",
    ]
    assert Grant.objects.get().amount == 12500
    assert Grant.history.count() == 1


def test_unknown_words_of_every_facet_are_kept_as_free_tags(lists: None, tmp_path: Path) -> None:
    """All keys of published records, and who it is for, as a list or empty."""
    whole = record(
        project=None, round=None, start_year=None, amount_gbp=None, areas=["Fife", "The Rough Bounds"],
        conditions=["Asthma", "winter cough"], activities=["shed building"], people=["ferry crews"],
        delivery=["peer led"], principles=["Nobody is alone"], summary="Sheds for crews.",
    )  # fmt: skip
    path = json_file(tmp_path, whole)
    call_command("importgrants", str(path), "--yes")
    grant = Grant.objects.get()
    assert [area.name for area in grant.areas.all()] == ["Fife"]
    assert grant.words == {
        "areas": ["The Rough Bounds"], "conditions": ["Asthma", "winter cough"], "activities": ["shed building"],
        "people": ["ferry crews"], "delivery": ["peer led"], "principles": ["Nobody is alone"],
    }  # fmt: skip
    call_command("importgrants", str(path), "--yes")
    assert Grant.history.count() == 1


def test_yes_loads_the_lists_where_they_are_missing(db: None, tmp_path: Path) -> None:
    call_command("importgrants", str(csv_file(tmp_path, GOOD)), "--yes")
    assert Grant.objects.get().areas.count() == 2


def test_yes_starts_an_empty_database_and_without_it_that_is_said(tmp_path: Path) -> None:
    """In a process of its own, as on the first day."""
    path, root = csv_file(tmp_path, GOOD), Path(__file__).parents[2]
    where = {**os.environ, "VAR_DIR": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path}/first.sqlite3"}

    def bring(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "manage.py", "importgrants", str(path), *words]
        return subprocess.run(command, cwd=root, env=where, capture_output=True, text=True)

    assert "This database is empty." in bring().stderr
    assert bring("--yes").stdout.splitlines()[-1] == "1 award brought in."
    assert bring("--yes").stdout.splitlines()[-1] == "Nothing changed."


def test_an_unknown_person_is_refused_before_anything_is_written(lists: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="nobody here with the address who@example.org"):
        call_command("importgrants", str(csv_file(tmp_path, GOOD)), "--yes", "--by", "who@example.org")
    assert Grant.objects.count() == 0
