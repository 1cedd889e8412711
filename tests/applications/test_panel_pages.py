"""What a member of the panel can open, and what a conflict closes."""

from collections.abc import Callable
from decimal import Decimal
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from applications import assessing, deciding, urls
from applications.models import AgendaItem, Application, Assessment, Declaration, Meeting, Scenario
from applications.packs import packing
from fund.kit import history
from fund.models import Organisation, Round, User
from tests import factories

Door = Callable[[User | None], Client]
HOME = "/panel/"


@pytest.fixture
def bid(round_: Round, group: Organisation, sam: User) -> Application:
    bid = factories.make_application(round_, group, state="in_assessment")
    factories.make_assessment(bid, sam, state="handed_in", scores=(5, 4, None))
    return bid


def at(bid: Application, verb: str = "") -> str:
    return f"/panel/applications/{bid.pk}/{verb}"


def ranking(round_: Round) -> str:
    return f"/panel/rounds/{round_.slug}/"


def words_of(response: object) -> str:
    return unescape(response.content.decode())


def test_home_lists_the_rounds_that_are_being_assessed(bid: Application, pat: User, door: Door) -> None:
    factories.make_round(name="Nothing in it")
    draft_only = factories.make_round(name="Drafts only")
    factories.make_application(draft_only)
    page = words_of(door(pat).get(HOME))
    assert bid.round.name in page
    assert "1 application, 1 not decided yet." in page
    assert "Nothing in it" not in page and "Drafts only" not in page


def test_home_says_when_there_is_nothing(pat: User, door: Door) -> None:
    assert "No round is before the panel" in words_of(door(pat).get(HOME))


def test_the_ranking_puts_the_best_first_with_its_figures(bid: Application, sam: User, pat: User, door: Door) -> None:
    better = factories.make_application(bid.round, state="in_assessment", title="Better")
    unread = factories.make_application(bid.round, state="in_assessment", title="Unread")
    out = [factories.make_application(bid.round, state=state, title=state) for state in ("draft", "ineligible")]
    factories.make_assessment(better, sam, state="handed_in", scores=(5, 5, 5))
    for row in (bid, better, unread):
        Declaration.objects.create(application=row, user=pat, kind="none")
    response = door(pat).get(ranking(bid.round))
    rows = [(row.pk, row.mean, row.spread, row.assessed) for row in response.context["page"]]
    assert rows == [(better.pk, 5.0, 0.0, 1), (bid.pk, pytest.approx(13 / 3), 0.0, 1), (unread.pk, None, None, 0)]
    assert "4.33" in words_of(response)
    for row in out:
        assert row.reference not in words_of(response)


def test_the_panel_declares_before_it_reads(bid: Application, pat: User, door: Door) -> None:
    client = door(pat)
    gate = words_of(client.get(at(bid)))
    assert "Leith Lungs" in gate and "People with lung disease" in gate
    for hidden in ("Weekly walks led by peers.", "The plan is clear.", "4.33", "Ann Applicant", "0131 496 0000"):
        assert hidden not in gate
    assert client.post(at(bid, "declare/"), {"kind": "none"}).url == at(bid)
    page = words_of(client.get(at(bid)))
    for shown in ("Weekly walks led by peers.", "Walk leader", "The plan is clear.", "4.33", "I do not know enough"):
        assert shown in page


def test_the_panel_does_not_see_who_assessed(bid: Application, sam: User, pat: User, door: Door) -> None:
    client = door(pat)
    client.post(at(bid, "declare/"), {"kind": "none"})
    page = words_of(client.get(at(bid)))
    assert "Assessor 1" in page
    assert sam.name not in page and sam.email not in page


