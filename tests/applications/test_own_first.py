"""Whoever runs the fund and scores a bid too sees what others gave once their own scores are in."""

from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from applications import assessing
from applications.models import AgendaItem, Application, Assessment, Meeting, Pack, Scenario
from applications.packs import on_paper
from applications.packs.closed import see_that_they_may_bring
from fund.kit.states import Refused
from fund.models import Organisation, Role, Round, User
from tests import factories
from tests.world import store

Door = Callable[[User | None], Client]


def words_of(response: object) -> str:
    return unescape(response.content.decode())


@pytest.fixture
def una() -> User:
    return factories.make_person("Una Hidden", "assessor")


@pytest.fixture
def bid(round_: Round, group: Organisation, una: User) -> Application:
    """A bid that Una scored: 4.25 is its mean."""
    row = factories.make_application(round_, group, state="in_assessment")
    factories.make_assessment(row, una, state="handed_in", scores=(5, 4, 4))
    return row


@pytest.fixture(params=["officer", "manager"])
def both(request: pytest.FixtureRequest, bid: Application) -> User:
    """Somebody who runs the fund, was asked to read the bid too, and has not begun."""
    person = factories.make_person("Bo Both", request.param, "assessor")
    factories.make_assessment(bid, person, state="assigned", scores=())
    return person


def pages_of(bid: Application, chair: User) -> dict[str, str]:
    scenario = Scenario.objects.create(round=bid.round, name="Down the line")
    meeting = factories.make_meeting(bid.round, chair=chair, state="running")
    item = AgendaItem.objects.create(meeting=meeting, application=bid, opened_at=timezone.now())
    Meeting.objects.filter(pk=meeting.pk).update(on_table=item)
    round_ = f"/fund/rounds/{bid.round.slug}/"
    return {
        "bid": f"/fund/applications/{bid.pk}/",
        "decide": f"/fund/applications/{bid.pk}/decide/",
        "ranking": reverse("applications:ranking", args=[bid.round.slug]),
        "fairness": reverse("applications:fairness", args=[bid.round.slug]),
        "scenario": reverse("applications:scenario", args=[scenario.pk]),
        "scenarios": reverse("applications:scenarios", args=[bid.round.slug]),
        "desk": f"/panel/meetings/{meeting.pk}/chair/",
        "screen": f"/panel/meetings/{meeting.pk}/now/",
        "panel's ranking": reverse("applications:panel-ranking", args=[bid.round.slug]),
        "round": round_,
    }


def test_no_page_shows_what_others_gave_before_the_own_scores_are_in(bid: Application, both: User, door: Door) -> None:
    client, own = door(both), Assessment.objects.get(assessor=both)
    mark = f"{Assessment.objects.get(assessor__name='Una Hidden').mark:.2f}"
    pages = pages_of(bid, both)
    for name, address in pages.items():
        page = words_of(client.get(address))
        assert mark not in page and "The plan is clear." not in page, name
    for name in ("bid", "decide", "ranking", "fairness", "scenario", "desk"):
        assert f'href="/assess/{own.pk}/"' in words_of(client.get(pages[name])), name
    own.move("started", by=both)
    own.move("handed_in", by=both, mark=float(mark))
    for name, address in pages.items():
        if name != "round" and not (name == "panel's ranking" and not both.has_role("manager")):
            assert mark in words_of(client.get(address)), name
    assert "The plan is clear." in words_of(client.get(pages["bid"]))


def test_nobody_passes_on_or_sends_back_what_they_may_not_see_yet(
    bid: Application, una: User, both: User, door: Door
) -> None:
    given = Assessment.objects.get(assessor=una)
    addresses = (
        reverse("applications:feedback", args=[bid.pk]),
        reverse("applications:send-back-reading", args=[given.pk]),
    )
    for address in addresses:
        response = door(both).get(address)
        assert response.status_code == 409 and "once your own scores are in" in words_of(response)
        assert "The plan is clear." not in words_of(response)
    Assessment.objects.filter(assessor=both).update(state="handed_in")
    for address in addresses:
        assert "The plan is clear." in words_of(door(both).get(address))


def test_paper_with_what_others_gave_waits_for_the_own_scores(
    bid: Application, una: User, both: User, pat: User
) -> None:
    assessing.declare_for_panel(bid, by=pat, kind="none")
    facts = {"reader": pat, "audience": "panel", "round": bid.round, "bids": [bid.pk], "pages": 1}
    pack = Pack.objects.create(file=store("pack.pdf"), **facts)
    with pytest.raises(Refused, match="once your own scores are in"):
        on_paper.see_that_it_may_be_sent(pack, by=both)
    with pytest.raises(Refused, match="once your own scores are in"):
        see_that_they_may_bring([bid.pk], reader=una, by=both)
    Assessment.objects.filter(assessor=both).update(state="handed_in")
    on_paper.see_that_it_may_be_sent(pack, by=both)
    see_that_they_may_bring([bid.pk], reader=una, by=both)


def test_other_bids_of_the_round_are_shown_with_closed_up_places(bid: Application, both: User, door: Door) -> None:
    other = factories.make_application(bid.round, state="in_assessment", title="Another")
    factories.make_assessment(other, factories.make_person(), state="handed_in", scores=(1, 1, 1))
    page = door(both).get(reverse("applications:ranking", args=[bid.round.slug]))
    assert [(line.place, line.pk) for line in page.context["page"]] == [(1, other.pk)]
    bench = door(both).get(reverse("applications:fairness", args=[bid.round.slug]))
    assert [(line.pk, line.place, line.place_adjusted) for line in bench.context["page"]] == [(other.pk, 1, 1)]
    assert "because your own scores are not in yet" in words_of(page) and "£10,500</td>" in words_of(page)
    assert f"{other.amount + bid.amount:,.0f}" not in words_of(page).split("<table")[-1]


def test_who_is_not_asked_to_score_sees_all(bid: Application, olive: User, door: Door) -> None:
    assert Role.objects.filter(user=olive, kind="officer").exists()
    for name, address in pages_of(bid, olive).items():
        if name in ("bid", "decide", "ranking", "fairness"):
            assert "4.25" in words_of(door(olive).get(address)), name
