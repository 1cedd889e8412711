"""Figures for everybody: small numbers withheld in every table and over all releases."""

from decimal import Decimal
from typing import Any

import pytest

from applications.models import Grant
from fund.kit.states import Refused
from fund.models import Fund, HealthBoard, User
from reporting.figures import careful, releasing, withholding
from reporting.models import Indicator, Measurement, Threshold
from tests import factories

PLACES = {"Orkney Islands": "S12000023", "Fife": "S12000047", "Moray": "S12000020", "Angus": "S12000041"}


@pytest.fixture
def fund(round_: Any) -> Fund:
    return round_.fund


def project(round_: Any, place: str) -> Grant:
    grant = factories.make_grant(factories.make_application(round_, state="awarded"))
    grant.areas.add(factories.make_area(PLACES[place], place))
    return grant


def tell(grant: Grant, **facts: Any) -> Measurement:
    row = Indicator.objects.get()
    return Measurement.objects.create(report=factories.make_report(grant, state="accepted"), indicator=row, **facts)


def counted(fund: Fund, kind: str) -> Indicator:
    return Indicator.objects.create(fund=fund, code="c", name="Walkers", question="?", kind=kind)


def words(release: Any) -> dict[str, str]:
    rows = release.tables[0]["rows"]
    return {row["part"]: row["words"] for row in rows if row["table"] in {"area", ""}}


def test_a_small_count_is_hidden_and_cannot_be_taken_from_the_whole(round_: Any, fund: Fund, olive: User) -> None:
    counted(fund, "count")
    for place, number in [("Fife", 3), ("Moray", 77), ("Angus", 500)]:
        tell(project(round_, place), numerator=number)
    release = releasing.release(fund, by=olive)
    assert words(release) == {
        "Fife": "fewer than 5",
        "Moray": withholding.NOT_SHOWN,
        "Angus": "500",
        "All projects together": "580",
    }
    numbers = [row["numerator"] for row in release.tables[0]["rows"] if row["table"] == "area"]
    assert numbers == [None, None, 500]
    shown = [row.get(part) for one in release.tables for row in one["rows"] for part in ("words", "numerator")]
    assert not any("77" in str(one) for one in shown)


def test_a_small_area_cannot_be_taken_from_its_health_board(round_: Any, fund: Fund, olive: User) -> None:
    counted(fund, "count")
    places = [("Fife", 3), ("Moray", 77), ("Angus", 500)]
    grants = {place: project(round_, place) for place, _ in places}
    for place, number in places:
        tell(grants[place], numerator=number)
    moray = grants["Moray"].areas.get()
    moray.health_board = HealthBoard.objects.create(code="S08000020", name="Grampian")
    moray.save()
    release = releasing.release(fund, by=olive)
    boards = {row["part"]: row["numerator"] for row in release.tables[0]["rows"] if row["table"] == "board"}
    # The 503 of Fife and Angus together less the 500 of Angus would tell the 3, and so would 580 − 77 − 500.
    assert set(boards) == {"Lothian", "Grampian"}
    assert words(release)["Angus"] != "500" or set(boards.values()) == {None}
    assert words(release)["Fife"] == "fewer than 5"
    assert "Health board" in [head for head, _ in releasing.as_read(release.tables)[0]["parts"]]


def test_a_share_hides_those_who_said_no_too(round_: Any, fund: Fund, olive: User) -> None:
    counted(fund, "share")
    for place, yes, answered in [("Fife", 38, 40), ("Moray", 30, 60), ("Angus", 200, 400)]:
        tell(project(round_, place), numerator=yes, answered=answered, asked=answered)
    shown = words(releasing.release(fund, by=olive))
    # 40 − 38 = 2 people in Fife said no, so the 38 is hidden, and Moray's with it: 268 − 30 − 200 is 38.
    assert shown["Fife"] == "a number that is not shown of 40"
    assert "%" not in shown["Moray"] + shown["Fife"]
    assert shown["All projects together"] == "54% (268 of 500)"


