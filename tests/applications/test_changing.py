"""A change to one answer after handing in: that one opens, the rest stays closed, and what it was stays known."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from applications import changing
from applications.models import Application, ChangeRequest
from fund.kit.states import Refused
from fund.models import Membership, Organisation, Question, Round, User
from tests import factories

pytestmark = pytest.mark.django_db

Door = Callable[[User | None], Client]


@pytest.fixture
def handed_in(round_: Round, group: Organisation, ann: User) -> Application:
    return factories.make_application(round_, group, state="submitted", by=ann)


def question(application: Application, code: str) -> Question:
    return Question.objects.get(section__questionnaire__round=application.round, code=code)


def ask(application: Application, code: str, by: User) -> ChangeRequest:
    until = timezone.localdate() + timedelta(days=10)
    return changing.ask(application, question(application, code), words="Say who leads it.", until=until, by=by)


def address(change: ChangeRequest) -> str:
    return reverse("applications:change", args=[change.application_id, change.pk])


def test_the_group_is_written_to_and_sees_what_to_do(
    handed_in: Application, door: Door, ann: User, olive: User, letters_to: Callable[[User], list[str]]
) -> None:
    sent = door(olive).post(
        reverse("applications:ask-change", args=[handed_in.pk]),
        {"question": question(handed_in, "what").pk, "words": "Say who leads it.", "until": "27/1/2030"},
    )
    assert sent.status_code == 302
    assert letters_to(ann) == ["change_asked"]
    page = door(ann).get(reverse("applications:detail", args=[handed_in.pk])).content.decode()
    assert "Say who leads it." in page
    assert "Change the answer" in page


def test_only_the_one_question_is_on_the_page_and_can_be_saved(
    handed_in: Application, door: Door, ann: User, olive: User, letters_to: Callable[[User], list[str]]
) -> None:
    change = ask(handed_in, "what", olive)
    browser = door(ann)
    page = browser.get(address(change)).content.decode()
    assert 'name="what"' in page
    assert 'name="title"' not in page
    sent = browser.post(address(change), {"what": "Mo leads the walks.", "title": "Another name"})
    assert sent.status_code == 302
    sheet = handed_in.answers.get(section__code="plan")
    assert sheet.values["what"] == "Mo leads the walks."
    assert sheet.values["title"] == "Walking back to wellness"
    assert sheet.history.first().history_change_reason == "A change that the fund asked for: Say who leads it."
    change.refresh_from_db()
    assert (change.state, change.before, change.made_by) == ("made", "Weekly walks led by peers.", ann)
    assert letters_to(olive) == ["change_made"]
    seen = door(olive).get(reverse("applications:application", args=[handed_in.pk])).content.decode()
    assert "What the answer was" in seen
    assert "Weekly walks led by peers." in seen


def test_an_answer_that_fails_is_kept_on_the_page_with_its_error(
    handed_in: Application, door: Door, ann: User, olive: User
) -> None:
    change = ask(handed_in, "what", olive)
    answer = door(ann).post(address(change), {"what": "word " * 501})
    assert answer.status_code == 422
    assert "take out 1 word" in answer.content.decode()
    assert "word word" in answer.content.decode()
    assert handed_in.answers.get(section__code="plan").values["what"] == "Weekly walks led by peers."


def test_a_changed_budget_changes_the_sum(handed_in: Application, ann: User, olive: User) -> None:
    change = ask(handed_in, "budget", olive)
    rows = [{"heading": "staff", "what": "Walk leader", "amount": "8000.00"}]
    changing.make(change, {"budget": rows}, by=ann)
    handed_in.refresh_from_db()
    assert handed_in.amount == Decimal(8000)


def test_a_change_is_made_once(handed_in: Application, door: Door, ann: User, olive: User) -> None:
    change = ask(handed_in, "what", olive)
    stale = ChangeRequest.objects.get(pk=change.pk)
    changing.make(change, {"what": "Mo leads."}, by=ann)
    with pytest.raises(Refused, match="can no longer become"):
        changing.make(stale, {"what": "Flo leads."}, by=ann)
    assert handed_in.answers.get(section__code="plan").values["what"] == "Mo leads."
    assert door(ann).get(address(change)).status_code == 302


def test_the_same_answer_is_asked_for_once_at_a_time(handed_in: Application, olive: User) -> None:
    change = ask(handed_in, "what", olive)
    with pytest.raises(Refused, match="asked for already"):
        ask(handed_in, "what", olive)
    changing.take_back(change, by=olive)
    assert ask(handed_in, "what", olive).state == "asked"


def test_nothing_changes_once_the_panel_has_decided(handed_in: Application, ann: User, olive: User) -> None:
    change = ask(handed_in, "what", olive)
    handed_in.move("in_assessment", by=olive)
    handed_in.move("decided", by=olive)
    with pytest.raises(Refused, match="The panel has decided"):
        changing.make(change, {"what": "Mo leads."}, by=ann)
    with pytest.raises(Refused, match="no answer in it can change"):
        ask(handed_in, "title", olive)


def test_who_only_reads_for_the_group_cannot_change_it(
    handed_in: Application, group: Organisation, door: Door, nia: User, olive: User
) -> None:
    Membership.objects.create(user=nia, organisation=group, kind="viewer")
    change = ask(handed_in, "what", olive)
    assert door(nia).get(address(change)).status_code == 403


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "Choose the answer that should change"),
        ({"until": "1/1/2020"}, "Enter a day that is still to come"),
        ({"until": "31/6/2030"}, "Enter a day that is in the calendar"),
        ({"question": "999999"}, "Choose from the list."),
    ],
)
def test_what_an_officer_leaves_out_is_said(
    handed_in: Application, door: Door, olive: User, typed: dict[str, str], words: str
) -> None:
    answer = door(olive).post(reverse("applications:ask-change", args=[handed_in.pk]), typed)
    assert answer.status_code == 422
    assert words in answer.content.decode()
