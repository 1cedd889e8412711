"""The panel's meeting: its agenda, who is in the room, what is decided, and what the screens show."""

import io
import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import docx
import pytest
import time_machine
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import strip_tags

from applications import assessing, deciding, meeting, reserving
from applications.meeting import minutes
from applications.models import (
    AdviceNote,
    AgendaItem,
    Application,
    Audience,
    Decision,
    Leaving,
    Meeting,
    PanelQuestion,
    Seat,
)
from applications.packs import bid as bid_papers
from fund import files
from fund.kit.states import Refused
from fund.models import Letter, MoneySource, Organisation, Round, User
from fund.templatetags.words import moment
from tests import factories
from tests.fund.test_pdf import problems

Door = Callable[[User | None], Client]


@pytest.fixture
def bids(round_: Round) -> list[Application]:
    found = [
        factories.make_application(round_, state="in_assessment", title=f"Project {n}", amount=10_000 * n)
        for n in (1, 2, 3)
    ]
    for bid, score in zip(found, (2, 5, 4), strict=True):
        factories.make_assessment(bid, factories.make_person(), state="handed_in", scores=(score, score, score))
    return found


@pytest.fixture
def members(pat: User) -> list[User]:
    return [pat, *(factories.make_person(name, "panel") for name in ("Mia Member", "Moe Member"))]


@pytest.fixture
def planned(round_: Round, bids: list[Application], members: list[User], olive: User) -> Meeting:
    return meeting.plan(
        round_,
        name="Panel of March",
        starts_at=timezone.now() + timedelta(days=1),
        place="Room 2",
        quorum=2,
        minutes_each=8,
        chair=olive,
        members=members,
        by=olive,
    )


@pytest.fixture
def running(planned: Meeting, members: list[User], olive: User) -> Meeting:
    meeting.open_meeting(planned, by=olive)
    for person in members:
        meeting.come(planned, person, by=olive)
    return planned


def item_of(running: Meeting, bid: Application) -> AgendaItem:
    items = AgendaItem.objects.select_related("meeting", "application__organisation")
    return items.get(meeting=running, application=bid)


def free(bid: Application, *people: User) -> None:
    for person in people:
        assessing.declare_for_panel(bid, by=person, kind="none")


def words_of(response: object) -> str:
    return unescape(response.content.decode())


def titles(planned: Meeting) -> list[str]:
    return [item.title or item.application.title for item in planned.agenda.select_related("application")]


# Planning ------------------------------------------------------------------------------------------------------------


def test_the_agenda_fills_itself_best_mark_first_and_everybody_has_a_letter(
    planned: Meeting, members: list[User]
) -> None:
    assert titles(planned) == ["Project 2", "Project 3", "Project 1"]
    letters = Letter.objects.filter(kind="asked_to_meeting")
    assert set(letters.values_list("to__email", flat=True)) == {person.email for person in members}
    assert "Room 2" in letters.first().text


def test_who_was_asked_hears_of_another_day_or_place_and_of_nothing_else(
    planned: Meeting, members: list[User], olive: User
) -> None:
    new = factories.make_person("Nell New", "panel")
    stays, gone = members[:2], members[2]

    def moved() -> list[str]:
        return sorted(letter.to.name for letter in Letter.objects.filter(kind="meeting_moved"))

    meeting.change(planned, by=olive, members=members, name="The big panel", place="Room 2")
    assert moved() == []
    later = planned.starts_at + timedelta(days=7)
    meeting.change(planned, by=olive, members=[*stays, new], starts_at=later, place="Room 9")
    assert moved() == sorted(person.name for person in stays)
    text = " ".join(Letter.objects.filter(kind="meeting_moved").first().text.split())
    assert f"It was planned for {moment(planned.starts_at)}" in text and moment(later) in text and "Room 9" in text
    assert gone.name not in moved() and Letter.objects.filter(kind="asked_to_meeting", to=new).exists()


@pytest.mark.parametrize(
    ("way", "order"),
    [("ranking", [2, 3, 1]), ("reverse", [1, 3, 2]), ("reference", [1, 2, 3]), ("size", [3, 2, 1])],
)
def test_the_agenda_has_its_usual_orders(planned: Meeting, olive: User, way: str, order: list[int]) -> None:
    meeting.add_item(planned, title="Welcome", by=olive)
    meeting.arrange_by(planned, way, by=olive)
    assert titles(planned) == ["Welcome", *(f"Project {n}" for n in order)]


def test_items_move_and_leave_the_agenda_by_buttons(planned: Meeting, olive: User, door: Door) -> None:
    client = door(olive)
    first, second, _ = planned.agenda.all()
    client.post(f"/fund/meetings/{planned.pk}/arrange/", {"do": f"down-{first.pk}"})
    assert titles(planned) == ["Project 3", "Project 2", "Project 1"]
    client.post(f"/fund/meetings/{planned.pk}/items/{second.pk}/drop/")
    assert titles(planned) == ["Project 2", "Project 1"]
    client.post(f"/fund/meetings/{planned.pk}/arrange/", {"do": "add"})
    assert titles(planned) == ["Project 2", "Project 1", "Project 3"]


def test_an_agenda_that_changed_meanwhile_is_not_overwritten(planned: Meeting, olive: User) -> None:
    keys = list(planned.agenda.values_list("pk", flat=True))
    meeting.add_item(planned, title="Welcome", by=olive)
    with pytest.raises(Refused, match="The agenda changed while you were arranging it"):
        meeting.arrange(planned, keys, by=olive)


def plan_sent(chair: User, members: list[User], **facts: str) -> dict[str, object]:
    """What the page for planning a meeting sends."""
    day = timezone.localdate() + timedelta(days=7)
    sent = {"name": "Panel", "day": f"{day:%d/%m/%Y}", "time": "10am", "quorum": "2", "minutes_each": "8", **facts}
    return {**sent, "chair": chair.pk, "members": [person.pk for person in members]}


