"""Figures in spreadsheets: given out, filled in, looked at fault by fault, saved as a whole or not at all."""

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from fund.kit.states import Refused
from fund.models import User
from reporting import measuring
from reporting.figures import importing, locking, sheet, taking
from reporting.models import FiguresImport, Indicator, Measurement, Report
from tests import factories

Door = Callable[[User | None], Any]
COLUMN = {name: "EFGHIJKL"[place] for place, name in enumerate(sheet.BOXES)}
LIST_COLUMN = {name: "FGHIJKLM"[place] for place, name in enumerate(sheet.BOXES)}


@pytest.fixture
def report(group: Any, round_: Any) -> Report:
    grant = factories.make_grant(factories.make_application(round_, group, state="awarded"))
    report = factories.make_report(grant)
    fund = report.grant.round.fund
    ends = {"least": Decimal(0), "most": Decimal(10), "points": ["baseline", "end"]}
    for place, (code, kind, facts) in enumerate(
        [
            ("people-took-part", "count", {}),
            ("better", "share", {"groups": ["Carers"]}),
            ("sure", "scale", ends),
            ("said", "words", {}),
        ]
    ):
        Indicator.objects.create(
            fund=fund, code=code, kind=kind, name=f"Name of {code}", question="?", position=place, **facts
        )
    return report


ROWS = {"people": 2, "better": 3, "carers": 4, "start": 5, "end": 6, "said": 7}  # as the template has them
GOOD = {
    "people": {"numerator": 60, "how_counted": "Our best estimate"},
    "better": {"numerator": 31, "answered": 40, "asked": 55, "took_part": 60},
    "carers": {"numerator": 3, "answered": 8, "asked": 9},
    "start": {"value": 4.5, "answered": 40, "asked": 55, "taken": "Within 4 weeks of joining"},
    "said": {"words": "People come back."},
}


def filled(report: Report, rows: dict[str, dict[str, Any]], change: Callable[[Any], None] | None = None) -> bytes:
    book = load_workbook(io.BytesIO(sheet.make(report)))
    page = book["Figures"]
    for name, parts in rows.items():
        for part, value in parts.items():
            page[f"{COLUMN[part]}{ROWS[name]}"] = value
    if change:
        change(page)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def read(content: bytes, report: Report, by: User | None = None) -> sheet.Sheet:
    """What Ann, or somebody else, reads in a file."""
    return sheet.read(content, report, by=by or report.grant.organisation.memberships.get(kind="lead").user)


def faults(report: Report, rows: dict[str, dict[str, Any]], change: Callable[[Any], None] | None = None) -> list[str]:
    return read(filled(report, rows, change), report).faults


# The template of a report


def test_the_template_has_a_row_for_each_figure_and_what_was_told(report: Report, ann: User) -> None:
    back = read(filled(report, GOOD), report)
    taking.save(report, sealed=taking.seal(report, back.lines), by=ann)
    page = load_workbook(io.BytesIO(sheet.make(report)))["Figures"]
    assert [(row[2].value, row[3].value) for row in page.iter_rows(min_row=2)] == [
        ("In this period", None),
        ("In this period", None),
        ("In this period", "Carers"),
        ("At the start", None),
        ("At the end", None),
        ("In this period", None),
    ]
    assert page["E2"].value == 60 and page["L5"].value == "Within 4 weeks of joining"


def test_what_was_filled_in_is_kept_part_by_part(report: Report, ann: User) -> None:
    back = read(filled(report, GOOD), report)
    assert back.faults == [] and len(back.lines) == 5
    assert Measurement.objects.count() == 0
    taking.save(report, sealed=taking.seal(report, back.lines), by=ann)
    kept = {(row.indicator.code, row.point, row.group): row for row in Measurement.objects.select_related("indicator")}
    assert kept["people-took-part", "period", ""].how_counted == "Our best estimate"
    better, carers = kept["better", "period", ""], kept["better", "period", "Carers"]
    assert (better.numerator, better.answered, better.asked, better.took_part) == (31, 40, 55, 60)
    assert (carers.numerator, carers.answered) == (3, 8)
    start = kept["sure", "baseline", ""]
    assert (start.value, start.taken) == (Decimal("4.50"), "soon")
    assert kept["said", "period", ""].words == "People come back."


