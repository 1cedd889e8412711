"""The grantee's pages, through the door."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from applications.models import Grant
from fund.models import Letter, Membership, User
from fund.templatetags.words import day, moment
from reporting import measuring
from reporting.models import Indicator, LearningSummary, Measurement, Report, Story
from tests import factories
from tests.reporting.test_storytelling import tell
from tests.world import make_summary

Door = Callable[[User | None], Client]


@pytest.fixture
def grant(group: Any, round_: Any) -> Grant:
    return factories.make_grant(factories.make_application(round_, group, state="awarded"))


@pytest.fixture
def offer(group: Any, round_: Any) -> Grant:
    application = factories.make_application(round_, group, state="awarded")
    factories.make_decision(application)
    return factories.make_grant(application, state="offered", starts_on=None, ends_on=None)


@pytest.fixture
def report(grant: Grant) -> Report:
    return factories.make_report(grant)


@pytest.fixture
def vera(group: Any) -> User:
    """A member of Ann's group who may only look."""
    person = factories.make_person("Vera Viewer")
    Membership.objects.create(user=person, organisation=group, kind="viewer")
    return person


@pytest.fixture
def ed(group: Any) -> User:
    """A member of Ann's group who writes but does not lead."""
    person = factories.make_person("Ed Editor")
    Membership.objects.create(user=person, organisation=group, kind="editor")
    return person


def text(response: Any) -> str:
    """The words of a page on one line."""
    return " ".join(response.content.decode().split())


# Home


def test_home_asks_a_new_person_to_register_a_group(door: Door, nia: User) -> None:
    page = text(door(nia).get("/my/"))
    assert "Nothing is due now." in page
    assert "Register your group" in page and "/my/groups/new/" in page


def test_home_leads_a_group_without_applications_to_the_open_rounds(
    door: Door, ann: User, group: Any, round_: Any
) -> None:
    page = text(door(ann).get("/my/"))
    assert "No applications yet" in page
    assert f"/rounds/{round_.slug}/" in page and moment(round_.closes_at) in page
    assert "Leith Lungs" in page


def test_home_says_in_one_sentence_what_is_due_next(door: Door, ann: User, grant: Grant) -> None:
    later = factories.make_report(grant, name="End report", due_on=timezone.localdate() + timedelta(days=90))
    sooner = factories.make_report(grant, name="Half-year report", due_on=timezone.localdate() + timedelta(days=9))
    page = text(door(ann).get("/my/"))
    assert (
        f'Next: <a href="/my/reports/{sooner.pk}/">your half-year report for Walking back to wellness</a>, '
        f"due on {day(sooner.due_on)}." in page
    )
    assert day(later.due_on) not in page


def test_home_says_that_a_report_is_late(door: Door, ann: User, grant: Grant) -> None:
    late = factories.make_report(grant, due_on=timezone.localdate() - timedelta(days=3))
    assert f"which was due on {day(late.due_on)}." in text(door(ann).get("/my/"))


def test_home_puts_what_was_sent_back_first(door: Door, ann: User, grant: Grant) -> None:
    factories.make_report(grant, due_on=timezone.localdate() + timedelta(days=1))
    back = factories.make_report(grant, state="returned", due_on=timezone.localdate() + timedelta(days=40))
    assert f'Next: <a href="/my/reports/{back.pk}/">see what the fund wrote' in text(door(ann).get("/my/"))


def test_home_shows_an_offer_to_answer(door: Door, ann: User, offer: Grant) -> None:
    assert f'Next: <a href="/my/grants/{offer.pk}/">answer the offer of £10,000' in text(door(ann).get("/my/"))


def test_home_names_a_draft_and_its_closing_day_but_not_after_it(
    door: Door, ann: User, group: Any, round_: Any
) -> None:
    application = factories.make_application(round_, group)
    assert f"hand it in by {moment(round_.closes_at)}." in text(door(ann).get("/my/"))
    round_.closes_at = timezone.now() - timedelta(minutes=1)
    round_.save()
    page = text(door(ann).get("/my/"))
    assert "Nothing is due now." in page
    assert "can no longer be handed in" in page and f"/my/applications/{application.pk}/" in page


def test_home_tells_a_decided_application_only_in_public_words(door: Door, ann: User, group: Any, round_: Any) -> None:
    application = factories.make_application(round_, group, state="decided")
    factories.make_decision(application, outcome="decline")
    page = text(door(ann).get("/my/"))
    assert "Being read" in page
    for secret in ("Decided", "decline", "Not this time", "A strong plan."):
        assert secret not in page


