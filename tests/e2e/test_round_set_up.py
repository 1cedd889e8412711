"""A newcomer sets up “Self Management for Life 2” from an empty fund, in Chromium, by clicking and typing alone."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core.management import call_command

from fund.models import Round, User
from tests import factories
from tests.e2e import asking
from tests.e2e.looking import complaints
from tests.e2e.test_whole_life import fill, follow, press

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
NAME = "Self Management for Life 2"

ABOUT = {
    "about": "Small and large grants for community work.\n\nChoose the one priority that fits best.",
    "who_can_apply": "Third sector and community organisations that work in Scotland.",
    "help_text": "Phone us, or come to one of our talks.",
}
DATES = {
    "opens_day": "Monday 7 December 2026",
    "opens_time": "9am",
    "closes_day": "25/1/2027",
    "closes_time": "9am",
    "panel_on": "16 March 2027",
    "announcement_on": "30 March 2027",
    "projects_start_on": "1/4/2027",
}
MONEY = [
    {"name": "Scottish Government", "amount": "£1,900,000"},
    {"name": "A family trust", "amount": "150000"},
]
SIZES = [
    {"name": "Small grant", "about": "For up to one year.", "cap": "15,000", "max_months": "12", "plan_pages": "2"},
    {"name": "Large grant", "about": "For up to three years.", "cap": "120,000", "max_months": "36", "plan_pages": "4"},
]
PRIORITIES = [
    {"name": "People at an early stage with a condition, a disability or a caring role"},
    {"name": "People who meet barriers to health and social care support"},
    {"name": "People and carers who wait for specialist help"},
]
CRITERIA = [
    {
        "name": "The idea comes from the people it is for",
        "guidance": "Who had the idea?",
        "means-0": "Nobody was asked",
    },
    {"name": "The work is new to you, or takes an idea further", "guidance": "Is this a first?", "weight": "2"},
]
PAPERS = [
    {"name": "Supporting statements", "help_text": "From people outside your group.", "wanted": "2"},
    {"name": "Last two sets of yearly accounts", "applies_to": "established", "wanted": "2", "max_pages": "60"},
    {"name": "Latest bank statements", "applies_to": "new"},
]
HEADINGS = [{"name": "Staff", "help_text": "With hours and rate."}, {"name": "Travel"}, {"name": "Equipment"}]
REPORTS = [
    {"name": "Half-year report", "from_month": "0", "to_month": "6"},
    {"name": "End report", "from_month": "6", "to_month": "12"},
]


def whole_page(page: Any) -> None:
    """Whatever stands on the screen now can be read by everybody."""
    assert complaints(page) == [], page.url


def rows(page: Any, part: str, wanted: list[dict[str, str]]) -> None:
    """Open a part from the list, type its rows one after the other, and save them together."""
    follow(page, f"^{part}$")
    for number, row in enumerate(wanted):
        if number:
            press(page, "Add another")
        for name, value in row.items():
            if name.startswith("means-"):
                page.locator(f"#row-{number} summary").click()
            fill(page, **{f"row-{number}-{name}": value})
    whole_page(page)
    press_last(page, "Save")


def press_last(page: Any, words: str) -> None:
    """Press the button at the end of the page."""
    with page.expect_navigation():
        page.get_by_role("button", name=words, exact=True).last.click()
    assert page.locator(".ds_error-summary").count() == 0, page.locator(".ds_error-summary").inner_text()


def columns(page: Any, part: str, **typed: Any) -> None:
    """Open a part from the list, fill in its boxes and save."""
    follow(page, f"^{part}$")
    fill(page, **typed)
    whole_page(page)
    press_last(page, "Save")


def set_up(page: Any, questions: Callable[[Any], None] | None = None) -> None:
    """From the officer’s home to a round that lacks nothing but, without `questions`, its questions."""
    page.goto("/fund/")
    follow(page, "All rounds")
    follow(page, "Set up a new round")
    fill(page, name=NAME)
    press(page, "Begin the round")
    columns(page, "What it is for and who can apply", **ABOUT)
    columns(page, "Dates", kind="one", **DATES)
    rows(page, "Money", MONEY)
    rows(page, "Sizes of grant", SIZES)
    rows(page, "Priorities", PRIORITIES)
    columns(page, "How it is scored", max_score="4", assessments_wanted="2")
    rows(page, "Criteria", CRITERIA)
    rows(page, "Papers to send", PAPERS)
    rows(page, "Headings of the budget", HEADINGS)
    rows(page, "Reports owed", REPORTS)
    if questions is not None:
        questions(page)


@pytest.mark.parametrize("width", [320])
def test_an_officer_sets_a_round_up_from_an_empty_fund(browse: Callable[..., Any], olive: User, width: int) -> None:
    factories.make_fund()
    with time_machine.travel(datetime(2026, 11, 25, 12, tzinfo=UTC)):
        page = browse(olive, width)
        set_up(page)
        follow(page, "^Criteria$")
        press(page, "Move up")
        assert page.locator("fieldset input[name$=name]").first.input_value() == CRITERIA[1]["name"]
        press_last(page, "Save")
        whole_page(page)

    round_ = Round.objects.get()
    assert (round_.name, round_.code, round_.slug) == (NAME, "SMFL-2", "self-management-for-life-2")
    assert round_.opens_at == datetime(2026, 12, 7, 9, tzinfo=UTC)
    assert round_.closes_at == datetime(2027, 1, 25, 9, tzinfo=UTC)
    assert (round_.panel_on, round_.projects_start_on) == (date(2027, 3, 16), date(2027, 4, 1))
    assert list(round_.sources.values_list("amount", flat=True)) == [Decimal(1900000), Decimal(150000)]
    assert list(round_.tiers.values_list("cap", "max_months", "plan_pages")) == [(15000, 12, 2), (120000, 36, 4)]
    assert list(round_.priorities.values_list("name", flat=True)) == [row["name"] for row in PRIORITIES]
    assert list(round_.criteria.values_list("weight", flat=True)) == [2, 1]
    assert round_.criteria.last().anchors.get().meaning == "Nobody was asked"  # type: ignore[union-attr]
    assert list(round_.document_rules.values_list("applies_to", "wanted", "max_pages", "is_required")) == [
        ("all", 2, None, True),
        ("established", 2, 60, True),
        ("new", 1, None, True),
    ]
    assert list(round_.budget_headings.values_list("code", flat=True)) == ["staff", "travel", "equipment"]
    assert list(round_.report_rules.values_list("to_month", "due_days_after")) == [(6, 28), (12, 28)]
    still = page.locator(".reading-desk__side li a").all_inner_texts()
    assert still[:2] == ["questions to answer", "questions for its reports"]

    follow(page, "See it as an applicant")
    follow(page, "The page of the round")
    words = page.locator("main").inner_text()
    assert "£2,050,000" in words
    assert "Monday 25 January 2027, 9am" in words
    whole_page(page)


def ask_everything(page: Any) -> None:
    """The questions of the application and of its reports, from the list of parts and back to it."""
    home = page.url
    follow(page, "^Questions of the application")
    asking.questions(page)
    asking.question(
        page, "Your project", "one_of", "Which priority?", source="This round’s priorities", fills="Priority"
    )
    page.goto(home)
    follow(page, "^Questions of the report")
    page.get_by_label("With nothing").check(force=True)
    page.get_by_role("button", name="Begin").click()
    asking.section(page, "What you learned", "Officers only")
    asking.question(page, "What you learned", "text", "What did not work?", {"Most words": "300"})
    page.goto(home)


def test_a_newcomer_sets_up_and_publishes_a_whole_round_in_the_browser_alone(
    browse: Callable[..., Any], olive: User
) -> None:
    factories.make_fund()
    call_command("loadreference", verbosity=0)
    with time_machine.travel(datetime(2026, 11, 25, 12, tzinfo=UTC)):
        page = browse(olive)
        set_up(page, ask_everything)
        press(page, "Publish the round")
    round_ = Round.objects.get()
    assert round_.state == Round.State.PUBLISHED
    asked = round_.questionnaires.get(purpose="application")
    assert asked.frozen_at is not None
    assert sum(section.questions.count() for section in asked.sections.all()) == 13