def test_the_same_file_twice_changes_nothing(report: Report, ann: User) -> None:
    content = filled(report, GOOD)
    for _ in range(2):
        back = read(content, report)
        taking.save(report, sealed=taking.seal(report, back.lines), by=ann)
    assert not any(line.changes for line in read(content, report).lines)
    assert Measurement.objects.count() == Measurement.history.count() == 5


def test_the_template_itself_can_be_sent_back_with_what_it_holds(report: Report, ann: User) -> None:
    back = read(filled(report, GOOD), report)
    taking.save(report, sealed=taking.seal(report, back.lines), by=ann)
    again = read(sheet.make(report), report)
    assert again.faults == [] and not any(line.changes for line in again.lines)


NOBODY = {
    "better": {"numerator": 0, "answered": 0, "asked": 9},
    "start": {"answered": 0, "asked": 9, "taken": "soon"},
}


@pytest.mark.parametrize("by", ["page", "sheet"])
def test_that_nobody_answered_is_kept_by_the_page_and_by_the_sheet(
    door: Door, ann: User, report: Report, by: str
) -> None:
    if by == "page":
        names = {"better": "better", "start": "sure-baseline-0"}
        typed = {f"{names[name]}-{part}": str(value) for name, parts in NOBODY.items() for part, value in parts.items()}
        door(ann).post(f"/my/reports/{report.pk}/figures/", {**typed, "later": "yes"})
    else:
        rows = {**NOBODY, "start": {**NOBODY["start"], "taken": "Within 4 weeks of joining"}}
        back = read(filled(report, rows), report)
        assert back.faults == []
        taking.save(report, sealed=taking.seal(report, back.lines), by=ann)
    kept = {row.indicator.code: row for row in report.measurements.select_related("indicator")}
    assert {(row.answered, row.asked, row.value) for row in kept.values()} == {(0, 9, None)} and len(kept) == 2
    assert door(ann).get(f"/my/reports/{report.pk}/check/").content.decode().count("Nobody answered") == 2
    again = read(sheet.make(report), report)
    assert again.faults == [] and [line.changes for line in again.lines] == [False, False]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ({"people": {"numerator": "=1+1"}}, "Figures E2: there is a formula in this cell."),
        ({"people": {"numerator": date(2026, 1, 2)}}, "Figures E2: the spreadsheet took this for a day"),
        ({"people": {"numerator": "2/1/2026"}}, "Figures E2: there is a date in this cell."),
        ({"people": {"numerator": "a few"}}, "Figures E2: enter a whole number in digits, like 12."),
        ({"people": {"numerator": 1.5}}, "Figures E2: enter a whole number in digits"),
        ({"people": {"numerator": -3}}, "Figures E2: enter a number that is not below nought."),
        ({"people": {"numerator": 5}}, "Figures K2: say how you counted."),
        ({"people": {"answered": 5}}, "Figures F2: leave this empty"),
        ({"better": {"numerator": 1, "answered": 0, "asked": 9}}, "Figures E3: this cannot be more than the 0 who"),
        ({"better": {"numerator": 9, "answered": 8, "asked": 9}}, "Figures E3: this cannot be more than the 8 who"),
        ({"better": {"numerator": 1, "answered": 9, "asked": 8}}, "Figures F3: this cannot be more than the 8 who"),
        ({"better": {"numerator": 1, "answered": 9}}, "Figures G3: enter how many you asked."),
        ({"start": {"value": 4, "answered": 9, "asked": 9}}, "Figures L5: say when the start was taken"),
        ({"start": {"value": 4, "answered": 9, "asked": 9, "taken": "Soon"}}, "Figures L5: choose one of the answers"),
        ({"end": {"value": 11, "answered": 9, "asked": 9}}, "Figures I6: enter an average on the scale 0 to 10."),
        *(
            (
                {"end": {"value": value, "answered": 9, "asked": 9}},
                "Figures I6: enter the average as a number, like 6.5.",
            )
            for value in ("high", "NaN", "1e400", "1e-400", "7e0", "1_0", "6,5", "-1", 1e300, 1e-7)
        ),
        ({"said": {"words": "word " * 151}}, "Figures J7: keep this to 150 words."),
    ],
)
def test_each_fault_is_named_by_its_cell(report: Report, rows: dict[str, dict[str, Any]], words: str) -> None:
    found = faults(report, rows)
    assert len(found) == 1 and found[0].startswith(words), found


