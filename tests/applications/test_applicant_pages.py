"""The pages on which a group applies: nothing typed is lost, nothing is shown to others, all works without script."""

import html
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from applications import applying
from applications.models import Application, ApplicationAnswers, Decision, Document
from fund.models import DocumentRule, Membership, Organisation, Question, Round, Section, User
from fund.questionnaires import TYPED
from tests import factories
from tests.world import store

pytestmark = pytest.mark.django_db

Door = Callable[[User | None], Client]

PAGES = ("detail", "documents", "check", "withdraw")
PLAN = {
    "title": "Walking back to wellness",
    "summary": "People with lung disease walk together each week and learn from each other.",
    "tier": "small",
    "months": "12",
    "what": "Weekly walks led by peers.",
}


@pytest.fixture
def draft(round_: Round, group: Organisation, ann: User) -> Application:
    """Ann's draft with every answer, and nothing else."""
    return factories.make_application(round_, group, by=ann)


@pytest.fixture
def ready(draft: Application, ann: User) -> Application:
    """Ann's draft with every answer and paper."""
    applying.add_document(draft, paper(), by=ann, rule=draft.round.document_rules.get())
    return draft


def paper(name: str = "governing.txt", content: bytes = b"We are a group.") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def at(name: str, application: Application, *more: Any) -> str:
    return reverse(f"applications:{name}", args=[application.pk, *more])


def text(answer: HttpResponse) -> str:
    return html.unescape(answer.content.decode())


def values_of(application: Application, code: str) -> dict[str, Any]:
    return ApplicationAnswers.objects.get(application=application, section__code=code).values


def close(application: Application) -> None:
    """The round closes a minute ago."""
    Round.objects.filter(pk=application.round_id).update(closes_at=timezone.now() - timedelta(minutes=1))


# Starting


def test_somebody_without_a_group_is_led_to_register_one(round_: Round, nia: User, door: Door) -> None:
    page = text(door(nia).get(reverse("applications:start", args=[round_.slug])))
    assert "Register your group" in page
    assert f"{reverse('new-organisation')}?next={reverse('applications:start', args=[round_.slug])}" in page
    assert "Governing document" in page
    assert '<form method="post" novalidate' not in page


def test_starting_leads_to_the_list_of_parts(round_: Round, group: Organisation, ann: User, door: Door) -> None:
    browser = door(ann)
    address = reverse("applications:start", args=[round_.slug])
    page = text(browser.get(address))
    assert "Leith Lungs" in page
    assert page.count(" checked") == 1  # the only group is chosen already
    answer = browser.post(address, {"organisation": group.pk})
    application = Application.objects.get()
    assert answer["Location"] == at("detail", application)
    assert f"{application.reference}" in text(browser.get(address))  # the draft is offered next time
    assert "Go on with what you have" in text(browser.get(address))


def test_starting_needs_a_choice_among_ones_own_groups(
    round_: Round, ann: User, group: Organisation, door: Door
) -> None:
    other = factories.make_organisation(name="Somebody else’s group")
    address = reverse("applications:start", args=[round_.slug])
    page = door(ann).post(address, {"organisation": other.pk})
    assert (page.status_code, Application.objects.count()) == (422, 0)
    assert "Choose one of your groups" in text(page)
    assert "Somebody else’s group" not in text(page)
    assert "Choose a group" in text(door(ann).post(address, {}))


def test_a_viewer_of_a_group_does_not_apply_for_it(round_: Round, nia: User, group: Organisation, door: Door) -> None:
    Membership.objects.create(user=nia, organisation=group, kind="viewer")
    page = door(nia).post(reverse("applications:start", args=[round_.slug]), {"organisation": group.pk})
    assert (page.status_code, Application.objects.count()) == (200, 0)
    assert "First, tell us about your group" in text(page)


def test_a_closed_round_says_when_it_closed(ann: User, group: Organisation, door: Door) -> None:
    now = timezone.now()
    over = factories.make_round(opens_at=now - timedelta(days=9), closes_at=now - timedelta(days=1))
    answer = door(ann).get(reverse("applications:start", args=[over.slug]))
    assert answer.status_code == 409
    assert f"{over.name} closed on" in text(answer)


