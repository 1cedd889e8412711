"""What everybody will read of a grant: nothing that may give a person away, before somebody has decided on it."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from applications import announcing, deciding, reserving
from applications.announcing import embargo, public_words
from applications.models import Application, Grant, PlannedAnnouncement
from fund.kit.states import Refused
from fund.models import Membership, Organisation, PersonalDetail, Round, User
from fund.privacy import gate
from tests import factories

Door = Callable[[User | None], Client]
SUMMARY = "Walks by the sea. Ring Morag Bain on 0131 496 0123."


@pytest.fixture
def closed_round(db: None) -> Round:
    return factories.make_round(closes_at=timezone.now() - timedelta(days=1))


@pytest.fixture
def bid(closed_round: Round, group: Organisation) -> Application:
    facts = {"title": "Walks with Morag", "summary": SUMMARY, "state": "in_assessment"}
    return factories.make_application(closed_round, group, **facts)


def decide(bid: Application, by: User, outcome: str = "award") -> None:
    amount = Decimal(10000) if outcome == "award" else None
    deciding.decide(bid, by=by, outcome=outcome, amount=amount, reason="A strong plan.")


def details(bid: Application) -> dict[str, PersonalDetail]:
    return {f"{one.field}: {one.text}": one for one in gate.waiting(bid)}


def settle_all(bid: Application, by: User) -> None:
    public_words.mend(bid, details(bid)["title: Morag"], by=by, instead="a friend")
    public_words.mend(bid, details(bid)["summary: Morag Bain"], by=by, instead="us")
    public_words.let_stand(bid, details(bid)["summary: 0131 496 0123"], by=by)


def test_a_decision_for_a_bid_looks_through_what_becomes_public(bid: Application, olive: User) -> None:
    decide(bid, olive, "decline")
    assert details(bid) == {}
    decide(bid, olive)
    assert list(details(bid)) == ["summary: Morag Bain", "summary: 0131 496 0123", "title: Morag"]
    decide(bid, olive, "decline")
    assert details(bid) == {}


def test_nobody_hears_before_each_find_is_decided(bid: Application, olive: User, morag: User) -> None:
    decide(bid, olive)
    with pytest.raises(Refused, match=f"may give a person away: {bid.reference}"):
        announcing.announce(bid.round, by=morag)
    assert Grant.objects.count() == 0
    settle_all(bid, olive)
    announcing.announce(bid.round, by=morag)
    grant = Grant.objects.get()
    assert (grant.title, grant.summary) == ("Walks with a friend", "Walks by the sea. Ring us on 0131 496 0123.")
    bid.refresh_from_db()
    assert (bid.title, bid.summary) == ("Walks with Morag", SUMMARY)
    decided = gate.details_of(bid).order_by("state", "instead").values_list("state", "instead", "decided_by__name")
    assert list(decided) == [
        ("consented", "", str(olive)),
        ("replaced", "a friend", str(olive)),
        ("replaced", "us", str(olive)),
    ]


def test_words_that_changed_after_the_look_are_looked_at_again(bid: Application, olive: User, morag: User) -> None:
    decide(bid, olive)
    settle_all(bid, olive)
    Application.objects.filter(pk=bid.pk).update(title="Walks with Morag")
    bid.decision.refresh_from_db()
    type(bid.decision).objects.update(public_title="Walks with Fiona")
    with pytest.raises(Refused, match="may give a person away"):
        announcing.announce(bid.round, by=morag)


def test_the_name_of_the_group_itself_is_no_find(closed_round: Round, group: Organisation, olive: User) -> None:
    Organisation.objects.filter(pk=group.pk).update(name="Margaret’s House")
    group.refresh_from_db()
    words = "Margaret's House goes on. MARGARET’S HOUSE cooks, and Margaret Bain helps."
    bid = factories.make_application(closed_round, group, state="in_assessment", title="Walks", summary=words)
    decide(bid, olive)
    assert list(details(bid)) == ["summary: Margaret Bain"]


def test_a_title_never_becomes_empty_or_too_long(bid: Application, olive: User) -> None:
    Application.objects.filter(pk=bid.pk).update(title="Morag", summary="")
    bid.refresh_from_db()
    decide(bid, olive)
    with pytest.raises(Refused, match="Nothing would be left"):
        public_words.mend(bid, details(bid)["title: Morag"], by=olive)
    Application.objects.filter(pk=bid.pk).update(title="Morag " + "a" * 190)
    with pytest.raises(Refused, match="too long"):
        public_words.mend(bid, details(bid)["title: Morag"], by=olive, instead="somebody of our group")
    assert list(details(bid)) == ["title: Morag"]


def test_a_bid_of_the_reserve_list_waits_in_the_same_way(bid: Application, olive: User, morag: User) -> None:
    decide(bid, olive, "reserve")
    announcing.announce(bid.round, by=morag)  # on the list it is not public
    with pytest.raises(Refused, match="may give a person away"):
        reserving.promote(bid, by=morag)
    settle_all(bid, olive)
    assert reserving.promote(bid, by=morag).title == "Walks with a friend"


def test_at_the_planned_hour_nobody_hears_either(bid: Application, olive: User, morag: User) -> None:
    decide(bid, olive)
    at = timezone.now() + timedelta(hours=1)
    planned = embargo.plan(bid.round, at=at, by=morag)
    PlannedAnnouncement.objects.update(at=at - timedelta(hours=2))
    assert "may give a person away" in embargo.strike(planned, at=at - timedelta(hours=2))
    assert Grant.objects.count() == 0


def test_a_bid_that_is_a_grant_can_no_longer_change(bid: Application, olive: User, morag: User) -> None:
    decide(bid, olive)
    settle_all(bid, olive)
    announcing.announce(bid.round, by=morag)
    detail = PersonalDetail.objects.create(about=bid, field="title", kind="name", start=0, end=5, text="Walks")
    with pytest.raises(Refused, match="not waiting to become a grant"):
        public_words.mend(bid, detail, by=olive, instead="Runs")
    with pytest.raises(Refused, match="not waiting to become a grant"):
        public_words.let_stand(bid, detail, by=olive)


# The page ------------------------------------------------------------------------------------------------------------


def test_an_officer_decides_on_the_page(bid: Application, olive: User, morag: User, door: Door) -> None:
    decide(bid, olive)
    page = reverse("applications:public-words", args=[bid.round.slug])
    assert page in door(morag).get(reverse("applications:announce", args=[bid.round.slug])).content.decode()
    detail = details(bid)["title: Morag"]
    shown = unescape(door(olive).get(page).content.decode())
    assert "Name: “Morag”" in shown
    assert f"In: the title of {bid.reference}, {bid.organisation}: …Walks with Morag…" in shown
    url = reverse("applications:settle-public-words", args=[bid.pk, detail.pk])
    assert door(olive).post(url, {"what": "replace"}).status_code == 422
    assert door(olive).post(url, {"what": "replace", "instead": "a friend"}).status_code == 302
    assert "title: Morag" not in details(bid)


def test_who_has_ties_to_a_bid_reads_none_of_its_finds(
    bid: Application, closed_round: Round, olive: User, morag: User, door: Door
) -> None:
    decide(bid, olive)
    Membership.objects.create(user=morag, organisation=bid.organisation, kind="editor")
    page = door(morag).get(reverse("applications:public-words", args=[closed_round.slug])).content.decode()
    assert "0131 496 0123" not in page


def test_a_refusal_keeps_what_was_found(bid: Application, olive: User, morag: User, door: Door) -> None:
    decide(bid, olive)
    PersonalDetail.objects.all().delete()  # as of a bid that was decided before there was a gate
    assert door(morag).post(reverse("applications:announce", args=[bid.round.slug])).status_code == 409
    assert len(details(bid)) == 3


def test_the_page_costs_the_same_for_one_and_for_three(
    bid: Application, olive: User, door: Door, django_assert_num_queries: Callable[[int], object]
) -> None:
    decide(bid, olive)
    client = door(olive)
    page = reverse("applications:public-words", args=[bid.round.slug])
    client.get(page)
    with django_assert_num_queries(7):
        client.get(page)
    for _ in range(2):
        decide(factories.make_application(bid.round, title="With Fiona", state="in_assessment"), olive)
    with django_assert_num_queries(7):
        client.get(page)
