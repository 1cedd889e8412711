"""Rounds for other people's programs: whole, public, and cheap to ask for again and again."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from fund.kit import history
from fund.models import Priority, Round, Section, User
from tests import factories

pytestmark = pytest.mark.django_db
Door = Callable[[User | None], Client]
ATOM = "{http://www.w3.org/2005/Atom}"
SITE = "https://fund.example.org"


@pytest.fixture(autouse=True)
def site(settings: Any) -> None:
    settings.SITE_ADDRESS = SITE


def feed(client: Client) -> dict[str, Any]:
    response = client.get(reverse("json-feed"))
    assert (response.status_code, response["Content-Type"]) == (200, "application/feed+json")
    return json.loads(response.content)


def test_the_feed_has_what_json_feed_wants(door: Door) -> None:
    round_ = factories.make_round(slug="living-well", name="Living well", about="For groups.")
    told = feed(door(None))
    assert {name: value for name, value in told.items() if name != "items"} == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Self Management Fund: funding rounds",
        "home_page_url": f"{SITE}/rounds/",
        "feed_url": f"{SITE}/rounds/feed.json",
        "description": "Rounds that are open or that open soon. The facts of each stand in its “_round”.",
        "language": "en-GB",
    }
    item = told["items"][0]
    assert item["id"] == item["url"] == f"{SITE}/rounds/living-well/"
    assert (item["title"], item["content_text"]) == ("Living well", "For groups.")
    assert datetime.fromisoformat(item["date_published"]) == round_.opens_at
    assert datetime.fromisoformat(item["date_modified"]) == round_.history.get().history_date


def test_a_round_is_told_with_all_its_facts(door: Door) -> None:
    round_ = factories.make_round(
        slug="living-well",
        code="LW",
        opens_at=datetime(2026, 7, 1, 8, tzinfo=UTC),
        closes_at=datetime(2099, 1, 27, 9, tzinfo=UTC),
        projects_start_on=datetime(2099, 4, 1, tzinfo=UTC).date(),
        not_funded="Buildings.",
    )
    Priority.objects.create(round=round_, code="islands", name="Islands")
    factories.make_eligibility_question(round_, "income", kind="number", fine=[], other=[], at_most=Decimal(100))
    factories.make_area()
    factories.make_question(Section.objects.get(code="plan"), "where", "places", "Where?")
    facts = feed(door(None))["items"][0]["_round"]
    assert facts["opens"] == "2026-07-01T09:00:00+01:00"
    assert facts["closes"] == "2099-01-27T09:00:00+00:00"
    assert (facts["status"], facts["time_zone"], facts["currency"]) == ("open", "Europe/London", "GBP")
    assert (facts["money"], facts["sources"]) == (50000, [{"name": "Scottish Government", "amount": 50000}])
    assert facts["tiers"][0]["cap"] == 15000
    assert facts["priorities"] == [{"code": "islands", "name": "Islands", "about": ""}]
    assert [(one["code"], one["weight"]) for one in facts["criteria"]] == [("idea", 1), ("people", 2), ("learning", 1)]
    assert facts["council_areas"] == [{"code": "S12000036", "name": "City of Edinburgh"}]
    assert facts["eligibility"][0]["at_most"] == 100
    assert facts["projects_start_on"] == "2099-04-01"
    assert facts["success"] is None
    assert facts["apply"] == f"{SITE}/rounds/living-well/start/"
    alone = json.loads(door(None).get(reverse("round-json", args=["living-well"])).content)
    assert {name: alone[name] for name in facts} == facts


def test_only_rounds_that_are_open_or_come_are_in_the_feed_and_no_secret_ones(door: Door, olive: User) -> None:
    now = timezone.now()
    factories.make_round(name="Coming", opens_at=now + timedelta(days=2), closes_at=now + timedelta(days=9))
    factories.make_round(name="Open", closes_at=now + timedelta(days=2))
    closed = factories.make_round(name="Closed", closes_at=now - timedelta(days=1))
    factories.make_round(name="Past", state=Round.State.PAST)
    draft = factories.make_round(name="Secret plans", state=Round.State.DRAFT)
    for person in (None, olive):
        items = feed(door(person))["items"]
        assert [(item["title"], item["_round"]["status"]) for item in items] == [("Open", "open"), ("Coming", "coming")]
        assert items[1]["_round"]["apply"] is None
        assert door(person).get(reverse("round-json", args=[draft.slug])).status_code == 404
        assert json.loads(door(person).get(reverse("round-json", args=[closed.slug])).content)["status"] == "closed"


def test_atom_tells_the_same_rounds(door: Door) -> None:
    factories.make_round(slug="living-well", name="Living <well>", closes_at=datetime(2099, 1, 27, 9, tzinfo=UTC))
    response = door(None).get(reverse("atom-feed"))
    root = ElementTree.fromstring(response.content)
    entry = root.find(f"{ATOM}entry")
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert entry is not None
    assert entry.findtext(f"{ATOM}title") == "Living <well>"
    assert entry.findtext(f"{ATOM}id") == f"{SITE}/rounds/living-well/"
    assert "Closes: Tuesday 27 January 2099, 9am." in str(entry.findtext(f"{ATOM}summary"))


def test_who_has_it_is_not_sent_it_again_until_something_changes(door: Door, olive: User) -> None:
    round_ = factories.make_round()
    history.save(round_, by=olive)
    client = door(None)
    for name, args in (("json-feed", []), ("atom-feed", []), ("round-json", [round_.slug])):
        address = reverse(name, args=args)
        first = client.get(address)
        assert first["Cache-Control"] == "public, max-age=300"
        assert first["Access-Control-Allow-Origin"] == "*"
        for headers in ({"if_none_match": first["ETag"]}, {"if_modified_since": first["Last-Modified"]}):
            again = client.get(address, headers=headers)
            assert (again.status_code, again.content) == (304, b"")
        about = round_.about
        round_.about = f"{about} Changed for {name}."
        history.save(round_, by=olive)
        assert client.get(address, headers={"if_none_match": first["ETag"]}).status_code == 200
        round_.refresh_from_db()


def test_opening_makes_the_feed_new_even_if_nobody_touched_the_round(door: Door) -> None:
    soon = timezone.now() - timedelta(minutes=1)
    factories.make_round(opens_at=soon)
    response = door(None).get(reverse("json-feed"), headers={"if_modified_since": "Wed, 01 Jan 2020 00:00:00 GMT"})
    assert response.status_code == 200
    assert feed(door(None))["items"][0]["_round"]["status"] == "open"


@pytest.mark.parametrize("name", ["json-feed", "atom-feed"])
def test_a_feed_costs_the_same_for_one_and_for_three(door: Door, name: str) -> None:
    client = door(None)
    counts = []
    for _ in range(3):
        round_ = factories.make_round()
        factories.make_eligibility_question(round_, "scotland")
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse(name))
        counts.append(len(captured))
    assert counts[0] == counts[2]


def test_pages_of_rounds_name_their_feeds(door: Door, olive: User) -> None:
    round_ = factories.make_round()
    draft = factories.make_round(state=Round.State.DRAFT)
    for address in (reverse("front"), reverse("rounds"), reverse("round", args=[round_.slug])):
        html = door(None).get(address).content.decode()
        assert '<link rel="alternate" type="application/feed+json"' in html
        assert '<link rel="alternate" type="application/atom+xml"' in html
    assert reverse("round-json", args=[round_.slug]) in html
    own = door(olive).get(reverse("round", args=[draft.slug])).content.decode()
    assert reverse("round-json", args=[draft.slug]) not in own
