"""A reader without a screen: their ties, their bids and their order go out and come back on paper."""

from collections.abc import Callable
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from applications import assessing
from applications.models import AdviceNote, Application, Assessment, Declaration, Pack
from applications.packs import on_paper
from fund.kit.states import Refused
from fund.models import Letter, Membership, Role, Round, User
from tests import factories
from tests.applications.test_bid_papers import body, points_in
from tests.fund.test_joining import faults_of_tags
from tests.fund.test_pdf import problems, texts

pytestmark = pytest.mark.django_db

Door = Callable[[User | None], Client]
Work = Callable[[], None]


@pytest.fixture
def bids(round_: Round) -> list[Application]:
    return [factories.make_application(round_, state="in_assessment", title=f"Project {n}") for n in range(3)]


@pytest.fixture
def readings(bids: list[Application], sam: User) -> list[Assessment]:
    return [factories.make_assessment(bid, sam, state="assigned") for bid in bids]


def at(name: str, *args: object) -> str:
    return reverse(f"applications:{name}", args=args)


def ticked(**said: str) -> dict[str, str]:
    return {f"ties-{name}": value for name, value in said.items()}


def kinds(bids: list[Application], *given: str) -> dict[str, str]:
    return ticked(**{f"kind_{bid.pk}": kind for bid, kind in zip(bids, given, strict=True)})


def words_of(response: object) -> str:
    return unescape(response.content.decode())  # type: ignore[attr-defined]


# The sheet ------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["plain", "large"])
def test_the_sheet_asks_what_the_gate_asks_and_a_screen_reader_reads_it(
    bids: list[Application], readings: list[Assessment], sam: User, olive: User, door: Door, kind: str
) -> None:
    response = door(olive).get(at("ties-sheet-for", sam.pk, kind))
    made = body(response)
    words = " ".join(texts(made).split())
    assert problems(made) == [] and faults_of_tags(made) == []
    assert min(points_in(made)) >= (18 if kind == "large" else 9)
    assert str(sam) in words and words.count("No, I have no ties") == 3
    for bid in bids:
        assert f"{bid.reference} {bid.title}" in words and f"From {bid.organisation.name}" in words
    for choice in Declaration.Kind:
        if choice != Declaration.Kind.NONE:
            assert words.count(choice.label) == 3
    assert str(sam) not in response["Content-Disposition"]
    assert {row.state for row in Assessment.objects.all()} == {"assigned"}  # printing it opens nothing


@pytest.mark.slow
def test_the_sheet_hides_the_names_that_the_round_hides(
    round_: Round, readings: list[Assessment], sam: User, olive: User
) -> None:
    Round.objects.update(names_hidden=True)
    words = texts(on_paper.ties_sheet(sam, by=olive, large=False))
    names = Application.objects.values_list("organisation__name", flat=True)
    assert not any(name in words for name in names) and "the names are hidden" in words


def test_what_is_closed_to_the_reader_or_to_the_officer_is_not_on_the_sheet(
    bids: list[Application], readings: list[Assessment], sam: User, olive: User
) -> None:
    manager = factories.make_person("Mo", "manager")
    assessing.recuse(bids[0], olive, kind="family", note="Her sister works there.", by=manager)
    AdviceNote.objects.create(organisation=bids[1].organisation, written_by=sam, words="Talked about walks.")
    assert [each.bid for each in on_paper.at_gate(sam, seen_by=olive)] == [bids[2]]
    Membership.objects.create(organisation=bids[2].organisation, user=sam)
    assert on_paper.at_gate(sam, seen_by=olive) == []
    with pytest.raises(Refused, match="no bid of which this reader still has to say"):
        on_paper.ties_sheet(sam, by=olive, large=False)


def test_a_member_of_the_panel_finds_the_bids_before_it_on_the_sheet(
    bids: list[Application], pat: User, olive: User
) -> None:
    Round.objects.update(names_hidden_from_panel=True)
    there = on_paper.at_gate(pat, seen_by=olive)
    assert [(each.bid, each.shows_name) for each in there] == [(bid, False) for bid in bids]


def test_a_member_who_was_free_for_the_panel_still_says_it_as_a_reader(
    bids: list[Application], olive: User, pat: User
) -> None:
    assessing.declare_for_panel(bids[0], by=pat, kind="none")
    Role.objects.create(user=pat, fund=bids[0].round.fund, kind="assessor")
    factories.make_assessment(bids[0], pat, state="assigned")
    assert [each.bid for each in on_paper.at_gate(pat, seen_by=olive)] == bids
    on_paper.take_ties(pat, [on_paper.Tie(bids[0], "none")], by=olive)
    assert Assessment.objects.get(assessor=pat).state == "started"
    assert [each.bid for each in on_paper.at_gate(pat, seen_by=olive)] == bids[1:]


def test_of_a_group_nothing_but_its_name_is_loaded(readings: list[Assessment], sam: User, olive: User) -> None:
    for each in on_paper.at_gate(sam, seen_by=olive):
        assert each.bid.organisation.get_deferred_fields() >= {"address", "phone"}


