"""Scenarios of a round, the view that the panel decides on, and draws."""

import json
from collections.abc import Callable
from hashlib import sha256
from html import unescape
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from applications import assessing, deciding, drawing, meeting, reserve_list, scenarios
from applications.models import (
    Application,
    AssigningRule,
    Decision,
    Draw,
    MarksView,
    Scenario,
    ScenarioPin,
    Tag,
    Tagging,
    ViewChosen,
)
from fund.kit.states import Refused
from fund.models import MoneySource, ReaderProfile, Round, Term, User, Vocabulary
from tests import factories

Door = Callable[[User | None], Client]


@pytest.fixture
def bids(round_: Round, sam: User) -> list[Application]:
    """Three bids of £10,000, £20,000 and £30,000. Sam is strict, Una is mild: A 2, B 3 by Sam; B 5, C 4 by Una."""
    MoneySource.objects.filter(round=round_).update(amount=40_000)
    una = factories.make_person("Una Assessor", "assessor")
    found = [
        factories.make_application(round_, state="in_assessment", title=f"Project {n}", amount=10_000 * n)
        for n in (1, 2, 3)
    ]
    for bid, person, score in ((0, sam, 2), (1, sam, 3), (1, una, 5), (2, una, 4)):
        factories.make_assessment(found[bid], person, state="handed_in", scores=(score,) * 3)
    return found


def make(round_: Round, by: User, name: str = "Down the line", **facts: object) -> Scenario:
    return scenarios.keep(Scenario(round=round_), by=by, name=name, **facts)


def played(row: Scenario) -> scenarios.Played:
    return scenarios.play(row.round, [one for one in scenarios.scenarios_of(row.round) if one.pk == row.pk])[0]


def funded(row: Scenario) -> list[str]:
    names = dict(Application.objects.values_list("pk", "title"))
    return [names[bid.key] for bid in played(row).answer.funded]


def words_of(response: object) -> str:
    return unescape(response.content.decode())


# Scenarios -----------------------------------------------------------------------------------------------------------


def test_a_scenario_is_made_changed_and_compared_by_clicking(
    round_: Round, bids: list[Application], olive: User, door: Door
) -> None:
    client, page = door(olive), f"/fund/rounds/{round_.slug}/scenarios/"
    sent = {"name": "Stop", "way": "stop", "view": "raw", "money": "", "percent": "100"}
    assert client.post(f"{page}new/", sent | {"percent": "0"}).status_code == 422
    assert client.post(f"{page}new/", sent | {"money": "0"}).status_code == 422
    client.post(f"{page}new/", sent)
    client.post(f"{page}new/", sent | {"name": "Best", "way": "best", "money": "30,000"})
    assert client.post(f"{page}new/", sent | {"name": "best"}).status_code == 422
    stop, best = round_.scenarios.order_by("pk")
    assert funded(stop) == ["Project 2"]  # 4.0 and 20,000; then 4.0 and 30,000 does not fit into 40,000
    assert funded(best) == ["Project 2", "Project 1"]  # 4 + 2 for 30,000
    table = words_of(client.get(page))
    assert "Where they differ" in table and "Project 1" in table
    client.post(f"/fund/scenarios/{best.pk}/copy/")
    assert round_.scenarios.get(name="Best (2)").way == "best"


