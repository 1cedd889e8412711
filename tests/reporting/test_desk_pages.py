"""The learning desk through its doors."""

from collections.abc import Callable

import pytest
from django.core.cache.backends.dummy import DummyCache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fund.kit.states import Refused
from fund.models import User
from fund.privacy import gate
from reporting import learning, publishing
from reporting.models import LearningSummary, Report, Statement
from tests.reporting import learned

DETAIL = "Ring us on 0131 496 0123 if health centres do not refer people."

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

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

    html = door(lena).get(reverse("reporting:desk")).content.decode()
    assert "A learning editor mends it and asks the projects" in html
    learned.make_ready(summary, by=lena)

    html = door(morag).get(reverse("reporting:desk")).content.decode()
    assert "Then somebody other than Lena Learning approves it" in html


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
    assert html.count("<mark>") == summary.statements.exclude(kind="figure").count()


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
        assert ("<mark>" in html) is (statement.kind != "figure")
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
    long = door(lena).post(page(summary), parts(summary, title="T" * 71, one_line="It is long. " * 9))
    assert long.status_code == 422
    assert "Shorten the title to at most 70 letters" in long.content.decode()
    assert "Shorten the one line to at most 25 words. It has 27" in long.content.decode()
    assert "T" * 71 in long.content.decode(), "nothing typed is lost"

    door(lena).post(page(summary), parts(summary, title="Peers bring people back"))

    summary.refresh_from_db()
    assert (summary.title, summary.state, summary.edited_by) == ("Peers bring people back", "editing", lena)


def test_from_draft_to_page_by_two_people(
    summary: LearningSummary, lena: User, morag: User, door: Door, work: Callable[[], None]
) -> None:
    door(lena).post(page(summary), parts(summary))
    learned.make_ready(summary, by=lena)
    html = door(lena).get(page(summary)).content.decode()
    assert "You made the last change, so somebody else has to approve it." in html
    assert reverse("reporting:approve", args=[summary.pk]) not in html
    assert door(lena).post(reverse("reporting:approve", args=[summary.pk])).status_code == 403

    for name in ("approve", "publish"):
        assert reverse(f"reporting:{name}", args=[summary.pk]) in door(morag).get(page(summary)).content.decode()
        assert door(morag).post(reverse(f"reporting:{name}", args=[summary.pk])).status_code == 302
    assert "is being made" in door(morag).get(page(summary)).content.decode()
    work()
    html = door(morag).get(page(summary)).content.decode()
    assert html.count("made ") >= 5
    assert f"/learning/{summary.slug}/summary.pdf" in html
    assert reverse("reporting:summary", args=[summary.slug]) in html

    door(morag).post(reverse("reporting:withdraw-summary", args=[summary.pk]), {"reason": "A mistake"})
    html = door(morag).get(page(summary)).content.decode()
    assert "A mistake" in html
    assert "Withdrawn" in html


def test_personal_details_in_a_draft_are_shown_before_approval(
    summary: LearningSummary, lena: User, door: Door
) -> None:
    statement = summary.statements.all()[0]
    learning.edit_statement(statement, DETAIL, by=lena)

    html = door(lena).get(page(summary)).content.decode()

    assert "“0131 496 0123” may give somebody away (phone number)." in html
    assert f"#statement-{statement.pk}" in html


@pytest.mark.parametrize(
    ("sent", "left"),
    [
        ({"what": "agreed"}, DETAIL),
        ({"what": "remove"}, DETAIL.replace(" 0131 496 0123", "")),
        ({"what": "replace", "instead": "our office"}, DETAIL.replace("0131 496 0123", "our office")),
    ],
)
def test_a_personal_detail_is_settled_by_a_person(
    summary: LearningSummary, lena: User, morag: User, door: Door, sent: dict[str, str], left: str
) -> None:
    statement = summary.statements.all()[0]
    learning.edit_statement(statement, DETAIL, by=lena)
    (detail,) = gate.waiting(summary)
    with pytest.raises(Refused, match="may give somebody away"):
        publishing.approve(summary, by=morag)

    answer = door(lena).post(f"/fund/learning/{summary.pk}/details/{detail.pk}/", sent)

    assert answer.status_code == 302
    statement.refresh_from_db()
    detail.refresh_from_db()
    assert statement.words == left
    assert (detail.decided_by, gate.waiting(summary)) == (lena, [])
    found = learning.faults(LearningSummary.objects.get(pk=summary.pk))
    assert [fault.words for fault in found if "give somebody away" in fault.words] == []


def test_other_words_have_to_be_said(summary: LearningSummary, lena: User, door: Door) -> None:
    learning.edit_statement(summary.statements.all()[0], DETAIL, by=lena)
    (detail,) = gate.waiting(summary)

    answer = door(lena).post(f"/fund/learning/{summary.pk}/details/{detail.pk}/", {"what": "replace", "instead": ""})

    assert answer.status_code == 422
    assert "Enter the words to put there" in answer.content.decode()
    assert len(gate.waiting(summary)) == 1


def test_what_is_left_out_is_not_asked_about(summary: LearningSummary, lena: User) -> None:
    statement = summary.statements.all()[0]
    learning.edit_statement(statement, DETAIL, by=lena)
    learning.drop(statement, by=lena)
    assert gate.waiting(summary) == []
    learning.restore(statement, by=lena)
    assert len(gate.waiting(summary)) == 1


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


def test_a_summary_costs_the_same_for_few_statements_and_for_many(
    told: Report, lena: User, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reporting.learning.withheld.hints", DummyCache("", {}))  # earlier tests have looked too
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
    assert _asked(three) == _asked(one)


def _asked(captured: CaptureQueriesContext) -> list[str]:
    """What was asked of the database, without the rows that it was asked for."""
    return sorted(query["sql"].partition(" WHERE ")[0] for query in captured.captured_queries)


def test_a_draft_that_somebody_else_asked_for_is_told_without_its_job(
    told: Report, lena: User, olive: User, door: Door
) -> None:
    job = learning.ask_for_draft(told.grant, by=olive)

    html = door(lena).get(reverse("reporting:desk")).content.decode()

    assert "1 draft that somebody else asked for is on the way." in html
    assert reverse("job", args=[job.pk]) not in html
    assert reverse("job", args=[job.pk]) in door(olive).get(reverse("reporting:desk")).content.decode()
