"""Everything about one person: complete, for machines to read, and nobody else's."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.test import Client

from applications import assessing
from applications.models import Grant
from fund import access, own_data, post
from fund.models import Letter, Membership, User
from reporting import storytelling
from tests import factories

Door = Callable[[User | None], Client]
NEEDS = {"phone": "0131 496 0000", "preferred_format": "standard", "wants_reminders": True}
NEEDS |= {"reach": "", "wants_bsl": False, "needs": "A ramp"}

# Ties by which somebody had a part in what is the business of others: told by number alone.
PARTS = {
    "applications.AdviceNote": "written_by",
    "applications.Appeal": "entered_by handler told_by",
    "applications.Application": "officer started_by",
    "applications.ApplicationAnswers": "saved_by",
    "applications.Assessment": "assigned_by entered_by",
    "applications.AssigningRule": "readers",
    "applications.AwardPaper": "made_by recorded_by",
    "applications.ChangeRequest": "asked_by made_by",
    "applications.Decision": "decided_by",
    "applications.Declaration": "recorded_by",
    "applications.DraftAdvice": "written_by",
    "applications.DraftReading": "asked_by",
    "applications.Draw": "drawn_by proposed_by words_by",
    "applications.EditedLetter": "edited_by",
    "applications.EligibilityResult": "by",
    "applications.Entry": "contact entered_by",
    "applications.FeedbackLine": "checked_by chosen_by",
    "applications.Flag": "closed_by raised_by",
    "applications.Meeting": "chair",
    "applications.Minutes": "confirmed_by",
    "applications.OfficerNote": "by",
    "applications.Pack": "reader",
    "applications.PanelQuestion": "answered_by asked_by",
    "applications.PlannedAnnouncement": "planned_by",
    "applications.ReaderClaim": "agreed_by asked_by paid_by",
    "applications.Redaction": "made_by",
    "applications.Scenario": "made_by",
    "applications.SheetEntry": "entered_by",
    "applications.SheetUpload": "reader sent_by",
    "applications.SignOff": "asked_by signatory",
    "applications.Step": "saved_by",
    "applications.SupportingStatement": "asked_by",
    "applications.Tagging": "by",
    "applications.Telling": "told_by typed_by",
    "applications.ViewChosen": "chosen_by",
    "fund.DataComplaint": "entered_by",
    "fund.Invitation": "accepted_by invited_by",
    "fund.Job": "asked_by",
    "fund.Letter": "to",
    "fund.PersonalDetail": "decided_by",
    "fund.PrivateLink": "made_by",
    "fund.PublicAnswer": "written_by",
    "fund.ReaderInvitation": "accepted_by invited_by",
    "fund.ReaderProfile": "buddy",
    "fund.Surgery": "made_by",
    "mfa.Authenticator": "user",
    "reporting.Agreement": "recorded_by",
    "reporting.Asking": "asked_by",
    "reporting.BroughtReport": "brought_by",
    "reporting.Collection": "brought_by",
    "reporting.Consent": "recorded_by",
    "reporting.Contact": "by",
    "reporting.EasyRead": "recorded_by saved_by",
    "reporting.EventCheck": "replied_by",
    "reporting.EventText": "made_by",
    "reporting.FiguresImport": "made_by",
    "reporting.Instalment": "paid_by planned_by",
    "reporting.LearningSummary": "approved_by edited_by owner reviewed_by",
    "reporting.LivedReview": "asked_by reviewer",
    "reporting.MethodChange": "by",
    "reporting.OldSentence": "confirmed_by",
    "reporting.OldText": "ruled_by",
    "reporting.Placing": "by",
    "reporting.ProjectReview": "answered_by",
    "reporting.ProjectStart": "said_by",
    "reporting.Pulse": "sent_by",
    "reporting.Rating": "by",
    "reporting.Release": "made_by",
    "reporting.Report": "accepted_by handed_in_by",
    "reporting.ReportAnswers": "saved_by",
    "reporting.ReportStep": "saved_by",
    "reporting.ReviewComment": "replied_by",
    "reporting.SpreadEvent": "told_by",
    "reporting.SpreadYes": "by",
    "reporting.Statement": "ticked_by",
    "reporting.Story": "written_by",
    "reporting.Survey": "made_by",
    "reporting.Threshold": "by",
    "reporting.Unlocking": "by ended_by",
}
NOBODYS = {"fund.Fund.email", "fund.User.email", "fund.Letter.reply_to", "account.EmailAddress.email"}


def told(browser: Client) -> dict[str, Any]:
    response = browser.get("/my/details/everything/")
    assert response.headers["Content-Type"] == "application/json"
    found: dict[str, Any] = json.loads(response.content)
    return found


def test_every_tie_to_a_person_is_given_whole_or_by_number() -> None:
    whole = {f"{label}.{column}" for label, column in own_data.WHOLE.items()}
    parts = {f"{label}.{column}" for label, columns in PARTS.items() for column in columns.split()}
    ties = {f"{field.model._meta.label}.{field.name}" for field in own_data.ties()}
    fleeting = {f"{label}.person" for label in own_data.FLEETING}
    assert ties == whole | parts | fleeting and not whole & parts


def test_every_address_of_a_person_is_known() -> None:
    found = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if not hasattr(model, "history_date")
        for field in model._meta.concrete_fields
        if isinstance(field, models.EmailField)
    }
    assert found - NOBODYS == {f"{label}.{column}" for label, column in own_data.BY_ADDRESS.items()}


@pytest.fixture
def grant(group: Any, round_: Any, ann: User) -> Grant:
    return factories.make_grant(factories.make_application(round_, group, by=ann, state="awarded"))


def test_a_person_gets_all_that_is_theirs_and_nothing_of_others(
    door: Door, ann: User, olive: User, sam: User, grant: Grant
) -> None:
    access.tell(by=ann, name="Ann Applicant", **NEEDS)
    access.tell(by=sam, name="Sam Assessor", **{**NEEDS, "needs": "A loop"})
    grant.application.officer = olive
    grant.application.save()
    story = storytelling.ask(grant, by=ann, name="Nan", email="nan@example.org")
    post.write("story_told", to=ann, key="a", about=story)
    Letter.objects.filter(to=ann).update(state="sent")
    found = told(door(ann))
    assert found["account"]["email"] == "ann@example.org" and found["account"]["phone"] == "0131 496 0000"
    assert [row["needs"] for row in found["yours"]["fund.AccessNeeds"]] == ["A ramp"]
    assert len(found["yours"]["fund.Membership"]) == Membership.objects.filter(user=ann).count() == 1
    assert [row["address"] for row in found["yours"]["fund.Letter"]] == ["ann@example.org"]
    part = {"what": "applications.Application", "part": "started by", "numbers": [grant.application.pk]}
    assert part in found["took_part_in"]
    assert {row["what"]: row["times"] for row in found["wrote"]}["reporting.Story"] == 1
    words = json.dumps(found)
    assert "password" not in words
    for other in ("Olive", "olive@", "Sam", "sam@", "A loop", "nan@example.org"):
        assert other not in words, other


def test_a_letter_that_waits_is_not_told_before_its_day(door: Door, ann: User, grant: Grant) -> None:
    story = storytelling.ask(grant, by=ann, name="Nan", email="nan@example.org")
    post.write("story_told", to=ann, key="a", about=story)
    assert "fund.Letter" not in told(door(ann))["yours"]


def test_a_manager_gives_it_to_who_has_no_account(door: Door, ann: User, morag: User, grant: Grant) -> None:
    storytelling.ask(grant, by=ann, name="Nan", email="nan@example.org")
    assert "All that we hold" in door(morag).get("/fund/people/data/").content.decode()
    found = json.loads(door(morag).post("/fund/people/data/", {"email": "Nan@example.org"}).content)
    assert found["account"] is None
    assert [row["teller_name"] for row in found["yours"]["reporting.Story"]] == ["Nan"]
    assert "ann@" not in json.dumps(found)


def test_an_officer_does_not_get_it(door: Door, olive: User) -> None:
    assert door(olive).post("/fund/people/data/", {"email": "ann@example.org"}).status_code == 403


def test_a_reader_gets_their_own_scores_and_not_who_told_the_fund_of_their_ties(
    door: Door, ann: User, olive: User, sam: User, group: Any, round_: Any
) -> None:
    bid = factories.make_application(round_, group, by=ann, state="in_assessment")
    reading = factories.make_assessment(bid, sam, state="handed_in", scores=(4, 3, 2))
    factories.make_assessment(bid, factories.make_person("Una", "assessor"), state="handed_in", scores=(1, 1, 1))
    reading.scores.update(strong="Mine.")
    assessing.recuse(bid, sam, kind="family", note="A neighbour told us.", by=olive)
    found = told(door(sam))["yours"]
    assert [(row["value"], row["strong"]) for row in found["applications.Score"]] == [
        ("4.00", "Mine."), ("3.00", "Mine."), ("2.00", "Mine.")
    ]  # fmt: skip
    assert [row["kind"] for row in found["applications.Declaration"]] == ["family"]
    assert "neighbour" not in json.dumps(found)


def test_words_that_a_teller_has_not_sent_are_given_to_nobody_else(
    door: Door, ann: User, morag: User, grant: Grant
) -> None:
    story = storytelling.ask(grant, by=ann, name="Nan", email="nan@example.org")
    type(story).objects.filter(pk=story.pk).update(good="UNSENT words")
    answer = door(morag).post("/fund/people/data/", {"email": "nan@example.org"}).content.decode()
    assert "Nan" in answer and "UNSENT" not in answer
