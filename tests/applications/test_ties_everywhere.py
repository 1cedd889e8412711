"""Ties close a bid for whoever has them, whatever their part: reader, chair, officer, and whatever they send."""

from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from applications import announcing, assessing, deciding, meeting, searching
from applications.announcing import approving
from applications.models import (
    AdviceNote,
    AgendaItem,
    Application,
    Assessment,
    Decision,
    Leaving,
    Meeting,
    PanelQuestion,
)
from fund.kit.states import Refused
from fund.models import Membership, Role, Round, User
from tests import factories

Door = Callable[[User | None], Client]
YES = {"outcome": "award", "amount": "9,999,999", "reason": "Strong."}


@pytest.fixture
def bid(round_: Round) -> Application:
    return factories.make_application(round_, state="in_assessment", amount=8765)


@pytest.fixture
def running(bid: Application, pat: User, olive: User) -> Meeting:
    """Pat is in the chair, Mia is free, and the bid is on the table."""
    mia = factories.make_person("Mia Member", "panel")
    row = factories.make_meeting(bid.round, chair=pat, members=[mia], state="running")
    assessing.declare_for_panel(bid, by=mia, kind="none")
    AgendaItem.objects.create(meeting=row, application=bid, notes="They spoke of walks.")
    meeting.put_on_table(row.agenda.get(), by=olive)
    return Meeting.objects.get()


def send(client: Client, running: Meeting, verb: str, data: dict[str, str]) -> tuple[int, str]:
    response = client.post(f"/panel/meetings/{running.pk}/items/{running.agenda.get().pk}/{verb}/", data)
    return response.status_code, unescape(response.content.decode())


def a_question() -> dict[str, str]:
    return {"words": "Who leads?", "until": f"{timezone.localdate() + timedelta(days=5):%d/%m/%Y}"}


def tie(person: User, bid: Application, how: str) -> None:
    if how == "declared":
        assessing.declare_for_panel(bid, by=person, kind="work")
    elif how == "advised":
        AdviceNote.objects.create(organisation=bid.organisation, words="Start small.", written_by=person)
    else:
        Membership.objects.create(organisation=bid.organisation, user=person, kind="editor")


TIES = pytest.mark.parametrize("how", ["declared", "advised", "own group"])


@TIES
@pytest.mark.parametrize("is_here", [True, False], ids=["in the room", "not in the room"])
def test_a_chair_with_ties_neither_decides_nor_asks_nor_writes_and_is_told_nothing(
    running: Meeting, bid: Application, pat: User, olive: User, door: Door, how: str, is_here: bool
) -> None:
    question = meeting.ask(bid, words="Why?", until=timezone.localdate(), by=olive)
    tie(pat, bid, how)
    if not is_here:
        running.seats.filter(person=pat).update(came_at=None)
    client = door(pat)
    for verb, data in (("decide", YES), ("decide", {}), ("ask", a_question()), ("ask", {}), ("notes", {"notes": "Hm"})):
        status, page = send(client, running, verb, data)
        assert (status, "You have ties to this bid" in page) == (409, True), verb
        for told in (bid.reference, bid.title, "8,765", "They spoke of walks."):
            assert told not in page, (verb, told)
    assert client.post(f"/panel/meetings/{running.pk}/questions/{question.pk}/back/").status_code == 409
    assert not Decision.objects.exists()
    assert PanelQuestion.objects.get().state == "asked"
    assert AgendaItem.objects.get().notes == "They spoke of walks."


def test_a_chair_who_sits_on_the_panel_says_first_whether_they_have_ties(
    running: Meeting, bid: Application, pat: User, door: Door
) -> None:
    client = door(pat)
    for verb, data in (("decide", YES), ("ask", a_question()), ("notes", {"notes": "Hm"})):
        status, page = send(client, running, verb, data)
        assert (status, "Say first whether you have ties" in page) == (409, True), verb
    assert not Decision.objects.exists()