def test_an_average_that_a_spreadsheet_worked_out_is_kept_with_two_places(report: Report) -> None:
    for value in (19 / 3, "6.333333"):
        back = read(filled(report, {"end": {"value": value, "answered": 9, "asked": 9}}), report)
        assert back.faults == [] and back.lines[0].figure.value == Decimal("6.33")


def test_an_average_nobody_can_read_is_named_by_both_doors(door: Door, ann: User, olive: User, report: Report) -> None:
    end = {"answered": 9, "asked": 9, "value": "1e400"}
    row = people(report, 0, code="sure", when="At the end", **end, numerator=None, how_counted=None)
    doors = [
        (ann, f"/my/reports/{report.pk}/figures/send/", filled(report, {"end": end}), "Figures I6: "),
        (olive, "/fund/figures/import/", listed([row]), "Figures J2: "),
    ]
    for person, address, content, cell in doors:
        response = door(person).post(address, {"file": upload(content)})
        assert response.status_code == 422
        assert f"{cell}enter the average as a number, like 6.5." in response.content.decode()


def test_a_measure_without_a_licence_is_neither_in_the_template_nor_taken_from_an_old_one(
    olive: User, ann: User, report: Report, work: Callable[[], None]
) -> None:
    old, row = filled(report, {"better": GOOD["better"]}), people(report, 60)
    kept = importing.keep_lines(importing.read(listed([row])), name="List", by=olive)
    Indicator.objects.update(licence_until=date(2026, 3, 31))
    ended = "the licence for this measure ended on Tuesday 31 March 2026, so no new figure can be kept."
    assert read(old, report).faults == [f"Figures A3: {ended}"]
    assert importing.read(listed([row])).faults == [f"Figures A2: {ended}"]
    assert load_workbook(io.BytesIO(sheet.make(report)))["Figures"].max_row == 1
    importing.ask(kept, by=olive)
    with pytest.raises(Refused, match="the licence for this measure ended"):
        work()
    assert not Measurement.objects.exists()


def test_merged_cells_and_unknown_codes_are_named(report: Report) -> None:
    def change(page: Any) -> None:
        page["A3"] = "R9-nothing"
        page.merge_cells("E6:F6")

    found = faults(report, GOOD, change)
    assert "Figures E6:F6: these cells are merged. Part them again." in found
    assert any(words.startswith("Figures A3: this row belongs to another report") for words in found)


def test_a_row_of_another_report_or_twice_is_named(report: Report) -> None:
    def change(page: Any) -> None:
        page["A4"] = page["A3"].value
        page["A7"] = "people"

    found = faults(report, GOOD, change)
    assert found == [
        "Figures A4: this figure stands in row 3 too. Keep one of the two.",
        "Figures A7: “people” is no figure that this report is asked.",
    ]