def test_a_quorum_that_can_never_be_met_is_said(
    round_: Round, members: list[User], olive: User, morag: User, door: Door
) -> None:
    """Only members of the panel judge: a chair who runs the fund, or a colleague who takes notes, does not count."""
    client, page = door(olive), f"/fund/rounds/{round_.slug}/meetings/plan/"
    response = client.post(page, plan_sent(olive, [*members[:2], morag], quorum="3"))
    assert response.status_code == 422
    words = "Only 2 of those asked sit on the panel, and only they decide. Ask more, or enter a smaller number"
    assert words in words_of(response)
    nobody = client.post(page, plan_sent(olive, [morag], quorum="1"))
    assert "Nobody asked sits on the panel, so nobody could decide. Ask members of the panel" in words_of(nobody)
    assert f"{morag} (not on the panel)" in words_of(nobody) and f"{members[0]} (" not in words_of(nobody)
    assert client.post(page, plan_sent(olive, [*members[:2], morag])).status_code == 302
    assert Seat.objects.filter(meeting__name="Panel").count() == 4
    meeting_ = Meeting.objects.get()
    again = client.post(f"/fund/meetings/{meeting_.pk}/change/", plan_sent(olive, members[:1]))
    assert again.status_code == 422 and "Only 1 of those asked sits on the panel" in words_of(again)


def test_a_meeting_is_planned_for_a_day_to_come(round_: Round, members: list[User], olive: User, door: Door) -> None:
    client, page = door(olive), f"/fund/rounds/{round_.slug}/meetings/plan/"
    past = client.post(page, plan_sent(olive, members, day="1/1/2020"))
    assert past.status_code == 422 and "Enter a day that is still to come" in words_of(past)
    assert 'value="1/1/2020"' in words_of(past)
    assert not Letter.objects.exists() and not Meeting.objects.exists()
    today = timezone.localdate()
    assert client.post(page, plan_sent(olive, members, day=f"{today:%d/%m/%Y}")).status_code == 302
    held = Meeting.objects.get()
    then = timezone.now() - timedelta(days=3)
    Meeting.objects.filter(pk=held.pk).update(starts_at=then)
    change = f"/fund/meetings/{held.pk}/change/"
    same = plan_sent(olive, members, day=f"{timezone.localdate(then):%d/%m/%Y}")
    assert client.post(change, same).status_code == 302  # its own day may stay
    assert client.post(change, same | {"day": "1/1/2020"}).status_code == 422


# In the room ---------------------------------------------------------------------------------------------------------


def test_a_member_with_ties_leaves_and_their_screen_shows_nothing_of_the_bid(
    running: Meeting, bids: list[Application], members: list[User], olive: User, door: Door
) -> None:
    pat, mia, _ = members
    assessing.declare_for_panel(bids[1], by=pat, kind="family")
    free(bids[1], mia)
    meeting.put_on_table(item_of(running, bids[1]), by=olive)
    leaving = Leaving.objects.get()
    assert (leaving.person, leaving.came_back_at) == (pat, None)
    for address in ("", "now/"):
        page = words_of(door(pat).get(f"/panel/meetings/{running.pk}/{address}"))
        assert "This bid is closed for you" in page
        assert "Project 2" not in page and bids[1].reference not in page and "Mean mark" not in page
    assert "Project 2" in words_of(door(mia).get(f"/panel/meetings/{running.pk}/now/"))
    meeting.put_on_table(item_of(running, bids[0]), by=olive)
    leaving.refresh_from_db()
    assert leaving.came_back_at is not None


def test_the_own_group_s_people_and_those_who_advised_leave_too(
    running: Meeting, bids: list[Application], members: list[User], olive: User, door: Door
) -> None:
    _, mia, moe = members
    factories.make_member(bids[0].organisation, "x", "editor")
    bids[0].organisation.memberships.update(user=mia)
    free(bids[0], moe)
    AdviceNote.objects.create(organisation=bids[0].organisation, words="Do so.", written_by=moe)
    meeting.put_on_table(item_of(running, bids[0]), by=olive)
    assert set(Leaving.objects.values_list("person", flat=True)) == {mia.pk, moe.pk}
    for person in (mia, moe):
        page = words_of(door(person).get(f"/panel/meetings/{running.pk}/"))
        assert "This bid is closed for you" in page and "Project 1" not in page


def test_who_has_not_said_yet_is_asked_on_the_screen_before_the_bid_opens(
    running: Meeting, bids: list[Application], pat: User, olive: User, door: Door
) -> None:
    meeting.put_on_table(item_of(running, bids[1]), by=olive)
    client, page = door(pat), f"/panel/meetings/{running.pk}/"
    asked = words_of(client.get(page))
    assert "Before this bid opens for you" in asked and "Mean mark" not in asked
    empty = client.post(f"/panel/applications/{bids[1].pk}/declare/", {"meeting": str(running.pk)})
    assert empty.status_code == 422 and "Say whether you have any ties" in words_of(empty)
    assert f'name="meeting" value="{running.pk}"' in words_of(empty)
    answer = {"kind": "none", "meeting": str(running.pk)}
    assert client.post(f"/panel/applications/{bids[1].pk}/declare/", answer).url == page
    assert "Mean mark" in words_of(client.get(page))


def test_the_form_of_ties_on_the_screen_stays_while_others_say_theirs(
    running: Meeting, bids: list[Application], members: list[User], olive: User, door: Door
) -> None:
    pat, mia, moe = members
    meeting.put_on_table(item_of(running, bids[1]), by=olive)
    client, page = door(pat), f"/panel/meetings/{running.pk}/now/"
    seen = client.get(page).context["screen"].token
    free(bids[1], mia)
    assessing.declare_for_panel(bids[1], by=moe, kind="work")
    assert client.get(page, {"seen": seen}).status_code == 204
    meeting.put_on_table(item_of(running, bids[0]), by=olive)
    other = client.get(page, {"seen": seen})
    assert other.status_code == 200 and "Project 1" in words_of(other)
    free(bids[0], pat)  # said on another page
    assert "Mean mark" in words_of(client.get(page, {"seen": other.context["screen"].token}))