@TIES
def test_an_officer_with_ties_does_not_decide(bid: Application, olive: User, door: Door, how: str) -> None:
    tie(olive, bid, how)
    sent = {"outcome": "award", "amount": "8,000", "reason": "Strong."}
    response = door(olive).post(f"/fund/applications/{bid.pk}/decide/", sent)
    assert response.status_code == 409
    page = unescape(response.content.decode())
    assert "somebody else decides on it" in page or "it is closed for you" in page
    assert not Decision.objects.exists()


@pytest.mark.parametrize("how", ["declared", "own group"])
@pytest.mark.parametrize("also", ["", "panel", "assessor"])
def test_somebody_of_the_fund_finds_a_bid_to_which_they_have_ties_nowhere(
    running: Meeting, bid: Application, olive: User, sam: User, door: Door, how: str, also: str
) -> None:
    if also:
        Role.objects.create(fund=factories.make_fund(), user=olive, kind=also)
    reading = factories.make_assessment(bid, sam, state="handed_in")
    searching.index(bid)
    client, round_ = door(olive), f"/fund/rounds/{bid.round.slug}"
    lists = [f"{round_}/applications/", f"{round_}/applications/?q={bid.reference}", f"{round_}/applications.csv"]
    pages = [f"/fund/applications/{bid.pk}/", f"/fund/assessments/{reading.pk}/send-back/"]
    for page in [*lists, pages[0]]:
        assert bid.title in unescape(client.get(page).getvalue().decode()), page
    assert client.get(pages[1]).status_code == 200
    tie(olive, bid, how)
    for page in lists:
        answer = client.get(page)
        assert (answer.status_code, bid.title in unescape(answer.getvalue().decode())) == (200, False), page
    for page in pages:
        answer = client.get(page)
        assert answer.status_code in {404, 409}, page
        assert bid.title not in unescape(answer.content.decode())


@pytest.mark.parametrize("how", ["declared", "own group"])
def test_an_officer_in_the_chair_leaves_the_room_for_a_bid_to_which_they_have_ties(
    bid: Application, olive: User, door: Door, how: str
) -> None:
    mia = factories.make_person("Mia Member", "panel")
    row = factories.make_meeting(bid.round, chair=olive, members=[mia], state="running")
    assessing.declare_for_panel(bid, by=mia, kind="none")
    item = AgendaItem.objects.create(meeting=row, application=bid, notes="They spoke of walks.")
    tie(olive, bid, how)
    meeting.put_on_table(item, by=mia)
    client = door(olive)
    for page in ("", "now/"):
        told = unescape(client.get(f"/panel/meetings/{row.pk}/{page}").content.decode())
        assert "closed for you" in told
        assert bid.title not in told and "They spoke of walks." not in told
    for verb, data in (("decide", YES), ("ask", a_question()), ("notes", {"notes": "Hm"})):
        assert send(client, row, verb, data)[0] == 409, verb
    told = unescape(client.get(f"/panel/meetings/{row.pk}/minutes/").content.decode())
    assert bid.title not in told and "They spoke of walks." not in told
    assert Leaving.objects.get().person == olive


@TIES
def test_the_screen_of_somebody_who_has_ties_since_a_moment_closes_at_its_next_look(
    running: Meeting, bid: Application, door: Door, how: str
) -> None:
    mia = User.objects.get(name="Mia Member")
    client, page = door(mia), f"/panel/meetings/{running.pk}/now/"
    seen = client.get(page).context["screen"].token
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page, {"seen": seen}).status_code == 204
    assert len(queries) <= 5
    tie(mia, bid, how)
    response = client.get(page, {"seen": seen})
    assert response.status_code == 200
    assert "This bid is closed for you" in unescape(response.content.decode())


@TIES
def test_a_reader_who_belongs_to_the_group_or_advised_it_meanwhile_reads_and_scores_no_more(
    bid: Application, sam: User, door: Door, how: str
) -> None:
    started = factories.make_assessment(bid, sam)
    client, page = door(sam), f"/assess/{started.pk}/"
    assert "Weekly walks led by peers." in client.get(page).content.decode()
    tie(sam, bid, how)
    answers = [client.get(page), *(client.post(f"{page}{verb}/", {"overall": "x"}) for verb in ("save", "hand-in"))]
    for answer in answers:
        assert answer.status_code in {403, 409}
        assert "Weekly walks led by peers." not in answer.content.decode()
    started.refresh_from_db()
    assert (started.overall, started.state == "handed_in") == ("", False)


