"""Figures: checked, added up by hand, and shown so that nobody can be picked out."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from fund.kit.states import Refused
from fund.models import Term, User, Vocabulary
from reporting import measuring
from reporting.figures import adding, withholding
from reporting.measuring import Figure
from reporting.models import Indicator, Measurement, Report
from tests import factories

NOT_A_NUMBER: Any = "12"
HALF: Any = 0.5
YES: Any = True


@pytest.fixture
def report(group: Any, round_: Any) -> Report:
    grant = factories.make_grant(factories.make_application(round_, group, state="awarded"))
    return factories.make_report(grant)


def indicator(report: Report, kind: str, code: str = "", **facts: Any) -> Indicator:
    code = code or kind
    fund = report.grant.round.fund
    defaults = {"name": f"Name of {code}", "question": f"Question of {code}?", "kind": kind, **facts}
    return Indicator.objects.get_or_create(fund=fund, code=code, grant=None, defaults=defaults)[0]


# Keeping


def test_a_count_is_kept_with_how_it_was_counted(report: Report, ann: User) -> None:
    people = indicator(report, "count")
    measuring.record(report, [Figure(people, numerator=412, how_counted=" Sign-in sheets ")], by=ann)
    kept = Measurement.objects.get()
    assert (kept.numerator, kept.how_counted, kept.answered, kept.value) == (412, "Sign-in sheets", None, None)
    assert kept.history.latest().history_user == ann
    report.refresh_from_db()
    assert report.state == Report.State.DRAFT


def test_a_share_keeps_its_parts_apart(report: Report, ann: User) -> None:
    better = indicator(report, "share")
    measuring.record(report, [Figure(better, numerator=31, answered=40, asked=55, took_part=60)], by=ann)
    kept = Measurement.objects.get()
    assert (kept.numerator, kept.answered, kept.asked, kept.took_part) == (31, 40, 55, 60)


def test_a_second_save_changes_the_same_row_and_an_empty_one_takes_it_away(report: Report, ann: User) -> None:
    people = indicator(report, "count")
    for number in (10, 12, 12):
        measuring.record(report, [Figure(people, numerator=number, how_counted="A list")], by=ann)
    assert [row.numerator for row in Measurement.objects.all()] == [12]
    assert Measurement.history.count() == 2

    measuring.record(report, [Figure(people)], by=ann)
    assert Measurement.objects.count() == 0
    assert Measurement.history.latest().history_type == "-"


@pytest.mark.parametrize(
    ("facts", "part", "words"),
    [
        ({"numerator": -1, "answered": 5}, "numerator", "Enter a whole number, 0 or more"),
        ({"numerator": NOT_A_NUMBER, "answered": 5}, "numerator", "Enter a whole number, 0 or more"),
        ({"numerator": HALF, "answered": 5}, "numerator", "Enter a whole number, 0 or more"),
        ({"numerator": YES, "answered": 5}, "numerator", "Enter a whole number, 0 or more"),
        ({"numerator": 10**9, "answered": 10**9 + 1}, "numerator", "Enter a whole number, 0 or more"),
        ({"numerator": 6, "answered": 5}, "numerator", "This cannot be more than the 5 who answered"),
        ({"numerator": 1, "answered": 0}, "numerator", "This cannot be more than the 0 who answered"),
        ({"numerator": 2, "answered": 5, "asked": 4}, "answered", "This cannot be more than the 4 who were asked"),
        ({"numerator": 3}, "answered", "Enter how many people answered"),
        ({"answered": 3}, "numerator", "Enter how many said so"),
        ({"asked": 3}, "numerator", "Enter how many said so"),
    ],
)
def test_a_share_that_cannot_be_is_refused(
    report: Report, ann: User, facts: dict[str, Any], part: str, words: str
) -> None:
    figure = Figure(indicator(report, "share"), **facts)
    assert measuring.faults(figure)[part] == words
    with pytest.raises(Refused):
        measuring.record(report, [figure], by=ann)
    assert Measurement.objects.count() == 0


def test_the_edges_of_a_share_are_fine(report: Report) -> None:
    share = indicator(report, "share")
    for numerator, answered, asked in [(0, 0, 0), (0, 0, 9), (0, 5, 5), (5, 5, 5)]:
        assert measuring.faults(Figure(share, numerator=numerator, answered=answered, asked=asked)) == {}


def test_a_count_needs_a_number_and_how_it_was_counted(report: Report) -> None:
    people = indicator(report, "count")
    assert measuring.faults(Figure(people, numerator=7)) == {"how_counted": "Say how you counted"}
    assert measuring.faults(Figure(people, numerator=0)) == {}
    assert measuring.faults(Figure(people, asked=7)) == {"numerator": "Enter the number"}
    assert measuring.faults(Figure(people)) == {}


def test_a_mean_needs_those_who_answered(report: Report) -> None:
    sure = indicator(report, "scale")
    assert measuring.faults(Figure(sure, value=Decimal("6.5"), asked=9)) == {
        "answered": "Enter how many people answered"
    }
    assert measuring.faults(Figure(sure, answered=7, asked=9)) == {"value": "Enter the average"}
    assert measuring.faults(Figure(sure, value=Decimal(6), answered=0, asked=9)) == {
        "value": "Leave this empty: nobody answered"
    }
    for value in (Decimal(-1), Decimal("NaN")):
        assert measuring.faults(Figure(sure, value=value, answered=2, asked=9)) == {
            "value": "Enter the average as a number, like 6.5"
        }
    assert measuring.faults(Figure(sure, answered=0, asked=9)) == {}


def test_a_mean_stays_on_its_scale(report: Report) -> None:
    sure = indicator(report, "scale", least=Decimal(0), most=Decimal(10))
    for value, words in [("0", None), ("10", None), ("10.01", "Enter an average on the scale 0 to 10")]:
        wrong = measuring.faults(Figure(sure, value=Decimal(value), answered=7, asked=9))
        assert wrong.get("value") == words


def test_those_who_were_asked_are_always_kept_with_a_share_and_a_mean(report: Report, ann: User) -> None:
    better, people = indicator(report, "share"), indicator(report, "count", "people-took-part")
    assert measuring.faults(Figure(better, numerator=3, answered=8)) == {"asked": "Enter how many you asked"}
    measuring.record(report, [Figure(people, numerator=60, how_counted="A list")], by=ann)
    measuring.record(report, [Figure(better, numerator=3, answered=8, asked=9)], by=ann)
    kept = Measurement.objects.get(indicator=better)
    assert (kept.took_part, kept.asked, kept.answered) == (60, 9, 8)


@pytest.mark.parametrize("number", [80, None])
def test_shares_and_means_follow_the_count_of_people(report: Report, ann: User, number: int | None) -> None:
    better, other = indicator(report, "share"), indicator(report, "share", "other")
    people, sure = indicator(report, "count", "people-took-part"), indicator(report, "scale")
    share = Figure(better, numerator=3, answered=8, asked=9)
    mean = Figure(sure, value=Decimal(6), answered=8, asked=9)
    typed = Figure(other, numerator=3, answered=8, asked=9, took_part=50)
    count = Figure(people, numerator=60, how_counted="A list")
    measuring.record(report, [share, mean], by=ann)
    measuring.record(report, [count, typed], by=ann)

    def numbers() -> list[int | None]:
        parts = Measurement.objects.exclude(indicator=people).order_by("indicator__code")
        return list(parts.values_list("took_part", flat=True))

    assert numbers() == [50, 60, 60]
    measuring.record(report, [replace(count, numerator=number), replace(share, numerator=4, took_part=60)], by=ann)
    assert numbers() == [50, number, number]
    measuring.record(report, [replace(typed, numerator=4, took_part=None)], by=ann)
    assert numbers() == [50, number, number]


def test_a_start_says_when_it_was_taken(report: Report, ann: User) -> None:
    sure = indicator(report, "scale", points=["baseline", "end"])
    start = Figure(sure, value=Decimal(4), answered=7, asked=9, point="baseline")
    assert "before people joined" in measuring.faults(start)["taken"]
    measuring.record(report, [replace(start, taken="soon")], by=ann)
    assert Measurement.objects.get().taken == "soon"
    end = replace(start, point="end", taken="soon")
    assert measuring.faults(end) == {"taken": "Leave this empty: it is asked of a start alone"}
    assert measuring.faults(replace(start, point="period")) == {"numerator": "This is not asked in this period"}


def test_a_figure_is_split_only_by_the_groups_that_were_agreed(report: Report) -> None:
    people = indicator(report, "count", groups=["Carers"])
    carers = Figure(people, numerator=7, how_counted="A list", group="Carers")
    assert measuring.faults(carers) == {}
    assert measuring.faults(replace(carers, group="Men")) == {"numerator": "This is not split by “Men”"}


def test_words_are_kept_as_words(report: Report, ann: User) -> None:
    told = indicator(report, "words")
    assert measuring.faults(Figure(told, numerator=3)) == {"words": "Enter a few words, and no numbers"}
    assert measuring.faults(Figure(told, words="word " * 151)) == {"words": "Keep this to 150 words"}
    measuring.record(report, [Figure(told, words=" People walk. ")], by=ann)
    assert Measurement.objects.get().words == "People walk."
    assert adding.totals(Report.objects.all()) == []


def test_one_wrong_figure_keeps_none(report: Report, ann: User) -> None:
    good = Figure(indicator(report, "count"), numerator=12, how_counted="A list")
    wrong = Figure(indicator(report, "share"), numerator=3, answered=2)
    with pytest.raises(Refused, match="Name of share: This cannot be more than the 2 who answered"):
        measuring.record(report, [good, wrong], by=ann)
    assert Measurement.objects.count() == 0


def test_figures_of_a_report_that_was_handed_in_are_locked(report: Report, ann: User) -> None:
    handed_in = factories.make_report(report.grant, state="handed_in")
    with pytest.raises(Refused, match="Handed in"):
        measuring.record(handed_in, [Figure(indicator(report, "count"), numerator=1, how_counted="x")], by=ann)
    assert Measurement.objects.count() == 0


def test_a_report_takes_only_what_it_is_asked(report: Report, ann: User) -> None:
    other = factories.make_grant()
    theirs = Indicator.objects.create(
        fund=other.round.fund, grant=other, code="theirs", name="Theirs", question="Theirs?", kind="count"
    )
    with pytest.raises(Refused, match="not asked about “Theirs”"):
        measuring.record(report, [Figure(theirs, numerator=1, how_counted="x")], by=ann)
    own = Indicator.objects.create(
        fund=other.round.fund, grant=report.grant, code="own", name="Own", question="Own?", kind="count"
    )
    everywhere = indicator(report, "count")
    assert set(measuring.asked_of(report)) == {own, everywhere}


# Adding up


def test_shares_are_added_by_their_parts_and_never_averaged(report: Report) -> None:
    better = indicator(report, "share")
    for numerator, answered, asked in [(9, 10, 12), (10, 90, 100)]:
        Measurement.objects.create(
            report=factories.make_report(report.grant, state="accepted"),
            indicator=better,
            numerator=numerator,
            answered=answered,
            asked=asked,
            took_part=asked + 5,
        )
    (total,) = adding.totals(Report.objects.accepted())
    # By hand: (9 + 10) of (10 + 90) is 19%. The mean of 90% and 11% would have been 51%.
    assert (total.numerator, total.answered, total.asked, total.took_part, total.reports) == (19, 100, 112, 122, 2)
    assert total.words == "19% (19 of 100)"


def test_means_are_weighted_by_those_who_answered(report: Report) -> None:
    sure = indicator(report, "scale")
    for value, answered in [("8.00", 10), ("5.00", 20), (None, 0)]:
        Measurement.objects.create(
            report=factories.make_report(report.grant, state="accepted"), indicator=sure, value=value, answered=answered
        )
    (total,) = adding.totals(Report.objects.accepted())
    # By hand: (8 × 10 + 5 × 20) / 30 = 6.
    assert (total.value, total.answered) == (Decimal("6.00"), 30)
    assert total.words == "6, the average of 30 answers"


def test_time_points_and_groups_of_people_are_never_mixed(report: Report) -> None:
    people = indicator(report, "count")
    one, two = (factories.make_report(report.grant, state="accepted") for _ in range(2))
    for of, point, group, number in [
        (one, "period", "", 100),
        (one, "period", "carers", 30),
        (one, "baseline", "", 7),
        (two, "period", "", 50),
        (two, "end", "", 3),
    ]:
        Measurement.objects.create(report=of, indicator=people, point=point, group=group, numerator=number)
    found = [
        (total.point, total.group, total.numerator, total.reports) for total in adding.totals(Report.objects.all())
    ]
    assert found == [
        ("baseline", "", 7, 1),
        ("period", "", 150, 2),
        ("period", "carers", 30, 1),
        ("end", "", 3, 1),
    ]


def test_only_the_reports_asked_for_are_added(report: Report) -> None:
    people = indicator(report, "count")
    for state, number in [("accepted", 40), ("handed_in", 1000), ("draft", 5000)]:
        of = factories.make_report(report.grant, state=state)
        Measurement.objects.create(report=of, indicator=people, numerator=number)
    (total,) = adding.totals(Report.objects.accepted())
    assert (total.numerator, total.words) == (40, "40")
    assert adding.totals(Report.objects.none()) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_adding_up_takes_two_queries(report: Report, rows: int, django_assert_num_queries: Any) -> None:
    for number in range(rows):
        Measurement.objects.create(
            report=factories.make_report(report.grant), indicator=indicator(report, "count", f"c{number}"), numerator=9
        )
    with django_assert_num_queries(2):
        assert len(adding.totals(Report.objects.all())) == rows


# Showing


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (None, "not counted"),
        (0, "0"),
        (1, "fewer than 5"),
        (4, "fewer than 5"),
        (5, "5"),
        (1234, "1,234"),
    ],
)
def test_small_numbers_of_people_are_not_shown(number: int | None, words: str) -> None:
    assert withholding.shown(number) == words


@pytest.mark.parametrize(
    ("numerator", "answered", "words"),
    [
        (None, None, "not asked"),
        (3, None, "not asked"),
        (0, 0, "nobody answered"),
        (2, 4, "fewer than 5 people answered"),
        (4, 4, "fewer than 5 people answered"),
        (3, 12, "fewer than 5 of 12"),
        (7, 12, "7 of 12"),
        (9, 12, "all but a few of 12"),
        (12, 12, "12 of 12"),
        (0, 12, "0 of 12"),
        (12, 19, "12 of 19"),
        (10, 20, "50% (10 of 20)"),
        (4, 200, "fewer than 5 of 200"),
        (197, 200, "all but a few of 200"),
        (5, 200, "3% (5 of 200)"),
        (29, 200, "15% (29 of 200)"),
        (667, 1000, "67% (667 of 1,000)"),
        (200, 200, "100% (200 of 200)"),
    ],
)
def test_a_share_is_shown_without_small_parts(numerator: int | None, answered: int | None, words: str) -> None:
    assert withholding.share_shown(numerator, answered) == words


def test_no_way_of_showing_a_share_tells_a_part_of_one_to_four_people() -> None:
    for answered in range(0, 60):
        for numerator in range(0, answered + 1):
            if 0 < numerator < 5 or 0 < answered - numerator < 5 or 0 < answered < 5:
                words = withholding.share_shown(numerator, answered)
                assert "%" not in words
                assert words in {
                    "fewer than 5 people answered",
                    f"fewer than 5 of {answered}",
                    f"all but a few of {answered}",
                }


def test_the_mean_of_few_answers_is_not_shown() -> None:
    assert withholding.in_words("scale", None, 4, Decimal("9.5")) == "fewer than 5 people answered"
    assert withholding.in_words("scale", None, 5, Decimal("9.50")) == "9.5, the average of 5 answers"
    assert withholding.in_words("scale", None, 0, None) == "nobody answered"
    assert withholding.in_words("scale", None, None, None) == "not asked"


# The reference list


def test_the_list_is_loaded_once_and_again_without_change(db: None, olive: User) -> None:
    factories.make_fund()
    outcomes = Vocabulary.objects.create(slug="national-outcomes", version="1", name="Outcomes", source="Law")
    first = Term.objects.create(vocabulary=outcomes, code="NHWO1", name="Healthier for longer")

    assert measuring.load_indicators(by=olive) == Indicator.objects.count() > 0
    assert measuring.load_indicators(by=olive) == 0
    assert Indicator.objects.get(code="people-took-part").outcome.national == first
    assert Indicator.history.count() == Indicator.objects.count()

    Indicator.objects.filter(code="volunteers").update(name="Old words")
    assert measuring.load_indicators() == 1
    assert Indicator.objects.get(code="volunteers").name == "Volunteers"


def test_what_has_figures_gets_a_new_version_from_the_list(report: Report) -> None:
    measuring.load_indicators()
    Indicator.objects.filter(code="volunteers").update(kind="share")
    changed = Indicator.objects.get(code="volunteers")
    Measurement.objects.create(report=report, indicator=changed, numerator=3, answered=8)
    assert measuring.load_indicators() == 1
    old, new = Indicator.objects.filter(code="volunteers").order_by("version")
    assert (old.kind, old.is_current, old.measurements.count()) == ("share", False, 1)
    assert (new.kind, new.is_current, new.version, new.measurements.count()) == ("count", True, 2, 0)