def test_home_shows_nothing_of_other_groups(door: Door, ann: User, group: Any, round_: Any) -> None:
    other = factories.make_organisation(factories.make_person(), name="Secret Group")
    application = factories.make_application(round_, other, state="awarded", title="Secret project")
    factories.make_report(factories.make_grant(application), name="Secret report")
    page = text(door(ann).get("/my/"))
    assert "Secret" not in page and application.reference not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_home_takes_the_same_queries_for_one_and_three(
    door: Door, ann: User, group: Any, round_: Any, rows: int
) -> None:
    browser = door(ann)
    for _ in range(rows):
        factories.make_report(factories.make_grant(factories.make_application(round_, group, state="awarded")))
        factories.make_application(round_, group)
        factories.make_organisation(ann)
    browser.get("/my/")
    with CaptureQueriesContext(connection) as queries:
        assert browser.get("/my/").status_code == 200
    assert len(queries) == 11


# The grant


def test_the_grant_page_shows_what_was_agreed(door: Door, ann: User, grant: Grant) -> None:
    factories.make_decision(grant.application)
    grant.budget.create(heading="Staff", what="Walk leader", amount=9000, position=0)
    grant.budget.create(heading="Other", what="Room hire", amount=1000, position=1)
    Grant.objects.filter(pk=grant.pk).update(conditions="Send us your safeguarding policy.")
    report = factories.make_report(grant, name="End report")
    page = text(door(ann).get(f"/my/grants/{grant.pk}/"))
    for words in (
        "£10,000",
        "Walk leader",
        "£9,000",
        "Send us your safeguarding policy.",
        "A strong plan.",
        "End report",
        day(report.due_on),
        "To write",
        "Stories are never required",
    ):
        assert words in page
    assert "Accept the grant" not in page


def test_the_lead_accepts_the_offer(door: Door, ann: User, offer: Grant) -> None:
    browser = door(ann)
    page = text(browser.get(f"/my/grants/{offer.pk}/"))
    assert "The fund offers you £10,000" in page and "Accept the grant" in page
    last = timezone.localdate() + timedelta(days=offer.round.days_to_accept)
    assert f"Please answer by <strong>{day(last)}</strong>." in page
    starts_on = timezone.localdate() + timedelta(days=30)
    response = browser.post(f"/my/grants/{offer.pk}/accept/", {"starts_on": f"{starts_on:%d/%m/%Y}"}, follow=True)
    assert response.redirect_chain == [(f"/my/grants/{offer.pk}/", 302)]
    offer.refresh_from_db()
    assert (offer.state, offer.starts_on) == (Grant.State.ACTIVE, starts_on)
    assert "The grant is yours." in text(response)
    assert "Half-year report" in text(response)
    assert offer.reports.count() == 2


@pytest.mark.parametrize("typed", ["", "soon", "31/2/2027", "1/1/2001", "1/1/2099"])
def test_a_start_that_cannot_be_is_said_at_the_box(door: Door, ann: User, offer: Grant, typed: str) -> None:
    response = door(ann).post(f"/my/grants/{offer.pk}/accept/", {"starts_on": typed})
    assert response.status_code == 422
    page = text(response)
    assert "There is a problem" in page and 'href="#id_starts_on"' in page
    assert "<title>Error: " in page
    offer.refresh_from_db()
    assert offer.state == Grant.State.OFFERED


def test_only_the_lead_answers_the_offer(door: Door, ed: User, vera: User, nia: User, offer: Grant) -> None:
    for person, status in [(ed, 403), (vera, 403), (nia, 404)]:
        starts = {"starts_on": f"{timezone.localdate():%d/%m/%Y}"}
        assert door(person).post(f"/my/grants/{offer.pk}/accept/", starts).status_code == status
        assert door(person).post(f"/my/grants/{offer.pk}/refuse/", {"reason": "No."}).status_code == status
    page = text(door(ed).get(f"/my/grants/{offer.pk}/"))
    assert "Accept the grant" not in page and "The lead of Leith Lungs can accept or refuse this offer." in page
    offer.refresh_from_db()
    assert offer.state == Grant.State.OFFERED


def test_the_lead_refuses_the_offer_and_says_why(door: Door, ann: User, offer: Grant) -> None:
    browser = door(ann)
    response = browser.post(f"/my/grants/{offer.pk}/refuse/", {"reason": " "})
    assert response.status_code == 422
    assert "Say in a few words why your group does not take the grant" in text(response)
    browser.post(f"/my/grants/{offer.pk}/refuse/", {"reason": "We found other money."})
    offer.refresh_from_db()
    assert offer.state == Grant.State.REFUSED
    assert browser.post(f"/my/grants/{offer.pk}/refuse/", {"reason": "Again."}).status_code == 403