def test_the_ranking_tells_no_figures_of_a_bid_before_its_ties_are_declared(
    bid: Application, sam: User, pat: User, door: Door
) -> None:
    Application.objects.filter(pk=bid.pk).update(amount=20_000)
    worse = factories.make_application(bid.round, state="in_assessment", title="Worse")
    factories.make_assessment(worse, sam, state="handed_in", scores=(1, 1, 1))
    Declaration.objects.create(application=worse, user=pat, kind="none")
    response, fairness = door(pat).get(ranking(bid.round)), door(pat).get(f"{ranking(bid.round)}fairness/")
    assert [row.pk for row in response.context["page"]] == [worse.pk, bid.pk]  # a place would tell of the mark
    assert "Leith Lungs" in words_of(response) and "Bids without a place come last." in words_of(response)
    assert "Leith Lungs" not in words_of(fairness) and "Left out too are bids" in words_of(fairness)
    for hidden in ("4.33", "£20,000"):
        assert hidden not in words_of(response) and hidden not in words_of(fairness)
    Declaration.objects.create(application=bid, user=pat, kind="none")
    response = door(pat).get(ranking(bid.round))
    assert [row.pk for row in response.context["page"]] == [bid.pk, worse.pk]
    assert "4.33" in words_of(response) and "£20,000" in words_of(response)
    assert "4.33" in words_of(door(pat).get(f"{ranking(bid.round)}fairness/"))


# Who scores a bid too ------------------------------------------------------------------------------------------------


@pytest.fixture
def both(bid: Application, olive: User) -> User:
    """A member of the panel who was asked to score the bid too, and has not yet handed in."""
    person = factories.make_person("Bo Both", "assessor", "panel")
    factories.make_assessment(bid, person, state="started", scores=())
    meeting = factories.make_meeting(bid.round, chair=olive, members=[person], state="running")
    item = AgendaItem.objects.create(meeting=meeting, application=bid, opened_at=timezone.now())
    Meeting.objects.filter(pk=meeting.pk).update(on_table=item)
    Scenario.objects.create(round=bid.round, name="Down the line", shown_to_panel=True)
    return person


def where_others_are_seen(bid: Application) -> list[str]:
    meeting, round_ = bid.round.meetings.get(), ranking(bid.round)
    return [at(bid), round_, f"{round_}fairness/", f"{round_}what-if/", f"/panel/meetings/{meeting.pk}/now/"]


def test_a_member_sees_what_others_gave_only_once_the_own_scores_are_in(
    bid: Application, both: User, door: Door
) -> None:
    client, own = door(both), Assessment.objects.get(assessor=both)
    paper, screen = at(bid, "paper/word/"), where_others_are_seen(bid)[-1]
    for address in where_others_are_seen(bid):
        page = words_of(client.get(address))
        assert "4.33" not in page and "The plan is clear." not in page
    for address in (at(bid), ranking(bid.round), screen):
        assert f'href="/assess/{own.pk}/"' in words_of(client.get(address))
    assert "Hand in your own scores first" in words_of(client.get(paper))
    assert client.get(at(bid, "paper/pdf/")).status_code == 409
    chosen = packing.for_member(both, bid.round)
    assert (chosen.bids, chosen.owed, chosen.unsaid, chosen.closed) == ([], 1, 0, 0)
    assert "left out until your own scores are in" in words_of(client.get(f"{ranking(bid.round)}pack/"))
    seen = client.get(screen).context["screen"].token

    own.move("handed_in", by=both, mark=4.0)

    for address in where_others_are_seen(bid):
        page = words_of(client.get(address))
        assert "4.33" in page or "4.17" in page
    assert client.get(screen, {"seen": seen}).status_code == 200  # the screen shows it without reloading
    assert client.get(paper).status_code == 200 and packing.for_member(both, bid.round).bids == [bid]


@pytest.mark.parametrize("way", ["taken back", "decided"])
def test_a_member_who_need_not_score_any_more_sees_all(
    bid: Application, both: User, olive: User, door: Door, way: str
) -> None:
    if way == "taken back":
        Assessment.objects.get(assessor=both).move("taken_back", by=olive)
    else:
        deciding.decide(bid, outcome="award", amount=Decimal(100), reason="Strong.", by=olive)
    for address in where_others_are_seen(bid):
        assert "4.33" in words_of(door(both).get(address))
    assert door(both).get(at(bid, "paper/word/")).status_code == 200


def test_a_conflicted_member_cannot_open_the_application(bid: Application, pat: User, door: Door) -> None:
    client = door(pat)
    assert client.post(at(bid, "declare/"), {"kind": "family", "note": "My sister"}).url == ranking(bid.round)
    assert client.get(at(bid)).status_code == 403
    changed = client.post(at(bid, "declare/"), {"kind": "none"})
    assert changed.status_code == 409 and "tell the fund’s officers" in words_of(changed)
    assert Declaration.objects.get(user=pat).note == "My sister"


