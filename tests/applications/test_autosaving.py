"""Answers are saved while they are typed: nobody's text is lost, late requests change nothing, history stays short."""

import html
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from applications.models import Application, ApplicationAnswers, OpenPage, Step
from fund import writing
from fund.kit import kept_history
from fund.models import Membership, Organisation, Round, User
from fund.questionnaires import TYPED
from tests import factories

pytestmark = pytest.mark.django_db

Door = Callable[[User | None], Client]


@pytest.fixture
def draft(round_: Round, group: Organisation, ann: User) -> Application:
    return factories.make_application(round_, group, by=ann)


@pytest.fixture
def bea(group: Organisation) -> User:
    """Ann's colleague, who writes too."""
    bea = factories.make_person("Bea Colleague", email="bea@example.org")
    Membership.objects.create(user=bea, organisation=group, kind="editor")
    return bea


def at(name: str, application: Application, *more: Any) -> str:
    return reverse(f"applications:{name}", args=[application.pk, "plan", *more])


def type_in(browser: Client, application: Application, **facts: Any) -> HttpResponse:
    """One request as the page sends it: one answer, or the few changed ones."""
    answers = {code: value for code, value in facts.items() if code not in {"version", "page", "revision", "since"}}
    sent = {"version": 1, "page": "a1", "revision": 1, "changed": list(answers), **facts}
    return browser.post(at("save-answer", application), sent)


def plan(application: Application) -> ApplicationAnswers:
    return ApplicationAnswers.objects.get(application=application, section__code="plan")


def text(answer: HttpResponse) -> str:
    return html.unescape(answer.content.decode())


# Saving


def test_one_answer_is_saved_alone_and_says_when(draft: Application, ann: User, door: Door) -> None:
    answer = type_in(door(ann), draft, title="A new title")
    sheet = plan(draft)
    assert answer.status_code == 200
    assert f"Saved {timezone.localtime(sheet.saved_at):%H:%M}<" in text(answer)
    assert "<form" not in text(answer)
    assert sheet.values == {**factories.ANSWERS["plan"], "title": "A new title"}
    assert (sheet.version, sheet.saved_by, sheet.is_complete) == (2, ann, True)
    draft.refresh_from_db()
    assert draft.title == "A new title"


def test_what_cannot_be_read_is_kept_as_typed_and_says_so_beside_the_question(
    draft: Application, ann: User, door: Door
) -> None:
    answer = type_in(door(ann), draft, months="soon")
    assert answer.status_code == 200
    assert "innerHTML:#said-months" in text(answer)
    assert "What you typed is kept" in text(answer)
    assert plan(draft).values[TYPED] == {"months": "soon"}
    assert "What you typed is kept" not in text(type_in(door(ann), draft, months="10", revision=2))
    assert plan(draft).values["months"] == 10


def test_a_budget_row_is_saved_as_a_whole_table(draft: Application, ann: User, door: Door) -> None:
    rows = {"budget-0-heading": "staff", "budget-0-what": "Leader", "budget-0-amount": "£9,000"}
    address = reverse("applications:save-answer", args=[draft.pk, "budget"])
    sent = {**rows, "changed": "budget", "version": 1, "page": "a1", "revision": 1}
    assert door(ann).post(address, sent).status_code == 200
    kept = ApplicationAnswers.objects.get(application=draft, section__code="budget").values["budget"]
    assert kept == [{"heading": "staff", "what": "Leader", "amount": "9000.00"}]
    draft.refresh_from_db()
    assert draft.amount == 9000


def test_an_emptied_answer_is_emptied(draft: Application, ann: User, door: Door) -> None:
    type_in(door(ann), draft, what="")
    assert "what" not in plan(draft).values
    assert plan(draft).is_complete is False


