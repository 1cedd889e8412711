"""The reserve list: who comes next when money is free, and how it ends."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from applications import assessing, granting, ranking, reserve_list, reserving
from applications.models import AdviceNote, Application, Grant
from fund.kit.states import Refused
from fund.models import Letter, Organisation, Round, User
from tests import factories

Door = Callable[[User | None], Client]


@pytest.fixture
def told(db: None) -> Round:
    """A round of £50,000 that was announced."""
    return factories.make_round(closes_at=timezone.now() - timedelta(days=9), announced_at=timezone.now())


def put(told: Round, amount: int, place: int | None = None, lead: User | None = None) -> Application:
    """A bid on the reserve list whose group has heard."""
    group = factories.make_organisation(lead or factories.make_person())
    bid = factories.make_application(told, group, state="reserve", amount=Decimal(amount))
    factories.make_decision(bid, "reserve", announced_at=timezone.now(), reserve_place=place)
    return bid


@pytest.fixture
def offer(told: Round, group: Organisation) -> Grant:
    """An offer of £30,000 to Ann's group."""
    bid = factories.make_application(told, group, state="awarded", amount=Decimal(30000))
    factories.make_decision(bid, amount=30000, announced_at=timezone.now())
    return factories.make_grant(bid, state="offered", amount=Decimal(30000))


def test_the_list_goes_by_place_then_mean_then_reference(told: Round, sam: User) -> None:
    last, low, high, first = put(told, 1), put(told, 1), put(told, 1), put(told, 1, place=1)
    factories.make_assessment(low, sam, state="handed_in", scores=(1, 1, 1))
    factories.make_assessment(high, sam, state="handed_in", scores=(5, 5, 5))
    assert reserve_list.in_order(told) == [first, high, low, last]


def test_the_next_is_the_first_that_fits(told: Round, offer: Grant) -> None:
    put(told, 20001, place=1)
    fits = put(told, 20000, place=2)
    put(told, 100, place=3)
    assert reserve_list.next_up(told) == fits


def test_a_refused_offer_tells_those_who_run_the_fund_who_is_next(
    told: Round, offer: Grant, ann: User, olive: User, morag: User, sam: User
) -> None:
    put(told, 60000, place=1)
    fits = put(told, 50000, place=2)
    granting.refuse(offer, by=ann, reason="We found other money.")
    letters = Letter.objects.filter(kind="award_refused")
    assert sorted(letter.to.name for letter in letters) == ["Morag Manager", "Olive Officer"]
    text = " ".join(letters[0].text.split())
    assert "We found other money." in text and "£50,000 is free" in text
    assert f"{fits.reference}, {fits.organisation.name}, which asks for £50,000" in text


def test_a_refusal_by_phone_frees_the_money_and_the_group_reads_how_we_know(
    told: Round, offer: Grant, ann: User, olive: User, door: Door, letters_to: Callable[[User], list[str]]
) -> None:
    put(told, 50000)
    desk, page = door(olive), f"/fund/applications/{offer.application_id}/end-offer/"
    assert page in desk.get(f"/fund/rounds/{told.slug}/reserve/").content.decode()
    desk.post(page, {"why": "told", "words": "Ann rang us on Monday: the church hall is sold."})
    offer.refresh_from_db()
    assert (offer.state, ranking.decided_of(told)) == ("refused", 0)
    assert offer.history.first().history_user == olive
    assert letters_to(ann) == ["offer_ended"]
    letter = " ".join(Letter.objects.get(kind="offer_ended").text.split())
    assert "The group said that it does not take the grant. Ann rang us on Monday" in letter
    assert "£50,000 is free" in " ".join(Letter.objects.filter(kind="award_refused")[0].text.split())
    assert desk.get(page).status_code == 403, "once is enough"