def test_ties_found_while_it_is_on_the_table_close_the_screen_at_once(
    running: Meeting, bids: list[Application], pat: User, olive: User, door: Door
) -> None:
    free(bids[1], pat)
    meeting.put_on_table(item_of(running, bids[1]), by=olive)
    client, page = door(pat), f"/panel/meetings/{running.pk}/now/"
    seen = client.get(page).context["screen"].token
    assert client.get(page, {"seen": seen}).status_code == 204
    assessing.declare_for_panel(bids[1], by=pat, kind="work")
    response = client.get(page, {"seen": seen})
    assert response.status_code == 200
    assert "This bid is closed for you" in words_of(response)
    meeting.take_off_table(Meeting.objects.get(), by=olive)
    assert Leaving.objects.get().person == pat


def test_a_screen_follows_the_chair_and_is_quiet_while_nothing_happens(
    running: Meeting, bids: list[Application], pat: User, olive: User, door: Door
) -> None:
    client, page = door(pat), f"/panel/meetings/{running.pk}/now/"
    first = client.get(page)
    seen = first.context["screen"].token
    assert "Nothing is on the table" in words_of(first)
    assert client.get(page, {"seen": seen}).status_code == 204
    free(bids[0], pat)
    meeting.put_on_table(item_of(running, bids[0]), by=olive)
    after = client.get(page, {"seen": seen})
    assert after.status_code == 200 and "Project 1" in words_of(after)


def test_a_page_left_open_shows_the_button_to_come_when_the_meeting_begins(
    planned: Meeting, bids: list[Application], members: list[User], olive: User, door: Door
) -> None:
    assessing.declare_for_panel(bids[1], by=members[0], kind="family")
    client, page = door(members[0]), f"/panel/meetings/{planned.pk}/now/"
    before = client.get(page)
    assert "Leave this page open" in words_of(before) and "I am here" not in words_of(before)
    meeting.open_meeting(planned, by=olive)
    meeting.put_on_table(item_of(planned, bids[1]), by=olive)
    begun = client.get(page, {"seen": before.context["screen"].token})
    assert "I am here" in words_of(begun) and "You are here" not in words_of(begun)
    assert client.post(f"/panel/meetings/{planned.pk}/here/{members[0].pk}/").url == page.removesuffix("now/")
    assert Leaving.objects.get().person == members[0]
    here = client.get(page, {"seen": begun.context["screen"].token})
    assert "You are here" in words_of(here) and "I have to go" in words_of(here) and "I am here" not in words_of(here)
    for address in ("chair/", "now/?desk=running-0"):
        desk = words_of(door(olive).get(f"/panel/meetings/{planned.pk}/{address}"))
        assert "I am here" not in desk, address


def test_the_chair_s_screen_counts_those_who_say_meanwhile_that_they_are_free(
    running: Meeting, bids: list[Application], members: list[User], olive: User, door: Door
) -> None:
    meeting.put_on_table(item_of(running, bids[1]), by=olive)
    client, page = door(olive), f"/panel/meetings/{running.pk}/now/"
    first = client.get(page)
    assert "Too few to decide" in words_of(first)
    seen = first.context["screen"].token
    for person in members[:2]:
        answer = {"kind": "none", "meeting": str(running.pk)}
        door(person).post(f"/panel/applications/{bids[1].pk}/declare/", answer)
    after = client.get(page, {"seen": seen})
    assert after.status_code == 200
    assert "2 here and free to judge" in words_of(after) and "Too few to decide" not in words_of(after)
    seen = after.context["screen"].token
    assessing.recuse(bids[1], members[0], kind="work", note="A neighbour told us.", by=olive)
    assert "Too few to decide" in words_of(client.get(page, {"seen": seen}))


def test_screen_page_and_paper_number_the_assessors_alike(
    running: Meeting, bids: list[Application], pat: User, olive: User, door: Door
) -> None:
    for score in (1, 3):
        factories.make_assessment(bids[1], factories.make_person(), state="handed_in", scores=(score, score, score))
    free(bids[1], pat)
    meeting.put_on_table(item_of(running, bids[1]), by=olive)
    numbered = ["Assessor 1: 1.00", "Assessor 2: 3.00", "Assessor 3: 5.00"]
    for page in (f"/panel/meetings/{running.pk}/now/", f"/panel/applications/{bids[1].pk}/"):
        assert re.findall(r"Assessor \d: [\d.]+", words_of(door(pat).get(page))) == numbered
    views = bid_papers.for_audience(Application.objects.get(pk=bids[1].pk), Audience.PANEL).views
    assert [view.mark for view in views or []] == ["1.00", "3.00", "5.00"]


def test_a_quiet_screen_costs_few_queries_however_many_there_are(
    running: Meeting, bids: list[Application], members: list[User], olive: User, door: Door
) -> None:
    free(bids[0], *members)
    meeting.put_on_table(item_of(running, bids[0]), by=olive)
    for person in members[:2]:
        client, page = door(person), f"/panel/meetings/{running.pk}/now/"
        seen = client.get(page).context["screen"].token
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page, {"seen": seen}).status_code == 204
        assert len(queries) <= 5


def test_only_those_asked_and_those_who_run_the_fund_find_the_meeting(
    running: Meeting, nia: User, sam: User, ann: User, door: Door
) -> None:
    stranger = factories.make_person("Una", "panel")
    for person in (nia, sam, ann, stranger):
        assert door(person).get(f"/panel/meetings/{running.pk}/").status_code == 404
        assert door(person).get(f"/panel/meetings/{running.pk}/now/").status_code == 404


def absences(running: Meeting, person: User) -> list[tuple[str, str]]:
    """When somebody left the room because of ties and came back, as hours and minutes."""
    rows = Leaving.objects.filter(item__meeting=running, person=person)
    return [
        (f"{row.left_at:%H:%M}", f"{row.came_back_at:%H:%M}" if row.came_back_at else "home")
        for row in rows.order_by("left_at")
    ]