def test_answers_that_are_not_named_or_not_asked_change_nothing(draft: Application, ann: User, door: Door) -> None:
    answer = type_in(door(ann), draft, title="Sent", changed=["contact_name", "nonsense"], contact_name="Mallory")
    assert answer.status_code == 200
    assert (plan(draft).values, plan(draft).version) == (factories.ANSWERS["plan"], 1)


def test_an_older_request_that_arrives_late_is_dropped(draft: Application, ann: User, door: Door) -> None:
    browser = door(ann)
    type_in(browser, draft, title="The whole title", revision=2)
    late = type_in(browser, draft, title="The who", revision=1)
    assert late.status_code == 200
    assert plan(draft).values["title"] == "The whole title"
    type_in(browser, draft, title="Walking back to wellness", revision=4)
    type_in(browser, draft, title="A word that was taken out again", revision=3)
    assert plan(draft).values["title"] == "Walking back to wellness"


def test_one_page_does_not_clash_with_what_it_saved_itself(draft: Application, ann: User, door: Door) -> None:
    browser = door(ann)
    for revision, title in enumerate(["A", "A walk", "A walk for all"], start=1):
        assert type_in(browser, draft, title=title, revision=revision).status_code == 200
    values = factories.ANSWERS["plan"]
    whole = {**values, "title": "A walk for everybody", "version": 1, "page": "a1"}
    assert browser.post(at("section", draft), whole).status_code == 302
    assert plan(draft).values["title"] == "A walk for everybody"


@pytest.mark.parametrize("version", ["", "-1", "nonsense", "999", "9" * 5000])
def test_a_version_that_makes_no_sense_wipes_nothing(draft: Application, ann: User, door: Door, version: str) -> None:
    assert type_in(door(ann), draft, title="Blind", version=version).status_code == 409
    assert plan(draft).values["title"] == "Walking back to wellness"


# Two people


def test_two_people_on_different_answers_keep_both(draft: Application, ann: User, bea: User, door: Door) -> None:
    type_in(door(ann), draft, title="Ann’s title")
    type_in(door(bea), draft, what="Bea’s plan", page="b1")
    whole = {**factories.ANSWERS["plan"], "summary": "Ann’s summary", "title": "Ann’s title", "version": 1}
    assert door(ann).post(at("section", draft), {**whole, "page": "a1"}).status_code == 302
    kept = plan(draft).values
    assert (kept["title"], kept["what"], kept["summary"]) == ("Ann’s title", "Bea’s plan", "Ann’s summary")


def test_the_same_answer_changed_by_two_shows_both_and_overwrites_nothing(
    draft: Application, ann: User, bea: User, door: Door
) -> None:
    type_in(door(bea), draft, title="Bea’s <b>title</b>", page="b1")
    answer = type_in(door(ann), draft, title="Ann’s title")
    assert answer.status_code == 409
    assert json.loads(answer["HX-Trigger"])["answers-kept"]["clashes"] == ["title"]
    for words in ["Bea Colleague changed this answer too", "Bea’s <b>title</b>", "Ann’s title", "Save mine instead"]:
        assert words in text(answer)
    assert "<b>" not in answer.content.decode()
    assert plan(draft).values["title"] == "Bea’s <b>title</b>"
    assert 'data-version="2"' in text(answer)


def test_after_a_clash_the_writer_chooses(draft: Application, ann: User, bea: User, door: Door) -> None:
    browser = door(ann)
    type_in(door(bea), draft, title="Bea’s title", page="b1")
    type_in(browser, draft, title="Ann’s title")
    theirs = browser.get(at("save-answer", draft), {"question": "title"})
    assert 'value="Bea’s title"' in text(theirs)
    again = type_in(browser, draft, title="Ann’s title", revision=2, since='{"title": 2}')
    assert again.status_code == 200
    assert plan(draft).values["title"] == "Ann’s title"
    type_in(door(bea), draft, title="Bea’s second title", page="b1", revision=2)
    assert plan(draft).values["title"] == "Ann’s title"