# The list of parts


def test_the_parts_say_where_they_stand(round_: Round, group: Organisation, ann: User, door: Door) -> None:
    application = applying.start(round_, group, by=ann)
    browser = door(ann)
    page = text(browser.get(at("detail", application)))
    assert "0 of 4 parts are done" in page
    assert page.count(">To do<") == 4
    assert "Cannot start yet" in page
    browser.post(at("section", application, "plan"), {"title": "A walk", "version": 0})
    page = text(browser.get(at("detail", application)))
    assert page.count(">Started<") == 1
    assert "4 answers to go" in page
    assert '<h1 class="ds_page-header__title">A walk</h1>' in page


def test_a_finished_draft_is_ready(ready: Application, ann: User, door: Door) -> None:
    page = text(door(ann).get(at("detail", ready)))
    assert page.count(">Done<") == 4
    assert ">Ready<" in page


def test_a_viewer_reads_and_cannot_write(ready: Application, nia: User, door: Door) -> None:
    Membership.objects.create(user=nia, organisation=ready.organisation, kind="viewer")
    browser = door(nia)
    assert "You can read this application" in text(browser.get(at("detail", ready)))
    page = text(browser.get(at("check", ready)))
    assert "Weekly walks led by peers." in page
    assert "Hand in the application" not in page
    assert browser.get(at("section", ready, "plan"))["Location"] == at("check", ready)
    assert browser.post(at("section", ready, "plan"), PLAN).status_code == 403
    assert browser.post(at("submit", ready), {"declared": "on"}).status_code == 403
    assert browser.get(at("withdraw", ready)).status_code == 403
    assert browser.post(at("remove-document", ready, ready.documents.get().pk)).status_code == 403
    assert Application.objects.get().state == "draft"


# Sections


def test_saving_leads_through_the_sections_to_the_documents_and_the_check(
    draft: Application, ann: User, door: Door
) -> None:
    browser = door(ann)
    contact = browser.post(at("section", draft, "contact"), {"contact_name": "Ann", "version": 1})
    assert contact["Location"] == at("section", draft, "plan")
    plan = browser.post(at("section", draft, "plan"), {**PLAN, "version": 1})
    assert plan["Location"] == at("section", draft, "budget")
    budget = {"budget-0-heading": "staff", "budget-0-what": "Leader", "budget-0-amount": "£9,000", "version": 1}
    assert browser.post(at("section", draft, "budget"), budget)["Location"] == at("documents", draft)
    DocumentRule.objects.filter(round=draft.round).delete()
    assert browser.post(at("section", draft, "budget"), {**budget, "version": 2})["Location"] == at("check", draft)


def test_save_and_come_back_leads_to_the_list_even_with_something_wrong(
    draft: Application, ann: User, door: Door
) -> None:
    browser = door(ann)
    answer = browser.post(at("section", draft, "plan"), {**PLAN, "months": "twelve", "later": "yes", "version": 1})
    assert answer["Location"] == at("detail", draft)
    assert "Some answers need another look" in text(browser.get(answer["Location"]))
    assert values_of(draft, "plan")[TYPED] == {"months": "twelve"}
    assert 'value="twelve"' in text(browser.get(at("section", draft, "plan")))


def test_something_wrong_is_shown_and_all_the_rest_is_kept(draft: Application, ann: User, door: Door) -> None:
    long = "word " * 501
    answer = door(ann).post(
        at("section", draft, "plan"), {**PLAN, "title": "New title", "months": "-3", "what": long, "version": 1}
    )
    page = text(answer)
    assert answer.status_code == 422
    assert "<title>Error: Your project" in page
    assert '<a href="#id_months">“How many months”: enter a number that is not below nought</a>' in page
    assert "“What do you want to do?”: take out 1 word. You have 501, and there is room for 500" in page
    assert long.strip() in page
    assert 'name="version" value="2"' in page
    kept = values_of(draft, "plan")
    assert (kept["title"], kept[TYPED]) == ("New title", {"months": "-3", "what": long.strip()})


