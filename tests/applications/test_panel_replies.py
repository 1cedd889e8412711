"""A group's reply to the panel: where it may tell who somebody is, an officer looks at it before the panel does."""

from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from applications import assessing, meeting
from applications.models import AgendaItem, Application, Declaration, Meeting, PanelQuestion
from fund.kit.states import Refused
from fund.models import Letter, Organisation, Round, User
from tests import factories

Door = Callable[[User | None], Client]
REPLY = "Mary Leakson leads it. Ring 0131 496 0999 or write to mary@leak.example."
FOUND = ("Mary Leakson", "0131 496 0999", "mary@leak.example")


def words_of(response: object) -> str:
    return unescape(response.content.decode())


@pytest.fixture
def bid(round_: Round, group: Organisation, ann: User) -> Application:
    return factories.make_application(round_, group, state="in_assessment", by=ann)


@pytest.fixture
def running(bid: Application, pat: User, olive: User) -> Meeting:
    """A meeting with the bid on the table, and Pat in it without ties."""
    assessing.declare_for_panel(bid, by=pat, kind="none")
    row = factories.make_meeting(bid.round, chair=olive, members=[pat], state="running")
    meeting.put_on_table(AgendaItem.objects.create(meeting=row, application=bid), by=olive)
    return row


@pytest.fixture
def question(bid: Application, running: Meeting, olive: User) -> PanelQuestion:
    return meeting.ask(bid, words="Who leads it?", until=timezone.localdate(), by=olive)


def reply_to(question: PanelQuestion) -> str:
    return f"/fund/applications/{question.application_id}/replies/{question.pk}/"


def read_by_panel(question: PanelQuestion, running: Meeting, pat: User, door: Door) -> list[str]:
    """What a member reads of it: on the screen of the meeting, beside the bid and in the minutes."""
    pages = (
        f"/panel/meetings/{running.pk}/now/",
        f"/panel/applications/{question.application_id}/",
        f"/panel/meetings/{running.pk}/minutes/",
    )
    return [words_of(door(pat).get(page)) for page in pages]


def test_a_reply_that_names_somebody_is_held_and_the_group_is_told(
    question: PanelQuestion, running: Meeting, ann: User, pat: User, olive: User, door: Door
) -> None:
    page = f"/my/applications/{question.application_id}/questions/{question.pk}/"
    assert "Please name nobody and leave out phone numbers" in words_of(door(ann).get(page))
    answer = words_of(door(ann).post(page, {"answer": REPLY}, follow=True))
    assert "Your answer is with the fund." in answer
    question.refresh_from_db()
    assert (question.state, question.reply, question.answer) == ("held", REPLY, "")
    for seen in read_by_panel(question, running, pat, door):
        assert "The group has answered. The fund looks at the answer" in seen
        assert not [part for part in FOUND if part in seen]
        assert reply_to(question) not in seen
    assert not Letter.objects.filter(kind="panel_is_answered").exists()
    home = f"/fund/rounds/{running.round.slug}/"
    for page in (home, f"/fund/applications/{question.application_id}/", f"/panel/meetings/{running.pk}/chair/"):
        assert reply_to(question) in words_of(door(olive).get(page))


def test_an_officer_lets_the_panel_read_other_words(
    question: PanelQuestion, running: Meeting, ann: User, pat: User, olive: User, door: Door
) -> None:
    meeting.answer(question, answer=REPLY, by=ann)
    client = door(olive)
    page = words_of(client.get(reply_to(question)))
    assert "[taken out] leads it. Ring [taken out] or write to [taken out]." in page
    assert client.post(reply_to(question), {"words": " "}).status_code == 422
    assert client.post(reply_to(question), {"words": "A nurse leads it."}).status_code == 302
    for seen in read_by_panel(question, running, pat, door):
        assert "A nurse leads it." in seen
        assert not [part for part in FOUND if part in seen]
    assert Letter.objects.get(kind="panel_is_answered").to == olive
    whole = words_of(client.get(f"/fund/applications/{question.application_id}/"))
    assert REPLY in whole and "A nurse leads it." in whole
    assert reply_to(question) not in words_of(client.get(f"/fund/rounds/{running.round.slug}/"))


def test_an_officer_lets_a_reply_stand(
    question: PanelQuestion, running: Meeting, ann: User, pat: User, olive: User, door: Door
) -> None:
    meeting.answer(question, answer="We meet at 12 Harbour Street, Leith.", by=ann)
    assert PanelQuestion.objects.get().state == "held"
    assert door(olive).post(reply_to(question), {"words": "", "as_it_is": "yes"}).status_code == 302
    for seen in read_by_panel(question, running, pat, door):
        assert "12 Harbour Street" in seen


def test_a_name_of_the_group_s_own_people_holds_a_reply(question: PanelQuestion, ann: User) -> None:
    meeting.answer(question, answer="applicant leads it.", by=ann)
    assert PanelQuestion.objects.get().state == "held"


def test_what_tells_nothing_goes_to_the_panel_at_once_and_can_be_mended_later(
    question: PanelQuestion, running: Meeting, ann: User, pat: User, olive: User, door: Door
) -> None:
    meeting.answer(question, answer="Quillon of the choir leads it.", by=ann)
    assert "Quillon" in read_by_panel(question, running, pat, door)[0]
    before = Meeting.objects.get(pk=running.pk).revision
    assert door(olive).post(reply_to(question), {"words": "One of the choir leads it."}).status_code == 302
    assert Meeting.objects.get(pk=running.pk).revision == before + 1
    for seen in read_by_panel(question, running, pat, door):
        assert "One of the choir leads it." in seen and "Quillon" not in seen
    assert Letter.objects.filter(kind="panel_is_answered").count() == 1


def test_nobody_with_ties_looks_at_a_reply(question: PanelQuestion, ann: User, olive: User, door: Door) -> None:
    meeting.answer(question, answer=REPLY, by=ann)
    Declaration.objects.create(application=question.application, user=olive, kind="family")
    assert door(olive).post(reply_to(question), {"as_it_is": "yes"}).status_code == 409
    assert reply_to(question) not in words_of(door(olive).get(f"/fund/rounds/{question.application.round.slug}/"))


def test_a_question_taken_back_is_read_by_nobody(question: PanelQuestion, ann: User, olive: User, door: Door) -> None:
    meeting.answer(question, answer=REPLY, by=ann)
    meeting.take_back(question, by=olive)
    assert door(olive).get(reply_to(question)).status_code == 404
    with pytest.raises(Refused):
        meeting.let_read(question, words="A nurse.", by=olive)