def test_percentages_begin_at_a_base_of_twenty(round_: Any, fund: Fund, olive: User) -> None:
    counted(fund, "share")
    for place, yes, answered in [("Fife", 9, 19), ("Moray", 10, 20)]:
        tell(project(round_, place), numerator=yes, answered=answered, asked=answered)
    shown = words(releasing.release(fund, by=olive))
    assert (shown["Fife"], shown["Moray"]) == ("9 of 19", "50% (10 of 20)")


def test_the_mean_of_a_few_is_hidden_with_another(round_: Any, fund: Fund, olive: User) -> None:
    counted(fund, "scale")
    for place, value, answered in [("Fife", 9, 3), ("Moray", 5, 10), ("Angus", 6, 100)]:
        tell(project(round_, place), value=Decimal(value), answered=answered)
    shown = words(releasing.release(fund, by=olive))
    # (9 × 3 + 5 × 10 + 6 × 100) / 113 = 5.99; without Moray's the 27 points of Fife would be known.
    assert shown == {
        "Fife": "fewer than 5 people answered",
        "Moray": withholding.NOT_SHOWN,
        "Angus": "6, the average of 100 answers",
        "All projects together": "5.99, the average of 113 answers",
    }


def test_a_later_release_does_not_tell_what_came_between(round_: Any, fund: Fund, olive: User) -> None:
    counted(fund, "count")
    for place, number in [("Fife", 30), ("Moray", 77)]:
        tell(project(round_, place), numerator=number)
    assert words(releasing.release(fund, by=olive))["All projects together"] == "107"
    tell(project(round_, "Fife"), numerator=2)
    second = words(releasing.release(fund, by=olive))
    # 109 − 107 would say that the new project in Fife has 2 people.
    assert second["All projects together"] == second["Fife"] == withholding.NOT_SHOWN
    assert second["Moray"] == "77"
    tell(project(round_, "Fife"), numerator=40)
    third = words(releasing.release(fund, by=olive))
    assert (third["All projects together"], third["Fife"]) == ("149", "72")


def test_a_small_correction_is_not_told_either(round_: Any, fund: Fund, olive: User) -> None:
    counted(fund, "count")
    row = tell(project(round_, "Fife"), numerator=30)
    tell(project(round_, "Moray"), numerator=77)
    releasing.release(fund, by=olive)
    Measurement.objects.filter(pk=row.pk).update(numerator=28)
    assert words(releasing.release(fund, by=olive))["Fife"] == withholding.NOT_SHOWN
    Measurement.objects.filter(pk=row.pk).update(numerator=20)
    assert words(releasing.release(fund, by=olive))["Fife"] == "20"


# Islands, small places, sensitive topics ------------------------------------------------------------------------------


def told_of(round_: Any, **numbers: int) -> dict[str, Grant]:
    """A project in each place with so many people."""
    grants = {}
    for place, number in numbers.items():
        name = {"Orkney": "Orkney Islands"}.get(place, place)
        tell(grants.setdefault(name, project(round_, name)), numerator=number)
    return grants


def test_an_island_is_held_to_ten_and_cannot_be_taken_from_the_whole(round_: Any, fund: Fund, olive: User) -> None:
    counted(fund, "count")
    told_of(round_, Orkney=7, Fife=77, Angus=500)
    # 584 − 77 − 500 would say 7, so the smaller of the two goes as well.
    assert words(releasing.release(fund, by=olive)) == {
        "Orkney Islands": "fewer than 10",
        "Fife": withholding.NOT_SHOWN,
        "Angus": "500",
        "All projects together": "584",
    }


def test_the_same_number_elsewhere_is_shown(round_: Any, fund: Fund, olive: User) -> None:
    counted(fund, "count")
    told_of(round_, Orkney=12, Fife=7, Angus=500)
    assert words(releasing.release(fund, by=olive)) == {
        "Orkney Islands": "12",
        "Fife": "7",
        "Angus": "500",
        "All projects together": "519",
    }