@pytest.mark.parametrize("way", ["declared", "recused"])
def test_who_finds_ties_while_a_bid_is_on_the_table_leaves_at_that_time(
    running: Meeting, bids: list[Application], members: list[User], olive: User, way: str
) -> None:
    pat, mia, moe = members
    free(bids[1], mia, moe)
    with time_machine.travel("2027-03-01 10:00:00+00:00", tick=False) as clock:
        meeting.put_on_table(item_of(running, bids[1]), by=olive)
        clock.shift(timedelta(minutes=1))
        if way == "declared":
            assessing.declare_for_panel(bids[1], by=pat, kind="family")
        else:
            assessing.recuse(bids[1], pat, kind="family", note="A neighbour told us.", by=olive)
        clock.shift(timedelta(minutes=20))
        meeting.take_off_table(Meeting.objects.get(), by=olive)
    assert absences(running, pat) == [("10:01", "10:21")]


def test_who_finds_ties_and_goes_home_stands_in_the_minutes(
    running: Meeting, bids: list[Application], members: list[User], olive: User
) -> None:
    pat, mia, moe = members
    free(bids[1], mia, moe)
    with time_machine.travel("2027-03-01 10:00:00+00:00", tick=False) as clock:
        meeting.put_on_table(item_of(running, bids[1]), by=olive)
        clock.shift(timedelta(minutes=2))
        assessing.declare_for_panel(bids[1], by=pat, kind="family")
        clock.shift(timedelta(minutes=3))
        meeting.go(Meeting.objects.get(), pat, by=olive)
        meeting.take_off_table(Meeting.objects.get(), by=olive)
        assert absences(running, pat) == [("10:02", "home")]
        clock.shift(timedelta(minutes=5))
        meeting.come(Meeting.objects.get(), pat, by=olive)  # back at the meeting, and the bid is taken up once more
        meeting.put_on_table(item_of(running, bids[1]), by=olive)
        clock.shift(timedelta(minutes=5))
        meeting.close(Meeting.objects.get(), by=olive)
    assert absences(running, pat) == [("10:02", "home"), ("10:10", "10:15")]
    assert said_in(running)["Project 2"][:2] == [
        "Left the room because of ties: Pat Panel, left at 10:02am.",
        "Left the room because of ties: Pat Panel, left at 10:10am, came back at 10:15am.",
    ]


def test_who_comes_late_with_ties_waits_outside(
    running: Meeting, bids: list[Application], members: list[User], olive: User
) -> None:
    pat, mia, moe = members
    assessing.declare_for_panel(bids[1], by=pat, kind="family")
    free(bids[1], mia, moe)
    with time_machine.travel("2027-03-01 10:00:00+00:00", tick=False) as clock:
        meeting.go(Meeting.objects.get(), pat, by=olive)
        meeting.put_on_table(item_of(running, bids[1]), by=olive)
        clock.shift(timedelta(minutes=4))
        meeting.come(Meeting.objects.get(), pat, by=olive)
        clock.shift(timedelta(minutes=4))
        meeting.go(Meeting.objects.get(), pat, by=olive)
        meeting.come(Meeting.objects.get(), pat, by=olive)
        meeting.go(Meeting.objects.get(), pat, by=olive)
        meeting.close(Meeting.objects.get(), by=olive)
    assert absences(running, pat) == [("10:04", "home")]


def test_each_time_on_the_table_is_an_absence_of_its_own(
    running: Meeting, bids: list[Application], members: list[User], olive: User
) -> None:
    pat, mia, moe = members
    assessing.declare_for_panel(bids[1], by=pat, kind="family")
    free(bids[1], mia, moe)
    with time_machine.travel("2027-03-01 10:00:00+00:00", tick=False) as clock:
        for _ in range(2):
            meeting.put_on_table(item_of(running, bids[1]), by=olive)
            clock.shift(timedelta(minutes=5))
            meeting.take_off_table(Meeting.objects.get(), by=olive)
            clock.shift(timedelta(minutes=30))
    assert absences(running, pat) == [("10:00", "10:05"), ("10:35", "10:40")]


# Deciding ------------------------------------------------------------------------------------------------------------


def test_a_decision_needs_the_quorum_of_those_free_to_judge(
    running: Meeting, bids: list[Application], members: list[User], olive: User
) -> None:
    pat, mia, moe = members
    assessing.declare_for_panel(bids[0], by=pat, kind="money")
    free(bids[0], mia)
    meeting.put_on_table(item_of(running, bids[0]), by=olive)
    with pytest.raises(Refused, match="1 of the 2 members needed are here and free to judge this bid"):
        meeting.decide(item_of(running, bids[0]), outcome="decline", reason="Too thin.", by=olive)
    assert not Decision.objects.exists()
    free(bids[0], moe)
    meeting.decide(item_of(running, bids[0]), outcome="decline", reason="Too thin.", by=olive)
    assert Decision.objects.get().decided_by == olive


def test_a_refused_decision_keeps_its_words_on_the_desk(
    running: Meeting, bids: list[Application], members: list[User], olive: User, door: Door
) -> None:
    free(bids[0], members[0])
    item = item_of(running, bids[0])
    client, address = door(olive), f"/panel/meetings/{running.pk}/items/{item.pk}/decide/"
    sent = {"outcome": "decline", "reason": "Too thin by far.", "conditions": "Come back next year."}
    meeting.put_on_table(item, by=olive)
    few = client.post(address, sent)
    assert few.status_code == 409 and "1 of the 2 members needed are here and free" in words_of(few)
    meeting.put_on_table(item_of(running, bids[1]), by=olive)
    gone = client.post(address, sent)
    assert gone.status_code == 409 and f"{bids[0].reference} is not on the table now." in words_of(gone)
    for page in (words_of(few), words_of(gone)):
        assert "Chair’s desk" in page and "Too thin by far.</textarea>" in page and "Come back next year." in page
        assert re.search(r'value="decline"[^>]*checked', page)
        assert f"The decision on {bids[0].reference}" in page
    assert not Decision.objects.exists()
    Application.objects.filter(pk=bids[0].pk).update(state="not_funded")
    question = {"words": "Who leads the walks?", "until": f"{timezone.localdate() + timedelta(days=5):%d/%m/%Y}"}
    late = client.post(address.replace("decide", "ask"), question)
    assert late.status_code == 409 and "so the panel can ask nothing more" in words_of(late)
    assert "Who leads the walks?</textarea>" in words_of(late)


