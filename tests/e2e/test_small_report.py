"""A small grant's report on a phone: how few steps it takes, with everything asked and nothing lost."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from applications.models import Grant
from fund import reference, rounds
from fund.models import Organisation, User
from reporting import measuring
from reporting.models import Report
from tests import factories
from tests.e2e.looking import complaints
from tests.e2e.test_whole_life import COUNTS, fill

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

MOST_STEPS = 10
ANSWERS = {
    "did": {"did": "We held twelve cookery mornings in the village hall."},
    "difference": {"for-whom": "People who live alone. Nobody under forty came."},
    "learned": {"worked": "Eating together.", "did-not-work": "The oven was too small. Next time we look first."},
    "others": {
        "circumstances": "The hall is beside the bus stop.",
        "others-need": "Two people who like to cook, and a key.",
        "next": "The hall committee goes on with it.",
    },
}


@pytest.fixture
def report(group: Organisation) -> Report:
    """The only report of a grant of £3,000 with two lines of budget, and the usual questions and figures."""
    reference.load()
    factories.make_fund()
    text = Path(settings.BASE_DIR / "fund" / "data" / "rounds" / "demo" / "round-a.toml").read_text()
    round_ = rounds.load(text, by=None)
    measuring.load_indicators()
    start = timezone.localdate() - timedelta(days=190)
    grant = Grant.objects.create(
        organisation=group,
        round=round_,
        reference="SMALL-001",
        title="Cooking together",
        amount=Decimal(3000),
        starts_on=start,
        ends_on=start + timedelta(days=182),
        state="active",
    )
    for position, (heading, amount) in enumerate((("Food", 2000), ("Hall", 1000))):
        grant.budget.create(heading=heading, amount=amount, position=position)
    return factories.make_report(grant, name="Your report", from_on=start, to_on=grant.ends_on, asks_money=True)


def test_a_small_report_is_done_on_a_phone_in_under_ten_steps(
    browse: Callable[..., Any], report: Report, ann: User
) -> None:
    page = browse(ann, 320, is_mobile=True, has_touch=True)
    steps = 0

    def step(words: str) -> None:
        nonlocal steps
        assert complaints(page) == [], page.url
        with page.expect_navigation():
            page.get_by_role("button", name=words).or_(page.get_by_role("link", name=words)).first.tap()
        steps += 1

    page.goto("/my/")
    step(report.name)
    step("What you did")
    for code, answers in ANSWERS.items():
        assert f"/section/{code}/" in page.url
        fill(page, **answers)
        step("Save and continue")
    fill(page, **{f"{code}-numerator": "7" for code in COUNTS}, **{f"{code}-how_counted": 1 for code in COUNTS})
    step("Save and check the report")
    for box, sum_ in zip(page.locator("main input[name^=spent]").all(), ("2000", "980"), strict=True):
        box.fill(sum_)
    step("Save and continue")
    step("Hand in the report")
    report.refresh_from_db()
    assert report.state == Report.State.HANDED_IN, page.inner_text("main")
    assert steps < MOST_STEPS
    assert "Your report is handed in" in page.inner_text("main")
