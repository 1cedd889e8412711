"""Tests of change: foretold before they begin, studied after, side by side, and behind a wall where the group wants."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from applications.models import Grant
from fund.kit.states import Refused
from fund.models import Organisation, Role, Round, User
from reporting import testing_change
from reporting.models import ChangeTest
from tests import factories
from tests.walking import everything_that, where

Door = Callable[[User | None], Client]
PLAN = {"title": "A call the day before", "question": "Do more come?", "prediction": "Two more.", "scale": "one"}


@pytest.fixture
def grant(group: Organisation, round_: Round) -> Grant:
    return factories.make_grant(factories.make_application(round_, group, state="awarded"))


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined, no-any-return]


def test_a_whole_cycle_by_clicking(grant: Grant, ann: User, door: Door) -> None:
    client = door(ann)
    client.post(f"/tried/grants/{grant.pk}/places/", {"name": "Leith", "leader": "a nurse"})
    site = grant.sites.get()
    client.post(f"/tried/grants/{grant.pk}/plan/", {**PLAN, "site": str(site.pk)})
    test = ChangeTest.objects.get()
    page = f"/tried/{test.pk}/"
    client.post(page, {**PLAN, "site": str(site.pk), "prediction": "Three more."})
    client.post(f"{page}begin/")
    assert "Three more." in text(client.get(page))
    said = {"happened": "One more came.", "learned": "A call is not enough.", "act": "adapt"}
    assert client.post(page, said).status_code == 302
    test.refresh_from_db()
    assert (test.state, test.act, test.prediction) == ("studied", "adapt", "Three more.")
    client.post(f"/tried/grants/{grant.pk}/plan/?after={test.pk}", {**PLAN, "title": "A lift"})
    assert ChangeTest.objects.get(title="A lift").follows == test
    everything = text(client.get(f"/tried/grants/{grant.pk}/"))
    assert "1 tried, 1 studied, 0 kept." in everything and "Led by a nurse." in everything


def test_a_test_of_last_week_is_written_down_with_its_day(grant: Grant, ann: User, door: Door) -> None:
    test = factories.make_change_test(grant)
    today = timezone.localdate()
    Grant.objects.update(starts_on=today - timedelta(days=30))
    begin = f"/tried/{test.pk}/begin/"
    for days, words in ((1, "Choose today or a day before it"), (-31, "Your project began on")):
        answer = door(ann).post(begin, {"on": f"{today + timedelta(days=days):%d/%m/%Y}"})
        assert answer.status_code == 422 and words in text(answer)
    assert door(ann).post(begin, {"on": f"{today - timedelta(days=7):%d/%m/%Y}"}).status_code == 302
    test.refresh_from_db()
    assert (test.state, test.starts_on) == ("running", today - timedelta(days=7))


def test_what_was_foretold_stays_once_it_began(grant: Grant, ann: User) -> None:
    test = factories.make_change_test(grant, state="running")
    with pytest.raises(Refused, match="what you said would happen stays"):
        testing_change.change(test, prediction="I knew it.", by=ann)
    testing_change.study(test, happened="x", learned="y", act="abandon", by=ann)
    with pytest.raises(Refused, match="studied already"):
        testing_change.study(test, happened="x", learned="z", act="adopt", by=ann)


def test_what_makes_no_sense_is_refused(grant: Grant, ann: User) -> None:
    planned = factories.make_change_test(grant)
    with pytest.raises(Refused, match="Begin it first"):
        testing_change.study(planned, happened="x", learned="y", act="adopt", by=ann)
    running = factories.make_change_test(grant, state="running")
    with pytest.raises(Refused, match="Say what happened"):
        testing_change.study(running, happened=" ", learned="y", act="adopt", by=ann)
    with pytest.raises(Refused, match="was studied"):
        testing_change.plan(grant, by=ann, site=None, follows=running, **PLAN)
    elsewhere = testing_change.add_site(factories.make_grant(), name="Oban", by=ann)
    with pytest.raises(Refused, match="one of the places"):
        testing_change.plan(grant, by=ann, site=elsewhere, **PLAN)
    testing_change.add_site(grant, name="Leith", by=ann)
    with pytest.raises(Refused, match="called “leith” already"):
        testing_change.add_site(grant, name="leith", by=ann)
    Grant.objects.filter(pk=grant.pk).update(state="ended")
    grant.refresh_from_db()
    with pytest.raises(Refused, match="while a grant runs"):
        testing_change.plan(grant, by=ann, site=None, **PLAN)


def test_a_place_is_put_right_ended_and_taken_away_while_nothing_was_tried(grant: Grant, ann: User, door: Door) -> None:
    leith, oban = (testing_change.add_site(grant, name=name, by=ann) for name in ("Leith", "Oban"))
    client, everything = door(ann), f"/tried/grants/{grant.pk}/"
    there = f"/tried/places/{leith.pk}/"
    assert client.post(there, {"name": "oban"}).status_code == 422
    assert client.post(there, {"name": "Leith Walk", "leader": "a nurse"}).status_code == 302
    assert "Leith Walk" in text(client.get(everything)) and "Led by a nurse." in text(client.get(everything))
    test = factories.make_change_test(grant, site=leith)
    assert "Take this place away" not in text(client.get(there))
    assert client.post(f"{there}drop/").status_code == 409
    client.post(there, {"name": "Leith Walk", "is_ended": "on"})
    leith.refresh_from_db()
    assert leith.ended_on == timezone.localdate()
    assert "Nothing is tried there any more, since" in text(client.get(everything))
    plan, own = (text(client.get(page)) for page in (f"{everything}plan/", f"/tried/{test.pk}/"))
    assert "Leith Walk</option>" not in plan and "Leith Walk</option>" in own
    client.post(there, {"name": "Leith Walk"})
    assert "Leith Walk</option>" in text(client.get(f"{everything}plan/"))
    assert "Take this place away" in text(client.get(f"/tried/places/{oban.pk}/"))
    assert client.post(f"/tried/places/{oban.pk}/drop/").status_code == 302
    assert [site.name for site in grant.sites.all()] == ["Leith Walk"]
    with pytest.raises(Refused, match="one of the places"):
        testing_change.plan(grant, by=ann, site=oban, **PLAN)


# The wall ------------------------------------------------------------------------------------------------------------


SECRETS = {"title": "Tea before the talk", "prediction": "All will stay away", "learned": "We talked too much"}


@pytest.mark.slow
@pytest.mark.parametrize("who", ["olive", "morag", "lena", "sam", "pat", "nia"])
def test_nobody_else_finds_what_a_group_keeps_to_itself(
    grant: Grant, door: Door, who: str, request: pytest.FixtureRequest
) -> None:
    test = factories.make_change_test(grant, state="studied", is_walled=True, **SECRETS)
    open_one = factories.make_change_test(grant, title="A call the day before")
    person = request.getfixturevalue(who)
    seen = everything_that(door(person), {grant.pk, test.pk, open_one.pk}, {"slug": [grant.round.slug]})  # type: ignore[union-attr]
    assert where(seen, SECRETS) == []


@pytest.mark.slow
def test_the_group_itself_finds_it_by_the_same_walk(grant: Grant, ann: User, door: Door) -> None:
    test = factories.make_change_test(grant, state="studied", is_walled=True, **SECRETS)
    own = everything_that(door(ann), {grant.pk, test.pk}, {})
    assert {found.split(" at ")[0] for found in where(own, SECRETS)} == set(SECRETS)


def test_an_officer_who_scores_bids_does_not_read_what_a_group_tried(grant: Grant, olive: User, door: Door) -> None:
    test = factories.make_change_test(grant, state="studied", act="abandon", learned="We talked too much")
    page, every, home = f"/tried/{test.pk}/", f"/tried/grants/{grant.pk}/", f"/fund/grants/{grant.pk}/"
    assert "We talked too much" in door(olive).get(page).content.decode()
    assert every in door(olive).get(home).content.decode()
    Role.objects.create(user=olive, fund=grant.round.fund, kind="assessor")
    reader = door(User.objects.get(pk=olive.pk))
    assert (reader.get(page).status_code, reader.get(every).status_code) == (404, 403)
    assert every not in reader.get(home).content.decode()


def test_what_follows_a_walled_test_is_walled_too(grant: Grant, ann: User, olive: User, door: Door) -> None:
    first = factories.make_change_test(grant, state="studied")
    second = testing_change.plan(grant, by=ann, site=None, follows=first, **PLAN)
    assert not second.is_walled
    testing_change.wall(first, is_walled=True, by=ann)
    second.refresh_from_db()
    assert second.is_walled
    third = testing_change.plan(
        grant, by=ann, site=None, follows=factories.make_change_test(grant, state="studied", is_walled=True), **PLAN
    )
    assert third.is_walled
    assert door(olive).get(f"/tried/{third.pk}/").status_code == 404


def test_what_is_let_out_tells_nothing_of_the_walled_test_before_it(
    grant: Grant, ann: User, olive: User, door: Door
) -> None:
    first = factories.make_change_test(grant, state="studied", is_walled=True, **SECRETS)
    second = testing_change.plan(grant, by=ann, site=None, follows=first, **PLAN)
    testing_change.wall(second, is_walled=False, by=ann)
    page = f"/tried/{second.pk}/"
    assert "It follows" in text(door(ann).get(page))
    answer = door(olive).get(page)
    assert answer.status_code == 200
    assert "It follows" not in text(answer)
    for address in (page, f"/tried/grants/{grant.pk}/"):
        for secret in (*SECRETS.values(), f"/tried/{first.pk}/"):
            assert secret not in text(door(olive).get(address))


def test_counts_tell_officers_nothing_of_what_is_walled(grant: Grant, olive: User, door: Door) -> None:
    factories.make_change_test(grant, state="studied", is_walled=True)
    assert "0 tried, 0 studied, 0 kept." in text(door(olive).get(f"/tried/grants/{grant.pk}/"))


def test_the_page_costs_the_same_for_1_and_30(grant: Grant, ann: User, door: Door) -> None:
    client = door(ann)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/tried/grants/{grant.pk}/").status_code == 200
        return len(queries)

    def one_more(number: int) -> None:
        site = testing_change.add_site(grant, name=f"Place {number}", by=ann)
        factories.make_change_test(grant, site=site)

    one_more(0)
    first = cost()
    for number in range(1, 30):
        one_more(number)
    assert cost() == first