def test_only_what_is_on_the_table_is_decided(
    running: Meeting, bids: list[Application], members: list[User], olive: User
) -> None:
    free(bids[0], *members)
    with pytest.raises(Refused, match="is not on the table now"):
        meeting.decide(item_of(running, bids[0]), outcome="decline", reason="No.", by=olive)
    assert Application.objects.get(pk=bids[0].pk).state == "in_assessment"


def test_a_chair_with_ties_does_not_decide(
    running: Meeting, bids: list[Application], members: list[User], olive: User, door: Door
) -> None:
    pat, mia, moe = members
    Meeting.objects.filter(pk=running.pk).update(chair=pat)
    assessing.declare_for_panel(bids[0], by=pat, kind="own")
    free(bids[0], mia, moe)
    running.refresh_from_db()
    client = door(pat)
    desk = f"/panel/meetings/{running.pk}/chair/"
    assert client.post(f"/panel/meetings/{running.pk}/items/{item_of(running, bids[0]).pk}/put/").url == desk
    page = words_of(client.get(desk))
    assert "This bid is closed for you" in page and "Record the decision" not in page and "Project 1" not in page
    with pytest.raises(Refused, match="You have ties to this bid"):
        meeting.decide(item_of(running, bids[0]), outcome="decline", reason="No.", by=pat)


def test_the_chair_s_desk_decides_and_the_money_line_moves(
    running: Meeting, bids: list[Application], members: list[User], olive: User, door: Door
) -> None:
    free(bids[1], *members)
    item = item_of(running, bids[1])
    client, desk = door(olive), f"/panel/meetings/{running.pk}/chair/"
    client.post(f"/panel/meetings/{running.pk}/items/{item.pk}/put/")
    wrong = client.post(f"/panel/meetings/{running.pk}/items/{item.pk}/decide/", {"outcome": "award", "amount": "x"})
    assert wrong.status_code == 422 and "Enter the sum in pounds, like 12,500" in words_of(wrong)
    sent = {"outcome": "award", "amount": "15,000", "reason": "Strong.", "conditions": "Start in May."}
    assert client.post(f"/panel/meetings/{running.pk}/items/{item.pk}/decide/", sent).url == desk
    seen = words_of(door(members[0]).get(f"/panel/meetings/{running.pk}/now/"))
    assert "Award: £15,000" in seen and "Conditions: Start in May." in seen
    assert "£15,000 awarded of" in seen


def test_notes_for_what_left_the_table_are_not_taken_for_what_came_after_it(
    running: Meeting, bids: list[Application], members: list[User], olive: User, door: Door
) -> None:
    first, second = item_of(running, bids[0]), item_of(running, bids[1])
    meeting.put_on_table(first, by=olive)
    client, desk = door(olive), f"/panel/meetings/{running.pk}/chair/"
    opened = client.get(desk)
    page = words_of(opened)
    for heading in ("The decision on", "Notes on"):
        assert f"{heading} {bids[0].reference} Project 1" in page
    asked = re.search(r'hx-get="([^"]+)"', page).group(1)
    assert "The table has changed" not in page
    meeting.put_on_table(second, by=olive)
    assert "The table has changed. The forms on this page are still those of before." in words_of(client.get(asked))
    address, sent = f"/panel/meetings/{running.pk}/items/{first.pk}/notes/", {"notes": "The walks are led by peers."}
    refused = client.post(address, sent)
    page = words_of(refused)
    assert refused.status_code == 409 and not item_of(running, bids[0]).notes
    assert f"{bids[0].reference} is not on the table any more, so your notes are not kept yet." in page
    assert page.count("The walks are led by peers.") == 1
    for bid in bids[:2]:
        assert f"Notes on {bid.reference} {bid.title}" in page
    assert 'name="late"' in page and client.post(address, sent | {"late": "yes"}).url == desk
    assert item_of(running, bids[0]).notes == "The walks are led by peers." and not item_of(running, bids[1]).notes


def test_notes_of_two_chairs_do_not_overwrite_each_other(
    running: Meeting, bids: list[Application], olive: User, morag: User, door: Door
) -> None:
    item = item_of(running, bids[0])
    meeting.put_on_table(item, by=olive)
    desk, address = f"/panel/meetings/{running.pk}/chair/", f"/panel/meetings/{running.pk}/items/{item.pk}/notes/"
    opened = [(client, client.get(desk).context["notes"]["seen"].value()) for client in (door(olive), door(morag))]
    (first, seen), (second, _) = opened
    assert first.post(address, {"notes": "We liked the walks.", "seen": seen}).url == desk
    refused = second.post(address, {"notes": "The budget is thin.", "seen": seen})
    page = words_of(refused)
    assert refused.status_code == 409 and item_of(running, bids[0]).notes == "We liked the walks."
    assert f"Somebody else wrote notes on {bids[0].reference} meanwhile." in page
    assert "We liked the walks." in page and "The budget is thin." in page
    both = {"notes": "We liked the walks. The budget is thin.", "seen": refused.context["notes"]["seen"].value()}
    assert second.post(address, both).url == desk
    assert item_of(running, bids[0]).notes == both["notes"]
    assert first.post(address, {"notes": both["notes"], "seen": seen}).url == desk  # the same words again harm nobody


