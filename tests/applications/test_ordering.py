"""Rounds in which each reader puts the bids in order."""

from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client

from applications import assessing
from applications.models import Application, Assessment
from fund.kit.states import Refused
from fund.models import Round, User
from tests import factories

Door = Callable[[User | None], Client]


@pytest.fixture
def ranked(round_: Round) -> Round:
    Round.objects.filter(pk=round_.pk).update(judged_by="ranking")
    round_.refresh_from_db()
    return round_


@pytest.fixture
def readings(ranked: Round, sam: User) -> list[Assessment]:
    bids = [factories.make_application(ranked, state="in_assessment", title=f"Project {n}") for n in range(3)]
    return [factories.make_assessment(bid, sam, state="started") for bid in bids]


def page_of(round_: Round) -> str:
    return f"/assess/order/{round_.slug}/"


def places(readings: list[Assessment], *given: int | str) -> dict[str, str]:
    return {f"place_{row.pk}": str(place) for row, place in zip(readings, given, strict=True)}


@pytest.mark.parametrize(
    ("place", "of", "mark"), [(1, 3, 5.0), (2, 3, 2.5), (3, 3, 0.0), (1, 1, 2.5), (2, 5, 3.75), (1, 2, 5.0)]
)
def test_a_place_gives_a_mark_in_even_steps(place: int, of: int, mark: float) -> None:
    assert assessing.mark_at(place, of=of, least=0, most=5) == mark


def test_an_order_is_kept_and_handed_in_as_a_whole(
    ranked: Round, readings: list[Assessment], sam: User, door: Door
) -> None:
    client = door(sam)
    assert client.post(page_of(ranked), places(readings, 2, "", 1)).url == page_of(ranked)
    assert list(Assessment.objects.order_by("pk").values_list("place", flat=True)) == [2, None, 1]
    assert client.post(page_of(ranked), places(readings, 2, "", 1) | {"hand_in": "yes"}).status_code == 422
    client.post(page_of(ranked), places(readings, 2, 3, 1) | {"hand_in": "yes"})
    kept = Assessment.objects.order_by("pk").values_list("state", "place", "mark")
    assert list(kept) == [("handed_in", 2, 2.5), ("handed_in", 3, 0.0), ("handed_in", 1, 5.0)]
    means = Application.objects.with_scores().order_by("pk").values_list("mean", flat=True)
    assert list(means) == [2.5, 0.0, 5.0]
    assert "You handed in this order" in unescape(client.get(page_of(ranked)).content.decode())


def test_two_bids_in_one_place_are_said_and_nothing_is_lost(
    ranked: Round, readings: list[Assessment], sam: User, door: Door
) -> None:
    response = door(sam).post(page_of(ranked), places(readings, 1, 1, 2))
    page = unescape(response.content.decode())
    assert response.status_code == 422
    assert "Place 1 is taken by “Project 0”. Give each its own" in page
    assert page.count('value="1" selected') == 2
    with pytest.raises(Refused, match="Two of your bids have the same place"):
        assessing.keep_order(sam, ranked, places={readings[0].pk: 1, readings[1].pk: 1})


def test_a_bid_that_is_not_opened_keeps_the_order_open(ranked: Round, readings: list[Assessment], sam: User) -> None:
    later = factories.make_assessment(factories.make_application(ranked, state="in_assessment"), sam, state="assigned")
    assessing.keep_order(sam, ranked, places={row.pk: n for n, row in enumerate(readings, start=1)})
    with pytest.raises(Refused, match=f"whether there are ties to these: .*{later.application.reference}"):
        assessing.hand_in_order(sam, ranked)


def test_a_tie_takes_a_bid_out_of_the_order(ranked: Round, readings: list[Assessment], sam: User) -> None:
    assessing.declare(readings[0], by=sam, kind="work")
    assert [row.pk for row in assessing.to_order(sam, ranked)] == [row.pk for row in readings[1:]]
    assessing.keep_order(sam, ranked, places={readings[1].pk: 2, readings[2].pk: 1})
    assessing.hand_in_order(sam, ranked)
    assert list(Assessment.objects.order_by("pk").values_list("mark", flat=True)) == [None, 0.0, 5.0]


def test_a_round_that_scores_has_no_order(round_: Round, sam: User, door: Door) -> None:
    factories.make_assessment(factories.make_application(round_, state="in_assessment"), sam)
    assert door(sam).get(page_of(round_)).status_code == 404
    with pytest.raises(Refused, match="each bid gets its own scores"):
        assessing.keep_order(sam, round_, places={})


def test_a_bid_that_comes_later_moves_those_handed_in_before(
    ranked: Round, readings: list[Assessment], sam: User, door: Door
) -> None:
    client = door(sam)
    client.post(page_of(ranked), {**places(readings, 1, 2, 3), "hand_in": "yes"})
    assert [row.mark for row in Assessment.objects.order_by("pk")] == [5.0, 2.5, 0.0]
    late = factories.make_assessment(factories.make_application(ranked, state="in_assessment"), sam, state="started")
    sent = places([*readings, late], 1, 3, 4, 2)
    client.post(page_of(ranked), sent)
    assert [row.mark for row in Assessment.objects.order_by("pk")] == [5.0, 2.5, 0.0, None]  # until it is handed in
    client.post(page_of(ranked), {**sent, "hand_in": "yes"})
    rows = Assessment.objects.order_by("pk")
    assert [(row.place, round(row.mark or 0, 2), row.state) for row in rows] == [
        (1, 5.0, "handed_in"),
        (3, 1.67, "handed_in"),
        (4, 0.0, "handed_in"),
        (2, 3.33, "handed_in"),
    ]
    assert rows[1].history.first().history_change_reason == "Put in order with a bid that came later"


def test_a_bid_that_was_sent_back_can_find_another_place(
    ranked: Round, readings: list[Assessment], sam: User, olive: User, door: Door
) -> None:
    client = door(sam)
    client.post(page_of(ranked), {**places(readings, 1, 2, 3), "hand_in": "yes"})
    Assessment.objects.filter(pk=readings[2].pk).update(state="started")
    client.post(page_of(ranked), {**places(readings, 2, 3, 1), "hand_in": "yes"})
    assert [(row.place, row.mark) for row in Assessment.objects.order_by("pk")] == [(2, 2.5), (3, 0.0), (1, 5.0)]


def test_an_order_that_is_handed_in_stays(ranked: Round, readings: list[Assessment], sam: User) -> None:
    given = {row.pk: place for place, row in enumerate(readings, start=1)}
    assessing.keep_order(sam, ranked, places=given)
    assessing.hand_in_order(sam, ranked)
    assessing.keep_order(sam, ranked, places=dict(zip(given, (3, 2, 1), strict=True)))
    assert assessing.hand_in_order(sam, ranked) == []
    assert [(row.place, row.mark) for row in Assessment.objects.order_by("pk")] == [(1, 5.0), (2, 2.5), (3, 0.0)]