def test_what_the_group_told_before_is_offered_and_kept_only_when_saved(
    round_: Round, group: Organisation, ann: User, door: Door
) -> None:
    contact = Section.objects.get(questionnaire__round=round_, code="contact")
    factories.make_question(contact, "group-name", "line", "Name of your group")
    factories.make_question(contact, "group-started", "date", "When did it start?")
    application, browser = applying.start(round_, group, by=ann), door(ann)
    page = text(browser.get(at("section", application, "contact")))
    for shown in ["We have filled in what you told us before", 'value="Ann Applicant"', 'value="Leith Lungs"']:
        assert shown in page
    assert f'value="{group.started_on.day} {group.started_on:%B %Y}"' in page
    assert values_of(application, "contact") == {}
    browser.post(at("section", application, "contact"), {"contact_name": "Bea Other", "version": 0})
    page = text(browser.get(at("section", application, "contact")))
    assert "We have filled in" not in page
    assert 'value="Leith Lungs"' not in page
    assert values_of(application, "contact") == {"contact_name": "Bea Other"}


def test_an_empty_section_can_be_saved_and_left(draft: Application, ann: User, door: Door) -> None:
    assert door(ann).post(at("section", draft, "plan"), {"version": 1}).status_code == 302
    assert values_of(draft, "plan") == {}


def test_a_link_from_the_check_shows_what_is_wrong_on_the_page(draft: Application, ann: User, door: Door) -> None:
    browser = door(ann)
    browser.post(at("section", draft, "plan"), {"title": "A walk", "version": 1})
    page = text(browser.get(at("check", draft)))
    assert f'href="{at("section", draft, "plan")}?show=errors#id_tier_0">Answer “Size of grant”</a>' in page
    assert f'href="{at("documents", draft)}#id_governing">Add “Governing document”</a>' in page
    page = text(browser.get(at("section", draft, "plan"), {"show": "errors"}))
    assert '<a href="#id_tier_0">Answer “Size of grant”</a>' in page
    assert "Answer “Name of the project”" not in page


@pytest.mark.parametrize("code", ["contact", "plan", "budget"])
def test_every_question_is_on_its_page_with_errors_on(draft: Application, ann: User, door: Door, code: str) -> None:
    ApplicationAnswers.objects.filter(application=draft, section__code=code).update(values={})
    page = text(door(ann).get(at("section", draft, code), {"show": "errors"}))
    questions = Question.objects.filter(section__code=code, section__questionnaire__round=draft.round)
    for question in questions:
        assert question.label in page
        assert f'name="{question.code}' in page
        assert question.error_text in page or not question.is_required


def test_adding_rows_saves_and_gives_more(draft: Application, ann: User, door: Door) -> None:
    browser = door(ann)
    rows: dict[str, Any] = {"version": 1, "add": "budget"}
    for number in range(5):
        rows |= {
            f"budget-{number}-heading": "staff",
            f"budget-{number}-what": f"Cost {number}",
            f"budget-{number}-amount": "10",
        }
    answer = browser.post(at("section", draft, "budget"), rows)
    assert answer["Location"] == f"{at('section', draft, 'budget')}#id_budget-5-heading"
    page = text(browser.get(answer["Location"]))
    assert page.count('aria-label="Row ') == 8
    assert "Cost 4" in page
    assert "<strong>£50</strong>" in page


def test_nul_bytes_and_odd_signs_are_kept_as_plain_words(draft: Application, ann: User, door: Door) -> None:
    browser = door(ann)
    nasty = "<script>alert(1)</script> {{ 7*7 }} %s Gàidhlig 👩🏽‍🦽"
    browser.post(at("section", draft, "plan"), {**PLAN, "title": "A\x00 wa\u202elk", "what": nasty, "version": 1})
    assert values_of(draft, "plan")["title"] == "A walk"
    assert values_of(draft, "plan")["what"] == nasty
    raw = browser.get(at("check", draft)).content.decode()
    assert "<script>alert" not in raw
    assert nasty in html.unescape(raw)