def test_a_file_that_is_not_ours_is_refused(report: Report) -> None:
    with pytest.raises(Refused, match="broken"):
        read(b"PK nonsense", report)
    with pytest.raises(Refused, match="heads in row 1"):
        read(filled(report, GOOD, lambda page: page.__setitem__("E1", "Other")), report)
    with pytest.raises(Refused, match="no figure in this file"):
        read(sheet.make(report), report)


def test_what_was_sealed_cannot_be_changed_or_moved(report: Report, ann: User) -> None:
    sealed = taking.seal(report, read(filled(report, GOOD), report).lines)
    other = factories.make_report(report.grant)
    for target, words in [(report, sealed[:-1] + ("a" if sealed[-1] != "a" else "b")), (other, sealed)]:
        with pytest.raises(Refused):
            taking.save(target, sealed=words, by=ann)
    Report.objects.filter(pk=report.pk).update(state="handed_in")
    with pytest.raises(Refused):
        taking.save(report, sealed=sealed, by=ann)
    assert Measurement.objects.count() == 0


def upload(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("figures.xlsx", content)


def test_a_grantee_sends_a_file_looks_and_saves(door: Door, ann: User, report: Report) -> None:
    browser, address = door(ann), f"/my/reports/{report.pk}/figures"
    assert browser.get(f"{address}/sheet/").content[:2] == b"PK"
    response = browser.post(f"{address}/send/", {"file": upload(filled(report, GOOD))})
    page = response.content.decode()
    assert response.status_code == 200 and "Number: 31" in page and "Save these figures" in page
    assert Measurement.objects.count() == 0
    sealed = page.split('name="sealed" value="')[1].split('"')[0]
    assert browser.post(f"{address}/save/", {"sealed": sealed}).status_code == 302
    assert Measurement.objects.count() == 5


def test_a_file_with_one_fault_saves_nothing_and_shows_what_is_right(door: Door, ann: User, report: Report) -> None:
    content = filled(report, {**GOOD, "carers": {"numerator": 9, "answered": 8, "asked": 9}})
    response = door(ann).post(f"/my/reports/{report.pk}/figures/send/", {"file": upload(content)})
    page = response.content.decode()
    assert response.status_code == 422
    assert "Figures E4: this cannot be more than the 8 who answered." in page
    assert "Number: 31" in page and "Save these figures" not in page
    assert Measurement.objects.count() == 0


# The list of an officer


def listed(rows: list[dict[str, Any]]) -> bytes:
    book = load_workbook(io.BytesIO(importing.template([])))
    page = book["Figures"]
    for number, row in enumerate(rows, 2):
        for column, name in zip("ABCDE", ("project", "report", "code", "when", "group"), strict=True):
            page[f"{column}{number}"] = row.get(name)
        for name, column in LIST_COLUMN.items():
            if name in row:
                page[f"{column}{number}"] = row[name]
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def people(report: Report, number: int, **facts: Any) -> dict[str, Any]:
    return {
        "project": report.grant.reference,
        "report": report.name,
        "code": "people-took-part",
        "when": "In this period",
        "numerator": number,
        "how_counted": "A list",
        **facts,
    }


def test_an_officer_brings_in_many_and_the_same_list_changes_nothing(
    door: Door, olive: User, report: Report, work: Callable[[], None]
) -> None:
    other = factories.make_report(factories.make_grant(factories.make_application(report.grant.round, state="awarded")))
    share = {"numerator": 7, "answered": 9, "asked": 10, "how_counted": None}
    rows = [people(report, 60), people(other, 70), people(other, 0, code="better", **share)]
    browser = door(olive)
    for added in (3, 0):
        response = browser.post("/fund/figures/import/", {"file": upload(listed(rows))})
        assert response.status_code == 302
        kept = FiguresImport.objects.latest("pk")
        assert len(kept.rows) == added
        assert browser.get(response["Location"]).status_code == 200
        if added:
            assert Measurement.objects.count() == 0
            browser.post(f"{response['Location']}write/")
            work()
            kept.refresh_from_db()
            assert (kept.added, kept.changed) == (3, 0)
    assert Measurement.objects.count() == Measurement.history.count() == 3
    better = Measurement.objects.get(indicator__code="better")
    assert (better.numerator, better.took_part, better.history.get().history_user) == (7, 70, olive)
    report.refresh_from_db()
    assert report.state == Report.State.DRAFT


def bring(report: Report, number: int, by: User, **facts: Any) -> FiguresImport:
    """A list with one figure, looked at but not written."""
    return importing.keep_lines(importing.read(listed([people(report, number, **facts)])), name="List", by=by)


def test_a_changed_list_changes_only_what_differs(olive: User, report: Report, work: Callable[[], None]) -> None:
    for number in (60, 61):
        importing.ask(bring(report, number, olive), by=olive, over=True)
        work()
    kept = FiguresImport.objects.latest("pk")
    assert (kept.added, kept.changed, kept.left) == (0, 1, 0)
    assert [row.numerator for row in Measurement.history.order_by("history_id")] == [60, 61]


def test_what_stood_already_is_shown_beside_and_stays_unless_ticked(
    door: Door, olive: User, report: Report, work: Callable[[], None]
) -> None:
    other = factories.make_report(report.grant)
    importing.ask(bring(report, 60, olive), by=olive)
    work()
    browser = door(olive)
    for tick, number, left in (({}, 60, 1), ({"over": "on"}, 61, 0)):
        rows = [people(other, 5 + len(tick)), people(report, 61)]
        address = browser.post("/fund/figures/import/", {"file": upload(listed(rows))})["Location"]
        page = browser.get(address).content.decode()
        assert "Number now: 60" in page
        assert "How counted now" not in page
        browser.post(f"{address}write/", tick)
        work()
        kept = FiguresImport.objects.latest("pk")
        assert kept.left == left
        assert ("1 left as it was" in browser.get(address).content.decode()) is bool(left)
        assert Measurement.objects.get(report=report).numerator == number
        Measurement.objects.filter(report=other).delete()


def test_a_list_of_which_all_stays_writes_nothing(olive: User, report: Report, work: Callable[[], None]) -> None:
    for number, added, left in ((60, 1, 0), (61, 0, 1)):
        importing.ask(kept := bring(report, number, olive), by=olive)
        work()
        kept.refresh_from_db()
        assert (kept.added, kept.changed, kept.left) == (added, 0, left)
    assert Measurement.history.count() == 1


@pytest.mark.parametrize("over", [True, False])
def test_a_figure_that_changed_between_looking_and_writing_refuses_the_whole(
    olive: User, report: Report, work: Callable[[], None], over: bool
) -> None:
    count = Indicator.objects.get(code="people-took-part")
    if over:
        Measurement.objects.create(report=report, indicator=count, numerator=58, how_counted="A list")
    importing.ask(bring(report, 60, olive), by=olive, over=over)
    Measurement.objects.update_or_create(report=report, indicator=count, defaults={"numerator": 59})
    with pytest.raises(Refused, match=f"changed “{count.name}” of {report.grant.reference} since you looked"):
        work()
    assert Measurement.objects.get().numerator == 59


def test_shares_follow_the_count_of_people_in_a_list(olive: User, report: Report, work: Callable[[], None]) -> None:
    better, count = Indicator.objects.get(code="better"), Indicator.objects.get(code="people-took-part")
    Measurement.objects.create(report=report, indicator=count, numerator=60, how_counted="A list")
    row = Measurement.objects.create(report=report, indicator=better, numerator=3, answered=8, asked=9, took_part=60)
    importing.ask(kept := bring(report, 80, olive), by=olive, over=True)
    work()
    row.refresh_from_db()
    kept.refresh_from_db()
    assert (row.took_part, row.history.count(), kept.changed) == (80, 2, 1)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"project": "X-1"}, "Figures A2: “X-1” is no project with"),
        ({"report": "Other"}, "has no report “Other”"),
        ({"code": "unknown"}, "“unknown” is no figure that this report is asked"),
        ({"when": "Soon"}, "“Soon” is no time"),
        ({"group": "Men"}, "Figures F2: this is not split by “Men”"),
        ({"when": "At the end"}, "Figures F2: this is not asked at the end"),
    ],
)
def test_a_row_that_leads_nowhere_is_named(report: Report, facts: dict[str, Any], words: str) -> None:
    (fault,) = importing.read(listed([{**people(report, 5), **facts}])).faults
    assert words in fault