def test_many_bids_take_no_more_queries(round_: Round, sam: User, olive: User, door: Door) -> None:
    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert door(olive).get(at("paper-for", sam.pk)).status_code == 200
        return len(found)

    for _ in range(2):
        factories.make_assessment(factories.make_application(round_, state="in_assessment"), sam, state="assigned")
    few = count()
    for _ in range(6):
        factories.make_assessment(factories.make_application(round_, state="in_assessment"), sam, state="assigned")
    assert count() == few


# What comes back ------------------------------------------------------------------------------------------------------


def test_no_tie_on_paper_opens_the_bid_and_a_tie_closes_it(
    bids: list[Application], readings: list[Assessment], sam: User, olive: User, door: Door
) -> None:
    sent = kinds(bids, "none", "work", "") | ticked(**{f"note_{bids[1].pk}": "I worked there."})
    assert door(olive).post(at("paper-for", sam.pk), sent).status_code == 302
    assert [row.state for row in Assessment.objects.order_by("pk")] == ["started", "conflicted", "assigned"]
    none, work = Declaration.objects.order_by("application_id")
    assert (none.kind, none.came_by, none.recorded_by) == ("none", "paper", olive)
    assert (work.kind, work.note, work.came_by, work.recorded_by) == ("work", "I worked there.", "paper", olive)
    assert none.history.get().history_user == olive
    statuses = [door(sam).get(at("assessment", row.pk)).status_code for row in readings]
    assert statuses == [200, 403, 200]

    letter = Letter.objects.get(kind="paper_entered")
    told = " ".join(letter.text.split())
    assert letter.to == sam and f"{bids[0].reference}: no ties, so it is open for you." in told
    assert f"{bids[1].reference}: ties, so it is closed." in told and bids[2].reference not in told


def test_the_record_is_the_same_as_from_the_screen(
    bids: list[Application], readings: list[Assessment], sam: User, olive: User, door: Door
) -> None:
    mia = factories.make_person("Mia", "assessor")
    own = factories.make_assessment(bids[0], mia, state="assigned")
    door(mia).post(at("declare", own.pk), {"kind": "none", "note": ""})
    door(olive).post(at("paper-for", sam.pk), kinds(bids, "none", "", ""))
    on_screen, typed = Declaration.objects.get(user=mia), Declaration.objects.get(user=sam)
    assert (on_screen.kind, on_screen.note) == (typed.kind, typed.note)
    assert (on_screen.came_by, typed.came_by) == ("screen", "paper")
    assert Assessment.objects.get(pk=own.pk).state == Assessment.objects.get(pk=readings[0].pk).state == "started"


def test_the_register_says_that_it_came_on_paper_and_who_typed_it_in(
    bids: list[Application], readings: list[Assessment], sam: User, olive: User, door: Door
) -> None:
    on_paper.take_ties(sam, [on_paper.Tie(bids[0], "money")], by=olive)
    page = words_of(door(olive).get(at("ties", bids[0].round.slug)))
    assert "Themselves, on paper" in page and f"typed in by {olive}" in page


def test_ties_declared_on_the_screen_are_not_lifted_by_paper_and_nothing_is_kept(
    bids: list[Application], readings: list[Assessment], sam: User, olive: User
) -> None:
    assessing.declare(readings[1], by=sam, kind="family")
    both = [on_paper.Tie(bids[0], "none"), on_paper.Tie(bids[1], "none")]
    with pytest.raises(Refused, match=f"declared ties to {bids[1].reference} before"):
        on_paper.take_ties(sam, both, by=olive)
    assert [row.state for row in Assessment.objects.order_by("pk")] == ["assigned", "conflicted", "assigned"]
    assert Declaration.objects.count() == 1 and not Letter.objects.filter(kind="paper_entered").exists()


def test_a_bid_that_left_the_list_meanwhile_is_said_and_nothing_is_lost(
    bids: list[Application], readings: list[Assessment], sam: User, olive: User, door: Door
) -> None:
    assessing.declare(readings[0], by=sam, kind="none")
    response = door(olive).post(at("paper-for", sam.pk), kinds(bids, "none", "work", ""))
    page = words_of(response)
    assert response.status_code == 422 and "The list has changed since you began to type" in page
    assert '<option value="work" selected>' in page
    assert Declaration.objects.count() == 1


def test_faults_are_told_by_the_bid(
    bids: list[Application], readings: list[Assessment], sam: User, olive: User, door: Door
) -> None:
    browser, address = door(olive), at("paper-for", sam.pk)
    assert "Type in at least one bid from the sheet" in words_of(browser.post(address, {}))
    alone = ticked(**{f"note_{bids[0].pk}": "She told me."})
    assert f"Choose what they ticked for {bids[0].reference}" in words_of(browser.post(address, alone))
    unknown = kinds(bids, "x", "", "")
    assert f"Choose one of the answers for {bids[0].reference}" in words_of(browser.post(address, unknown))
    assert not Declaration.objects.exists()