def test_rules_and_bids_set_by_hand_count(round_: Round, bids: list[Application], olive: User, door: Door) -> None:
    row = make(round_, olive, way="fill")
    client, page = door(olive), f"/fund/scenarios/{row.pk}/"
    tier = bids[0].tier
    wrong = client.post(f"{page}rules/", {"about": f"tier:{tier.pk}"})
    assert wrong.status_code == 422 and "Enter at least one limit" in words_of(wrong)
    client.post(f"{page}rules/", {"about": f"tier:{tier.pk}", "most_bids": "1"})
    assert funded(row) == ["Project 2"]
    client.post(f"{page}bids/", {"application": bids[1].pk, "is_in": "no"})
    assert funded(row) == ["Project 3"]
    dear = client.post(f"{page}bids/", {"application": bids[0].pk, "is_in": "yes", "amount": "10,001"})
    asks = f"{bids[0].reference} asks for £10,000. Enter that much or less"
    assert dear.status_code == 422 and asks in words_of(dear)
    client.post(f"{page}bids/", {"application": bids[0].pk, "is_in": "yes", "amount": "5,000"})
    assert funded(row) == ["Project 1"]
    assert played(row).answer.spent == 5000
    client.post(f"{page}bids/", {"application": bids[0].pk, "is_in": "", "amount": ""})
    assert [pin.application for pin in ScenarioPin.objects.all()] == [bids[1]]
    client.post(f"{page}rules/{row.rings.get().pk}/drop/")
    assert not row.rings.exists()


def marked(bid: Application, fact: str) -> str:
    """Make a bid one of a kind by this fact alone; the key of the kind."""
    if fact == "tag":
        tag = Tag.objects.create(name="by the sea")
        Tagging.objects.create(application=bid, tag=tag)
        return str(tag.pk)
    if fact == "condition":
        words = Vocabulary.objects.create(slug="conditions", version="1", name="Conditions")
        term = Term.objects.create(vocabulary=words, code="ASTHMA", name="Asthma")
        bid.conditions.add(term)
        return str(term.pk)
    if fact == "area":
        area = factories.make_area()
        bid.areas.add(area)
        return str(area.pk)
    round_ = bid.round
    made: Any = {
        "tier": lambda: round_.tiers.create(code="seed", name="Seed", position=9),
        "type": lambda: round_.grant_types.create(code="new", name="New ideas", position=9),
        "priority": lambda: round_.priorities.create(code="islands", name="Islands", position=9),
    }[fact]()
    setattr(bid, "grant_type" if fact == "type" else fact, made)
    bid.save()
    return str(made.pk)


@pytest.mark.parametrize("fact", AssigningRule.Fact.values)
@pytest.mark.parametrize("limit", [{"most_bids": "0"}, {"most_money": "19,999"}])
def test_a_fence_can_stand_round_each_kind_of_bid(
    round_: Round, bids: list[Application], olive: User, door: Door, fact: str, limit: dict[str, str]
) -> None:
    key = marked(bids[1], fact)
    row = make(round_, olive, way="fill")
    assert funded(row)[0] == "Project 2"
    sent = {"about": f"{fact}:{key}", **limit}
    assert door(olive).post(f"/fund/scenarios/{row.pk}/rules/", sent).status_code == 302
    assert funded(row) == ["Project 3", "Project 1"]  # 4.0 and £30,000, then 2.0 and £10,000


@pytest.mark.parametrize("limit", [{"least_bids": "1"}, {"least_money": "10,000"}])
def test_a_fence_brings_a_bid_in(
    round_: Round, bids: list[Application], olive: User, door: Door, limit: dict[str, str]
) -> None:
    key = marked(bids[0], "tag")
    row = make(round_, olive, way="best", money=30_000)
    sent = {"about": f"tag:{key}", **limit}
    assert door(olive).post(f"/fund/scenarios/{row.pk}/rules/", sent).status_code == 302
    assert funded(row) == ["Project 2", "Project 1"]


