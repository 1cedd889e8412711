"""Changed words at the desk: what the check says of them, who ticks them, and what stands in the way of approval."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from fund.kit.states import Refused
from fund.models import User
from reporting import learning, publishing
from reporting.learning import comparing
from reporting.models import LearningSummary, Report, Statement
from tests.reporting import learned

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

Door = Callable[[User | None], Client]

SOURCE = "Health centres did not refer anybody to us until the sixth month."
FAIR = "No health centre referred anybody until the sixth month."
DOUBTFUL = "Health centres referred people to us until the sixth month."
WRONG = "Health centres did not refer anybody to us until the ninth month."


@pytest.fixture
def told(db: None) -> Report:
    learned.make_themes()
    return learned.make_told()


@pytest.fixture
def summary(told: Report, lena: User) -> LearningSummary:
    summary = learned.make_draft(told)
    learned.edit(summary, by=lena)
    return summary


@pytest.fixture
def statement(summary: LearningSummary) -> Statement:
    return summary.statements.get(drafted=SOURCE)


def stands(statement: Statement) -> tuple[str, User | None]:
    statement.refresh_from_db()
    return statement.check_state, statement.ticked_by


def faults(summary: LearningSummary) -> list[tuple[str, int]]:
    found = learning.faults(LearningSummary.objects.get(pk=summary.pk))
    return [(fault.words, fault.statement.pk if fault.statement else 0) for fault in found]


def test_what_the_job_drafted_agrees_with_its_source(summary: LearningSummary) -> None:
    assert {line.check_state for line in summary.statements.all()} == {"passed"}


def test_fair_words_pass_and_nobody_has_to_tick_them(
    statement: Statement, summary: LearningSummary, lena: User
) -> None:
    learning.edit_statement(statement, FAIR, by=lena)

    assert stands(statement) == ("passed", None)
    assert (statement.check_reasons, faults(summary)) == ([], [])
    with pytest.raises(Refused, match="nothing to compare"):
        learning.tick(statement, by=lena)


def test_the_project_and_its_group_may_be_named(statement: Statement, told: Report, lena: User) -> None:
    named = f"No health centre referred anybody to {told.grant.organisation.name} until the sixth month."
    learning.edit_statement(statement, named, by=lena)
    assert stands(statement) == ("passed", None)

    learning.edit_statement(statement, "No health centre in Portree referred anybody.", by=lena)
    assert stands(statement) == ("look_again", None)
    assert statement.check_reasons == ["“Portree” is not in the source. Check the name, or leave it out."]


def test_blocked_words_are_kept_and_cannot_be_ticked_or_approved(
    statement: Statement, summary: LearningSummary, lena: User, morag: User
) -> None:
    learning.edit_statement(statement, WRONG, by=lena)

    assert stands(statement) == ("blocked", None)
    assert statement.words == WRONG
    assert faults(summary) == [
        (f"A statement does not agree with its source. {statement.check_reasons[0]}", statement.pk)
    ]
    with pytest.raises(Refused, match="change the words first. “ninth month” is not in the source"):
        learning.tick(statement, by=morag)
    with pytest.raises(Refused, match="does not agree with its source"):
        publishing.approve(LearningSummary.objects.get(pk=summary.pk), by=morag)


def test_doubtful_words_wait_for_a_tick_and_the_tick_has_a_name(
    statement: Statement, summary: LearningSummary, lena: User, morag: User
) -> None:
    learning.edit_statement(statement, DOUBTFUL, by=lena)
    assert stands(statement) == ("look_again", None)
    with pytest.raises(Refused, match="compare a statement with its source"):
        publishing.approve(LearningSummary.objects.get(pk=summary.pk), by=morag)

    learning.tick(statement, by=morag)

    assert stands(statement) == ("look_again", morag)
    assert statement.ticked_at is not None
    assert (statement.waits, faults(summary)) == (False, [])
    assert statement.history.latest().history_user == morag
    learned.make_ready(summary, by=lena)
    publishing.approve(LearningSummary.objects.get(pk=summary.pk), by=morag)  # to compare is not to edit


def test_a_later_edit_takes_the_tick_away_and_saving_the_same_words_does_not(
    statement: Statement, lena: User, morag: User
) -> None:
    learning.edit_statement(statement, DOUBTFUL, by=lena)
    learning.tick(statement, by=morag)

    learning.edit_statement(statement, DOUBTFUL, by=lena)
    assert stands(statement) == ("look_again", morag)
    learning.edit_statement(statement, DOUBTFUL.replace("people", "members"), by=lena)
    assert stands(statement) == ("look_again", None)
    learning.edit_statement(statement, "", by=lena)
    assert stands(statement) == ("passed", None)


def test_a_statement_that_is_left_out_is_not_asked_about(
    statement: Statement, summary: LearningSummary, lena: User
) -> None:
    learning.edit_statement(statement, WRONG, by=lena)
    learning.drop(statement, by=lena)
    assert faults(summary) == []

    learning.restore(statement, by=lena)
    assert [pk for _, pk in faults(summary)] == [statement.pk]


def test_nothing_is_ticked_in_a_summary_that_is_approved(
    statement: Statement, summary: LearningSummary, lena: User, morag: User
) -> None:
    learning.edit_statement(statement, DOUBTFUL, by=lena)
    learning.tick(statement, by=lena)
    learned.make_ready(summary, by=lena)
    publishing.approve(LearningSummary.objects.get(pk=summary.pk), by=morag)

    with pytest.raises(Refused, match="Approved"):
        learning.tick(statement, by=lena)


def test_without_its_sources_changed_words_are_blocked(statement: Statement, lena: User) -> None:
    statement.sources.all().delete()

    learning.edit_statement(statement, FAIR, by=lena)

    assert stands(statement) == ("blocked", None)
    assert "has no source" in statement.check_reasons[0]


def test_the_database_lets_nobody_tick_what_is_blocked(statement: Statement, lena: User) -> None:
    with pytest.raises(IntegrityError):
        Statement.objects.filter(pk=statement.pk).update(check_state="blocked", ticked_at=timezone.now())


def test_a_figure_is_named_by_its_token_and_readers_see_its_words(told: Report, lena: User, morag: User) -> None:
    learned.make_share(told, 204, 306)
    summary = learned.make_draft(told)
    key = summary.figures[0]["id"]
    statement = summary.statements.get(drafted=SOURCE)

    learning.edit_statement(statement, f"No health centre referred anybody; {{{{fig:{key}}}}}.", by=lena)
    statement.refresh_from_db()
    assert statement.check_state == "passed"
    assert statement.words == "No health centre referred anybody; 204 of 306 people who answered."
    learning.edit_statement(statement, "No health centre referred anybody; {{fig:none}}.", by=lena)
    assert stands(statement) == ("blocked", None)
    learning.edit_statement(statement, "No health centre referred anybody; 204 of 306.", by=lena)
    assert stands(statement) == ("blocked", None)


# Through the doors --------------------------------------------------------------------------------------------------


def test_the_desk_shows_what_to_compare_and_takes_the_tick(
    statement: Statement, summary: LearningSummary, lena: User, morag: User, door: Door
) -> None:
    page = reverse("reporting:edit-summary", args=[summary.pk])
    tick = reverse("reporting:tick-statement", args=[summary.pk, statement.pk])
    own = reverse("reporting:statement", args=[summary.pk, statement.pk])
    door(lena).post(own, {"action": "save", "words": DOUBTFUL})

    for address in (page, own):
        html = door(morag).get(address).content.decode()
        assert "The source says “not” here, and these words do not." in html
        assert f"Its source:</span> {SOURCE}" in html
        assert tick in html
    assert f'<a href="#statement-{statement.pk}">Somebody has to compare' in door(lena).get(page).content.decode()

    answer = door(morag).post(tick)

    assert (answer.status_code, answer["Location"]) == (302, f"{page}#statement-{statement.pk}")
    html = door(lena).get(page).content.decode()
    assert "Compared with its source by Morag Manager on" in html
    assert "A statement was compared with its source" in html
    assert tick not in html


def test_blocked_words_have_no_tick_at_the_desk(
    statement: Statement, summary: LearningSummary, lena: User, door: Door
) -> None:
    own = reverse("reporting:statement", args=[summary.pk, statement.pk])
    door(lena).post(own, {"action": "save", "words": WRONG})

    html = door(lena).get(own).content.decode()

    assert "“ninth month” is not in the source." in html
    assert "Your words are kept." in html
    assert reverse("reporting:tick-statement", args=[summary.pk, statement.pk]) not in html


def test_an_officer_reads_the_verdict_and_cannot_tick(
    statement: Statement, summary: LearningSummary, lena: User, olive: User, door: Door
) -> None:
    learning.edit_statement(statement, DOUBTFUL, by=lena)
    tick = reverse("reporting:tick-statement", args=[summary.pk, statement.pk])

    html = door(olive).get(reverse("reporting:edit-summary", args=[summary.pk])).content.decode()

    assert "To be compared with its source" in html
    assert tick not in html
    assert door(olive).post(tick).status_code == 403


def test_numbers_and_absolutes_of_the_title_are_pointed_out(summary: LearningSummary, lena: User, door: Door) -> None:
    page = reverse("reporting:edit-summary", args=[summary.pk])
    assert "Look again" not in door(lena).get(page).content.decode()

    learned.edit(summary, by=lena, title="Peers cured everyone", one_line="All 47 people came back.")

    html = door(lena).get(page).content.decode()
    assert "Title: “cured” says more than the source does." in html
    assert "In one line: “47” is not in the source." in html
    assert faults(summary) == []


def test_a_title_may_count_projects_and_name_the_figures(told: Report, lena: User) -> None:
    learned.make_share(told, 204, 306)
    summary = learned.make_draft(told)
    learned.edit(summary, by=lena, title="204 of 306 people came back", one_line="1 project, 67% of the people.")

    assert comparing.notes(summary) == []


def test_readers_see_nothing_of_the_check(
    statement: Statement, summary: LearningSummary, lena: User, morag: User, door: Door
) -> None:
    learning.edit_statement(statement, DOUBTFUL, by=lena)
    learning.tick(statement, by=lena)
    learned.make_ready(summary, by=lena)
    publishing.approve(LearningSummary.objects.get(pk=summary.pk), by=morag)
    publishing.publish(LearningSummary.objects.get(pk=summary.pk), by=morag)

    html = door(None).get(f"/learning/{summary.slug}/").content.decode()

    assert DOUBTFUL in html
    assert "Compared with its source" not in html
    assert "The source says" not in html


def test_the_verdicts_cost_no_query_each(summary: LearningSummary, lena: User, door: Door) -> None:
    lines = list(summary.statements.filter(kind="for"))
    assert len(lines) > 1
    page = reverse("reporting:edit-summary", args=[summary.pk])
    browser = door(lena)
    learning.edit_statement(lines[0], "Everyone was always cured by it.", by=lena)
    learning.tick(lines[0], by=lena)
    browser.get(page)  # what has to be withheld is looked up once and remembered
    with CaptureQueriesContext(connection) as one:
        browser.get(page)
    for line in lines[1:]:
        learning.edit_statement(line, "Everyone was always cured by it.", by=lena)
        learning.tick(line, by=lena)
    with CaptureQueriesContext(connection) as many:
        browser.get(page)

    assert len(many) == len(one)