def test_a_huge_text_is_kept_and_answered_kindly(draft: Application, ann: User, door: Door) -> None:
    answer = door(ann).post(at("section", draft, "plan"), {**PLAN, "what": "x" * 1_000_000, "version": 1})
    assert answer.status_code == 422
    assert "make this much shorter" in text(answer)
    assert len(values_of(draft, "plan")[TYPED]["what"]) == 1_000_000


@pytest.mark.parametrize("version", ["", "-1", "nonsense", "9" * 5000, "１"])
def test_a_version_that_makes_no_sense_wipes_nothing(draft: Application, ann: User, door: Door, version: str) -> None:
    answer = door(ann).post(at("section", draft, "plan"), {**PLAN, "title": "Blind", "version": version})
    assert answer.status_code == 409
    assert values_of(draft, "plan")["title"] == "Walking back to wellness"


def test_two_tabs_never_overwrite_each_other(draft: Application, ann: User, nia: User, door: Door) -> None:
    Membership.objects.create(user=nia, organisation=draft.organisation, kind="editor")
    door(nia).post(at("section", draft, "plan"), {**PLAN, "title": "Nia’s title", "version": 1})
    answer = door(ann).post(
        at("section", draft, "plan"), {**PLAN, "title": "Ann’s title", "what": "Ann’s plan", "version": 1}
    )
    page = text(answer)
    assert answer.status_code == 409
    assert "Nia Nobody saved this page at" in page
    assert "Nia’s title" in page
    assert 'value="Ann’s title"' in page
    assert "Ann’s plan" in page
    assert values_of(draft, "plan")["title"] == "Nia’s title"
    version = re.search(r'name="version" value="(\d+)"', page)[1]  # type: ignore[index]
    again = door(ann).post(
        at("section", draft, "plan"), {**PLAN, "title": "Both titles", "what": "Ann’s plan", "version": version}
    )
    assert again.status_code == 302
    assert values_of(draft, "plan")["title"] == "Both titles"


def test_mending_an_error_does_not_undo_what_somebody_else_saved(
    draft: Application, ann: User, nia: User, door: Door
) -> None:
    Membership.objects.create(user=nia, organisation=draft.organisation, kind="editor")
    door(nia).post(at("section", draft, "plan"), {**PLAN, "title": "Nia’s title", "version": 1})
    browser = door(ann)
    answer = browser.post(at("section", draft, "plan"), {**PLAN, "months": "six", "version": 1})
    page = text(answer)
    assert answer.status_code == 422
    assert 'value="Nia’s title"' in page
    assert 'value="six"' in page
    assert 'name="version" value="3"' in page


def test_closing_while_somebody_types_loses_nothing(draft: Application, ann: User, door: Door) -> None:
    browser = door(ann)
    close(draft)
    answer = browser.post(
        at("section", draft, "plan"), {**PLAN, "title": "Typed too late", "months": "soon", "version": 1}
    )
    page = text(answer)
    assert answer.status_code == 409
    assert "while you were writing" in page
    assert "Typed too late" in page
    assert "soon" in page
    assert values_of(draft, "plan")["title"] == "Walking back to wellness"


def test_a_tab_left_open_after_handing_in_loses_nothing(ready: Application, ann: User, door: Door) -> None:
    applying.submit(ready, by=ann)
    answer = door(ann).post(at("section", ready, "plan"), {**PLAN, "title": "An afterthought", "version": 1})
    assert answer.status_code == 409
    assert "An afterthought" in text(answer)
    assert "handed in, so its answers can no longer change" in text(answer)
    assert values_of(ready, "plan")["title"] == "Walking back to wellness"


def test_after_closing_the_draft_stays_to_be_read_and_says_so(draft: Application, ann: User, door: Door) -> None:
    browser = door(ann)
    close(draft)
    for name in ("detail", "check"):
        page = text(browser.get(at(name, draft)))
        assert "was not handed in" in page
        assert "Hand in the application" not in page
    assert "Weekly walks led by peers." in page
    assert browser.get(at("section", draft, "plan"))["Location"] == at("check", draft)
    assert browser.get(at("documents", draft))["Location"] == at("check", draft)