def test_the_four_views_put_four_bids_in_four_orders(round_: Round) -> None:
    """Una knows it from life. P: Una 5, Vic 1, Wes 3. R: Una 2, Vic 4, Wes 4. S: Wes 5. T: Vic 3.

    Raw: S 5, R 10/3, P and T 3. Half each: S 5, P (5 + 2) / 2 = 3.5, R (2 + 4) / 2 = 3, T 3.
    By own means, Una 3.5, Vic 8/3, Wes 4, all 27/8: S +1, T +1/3, R (-1.5 + 4/3 + 0) / 3 = -1/18,
    P (1.5 - 5/3 - 1) / 3 = -7/18.
    Adjusted: the equations are 13/3 u - 2/3 v - 2/3 w = (5 - 3) + (2 - 10/3) = 2/3, and with -4/3 and 2/3 on the right
    for v and w; all three add up to nought, so 5 u = 2/3: Una and Wes 2/15 mild, Vic 4/15 strict. S 5 - 2/15, R 10/3,
    T 3 + 4/15, P 3.
    """
    lived = factories.make_person("Una", "assessor")
    ReaderProfile.objects.create(user=lived, experience="lived")
    una, vic, wes = lived, factories.make_person("Vic", "assessor"), factories.make_person("Wes", "assessor")
    marks = {"P": {una: 5, vic: 1, wes: 3}, "R": {una: 2, vic: 4, wes: 4}, "S": {wes: 5}, "T": {vic: 3}}
    names: dict[int, str] = {}
    for name, given in marks.items():
        bid = factories.make_application(round_, state="in_assessment", title=name)
        names[bid.pk] = name
        for person, score in given.items():
            factories.make_assessment(bid, person, state="handed_in", scores=(score,) * 3)

    def order(view: str) -> str:
        return "".join(names[pk] for pk in scenarios.in_order(round_, view))

    def worth(view: str) -> dict[str, float]:
        return {names[pk]: round(value, 6) for pk, value in scenarios.worths(round_, view).items()}

    assert [order(view) for view in ("raw", "halves", "centred", "adjusted")] == ["SRPT", "SPRT", "STRP", "SRTP"]
    assert worth("halves") == {"P": 3.5, "R": 3.0, "S": 5.0, "T": 3.0}
    mean = 27 / 8
    by_own = {"P": mean - 7 / 18, "R": mean - 1 / 18, "S": mean + 1, "T": mean + 1 / 3}
    assert worth("centred") == pytest.approx(by_own, abs=1e-6)
    assert worth("adjusted") == pytest.approx({"P": 3, "R": 10 / 3, "S": 5 - 2 / 15, "T": 3 + 4 / 15}, abs=1e-6)


def test_partial_amounts_for_all(round_: Round, bids: list[Application], olive: User) -> None:
    assert funded(make(round_, olive, way="fill", percent=50)) == ["Project 2", "Project 3", "Project 1"]


def test_what_is_decided_stays_decided(round_: Round, bids: list[Application], olive: User) -> None:
    deciding.decide(bids[0], outcome="award", amount=9_000, reason="Yes.", by=olive)
    deciding.decide(bids[1], outcome="decline", reason="No.", by=olive)
    row = make(round_, olive, way="best")
    assert funded(row) == ["Project 3", "Project 1"]
    assert played(row).answer.spent == 39_000


def test_the_panel_sees_what_is_shown_without_what_is_closed_for_a_member(
    round_: Round, bids: list[Application], olive: User, pat: User, door: Door
) -> None:
    row = make(round_, olive, way="fill")
    page = reverse("applications:panel-what-if", args=[round_.slug])
    assert "No scenario is shown" in words_of(door(pat).get(page))
    door(olive).post(f"/fund/scenarios/{row.pk}/show/")
    seen = words_of(door(pat).get(page))
    assert "Project 2" not in seen and "Left out too are bids on which you have not said yet" in seen
    for bid in bids:
        assessing.declare_for_panel(bid, by=pat, kind="none")
    seen = words_of(door(pat).get(page))
    assert "Project 2" in seen and "£30,000 spent" in seen
    assessing.declare_for_panel(bids[1], by=pat, kind="work")
    seen = words_of(door(pat).get(page))
    assert "Project 2" not in seen and "spent" not in seen and "Project 3" in seen


def test_scenarios_cost_the_same_for_few_and_many_bids(
    round_: Round, bids: list[Application], olive: User, door: Door
) -> None:
    make(round_, olive, way="fill")
    client, counts = door(olive), []
    client.get(f"/fund/rounds/{round_.slug}/scenarios/")
    for wanted in (3, 20):
        for _ in range(wanted - round_.applications.count()):
            factories.make_application(round_, state="in_assessment")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/fund/rounds/{round_.slug}/scenarios/")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 16