def test_a_later_release_does_not_tell_of_a_new_project_on_an_island(round_: Any, fund: Fund, olive: User) -> None:
    counted(fund, "count")
    told_of(round_, Orkney=40, Fife=77)
    assert words(releasing.release(fund, by=olive))["All projects together"] == "117"
    tell(project(round_, "Orkney Islands"), numerator=7)
    # 124 − 117 and 47 − 40 would say 7; with the usual limit of five both would be shown.
    second = words(releasing.release(fund, by=olive))
    assert second["All projects together"] == second["Orkney Islands"] == withholding.NOT_SHOWN
    assert second["Fife"] == "77"


@pytest.mark.parametrize(
    "facts",
    [
        {"title": "Walks on Tiree"},
        {"summary": "For people who live with HIV."},
        {"words": {"people": ["children"]}},
        {"words": {"areas": ["Shetland"]}},
    ],
)
def test_small_places_and_sensitive_topics_are_held_to_ten_too(
    round_: Any, fund: Fund, olive: User, facts: dict[str, Any]
) -> None:
    counted(fund, "count")
    grant = told_of(round_, Fife=7, Moray=77, Angus=500)["Fife"]
    assert words(releasing.release(fund, by=olive))["Fife"] == "7"
    Grant.objects.filter(pk=grant.pk).update(**facts)
    assert words(releasing.release(fund, by=olive))["Fife"] == "fewer than 10"


def test_a_sensitive_question_is_held_to_ten_everywhere(round_: Any, fund: Fund, olive: User) -> None:
    row = counted(fund, "count")
    Indicator.objects.filter(pk=row.pk).update(question="How many people told us of abuse?")
    told_of(round_, Fife=7, Moray=77, Angus=500)
    assert words(releasing.release(fund, by=olive))["Fife"] == "fewer than 10"


def test_argyll_and_bute_is_no_island() -> None:
    assert not careful.names_a_small_place("Walks in Argyll and Bute")
    assert careful.names_a_small_place("Walks in Bute")


def test_the_second_limit_can_change_and_is_never_the_lower_one(fund: Fund, olive: User) -> None:
    assert withholding.rule_now() == (5, 20, 10)
    withholding.set_threshold(fund, by=olive, few=5, percent_from=20, few_careful=15, reason="As boards do")
    assert withholding.rule_now() == (5, 20, 15)
    withholding.set_threshold(fund, by=olive, few=6, percent_from=20, reason="More care")
    assert withholding.rule_now() == (6, 20, 15)
    for few, percent_from, few_careful, said in [(6, 20, 5, "at least as many people"), (6, 14, 15, "percentage")]:
        with pytest.raises(Refused, match=said):
            withholding.set_threshold(
                fund, by=olive, few=few, percent_from=percent_from, few_careful=few_careful, reason="Odd"
            )


def test_the_threshold_is_kept_with_who_when_and_why(fund: Fund, olive: User, morag: User) -> None:
    assert (withholding.threshold(fund).few, withholding.threshold(fund).percent_from) == (5, 20)
    withholding.set_threshold(fund, by=olive, few=10, percent_from=30, reason="Islands")
    withholding.set_threshold(fund, by=morag, few=5, percent_from=20, reason="Back again")
    assert [(row.few, row.by, row.reason) for row in Threshold.objects.all()] == [
        (5, morag, "Back again"),
        (10, olive, "Islands"),
    ]
    for few, percent_from, reason, said in [
        (5, 20, "Same", "the rule already"),
        (2, 20, "Low", "below 3"),
        (10, 9, "Odd", "at least as many"),
        (10, 30, " ", "Say why"),
    ]:
        with pytest.raises(Refused, match=said):
            withholding.set_threshold(fund, by=olive, few=few, percent_from=percent_from, reason=reason)


def test_another_threshold_counts_from_the_next_release_on(round_: Any, fund: Fund, olive: User) -> None:
    counted(fund, "count")
    for place, number in [("Fife", 7), ("Moray", 77), ("Angus", 500)]:
        tell(project(round_, place), numerator=number)
    withholding.set_threshold(fund, by=olive, few=10, percent_from=30, reason="Islands")
    assert words(releasing.release(fund, by=olive))["Fife"] == "fewer than 10"