# Documents


def test_several_papers_go_up_at_once_and_come_back_byte_for_byte(draft: Application, ann: User, door: Door) -> None:
    browser = door(ann)
    answer = browser.post(
        at("documents", draft), {"governing": [paper("a.txt", b"One \xc2\xa3"), paper("b.txt", b"Two")]}
    )
    assert answer["Location"] == at("documents", draft)
    page = text(browser.get(at("documents", draft)))
    assert "2 files are added." in page
    first = Document.objects.get(file__name="a.txt")
    assert f'href="{at("document", first)}"' in page
    download = browser.get(at("document", first))
    assert b"".join(download.streaming_content) == b"One \xc2\xa3"  # type: ignore[attr-defined]
    assert download["Content-Disposition"] == 'attachment; filename="a.txt"'
    assert download["Cache-Control"] == "private, no-store"


def test_a_paper_that_is_not_safe_is_named_and_nothing_is_kept(draft: Application, ann: User, door: Door) -> None:
    answer = door(ann).post(at("documents", draft), {"governing": [paper(), paper("rules.pdf", b"MZ\x90")]})
    assert answer.status_code == 422
    assert "rules.pdf: This is not the kind of file that its name says" in text(answer)
    assert Document.objects.count() == 0


def test_pressing_the_button_without_a_file_says_so(draft: Application, ann: User, door: Door) -> None:
    answer = door(ann).post(at("documents", draft))
    assert answer.status_code == 422
    assert '<a href="#id_governing">Choose a file to add</a>' in text(answer)


def test_the_documents_page_asks_what_the_round_asks_of_this_group(draft: Application, ann: User, door: Door) -> None:
    rules = draft.round.document_rules
    rules.create(
        code="accounts", name="Accounts", applies_to="established", wanted=2, help_text="Of the last two years."
    )
    rules.create(code="bank", name="Bank statement", applies_to="new")
    rules.create(code="photo", name="A photo", is_required=False, max_pages=3)
    browser = door(ann)
    page = text(browser.get(at("documents", draft)))
    for words in [
        "Accounts",
        "Of the last two years.",
        "We need 2 files.",
        "A photo",
        "At most 3 pages.",
        "(optional)",
    ]:
        assert words in page
    assert "Bank statement" not in page
    for name in ("governing", "accounts", "photo"):
        assert f'name="{name}"' in page
    Organisation.objects.update(started_on=None)
    page = text(browser.get(at("documents", draft)))
    assert "Bank statement" in page
    assert "Say when it started" in page


def test_a_round_without_papers_says_so(draft: Application, ann: User, door: Door) -> None:
    DocumentRule.objects.filter(round=draft.round).delete()
    assert "No documents needed" in text(door(ann).get(at("documents", draft)))


def test_a_paper_is_taken_out(ready: Application, ann: User, door: Door) -> None:
    answer = door(ann).post(at("remove-document", ready, ready.documents.get().pk))
    assert answer["Location"] == at("documents", ready)
    assert Document.objects.count() == 0


def test_a_paper_of_another_application_is_not_taken_out(
    ready: Application, draft: Application, ann: User, door: Door
) -> None:
    other = factories.make_application(draft.round, draft.organisation, by=ann)
    assert door(ann).post(at("remove-document", other, ready.documents.get().pk)).status_code == 404
    assert Document.objects.count() == 1


def test_a_file_question_takes_its_file_in_the_section(draft: Application, ann: User, door: Door) -> None:
    plan = Section.objects.get(questionnaire__round=draft.round, code="plan")
    factories.make_question(plan, "drawing", "file", "A drawing")
    browser = door(ann)
    assert 'enctype="multipart/form-data"' in text(browser.get(at("section", draft, "plan")))
    browser.post(at("section", draft, "plan"), {**PLAN, "drawing": paper("drawing.txt", b"A line"), "version": 1})
    document = Document.objects.get()
    assert (document.question_code, document.file.name) == ("drawing", "drawing.txt")
    assert "drawing.txt" in text(browser.get(at("check", draft)))
    answer = browser.post(at("remove-document", draft, document.pk))
    assert answer["Location"] == at("section", draft, "plan")