def test_ties_said_by_two_presses_are_thanked_for_twice(bid: Application, pat: User, olive: User, door: Door) -> None:
    client = door(pat)
    for _ in range(2):
        said = client.post(at(bid, "declare/"), {"kind": "family", "note": "My sister"}, follow=True)
        assert said.status_code == 200 and "Thank you for saying so." in words_of(said)
    assert client.post(at(bid, "declare/"), {}).url == ranking(bid.round)  # nothing of the bid is shown again
    assert Declaration.objects.get(user=pat).history.count() == 1
    other = factories.make_person("Moe Member", "panel")
    assessing.recuse(bid, other, kind="money", note="A neighbour told us.", by=olive)
    door(other).post(at(bid, "declare/"), {"kind": "other", "note": "Mine."})
    assert Declaration.objects.get(user=other).note == "A neighbour told us."


def test_a_conflicted_application_stands_apart_without_score_or_place(
    bid: Application, sam: User, pat: User, door: Door
) -> None:
    second = factories.make_application(bid.round, state="in_assessment", title="Second")
    factories.make_assessment(second, sam, state="handed_in", scores=(1, 1, 1))
    Declaration.objects.create(application=bid, user=pat, kind="work")
    Declaration.objects.create(application=second, user=pat, kind="none")
    response = door(pat).get(ranking(bid.round))
    page = words_of(response)
    assert [row.pk for row in response.context["page"]] == [second.pk]
    assert bid.reference in page and "Closed because of ties." in page
    assert bid.title not in page and "Leith Lungs" not in page
    assert "4.33" not in page
    assert '<td class="number">1</td>' in page and '<td class="number">2</td>' not in page


def test_the_plain_summary_comes_first(bid: Application, pat: User, door: Door) -> None:
    Declaration.objects.create(application=bid, user=pat, kind="none")
    page = words_of(door(pat).get(at(bid)))
    assert page.index("In plain words") < page.index("Asks for") < page.index("What the assessors said")


def test_ties_declared_while_assessing_close_the_panel_s_page_too(
    round_: Round, group: Organisation, door: Door
) -> None:
    both = factories.make_person("Bo Both", "assessor", "panel")
    bid = factories.make_application(round_, group, state="in_assessment")
    assessment = factories.make_assessment(bid, both, state="assigned")
    client = door(both)
    client.post(f"/assess/{assessment.pk}/declare/", {"kind": "money"})
    assert client.get(at(bid)).status_code == 403


def test_ties_declared_on_the_panel_close_the_assessment_too(bid: Application, door: Door) -> None:
    both = factories.make_person("Bo Both", "assessor", "panel")
    assessment = factories.make_assessment(bid, both, state="assigned")
    client = door(both)
    client.post(at(bid, "declare/"), {"kind": "money"})
    assert client.get(f"/assess/{assessment.pk}/").status_code == 403
    assert Assessment.objects.get(pk=assessment.pk).state == "conflicted"


def test_the_gate_asks_until_it_is_answered(bid: Application, pat: User, door: Door) -> None:
    response = door(pat).post(at(bid, "declare/"), {})
    assert response.status_code == 422
    assert "Say whether you have any ties to this group" in words_of(response)


@pytest.mark.parametrize("state", ["draft", "submitted", "ineligible", "withdrawn"])
def test_what_is_not_before_the_panel_is_not_found(round_: Round, pat: User, door: Door, state: str) -> None:
    bid = factories.make_application(round_, state=state)
    assert door(pat).get(at(bid)).status_code == 404
    assert door(pat).post(at(bid, "declare/"), {"kind": "none"}).status_code == 404


def test_only_the_panel_reads_for_the_panel(
    bid: Application, nia: User, ann: User, sam: User, pat: User, olive: User, door: Door
) -> None:
    doors = [door(person) for person in (nia, ann, sam, olive, pat)]
    assert [client.get(HOME).status_code for client in doors] == [403, 403, 403, 200, 200]
    assert [client.get(ranking(bid.round)).status_code for client in doors] == [403, 403, 403, 200, 200]
    assert [client.get(at(bid)).status_code for client in doors] == [403, 403, 403, 403, 200]
    assert [door(None).get(address).status_code for address in (HOME, ranking(bid.round), at(bid))] == [302] * 3


