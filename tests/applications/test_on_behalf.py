"""Applications that officers type for a group: in time and late, with what came beside what was typed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from applications import applying, on_behalf
from applications.models import Application, ApplicationAnswers, Entry
from fund.kit import history
from fund.kit.states import Refused
from fund.models import Letter, Membership, Organisation, Round, StoredFile, User
from fund.templatetags.words import day
from tests import factories

pytestmark = pytest.mark.django_db

Door = Callable[[User | None], Client]
TODAY = timezone.localdate
WHO = {"contact_name": "Mo MacLeod", "contact_address": "1 The Shore\nLeith", "letter_format": "large_print"}


def sent(**facts: Any) -> dict[str, Any]:
    """What an officer fills in at the start."""
    return {
        "group_name": "Shore Singers",
        "way": "post",
        "received_on": f"{TODAY():%d/%m/%Y}",
        **WHO,
        **facts,
    }


def begin(round_: Round, olive: User, **facts: Any) -> Entry:
    group = on_behalf.group_for("Shore Singers", "", by=olive)
    return on_behalf.start(
        round_, group, by=olive, **{"way": "post", "received_on": TODAY(), "contact": None, **WHO, **facts}
    )


def fill(entry: Entry, olive: User) -> None:
    """Every answer and paper, typed by the officer."""
    for sheet in entry.application.answers.select_related("section"):
        applying.save_section(
            entry.application, sheet.section, factories.ANSWERS[sheet.section.code], by=olive, version=0
        )
    rule = entry.application.round.document_rules.get()
    applying.add_document(entry.application, SimpleUploadedFile("g.txt", b"We are a group."), by=olive, rule=rule)


def close(round_: Round) -> None:
    Round.objects.filter(pk=round_.pk).update(closes_at=timezone.now() - timedelta(days=1))
    round_.refresh_from_db()


def reasons(application: Application) -> list[str]:
    return [happening.reason for happening in history.timeline(application) if happening.reason]


# Groups and people


def test_a_group_is_found_by_its_number_then_by_its_name_and_else_made(olive: User) -> None:
    known = factories.make_organisation(name="Leith Lungs", charity_number="SC012345")
    assert on_behalf.group_for("Another name", "SC012345", by=olive) == known
    assert on_behalf.group_for("LEITH LUNGS", "", by=olive) == known
    new = on_behalf.group_for("Shore Singers", "SC054321", by=olive)
    assert (new.name, new.register, new.charity_number) == ("Shore Singers", "oscr", "SC054321")


def test_two_groups_of_one_name_need_the_number(olive: User) -> None:
    for _ in range(2):
        factories.make_organisation(name="Leith Lungs")
    with pytest.raises(Refused, match="more than one group called Leith Lungs"):
        on_behalf.group_for("Leith Lungs", "", by=olive)


def test_a_person_with_an_address_gets_an_account_and_leads_a_new_group(olive: User) -> None:
    group = on_behalf.group_for("Shore Singers", "", by=olive)
    person = on_behalf.contact_for(group, "Mo MacLeod", "mo@example.org", "", by=olive)
    assert person is not None and (person.name, person.has_usable_password()) == ("Mo MacLeod", False)
    assert Membership.objects.get().kind == "lead"
    assert on_behalf.contact_for(group, "Mo", "MO@example.org", "", by=olive) == person
    second = on_behalf.contact_for(group, "Al", "al@example.org", "", by=olive)
    assert second is not None and Membership.objects.get(user=second).kind == "editor"


def test_without_an_address_nobody_gets_an_account(olive: User) -> None:
    group = on_behalf.group_for("Shore Singers", "", by=olive)
    assert on_behalf.contact_for(group, "Mo MacLeod", "", "", by=olive) is None
    assert not Membership.objects.exists()


# In time


def test_what_came_by_post_is_typed_and_handed_in_with_its_day(round_: Round, olive: User) -> None:
    received = TODAY() - timedelta(days=3)
    entry = begin(round_, olive, received_on=received, scan=SimpleUploadedFile("paper.txt", b"We sing."))
    fill(entry, olive)
    on_behalf.hand_in(entry, by=olive)
    application = Application.objects.get()
    assert application.state == "submitted"
    assert application.submitted_at is not None
    at = timezone.localtime(application.submitted_at)
    assert (at.date(), at.hour) == (received, 12)
    assert reasons(application) == [
        f"Typed by Olive Officer from what reached us by post on {day(received)}.",
        f"Typed for the group. It reached us by post on {day(received)}.",
    ]
    assert ApplicationAnswers.objects.filter(saved_by=olive).count() == 3
    assert StoredFile.objects.filter(name="paper.txt").exists()


def test_what_is_missing_is_named_and_nothing_is_handed_in(round_: Round, olive: User) -> None:
    entry = begin(round_, olive)
    with pytest.raises(Refused, match="things are still to do before this can be handed in"):
        on_behalf.hand_in(entry, by=olive)
    assert Application.objects.get().state == "draft"


def test_it_is_handed_in_once(round_: Round, olive: User) -> None:
    entry = begin(round_, olive)
    fill(entry, olive)
    on_behalf.hand_in(entry, by=olive)
    with pytest.raises(Refused, match="Handed in"):
        on_behalf.hand_in(entry, by=olive)


def test_the_group_gets_its_receipt_by_e_mail_in_its_format(round_: Round, olive: User) -> None:
    group = on_behalf.group_for("Shore Singers", "", by=olive)
    mo = on_behalf.contact_for(group, "Mo MacLeod", "mo@example.org", "", by=olive)
    User.objects.update(preferred_format="large_print")
    entry = on_behalf.start(round_, group, by=olive, way="email", received_on=TODAY(), contact=mo, **WHO)
    fill(entry, olive)
    on_behalf.hand_in(entry, by=olive)
    letter = Letter.objects.get()
    assert (letter.kind, letter.to) == ("submitted", mo)
    assert "font-size: 24px" in letter.html


# Late


def test_after_closing_it_needs_a_reason(round_: Round, olive: User) -> None:
    close(round_)
    with pytest.raises(Refused, match="Say why this one is taken late"):
        begin(round_, olive)
    assert not Application.objects.exists()


def test_a_round_that_has_not_opened_takes_nothing_even_with_a_reason(olive: User) -> None:
    draft = factories.make_round(state="draft")
    with pytest.raises(Refused):
        begin(draft, olive)


def test_a_late_one_is_typed_after_closing_and_the_reason_is_in_the_timeline(round_: Round, olive: User) -> None:
    close(round_)
    entry = begin(round_, olive, late_reason="The post was late.")
    fill(entry, olive)
    on_behalf.hand_in(entry, by=olive)
    assert Application.objects.get().state == "submitted"
    assert all("Taken after closing, because: The post was late." in reason for reason in reasons(entry.application))
    assert len(reasons(entry.application)) == 2


def test_one_begun_in_time_is_finished_late_with_a_reason(round_: Round, olive: User) -> None:
    entry = begin(round_, olive)
    fill(entry, olive)
    close(round_)
    with pytest.raises(Refused, match="Say why this one is taken late"):
        on_behalf.hand_in(entry, by=olive)
    on_behalf.take_late(entry, "We were ill.", by=olive)
    on_behalf.hand_in(entry, by=olive)
    assert Application.objects.get().state == "submitted"
    assert entry.history.latest().history_change_reason == "Taken after closing, because: We were ill."


def test_a_late_entry_opens_the_round_to_officers_only(round_: Round, olive: User) -> None:
    group = on_behalf.group_for("Shore Singers", "", by=olive)
    mo = on_behalf.contact_for(group, "Mo MacLeod", "mo@example.org", "", by=olive)
    assert mo is not None
    close(round_)
    entry = on_behalf.start(
        round_, group, by=olive, way="post", received_on=TODAY(), contact=mo, late_reason="Late post.", **WHO
    )
    section = entry.application.answers.get(section__code="plan").section
    with pytest.raises(Refused, match="closed on"):
        applying.save_section(entry.application, section, {"title": "By the sea"}, by=mo, version=0)
    applying.save_section(entry.application, section, {"title": "By the sea"}, by=olive, version=0)


def test_officers_never_write_in_a_draft_of_a_group(
    round_: Round, group: Organisation, ann: User, olive: User, door: Door
) -> None:
    draft = factories.make_application(round_, group, by=ann)
    assert door(olive).post(reverse("applications:section", args=[draft.pk, "plan"]), {"title": "X"}).status_code == 404
    assert door(olive).get(reverse("applications:detail", args=[draft.pk])).status_code == 404
    assert not Entry.objects.exists()
    close(round_)
    section = draft.answers.get(section__code="plan").section
    with pytest.raises(Refused, match="closed on"):
        applying.save_section(draft, section, {"title": "X"}, by=olive, version=1)


# Through the doors


def test_an_officer_types_a_posted_application_from_the_first_page_to_the_printed_receipt(
    round_: Round, olive: User, door: Door
) -> None:
    browser = door(olive)
    scan = SimpleUploadedFile("paper.txt", b"We sing.")
    answer = browser.post(reverse("applications:enter", args=[round_.slug]), sent(scan=scan))
    entry = Entry.objects.get()
    home = reverse("applications:entry", args=[entry.pk])
    assert answer["Location"] == home
    assert entry.application.organisation.name == "Shore Singers"
    assert b"".join(browser.get(reverse("applications:entry-scan", args=[entry.pk]))) == b"We sing."  # type: ignore[arg-type]  # it streams
    plan = {**factories.ANSWERS["plan"], "version": 0}
    budget = {"budget-0-heading": "staff", "budget-0-what": "Leader", "budget-0-amount": "9000", "version": 0}
    for code, answers in (("contact", factories.ANSWERS["contact"]), ("plan", plan), ("budget", budget)):
        answer = browser.post(reverse("applications:entry-section", args=[entry.pk, code]), answers)
        assert answer.status_code == 302, answer.content.decode()
    papers = {"governing": SimpleUploadedFile("g.txt", b"We are a group.")}
    assert browser.post(reverse("applications:entry-documents", args=[entry.pk]), papers)["Location"] == home
    assert "Hand it in for the group" in browser.get(home).content.decode()
    answer = browser.post(reverse("applications:entry-hand-in", args=[entry.pk]))
    assert answer["Location"] == reverse("applications:entry-letter", args=[entry.pk])
    page = browser.get(answer["Location"]).content.decode()
    for words in ("Mo MacLeod", "1 The Shore", "We typed it for you", "paper-letter--large"):
        assert words in page
    assert Letter.objects.count() == 0
    officer_page = browser.get(reverse("applications:application", args=[entry.application_id])).content.decode()
    assert "Typed for the group" in officer_page
    assert "Typed by Olive Officer from what reached us by post" in officer_page


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"contact_address": ""}, "Enter a postal address, because there is no e-mail address"),
        ({"received_on": "1/1/2090"}, "Enter a day that is not in the future"),
        ({"received_on": "1 Foo"}, "Enter"),
        ({"late_reason": "Because"}, "The round is still open. Take this out"),
        ({"group_name": ""}, "Enter the name of the group"),
        ({"contact_email": "mo"}, "Enter an e-mail address, like name@example.org"),
    ],
)
def test_the_first_page_says_what_to_mend_and_makes_nothing(
    round_: Round, olive: User, door: Door, facts: dict[str, str], words: str
) -> None:
    answer = door(olive).post(reverse("applications:enter", args=[round_.slug]), sent(**facts))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Entry.objects.exists() and not Organisation.objects.exists()


def test_after_closing_the_first_page_asks_for_the_reason(round_: Round, olive: User, door: Door) -> None:
    close(round_)
    address = reverse("applications:enter", args=[round_.slug])
    answer = door(olive).post(address, sent())
    assert (answer.status_code, "Say why this one is taken late" in answer.content.decode()) == (422, True)
    assert door(olive).post(address, sent(late_reason="The post was late.")).status_code == 302


def test_what_cannot_be_saved_after_closing_stays_on_the_page(round_: Round, olive: User, door: Door) -> None:
    entry = begin(round_, olive)
    close(round_)
    address = reverse("applications:entry-section", args=[entry.pk, "plan"])
    answer = door(olive).post(address, {"title": "By the sea", "version": 0})
    assert answer.status_code == 409
    assert "By the sea" in answer.content.decode()
    home = reverse("applications:entry", args=[entry.pk])
    assert "Take it late" in door(olive).get(home).content.decode()
    assert door(olive).post(home, {"reason": "We were ill."}).status_code == 302
    assert door(olive).post(address, {"title": "By the sea", "version": 0}).status_code == 302


def test_two_officers_do_not_overwrite_each_other(round_: Round, olive: User, morag: User, door: Door) -> None:
    entry = begin(round_, olive)
    address = reverse("applications:entry-section", args=[entry.pk, "plan"])
    door(morag).post(address, {"title": "By the sea", "version": 0})
    answer = door(olive).post(address, {"title": "On the shore", "version": 0})
    page = answer.content.decode()
    assert (answer.status_code, "On the shore" in page, "Morag Manager saved this page" in page) == (409, True, True)
    assert entry.application.answers.get(section__code="plan").values["title"] == "By the sea"
