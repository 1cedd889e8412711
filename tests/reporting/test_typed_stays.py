"""Where the fund says no to what was typed, the page comes again with the words and with all that was typed."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from applications.models import Grant
from fund.models import Organisation, Round, User
from tests import factories
from tests.reporting.test_grantee_pages import text

Door = Callable[[User | None], Client]
TODAY = timezone.localdate()
PAST, COMING = (f"{TODAY + timedelta(days=days):%d/%m/%Y}" for days in (-40, 40))


@pytest.fixture
def grant(group: Organisation, round_: Round) -> Grant:
    grant = factories.make_grant(factories.make_application(round_, group, state="awarded"))
    grant.sites.create(name="Leith")
    return grant


NOTE = {"kind": "visit", "day": COMING, "words": "They walked far."}
EVENT = {
    "name": "Learning together",
    "about": "They walked far.",
    "hosts": "us",
    "day": PAST,
    "starts": "10am",
    "ends": "3pm",
    "way": "in_person",
    "place": "The Shore",
}
WAVE = {"who": "They walked far.", "asked": "9", "taken": "before"}
ASK = {"from_on": PAST, "to_on": COMING, "due_on": COMING, "why": "They walked far."}


@pytest.mark.parametrize(
    ("address", "typed", "words"),
    [
        ("/fund/grants/{grant}/note/", NOTE, "Choose the day on which it was"),
        (
            "/fund/reports/{read}/send-back/",
            {"wanted": "They walked far.", "until": PAST},
            "a day that is still to come",
        ),
        ("/fund/reports/{due}/time/", {"until": PAST, "why": "They walked far."}, "Choose a day after"),
        ("/fund/grants/{grant}/ask/", {**ASK, "name": "First"}, "has a report called “First” already"),
        ("/fund/learning-events/plan/", EVENT, "Choose a day that is not past"),
        ("/fund/pulses/", {"question": "They walked far.", "kind": "scale", "until": PAST}, "at least until tomorrow"),
        ("/fund/grants/{grant}/money/", {"amount": "999999", "planned_on": COMING}, "is too much"),
        ("/surveys/{survey}/waves/new/", {**WAVE, "from_on": COMING, "until_on": PAST}, "is before the first"),
        ("/surveys/{survey}/waves/new/", {**WAVE, "from_on": PAST, "until_on": PAST}, "is over already"),
    ],
)
def test_what_an_officer_typed_comes_back(
    door: Door, olive: User, grant: Grant, address: str, typed: dict[str, str], words: str
) -> None:
    survey = factories.make_survey(grant.round.fund)
    there = {
        "grant": grant.pk,
        "read": factories.make_report(grant, state="handed_in").pk,
        "due": factories.make_report(grant, name="First").pk,
        "survey": survey.pk,
    }
    response = door(olive).post(address.format(**there), typed)
    page = text(response)
    assert response.status_code == 422 and words in page
    assert page.index("There is a problem") < page.index(words)
    assert all(value in page for value in typed.values())


def test_what_a_group_typed_comes_back(door: Door, ann: User, grant: Grant) -> None:
    response = door(ann).post(f"/tried/grants/{grant.pk}/places/", {"name": "leith", "context": "They walked far."})
    assert response.status_code == 422
    assert "has a place called “leith” already" in text(response) and "They walked far." in text(response)


def test_what_came_of_a_test_that_a_colleague_has_studied_can_be_copied(door: Door, ann: User, grant: Grant) -> None:
    test = factories.make_change_test(grant, state="studied")
    typed = {"happened": "They walked far.", "learned": "Shoes matter.", "act": "adopt"}
    response = door(ann).post(f"/tried/{test.pk}/", typed)
    page = text(response)
    assert response.status_code == 422 and "This test was studied already" in page
    assert "They walked far." in page and "Shoes matter." in page


@pytest.mark.parametrize(
    ("verb", "state", "after", "name"),
    [
        ("accept", "handed_in", "accepted", "comments"),
        ("send-back", "handed_in", "returned", "wanted"),
        ("skip", "due", "skipped", "reason"),
    ],
)
def test_whoever_comes_second_keeps_the_words_and_whoever_presses_twice_is_led_on(
    door: Door, olive: User, morag: User, grant: Grant, verb: str, state: str, after: str, name: str
) -> None:
    report = factories.make_report(grant, state=state)
    address = f"/fund/reports/{report.pk}/{verb}/"
    for _ in range(2):
        assert door(olive).post(address, {name: "Thank you."}).status_code == 302
    response = door(morag).post(address, {name: "They walked far."})
    page = text(response)
    assert response.status_code == 409 and "Somebody was first: this report is" in page
    assert "They walked far." in page and "Your words went to nobody." in page
    report.refresh_from_db()
    assert (report.state, report.comments) == (after, "Thank you.")


def test_a_report_that_was_sent_back_meanwhile_is_not_accepted(door: Door, olive: User, grant: Grant) -> None:
    report = factories.make_report(grant, state="returned")
    response = door(olive).post(f"/fund/reports/{report.pk}/accept/", {"comments": "They walked far."})
    assert response.status_code == 409 and "is now “Sent back with comments”" in text(response)
    assert "They walked far." in text(response)