def test_a_decision_that_was_made_meanwhile_is_not_replaced_unseen(
    running: Meeting, bids: list[Application], members: list[User], olive: User, morag: User, door: Door
) -> None:
    free(bids[1], *members)
    item = item_of(running, bids[1])
    meeting.put_on_table(item, by=olive)
    desk, address = f"/panel/meetings/{running.pk}/chair/", f"/panel/meetings/{running.pk}/items/{item.pk}/decide/"
    clients = door(olive), door(morag)
    seen = [client.get(desk).context["decide"]["seen"].value() for client in clients]
    award = {"outcome": "award", "amount": "15,000", "reason": "Strong.", "seen": seen[0]}
    decline = {"outcome": "decline", "reason": "Too thin.", "conditions": "Come back.", "seen": seen[1]}
    assert clients[0].post(address, award).url == desk
    for where in (address, f"/fund/applications/{bids[1].pk}/decide/"):
        refused = clients[1].post(where, decline)
        page = words_of(refused)
        assert refused.status_code == 409 and Decision.objects.get().amount == 15_000
        assert f"{olive} decided on {bids[1].reference} meanwhile." in page and "This is recorded now:" in page
        assert "Award: £15,000" in page and "Too thin." in page and "Come back." in page
    again = decline | {"seen": refused.context["form"]["seen"].value()}
    assert clients[1].post(address, again).url == desk
    assert Decision.objects.get().reason == "Too thin."
    assert clients[0].post(address, award).status_code == 409
    assert clients[1].post(address, decline).url == desk  # the button pressed twice


def test_a_form_with_faults_stays_with_its_own_bid(
    running: Meeting, bids: list[Application], members: list[User], olive: User, door: Door
) -> None:
    first, second = item_of(running, bids[0]), item_of(running, bids[1])
    for item in (first, second):
        meeting.put_on_table(item, by=olive)
    client, page = door(olive), f"/panel/meetings/{running.pk}/items/{first.pk}"
    for address, sent in (("decide", {"reason": "Too thin."}), ("notes", {"notes": "x" * 10_001}), ("ask", {})):
        response = client.post(f"{page}/{address}/", sent)
        assert response.status_code == 422
        assert (address == "notes") == ("It has 10001 characters, and there is room for 10000" in words_of(response))
        assert f"You typed this for {bids[0].reference}, which is not on the table now." in words_of(response)
        assert words_of(response).count(f'action="{page}/{address}/"') == 1


def test_awards_at_a_meeting_cannot_pass_the_round_s_money(
    running: Meeting, bids: list[Application], members: list[User], olive: User
) -> None:
    MoneySource.objects.filter(round=running.round).update(amount=25_000)
    for bid in bids[1:]:
        free(bid, *members)
    meeting.put_on_table(item_of(running, bids[1]), by=olive)
    meeting.decide(item_of(running, bids[1]), outcome="award", amount=20_000, reason="Yes.", by=olive)
    meeting.put_on_table(item_of(running, bids[2]), by=olive)
    with pytest.raises(Refused, match="£5,000 left of £25,000"):
        meeting.decide(item_of(running, bids[2]), outcome="award", amount=30_000, reason="Yes.", by=olive)


# Asking the group ----------------------------------------------------------------------------------------------------


def test_the_group_is_asked_and_answers_in_writing(
    running: Meeting,
    bids: list[Application],
    members: list[User],
    group: Organisation,
    ann: User,
    olive: User,
    door: Door,
) -> None:
    Application.objects.filter(pk=bids[0].pk).update(organisation=group)
    free(bids[0], *members)
    item = item_of(running, bids[0])
    meeting.put_on_table(item, by=olive)
    sent = {"words": "Who leads the walks?", "until": f"{timezone.localdate() + timedelta(days=5):%d/%m/%Y}"}
    door(olive).post(f"/panel/meetings/{running.pk}/items/{item.pk}/ask/", sent)
    question = PanelQuestion.objects.get()
    assert Letter.objects.get(kind="panel_asks").to == ann
    client, page = door(ann), f"/my/applications/{bids[0].pk}/questions/{question.pk}/"
    assert "The panel asks you something." in words_of(client.get(f"/my/applications/{bids[0].pk}/"))
    assert client.post(page, {"answer": " "}).status_code == 422
    client.post(page, {"answer": "Two trained volunteers."})
    question.refresh_from_db()
    assert (question.state, question.answered_by) == ("answered", ann)
    assert Letter.objects.get(kind="panel_is_answered").to == olive
    assert "Two trained volunteers." in words_of(door(members[0]).get(f"/panel/meetings/{running.pk}/now/"))
    assert "Two trained volunteers." in words_of(door(members[0]).get(f"/panel/applications/{bids[0].pk}/"))


def test_nobody_else_answers_for_the_group(
    running: Meeting, bids: list[Application], nia: User, olive: User, door: Door
) -> None:
    question = meeting.ask(bids[0], words="Why?", until=timezone.localdate(), by=olive)
    assert door(nia).post(f"/my/applications/{bids[0].pk}/questions/{question.pk}/", {"answer": "x"}).status_code == 404


def test_an_answer_after_the_announcement_is_not_needed(bids: list[Application], ann: User, olive: User) -> None:
    question = meeting.ask(bids[0], words="Why?", until=timezone.localdate(), by=olive)
    Application.objects.filter(pk=bids[0].pk).update(state="not_funded")
    with pytest.raises(Refused, match="this question needs no answer any more"):
        meeting.answer(question, answer="Because.", by=ann)


# The minutes ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def held(running: Meeting, bids: list[Application], members: list[User], olive: User) -> Meeting:
    pat, mia, moe = members
    assessing.declare_for_panel(bids[1], by=pat, kind="family")
    free(bids[1], mia, moe)
    meeting.put_on_table(item_of(running, bids[1]), by=olive)
    item = item_of(running, bids[1])
    meeting.write_notes(item, notes="We liked the walks.", by=olive)
    what = {"outcome": "award", "amount": 15_000, "reason": "Strong.", "conditions": "Start in May."}
    meeting.decide(item, by=olive, **what)
    meeting.close(Meeting.objects.get(), by=olive)
    return Meeting.objects.get()


def said_in(meeting_: Meeting) -> dict[str, list[str]]:
    """What the minutes say of each bid."""
    return {str(line.item.application.title): list(line.words) for line in meeting.minutes_of(meeting_).lines}