def test_silence_ends_an_offer_only_after_the_day_that_the_letter_named(
    told: Round, offer: Grant, olive: User, door: Door
) -> None:
    Grant.objects.update(awarded_at=timezone.now() - timedelta(days=told.days_to_accept))
    offer.refresh_from_db()
    last = reserve_list.answer_by(offer)
    assert last == timezone.localdate()
    silent = {"why": "silent", "words": "We wrote on the 3rd and the 10th."}
    early = door(olive).post(f"/fund/applications/{offer.application_id}/end-offer/", silent)
    assert early.status_code == 422 and "The group can answer until" in early.content.decode()
    assert silent["words"] in early.content.decode()
    with pytest.raises(Refused, match="can answer until"):
        granting.end_offer(offer, by=olive, **silent)
    offer.refresh_from_db()
    assert offer.state == "offered" and not Letter.objects.exists()
    Grant.objects.update(awarded_at=timezone.now() - timedelta(days=told.days_to_accept + 1))
    granting.end_offer(Grant.objects.get(pk=offer.pk), by=olive, **silent)
    offer.refresh_from_db()
    assert offer.state == "refused"
    assert "No answer came by the last day" in " ".join(Letter.objects.get(kind="offer_ended").text.split())


def test_one_press_makes_the_grant_and_tells_the_group(
    told: Round, offer: Grant, ann: User, morag: User, door: Door
) -> None:
    lead = factories.make_person("Rose Reserve")
    bid = put(told, 45000, lead=lead)
    granting.refuse(offer, by=ann, reason="We found other money.")
    page = door(morag).get(f"/fund/rounds/{told.slug}/reserve/").content.decode()
    assert f"Next: {bid.reference}" in page
    assert door(morag).post(f"/fund/applications/{bid.pk}/fund-from-reserve/").status_code == 302
    bid.refresh_from_db()
    grant = Grant.objects.get(application=bid)
    assert (bid.state, bid.decision.outcome, bid.decision.amount) == ("awarded", "award", 45000)
    assert (grant.state, grant.amount, grant.budget.count()) == ("offered", 45000, 2)
    assert ranking.decided_of(told) == 45000
    letter = Letter.objects.get(to=lead)
    assert letter.subject == "Your project is funded after all: Walking back to wellness"
    assert "£45,000" in letter.text and f"/my/grants/{grant.pk}/" in letter.text
    assert bid.history.first().history_user == morag


def test_it_never_passes_the_money(told: Round, offer: Grant, morag: User) -> None:
    bid = put(told, 20001)
    with pytest.raises(Refused) as refusal:
        reserving.promote(bid, by=morag)
    assert refusal.value.words == (
        f"{told} has £20,000 free, and {bid.reference} asks for £20,001. It cannot be funded."
    )
    bid.refresh_from_db()
    assert bid.state == "reserve" and Grant.objects.count() == 1


def test_nobody_is_passed_over(told: Round, morag: User) -> None:
    first, second = put(told, 10000, place=1), put(told, 10000, place=2)
    with pytest.raises(Refused, match=f"{first.reference} comes before {second.reference}"):
        reserving.promote(second, by=morag)
    reserving.put_in_order(told, [second.pk, first.pk], by=morag)
    reserving.promote(second, by=morag)
    assert reserve_list.next_up(told) == first


def test_the_same_bid_moves_up_once(told: Round, morag: User) -> None:
    bid = put(told, 10000)
    reserving.promote(bid, by=morag)
    with pytest.raises(Refused, match="not on the reserve list"):
        reserving.promote(Application.objects.get(pk=bid.pk), by=morag)
    assert Grant.objects.count() == 1


def test_what_has_not_been_told_does_not_move_up(told: Round, morag: User) -> None:
    bid = factories.make_application(told, state="decided")
    factories.make_decision(bid, "reserve")
    assert reserve_list.in_order(told) == [bid]
    assert reserve_list.next_up(told) is None
    with pytest.raises(Refused, match="not on the reserve list"):
        reserving.promote(bid, by=morag)


def test_without_a_known_sum_everything_fits(told: Round, offer: Grant) -> None:
    told.sources.update(amount=None)
    bid = put(told, 900000)
    assert reserve_list.next_up(told) == bid


def test_ending_the_list_tells_the_rest_once(told: Round, morag: User) -> None:
    lead = factories.make_person("Rose Reserve")
    bid = put(told, 10000, lead=lead)
    assert reserving.end(told, by=morag) == [bid]
    bid.refresh_from_db()
    assert bid.state == "not_funded"
    letter = Letter.objects.get(to=lead)
    assert letter.kind == "not_funded" and "No more money became free" in " ".join(letter.text.split())
    assert reserving.end(told, by=morag) == []
    assert Letter.objects.count() == 1