def test_locked_figures_are_not_brought_in(report: Report, olive: User) -> None:
    accepted = factories.make_report(report.grant, state="accepted")
    content = listed([people(accepted, 5)])
    assert "unlock its figures first" in importing.read(content).faults[0]
    locking.unlock(accepted, by=olive, reason="A slip")
    assert importing.read(content).faults == []
    locking.lock(accepted, by=olive)
    assert importing.read(content).faults != []


def test_nothing_of_a_list_is_written_when_one_report_closed_meanwhile(
    report: Report, olive: User, work: Callable[[], None]
) -> None:
    other = factories.make_report(report.grant)
    back = importing.read(listed([people(report, 5), people(other, 6)]))
    kept = importing.keep_lines(back, name="List", by=olive)
    Report.objects.filter(pk=other.pk).update(state="handed_in")
    importing.ask(kept, by=olive)
    with pytest.raises(Refused, match="closed since you looked"):
        work()
    assert Measurement.objects.count() == 0


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_reading_a_list_takes_the_same_queries_for_few_and_many(
    report: Report, rows: int, django_assert_num_queries: Any
) -> None:
    content = listed([people(factories.make_report(report.grant), number) for number in range(rows)])
    with django_assert_num_queries(6):
        assert len(importing.read(content).lines) == rows