@pytest.mark.parametrize("verb", ["save", "hand-in", "autosave", "reopen"])
def test_no_post_opens_the_bid_before_its_gate(bid: Application, sam: User, door: Door, verb: str) -> None:
    assigned = factories.make_assessment(bid, sam, state="assigned")
    answer = door(sam).post(f"/assess/{assigned.pk}/{verb}/", {"overall": "x"})
    assert answer.status_code == 403
    assert "Weekly walks led by peers." not in answer.content.decode()


def test_a_hand_in_of_what_an_officer_took_back_meanwhile_gives_the_words_back_and_not_the_bid(
    bid: Application, round_: Round, sam: User, door: Door
) -> None:
    started = factories.make_assessment(bid, sam)
    Assessment.objects.filter(pk=started.pk).update(state="taken_back")
    for verb in ("save", "hand-in"):
        answer = door(sam).post(f"/assess/{started.pk}/{verb}/", {"overall": "My long thoughts."})
        page = unescape(answer.content.decode())
        assert answer.status_code == 409
        assert "My long thoughts.</textarea>" in page and "so its scores can no longer change" in page
        assert "Weekly walks led by peers." not in page and "Walk leader" not in page


def test_a_tie_closes_the_bid_in_list_gate_paper_meeting_minutes_and_what_if_at_once(
    running: Meeting, bid: Application, door: Door
) -> None:
    mia = User.objects.get(name="Mia Member")
    client = door(mia)
    pages = [
        f"/panel/applications/{bid.pk}/", f"/panel/meetings/{running.pk}/", f"/panel/meetings/{running.pk}/now/",
        f"/panel/meetings/{running.pk}/minutes/", f"/panel/rounds/{bid.round.slug}/what-if/",
    ]  # fmt: skip
    assert bid.reference in client.get(pages[0]).content.decode()
    assessing.declare_for_panel(bid, by=mia, kind="family")
    for page in pages:
        answer = client.get(page)
        assert answer.status_code in {200, 403}
        assert bid.reference not in answer.content.decode(), page
        assert bid.title not in answer.content.decode(), page
    meeting.take_off_table(Meeting.objects.get(), by=mia)
    assert Leaving.objects.get().person == mia


# A role taken away ---------------------------------------------------------------------------------------------------


def test_a_role_taken_away_in_mid_meeting_ends_the_chair_and_the_seat_at_once(
    running: Meeting, bid: Application, pat: User, olive: User, door: Door
) -> None:
    assessing.declare_for_panel(bid, by=pat, kind="none")
    client = door(pat)
    assert client.get(f"/panel/meetings/{running.pk}/chair/").status_code == 200
    Role.objects.filter(user=pat).delete()
    for address in ("chair/", "", "now/", "minutes/"):
        assert client.get(f"/panel/meetings/{running.pk}/{address}").status_code == 404
    assert send(client, running, "decide", YES)[0] == 404
    Meeting.objects.update(quorum=2)
    with pytest.raises(Refused, match="1 of the 2 members needed"):
        meeting.decide(AgendaItem.objects.get(), outcome="decline", reason="No.", by=olive)


# What vanished meanwhile ---------------------------------------------------------------------------------------------


def test_an_item_that_another_chair_put_on_the_table_is_not_dropped_from_an_old_page(
    running: Meeting, olive: User
) -> None:
    first = meeting.add_item(running, title="Break", by=olive)
    old = AgendaItem.objects.get(pk=first.pk)
    meeting.put_on_table(first, by=olive)
    with pytest.raises(Refused, match="was on the table already"):
        meeting.drop_item(old, by=olive)
    assert Meeting.objects.get().on_table == first


def test_an_item_that_was_dropped_meanwhile_is_refused_in_words(running: Meeting, olive: User) -> None:
    item = meeting.add_item(running, title="Break", by=olive)
    old = AgendaItem.objects.get(pk=item.pk)
    meeting.drop_item(item, by=olive)
    for late in (lambda: meeting.put_on_table(old, by=olive), lambda: meeting.write_notes(old, notes="x", by=olive)):
        with pytest.raises(Refused, match="took this item off the agenda"):
            late()
    meeting.drop_item(old, by=olive)
    assert Meeting.objects.get().on_table is not None