# The view ------------------------------------------------------------------------------------------------------------


def test_the_panel_s_view_is_written_down_and_the_rankings_follow(
    round_: Round, bids: list[Application], olive: User, pat: User, door: Door
) -> None:
    client, page = door(olive), f"/fund/rounds/{round_.slug}/view/"
    assert client.post(page, {"view": "centred", "why": " "}).status_code == 422
    client.post(page, {"view": "centred", "why": "Two mild readers."})
    assert ViewChosen.objects.get().view == "centred"
    # Sam’s mean is 2.5 and Una’s 4.5: A -0.5, B +0.5 and +0.5, C -0.5; all next to the mean of all marks.
    assert scenarios.in_order(round_, "centred") == [bids[1].pk, bids[0].pk, bids[2].pk]
    for bid in bids:
        assessing.declare_for_panel(bid, by=pat, kind="none")
    for who, address in ((olive, f"/fund/rounds/{round_.slug}/ranking/"), (pat, f"/panel/rounds/{round_.slug}/")):
        seen = words_of(door(who).get(address))
        assert "The panel decides by: By own means" in seen
        assert seen.index("Project 2") < seen.index("Project 1") < seen.index("Project 3")


def test_agenda_reserve_list_screen_and_minutes_follow_the_view(
    round_: Round, bids: list[Application], olive: User, pat: User, door: Door
) -> None:
    scenarios.choose(round_, MarksView.CENTRED, why="Two mild readers.", by=olive)
    held = factories.make_meeting(round_, chair=olive, members=[pat], state="running")
    meeting.add_bids(held, by=olive)
    order = [bids[1].pk, bids[0].pk, bids[2].pk]
    assert list(held.agenda.values_list("application", flat=True)) == order
    meeting.arrange_by(held, "reverse", by=olive)
    assert list(held.agenda.values_list("application", flat=True)) == order[::-1]
    for bid in bids:
        assessing.declare_for_panel(bid, by=pat, kind="none")
    meeting.put_on_table(held.agenda.get(application=bids[1]), by=olive)
    assert "In the view of the panel" in words_of(door(pat).get(f"/panel/meetings/{held.pk}/now/"))
    for bid in bids:
        item = held.agenda.get(application=bid)
        meeting.put_on_table(item, by=olive)
        meeting.decide(item, outcome="reserve", reason="Close.", by=olive)
    assert [bid.pk for bid in reserve_list.in_order(round_)] == order
    told = words_of(door(olive).get(f"/panel/meetings/{held.pk}/minutes/"))
    assert "Decided by this view: By own means: each mark next to what its assessor usually gives. Mark" in told


def test_the_panel_sees_the_views_side_by_side_without_who_read(
    round_: Round, bids: list[Application], olive: User, pat: User, sam: User, door: Door
) -> None:
    for bid, kind in zip(bids, ("none", "none", "work"), strict=True):
        assessing.declare_for_panel(bid, by=pat, kind=kind)
    seen = words_of(door(pat).get(f"/panel/rounds/{round_.slug}/fairness/"))
    assert "Project 1" in seen and "Project 2" in seen and "By own means" in seen
    assert "Project 3" not in seen and "Bids that are closed for you are left out." in seen
    assert "Sam Assessor" not in seen and "Una" not in seen
    assert "Una" in words_of(door(olive).get(f"/fund/rounds/{round_.slug}/fairness/"))


def test_the_ranking_of_the_panel_costs_the_same_in_a_view_of_its_own(
    round_: Round, bids: list[Application], sam: User, olive: User, pat: User, door: Door
) -> None:
    scenarios.choose(round_, MarksView.ADJUSTED, why="As tried.", by=olive)
    client, counts = door(pat), []
    client.get(f"/panel/rounds/{round_.slug}/")
    for wanted in (3, 60):
        for _ in range(wanted - round_.applications.count()):
            factories.make_assessment(factories.make_application(round_, state="in_assessment"), sam, state="handed_in")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/panel/rounds/{round_.slug}/")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 20


