"""What is counted, targets, locks and releases through the officers' pages, and ready-made measures."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fund.kit.states import Refused
from fund.models import Fund, User
from reporting import measuring
from reporting.figures import ready_made, withholding
from reporting.models import Indicator, Measurement, Outcome, Release, Report, Target, Unlocking
from tests import factories
from tests.reporting import taking

Door = Callable[[User | None], Any]
TYPED = {
    "name": "Sure to manage",
    "question": "How sure are people?",
    "kind": "scale",
    "counts": "Whoever answered",
    "leaves_out": "Guesses of staff",
    "unit": "points",
    "least": "0",
    "most": "10",
    "direction": "more",
    "points": ["baseline", "end"],
    "groups": "Carers\nYoung people",
    "required": "no",
}


@pytest.fixture
def report(group: Any, round_: Any) -> Report:
    grant = factories.make_grant(factories.make_application(round_, group, state="awarded"))
    return factories.make_report(grant)


@pytest.fixture
def fund(round_: Any) -> Fund:
    return round_.fund


def text(response: Any) -> str:
    return response.content.decode()


def test_an_officer_says_what_is_counted(door: Door, olive: User, fund: Fund) -> None:
    outcome = Outcome.objects.create(fund=fund, code="well", name="People live well")
    browser = door(olive)
    response = browser.post("/fund/figures/indicators/new/", {**TYPED, "outcome": outcome.pk})
    assert response.status_code == 302
    row = Indicator.objects.get()
    assert (row.code, row.kind, row.least, row.most, row.outcome) == ("sure-to-manage", "scale", 0, 10, outcome)
    assert (row.points, row.groups, row.is_required) == (["baseline", "end"], ["Carers", "Young people"], False)
    assert row.is_everywhere and row.higher_is_better
    page = text(browser.get("/fund/figures/indicators/"))
    assert "Sure to manage" in page and "All rounds" in page
    page = text(browser.get(f"/fund/figures/indicators/{row.pk}/"))
    assert "Young people" in page and 'value="10.00"' in page


def test_an_indicator_of_one_round_and_of_one_project(door: Door, olive: User, report: Report) -> None:
    browser = door(olive)
    grant = report.grant
    browser.post("/fund/figures/indicators/new/", {**TYPED, "rounds": [grant.round_id]})
    browser.post(f"/fund/grants/{grant.pk}/indicators/new/", {**TYPED, "name": "Own"})
    shared, own = Indicator.objects.order_by("pk")
    assert (shared.is_everywhere, [one.round for one in shared.askings.all()]) == (False, [grant.round])
    assert own.grant == grant
    assert set(measuring.asked_of(report)) == {shared, own}
    assert "alone" in text(browser.get("/fund/figures/indicators/"))


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"kind": "count"}, "Leave the ends of the scale empty"),
        ({"most": "0"}, "above the lowest"),
        ({"groups": "Men\nmen"}, "each once"),
        ({"points": []}, "Choose when it is asked"),
        ({"name": ""}, "Enter a name"),
    ],
)
def test_what_cannot_be_counted_is_said(
    door: Door, olive: User, fund: Fund, changed: dict[str, Any], words: str
) -> None:
    response = door(olive).post("/fund/figures/indicators/new/", {**TYPED, **changed})
    assert response.status_code == 422 and words in text(response)
    assert Indicator.objects.count() == 0


def test_a_change_under_figures_is_a_new_version_on_the_page_too(
    door: Door, olive: User, report: Report, fund: Fund
) -> None:
    browser = door(olive)
    browser.post("/fund/figures/indicators/new/", TYPED)
    row = Indicator.objects.get()
    Measurement.objects.create(report=report, indicator=row, value=Decimal(5), answered=9, asked=9, point="end")
    address = f"/fund/figures/indicators/{row.pk}/"
    assert "They keep this version" in text(browser.get(address))
    assert "version 2" in text(browser.post(address, {**TYPED, "question": "How sure are you?"}, follow=True))
    assert browser.post(address, {**TYPED, "question": "Once more?"}).status_code == 409
    newest = Indicator.objects.get(is_current=True)
    assert browser.post(f"/fund/figures/indicators/{newest.pk}/stop/").status_code == 302
    assert not Indicator.objects.current().exists()


def test_targets_are_typed_for_one_project(door: Door, olive: User, report: Report) -> None:
    browser = door(olive)
    browser.post("/fund/figures/indicators/new/", TYPED)
    row = Indicator.objects.get()
    address = f"/fund/grants/{report.grant.pk}/targets/"
    assert browser.post(address, {f"target-{row.pk}": "7.5"}).status_code == 302
    assert Target.objects.get().number == Decimal("7.50")
    assert 'value="7.50"' in text(browser.get(address))
    assert browser.post(address, {f"target-{row.pk}": "high"}).status_code == 422
    browser.post(address, {f"target-{row.pk}": ""})
    assert Target.objects.count() == 0


def test_a_mean_of_nought_is_a_mean(door: Door, ann: User, report: Report, fund: Fund) -> None:
    Indicator.objects.create(fund=fund, code="sure", name="Sure", question="?", kind="scale", least=0, most=10)
    typed = {"sure-value": "0", "sure-answered": "9", "sure-asked": "9"}
    assert door(ann).post(f"/my/reports/{report.pk}/figures/", typed).status_code == 302
    assert Measurement.objects.get().value == 0


def test_an_officer_unlocks_on_the_page(door: Door, olive: User, report: Report) -> None:
    accepted = factories.make_report(report.grant, state="accepted")
    browser = door(olive)
    address = f"/fund/reports/{accepted.pk}"
    assert browser.post(f"{address}/unlock-figures/", {"reason": ""}).status_code == 422
    assert browser.post(f"{address}/unlock-figures/", {"reason": "A typing slip"}).status_code == 302
    assert "Lock the figures again" in text(browser.get(f"{address}/"))
    assert browser.post(f"{address}/lock-figures/").status_code == 302
    assert "Unlock the figures of this report" in text(browser.get(f"{address}/"))
    assert "A typing slip" in text(browser.get(f"{address}/unlock-figures/"))
    assert Unlocking.objects.get().ended_by == olive


def test_the_rule_of_showing_has_a_history(door: Door, olive: User, fund: Fund) -> None:
    browser = door(olive)
    typed = {"few": "10", "few_careful": "12", "percent_from": "30", "reason": "Islands"}
    assert browser.post("/fund/figures/showing/", typed).status_code == 302
    page = text(browser.get("/fund/figures/showing/"))
    assert "fewer than 10" in page and "Islands" in page and "Olive Officer" in page
    assert browser.post("/fund/figures/showing/", {**typed, "few": "2"}).status_code == 422
    assert (withholding.threshold(fund).few, withholding.threshold(fund).few_careful) == (10, 12)
    assert "those to 11" in page


def looked_at(browser: Any) -> str:
    """The sign of the figures of today, as their page has it."""
    return text(browser.get("/fund/figures/showing/release/")).split('name="looked_at" value="')[1].split('"')[0]


def test_everybody_reads_what_was_released_and_no_small_number(
    door: Door, olive: User, report: Report, fund: Fund
) -> None:
    people = Indicator.objects.create(fund=fund, code="c", name="Walkers", question="?", kind="count")
    assert "No figures yet" in text(door(None).get("/figures/"))
    for number, code, name in [(3, "S12000047", "Fife"), (7001, "S12000020", "Moray"), (9002, "S12000041", "Angus")]:
        grant = factories.make_grant(factories.make_application(report.grant.round, state="awarded"))
        grant.areas.add(factories.make_area(code, name))
        Measurement.objects.create(
            report=factories.make_report(grant, state="accepted"), indicator=people, numerator=number
        )
    looked = looked_at(door(olive))
    late = Measurement.objects.get(numerator=9002)
    Measurement.objects.filter(pk=late.pk).update(numerator=9003)
    answer = door(olive).post("/fund/figures/showing/release/", {"looked_at": looked})
    assert answer.status_code == 409 and "have changed since you looked" in text(answer)
    Measurement.objects.filter(pk=late.pk).update(numerator=9002)
    preview = text(door(olive).get("/fund/figures/showing/release/"))
    assert "9,002" in preview and "7,001" not in preview and "cannot be taken back" in preview
    assert not Release.objects.exists() and "No figures yet" in text(door(None).get("/figures/"))
    door(olive).post("/fund/figures/showing/release/", {"looked_at": looked})
    page = text(door(None).get("/figures/"))
    assert "16,006" in page and "9,002" in page and "fewer than 5" in page
    assert "7,001" not in page
    assert Release.objects.get().made_by == olive


# Ready-made measures


def test_one_click_adds_a_measure_to_a_round_and_a_second_nothing(
    door: Door, olive: User, report: Report, fund: Fund
) -> None:
    browser = door(olive)
    for _ in range(2):
        response = browser.post(
            "/fund/figures/indicators/measure/", {"measure": "ons4", "round": report.grant.round_id}, follow=True
        )
        assert "Satisfied with life" in text(response)
    rows = list(measuring.asked_of(report))
    assert [row.code for row in rows] == ["ons4-satisfied", "ons4-worthwhile", "ons4-happy", "ons4-anxious"]
    assert [row.higher_is_better for row in rows] == [True, True, True, False]
    assert {(row.kind, row.least, row.most) for row in rows} == {("scale", 0, 10)}
    other = factories.make_report()
    assert list(measuring.asked_of(other)) == []
    ready_made.add(other.grant.round, "ons4", by=olive)
    assert list(measuring.asked_of(other)) == rows


def test_every_measure_can_be_added(olive: User, round_: Any) -> None:
    for measure in ready_made.measures():
        assert ready_made.add(round_, measure.code, by=olive)
    assert {row.kind for row in Indicator.objects.all()} == {"scale", "share"}
    with pytest.raises(Refused, match="no measure"):
        ready_made.add(round_, "unknown", by=olive)


def test_of_licensed_measures_only_the_name_and_the_ends_are_here() -> None:
    licensed = [each for each in ready_made.measures() if each.is_licensed]
    assert {each.code for each in licensed} == {"swemwbs", "wemwbs", "eq5d-vas", "icecap-a", "pam", "heiq"}
    for measure in licensed:
        (item,) = measure.items
        assert item["question"] == f"What is the mean {item['name']}, and how many answered?"
        assert "licence" in item["counts"]
        assert len(json.dumps({**item, "copyright_line": ""})) < 600


LICENCE = {
    "licence_holder": "The fund",
    "licence_reference": "W-1234",
    "licence_until": "31 March 2026",
    "copyright_line": "Sureness © Its Owner 2008",
}


def test_a_licence_stands_on_the_page_of_the_indicator_and_makes_no_new_version(
    door: Door, olive: User, fund: Fund, report: Report
) -> None:
    browser = door(olive)
    browser.post("/fund/figures/indicators/new/", TYPED)
    first = Indicator.objects.get()
    Measurement.objects.create(report=report, indicator=first, point="end", value=6, answered=30, asked=40)
    assert browser.post(f"/fund/figures/indicators/{first.pk}/", {**TYPED, "name": "Surer"}).status_code == 302
    row = Indicator.objects.current().get()
    typed = {**TYPED, "name": "Surer", **LICENCE}
    assert browser.post(f"/fund/figures/indicators/{row.pk}/", typed).status_code == 302
    for one in Indicator.objects.all():  # a report that was begun with the first version needs the licence too
        assert (one.licence_holder, one.licence_reference) == ("The fund", "W-1234")
        assert (one.licence_until, one.copyright_line) == (date(2026, 3, 31), "Sureness © Its Owner 2008")
    assert Indicator.objects.count() == 2
    assert 'value="31 March 2026"' in text(browser.get(f"/fund/figures/indicators/{row.pk}/"))
    page = text(browser.get(f"/fund/figures/{row.pk}/"))
    assert (
        "Licence: The fund, W-1234. It ended on Tuesday 31 March 2026" in page and "Sureness © Its Owner 2008" in page
    )


def test_the_copyright_line_stands_under_the_figure_wherever_it_is_shown(
    door: Door, ann: User, olive: User, fund: Fund, report: Report
) -> None:
    line = "Sureness © Its Owner 2008"
    row = Indicator.objects.create(
        fund=fund, code="sure", name="Sure", question="?", kind="scale", copyright_line=line, points=["period"]
    )
    Measurement.objects.create(report=report, indicator=row, value=6, answered=30, asked=40)
    group, fund_page = door(ann), door(olive)
    assert line in text(group.get(f"/my/reports/{report.pk}/figures/"))
    assert line in text(group.get(f"/my/reports/{report.pk}/check/"))
    assert line in str(taking.words_of("copy.docx", group.get(f"/my/reports/{report.pk}/copies/word/").content))
    Report.objects.update(state="accepted")
    assert line in text(fund_page.get("/fund/figures/"))
    assert line in text(fund_page.get(f"/fund/figures/{row.pk}/"))
    fund_page.post("/fund/figures/showing/release/", {"looked_at": looked_at(fund_page)})
    assert line in text(door(None).get("/figures/"))


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_the_list_takes_the_same_queries_for_few_and_many(
    door: Door, olive: User, report: Report, fund: Fund, rows: int
) -> None:
    for number in range(rows):
        row = Indicator.objects.create(
            fund=fund, code=f"c{number}", name="C", question="?", kind="count", is_everywhere=False
        )
        row.askings.create(round=report.grant.round)
    browser = door(olive)
    with CaptureQueriesContext(connection) as queries:
        assert browser.get("/fund/figures/indicators/").status_code == 200
    assert len(queries) == 11