def test_papers_are_there_for_the_group_and_the_fund_and_for_nobody_else(
    ready: Application, ann: User, nia: User, sam: User, pat: User, olive: User, door: Door
) -> None:
    address = at("document", ready.documents.get())

    def answers() -> list[int]:
        return [door(person).get(address).status_code for person in (ann, nia, sam, pat, olive, None)]

    assert answers() == [200, 404, 404, 404, 404, 302]
    applying.submit(ready, by=ann)
    assert answers() == [200, 404, 404, 404, 200, 302]


# Checking and handing in


def test_the_check_shows_every_answer_in_words_and_a_way_to_change_it(
    ready: Application, ann: User, door: Door
) -> None:
    page = text(door(ann).get(at("check", ready)))
    for words in ["Ann Applicant", "Small grant", "Walk leader, 8 hours a week", "£9,000", "£10,500", "governing.txt"]:
        assert words in page
    assert '<dd class="ds_summary-list__value">small' not in page
    for code in ("contact", "plan", "budget"):
        assert f'href="{at("section", ready, code)}"' in page
    assert "Hand in the application" in page


def test_handing_in_needs_the_declaration(ready: Application, ann: User, door: Door) -> None:
    answer = door(ann).post(at("submit", ready))
    assert answer.status_code == 422
    assert "Tick the box to say that the answers are true" in text(answer)
    assert 'name="declared"' in text(answer)
    assert Application.objects.get().state == "draft"


def test_handing_in_leads_to_the_receipt(ready: Application, ann: User, door: Door, letters_to: Any) -> None:
    browser = door(ann)
    answer = browser.post(at("submit", ready), {"declared": "on"})
    assert answer["Location"] == at("receipt", ready)
    page = text(browser.get(answer["Location"]))
    for words in [
        "We have your application",
        ready.reference,
        "What happens next",
        "Weekly walks led by peers.",
        "£10,500",
    ]:
        assert words in page
    assert letters_to(ann) == ["submitted"]
    assert browser.get(at("check", ready))["Location"] == at("receipt", ready)
    assert "Handed in" in text(browser.get(at("detail", ready)))


def test_pressing_twice_shows_the_one_receipt(ready: Application, ann: User, door: Door, letters_to: Any) -> None:
    browser = door(ann)
    answers = [browser.post(at("submit", ready), {"declared": "on"}) for _ in range(2)]
    assert [(answer.status_code, answer["Location"]) for answer in answers] == [(302, at("receipt", ready))] * 2
    assert letters_to(ann) == ["submitted"]


def test_handing_in_too_late_is_refused_in_words(ready: Application, ann: User, door: Door) -> None:
    close(ready)
    answer = door(ann).post(at("submit", ready), {"declared": "on"})
    assert answer.status_code == 409
    assert "closed on" in text(answer)
    assert Application.objects.get().state == "draft"


def test_handing_in_too_early_is_refused_in_words(draft: Application, ann: User, door: Door) -> None:
    answer = door(ann).post(at("submit", draft), {"declared": "on"})
    assert answer.status_code == 409
    assert "Add “Governing document”" in text(answer)
    assert Application.objects.get().state == "draft"


def test_a_draft_has_no_receipt(draft: Application, ann: User, door: Door) -> None:
    assert door(ann).get(at("receipt", draft))["Location"] == at("detail", draft)


def test_an_application_that_is_being_decided_looks_like_one_that_is_read(
    round_: Round, group: Organisation, ann: User, door: Door
) -> None:
    application = factories.make_application(round_, group, state="decided", by=ann)
    factories.make_decision(application, "reject")
    Decision.objects.update(reason="A secret reason")
    page = text(door(ann).get(at("detail", application)))
    assert "Being read" in page
    assert "Decided" not in page
    assert "secret" not in page