def test_the_name_of_somebody_elses_page_opens_nothing(draft: Application, ann: User, bea: User, door: Door) -> None:
    type_in(door(bea), draft, title="Bea’s title", page="b1")
    assert type_in(door(ann), draft, title="Ann’s title", page="b1", revision=9).status_code == 409
    assert plan(draft).values["title"] == "Bea’s title"


@pytest.mark.parametrize("since", ["[1]", "{", '{"title": "2"}', '{"title": true}', "null", '{"title": 1e400}'])
def test_nonsense_about_what_was_seen_wipes_nothing(
    draft: Application, ann: User, bea: User, door: Door, since: str
) -> None:
    type_in(door(bea), draft, title="Bea’s title", page="b1")
    assert type_in(door(ann), draft, title="Ann’s title", since=since).status_code == 409


# Who may, and when


def test_a_viewer_saves_nothing(draft: Application, nia: User, group: Organisation, door: Door) -> None:
    Membership.objects.create(user=nia, organisation=group, kind="viewer")
    assert type_in(door(nia), draft, title="No").status_code == 403
    assert plan(draft).version == 1


def test_closing_while_somebody_types_says_that_the_draft_stays(draft: Application, ann: User, door: Door) -> None:
    Round.objects.filter(pk=draft.round_id).update(closes_at=timezone.now() - timedelta(minutes=1))
    answer = type_in(door(ann), draft, title="Too late")
    assert answer.status_code == 409
    assert "is closed" in text(answer)
    assert "Your draft stays as it was last saved" in text(answer)
    assert plan(draft).values["title"] == "Walking back to wellness"


def test_after_handing_in_the_page_says_that_nothing_changes_any_more(
    draft: Application, ann: User, door: Door
) -> None:
    Application.objects.filter(pk=draft.pk).update(state="submitted")
    answer = type_in(door(ann), draft, title="An afterthought")
    assert answer.status_code == 409
    assert "This application is handed in" in text(answer)


# History, and what it costs


def test_typing_leaves_one_version_in_ten_minutes_and_one_before_another_person(
    draft: Application, ann: User, bea: User, door: Door
) -> None:
    browser = door(ann)
    sheet = plan(draft)
    lines = sheet.history.count()
    for revision in range(1, 9):
        type_in(browser, draft, title=f"Title {revision}", revision=revision)
    assert sheet.history.count() == lines
    assert draft.history.count() == 1
    type_in(door(bea), draft, what="Bea’s plan", page="b1")
    assert sheet.history.count() == lines + 1
    newest = sheet.history.order_by("-history_id").first()
    assert (newest.values["title"], newest.history_user) == ("Title 8", ann)
    with kept_history.erasing():
        sheet.history.update(history_date=timezone.now() - timedelta(minutes=11))
    type_in(door(bea), draft, what="Bea’s second plan", page="b1", revision=2)
    assert sheet.history.order_by("-history_id").first().values["what"] == "Bea’s plan"
    assert sheet.history.count() == lines + 2


def test_pressing_the_button_always_keeps_a_version(draft: Application, ann: User, door: Door) -> None:
    type_in(door(ann), draft, title="Typed")
    whole = {**factories.ANSWERS["plan"], "title": "Typed", "version": 1, "page": "a1"}
    assert door(ann).post(at("section", draft), whole).status_code == 302
    assert plan(draft).history.order_by("-history_id").first().values["title"] == "Typed"
    assert draft.history.order_by("-history_id").first().title == "Typed"


def test_handing_in_keeps_what_was_typed_last_in_the_history(draft: Application, ann: User, door: Door) -> None:
    type_in(door(ann), draft, title="Typed last")
    writing.keep_unkept(draft.answers.all(), by=ann)
    writing.keep_unkept(draft.answers.all(), by=ann)
    assert [row.values["title"] for row in plan(draft).history.all()] == ["Typed last", "Walking back to wellness"]


