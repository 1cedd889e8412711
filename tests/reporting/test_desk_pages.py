"""The learning desk through its doors."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fund.models import Job, Term, User
from reporting import learning
from reporting.models import LearningSummary, Report, Statement
from tests import factories
from tests.reporting import learned

pytestmark = pytest.mark.django_db

Door = Callable[[User | None], Client]


@pytest.fixture
def told(db: None) -> Report:
    learned.make_themes()
    return learned.make_told()


@pytest.fixture
def summary(told: Report) -> LearningSummary:
    learned.make_story(told.grant, "web", "print")
    learned.make_share(told, 204, 306)
    return learned.make_draft(told)


def page(summary: LearningSummary) -> str:
    return reverse("reporting:edit-summary", args=[summary.pk])


def line(statement: Statement) -> str:
    return reverse("reporting:statement", args=[statement.summary_id, statement.pk])


def parts(summary: LearningSummary, **changed: str) -> dict[str, str]:
    return {name: getattr(summary, name) for name in ("title", "one_line", "for_whom", "limits")} | changed


def test_the_desk_says_what_is_next_and_for_whom(summary: LearningSummary, lena: User, morag: User, door: Door) -> None:
    html = door(lena).get(reverse("reporting:desk")).content.decode()
    assert "1 summary to work on." in html
    assert summary.title in html
    assert "A learning editor reads and mends it" in html

    learned.edit(summary, by=lena)

    html = door(morag).get(reverse("reporting:desk")).content.decode()
    assert "Somebody other than Lena Learning approves it" in html


def test_an_empty_desk_says_what_will_be_there(lena: User, door: Door) -> None:
    html = door(lena).get(reverse("reporting:desk")).content.decode()

    assert "No drafts" in html
    assert "Nothing was published yet." in html


def test_nobody_else_comes_to_the_desk(
    summary: LearningSummary, ann: User, sam: User, pat: User, nia: User, door: Door
) -> None:
    assert [door(person).get(reverse("reporting:desk")).status_code for person in (ann, sam, pat, nia)] == [403] * 4
    assert [door(person).get(page(summary)).status_code for person in (ann, sam, pat, nia)] == [404] * 4
    assert door(None).get(reverse("reporting:desk")).status_code == 302


def test_an_officer_reads_and_asks_but_does_not_edit(summary: LearningSummary, olive: User, door: Door) -> None:
    statement = summary.statements.all()[0]

    assert door(olive).get(page(summary)).status_code == 200
    assert b"Change it or leave it out" not in door(olive).get(page(summary)).content
    assert door(olive).post(page(summary), parts(summary)).status_code == 403
    assert door(olive).post(line(statement), {"action": "drop"}).status_code == 403
    assert door(olive).post(reverse("reporting:approve", args=[summary.pk])).status_code == 403


def test_a_draft_is_asked_for_and_made_and_then_there_is_no_second(
    told: Report, lena: User, door: Door, work: Callable[[], None]
) -> None:
    asked = {"of": f"grant-{told.grant_id}"}

    first = door(lena).post(reverse("reporting:draft"), asked)
    job = Job.objects.get(kind="learning.draft")
    assert (first.status_code, first["Location"]) == (302, reverse("job", args=[job.pk]))
    assert job.title in door(lena).get(reverse("reporting:desk")).content.decode()
    work()

    assert LearningSummary.objects.get().grant == told.grant
    again = door(lena).post(reverse("reporting:draft"), asked, follow=True)
    assert "there is no new one" in again.content.decode()
    assert LearningSummary.objects.count() == 1


def test_a_whole_round_can_be_asked_for(told: Report, olive: User, door: Door, work: Callable[[], None]) -> None:
    assert told.grant.round is not None
    door(olive).post(reverse("reporting:draft"), {"of": f"round-{told.grant.round.pk}"})
    work()

    assert LearningSummary.objects.get().round == told.grant.round


@pytest.mark.parametrize(
    ("sent", "words"),
    [({}, "Choose a project or a round"), ({"of": "grant-999"}, "Choose one from the list")],
)
def test_asking_for_nothing_is_said_at_the_question(
    told: Report, lena: User, door: Door, sent: dict[str, str], words: str
) -> None:
    answer = door(lena).post(reverse("reporting:draft"), sent)

    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_a_project_without_an_accepted_report_is_not_on_the_list(told: Report, lena: User, door: Door) -> None:
    unread = factories.make_report(state="handed_in")

    html = door(lena).get(reverse("reporting:desk")).content.decode()

    assert f"grant-{told.grant_id}" in html
    assert f"grant-{unread.grant_id}" not in html


def test_a_missing_list_of_themes_is_said_at_the_question(told: Report, lena: User, door: Door) -> None:
    Term.objects.all().delete()

    answer = door(lena).post(reverse("reporting:draft"), {"of": f"grant-{told.grant_id}"})

    assert "The list of learning themes is not loaded yet" in answer.content.decode()


def test_every_statement_opens_the_whole_answer_with_its_words_marked(
    summary: LearningSummary, lena: User, door: Door
) -> None:
    html = door(lena).get(page(summary)).content.decode()

    assert (
        "<mark>Health centres did not refer anybody to us until the sixth month.</mark> "
        "We had no time to visit every practice." in html
    )
    assert "Health centres did not refer anybody to us until the sixth month. <mark>We had no time" in html
    assert "What did not work?" in html
    assert html.count("<mark>") == summary.statements.count()


def test_the_words_of_a_report_are_escaped_on_the_desk_and_on_the_page(lena: User, morag: User, door: Door) -> None:
    learned.make_themes()
    told = learned.make_told(worked="<script>alert(1)</script> Peers helped <b>everybody</b> to come back.")
    summary = learned.make_published(told, lena, morag)

    for html in (
        door(lena).get(page(summary)).content.decode(),
        door(None).get(f"/learning/{summary.slug}/").content.decode(),
    ):
        assert "<script>alert" not in html
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_an_editor_changes_a_statement_and_the_drafted_words_stay_beneath(
    summary: LearningSummary, lena: User, door: Door
) -> None:
    statement = summary.statements.filter(kind="for").first()
    assert statement is not None

    answer = door(lena).post(line(statement), {"action": "save", "words": "Peers bring people back."})

    assert (answer.status_code, answer["Location"]) == (302, f"{page(summary)}#statement-{statement.pk}")
    html = door(lena).get(page(summary)).content.decode()
    assert "Peers bring people back." in html
    assert f"As drafted:</span> {statement.drafted}" in html
    assert "changed by a person" in html
    assert "a statement was changed" in html.lower()


def test_a_statement_is_left_out_and_brought_back_without_script(
    summary: LearningSummary, lena: User, door: Door
) -> None:
    statement = summary.statements.filter(kind="story").first()
    assert statement is not None

    door(lena).post(line(statement), {"action": "drop"})
    assert "Left out" in door(lena).get(page(summary)).content.decode()
    door(lena).post(line(statement), {"action": "restore"})

    assert "Left out</span>" not in door(lena).get(page(summary)).content.decode()


@pytest.mark.parametrize(
    ("sent", "status", "words"),
    [
        ({"words": "x"}, 422, "There is a problem"),
        ({"action": "save", "words": "x" * 601}, 422, "Shorten the statement to at most 600 letters"),
        ({"action": "save", "words": learned.SECRET}, 409, "looks like a personal detail"),
    ],
)
def test_a_change_that_cannot_be_is_said(
    summary: LearningSummary, lena: User, door: Door, sent: dict[str, str], status: int, words: str
) -> None:
    statement = summary.statements.filter(kind="for").first()
    assert statement is not None

    answer = door(lena).post(line(statement), sent)

    assert answer.status_code == status
    assert words in answer.content.decode()


def test_a_statement_has_a_page_of_its_own(summary: LearningSummary, lena: User, door: Door) -> None:
    for statement in summary.statements.all():
        html = door(lena).get(line(statement)).content.decode()
        assert "<mark>" in html
        assert ("cannot be changed here" in html) is (statement.kind == "story")


def test_a_statement_of_another_summary_is_not_found_here(summary: LearningSummary, lena: User, door: Door) -> None:
    other = learned.make_draft(learned.make_told())
    statement = other.statements.all()[0]

    assert door(lena).get(reverse("reporting:statement", args=[summary.pk, statement.pk])).status_code == 404


def test_the_title_and_the_other_parts_are_edited_and_their_errors_are_said(
    summary: LearningSummary, lena: User, door: Door
) -> None:
    wrong = door(lena).post(page(summary), parts(summary, title="", one_line=""))
    assert wrong.status_code == 422
    assert "Enter a title" in wrong.content.decode()
    assert "Enter the one line" in wrong.content.decode()

    door(lena).post(page(summary), parts(summary, title="Peers bring people back"))

    summary.refresh_from_db()
    assert (summary.title, summary.state, summary.edited_by) == ("Peers bring people back", "editing", lena)


def test_from_draft_to_page_by_two_people(
    summary: LearningSummary, lena: User, morag: User, door: Door, work: Callable[[], None]
) -> None:
    door(lena).post(page(summary), parts(summary))
    html = door(lena).get(page(summary)).content.decode()
    assert "You made the last change, so somebody else has to approve it." in html
    assert reverse("reporting:approve", args=[summary.pk]) not in html
    assert door(lena).post(reverse("reporting:approve", args=[summary.pk])).status_code == 403

    for name in ("approve", "reopen", "approve", "publish"):
        assert reverse(f"reporting:{name}", args=[summary.pk]) in door(morag).get(page(summary)).content.decode()
        assert door(morag).post(reverse(f"reporting:{name}", args=[summary.pk])).status_code == 302
    assert "The PDF is being made." in door(morag).get(page(summary)).content.decode()
    work()
    html = door(morag).get(page(summary)).content.decode()
    assert "Open the PDF (2 pages)" in html
    assert reverse("reporting:summary", args=[summary.slug]) in html

    door(morag).post(reverse("reporting:withdraw-summary", args=[summary.pk]), {"reason": "A mistake"})
    html = door(morag).get(page(summary)).content.decode()
    assert "A mistake" in html
    assert "Withdrawn" in html


def test_personal_details_in_a_draft_are_shown_before_approval(
    summary: LearningSummary, lena: User, door: Door
) -> None:
    statement = summary.statements.all()[0]
    Statement.objects.filter(pk=statement.pk).update(edited=learned.SECRET)

    html = door(lena).get(page(summary)).content.decode()

    assert "“0131 496 0123” looks like a personal detail (phone number)." in html
    assert f"#statement-{statement.pk}" in html


def test_the_desk_costs_the_same_for_one_summary_and_for_three(told: Report, lena: User, door: Door) -> None:
    learned.make_draft(told)
    browser = door(lena)
    with CaptureQueriesContext(connection) as one:
        browser.get(reverse("reporting:desk"))
    for _ in range(2):
        learned.make_draft(learned.make_told())
    with CaptureQueriesContext(connection) as three:
        html = browser.get(reverse("reporting:desk")).content.decode()

    assert "3 summaries to work on." in html
    assert len(three) == len(one)


def test_a_summary_costs_the_same_for_few_statements_and_for_many(told: Report, lena: User, door: Door) -> None:
    few = learned.make_draft(told)
    other = learned.make_told()
    for slot in ("circumstances", "others_need"):
        learned.ask(
            other, slot, slot, "Peers need time to talk. Health centres need to know us. Songs help people here."
        )
    many = learned.make_draft(other)
    for statement in list(many.statements.all())[:3]:
        learning.drop(statement, by=lena)
    learning.drop(few.statements.all()[0], by=lena)
    browser = door(lena)

    with CaptureQueriesContext(connection) as one:
        browser.get(page(few))
    with CaptureQueriesContext(connection) as three:
        browser.get(page(many))

    assert many.statements.count() > few.statements.count()
    assert len(three) == len(one)


def test_a_draft_that_somebody_else_asked_for_is_told_without_its_job(
    told: Report, lena: User, olive: User, door: Door
) -> None:
    job = learning.ask_for_draft(told.grant, by=olive)

    html = door(lena).get(reverse("reporting:desk")).content.decode()

    assert "1 draft that somebody else asked for is on the way." in html
    assert reverse("job", args=[job.pk]) not in html
    assert reverse("job", args=[job.pk]) in door(olive).get(reverse("reporting:desk")).content.decode()