@pytest.mark.slow
def test_the_ranking_costs_the_same_for_1_3_and_200(round_: Round, sam: User, pat: User, door: Door) -> None:
    client, counts = door(pat), []
    client.get(ranking(round_))
    for wanted in (1, 3, 200):
        for _ in range(wanted - Application.objects.count()):
            bid = factories.make_application(round_, state="in_assessment")
            factories.make_assessment(bid, sam, state="handed_in", scores=(1, 2, 3))
            if bid.pk % 2:
                factories.make_assessment(bid, pat, state="started", scores=())
        with CaptureQueriesContext(connection) as queries:
            assert client.get(ranking(round_)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] == counts[2]
    assert counts[0] <= 15


def test_reading_costs_the_same_for_1_and_3_assessments(bid: Application, pat: User, door: Door) -> None:
    Declaration.objects.create(application=bid, user=pat, kind="none")
    client, counts = door(pat), []
    client.get(at(bid))
    for wanted in (1, 3):
        for _ in range(wanted - bid.assessments.count()):
            factories.make_assessment(bid, factories.make_person(), state="handed_in", scores=(1, 2, 3))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(at(bid)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 22


def test_the_history_of_a_bid_shows_the_panel_nothing_that_its_page_does_not(
    bid: Application, ann: User, pat: User, olive: User, door: Door
) -> None:
    """Earlier answers, who changed them and why stand in the history; no page of any reader of it is the panel's."""
    for code in ("contact", "plan"):
        sheet = bid.answers.get(section__code=code)
        now = dict(sheet.values)
        for values in ({**now, "what": "SECRET before", "contact_name": "SECRET person"}, now):
            sheet.values = values
            history.save(sheet, by=ann, reason="SECRET reason")
    bid.move("decided", by=olive, reason="SECRET ruling")
    assert "SECRET ruling" in words_of(door(olive).get(reverse("applications:application", args=[bid.pk])))
    client = door(pat)
    client.post(at(bid, "declare/"), {"kind": "none"})
    opened = []
    for pattern in [*urls.my, *urls.assess, *urls.sit, *urls.run]:
        if pattern.pattern.converters.keys() != {"pk"}:
            continue
        answer = client.get(reverse(f"applications:{pattern.name}", args=[bid.pk]))
        assert answer.status_code in {200, 403, 404, 405}, pattern.name
        if answer.status_code == 200:
            opened.append(pattern.name)
            assert "SECRET" not in words_of(answer), pattern.name
            assert "Olive Officer" not in words_of(answer), pattern.name
    assert opened == ["panel-application"]


# Many ties at once ---------------------------------------------------------------------------------------------------


def test_a_member_says_for_many_bids_at_once_whether_there_are_ties(round_: Round, pat: User, door: Door) -> None:
    bids = [factories.make_application(round_, state="in_assessment", title=f"Project {n}") for n in range(3)]
    client, page = door(pat), f"/panel/rounds/{round_.slug}/ties/"
    seen = client.get(page).content.decode()
    assert "3 bids still to say" in seen and "People with lung disease walk together" in seen
    assert "Weekly walks led by peers." not in seen
    wrong = client.post(page, {f"kind_{bids[0].pk}": "none", f"kind_{bids[1].pk}": "perhaps"})
    assert wrong.status_code == 422 and not Declaration.objects.exists()
    client.post(page, {f"kind_{bids[0].pk}": "none", f"kind_{bids[1].pk}": "family", f"kind_{bids[2].pk}": ""})
    assert list(Declaration.objects.order_by("application").values_list("application", "kind")) == [
        (bids[0].pk, "none"),
        (bids[1].pk, "family"),
    ]
    assert "1 bid still to say" in client.get(page).content.decode()
    assert client.get(f"/panel/applications/{bids[0].pk}/").status_code == 200
    assert client.get(f"/panel/applications/{bids[1].pk}/").status_code == 403


def test_saying_ties_for_many_costs_the_same_for_1_and_20(round_: Round, pat: User, door: Door) -> None:
    client, counts = door(pat), []
    for wanted in (1, 20):
        for _ in range(wanted - round_.applications.count()):
            factories.make_application(round_, state="in_assessment")
        client.get(f"/panel/rounds/{round_.slug}/ties/")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/panel/rounds/{round_.slug}/ties/")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 16