def test_steps_are_forgotten_when_no_page_can_be_open_any_more(draft: Application, ann: User, door: Door) -> None:
    type_in(door(ann), draft, title="Typed")
    Step.objects.update(at=timezone.now() - timedelta(days=20))
    whole = {**factories.ANSWERS["plan"], "title": "Saved", "version": 2, "page": "a2"}
    door(ann).post(at("section", draft), whole)
    assert list(Step.objects.values_list("version", flat=True)) == [3]


def test_saving_an_answer_costs_few_queries(draft: Application, ann: User, door: Door) -> None:
    browser = door(ann)
    type_in(browser, draft, title="First")
    with CaptureQueriesContext(connection) as few:
        type_in(browser, draft, title="Second", revision=2)
    for number in range(3):
        type_in(door(factories.make_person(f"Other {number}")), draft, title="No")
        type_in(browser, draft, what=f"Plan {number}", revision=number + 3)
    with CaptureQueriesContext(connection) as more:
        type_in(browser, draft, title="Third", revision=9)
    assert (len(few), len(more)) == (22, 22)  # two of them open and close the savepoint


# Who is there


def test_colleagues_see_who_is_in_a_section_and_when_they_typed(
    draft: Application, ann: User, bea: User, door: Door
) -> None:
    door(bea).get(at("presence", draft), {"page": "b1"})
    page = text(door(ann).get(at("presence", draft), {"page": "a1"}))
    assert "Bea Colleague is here" in page
    assert "last typing" not in page
    assert "Ann Applicant" not in page
    type_in(door(bea), draft, what="Bea’s plan", page="b1")
    assert "Bea Colleague is here, last typing" in text(door(ann).get(at("section", draft)))
    tasks = text(door(ann).get(reverse("applications:detail", args=[draft.pk])))
    assert tasks.count("Bea Colleague is here, last typing") == 1
    OpenPage.objects.update(seen_at=timezone.now() - timedelta(minutes=3))
    assert "Bea Colleague" not in text(door(ann).get(at("presence", draft)))


def test_the_list_of_parts_asks_once_for_everybody(draft: Application, ann: User, bea: User, door: Door) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            door(ann).get(reverse("applications:detail", args=[draft.pk]))
        return len(found)

    alone = queries()
    for number in range(3):
        OpenPage.objects.create(sheet=plan(draft), person=bea, page=f"b{number}")
    assert queries() == alone


def test_old_open_pages_are_forgotten(draft: Application, ann: User, door: Door) -> None:
    OpenPage.objects.create(sheet=plan(draft), person=ann, page="old", seen_at=timezone.now() - timedelta(days=20))
    door(ann).get(at("presence", draft), {"page": "a1"})
    assert list(OpenPage.objects.values_list("page", flat=True)) == ["a1"]


# Earlier versions


def test_an_earlier_version_can_be_read_and_brought_back_and_nothing_is_lost(
    draft: Application, ann: User, bea: User, door: Door
) -> None:
    type_in(door(ann), draft, title="Ann’s title")
    type_in(door(bea), draft, what="Bea’s plan", page="b1")
    listed = text(door(ann).get(at("earlier", draft)))
    assert "Ann Applicant changed “Name of the project”" in listed
    versions = writing.earlier_versions(plan(draft))
    assert [version.values["title"] for version in versions] == ["Ann’s title", "Walking back to wellness"]
    number = versions[1].number
    read = text(door(ann).get(at("earlier-version", draft, number)))
    assert "Walking back to wellness" in read
    assert "Bring this version back" in read
    answer = door(ann).post(at("bring-back", draft, number))
    assert answer["Location"] == at("section", draft)
    sheet = plan(draft)
    assert (sheet.values, sheet.version) == (factories.ANSWERS["plan"], 4)
    assert sheet.history.order_by("-history_id").first().history_change_reason.startswith("Brought back what")
    assert [version.values.get("what") for version in writing.earlier_versions(sheet)][0] == "Bea’s plan"
    draft.refresh_from_db()
    assert draft.title == "Walking back to wellness"


