"""A round's bids shared out: looked at, then given just so; ties, own groups and advice hold; away is away."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from applications import sharing_out
from applications.models import AdviceNote, Application, Assessment, Declaration
from fund import readers
from fund.kit.states import Refused
from fund.models import Letter, Membership, Organisation, Round, User
from fund.templatetags.words import day
from tests import factories

pytestmark = pytest.mark.django_db
Door = Callable[[User | None], Client]


@pytest.fixture
def round_(db: None) -> Round:
    return factories.make_round(closes_at=timezone.now() - timedelta(days=1), assessments_wanted=2)


def a_reader(name: str, *, experience: str = "professional", minutes: int | None = None, **away: object) -> User:
    person = factories.make_person(name, "assessor")
    facts = {"languages": "", "away_from": None, "away_until": None, **away}
    readers.tell(by=person, knows=[], experience=experience, most_minutes=minutes, **facts)
    return person


def pairs(round_: Round, lived: int = 0) -> set[tuple[str, str]]:
    sharing = sharing_out.share_out(sharing_out.asked_of(round_, lived=lived))
    return {(given.bid.name, given.reader.name) for given in sharing.given}


def bids(round_: Round, number: int) -> list[Application]:
    return [factories.make_application(round_, state="submitted") for _ in range(number)]


def test_what_an_officer_saw_is_given_with_its_letters(round_: Round, olive: User, door: Door) -> None:
    made = bids(round_, 2)
    lou, una, vic = a_reader("Lou", experience="lived"), a_reader("Una"), a_reader("Vic")
    page = door(olive).get(f"/fund/rounds/{round_.slug}/share-out/?lived=1").content.decode()
    assert "Give these 4 readings" in page and "lived experience" in page
    assert not Assessment.objects.exists(), "looking gives nothing"
    seen = re.search(r'name="seen" value="(\w+)"', page)
    assert seen is not None
    sent = {"lived": "1", "seen": seen.group(1)}
    assert door(olive).post(f"/fund/rounds/{round_.slug}/share-out/", sent).status_code == 302
    assert Assessment.objects.filter(assessor=lou).count() == 2
    assert Assessment.objects.filter(assessor__in=[una, vic]).count() == 2
    assert {bid.assessments.count() for bid in made} == {2}
    assert set(Application.objects.values_list("state", flat=True)) == {"in_assessment"}
    told = Letter.objects.filter(kind__startswith="assigned").values_list("to", flat=True)
    assert sorted(told) == sorted({*Assessment.objects.values_list("assessor", flat=True)}), "one letter to each reader"


def test_what_has_changed_meanwhile_is_looked_at_again(round_: Round, olive: User) -> None:
    (bid,) = bids(round_, 1)
    una = a_reader("Una")
    a_reader("Vic")
    seen = sharing_out.fingerprint(sharing_out.share_out(sharing_out.asked_of(round_, lived=0)))
    Declaration.objects.create(application=bid, user=una, kind="family")
    with pytest.raises(Refused, match="Look again"):
        sharing_out.give(round_, lived=0, seen=seen, by=olive)
    assert not Assessment.objects.exists()


def test_ties_own_groups_and_advice_are_left_out_and_said(round_: Round, group: Organisation, olive: User) -> None:
    bid = factories.make_application(round_, group, state="submitted")
    tied, own, adviser, free = a_reader("Tied"), a_reader("Own"), a_reader("Adviser"), a_reader("Free")
    Declaration.objects.create(application=bid, user=tied, kind="family")
    Membership.objects.create(user=own, organisation=group, kind="editor")
    AdviceNote.objects.create(organisation=group, written_by=adviser, words="Talk to the council first.")
    asked = sharing_out.asked_of(round_, lived=0)
    of_readers = {person for (_, person) in asked.shut if person in {each.key for each in asked.readers}}
    assert of_readers == {tied.pk, own.pk, adviser.pk}
    sharing = sharing_out.share_out(asked)
    assert [given.reader.key for given in sharing.given] == [free.pk]
    assert sharing.unmet == (f"{bid} wants one more reader: 3 must not read it.",)


def test_who_is_away_today_gets_nothing(round_: Round) -> None:
    bids(round_, 1)
    today = timezone.localdate()
    a_reader("Away", away_from=today, away_until=today)
    a_reader("Back", away_from=today - timedelta(days=9), away_until=today - timedelta(days=1))
    assert {name for _, name in pairs(round_)} == {"Back"}


def test_who_is_away_while_the_bids_are_read_gets_nothing_and_it_is_said(
    round_: Round, olive: User, door: Door
) -> None:
    bids(round_, 1)
    now, today = timezone.now(), timezone.localdate()
    in_days = [now + timedelta(days=number) for number in (2, 21, 30, 40)]
    round_.reading_phases.create(name="First reading", opens_at=in_days[0], closes_at=in_days[1])
    round_.reading_phases.create(name="Second look", opens_at=in_days[2], closes_at=in_days[3], is_second_look=True)
    a_reader("Gone", away_from=today + timedelta(days=1), away_until=today + timedelta(days=60))
    a_reader("Partly", away_from=today + timedelta(days=3), away_until=today + timedelta(days=4))
    a_reader("Later", away_from=today + timedelta(days=25), away_until=today + timedelta(days=60))
    a_reader("Before", away_from=today, away_until=today + timedelta(days=1))
    sharing = sharing_out.sharing_of(round_, lived=0)
    assert not any(given.reader.name == "Gone" for given in sharing.given)
    when = f"away from {day(today + timedelta(days=1))} until {day(today + timedelta(days=60))}"
    assert sharing.unmet == (f"Gone gets nothing to read: {when}.",)
    assert {load.reader.name for load in sharing.loads if load.reader.away} == {"Partly"}
    assert when in door(olive).get(f"/fund/rounds/{round_.slug}/share-out/").content.decode()


def test_what_is_given_already_counts_and_is_not_given_twice(round_: Round) -> None:
    (bid,) = bids(round_, 1)
    una = a_reader("Una")
    a_reader("Vic")
    taken = a_reader("Taken")
    factories.make_assessment(bid, una, state="assigned")
    factories.make_assessment(bid, taken, state="taken_back")
    assert pairs(round_) == {(str(bid), "Vic")}


def test_the_limit_of_a_reader_is_the_fund_s_limit(round_: Round) -> None:
    made = bids(round_, 3)
    a_reader("Short", minutes=sharing_out.asked_of(round_, lived=0).bids[0].minutes)
    a_reader("Long")
    sharing = sharing_out.share_out(sharing_out.asked_of(round_, lived=0))
    assert sorted(given.reader.name for given in sharing.given) == ["Long", "Long", "Long", "Short"]
    assert len(sharing.unmet) == len(made) - 1


def test_a_page_with_nothing_to_share_says_so(round_: Round, olive: User, door: Door) -> None:
    assert "Nothing to share out" in door(olive).get(f"/fund/rounds/{round_.slug}/share-out/").content.decode()


def test_it_asks_the_database_as_often_for_1_bid_as_for_30(round_: Round) -> None:
    a_reader("Una")

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            sharing_out.asked_of(round_, lived=1)
        return len(queries)

    bids(round_, 1)
    first = cost()
    bids(round_, 29)
    assert cost() == first <= 16