@pytest.mark.parametrize(
    "state", ["submitted", "in_assessment", "awarded", "reserve", "not_funded", "ineligible", "withdrawn"]
)
def test_every_state_has_its_page(round_: Round, group: Organisation, ann: User, door: Door, state: str) -> None:
    application = factories.make_application(round_, group, state=state, by=ann)
    page = text(door(ann).get(at("detail", application)))
    assert application.public_state in page
    assert door(ann).get(at("receipt", application)).status_code == 200


# Taking back


def test_the_lead_takes_it_back_after_a_page_that_asks(ready: Application, ann: User, door: Door) -> None:
    browser = door(ann)
    page = text(browser.get(at("withdraw", ready)))
    assert "Take this application back?" in page
    assert Application.objects.get().state == "draft"
    answer = browser.post(at("withdraw", ready), {"reason": "No time"})
    assert answer["Location"] == at("detail", ready)
    assert "Withdrawn" in text(browser.get(at("detail", ready)))
    assert Application.objects.get().history.first().history_change_reason == "No time"


def test_a_reason_that_is_too_long_is_shown_back(ready: Application, ann: User, door: Door) -> None:
    answer = door(ann).post(at("withdraw", ready), {"reason": "word " * 101})
    assert answer.status_code == 422
    assert "Take out 1 word" in text(answer)
    assert 'name="reason"' in text(answer)


# Whose it is


@pytest.mark.parametrize("state", ["draft", "submitted"])
def test_nobody_elses_application_is_there(
    round_: Round, group: Organisation, ann: User, nia: User, olive: User, sam: User, door: Door, state: str
) -> None:
    application = factories.make_application(round_, group, state=state, by=ann)
    for person in (nia, sam, olive):
        browser = door(person)
        for name in (*PAGES, "receipt"):
            assert browser.get(at(name, application)).status_code == 404
        assert browser.get(at("section", application, "plan")).status_code == 404
        assert browser.post(at("section", application, "plan"), PLAN).status_code == 404
        assert browser.post(at("submit", application), {"declared": "on"}).status_code == 404
        assert browser.post(at("documents", application), {"governing": paper()}).status_code == 404
        assert browser.post(at("withdraw", application), {}).status_code == 404
    assert door(None).get(at("detail", application)).status_code == 302


def test_a_section_that_is_not_asked_is_not_there(draft: Application, ann: User, door: Door) -> None:
    assert door(ann).get(at("section", draft, "did")).status_code == 404


# What it costs


@pytest.mark.parametrize("name", [*PAGES, "receipt"])
def test_pages_cost_the_same_for_few_rows_and_for_many(ready: Application, ann: User, door: Door, name: str) -> None:
    if name == "receipt":
        Application.objects.filter(pk=ready.pk).update(state="submitted", submitted_at=timezone.now())
    plan = Section.objects.get(questionnaire__round=ready.round, code="plan")
    browser = door(ann)

    def queries(number: int) -> int:
        """Ask for one thing more of each kind, send one paper more, and count."""
        factories.make_question(plan, f"more-{number}", "one_of", "More?", settings={"options_from": "tiers"})
        rule = ready.round.document_rules.create(code=f"more-{number}", name=f"More {number}")
        Document.objects.create(application=ready, rule=rule, file=store())
        ready.round.document_rules.create(code=f"missing-{number}", name=f"Missing {number}")
        with CaptureQueriesContext(connection) as found:
            assert browser.get(at(name, ready)).status_code == 200
        return len(found)

    assert len({queries(number) for number in range(3)}) == 1


def test_a_save_costs_the_same_whatever_was_typed(draft: Application, ann: User, door: Door) -> None:
    browser = door(ann)

    def queries(typed: dict[str, str]) -> int:
        version = ApplicationAnswers.objects.get(application=draft, section__code="plan").version
        with CaptureQueriesContext(connection) as found:
            assert browser.post(at("section", draft, "plan"), {**typed, "version": version}).status_code == 302
        return len(found)

    assert queries({**PLAN, "title": "A"}) == queries({**PLAN, "title": "B"})
    assert queries({**PLAN, "what": "word " * 500}) <= queries({**PLAN, "title": "C"})