def test_a_viewer_reads_earlier_versions_and_brings_none_back(
    draft: Application, ann: User, nia: User, group: Organisation, door: Door
) -> None:
    Membership.objects.create(user=nia, organisation=group, kind="viewer")
    type_in(door(ann), draft, title="Ann’s title")
    number = writing.earlier_versions(plan(draft))[0].number
    assert "Bring this version back" not in text(door(nia).get(at("earlier-version", draft, number)))
    assert door(nia).post(at("bring-back", draft, number)).status_code == 403


def test_a_version_of_another_section_is_not_found(draft: Application, ann: User, door: Door) -> None:
    other = draft.answers.get(section__code="budget").history.get()
    assert door(ann).get(at("earlier-version", draft, other.history_id)).status_code == 404


def test_an_earlier_version_stays_where_it_is_once_the_round_is_closed(
    draft: Application, ann: User, door: Door
) -> None:
    type_in(door(ann), draft, title="Ann’s title")
    number = writing.earlier_versions(plan(draft))[0].number
    Round.objects.filter(pk=draft.round_id).update(closes_at=timezone.now() - timedelta(minutes=1))
    assert door(ann).post(at("bring-back", draft, number)).status_code == 409
    assert plan(draft).values["title"] == "Ann’s title"


# No longer signed in


def test_typing_while_signed_out_keeps_the_page_and_offers_sign_in(draft: Application, door: Door) -> None:
    for answer in (type_in(door(None), draft, title="Unsaved"), door(None).get(at("presence", draft))):
        assert answer.status_code == 401
        assert "You are no longer signed in" in text(answer)
        assert 'target="_blank"' in text(answer)
        assert draft.reference not in text(answer)
    assert plan(draft).version == 1


def test_a_whole_form_sent_while_signed_out_comes_back_with_its_text(draft: Application, ann: User, door: Door) -> None:
    browser = Client(enforce_csrf_checks=True, headers={"Origin": "http://testserver"})
    browser.get(reverse("account_login"))
    typed = {**factories.ANSWERS["plan"], "what": "Walks <i>for</i> all", "version": "1", "page": "a1"}
    token = browser.cookies["csrftoken"].value
    page = browser.post(at("section", draft), {**typed, "csrfmiddlewaretoken": token})
    assert page.status_code == 401
    assert "Walks <i>for</i> all" in text(page)
    assert "<i>" not in page.content.decode()
    assert draft.reference not in text(page)
    browser.force_login(ann)
    old = {**typed, "csrfmiddlewaretoken": "x" * 32}
    again = browser.post(at("section", draft), old)  # signing in made the token of the open page useless
    assert again.status_code == 403
    assert "Save again" in text(again)
    assert "Walks <i>for</i> all" in text(again)
    fresh = {**typed, "csrfmiddlewaretoken": browser.cookies["csrftoken"].value}
    assert browser.post(at("section", draft), fresh).status_code == 302
    assert plan(draft).values["what"] == "Walks <i>for</i> all"


def test_what_another_site_sends_is_shown_without_a_button(draft: Application, ann: User) -> None:
    browser = Client(enforce_csrf_checks=True, headers={"Origin": "https://evil.example"})
    browser.force_login(ann)
    page = browser.post(at("section", draft), {"what": "Words of somebody else entirely, not Ann’s"})
    assert page.status_code == 403
    assert "Words of somebody else entirely" in text(page)
    assert "Save again" not in text(page)


def test_a_password_never_comes_back(ann: User) -> None:
    browser = Client(enforce_csrf_checks=True, headers={"Origin": "http://testserver"})
    page = browser.post(reverse("account_login"), {"login": ann.email, "password": "a secret of forty letters or so"})
    assert page.status_code == 403
    assert "a secret of forty" not in text(page)
    assert "Try that once more" in text(page)