# Two people ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def ben(report: Report) -> User:
    return factories.make_member(report.grant.organisation, "Ben Buchan").user


def send(report: Report, content: bytes, by: User, mine: tuple[int, ...] = ()) -> sheet.Sheet:
    """Look at a file and save it."""
    back = read(content, report, by)
    taking.save(report, sealed=taking.seal(report, back.lines), by=by, mine=mine)
    return back


def better(report: Report) -> tuple[int | None, int | None]:
    row = report.measurements.get(indicator__code="better", group="")
    return row.numerator, row.answered


def test_each_cell_that_a_colleague_changed_is_named_with_both(report: Report, ann: User, ben: User) -> None:
    send(report, filled(report, GOOD), ann)
    mine = filled(report, {"better": {"numerator": 33}})
    send(report, filled(report, {"better": {"numerator": 35, "answered": 42}}), ben)
    (line,) = read(mine, report, ann).clashes
    assert [(one.cell, one.label, one.yours, one.theirs) for one in line.standing.cells] == [
        ("E3", "Number", "33", "35"),
        ("F3", "Answered", "40", "42"),
    ]
    assert (line.standing.who, line.standing.at is None) == (str(ben), False)


def test_a_colleagues_figure_stays_unless_the_writer_says_otherwise(report: Report, ann: User, ben: User) -> None:
    send(report, filled(report, GOOD), ann)
    mine = filled(report, {"better": {"numerator": 33}, "said": {"words": "They sing."}})
    send(report, filled(report, {"better": {"numerator": 35}}), ben)
    send(report, mine, ann)
    assert better(report) == (35, 40)
    assert report.measurements.get(indicator__code="said").words == "They sing."  # the rest is saved
    send(report, mine, ann, mine=(ROWS["better"],))
    assert better(report) == (33, 40)
    assert report.measurements.get(indicator__code="better", group="").history.filter(numerator=35).exists()


