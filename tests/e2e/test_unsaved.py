"""Figures and money are saved by their buttons: the browser asks before somebody leaves with something typed."""

from typing import Any

import pytest

from fund.models import Organisation, User
from reporting.models import Indicator, Report
from tests import factories

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