def test_a_decision_copies_the_view_the_mark_and_the_place(round_: Round, bids: list[Application], olive: User) -> None:
    deciding.decide(bids[1], outcome="decline", reason="No.", by=olive)
    assert "view" not in Decision.objects.get().figures
    scenarios.choose(round_, MarksView.CENTRED, why="Two mild readers.", by=olive)
    deciding.decide(bids[0], outcome="decline", reason="No.", by=olive)
    seen = Decision.objects.get(application=bids[0]).figures
    assert (seen["view"], seen["place"]) == ("centred", 2)
    assert seen["view_mark"] == pytest.approx(scenarios.worths(round_, "centred")[bids[0].pk])


def test_after_a_decision_another_view_needs_another_reason(
    round_: Round, bids: list[Application], olive: User
) -> None:
    scenarios.choose(round_, MarksView.RAW, why="As ever.", by=olive)
    deciding.decide(bids[1], outcome="decline", reason="No.", by=olive)
    with pytest.raises(Refused, match="Say why it changes now"):
        scenarios.choose(round_, MarksView.ADJUSTED, why="As ever.", by=olive)
    scenarios.choose(round_, MarksView.ADJUSTED, why="We saw that Una is mild.", by=olive)
    assert [row.view for row in ViewChosen.history.order_by("history_id")] == ["raw", "adjusted"]


# Draws ---------------------------------------------------------------------------------------------------------------


def _by_hand(references: list[str], words: str) -> list[str]:
    """The sum of the docstring, written down again."""
    listed = sha256("\n".join(sorted(references)).encode()).hexdigest()
    seed = sha256((listed + "\n" + words).encode()).hexdigest()
    return sorted(references, key=lambda each: sha256((seed + "\n" + each).encode()).hexdigest())


def test_a_draw_is_counted_by_hand() -> None:
    bids = ["SMFL-2-001", "SMFL-2-002", "SMFL-2-003"]
    listed = drawing.hash_of_list(bids)
    # printf 'SMFL-2-001\nSMFL-2-002\nSMFL-2-003' | sha256sum
    assert listed == sha256(b"SMFL-2-001\nSMFL-2-002\nSMFL-2-003").hexdigest()
    seed = drawing.seed_of(listed, "3 9 17 24 31 42")
    assert seed == sha256(f"{listed}\n3 9 17 24 31 42".encode()).hexdigest()
    assert drawing.drawn_order(reversed(bids), seed) == _by_hand(bids, "3 9 17 24 31 42")


def test_each_order_comes_up_about_as_often() -> None:
    bids = ["A", "B", "C"]
    firsts = [drawing.drawn_order(bids, drawing.seed_of("0", str(n)))[0] for n in range(3000)]
    assert all(900 < firsts.count(bid) < 1100 for bid in bids)


def test_two_people_type_the_words_and_the_order_stays(
    round_: Round, bids: list[Application], olive: User, morag: User
) -> None:
    draw = drawing.propose(round_, bids[1:], how="Saturday’s numbers.", by=olive)
    drawing.say_words(draw, "3 9 17", by=olive)
    with pytest.raises(Refused, match="Olive Officer typed other words"):
        drawing.say_words(draw, "3 9 18", by=morag)
    drawn = drawing.say_words(draw, " 3 9  17 ", by=morag)
    order = list(drawn.bids.order_by("place").values_list("application__reference", flat=True))
    assert order == _by_hand([bid.reference for bid in bids[1:]], "3 9 17")
    with pytest.raises(Refused, match="This draw is over"):
        drawing.say_words(draw, "1 2 3", by=olive)
    with pytest.raises(Refused, match="a draw is not made twice"):
        drawing.propose(round_, bids[1:], how="Again.", by=olive)