def test_the_grant_page_tells_where_the_learning_went(door: Door, ann: User, grant: Grant) -> None:
    for slug, state in [("shown", "published"), ("secret", "editing")]:
        LearningSummary.objects.create(
            scope="grant",
            grant=grant,
            slug=slug,
            title=f"A {slug} summary",
            one_line="Peers help.",
            state=state,
            published_at=timezone.now(),
            input_hash=slug,
            generator="test",
        )
    page = text(door(ann).get(f"/my/grants/{grant.pk}/"))
    assert '<a href="/learning/shown/">A shown summary</a>' in page
    assert "secret" not in page


# The report


def test_a_report_is_done_page_by_page(door: Door, ann: User, report: Report) -> None:
    people = Indicator.objects.create(
        fund=report.grant.round.fund, code="people", name="People who took part", question="How many?", kind="count"
    )
    browser = door(ann)
    address = f"/my/reports/{report.pk}"
    page = text(browser.get(f"{address}/"))
    assert "It is never used against you" in page
    assert page.count(">To do<") == 3 and "Optional" in page

    response = browser.post(f"{address}/section/did/", {"did": "Forty walks.", "version": 0, "continue": "yes"})
    assert response["Location"] == f"{address}/section/learned/"
    response = browser.post(f"{address}/section/learned/", {"worked": "Peers.", "version": 0, "later": "yes"})
    assert response["Location"] == f"{address}/"
    assert "2 to go" in text(browser.get(f"{address}/"))

    page = text(browser.get(f"{address}/check/"))
    assert "Answer “What did not work?”" in page and "Enter a number for “People who took part”" in page
    assert "Hand in the report" not in page
    assert browser.post(f"{address}/hand-in/").status_code == 409

    rest = {
        "worked": "Peers.",
        "did_not_work": "Referrals.",
        "for_whom": "People alone.",
        "version": 1,
        "continue": "yes",
    }
    response = browser.post(f"{address}/section/learned/", rest)
    assert response["Location"] == f"{address}/figures/"
    figures = {"people-numerator": "1,412", "people-how_counted": "Our best estimate", "continue": "yes"}
    response = browser.post(f"{address}/figures/", figures)
    assert response["Location"] == f"{address}/check/"
    assert Measurement.objects.get(indicator=people).numerator == 1412

    page = text(browser.get(f"{address}/check/"))
    assert "Hand in the report" in page and "1,412" in page and "Referrals." in page
    response = browser.post(f"{address}/hand-in/", follow=True)
    assert "Your report is handed in" in text(response)
    report.refresh_from_db()
    assert (report.state, report.handed_in_by) == (Report.State.HANDED_IN, ann)


def test_pressing_twice_hands_in_once(door: Door, ann: User, grant: Grant, letters_to: Any) -> None:
    report = factories.make_report(grant, state="draft")
    browser = door(ann)
    for _ in range(2):
        response = browser.post(f"/my/reports/{report.pk}/hand-in/")
        assert response["Location"] == f"/my/reports/{report.pk}/"
    assert letters_to(ann) == ["report_handed_in"]


def test_what_is_too_long_is_kept_and_said(door: Door, ann: User, report: Report) -> None:
    long = "word " * 301
    address = f"/my/reports/{report.pk}/section/did/"
    response = door(ann).post(address, {"did": long, "version": 0, "continue": "yes"})
    assert response.status_code == 422
    page = text(response)
    assert "“What did you do?”: take out 1 word" in page and "What you typed is kept" in page
    assert page.count("word word") > 0
    assert "“What did you do?”: take out 1 word" in text(door(ann).get(f"/my/reports/{report.pk}/check/"))
    report.refresh_from_db()
    assert report.state == Report.State.DRAFT


def test_two_writers_see_each_others_words(door: Door, ann: User, ed: User, report: Report) -> None:
    address = f"/my/reports/{report.pk}/section/did/"
    door(ed).post(address, {"did": "Ed’s words.", "version": 0, "later": "yes"})
    response = door(ann).post(address, {"did": "Ann’s words.", "version": 0, "later": "yes"})
    assert response.status_code == 409
    page = text(response)
    assert "Ed Editor saved this page" in page and "Ed’s words." in page and "Ann’s words." in page
    assert 'name="version" value="1"' in page
    assert report.answers.get().values == {"did": "Ed’s words."}