def test_the_minutes_say_who_left_what_was_said_and_what_was_decided(held: Meeting, members: list[User]) -> None:
    record, told = meeting.minutes_of(held), said_in(held)
    first = told["Project 2"]
    assert first[0].startswith("Left the room because of ties: Pat Panel, left at ")
    assert first[1:] == [
        "We liked the walks.",
        "Decision: award of £15,000 of the £20,000 asked for",
        "Mean mark 5.00, spread 0.00, read by 1.",
        "Reason: Strong.",
        "Conditions: Start in May.",
    ]
    assert told["Project 1"] == ["Not talked about."]
    assert record.money_told[0] == "1 award at this meeting. Awarded in the round so far: £15,000."


def test_the_word_file_says_what_the_record_says_in_the_same_order(held: Meeting) -> None:
    record = meeting.minutes_of(held)
    content = minutes.draw(record)[1]
    said = [paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs if paragraph.text]
    wanted = [f"Minutes: {held.name}", str(held.round), "Who was there", *record.here]
    wanted += [f"Not there: {person}" for person in record.absent]
    wanted.append(f"Members needed to decide: {held.quorum}")
    for number, line in enumerate(record.lines, start=1):
        bid = line.item.application
        wanted += [f"{number}. {bid.reference} {bid.title}" if bid else f"{number}. {line.item.title}", *line.words]
    wanted += ["Money", *record.money_told]
    rest = iter(said)
    assert all(any(words in text for text in rest) for words in wanted)
    assert "We liked the walks." in said and "Pat Panel" in " ".join(said)


def test_pdf_and_word_of_confirmed_minutes_hold_the_same_words(held: Meeting, olive: User) -> None:
    meeting.confirm(held, by=olive)
    record = meeting.minutes_of(Meeting.objects.get())
    printed = render_to_string("print/minutes.html", {"record": record, "meeting": record.meeting})
    on_paper = unescape(strip_tags(printed[printed.index("<main>") :].replace("<", " <"))).split()
    word = docx.Document(io.BytesIO(minutes.draw(record)[1])).paragraphs
    in_word = " ".join(paragraph.text for paragraph in word).split()
    assert in_word[in_word.index("Who") :] == on_paper
    assert "asks for £20,000" in " ".join(in_word)


def test_the_minutes_say_how_long_a_bid_took_and_the_screen_since_when_it_is_there(
    running: Meeting, bids: list[Application], members: list[User], olive: User, door: Door
) -> None:
    free(bids[1], *members)
    with time_machine.travel("2027-03-01 10:00:00+00:00", tick=False) as clock:
        meeting.put_on_table(item_of(running, bids[1]), by=olive)
        screen = words_of(door(members[1]).get(f"/panel/meetings/{running.pk}/now/"))
        assert "On the table since 10am, 8 minutes planned" in screen
        assert f'data-since="{int(timezone.now().timestamp())}" data-minutes="8"' in screen
        clock.shift(timedelta(minutes=4))
        meeting.take_off_table(Meeting.objects.get(pk=running.pk), by=olive)
        clock.shift(timedelta(minutes=30))
        meeting.put_on_table(item_of(running, bids[1]), by=olive)  # it comes back: both times count
        clock.shift(timedelta(minutes=3, seconds=1))
        meeting.close(Meeting.objects.get(pk=running.pk), by=olive)
        page = words_of(door(olive).get(f"/panel/meetings/{running.pk}/minutes/"))
    assert "It took 8 minutes." in page


def test_the_money_line_tells_a_member_with_ties_nothing_until_all_is_announced(
    running: Meeting, bids: list[Application], members: list[User], olive: User, door: Door
) -> None:
    pat, mia, moe = members
    assessing.declare_for_panel(bids[1], by=pat, kind="family")
    for bid in bids:
        free(bid, mia, moe)
    page, told = f"/panel/meetings/{running.pk}/", f"/panel/meetings/{running.pk}/minutes/"
    meeting.put_on_table(item_of(running, bids[1]), by=olive)
    before = words_of(door(pat).get(f"{page}now/"))
    meeting.decide(item_of(running, bids[1]), outcome="award", amount=15_000, reason="Strong.", by=olive)
    for address in (f"{page}now/", page, told):
        seen = words_of(door(pat).get(address))
        assert "awarded" not in before + seen and "15,000" not in seen and "35,000" not in seen
    assert "£15,000 awarded of £50,000" in words_of(door(mia).get(f"{page}now/"))
    assert "£35,000 is left" in words_of(door(mia).get(told))
    assessing.declare_for_panel(bids[1], by=olive, kind="own")
    assert "awarded" not in words_of(door(olive).get(f"{page}now/"))
    Application.objects.filter(pk=bids[1].pk).update(state="awarded")
    assert "£15,000 awarded of £50,000" in words_of(door(pat).get(f"{page}now/"))


def test_a_member_with_ties_reads_minutes_without_that_bid(
    held: Meeting, members: list[User], olive: User, door: Door
) -> None:
    page = words_of(door(members[0]).get(f"/panel/meetings/{held.pk}/minutes/"))
    assert "A bid that is closed for you" in page
    assert "We liked the walks." not in page and "Project 2" not in page
    assert "We liked the walks." in words_of(door(members[1]).get(f"/panel/meetings/{held.pk}/minutes/"))


def test_a_member_reads_minutes_only_of_bids_on_which_they_said_whether_they_have_ties(
    held: Meeting, bids: list[Application], members: list[User], olive: User, door: Door, work: Callable[[], None]
) -> None:
    late = factories.make_person("Lou Late", "panel")
    held.seats.create(person=late)
    door(olive).post(f"/panel/meetings/{held.pk}/minutes/")
    work()
    client, page = door(late), f"/panel/meetings/{held.pk}/minutes/"
    seen = words_of(client.get(page))
    assert "Project 2" in seen and f"/panel/applications/{bids[1].pk}/" in seen
    assert "Say first whether you have ties to it" in seen
    for hidden in ("We liked the walks.", "Strong.", "£15,000", "Left the room"):
        assert hidden not in seen
    assert client.get(f"{page}pdf/").status_code == 403
    for bid in bids:
        free(bid, late)
    seen = words_of(client.get(page))
    assert "We liked the walks." in seen and "£15,000" in seen and "Say first" not in seen
    assert client.get(f"{page}pdf/").status_code == 200