def test_what_was_drawn_stands_on_the_screen_in_the_minutes_and_orders_the_reserve_list(
    round_: Round, bids: list[Application], olive: User, morag: User, pat: User, door: Door
) -> None:
    """By their marks the bids go 2, 3, 1. Words are chosen that draw 1 before 2; 3 was not in the draw."""
    one, two, three = bids
    draw = drawing.propose(round_, [one, two], how="Saturday’s numbers.", by=olive)

    def drawn_first(seed: str) -> str:
        return drawing.drawn_order([one.reference, two.reference], seed)[0]

    seeds = ((words, drawing.seed_of(draw.list_sha256, words)) for words in map(str, range(99)))
    words = next(words for words, seed in seeds if drawn_first(seed) == one.reference)
    held = factories.make_meeting(round_, chair=olive, members=[pat], state="running")
    meeting.add_bids(held, by=olive)
    for bid in bids:
        assessing.declare_for_panel(bid, by=pat, kind="none")
    meeting.put_on_table(held.agenda.get(application=one), by=olive)
    assert "Drawn by lot" not in words_of(door(pat).get(f"/panel/meetings/{held.pk}/now/")), "the words are not said"
    held.refresh_from_db()
    before = held.revision
    for person in (olive, morag):
        drawing.say_words(draw, words, by=person)
    held.refresh_from_db()
    assert held.revision > before, "each screen fetches it anew"
    assert "<dt>Drawn by lot</dt><dd>Place 1 of 2</dd>" in words_of(door(pat).get(f"/panel/meetings/{held.pk}/now/"))
    for bid in bids:
        item = held.agenda.get(application=bid)
        meeting.put_on_table(item, by=olive)
        meeting.decide(item, outcome="reserve", reason="Close.", by=olive)
    told = words_of(door(olive).get(f"/panel/meetings/{held.pk}/minutes/"))
    assert "Drawn by lot: place 1 of 2." in told and "Drawn by lot: place 2 of 2." in told
    assert told.count("Drawn by lot") == 2
    assert reserve_list.in_order(round_) == [one, three, two]
    listed = words_of(door(olive).get(f"/fund/rounds/{round_.slug}/reserve/"))
    assert listed.index(one.reference) < listed.index(two.reference) and "drawn 1 of 2" in listed


def test_a_bid_decided_before_its_draw_shows_on_the_reserve_list_what_was_drawn_later(
    round_: Round, bids: list[Application], olive: User, morag: User, door: Door
) -> None:
    draw = drawing.propose(round_, bids[1:], how="Saturday’s numbers.", by=olive)
    for bid in bids:
        deciding.decide(bid, by=olive, outcome="reserve", reason="Close.")
    for person in (olive, morag):
        drawing.say_words(draw, "3 9 17", by=person)
    listed = words_of(door(olive).get(f"/fund/rounds/{round_.slug}/reserve/"))
    assert "drawn 1 of 2" in listed and "drawn 2 of 2" in listed
    places = drawing.drawn_of(bid.pk for bid in bids)
    first = min(places, key=lambda pk: places[pk].place)
    assert reserve_list.in_order(round_)[0].pk == first and bids[0].pk not in places


def test_one_person_alone_does_not_draw(round_: Round, bids: list[Application], olive: User) -> None:
    draw = drawing.propose(round_, bids, how="Saturday’s numbers.", by=olive)
    for words in ("3 9 17", "3 9 17"):
        assert drawing.say_words(draw, words, by=olive).state == Draw.State.PROPOSED


def test_a_draw_that_is_called_off_frees_its_bids(round_: Round, bids: list[Application], olive: User) -> None:
    draw = drawing.propose(round_, bids, how="Saturday’s numbers.", by=olive)
    with pytest.raises(Refused, match="Say why"):
        drawing.call_off(draw, by=olive, reason=" ")
    drawing.call_off(draw, by=olive, reason="The list was wrong.")
    assert drawing.propose(round_, bids[1:], how="Sunday’s numbers.", by=olive).bids.count() == 2


