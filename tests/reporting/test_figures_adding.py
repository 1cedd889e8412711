"""Figures added up over projects, each sum worked out by hand."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from applications.models import Grant
from fund.models import Term, User, Vocabulary
from reporting.figures import adding, aiming, releasing
from reporting.figures.adding import Line, Parted
from reporting.figures.years import Years
from reporting.models import Indicator, Measurement, Report, Target
from tests import factories

Door = Callable[[User | None], Any]

pytestmark = pytest.mark.sums


@pytest.fixture
def one(round_: Any) -> Grant:
    return factories.make_grant(factories.make_application(round_, state="awarded"))


@pytest.fixture
def two(round_: Any) -> Grant:
    return factories.make_grant(factories.make_application(round_, state="awarded"))


def indicator(grant: Grant, kind: str, code: str = "", **facts: Any) -> Indicator:
    facts = {"name": f"Name of {code or kind}", "question": "?", "kind": kind, **facts}
    return Indicator.objects.get_or_create(fund=grant.round.fund, code=code or kind, grant=None, defaults=facts)[0]


def tell(grant: Grant, row: Indicator, *, state: str = "accepted", **facts: Any) -> Report:
    report = factories.make_report(grant, state=state)
    Measurement.objects.create(report=report, indicator=row, **facts)
    return report


def the_line(row: Indicator, point: str = "period", grants: Any = None) -> Line:
    found = adding.overview(Grant.objects.all() if grants is None else grants, [row])
    return next(line for line in found if line.point == point)


# By hand


def test_numerators_and_denominators_are_added(one: Grant, two: Grant) -> None:
    better = indicator(one, "share")
    tell(one, better, numerator=9, answered=10, asked=12, took_part=20)
    tell(two, better, numerator=10, answered=90, asked=100, took_part=110)
    line = the_line(better)
    # (9 + 10) of (10 + 90); the mean of 90% and 11% would be 51%.
    assert (line.words, line.told_words) == ("19% (19 of 100)", "2 of 2 projects told us")
    assert (line.sums.asked, line.sums.took_part, line.adds_people) == (112, 130, False)


def test_means_are_weighted_by_those_who_answered(one: Grant, two: Grant) -> None:
    sure = indicator(one, "scale")
    tell(one, sure, value=Decimal("8.00"), answered=10)
    tell(two, sure, value=Decimal("5.00"), answered=20)
    tell(two, sure, value=None, answered=0)
    # (8 × 10 + 5 × 20) / 30 = 6; the mean of the means would be 6.5.
    assert the_line(sure).words == "6.00 on average, 30 answered"


def test_silence_is_not_nought(one: Grant, two: Grant) -> None:
    people = indicator(one, "count")
    assert the_line(people).words == "Nobody told us"
    tell(one, people, numerator=0)
    line = the_line(people)
    assert (line.words, line.told_words, line.adds_people) == ("0", "1 of 2 projects told us", False)
    tell(two, people, numerator=30)
    tell(two, people, numerator=12)
    line = the_line(people)
    assert (line.words, line.told_words, line.adds_people) == ("42", "2 of 2 projects told us", True)


def test_no_percentage_of_a_few(one: Grant) -> None:
    better = indicator(one, "share")
    tell(one, better, numerator=7, answered=12, asked=12)
    assert the_line(better).words == "7 of 12"


def test_only_accepted_reports_and_each_time_point_by_itself(one: Grant) -> None:
    people = indicator(one, "count", points=["baseline", "period"])
    tell(one, people, numerator=1000, state="handed_in")
    tell(one, people, numerator=7, point="baseline")
    tell(one, people, numerator=40)
    tell(one, people, numerator=3, group="Carers")
    assert [(line.point, line.words) for line in adding.overview(Grant.objects.all(), [people])] == [
        ("baseline", "7"),
        ("period", "40"),
    ]


def test_two_versions_are_two_lines(one: Grant) -> None:
    old = indicator(one, "count", is_current=False)
    new = Indicator.objects.create(fund=old.fund, code="count", version=2, name="New", question="?", kind="count")
    tell(one, old, numerator=7)
    tell(one, new, numerator=40)
    assert [line.words for line in adding.overview(Grant.objects.all(), [old, new])] == ["7", "40"]


def test_only_the_projects_that_are_asked_could_have_told(one: Grant) -> None:
    other = factories.make_grant()
    row = indicator(one, "count", is_everywhere=False)
    row.askings.create(round=one.round)
    assert other.round != one.round
    assert the_line(row).told_words == "0 of 1 project told us"
    assert len(Parted(row, Grant.objects.all(), "project").names) == 1


def test_a_project_in_two_places_stands_in_both_and_counts_once(one: Grant, two: Grant) -> None:
    people = indicator(one, "count")
    clack = factories.make_area("S12000005", "Clackmannanshire")
    stirling = factories.make_area("S12000030", "Stirling")
    stirling.integration_authority = clack.integration_authority
    stirling.save()
    one.areas.set([clack, stirling])
    two.areas.set([stirling])
    tell(one, people, numerator=30)
    tell(two, people, numerator=12)
    by_area = Parted(people, Grant.objects.all(), "area")
    assert [(line.name, line.words, line.of) for line in by_area.lines("period")] == [
        ("Clackmannanshire", "30", 1),
        ("Stirling", "42", 2),
    ]
    assert by_area.whole("period").words == "42" and by_area.stands_twice
    by_authority = Parted(people, Grant.objects.all(), "authority")
    assert [line.words for line in by_authority.lines("period")] == ["42"]
    assert not by_authority.stands_twice
    stirling.health_board = clack.health_board
    stirling.health_board.name = "NHS Forth Valley"
    stirling.health_board.save()
    stirling.save()
    by_board = Parted(people, Grant.objects.all(), "board")
    assert [(line.name, line.words, line.of) for line in by_board.lines("period")] == [("NHS Forth Valley", "42", 2)]
    assert not by_board.stands_twice


def test_by_round_condition_and_project(one: Grant, two: Grant) -> None:
    people = indicator(one, "count")
    asthma = Term.objects.create(
        vocabulary=Vocabulary.objects.create(slug="conditions", version="1", name="C", source="S"),
        code="asthma",
        name="Asthma",
    )
    one.health_conditions.add(asthma)
    tell(one, people, numerator=30)

    def lines(by: str) -> list[tuple[str, str, str]]:
        found = Parted(people, Grant.objects.all(), by).lines("period")
        return [(line.name, line.words, line.told_words) for line in found]

    assert lines("condition") == [
        ("Asthma", "30", "1 of 1 project told us"),
        ("Not said", "Nobody told us", "0 of 1 project told us"),
    ]
    assert lines("round") == [(one.round.name, "30", "1 of 2 projects told us")]
    assert [words for _, words, _ in lines("project")] == ["30", "Nobody told us"]


def test_groups_of_people_are_added_by_themselves(one: Grant, two: Grant) -> None:
    people = indicator(one, "count", groups=["Carers"])
    for grant in (one, two):
        tell(grant, people, numerator=30)
        tell(grant, people, numerator=4, group="Carers")
    parted = Parted(people, Grant.objects.all(), "round")
    assert [(line.group, line.words) for line in parted.groups("period")] == [("Carers", "8")]
    assert parted.whole("period").words == "60"


# The pages


def test_an_officer_narrows_by_round_place_condition_and_outcome(door: Door, olive: User, one: Grant) -> None:
    two = factories.make_grant()
    vocabulary = Vocabulary.objects.create(slug="conditions", version="1", name="C", source="S")
    one.health_conditions.add(Term.objects.create(vocabulary=vocabulary, code="asthma", name="Asthma"))
    area = factories.make_area()
    one.areas.add(area)
    outcome = one.round.fund.outcomes.create(code="well", name="People live well")
    people = indicator(one, "count", outcome=outcome)
    tell(one, people, numerator=34567)
    tell(two, people, numerator=5000)
    browser = door(olive)

    def shows(query: str) -> bool:
        page = browser.get(f"/fund/figures/?{query}").content.decode()
        return "34,567" in page and "39,567" not in page

    assert "39,567" in browser.get("/fund/figures/").content.decode()
    assert "counted twice" in browser.get("/fund/figures/").content.decode()
    for query in (
        f"round={one.round.slug}",
        f"place={area.code}",
        f"place={area.integration_authority_id}",
        f"place={area.health_board_id}",
        "condition=asthma",
        f"condition=asthma&outcome={outcome.pk}",
    ):
        assert shows(query), query
    assert "39,567" in browser.get("/fund/figures/?round=nonsense&place=x").content.decode()
    page = browser.get(f"/fund/figures/{people.pk}/?by=area").content.decode()
    assert "34,567" in page and "39,567" in page and "<svg" in page


# Years


def ending(day: str, grant: Grant, row: Indicator, **facts: Any) -> None:
    report = tell(grant, row, **facts)
    report.from_on = report.to_on = date.fromisoformat(day)
    report.save()


def test_reports_are_narrowed_by_the_year_in_which_they_end(one: Grant, two: Grant) -> None:
    people = indicator(one, "count")
    ending("2024-06-30", one, people, numerator=41)
    ending("2024-12-31", one, people, numerator=58)
    ending("2025-01-01", one, people, numerator=7)
    ending("2025-05-01", two, people, numerator=30)

    def total(years: Years) -> str:
        (line,) = adding.overview(Grant.objects.all(), [people], years)
        parted = Parted(people, Grant.objects.all(), "round", years)
        assert parted.whole("period").words == line.words and parted.whole("period").sums == line.sums
        return line.words

    # 41 + 58 = 99; 7 + 30 = 37; 99 + 37 = 136
    assert total(Years()) == "136"
    assert total(Years(2024, 2024)) == "99" and total(Years(last=2024)) == "99"
    assert total(Years(2025, 2025)) == "37" and total(Years(first=2025)) == "37"
    assert total(Years(2026)) == "Nobody told us"


def test_one_line_a_year(one: Grant, two: Grant) -> None:
    people = indicator(one, "count")
    ending("2024-06-30", one, people, numerator=41)
    ending("2024-12-31", one, people, numerator=58)
    ending("2025-12-31", one, people, numerator=7)
    ending("2025-05-01", two, people, numerator=30)
    ending("2024-05-01", two, people, numerator=1000, state="due")
    parted = Parted(people, Grant.objects.all(), "year")
    assert [(line.name, line.words, line.told_words) for line in parted.lines("period")] == [
        ("2024", "99", "1 of 2 projects told us"),
        ("2025", "37", "2 of 2 projects told us"),
    ]
    whole = parted.whole("period")
    assert (whole.words, whole.told_words, parted.stands_twice) == ("136", "2 of 2 projects told us", False)
    assert [line.name for line in Parted(people, Grant.objects.all(), "year", Years(2025)).lines("period")] == ["2025"]


def test_two_reports_of_one_project_may_count_somebody_twice(door: Door, olive: User, one: Grant) -> None:
    people = indicator(one, "count")
    ending("2024-06-30", one, people, numerator=41)
    assert not the_line(people).adds_people
    ending("2025-12-31", one, people, numerator=58)
    assert the_line(people).adds_people
    browser = door(olive)
    one.round.opens_at = datetime(2023, 1, 1, tzinfo=UTC)
    one.round.save()
    for address in ("/fund/figures/?", f"/fund/figures/{people.pk}/?by=project&"):
        page = browser.get(address).content.decode()
        assert "99" in page and "two reports of one project, is counted twice" in page
        page = browser.get(f"{address}first=2025&last=2024").content.decode()  # the other way round
        assert "99" in page
        page = browser.get(f"{address}first=2025&last=2025").content.decode()
        assert "58" in page and "99" not in page and "is counted twice" not in page


def test_everybody_reads_which_years_the_figures_are_of(door: Door, olive: User, one: Grant) -> None:
    people = indicator(one, "count")
    for day, number in (("2024-06-30", 41), ("2025-12-31", 58)):
        ending(day, one, people, numerator=number)
    Report.objects.update(accepted_at=timezone.now())
    releasing.release(one.round.fund, by=olive)
    page = " ".join(door(None).get("/figures/").content.decode().split())
    assert "reports that ended in 2024 to 2025, added up" in page
    assert "In this period, 2024 to 2025: <strong>99</strong>" in page
    assert "or in the time of two reports of one project, is counted twice" in page


# Targets


def test_a_target_stands_beside_what_was_told_so_far(one: Grant, two: Grant, olive: User, door: Door) -> None:
    people, better = indicator(one, "count"), indicator(one, "share")
    tell(one, people, numerator=41)
    tell(one, people, numerator=58)
    tell(one, people, state="handed_in", numerator=1000)
    tell(two, people, numerator=7000)
    for row, number in ((people, 120), (better, Decimal("75.5"))):
        Target.objects.create(grant=one, indicator=row, number=number)
    found = [(aim.words, [line.words for line in aim.told]) for aim in aiming.aims_of(one)]
    assert found == [("120", ["99"]), ("75.5% of those who answer", [])]
    page = door(olive).get(f"/fund/grants/{one.pk}/").content.decode()
    assert "What the project wants to reach" in page and "Nothing yet" in page
    assert aiming.aims_of(two) == []


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_the_page_takes_ten_queries_at_most(door: Door, olive: User, one: Grant, rows: int) -> None:
    for number in range(rows):
        row = indicator(one, "share", f"c{number}")
        tell(one, row, numerator=9, answered=20, asked=30)
    browser = door(olive)
    with CaptureQueriesContext(connection) as overview:
        assert browser.get("/fund/figures/").status_code == 200
    with CaptureQueriesContext(connection) as single:
        assert browser.get(f"/fund/figures/{row.pk}/?by=area").status_code == 200
    with CaptureQueriesContext(connection) as years:
        assert browser.get(f"/fund/figures/{row.pk}/?by=year&first=2024").status_code == 200
    assert (len(overview), len(single), len(years)) == (10, 9, 9)
