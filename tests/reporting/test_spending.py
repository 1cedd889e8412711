"""What was spent against the budget: by hand, with a reason where a line is over a tenth apart."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from applications.models import Grant, GrantBudgetLine
from fund.kit.states import Refused
from fund.models import Organisation, Round, User
from reporting import answering, monitoring, spending
from reporting.models import Report, Spending
from tests import factories

Door = Callable[[User | None], Client]

pytestmark = pytest.mark.sums


@pytest.fixture
def grant(group: Organisation, round_: Round) -> Grant:
    """A year from April 2026 with £6,000 for staff and £1,000 for rent."""
    grant = factories.make_grant(
        factories.make_application(round_, group, state="awarded"),
        starts_on=date(2026, 4, 1),
        ends_on=date(2027, 3, 31),
    )
    for position, (heading, amount) in enumerate((("Staff", 6000), ("Rent", 1000))):
        GrantBudgetLine.objects.create(grant=grant, heading=heading, amount=Decimal(amount), position=position)
    return grant


def report_on(grant: Grant, first: date, last: date) -> Report:
    return factories.make_report(grant, from_on=first, to_on=last, asks_money=True)


@pytest.fixture
def half(grant: Grant) -> Report:
    return report_on(grant, date(2026, 4, 1), date(2026, 9, 30))


@pytest.fixture
def end(grant: Grant) -> Report:
    return report_on(grant, date(2026, 10, 1), date(2027, 3, 31))


def keys(grant: Grant) -> tuple[int, int]:
    staff, rent = grant.budget.values_list("pk", flat=True)
    return staff, rent


def say(report: Report, by: User, staff: int | None, rent: int | None, why: str = "") -> None:
    one, other = keys(report.grant)
    sums = {one: (None if staff is None else Decimal(staff), why), other: (None if rent is None else Decimal(rent), "")}
    spending.record(report, sums, by=by)


def asked(report: Report) -> list[str]:
    return [todo.words for todo in spending.missing(spending.lines_of(report))]


def test_earlier_reports_count_and_later_ones_do_not(half: Report, end: Report, ann: User) -> None:
    say(half, ann, 2500, 400)
    say(end, ann, 3400, 550)
    staff, rent = spending.lines_of(end)
    assert (staff.before, staff.so_far, staff.left) == (2500, 5900, 100)
    assert (rent.before, rent.so_far, rent.left) == (400, 950, 50)
    assert [line.before for line in spending.lines_of(half)] == [0, 0]


@pytest.mark.parametrize(
    ("staff", "why"),
    [(6600, []), (6601, ["Say why “Staff” differs from the budget"]), (100, [])],
)
def test_halfway_a_reason_is_asked_only_above_a_tenth_over(half: Report, ann: User, staff: int, why: list[str]) -> None:
    say(half, ann, staff, 500)
    assert asked(half) == why


@pytest.mark.parametrize(
    ("staff", "why"),
    [(5400, []), (5399, ["Say why “Staff” differs from the budget"]), (6600, [])],
)
def test_at_the_end_also_a_tenth_under(half: Report, end: Report, ann: User, staff: int, why: list[str]) -> None:
    say(half, ann, 400, 500)
    say(end, ann, staff - 400, 500)
    assert asked(end) == why


def test_a_reason_settles_it(half: Report, ann: User) -> None:
    say(half, ann, 9000, 0, why="We hired somebody earlier.")
    assert asked(half) == []


def test_what_nobody_said_is_asked_and_nought_is_an_answer(half: Report, ann: User) -> None:
    say(half, ann, None, 0)
    assert asked(half) == ["Enter what you spent on “Staff”"]
    say(half, ann, 10, None)
    assert asked(half) == ["Enter what you spent on “Rent”"]
    assert Spending.history.count() == 3  # nought was said, taken back, and the other said


def test_the_page_keeps_what_can_be_read(half: Report, ann: User, door: Door) -> None:
    staff, rent = keys(half.grant)
    page = f"/my/reports/{half.pk}/money/"
    answer = door(ann).post(page, {f"spent-{staff}": "lots", f"spent-{rent}": "£450"})
    assert answer.status_code == 422 and 'value="lots"' in answer.content.decode()
    assert [row.amount for row in half.spending.all()] == [450]
    half.refresh_from_db()
    assert half.state == "draft"
    answer = door(ann).post(page, {f"spent-{staff}": "7,000", f"spent-{rent}": "450"})
    assert answer.status_code == 422 and "Say why “Staff” differs" in answer.content.decode()
    said = {**boxes(answer), f"reason-{staff}": "Two started sooner."}
    assert door(ann).post(page, said).headers["Location"] == f"/my/reports/{half.pk}/check/"
    assert "Two started sooner." in door(ann).get(f"/my/reports/{half.pk}/check/").content.decode()


def boxes(response: Any) -> dict[str, str]:
    """All boxes of the page as a browser would send them back, the hidden ones too."""
    return {box.html_name: "" if box.value() is None else str(box.value()) for box in response.context["form"]}


def test_sums_that_a_colleague_saved_meanwhile_stay(half: Report, ann: User, door: Door) -> None:
    bea = factories.make_member(half.grant.organisation, "Bea", "editor").user
    staff, rent = keys(half.grant)
    page, anns, beas = f"/my/reports/{half.pk}/money/", door(ann), door(bea)
    opened = boxes(anns.get(page))
    beas.post(page, {**opened, f"spent-{staff}": "400", "later": "yes"})
    anns.post(page, {**opened, f"spent-{rent}": "100", "later": "yes"})
    assert [row.amount for row in half.spending.all()] == [400, 100]
    answer = anns.post(page, {**opened, f"spent-{staff}": "500", f"spent-{rent}": "100", "later": "yes"})
    assert answer.status_code == 409 and [row.amount for row in half.spending.all()] == [400, 100]
    assert "What Bea saved" in (words := answer.content.decode()) and "Spent in these months: £400" in words
    assert boxes(answer)[f"spent-{staff}"] == "500"
    assert anns.post(page, {**boxes(answer), "later": "yes"}).status_code == 302
    assert [row.amount for row in half.spending.all()] == [500, 100]
    seen = boxes(anns.get(page))
    anns.post(page, {**seen, f"spent-{staff}": "", "later": "yes"})
    assert [row.amount for row in half.spending.all()] == [100]


@pytest.mark.parametrize(("spent", "why"), [("lots", ""), ("", "We hired nobody.")])
def test_what_cannot_be_kept_stays_on_the_page(half: Report, ann: User, door: Door, spent: str, why: str) -> None:
    staff, rent = keys(half.grant)
    say(half, ann, 400, None)
    page, browser = f"/my/reports/{half.pk}/money/", door(ann)
    typed = {f"spent-{staff}": spent, f"reason-{staff}": why, f"spent-{rent}": "50", "later": "yes"}
    answer = browser.post(page, {**boxes(browser.get(page)), **typed})
    assert answer.status_code == 422 and "Your other sums are saved." in answer.content.decode()
    assert boxes(answer)[f"spent-{staff}"] == spent and boxes(answer)[f"reason-{staff}"] == why
    assert [row.amount for row in half.spending.all()] == [400, 50]


def test_a_reason_that_is_too_long_is_kept_without_what_cannot_be_stored(half: Report, ann: User, door: Door) -> None:
    staff, rent = keys(half.grant)
    said = {f"spent-{staff}": "7000", f"spent-{rent}": "0", f"reason-{staff}": "why\x00 " * 70}
    assert door(ann).post(f"/my/reports/{half.pk}/money/", said).status_code == 422
    assert half.spending.get(line=staff).reason == ("why " * 70).strip()


def test_it_is_to_do_before_the_report_is_handed_in(half: Report, ann: User, olive: User, door: Door) -> None:
    for section in half.questionnaire.sections.all():  # type: ignore[union-attr]
        answering.save_section(half, section, factories.REPORT_ANSWERS[section.code], by=ann, version=0)
    with pytest.raises(Refused, match="Enter what you spent on “Staff”"):
        monitoring.hand_in(half, by=ann)
    check = door(ann).get(f"/my/reports/{half.pk}/check/").content.decode()
    assert f"/my/reports/{half.pk}/money/#id_spent-" in check
    say(half, ann, 100, 100)
    monitoring.hand_in(half, by=ann)
    assert "In these months" in door(olive).get(f"/fund/reports/{half.pk}/").content.decode()
    with pytest.raises(Refused, match="nothing in it can be changed"):
        say(half, ann, 1, 1)


def test_a_line_of_another_grant_is_refused(half: Report, ann: User) -> None:
    other = factories.make_grant()
    line = GrantBudgetLine.objects.create(grant=other, heading="Car", amount=Decimal(1))
    with pytest.raises(Refused, match="not in the budget"):
        spending.record(half, {line.pk: (Decimal(1), "")}, by=ann)


def test_a_report_that_does_not_ask_for_money_has_no_such_page(grant: Grant, ann: User, door: Door) -> None:
    report = factories.make_report(grant)
    assert door(ann).get(f"/my/reports/{report.pk}/money/").status_code == 404
    assert "Money spent" not in door(ann).get(f"/my/reports/{report.pk}/").content.decode()


def test_the_page_costs_the_same_for_2_and_30_lines(grant: Grant, half: Report, ann: User, door: Door) -> None:
    client = door(ann)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/my/reports/{half.pk}/money/").status_code == 200
        return len(queries)

    first = cost()
    for number in range(28):
        GrantBudgetLine.objects.create(grant=grant, heading=f"Line {number}", amount=Decimal(100))
    assert cost() == first