def test_nobody_types_in_their_own_sheet(bids: list[Application], olive: User) -> None:
    with pytest.raises(Refused, match="Say it yourself"):
        assessing.declare_from_paper(bids[0], olive, kind="none", by=olive)


# Packs ----------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_an_officer_has_a_pack_made_for_a_reader_and_prints_it(
    bids: list[Application], readings: list[Assessment], sam: User, olive: User, door: Door, work: Work
) -> None:
    browser = door(olive)
    assert browser.post(at("make-pack-for", sam.pk)).status_code == 409  # nothing is open yet
    on_paper.take_ties(sam, [on_paper.Tie(bids[0], "none"), on_paper.Tie(bids[1], "work")], by=olive)
    assert browser.post(at("make-pack-for", sam.pk), {"large": "yes"}).status_code == 302
    work()
    pack = Pack.objects.get()
    assert (pack.reader, pack.is_large, pack.bids) == (sam, True, [bids[0].pk])
    assert at("pack-for", pack.pk) in words_of(browser.get(at("paper-for", sam.pk)))
    words = " ".join(texts(body(browser.get(at("pack-for", pack.pk)))).split())
    assert "1 bid in this pack." in words and "Say it on the page of the fund or on its sheet of ties" in words
    assert "Score sheet for" in words


@pytest.mark.slow
def test_a_pack_with_a_bid_that_is_closed_to_the_officer_stays_shut(
    bids: list[Application], readings: list[Assessment], sam: User, olive: User, morag: User, door: Door, work: Work
) -> None:
    on_paper.take_ties(sam, [on_paper.Tie(bids[0], "none")], by=olive)
    door(olive).post(at("make-pack-for", sam.pk))
    work()
    address = at("pack-for", Pack.objects.get().pk)
    assessing.recuse(bids[0], olive, kind="family", note="Her sister works there.", by=morag)
    assert door(morag).get(address).status_code == 200
    response = door(olive).get(address)
    assert response.status_code == 409 and "closed for you" in words_of(response)


# The order ------------------------------------------------------------------------------------------------------------


def test_an_order_that_came_on_paper_is_typed_in_for_its_reader(
    bids: list[Application], readings: list[Assessment], sam: User, olive: User, door: Door
) -> None:
    Round.objects.update(judged_by="ranking")
    browser, address = door(olive), at("order-for", sam.pk, bids[0].round.slug)
    assert "First type in their sheet of ties" in words_of(browser.get(address))
    on_paper.take_ties(sam, [on_paper.Tie(bid, "none") for bid in bids], by=olive)
    order = {f"place_{row.pk}": str(place) for row, place in zip(readings, [2, 3, 1], strict=True)}
    twice = {**order, f"place_{readings[0].pk}": "1"}
    assert "is taken by" in words_of(browser.post(address, twice | {"hand_in": "yes"}))
    assert browser.post(address, order | {"hand_in": "yes"}).status_code == 302
    rows = Assessment.objects.order_by("pk")
    assert [(row.state, row.place, row.mark) for row in rows] == [
        ("handed_in", 2, 2.5),
        ("handed_in", 3, 0.0),
        ("handed_in", 1, 5.0),
    ]
    assert {(row.came_by, row.entered_by) for row in rows} == {("paper", olive)}
    assert {row.history.latest("history_id").history_user for row in rows} == {olive}
    told = " ".join(Letter.objects.filter(kind="paper_entered").latest("pk").text.split())
    assert f"- 1. {bids[2].reference} Project 2 - 2. {bids[0].reference}" in told and "It is handed in." in told
    assert "This order is handed in." in words_of(browser.get(address))


def test_an_officer_with_ties_to_a_bid_of_the_order_does_not_type_it_in(
    round_: Round, bids: list[Application], sam: User, olive: User, morag: User, door: Door
) -> None:
    Round.objects.update(judged_by="ranking")
    readings = [factories.make_assessment(bid, sam, state="started", scores=()) for bid in bids]
    assessing.declare_for_panel(bids[0], by=olive, kind="own")
    address = at("order-for", sam.pk, round_.slug)
    order = {f"place_{row.pk}": str(place) for place, row in enumerate(readings, 1)} | {"hand_in": "yes"}
    for answer in (door(olive).get(address), door(olive).post(address, order)):
        assert answer.status_code == 409 and "Ask a colleague" in words_of(answer)
        assert "Project 0" not in words_of(answer)
    with pytest.raises(Refused, match="Ask a colleague"):
        on_paper.take_order(sam, round_, places={row.pk: None for row in readings}, hands_in=False, by=olive)
    with pytest.raises(Refused, match="your own paper"):
        on_paper.take_order(sam, round_, places={}, hands_in=False, by=sam)
    assert set(Assessment.objects.values_list("state", flat=True)) == {"started"}
    assert door(morag).post(address, order).status_code == 302