def test_a_row_that_the_writer_left_alone_never_takes_a_newer_figure_away(report: Report, ann: User, ben: User) -> None:
    send(report, filled(report, GOOD), ann)
    mine = filled(report, {"said": {"words": "They sing."}})
    send(report, filled(report, {"better": {"numerator": 35}}), ben)
    back = send(report, mine, ann)
    assert back.clashes == []
    assert [line.row for line in back.lines if line.standing.stays] == [ROWS["better"]]
    assert better(report) == (35, 40)


def test_a_figure_that_a_colleague_took_out_is_not_brought_back_unseen(report: Report, ann: User, ben: User) -> None:
    send(report, filled(report, GOOD), ann)
    untouched, mine = filled(report, {}), filled(report, {"said": {"words": "They sing."}})
    said = Indicator.objects.get(code="said")
    measuring.record(report, [measuring.Figure(indicator=said)], by=ben)
    send(report, untouched, ann)
    assert not report.measurements.filter(indicator=said).exists()
    (line,) = send(report, mine, ann).clashes
    assert [(one.yours, one.theirs) for one in line.standing.cells] == [("They sing.", "")]
    assert not report.measurements.filter(indicator=said).exists()


def test_what_the_writer_alone_changed_since_is_no_clash(report: Report, ann: User, ben: User) -> None:
    content = filled(report, GOOD)
    send(report, content, ann)
    again = filled(report, {})  # as it was after the first time
    send(report, filled(report, {"better": {"numerator": 32}}), ann)
    book = load_workbook(io.BytesIO(again))
    book["Figures"]["E3"] = 30
    changed = io.BytesIO()
    book.save(changed)
    assert read(changed.getvalue(), report, ann).clashes == []
    assert len(read(changed.getvalue(), report, ben).clashes) == 1


def test_a_change_between_looking_and_saving_is_refused_whole(report: Report, ann: User, ben: User) -> None:
    send(report, filled(report, GOOD), ann)
    rows = {"better": {"numerator": 33}, "said": {"words": "They sing."}}
    sealed = taking.seal(report, read(filled(report, rows), report, ann).lines)
    send(report, filled(report, {"better": {"numerator": 35}}), ben)
    with pytest.raises(Refused, match="Somebody else changed “Name of better” since you looked"):
        taking.save(report, sealed=sealed, by=ann)
    assert better(report) == (35, 40)
    assert report.measurements.get(indicator__code="said").words == "People come back."


@pytest.mark.parametrize("mark", [None, "", "nonsense", "[1]", "{}"])
def test_a_mark_that_is_gone_or_broken_wipes_nothing(report: Report, ann: User, ben: User, mark: str | None) -> None:
    send(report, filled(report, GOOD), ben)
    lost = filled(report, {"better": {"numerator": 33}}, lambda page: page.__setitem__("M3", mark))
    (line,) = send(report, lost, ann).clashes
    assert line.row == ROWS["better"]
    assert better(report) == (31, 40)


def test_the_page_shows_both_and_puts_mine_in_when_it_is_ticked(
    report: Report, ann: User, ben: User, door: Door
) -> None:
    send(report, filled(report, GOOD), ann)
    mine = filled(report, {"better": {"numerator": 33}})
    send(report, filled(report, {"better": {"numerator": 35}}), ben)
    browser = door(ann)
    page = browser.post(f"/my/reports/{report.pk}/figures/send/", {"file": SimpleUploadedFile("f.xlsx", mine)})
    shown = page.content.decode()
    assert "Cell E3, Number: yours is “33”, theirs is “35”" in shown
    assert "Changed by Ben Buchan" in shown
    sealed = page.context["sealed"]
    browser.post(f"/my/reports/{report.pk}/figures/save/", {"sealed": sealed, "mine": "x"})
    assert better(report) == (35, 40)
    browser.post(f"/my/reports/{report.pk}/figures/save/", {"sealed": sealed, "mine": str(ROWS["better"])})
    assert better(report) == (33, 40)