def test_a_draw_whose_words_are_known_cannot_be_called_off(
    round_: Round, bids: list[Application], olive: User, morag: User, door: Door
) -> None:
    draw = drawing.propose(round_, bids, how="Saturday’s numbers.", by=olive)
    assert "Call the draw off" in words_of(door(olive).get(reverse("applications:draw", args=[draw.pk])))
    drawing.say_words(draw, "3 9 17", by=olive)
    with pytest.raises(Refused, match="Olive Officer typed the words, so the order can be known"):
        drawing.call_off(draw, by=morag, reason="It does not suit us.")
    assert "Call the draw off" not in words_of(door(olive).get(reverse("applications:draw", args=[draw.pk])))
    assert draw.bids.filter(is_open=True).count() == 3


def test_marks_that_part_bids_leave_no_room_for_chance(
    round_: Round, bids: list[Application], olive: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing, "drawable", lambda round_: bids[:2])
    with pytest.raises(Refused, match=f"chance has no say in them: {bids[2].reference}"):
        drawing.propose(round_, bids, how="Saturday’s numbers.", by=olive)


def test_the_panel_sees_why_a_draw_was_called_off(
    round_: Round, bids: list[Application], olive: User, door: Door
) -> None:
    draw = drawing.propose(round_, bids, how="Saturday’s numbers.", by=olive)
    drawing.call_off(draw, by=olive, reason="The list was wrong.")
    peter = factories.make_person("Peter Panel", "panel")
    assert "The list was wrong." in words_of(door(peter).get(reverse("applications:panel-what-if", args=[round_.slug])))


def test_only_what_is_open_is_drawn(round_: Round, bids: list[Application], olive: User) -> None:
    with pytest.raises(Refused, match="at least two"):
        drawing.propose(round_, bids[:1], how="x", by=olive)
    deciding.decide(bids[0], outcome="decline", reason="No.", by=olive)
    with pytest.raises(Refused, match="decided already"):
        drawing.propose(round_, bids, how="x", by=olive)


def test_anybody_counts_a_draw_again_with_the_command(tmp_path: Path) -> None:
    path, out = tmp_path / "draw.json", StringIO()
    path.write_text(json.dumps({"bids": ["B", "A", "C"], "words": "3 9 17"}), "utf-8")
    call_command("draw", str(path), stdout=out)
    assert [line.split()[1] for line in out.getvalue().splitlines()[2:]] == _by_hand(["A", "B", "C"], "3 9 17")
    path.write_text("[1, 2]", "utf-8")
    with pytest.raises(CommandError, match="cannot be read as a draw"):
        call_command("draw", str(path))


def test_everybody_can_count_a_draw_again_once_all_have_heard(
    round_: Round, bids: list[Application], olive: User, morag: User, door: Door, tmp_path: Path
) -> None:
    draw = drawing.propose(round_, bids[1:], how="Saturday’s numbers.", by=olive)
    for person in (olive, morag):
        drawing.say_words(draw, "3 9 17", by=person)
    page, file = f"/rounds/{round_.slug}/draws/", f"/rounds/{round_.slug}/draws/{draw.pk}.json"
    assert [door(None).get(address).status_code for address in (page, file)] == [404, 404]
    assert "count it again" not in words_of(door(None).get(f"/rounds/{round_.slug}/"))
    Round.objects.filter(pk=round_.pk).update(announced_at=timezone.now())
    assert f'href="{page}"' in words_of(door(None).get(f"/rounds/{round_.slug}/"))
    told = words_of(door(None).get(page))
    order = _by_hand([bid.reference for bid in bids[1:]], "3 9 17")
    assert told.index(order[0]) < told.index(order[1])
    assert Draw.objects.get().seed in told and bids[0].reference not in told and "Project 2" not in told
    (tmp_path / "draw.json").write_bytes(door(None).get(file).content)
    out = StringIO()
    call_command("draw", tmp_path / "draw.json", stdout=out)
    assert out.getvalue().split()[-3::2] == order
    assert Draw.objects.get().seed in out.getvalue()
