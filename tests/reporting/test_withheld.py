"""A summary is held against all that was told before, so that nobody works a small number out from the two."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from applications.models import Grant
from fund.kit.states import Refused
from fund.models import Round, User
from reporting import learning, outputs, publishing
from reporting.figures import releasing
from reporting.figures.withholding import NOT_SHOWN
from reporting.learning import scopes, withheld
from reporting.models import Indicator, LearningSummary, Measurement
from tests import factories
from tests.reporting import learned, taking

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

Door = Callable[[User | None], Client]
Publish = Callable[[Any], LearningSummary]
PLACES = {"Fife": "S12000047", "Moray": "S12000020", "Highland": "S12000017"}


@pytest.fixture
def publish(lena: User, morag: User) -> Publish:
    """Take what was learned of something the whole way to the web."""

    return lambda about: learned.make_public(about, lena, morag)


@pytest.fixture
def round_(db: None) -> Round:
    learned.make_themes()
    return factories.make_round()


def ready(about: Any, lena: User) -> LearningSummary:
    summary = learning.store(learning.compose(learning.gather(about)), by=None)
    learned.edit(summary, by=lena)
    learned.make_ready(summary, by=lena)
    return summary


def project(round_: Round, *areas: str) -> Grant:
    grant = factories.make_grant(factories.make_application(round_, state="awarded"))
    Grant.objects.filter(pk=grant.pk).update(title=f"Walk {grant.reference}")
    grant.refresh_from_db()
    grant.areas.set([factories.make_area(PLACES[area], area) for area in areas])
    return grant


def count(grant: Grant, number: int, **facts: Any) -> Measurement:
    """A report that counts so many people who walked."""
    fund = factories.make_fund()
    walked, _ = Indicator.objects.get_or_create(
        fund=fund, code="walked", defaults={"name": "People who walked", "question": "How many?", "kind": "count"}
    )
    report = facts.pop("report", None) or learned.make_told(grant)
    return Measurement.objects.create(report=report, indicator=walked, numerator=number, **facts)


def words(summary: LearningSummary, group: str = "") -> str:
    summary.refresh_from_db()
    return next(str(figure["words"]) for figure in summary.figures if figure["group"] == group)


def because(summary: LearningSummary) -> list[str]:
    summary.refresh_from_db()
    return [name for figure in summary.figures for name in figure.get("because", ())]


# One version from another ------------------------------------------------------------------------------------------


def test_two_people_more_are_not_told_by_the_next_version(round_: Round, publish: Publish) -> None:
    one = project(round_)
    count(one, 30)
    first = publish(one)
    count(one, 2)
    second = publish(one)
    # 32 − 30 would say that two people came in the time of the second report.
    assert (words(first), words(second)) == ("30", NOT_SHOWN)
    assert because(second) == [f"“{first.title}” about {first.about}, version 1"]
    assert second.figures[0]["numerator"] is None

    count(one, 40)
    assert words(publish(one)) == "72"


def test_a_small_correction_is_not_told_by_the_next_version(round_: Round, publish: Publish) -> None:
    one = project(round_)
    row = count(one, 30)
    publish(one)
    Measurement.objects.filter(pk=row.pk).update(numerator=28)
    assert words(publish(one)) == NOT_SHOWN


@pytest.mark.parametrize("end", ["archived", "withdrawn"])
def test_what_was_taken_off_the_web_still_counts_as_told(round_: Round, publish: Publish, lena: User, end: str) -> None:
    one = project(round_)
    count(one, 30)
    first = publish(one)
    first.move(end, by=lena, reason="Old")
    count(one, 2)
    assert words(publish(one)) == NOT_SHOWN


def test_what_nobody_read_does_not_count_as_told(round_: Round, publish: Publish, lena: User) -> None:
    one = project(round_)
    count(one, 30)
    ready(one, lena)
    count(one, 2)
    assert words(publish(one)) == "32"


def test_groups_of_people_are_not_taken_from_the_whole_of_another_version(round_: Round, publish: Publish) -> None:
    one = project(round_)
    for report, (men, women) in [(learned.make_told(one), (10, 20)), (None, (2, 12))]:
        report = report or learned.make_told(one)
        count(one, men + women, report=report)
        count(one, men, report=report, group="men")
        count(one, women, report=report, group="women")
        newest = publish(one)
    # 12 men − 10 is 2; and so is 44 − 30 less 32 women − 20: of the whole and the women one has to go too.
    assert words(newest, "men") == NOT_SHOWN
    assert NOT_SHOWN in {words(newest), words(newest, "women")}


def test_people_who_are_in_two_groups_are_not_taken_for_parts(round_: Round, publish: Publish) -> None:
    one = project(round_)
    for report, (men, carers, whole) in [(learned.make_told(one), (20, 20, 30)), (None, (10, 2, 11))]:
        report = report or learned.make_told(one)
        count(one, whole, report=report)
        count(one, men, report=report, group="men")
        count(one, carers, report=report, group="carers")
        newest = publish(one)
    assert (words(newest), words(newest, "men"), words(newest, "carers")) == ("41", "30", NOT_SHOWN)


def test_three_more_who_did_not_answer_are_not_told(round_: Round, publish: Publish) -> None:
    one = project(round_)
    learned.make_share(learned.make_told(one), 20, 30, asked=40)
    assert publish(one).figures[0]["asked"] == 40
    learned.make_share(learned.make_told(one), 10, 20, asked=23)
    second = publish(one)
    # 63 − 50 answered, less 40 − 30 before, would be 3.
    assert (words(second), second.figures[0]["asked"]) == ("30 of 50 people who answered", None)
    assert len(because(second)) == 1


# One scope from another --------------------------------------------------------------------------------------------


def test_a_small_project_is_not_what_is_left_of_its_round(round_: Round, publish: Publish) -> None:
    large, larger, small = (project(round_) for _ in range(3))
    for grant, number in ((large, 30), (larger, 40), (small, 3)):
        count(grant, number)
    assert [words(publish(grant)) for grant in (large, larger, small)] == ["30", "40", "fewer than 5"]
    whole = publish(round_)
    # 73 − 30 − 40 is 3.
    assert words(whole) == NOT_SHOWN
    assert len(because(whole)) == 2


def test_the_last_large_project_of_a_round_is_withheld_where_the_round_was_first(
    round_: Round, publish: Publish
) -> None:
    large, larger, small = (project(round_) for _ in range(3))
    for grant, number in ((large, 30), (larger, 40), (small, 3)):
        count(grant, number)
    assert words(publish(round_)) == "73"
    assert words(publish(large)) == "30"
    assert words(publish(larger)) == NOT_SHOWN


def test_overlapping_scopes_do_not_give_a_small_project_away(round_: Round, publish: Publish) -> None:
    for areas, number in ((("Fife",), 30), (("Fife", "Moray"), 20), (("Moray",), 33), (("Highland",), 2)):
        grant = project(round_, *areas)
        count(grant, number)
        if len(areas) == 2:
            both = grant
    told = [words(publish(about)) for about in (scopes.find("area", "Fife"), scopes.find("area", "Moray"), both)]
    assert told == ["50", "53", "20"]
    whole = publish(round_)
    # 85 − (50 + 53 − 20) is 2.
    assert words(whole) == NOT_SHOWN
    assert len(because(whole)) == 3


def test_another_question_gives_nothing_away(round_: Round, publish: Publish) -> None:
    one, small = project(round_), project(round_)
    count(one, 30)
    learned.make_share(learned.make_told(small), 33, 66)
    publish(one)
    assert {str(figure["words"]) for figure in publish(round_).figures} == {"30", "33 of 66 people who answered"}


def test_the_figures_for_everybody_count_too_both_ways(round_: Round, publish: Publish, olive: User) -> None:
    one, small = project(round_, "Fife"), project(round_, "Fife")
    count(one, 30)
    releasing.release(round_.fund, by=olive)
    count(small, 2)
    whole = publish(round_)
    assert words(whole) == NOT_SHOWN
    assert because(whole) == ["the figures for everybody, number 1"]

    count(small, 60)
    assert words(publish(round_)) == "92"
    count(small, 3)
    table = releasing.release(round_.fund, by=olive).tables[0]["rows"]
    assert {row["words"] for row in table} == {NOT_SHOWN}


# When, and what is seen ---------------------------------------------------------------------------------------------


def test_what_was_told_after_the_approval_counts_at_publication(
    round_: Round, publish: Publish, lena: User, morag: User
) -> None:
    one, small = project(round_), project(round_)
    count(one, 30)
    count(small, 3)
    whole = ready(round_, lena)
    publishing.approve(whole, by=morag)
    assert words(whole) == "33"
    publish(one)
    publishing.publish(whole, by=morag)
    assert words(whole) == NOT_SHOWN


def test_the_desk_says_beforehand_what_will_be_withheld_and_afterwards_what_was(
    round_: Round, publish: Publish, lena: User, morag: User, door: Door
) -> None:
    one = project(round_)
    count(one, 30)
    first = publish(one)
    count(one, 2)
    second = learning.store(learning.compose(learning.gather(one)), by=None)
    address = reverse("reporting:edit-summary", args=[second.pk])
    said = f"A small number could be worked out from it and “{first.title}” about {first.about}, version 1."

    page = door(lena).get(address).content.decode()
    assert "These will be withheld" in page
    assert said in page

    learned.edit(second, by=lena)
    learned.make_ready(second, by=lena)
    publishing.approve(second, by=morag)
    page = door(lena).get(address).content.decode()
    assert "These will be withheld" not in page
    assert "No format tells these" in page
    assert said in page
    assert second.history.filter(history_change_reason=withheld.WITHHELD).count() == 1


def test_no_format_tells_what_is_withheld(round_: Round, publish: Publish, lena: User, morag: User, door: Door) -> None:
    one = project(round_)
    learned.make_share(learned.make_told(one), 1530, 1600)
    publish(one)
    learned.make_share(learned.make_told(one), 2, 8)
    second = learning.store(learning.compose(learning.gather(one)), by=None)
    learned.edit(second, by=lena)
    outputs.save(second, "One.\nTwo.\nThree.\nIn all 1,532 of 1,608 people say so.", by=lena)
    learned.make_ready(second, by=lena)

    with pytest.raises(Refused, match="The short lines say 1,532"):
        publishing.approve(second, by=morag)
    outputs.save(second, "One.\nTwo.\nThree.\nFour.", by=lena)
    publishing.approve(second, by=morag)
    publishing.publish(second, by=morag)
    taking.make_papers()

    found = taking.take_all(second, door)
    assert set(found) == {*taking.PAPERS, *taking.DRAWN, *taking.FEEDS}
    for number in ("1,532", "1532", "1,608", "1608", "95%"):
        assert taking.with_word(found, number) == set(), number
    assert {"", "summary.pdf", "summary.txt", "summary.json"} <= taking.with_word(found, NOT_SHOWN)
    assert taking.with_word(found, "could be worked out") == set()


def test_after_a_withdrawal_no_format_tells_a_figure(round_: Round, publish: Publish, lena: User, door: Door) -> None:
    one = project(round_)
    learned.make_share(learned.make_told(one), 1530, 1600)
    summary = publish(one)
    taking.make_papers()
    assert taking.with_word(taking.take_all(summary, door), "1,530")
    publishing.withdraw(summary, by=lena)
    assert taking.with_word(taking.take_all(summary, door), "1,530") == set()


def test_looking_costs_the_same_however_much_was_told(round_: Round, publish: Publish, lena: User) -> None:
    grants = [project(round_) for _ in range(4)]
    for number, grant in enumerate(grants):
        count(grant, 30 + number)
    whole = learning.store(learning.compose(learning.gather(round_)), by=None)
    publish(grants[0])
    with CaptureQueriesContext(connection) as one:
        withheld.found(whole)
    for grant in grants[1:]:
        publish(grant)
    with CaptureQueriesContext(connection) as four:
        withheld.found(whole)
    assert len(one) == len(four) == 5
    assert withheld.looked(whole) == withheld.found(whole)
    with CaptureQueriesContext(connection) as again:
        withheld.looked(whole)
    assert len(again) == 3