def test_an_officer_puts_the_list_in_order(told: Round, olive: User, door: Door) -> None:
    one, two = put(told, 1, place=1), put(told, 1, place=2)
    address = f"/fund/rounds/{told.slug}/reserve/"
    twice = door(olive).post(address, {f"place-{one.pk}": "2", f"place-{two.pk}": "2"})
    assert twice.status_code == 422 and f"{one.reference} has place 2 already" in twice.content.decode()
    assert door(olive).post(address, {f"place-{one.pk}": "2", f"place-{two.pk}": "1"}).status_code == 302
    assert reserve_list.in_order(told) == [two, one]
    assert [each.reserve_place for each in two.decision.history.all()] == [1, 2]


@pytest.mark.parametrize("tie", ["own group", "declared", "advised"])
def test_who_has_ties_to_a_bid_on_the_list_does_not_put_it_in_order(
    told: Round, sam: User, olive: User, morag: User, door: Door, tie: str
) -> None:
    first, own = put(told, 1, place=1), put(told, 1, place=2)
    factories.make_assessment(own, sam, state="handed_in", scores=(4, 4, 4))
    if tie == "own group":
        own.organisation.memberships.create(user=olive, kind="lead")
    elif tie == "declared":
        assessing.declare_for_panel(own, by=olive, kind="family")
    else:
        AdviceNote.objects.create(organisation=own.organisation, written_by=olive, words="We talked.")
    page, order = f"/fund/rounds/{told.slug}/reserve/", {f"place-{own.pk}": "1", f"place-{first.pk}": "2"}
    shown = door(olive).get(page).content.decode()
    assert (
        "a colleague without ties puts it in order" in shown and "4.00" not in shown and "Save the order" not in shown
    )
    answer = door(olive).post(page, order)
    assert answer.status_code == 409 and f"You have ties to {own.reference}" in answer.content.decode()
    assert reserve_list.in_order(told) == [first, own]
    assert "4.00" in door(morag).get(page).content.decode()
    assert door(morag).post(page, order).status_code == 302
    assert reserve_list.in_order(told) == [own, first]


def test_an_order_of_an_old_page_is_refused(told: Round, olive: User) -> None:
    one, two = put(told, 1), put(told, 1)
    for keys in ([one.pk], [one.pk, one.pk], [one.pk, two.pk, 0]):
        with pytest.raises(Refused, match="Reload the page"):
            reserving.put_in_order(told, keys, by=olive)


def test_the_page_costs_the_same_for_1_3_and_30(told: Round, olive: User, door: Door) -> None:
    found, browser = [], door(olive)
    browser.get("/")
    for wanted in (1, 3, 30):
        while told.applications.count() < wanted:
            put(told, 1000)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(f"/fund/rounds/{told.slug}/reserve/").status_code == 200
        found.append(len(queries))
    assert len(set(found)) == 1


def test_offers_without_an_answer_are_listed_with_their_last_day(
    told: Round, offer: Grant, olive: User, door: Door
) -> None:
    """Ann’s group was told 30 days ago and had 28; another was told today."""
    Grant.objects.filter(pk=offer.pk).update(awarded_at=timezone.now() - timedelta(days=30))
    other = factories.make_application(told, state="awarded", amount=Decimal(5000))
    factories.make_grant(other, state="offered", amount=Decimal(5000), awarded_at=timezone.now())
    factories.make_grant(factories.make_application(told, state="awarded"), awarded_at=timezone.now())
    late, soon = reserve_list.unanswered(told)
    today = timezone.localdate()
    assert (late[0].application_id, late[1]) == (offer.application_id, today - timedelta(days=2))
    assert (soon[0].application, soon[1]) == (other, today + timedelta(days=28))
    page = door(olive).get(f"/fund/rounds/{told.slug}/reserve/").content.decode()
    assert page.count(">Late<") == 1 and "Offers without an answer" in page
