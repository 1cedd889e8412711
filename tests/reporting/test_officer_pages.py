"""The officer's pages, through the door."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from applications.models import Grant
from fund import open_days
from fund.models import Job, User
from fund.templatetags.words import day, moment
from reporting import storytelling
from reporting.models import Indicator, Measurement, Report
from tests import factories
from tests.reporting.test_grantee_pages import text
from tests.reporting.test_storytelling import tell

Door = Callable[[User | None], Client]
YESTERDAY = timedelta(days=-1)


@pytest.fixture
def grant(group: Any, round_: Any) -> Grant:
    return factories.make_grant(factories.make_application(round_, group, state="awarded"))


def queries_of(browser: Client, address: str) -> int:
    browser.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address).status_code == 200
    return len(queries)


# Home


def test_home_is_kind_when_there_is_nothing(door: Door, olive: User) -> None:
    page = text(door(olive).get("/fund/"))
    assert page.count("<dd>None</dd>") == 5
    assert "No rounds yet" in page and "No grants yet" in page


def test_home_shows_five_numbers_each_with_its_list(door: Door, olive: User, sam: User, pat: User, round_: Any) -> None:
    for _ in range(2):
        factories.make_application(round_, state="submitted")
    read = factories.make_application(round_, state="in_assessment")
    factories.make_assessment(read, sam, state="handed_in", scores=(3, 4, 5))
    half_read = factories.make_application(round_, state="in_assessment")
    factories.make_assessment(half_read, sam, state="handed_in", scores=(3, 4, 5))
    factories.make_assessment(half_read, pat, state="started")
    factories.make_application(round_, state="draft")
    grant = factories.make_grant(factories.make_application(round_, state="awarded"))
    for state in ("handed_in", "handed_in", "handed_in", "accepted"):
        factories.make_report(grant, state=state)
    yesterday = timezone.localdate() + YESTERDAY
    for state in ("due", "draft", "returned", "accepted"):
        factories.make_report(grant, state=state, due_on=yesterday)
    Job.objects.create(key="stuck", kind="learning.draft", title="Stuck", state=Job.State.PARKED)

    page = text(door(olive).get("/fund/"))
    assert f'<a href="/fund/rounds/{round_.slug}/applications/?state=submitted">2 to check and assign</a>' in page
    assert f'<a href="/fund/rounds/{round_.slug}/ranking/">1 to decide</a>' in page
    assert '<a href="/fund/reports/?show=to-read">3 to read</a>' in page
    assert '<a href="/fund/reports/?show=late">3 late</a>' in page
    assert '<a href="/fund/jobs/">1 to look at</a>' in page
    row = page.split("<tbody>")[1].split("</tbody>")[0]
    assert [cell.split("</td>")[0] for cell in row.split('<td class="number">')[1:]] == ["5", "2", "1", "1"]


@pytest.mark.parametrize("rows", [1, 3])
def test_home_takes_the_same_queries_for_one_and_three(door: Door, olive: User, sam: User, rows: int) -> None:
    for _ in range(rows):
        round_ = factories.make_round()
        factories.make_assessment(factories.make_application(round_, state="in_assessment"), sam)
        factories.make_report(factories.make_grant(factories.make_application(round_, state="awarded")))
    clock = connection.vendor == "postgresql"  # SQLite has no clock of its own to ask
    assert queries_of(door(olive), "/fund/") == 10 + clock


@pytest.mark.parametrize("address", ["/fund/", "/fund/grants/", "/fund/reports/"])
def test_only_the_funds_people_come_in(
    door: Door, request: pytest.FixtureRequest, address: str, ann: User, sam: User, pat: User, nia: User
) -> None:
    for person in (ann, sam, pat, nia):
        assert door(person).get(address).status_code == 403
    assert door(None).get(address).status_code == 302


# Grants


def test_grants_are_found_by_words_round_and_state(door: Door, olive: User, round_: Any) -> None:
    other = factories.make_round(name="Other round")
    walking = factories.make_grant(factories.make_application(round_, state="awarded", title="Walking"))
    singing = factories.make_grant(
        factories.make_application(other, factories.make_organisation(name="Singers"), state="awarded", title="Choir"),
        state="offered",
    )
    browser = door(olive)

    def found(query: str) -> set[Any]:
        page = text(browser.get(f"/fund/grants/?{query}"))
        return {grant for grant in (walking, singing) if f'href="/fund/grants/{grant.pk}/"' in page}

    assert found("") == {walking, singing}
    assert found("q=singers") == {singing}
    assert found("q=walk") == {walking}
    assert found(f"q={singing.reference}") == {singing}
    assert found(f"round={other.slug}") == {singing}
    assert found("state=active") == {walking}
    assert found(f"state=active&round={other.slug}") == set()
    assert found("state=nonsense&round=nothing&q=") == {walking, singing}
    assert "No grant fits" in text(browser.get("/fund/grants/?q=zzz"))


def test_grants_tell_how_many_reports_wait(door: Door, olive: User, grant: Grant) -> None:
    factories.make_report(grant, state="handed_in")
    for _ in range(2):
        factories.make_report(grant, due_on=timezone.localdate() + YESTERDAY)
    factories.make_report(grant)
    assert "<td>2 late, 1 to read</td>" in text(door(olive).get("/fund/grants/"))


def test_past_awards_stand_under_the_new_ones(door: Door, olive: User, grant: Grant) -> None:
    past = factories.make_grant(
        factories.make_application(state="awarded"), state="past", awarded_at=None, start_year=2012, import_key="x"
    )
    page = text(door(olive).get("/fund/grants/"))
    assert page.index(f"/fund/grants/{grant.pk}/") < page.index(f"/fund/grants/{past.pk}/")


def test_lists_take_the_same_queries_for_one_three_and_two_hundred(
    door: Door, olive: User, group: Any, round_: Any
) -> None:
    browser = door(olive)
    counts = []
    for more in (1, 2, 197):
        start = Grant.objects.count()
        grants = Grant.objects.bulk_create(
            Grant(organisation=group, round=round_, reference=f"G-{start + n}", title="Walking", state="active")
            for n in range(more)
        )
        today = timezone.localdate()
        Report.objects.bulk_create(
            Report(grant=grant, name="End report", from_on=today, to_on=today, due_on=today) for grant in grants
        )
        pages = ("/fund/grants/", "/fund/reports/?show=all")
        counts.append([queries_of(browser, page) for page in pages])
    assert counts == [[6, 7], [6, 7], [6, 7]]


def test_the_grant_page_tells_all_about_one(door: Door, olive: User, ann: User, grant: Grant) -> None:
    factories.make_decision(grant.application)
    grant.budget.create(heading="Staff", what="Walk leader", amount=9000)
    report = factories.make_report(grant, due_on=timezone.localdate() + YESTERDAY)
    tell(grant, ann, report=report)
    page = text(door(olive).get(f"/fund/grants/{grant.pk}/"))
    for words in (
        "£10,000",
        "Leith Lungs",
        "A strong plan.",
        "£9,000",
        report.name,
        "(late)",
        "Walking again",
        "Moira",
    ):
        assert words in page
    until = grant.stories.get().consents.first().until
    uses = f"On the web, until {day(until)}<br>In print and PDF, until {day(until)}<br>Nowhere else"
    assert uses in page
    assert f"/fund/applications/{grant.application_id}/" in page


def test_an_officer_can_read_a_past_award_without_application_or_round(door: Door, olive: User) -> None:
    organisation = factories.make_organisation(name="Old Group")
    past = Grant.objects.create(
        organisation=organisation,
        reference="P-1",
        state="past",
        start_year=2012,
        import_key="k",
        round_words="IMPACT 2012",
        source="https://example.org/list",
    )
    page = text(door(olive).get(f"/fund/grants/{past.pk}/"))
    assert "IMPACT 2012" in page and "Old Group" in page and "https://example.org/list" in page


def test_finance_sees_grants_and_no_stories(door: Door, ann: User, grant: Grant) -> None:
    tell(grant, ann)
    fiona = factories.make_person("Fiona Finance", "finance")
    page = text(door(fiona).get(f"/fund/grants/{grant.pk}/"))
    assert "£10,000" in page
    for secret in ("Walking again", "Moira", "I walk to the shop"):
        assert secret not in page


# Reports


def test_the_board_sorts_reports_by_what_they_need(door: Door, olive: User, grant: Grant) -> None:
    today = timezone.localdate()
    wanted = {
        "to-read": factories.make_report(grant, name="Read me", state="handed_in"),
        "late": factories.make_report(grant, name="Late one", due_on=today + YESTERDAY),
        "soon": factories.make_report(grant, name="Due today", due_on=today),
        "sent-back": factories.make_report(grant, name="Went back", state="returned", due_on=today + YESTERDAY),
        "accepted": factories.make_report(grant, name="Well done", state="accepted"),
    }
    far = factories.make_report(grant, name="Far away", due_on=today + timedelta(days=61))
    browser = door(olive)
    every = {*wanted.values(), far}
    for show, report in wanted.items():
        page = text(browser.get(f"/fund/reports/?show={show}"))
        assert ("1 day late" in page) == (show in {"late", "sent-back"})
        assert {one for one in every if f'href="/fund/reports/{one.pk}/"' in page} == (
            {report} | ({wanted["sent-back"]} if show == "late" else set())
        )
        assert f'href="?show={show}" aria-current="page"' in page
    page = text(browser.get("/fund/reports/?show=all"))
    assert {one for one in every if f'href="/fund/reports/{one.pk}/"' in page} == every
    assert "All (6)" in page and "Late (2)" in page
    assert f'href="/fund/reports/{wanted["to-read"].pk}/"' in text(browser.get("/fund/reports/?show=nonsense"))


def test_an_officer_reads_answers_figures_and_stories(door: Door, olive: User, ann: User, grant: Grant) -> None:
    report = factories.make_report(grant, state="handed_in", handed_in_by=ann)
    better = Indicator.objects.create(
        fund=grant.round.fund, code="better", name="Manage better", question="How many?", kind="share"
    )
    nobody = Indicator.objects.create(
        fund=grant.round.fund, code="nobody", name="Nobody there", question="How many?", kind="share"
    )
    Measurement.objects.create(report=report, indicator=better, numerator=31, answered=40, asked=55, took_part=60)
    Measurement.objects.create(report=report, indicator=nobody, numerator=0, answered=0, asked=9)
    tell(grant, ann, report=report)
    page = text(door(olive).get(f"/fund/reports/{report.pk}/"))
    for words in (
        "What did not work?",
        "Health centres did not refer anybody to us until the sixth month.",
        "31 of 40",
        "60 took part, 55 asked, 40 answered",
        "Nobody answered",
        "Walking again",
        "by Ann Applicant",
        "Accept the report",
        "Send it back with comments",
    ):
        assert words in page
    assert "This report is not needed" not in page


def test_an_officer_does_not_read_what_is_still_being_written(door: Door, olive: User, grant: Grant) -> None:
    report = factories.make_report(grant, state="draft")
    page = text(door(olive).get(f"/fund/reports/{report.pk}/"))
    assert "Not handed in yet" in page
    assert "forty walks" not in page and "Health centres" not in page
    assert "Accept the report" not in page and "This report is not needed" in page


def test_an_officer_accepts_a_report(door: Door, olive: User, ann: User, grant: Grant, letters_to: Any) -> None:
    report = factories.make_report(grant, state="handed_in")
    browser = door(olive)
    response = browser.post(f"/fund/reports/{report.pk}/accept/", {"comments": "We use this."}, follow=True)
    assert response.redirect_chain == [(f"/fund/reports/{report.pk}/", 302)]
    report.refresh_from_db()
    assert (report.state, report.comments) == (Report.State.ACCEPTED, "We use this.")
    assert (letters_to(ann), Job.objects.get().kind) == (["report_accepted"], "learning.draft")
    page = text(door(ann).get(f"/my/reports/{report.pk}/"))
    assert "We use this." in page and f"on {day(report.accepted_at)}" in page and "Olive" not in page
    accepted = f"<dd>{moment(report.accepted_at)}, by Olive Officer</dd>"
    assert accepted in text(browser.get(f"/fund/reports/{report.pk}/"))
    row = text(browser.get("/fund/reports/?show=accepted")).split("<tbody>")[1].split("</tbody>")[0]
    assert f"{moment(report.accepted_at)}<br>" in row and "by Olive Officer" in row
    assert browser.post(f"/fund/reports/{report.pk}/accept/").status_code == 409


def test_an_officer_sends_a_report_back_with_comments(door: Door, olive: User, ann: User, grant: Grant) -> None:
    report = factories.make_report(grant, state="handed_in")
    browser = door(olive)
    response = browser.post(f"/fund/reports/{report.pk}/send-back/", {"wanted": "  "})
    assert response.status_code == 422
    assert '<a href="#id_wanted">Say what the group should add or change</a>' in text(response)
    until = open_days.next_open(timezone.localdate() + timedelta(days=30))
    browser.post(
        f"/fund/reports/{report.pk}/send-back/", {"wanted": "Tell us about carers.", "until": f"{until:%d/%m/%Y}"}
    )
    report.refresh_from_db()
    assert report.due_on == until
    assert (report.state, report.comments) == (Report.State.RETURNED, "Tell us about carers.")
    assert "Tell us about carers." in text(browser.get(f"/fund/reports/{report.pk}/"))


def test_an_officer_does_without_a_report_and_says_why(door: Door, olive: User, ann: User, grant: Grant) -> None:
    report = factories.make_report(grant)
    browser = door(olive)
    assert browser.post(f"/fund/reports/{report.pk}/skip/", {}).status_code == 422
    browser.post(f"/fund/reports/{report.pk}/skip/", {"reason": "A learning event takes its place."})
    report.refresh_from_db()
    assert report.state == Report.State.SKIPPED
    assert "A learning event takes its place." in text(door(ann).get(f"/my/reports/{report.pk}/"))
    assert browser.post(f"/fund/reports/{report.pk}/skip/", {"reason": "Again."}).status_code == 409


@pytest.mark.parametrize("kind", ["finance", "viewer", "learning"])
def test_those_who_look_do_not_decide(door: Door, grant: Grant, kind: str) -> None:
    report = factories.make_report(grant, state="handed_in")
    browser = door(factories.make_person("Lou Looker", kind))
    page = text(browser.get(f"/fund/reports/{report.pk}/"))
    assert "Health centres" in page and "Accept the report" not in page
    for verb, facts in [("accept", {}), ("send-back", {"wanted": "x"}), ("skip", {"reason": "x"})]:
        assert browser.post(f"/fund/reports/{report.pk}/{verb}/", facts).status_code == 403
    report.refresh_from_db()
    assert report.state == Report.State.HANDED_IN


def test_grantees_do_not_reach_the_officers_report(door: Door, ann: User, nia: User, grant: Grant) -> None:
    report = factories.make_report(grant, state="handed_in")
    assert door(ann).get(f"/fund/reports/{report.pk}/").status_code == 403
    assert door(nia).get(f"/fund/grants/{grant.pk}/").status_code == 403
    assert door(ann).post(f"/fund/reports/{report.pk}/accept/").status_code == 403
    assert door(nia).post(f"/fund/reports/{report.pk}/accept/").status_code == 404


def test_a_withdrawn_story_is_named_and_not_told_to_officers(door: Door, olive: User, ann: User, grant: Grant) -> None:
    report = factories.make_report(grant, state="handed_in")
    storytelling.withdraw(tell(grant, ann, report=report), by=ann)
    page = text(door(olive).get(f"/fund/reports/{report.pk}/"))
    assert "Its words are not shown any more." in page
    assert "Moira" not in page and "I walk to the shop" not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_a_report_takes_the_same_queries_for_few_and_many_questions(
    door: Door, olive: User, ann: User, grant: Grant, rows: int
) -> None:
    report = factories.make_report(grant, state="handed_in")
    for number in range(rows):
        section = report.questionnaire.sections.create(code=f"extra-{number}", title="Extra", position=9)
        factories.make_question(section, "more", "line", "More?")
        figure = Indicator.objects.create(
            fund=grant.round.fund, code=f"c{number}", name="C", question="How many?", kind="count"
        )
        Measurement.objects.create(report=report, indicator=figure, numerator=7)
        tell(grant, ann, report=report)
    assert queries_of(door(olive), f"/fund/reports/{report.pk}/") == 17
    assert queries_of(door(olive), f"/fund/grants/{grant.pk}/") == 21
