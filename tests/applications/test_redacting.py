"""Copies for readers in which nothing tells who somebody is."""

from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client

from applications import assessing, redacting
from applications.models import Application, ApplicationAnswers, Assessment, Redaction
from fund.kit.states import Refused
from fund.models import Organisation, Question, Round, User
from tests import factories

Door = Callable[[User | None], Client]
SAID = "Ann Applicant walks with us. Ring 0131 496 0123 or write to walks@leith.example."


@pytest.fixture
def bid(round_: Round, group: Organisation, ann: User) -> Application:
    row = factories.make_application(round_, group, state="in_assessment", by=ann)
    sheet = row.answers.get(section__code="plan")
    sheet.values = sheet.values | {"what": SAID}
    sheet.save()
    return row


@pytest.fixture
def what(bid: Application) -> Question:
    return Question.objects.get(section__in=bid.answers.values("section"), code="what")


@pytest.fixture
def started(bid: Application, sam: User) -> Assessment:
    return factories.make_assessment(bid, sam)


def words_of(response: object) -> str:
    return unescape(response.content.decode())


def test_what_may_tell_who_somebody_is_is_found_and_a_copy_proposed(bid: Application, what: Question) -> None:
    shown = next(one for one in redacting.shown_to_readers(bid) if one.question == what)
    assert {"0131 496 0123", "Ann Applicant", "walks@leith.example"} <= set(shown.found)
    assert shown.proposal == "[taken out] walks with us. Ring [taken out] or write to [taken out]."


def test_readers_see_the_copy_and_officers_the_answer(
    bid: Application, what: Question, started: Assessment, sam: User, pat: User, olive: User, door: Door
) -> None:
    page = f"/fund/applications/{bid.pk}/readers/{what.pk}/"
    client = door(olive)
    assert "[taken out] walks with us." in words_of(client.get(page))
    assert client.post(page, {"words": "A member walks with us.", "why": ""}).status_code == 422
    client.post(page, {"words": "A member walks with us.", "why": "It names her."})
    assessing.declare_for_panel(bid, by=pat, kind="none")
    for reader, address in ((sam, f"/assess/{started.pk}/"), (pat, f"/panel/applications/{bid.pk}/")):
        seen = words_of(door(reader).get(address))
        assert "A member walks with us." in seen and "The fund took out what tells who somebody is." in seen
        assert "0131 496 0123" not in seen
    assert SAID in words_of(client.get(f"/fund/applications/{bid.pk}/"))
    assert ApplicationAnswers.objects.get(application=bid, section__code="plan").values["what"] == SAID


def test_a_name_in_the_title_or_the_summary_has_a_copy_too(
    bid: Application, started: Assessment, sam: User, olive: User, door: Door
) -> None:
    for fills, words in (("title", "A walk"), ("summary", "We walk.")):
        question = Question.objects.get(section__in=bid.answers.values("section"), fills=fills)
        redacting.redact(bid, question, words=words, why="A name", by=olive)
    for address in ("/assess/", f"/assess/{started.pk}/"):
        assert "Walking back to wellness" not in words_of(door(sam).get(address))
    assert "We walk." in words_of(door(sam).get(f"/assess/{started.pk}/"))


def test_a_copy_of_an_answer_that_changed_asks_to_be_looked_at(
    bid: Application, what: Question, olive: User, door: Door
) -> None:
    redacting.redact(bid, what, words="A member walks.", why="A name", by=olive)
    sheet = bid.answers.get(section__code="plan")
    sheet.values = sheet.values | {"what": "Somebody else walks."}
    sheet.save()
    page = words_of(door(olive).get(f"/fund/applications/{bid.pk}/readers/"))
    assert "The group changed this answer since. Look at the copy again." in page


def test_showing_the_answer_again_keeps_the_copy_in_the_history(
    bid: Application, what: Question, olive: User, door: Door
) -> None:
    redacting.redact(bid, what, words="A member walks.", why="A name", by=olive)
    door(olive).post(f"/fund/applications/{bid.pk}/readers/{what.pk}/show/")
    assert not Redaction.objects.exists()
    assert [row.history_type for row in Redaction.history.order_by("history_id")] == ["+", "-"]


def test_only_answers_that_readers_see_have_copies(bid: Application, olive: User) -> None:
    hidden = Question.objects.get(section__in=bid.answers.values("section"), code="contact_name")
    with pytest.raises(Refused, match="Readers do not see this answer"):
        redacting.redact(bid, hidden, words="x", why="y", by=olive)