def test_words_typed_into_a_report_that_was_handed_in_meanwhile_are_not_lost(
    door: Door, ann: User, grant: Grant
) -> None:
    report = factories.make_report(grant, state="handed_in")
    response = door(ann).post(f"/my/reports/{report.pk}/section/did/", {"did": "Too late words.", "version": 1})
    assert response.status_code == 409
    assert "Too late words." in text(response) and "This could not be saved" in text(response)
    assert report.answers.get(section__code="did").values == factories.REPORT_ANSWERS["did"]


def test_a_viewer_reads_and_writes_nothing(door: Door, vera: User, grant: Grant) -> None:
    report = factories.make_report(grant, state="draft")
    browser = door(vera)
    address = f"/my/reports/{report.pk}"
    assert browser.get(f"/my/grants/{grant.pk}/").status_code == 200
    page = text(browser.get(f"{address}/"))
    assert "Check and hand in" not in page and "Read the report" in page
    assert "We ran forty walks." in text(browser.get(f"{address}/check/"))
    assert "Hand in the report" not in text(browser.get(f"{address}/check/"))
    for page_of in ("section/did", "figures"):
        assert browser.get(f"{address}/{page_of}/")["Location"] == f"{address}/check/"
    posts = [
        (f"{address}/section/did/", {"did": "Vera was here.", "version": 1}),
        (f"{address}/figures/", {}),
        (f"{address}/hand-in/", {}),
        (f"/my/grants/{grant.pk}/stories/new/", {"title": "x"}),
    ]
    assert [browser.post(url, facts).status_code for url, facts in posts] == [403, 403, 403, 403]
    assert browser.get(f"/my/grants/{grant.pk}/stories/new/").status_code == 403
    report.refresh_from_db()
    assert report.state == Report.State.DRAFT
    assert report.answers.get(section__code="did").values == factories.REPORT_ANSWERS["did"]


@pytest.mark.parametrize("who", ["nia", "olive", "sam", None])
def test_other_people_find_none_of_these_pages(
    door: Door, request: pytest.FixtureRequest, ann: User, grant: Grant, who: str | None
) -> None:
    report = factories.make_report(grant, state="draft")
    browser = door(request.getfixturevalue(who) if who else None)
    for url in [
        f"/my/grants/{grant.pk}/",
        f"/my/grants/{grant.pk}/stories/new/",
        f"/my/reports/{report.pk}/",
        f"/my/reports/{report.pk}/section/did/",
        f"/my/reports/{report.pk}/figures/",
        f"/my/reports/{report.pk}/check/",
    ]:
        response = browser.get(url)
        assert response.status_code == (404 if who else 302)
        assert b"forty walks" not in response.content


def test_the_report_page_shows_what_the_fund_said_back(door: Door, ann: User, grant: Grant) -> None:
    report = factories.make_report(grant, state="returned", comments="Please tell us <b>about</b> carers.")
    page = text(door(ann).get(f"/my/reports/{report.pk}/"))
    assert "Please tell us &lt;b&gt;about&lt;/b&gt; carers." in page
    assert "Sent back with comments" in page and "Check and hand in" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_a_report_takes_the_same_queries_for_few_and_many_questions(
    door: Door, ann: User, report: Report, rows: int
) -> None:
    for number in range(rows):
        section = report.questionnaire.sections.create(code=f"extra-{number}", title="Extra", position=9)
        factories.make_question(section, "more", "line", "More?")
        Indicator.objects.create(
            fund=report.grant.round.fund, code=f"c{number}", name="C", question="How many?", kind="count"
        )
    browser = door(ann)
    counts = []
    for page in ("", "check/"):
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(f"/my/reports/{report.pk}/{page}").status_code == 200
        counts.append(len(queries))
    assert counts == [19, 13]


# Figures


@pytest.fixture
def indicators(report: Report) -> None:
    measuring.load_indicators()