def test_the_agenda_of_a_chair_tells_no_outcome_before_they_said_whether_they_have_ties(
    held: Meeting, bids: list[Application], olive: User, door: Door
) -> None:
    late = factories.make_person("Lou Late", "panel")
    held.seats.create(person=late)
    Meeting.objects.filter(pk=held.pk).update(state="running", chair=late)
    page = f"/panel/meetings/{held.pk}/chair/"
    assert f"{bids[1].reference}, award" not in words_of(door(late).get(page))
    free(bids[1], late)
    assert f"{bids[1].reference}, award" in words_of(door(late).get(page))


def kept_words(held: Meeting) -> list[str]:
    """All paragraphs of the Word file of confirmed minutes."""
    word = held.minutes.word
    assert word is not None
    with files.read(word) as content:
        return [paragraph.text for paragraph in docx.Document(io.BytesIO(content.read())).paragraphs]


def test_a_bid_that_comes_back_to_the_table_keeps_its_decision(
    running: Meeting, bids: list[Application], members: list[User], olive: User
) -> None:
    free(bids[0], *members)
    free(bids[1], *members)
    meeting.put_on_table(item_of(running, bids[1]), by=olive)
    meeting.decide(item_of(running, bids[1]), outcome="award", amount=15_000, reason="Strong.", by=olive)
    for bid in (bids[0], bids[1]):
        meeting.put_on_table(item_of(running, bid), by=olive)
    meeting.close(Meeting.objects.get(), by=olive)
    record = meeting.minutes_of(Meeting.objects.get())
    assert "Decision: award of £15,000 of the £20,000 asked for" in said_in(record.meeting)["Project 2"]
    assert said_in(record.meeting)["Project 1"] == ["No decision was made."]
    assert record.money_told[0].startswith("1 award at this meeting.")


def test_a_correction_after_the_meeting_does_not_change_what_it_decided(
    held: Meeting, bids: list[Application], olive: User, door: Door
) -> None:
    page = f"/panel/meetings/{held.pk}/minutes/"
    before = said_in(held)["Project 2"]
    assert "was changed later" not in words_of(door(olive).get(page))
    deciding.decide(bids[1], outcome="decline", reason="Out of area.", by=olive)
    assert said_in(held)["Project 2"] == before
    assert "The decision was changed later." in words_of(door(olive).get(page))


def test_papers_made_late_say_what_was_confirmed(
    held: Meeting, bids: list[Application], olive: User, work: Callable[[], None]
) -> None:
    meeting.confirm(held, by=olive)
    deciding.decide(bids[1], outcome="award", amount=14_000, reason="Less.", by=olive)
    Application.objects.filter(pk=bids[1].pk).update(title="Another name")
    work()
    held.refresh_from_db()
    assert "Decision: award of £15,000 of the £20,000 asked for" in kept_words(held)
    assert any("Project 2" in words for words in kept_words(held))
    assert any("Awarded in the round so far: £15,000." in words for words in kept_words(held))


def test_a_bid_promoted_later_stays_on_the_reserve_list_in_the_minutes(
    running: Meeting, bids: list[Application], members: list[User], olive: User, morag: User
) -> None:
    free(bids[1], *members)
    meeting.put_on_table(item_of(running, bids[1]), by=olive)
    meeting.decide(item_of(running, bids[1]), outcome="reserve", reason="Next.", by=olive)
    meeting.close(Meeting.objects.get(), by=olive)
    meeting.confirm(Meeting.objects.get(), by=olive)
    Application.objects.filter(pk=bids[1].pk).update(state="reserve")
    reserving.promote(Application.objects.get(pk=bids[1].pk), by=morag)
    record = meeting.minutes_of(Meeting.objects.get())
    assert "Decision: Reserve list" in said_in(record.meeting)["Project 2"]
    assert record.money_told[0] == "0 awards at this meeting. Awarded in the round so far: £0."


def test_confirmed_minutes_become_papers_that_stay(
    held: Meeting,
    bids: list[Application],
    members: list[User],
    olive: User,
    door: Door,
    work: Callable[[], None],
) -> None:
    client, page = door(olive), f"/panel/meetings/{held.pk}/minutes/"
    client.post(page)
    work()
    held.refresh_from_db()
    assert held.state == "confirmed"
    pdf, word = client.get(f"{page}pdf/"), client.get(f"{page}word/")
    assert problems(b"".join(pdf.streaming_content)) == []  # of all rules of PDF/UA-1
    assert b"".join(word.streaming_content)[:2] == b"PK"
    assert door(members[1]).get(f"{page}pdf/").status_code == 200
    assert door(members[0]).get(f"{page}pdf/").status_code == 403
    before = kept_words(held)
    assert "Decision: award of £15,000 of the £20,000 asked for" in before
    deciding.decide(bids[1], outcome="award", amount=14_000, reason="Less.", by=olive)
    seen = words_of(client.get(page))
    assert "Decision: award of £15,000 of the £20,000 asked for" in seen and "Reason: Strong." in seen
    assert "This is what the meeting decided. The decision was changed later." in seen and "£14,000" not in seen
    assert "Project 2" not in words_of(door(members[0]).get(page))
    work()
    assert kept_words(held) == before
    for change in (
        lambda: meeting.write_notes(held.agenda.first(), notes="Else.", by=olive),
        lambda: meeting.add_item(held, title="Late", by=olive),
        lambda: meeting.open_meeting(held, by=olive),
    ):
        with pytest.raises(Refused):
            change()


def test_a_meeting_ended_too_early_goes_on(held: Meeting, olive: User) -> None:
    meeting.take_up_again(held, by=olive)
    assert Meeting.objects.get().state == "running"


def test_minutes_cost_the_same_for_1_and_many_bids(planned: Meeting, round_: Round, olive: User) -> None:
    counts = []
    meeting.minutes_of(planned, olive)
    for wanted in (3, 12):
        for _ in range(wanted - planned.agenda.count()):
            factories.make_application(round_, state="in_assessment")
        meeting.add_bids(planned, by=olive)
        with CaptureQueriesContext(connection) as queries:
            meeting.minutes_of(planned, olive)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 14
