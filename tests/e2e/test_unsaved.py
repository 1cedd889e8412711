"""Figures and money are saved by their buttons: leaving asks about what was typed, and it comes back."""

from typing import Any

import pytest

from fund.models import Organisation, User
from reporting.models import Indicator, Report
from tests import factories
from tests.e2e.looking import complaints

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def report(group: Organisation) -> Report:
    round_ = factories.make_round()
    report = factories.make_report(factories.make_grant(factories.make_application(round_, group, state="awarded")))
    Indicator.objects.create(
        fund=round_.fund, code="walkers", name="Walkers", question="How many walked?", kind="count"
    )
    return report


def test_leaving_is_asked_about_only_when_something_was_typed(browse: Any, report: Report, ann: User) -> None:
    page = browse(ann)
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    address = f"/my/reports/{report.pk}/figures/"
    page.goto(address)
    page.goto("/my/")
    assert asked == []
    page.goto(address)
    page.locator("input[inputmode=numeric]").first.fill("12")
    page.goto("/my/")
    assert asked == ["beforeunload"]
    page.goto(address)
    page.locator("input[inputmode=numeric]").first.fill("12")
    page.get_by_role("button").filter(has_text="Save").first.click()
    page.wait_for_load_state()
    assert asked == ["beforeunload"]


def test_what_was_typed_when_a_phone_ended_the_page_is_there_again(browse: Any, report: Report, ann: User) -> None:
    page = browse(ann, 320)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"/my/reports/{report.pk}/figures/")
    notice, box = page.get_by_text("is in the boxes again"), page.locator("input[inputmode=numeric]").first
    assert not notice.is_visible()
    box.fill("12")
    page.reload()
    notice.wait_for()
    assert box.input_value() == "12"
    assert complaints(page) == []
    page.locator("main select").first.select_option(index=1)
    with page.expect_navigation():
        page.get_by_role("button").filter(has_text="Save").first.click()
    assert report.measurements.get().numerator == 12

    # Saved, and changed meanwhile by somebody else: what the fund has stays.
    report.measurements.update(numerator=15)
    page.goto(f"/my/reports/{report.pk}/figures/")
    assert not notice.is_visible()
    assert box.input_value() == "15"