def test_figures_keep_the_parts_of_a_share(door: Door, ann: User, report: Report, indicators: None) -> None:
    typed = {
        "people-took-part-numerator": "60",
        "people-took-part-how_counted": "From a list, each counted once",
        "manage-better-numerator": "31",
        "manage-better-answered": "40",
        "manage-better-asked": "55",
        "confidence-value": "6.5",
        "confidence-answered": "40",
        "confidence-asked": "55",
        "volunteers-numerator": "0",
        "later": "yes",
    }
    browser = door(ann)
    assert browser.post(f"/my/reports/{report.pk}/figures/", typed)["Location"] == f"/my/reports/{report.pk}/"
    better = Measurement.objects.get(indicator__code="manage-better")
    assert (better.numerator, better.answered, better.asked, better.took_part) == (31, 40, 55, 60)
    assert Measurement.objects.count() == 4
    page = text(browser.get(f"/my/reports/{report.pk}/figures/"))
    for name, value in [("manage-better-asked", "55"), ("confidence-value", "6.50"), ("volunteers-numerator", "0")]:
        assert f'name="{name}" value="{value}"' in page
    assert "31 of 40" in text(browser.get(f"/my/reports/{report.pk}/check/"))


@pytest.mark.parametrize(
    ("typed", "box", "words"),
    [
        (
            {"manage-better-numerator": "9", "manage-better-answered": "8"},
            "manage-better-numerator",
            "People who manage better: this cannot be more than the 8 who answered",
        ),
        (
            {"volunteers-numerator": "a few"},
            "volunteers-numerator",
            "Volunteers: enter a whole number in digits, like 12",
        ),
        ({"volunteers-numerator": "-3"}, "volunteers-numerator", "Volunteers: enter a number that is not below nought"),
        ({"volunteers-numerator": "12"}, "volunteers-how_counted", "Volunteers: say how you counted"),
        (
            {"confidence-value": "six"},
            "confidence-value",
            "Confidence to manage: enter the average as a number, like 6.5",
        ),
    ],
)
def test_a_wrong_figure_is_said_at_its_box(
    door: Door, ann: User, report: Report, indicators: None, typed: dict[str, str], box: str, words: str
) -> None:
    response = door(ann).post(f"/my/reports/{report.pk}/figures/", typed)
    assert response.status_code == 422
    assert f'<a href="#id_{box}">{words}</a>' in text(response)
    assert Measurement.objects.count() == 0


# Stories

STORY = {
    "title": "Walking again",
    "good": "I walk to the shop again.",
    "hard": "",
    "voice": "person",
    "others": "none",
    "naming": "own",
    "said_by": "Moira",
    "uses": ["web", "print"],
    "audience": "everybody",
    "months": "12",
    "helper_kind": "none",
    "explained_by": "Ann Applicant",
    "agreed": "on",
}


def test_a_story_is_told_with_its_uses(door: Door, ann: User, report: Report) -> None:
    browser = door(ann)
    address = f"/my/grants/{report.grant_id}/stories/new/?report={report.pk}"
    page = text(browser.get(address))
    assert "Stories are never required." in page
    assert "has no effect on anybody’s support or on your grant" in page
    assert "checked" not in page.split("Where may the story be used?")[1].split("For how long?")[0]
    response = browser.post(address, STORY, follow=True)
    story = Story.objects.get()
    assert response.redirect_chain == [(f"/my/stories/{story.pk}/", 302)]
    assert (story.report, story.state) == (report, Story.State.READY)
    assert {consent.channel for consent in story.consents.filter(is_given=True)} == {"web", "print"}
    assert f"/my/stories/{story.pk}/" in text(browser.get(f"/my/reports/{report.pk}/"))


def test_who_tells_with_the_group_gets_a_link_of_their_own_at_once(door: Door, ann: User, grant: Grant) -> None:
    browser, page = door(ann), f"/my/grants/{grant.pk}/stories/new/"
    assert "If you want to do this alone, they send or print a" in text(browser.get(page))
    said = text(browser.post(page, {**STORY, "email": "Moira@example.org"}, follow=True))
    assert "A letter with their own link goes to moira@example.org." in said
    letter = Letter.objects.get(kind="story_link")
    assert letter.address == "moira@example.org"
    link = "/t/" + letter.text.split("/t/")[1].split()[0]
    assert "Take my story back" in text(Client().get(link))
    agreement = Story.objects.get().agreements.get()
    assert agreement.text is not None and "By your own link" not in agreement.text.words


def test_a_link_is_printed_for_who_has_no_address(door: Door, ann: User, olive: User, grant: Grant) -> None:
    browser = door(ann)
    browser.post(f"/my/grants/{grant.pk}/stories/new/", STORY)
    story = Story.objects.get()
    assert "Show a link to print" in text(browser.get(f"/my/stories/{story.pk}/"))
    page = text(browser.post(f"/my/stories/{story.pk}/link/print/"))
    link = "/t/" + page.split("/t/")[1].split("<")[0]
    assert "Take my story back" in text(Client().get(link))
    assert text(browser.get(f"/my/stories/{story.pk}/")).count("Save the changes") == 1  # still together
    assert door(olive).post(f"/my/stories/{story.pk}/link/print/").status_code == 403
    Client().post(link, {"do": "withdraw"})
    story.refresh_from_db()
    assert story.state == Story.State.WITHDRAWN


