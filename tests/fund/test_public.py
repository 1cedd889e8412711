"""The pages for everybody: the front door, the rounds, the questions, accessibility, and the frame round them."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from fund import timetable
from fund.models import Anchor, Fund, Priority, Question, Round, Tier, User
from tests import factories

Door = Callable[[User | None], Client]
CLOSES = datetime(2099, 1, 27, 9, tzinfo=UTC)


def words(html: str) -> str:
    """What a reader sees of a page, in one line."""
    main = re.sub(r"<(script|style).*?</\1>", " ", html, flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        page(client, address)
    return len(captured)


# The front door


def test_the_front_door_has_three_doors(db: None, door: Door) -> None:
    html = page(door(None), "/")
    doors = re.findall(r'<h2><a href="([^"]+)">([^<]+)</a></h2>', html)
    assert doors == [
        (reverse("rounds"), "Apply for funding"),
        (reverse("reporting:library"), "See what was learned"),
        (reverse("reporting:projects"), "Find a project like mine"),
    ]


def test_the_front_door_says_when_the_open_round_closes(door: Door, db: None) -> None:
    factories.make_round(name="Living well", closes_at=CLOSES)
    assert "Living well Closes Tuesday 27 January 2099, 9am ." in words(page(door(None), "/"))


def test_a_round_of_two_stages_says_when_its_short_notes_close(door: Door, db: None) -> None:
    factories.make_round(name="Sooner", closes_at=CLOSES - timedelta(days=1))
    two = factories.make_two_stage_round(name="Two steps", note_closes_at=CLOSES, closes_at=CLOSES + timedelta(days=40))
    factories.make_round(name="Later", closes_at=CLOSES + timedelta(days=1))
    for name in ("front", "rounds", "help"):
        text = words(page(door(None), reverse(name)))
        assert "Short notes close Tuesday 27 January 2099, 9am" in text
        assert text.index("Sooner") < text.index("Two steps") < text.index("Later")
    start = words(page(door(factories.make_person()), reverse("applications:start", args=[two.slug])))
    assert "Short notes close on Tuesday 27 January 2099, 9am." in start


def test_the_front_door_says_when_the_next_round_opens(door: Door, db: None) -> None:
    factories.make_round(name="Later", opens_at=CLOSES, closes_at=CLOSES + timedelta(days=40))
    factories.make_round(name="Much later", opens_at=CLOSES + timedelta(days=1), closes_at=CLOSES + timedelta(days=40))
    text = words(page(door(None), "/"))
    assert "No round is open now The next one opens on Tuesday 27 January 2099, 9am: Later ." in text
    assert "Much later" not in text


def test_the_front_door_is_honest_when_no_round_is_planned(door: Door, db: None) -> None:
    factories.make_round(name="Secret plans", state=Round.State.DRAFT)
    text = words(page(door(None), "/"))
    assert "When the next round is settled, its dates will stand here." in text
    assert "Secret plans" not in text


# The list of rounds


def test_rounds_are_listed_by_where_they_stand(door: Door, db: None) -> None:
    now = timezone.now()
    factories.make_round(name="Open B", closes_at=now + timedelta(days=9))
    factories.make_round(name="Open A", closes_at=now + timedelta(days=2))
    factories.make_round(name="Coming", opens_at=now + timedelta(days=2), closes_at=now + timedelta(days=9))
    factories.make_round(name="Unknown end", state="past", opens_at=None, closes_at=None)
    factories.make_round(name="Old", state="past", opens_at=None, closes_at=now - timedelta(days=900), awards_made=24)
    factories.make_round(name="Just closed", opens_at=now - timedelta(days=9), closes_at=now - timedelta(days=1))
    found = re.findall(r"<h2>([^<]+)</h2>|<h3><a[^>]*>([^<]+)</a>", page(door(None), reverse("rounds")))
    assert [heading or name for heading, name in found] == [
        "Open now", "Open A", "Open B", "Coming", "Coming", "Closed", "Just closed", "Old", "Unknown end"
    ]  # fmt: skip


def test_a_round_with_unknown_dates_says_so(door: Door, db: None) -> None:
    factories.make_round(name="Old", state="past", opens_at=None, closes_at=None, amount_awarded=Decimal(1900000))
    text = words(page(door(None), reverse("rounds")))
    assert "Old When it closed is not known. £1,900,000 in all" in text


def test_only_the_funds_people_see_a_round_that_is_being_set_up(door: Door, nia: User, olive: User) -> None:
    draft = factories.make_round(name="Secret plans", state=Round.State.DRAFT)
    for person, seen in ((None, False), (nia, False), (olive, True)):
        client = door(person)
        assert ("Secret plans" in page(client, reverse("rounds"))) is seen
        for name in ("round", "questions"):
            assert client.get(reverse(name, args=[draft.slug])).status_code == (200 if seen else 404)


@pytest.mark.parametrize("name", ["front", "rounds"])
def test_lists_of_rounds_cost_the_same_for_one_and_for_three(name: str, door: Door, db: None) -> None:
    client, address = door(None), reverse(name)
    factories.make_round()
    factories.make_round(state="past")
    one = queries(client, address)
    for _ in range(2):
        factories.make_round()
        factories.make_round(state="past")
    assert queries(client, address) == one


# One round


@pytest.fixture
def rich(db: None) -> Round:
    """An open round of which everything is known."""
    round_ = factories.make_round(
        name="Living well",
        closes_at=CLOSES,
        who_can_apply="Charities in Scotland.",
        not_funded="Buildings.",
        help_text="Phone us first.",
        projects_start_on=CLOSES.date() + timedelta(days=90),
    )
    Tier.objects.create(
        round=round_, code="main", name="Main grant", cap_per_year=Decimal(100000), min_months=12, max_months=36
    )
    Priority.objects.create(round=round_, code="islands", name="Islands", about="Where a group is far away")
    return round_


def test_a_round_says_all_that_a_group_must_know(door: Door, rich: Round) -> None:
    text = words(page(door(None), reverse("round", args=[rich.slug])))
    for said in (
        "Open, closes Tuesday 27 January 2099, 9am",
        "Money in this round £50,000",
        "Largest grant £100,000 a year",
        "For groups that help people to live well.",
        "Islands : Where a group is far away",
        "What it does not pay for Buildings.",
        "Small grant £15,000 12 months",
        "Main grant £100,000 a year 12 to 36 months",
        "Scottish Government: £50,000",
        "Who can apply Charities in Scotland.",
        "Criterion people Counts for 50% of the score",
        "5 Clear, and shown with examples",
        "Governing document",
        "Half-year report, about months 1 to 6, within 28 days after them",
        "Phone us first.",
        "fund@example.org",
    ):
        assert said in text


def test_criteria_that_count_the_same_say_so_once(door: Door, rich: Round) -> None:
    rich.criteria.update(weight=1)
    text = words(page(door(None), reverse("round", args=[rich.slug])))
    assert "on each of these, and all count the same. A panel then decides." in text
    assert "of the score" not in text


def test_a_round_can_be_started_only_while_it_is_open(door: Door, rich: Round) -> None:
    start = reverse("applications:start", args=[rich.slug])
    assert start in page(door(None), reverse("round", args=[rich.slug]))
    assert start in page(door(None), reverse("questions", args=[rich.slug]))
    Round.objects.update(closes_at=timezone.now() - timedelta(seconds=1))
    assert start not in page(door(None), reverse("round", args=[rich.slug]))
    assert start not in page(door(None), reverse("questions", args=[rich.slug]))
    assert "This round is closed, and the applications are being read." in page(
        door(None), reverse("round", args=[rich.slug])
    )


def test_a_past_round_says_what_is_not_known(door: Door, db: None) -> None:
    past = Round.objects.create(
        fund=factories.make_fund(),
        slug="first",
        code="F1",
        name="First",
        state="past",
        facts_not_known=["When it <opened>"],
    )
    html = page(door(None), reverse("round", args=["first"]))
    text = words(html)
    for said in (
        "This round is over. Its page stays here as a record.",
        "Dates Not known",
        "Money in this round Not published",
        "How large a grant could be is not known for this round.",
        "Who could apply is not known for this round.",
        "The criteria of this round are not known.",
        "Which reports were asked for is not known for this round.",
    ):
        assert said in text
    assert "<li>When it &lt;opened&gt;</li>" in html
    assert reverse("questions", args=[past.slug]) not in html


def test_the_page_of_a_round_costs_the_same_for_few_and_for_many_parts(door: Door, rich: Round) -> None:
    client, address = door(None), reverse("round", args=[rich.slug])
    few = queries(client, address)
    for code in "abc":
        Tier.objects.create(round=rich, code=code, name=code)
        criterion = rich.criteria.create(code=code, name=code)
        Anchor.objects.create(criterion=criterion, score=Decimal(1), meaning="Little")
        rich.sources.create(name=code, amount=None)
    assert queries(client, address) == few


@pytest.mark.parametrize(
    ("days", "said"), [(0, "It closes today"), (1, "It closes tomorrow"), (9, "9 days left"), (-1, None)]
)
def test_an_open_round_says_how_long_it_is_open(days: int, said: str | None) -> None:
    now = datetime(2027, 3, 27, 22, tzinfo=UTC)  # the night before clocks go forward
    round_ = Round(
        state="published", opens_at=now - timedelta(days=9), closes_at=now + timedelta(days=days, minutes=59)
    )
    assert timetable.left(round_, now) == (said or "")


@pytest.mark.parametrize(
    ("opens", "closes", "words_of_date", "status"),
    [
        (-1, 1, ("Open, closes", "Tuesday 2 March 2027, 9am"), "open"),
        (1, 2, ("Opens", "Tuesday 2 March 2027, 9am"), "coming"),
        (-2, -1, ("Closed", "Sunday 28 February 2027, 9am"), "closed"),
        (None, 1, ("Closes", "Tuesday 2 March 2027, 9am"), "coming"),
        (1, None, ("Opens", "Tuesday 2 March 2027, 9am"), "coming"),
        (None, None, ("Dates", "Not known"), "coming"),
    ],
)
def test_the_calendar_says_where_a_round_stands(
    opens: int | None, closes: int | None, words_of_date: tuple[str, str], status: str
) -> None:
    now = datetime(2027, 3, 1, 9, tzinfo=UTC)
    dates = [None if days is None else now + timedelta(days=days) for days in (opens, closes)]
    round_ = Round(state="published", opens_at=dates[0], closes_at=dates[1])
    assert timetable.standing(round_, now) == words_of_date
    assert timetable.status(round_, now) == status


def test_how_many_were_funded_is_said_only_where_it_is_known(door: Door, rich: Round) -> None:
    address = reverse("round", args=[rich.slug])
    assert "How many groups applied to earlier rounds is not known." in words(page(door(None), address))
    factories.make_round(name="Half known", state="past", awards_made=24)
    factories.make_round(name="Secret plans", state="draft", awards_made=24, applications_received=50)
    factories.make_round(name="Published", state="past", awards_made=31, applications_received=214)
    factories.make_round(name="Counted", state="past", awards_made=9, handed_in_count=12, funded_count=5)
    text = words(page(door(None), address))
    assert "Published : 31 of 214 were funded" in text
    assert "Counted : 5 of 12 were funded" in text
    assert "Half known" not in text
    assert "Secret plans" not in text
    assert "31 of 214 applications were funded." in words(page(door(None), reverse("rounds")))


def test_a_closed_round_leads_to_the_one_that_is_open(door: Door, rich: Round) -> None:
    old = factories.make_round(state="past", opens_at=None, closes_at=timezone.now() - timedelta(days=900))
    assert "Open now: Living well ." in words(page(door(None), reverse("round", args=[old.slug])))


def test_help_names_every_way_to_reach_us(door: Door, rich: Round) -> None:
    Fund.objects.update(phone="0131 496 0000")
    html = page(door(None), reverse("help"))
    for said in (
        "mailto:fund@example.org",
        "tel:01314960000",
        "contactSCOTLAND-BSL",
        "On paper",
        "Meet us",
        "Living well",
    ):
        assert said in html
    assert reverse("help") in page(door(None), "/")


def test_help_stands_before_the_fund_is_set_up(door: Door, db: None) -> None:
    assert "Ask the fund’s people." in page(door(None), reverse("help"))


# The questions


def test_every_question_of_the_application_can_be_read(door: Door, rich: Round) -> None:
    text = words(page(door(None), reverse("questions", args=[rich.slug])))
    for question in Question.objects.filter(
        section__questionnaire__round=rich, section__questionnaire__purpose="application"
    ):
        assert question.label in text
    for said in (
        "1. Who to reach",
        "Their phone number (optional) A phone number",
        "Your project in plain words At most 150 words",
        "Size of grant Choose one: Small grant, up to £15,000 Main grant, up to £100,000 a year",
        "What will it cost? A table of costs under these headings: Staff Other",
    ):
        assert said in text
    assert "What did not work?" not in text  # a question of the report


def test_the_questions_cost_the_same_for_few_and_for_many(door: Door, rich: Round) -> None:
    client, address = door(None), reverse("questions", args=[rich.slug])
    section = rich.questionnaires.get(purpose="application").sections.first()
    assert section is not None
    factories.make_question(section, "first", "many_of", "First", settings={"options_from": "conditions"})
    few = queries(client, address)
    for code, vocabulary in (("a", "conditions"), ("b", "principles"), ("c", "national-outcomes")):
        factories.make_question(section, code, "many_of", code, settings={"options_from": vocabulary})
    assert queries(client, address) == few


def test_a_round_whose_questions_are_not_known_has_no_page_of_questions(door: Door, db: None) -> None:
    Round.objects.create(fund=factories.make_fund(), slug="first", code="F1", name="First", state="past")
    assert door(None).get(reverse("questions", args=["first"])).status_code == 404


# The frame


def test_the_accessibility_page_says_how_to_get_help(door: Door, db: None) -> None:
    factories.make_fund()
    html = page(door(None), reverse("accessibility"))
    assert 'id="help"' in html
    assert "mailto:fund@example.org" in html
    assert "We cannot claim it yet" in html


def test_the_accessibility_page_stands_before_the_fund_is_set_up(door: Door, db: None) -> None:
    assert "Ask the fund’s people" in page(door(None), reverse("accessibility"))


def test_a_stranger_is_offered_to_sign_in(door: Door, db: None) -> None:
    html = page(door(None), "/")
    assert reverse("account_login") in html
    assert "Sign out" not in html
    assert "My work" not in html


def test_who_is_signed_in_stands_on_each_page_with_the_way_out(door: Door, olive: User) -> None:
    html = page(door(olive), "/")
    assert "Olive Officer" in html
    assert f'<form method="post" action="{reverse("account_logout")}">' in html
    assert "The fund" in words(html)
    assert "Panel" not in words(html)


def test_the_navigation_marks_the_nearest_place(door: Door, morag: User) -> None:
    html = page(door(morag), reverse("people"))
    assert re.findall(r'href="([^"]+)" aria-current="true"', html) == [reverse("reporting:officer")]


@pytest.mark.parametrize("demo", [True, False])
def test_a_demo_site_says_so(demo: bool, door: Door, db: None, settings: Any) -> None:
    settings.DEMO = demo
    assert ("Demo site." in page(door(None), "/")) is demo


@pytest.mark.parametrize("name", ["front", "rounds", "accessibility", "account_login", "account_signup"])
def test_pages_are_whole_without_anything_inline(name: str, door: Door, db: None) -> None:
    html = page(door(None), reverse(name))
    assert '<html lang="en-GB">' in html
    assert "– Self Management Fund</title>" in html
    assert html.count("<h1") == 1
    assert '<main id="main-content" tabindex="-1">' in html
    assert not re.search(r"\sstyle=|<style|\son\w+=", html)
    for attributes in re.findall(r"<script([^>]*)>", html):
        assert "src=" in attributes or 'type="application/json"' in attributes


def test_a_page_that_is_not_there_says_so_kindly(door: Door, db: None) -> None:
    response = door(None).get("/nowhere/")
    assert response.status_code == 404
    assert "We cannot find that page" in response.content.decode()