def test_a_bid_that_is_withdrawn_while_it_is_on_the_table_is_not_decided(
    running: Meeting, bid: Application, olive: User
) -> None:
    Application.objects.filter(pk=bid.pk).update(state="withdrawn")
    with pytest.raises(Refused, match="is now “Withdrawn”"):
        deciding.decide(bid, by=olive, outcome="decline", reason="No.")
    assert not Decision.objects.exists()


# The tables of a round ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["declared", "own group"])
def test_no_table_of_a_round_tells_an_officer_what_became_of_a_bid_to_which_they_have_ties(
    bid: Application, olive: User, morag: User, sam: User, door: Door, how: str
) -> None:
    round_ = bid.round
    other = factories.make_application(round_, state="in_assessment", amount=4000, title="Another walk")
    for row, mark in ((bid, 4), (other, 1)):
        factories.make_assessment(row, sam, state="handed_in", scores=(mark,) * round_.criteria.count())
    deciding.decide(bid, outcome="award", amount=7654, reason="Strong and kind.", by=morag)
    deciding.decide(other, outcome="award", amount=1111, reason="It fits.", by=morag)
    paper = approving.freeze(round_, by=morag)
    mia = factories.make_person("Mia Manager", "manager")
    pages = [
        *(f"/fund/rounds/{round_.slug}/{page}/" for page in ("ranking", "fairness", "announce", "letters/words/award")),
        f"/fund/rounds/{round_.slug}/letters/",
        f"/fund/rounds/{round_.slug}/",
        f"/fund/applications/{other.pk}/decide/",
        f"/fund/awards/{paper.pk}/",
    ]

    def told(page: str) -> str:
        return " ".join(unescape(door(mia).get(page).content.decode()).split())

    before = "".join(map(told, pages))
    assert "£7,654" in before and "4.00" in before and "Strong and kind." in before and "£8,765" in before
    tie(mia, bid, how)
    for page in pages:
        seen = told(page)
        for secret in ("£7,654", "4.00", "Strong and kind.", "£8,765", "£41,235"):  # what it got, and what is left
            assert secret not in seen, (page, secret)
    for page in pages[:3]:
        assert "Another walk" in told(page) and "Left out here, because you have ties to it" in told(page)
    assert "You have ties to a bid in this round" in told(pages[-1])
    Round.objects.update(closes_at=timezone.now() - timedelta(days=1))
    Application.objects.filter(pk=other.pk).update(state="withdrawn")
    alone = told(pages[2])
    assert "Nothing waits to be announced" not in alone and "Announce to everybody now" in alone
    assert "Left out here" in told(f"/fund/rounds/{round_.slug}/letters/")
    announcing.announce(Round.objects.get(pk=round_.pk), by=morag)
    assert "£8,765" in told(f"/fund/rounds/{round_.slug}/"), "what is announced is no secret"


def test_ties_that_come_to_light_after_the_decision_close_the_bid_until_all_hear(
    bid: Application, sam: User, olive: User, morag: User, door: Door
) -> None:
    reading = factories.make_assessment(bid, sam, state="handed_in", scores=(4, 4, 4))
    deciding.decide(bid, by=morag, outcome="decline", reason="Others came first.")
    Round.objects.filter(pk=bid.round_id).update(closes_at=timezone.now() - timedelta(days=1))
    page = f"/fund/applications/{bid.pk}/take-out/"
    said = {"reader": sam.pk, "kind": "family", "note": "A letter said so."}
    assert "The decision stands as it is." in door(olive).get(page).content.decode()
    assert door(olive).post(page, said).status_code == 302
    reading.refresh_from_db()
    assert (reading.state, door(sam).get(f"/assess/{reading.pk}/").status_code) == ("conflicted", 403)
    assert Decision.objects.get().outcome == "decline"
    announcing.announce(bid.round, by=morag)
    assert door(olive).get(page).status_code == 403