@pytest.mark.parametrize(
    "gap", ["title", "good", "voice", "others", "naming", "said_by", "audience", "months", "explained_by", "agreed"]
)
def test_a_story_with_a_gap_is_not_kept(door: Door, ann: User, grant: Grant, gap: str) -> None:
    typed = {name: value for name, value in STORY.items() if name != gap}
    response = door(ann).post(f"/my/grants/{grant.pk}/stories/new/", typed)
    assert response.status_code == 422
    assert "There is a problem" in text(response)
    assert Story.objects.count() == 0


def test_a_story_cannot_hang_on_another_projects_report(door: Door, ann: User, grant: Grant) -> None:
    other = factories.make_report()
    for number in (other.pk, 10**17):
        assert door(ann).post(f"/my/grants/{grant.pk}/stories/new/?report={number}", STORY).status_code == 404
    assert Story.objects.count() == 0


def test_a_story_is_changed_and_narrowed(door: Door, ann: User, grant: Grant) -> None:
    story = tell(grant, ann)
    door(ann).post(f"/my/stories/{story.pk}/", {**STORY, "title": "Walking every day", "uses": ["print"]})
    story.refresh_from_db()
    assert story.title == "Walking every day"
    assert list(Story.objects.for_channel("web")) == [] and list(Story.objects.for_channel("print")) == [story]


def test_a_withdrawn_story_shows_no_words_to_anybody(door: Door, ann: User, olive: User, grant: Grant) -> None:
    story = tell(grant, ann)
    browser = door(ann)
    assert "I walk to the shop again." in text(browser.get(f"/my/stories/{story.pk}/"))
    response = browser.post(f"/my/stories/{story.pk}/withdraw/", follow=True)
    assert "The story is withdrawn." in text(response)
    for person in (ann, olive):
        page = text(door(person).get(f"/my/stories/{story.pk}/"))
        assert "Its words are not shown any more" in page
        assert "I walk to the shop" not in page and "Moira" not in page and "lonely" not in page
    assert browser.post(f"/my/stories/{story.pk}/withdraw/").status_code == 403
    assert browser.post(f"/my/stories/{story.pk}/", STORY).status_code == 403
    assert not Story.objects.for_channel("web").exists()


def test_an_officer_may_withdraw_but_not_rewrite_a_story(door: Door, ann: User, olive: User, grant: Grant) -> None:
    story = tell(grant, ann)
    browser = door(olive)
    page = text(browser.get(f"/my/stories/{story.pk}/"))
    assert "Withdraw the story" in page and "Save the changes" not in page
    assert browser.post(f"/my/stories/{story.pk}/", STORY).status_code == 403
    browser.post(f"/my/stories/{story.pk}/withdraw/")
    story.refresh_from_db()
    assert story.state == Story.State.WITHDRAWN


def test_stories_are_closed_to_others_and_to_viewers(
    door: Door, ann: User, vera: User, nia: User, grant: Grant
) -> None:
    story = tell(grant, ann)
    assert door(nia).get(f"/my/stories/{story.pk}/").status_code == 404
    assert door(nia).post(f"/my/stories/{story.pk}/withdraw/").status_code == 404
    assert door(vera).get(f"/my/stories/{story.pk}/").status_code == 200
    assert door(vera).post(f"/my/stories/{story.pk}/withdraw/").status_code == 403
    story.refresh_from_db()
    assert story.state == Story.State.READY


def test_a_report_says_which_summaries_quote_it(report: Report, ann: User, door: Door) -> None:
    """Only what is published counts, and only while the sentence stands in it."""
    Report.objects.filter(pk=report.pk).update(state="accepted")
    make_summary(report.grant, report, "draft", "generated")
    page = f"/my/reports/{report.pk}/"
    assert "is being made" in door(ann).get(page).content.decode()
    told = make_summary(report.grant, report, "told", "published", published_at=timezone.now())
    assert f'href="/learning/{told.slug}/"' in door(ann).get(page).content.decode()
    told.statements.update(is_dropped=True)
    assert f'href="/learning/{told.slug}/"' not in door(ann).get(page).content.decode()
