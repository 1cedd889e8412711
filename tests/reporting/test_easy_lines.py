"""Short lines: a program proposes them, a person saves them, somebody who uses Easy Read checks them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from fund import reference
from fund.kit.plain_text import count_words
from fund.kit.reading_age import grade
from fund.kit.states import Refused
from fund.models import Job, Term, User
from reporting import outputs, publishing
from reporting.models import EasyRead, LearningSummary, Report, Statement
from reporting.outputs import easy
from reporting.outputs.sheet import fetched, sheet
from tests.reporting import learned, taking

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

Door = Callable[[User | None], Client]
UNCHECKED = "Not yet checked with people who use Easy Read"
LINES = "This is about one project.\nIt helped people.\nSome things were hard.\nRead more on our page."


@pytest.fixture
def told(db: None) -> Report:
    learned.make_themes()
    told = learned.make_told()
    learned.make_share(told, 204, 306)
    return told


@pytest.fixture
def summary(told: Report, lena: User, morag: User) -> LearningSummary:
    return learned.make_published(told, lena, morag)


def test_nobody_outside_sees_lines_that_no_person_has_saved(summary: LearningSummary, lena: User, door: Door) -> None:
    address = f"/learning/{summary.slug}/easy/"
    assert door(None).get(address).status_code == 404
    assert "Short lines on a page" not in door(None).get(f"/learning/{summary.slug}/").content.decode()

    outputs.save(summary, LINES, by=lena)

    html = door(None).get(address).content.decode()
    assert all(line in html for line in LINES.splitlines())
    assert UNCHECKED in html
    assert address in door(None).get(f"/learning/{summary.slug}/").content.decode()


def test_lines_are_proposed_only_of_themes_that_a_person_chose(
    told: Report, summary: LearningSummary, lena: User
) -> None:
    def proposed() -> list[str]:
        return easy.proposed(sheet(fetched(summary), "web"))

    told_of = {one.theme.code for one in summary.statements.filter(kind="for") if one.theme}
    assert {"T01", "T11"} <= told_of, "as the patterns say"
    assert "Our web page says what helped." in proposed()
    assert not any(line.startswith("It helped") for line in proposed())

    answers = told.answers.get(section__code="learned")
    answers.values["worked-themes"] = ["T11"]
    answers.save()
    assert "It helped to meet people like you." in proposed()
    assert "It helped to have enough time." not in proposed()

    one = next(one for one in summary.statements.filter(kind="for") if one.theme and one.theme.code == "T01")
    Statement.objects.filter(pk=one.pk).update(moved_from="against")
    assert "It helped to have enough time." in proposed()


def test_each_theme_has_a_short_plain_form_for_both_sides() -> None:
    reference.load()
    forms = [line for term in Term.objects.of("learning-themes") for line in term.details["easy"].values()]
    assert len(forms) == len(set(forms)) == 44
    assert all(count_words(line) <= easy.LONGEST and grade(line) <= 4 for line in forms), [
        (line, grade(line)) for line in forms if grade(line) > 4
    ]


def test_the_check_is_noted_with_who_and_when_and_ends_when_a_line_changes(
    summary: LearningSummary, lena: User, morag: User, door: Door
) -> None:
    outputs.save(summary, LINES, by=lena)
    outputs.note_check(summary, who=" The readers of Leith ", on=timezone.localdate(), by=morag)
    row = EasyRead.objects.get()
    assert (row.checked_by, row.checked_on, row.recorded_by) == ("The readers of Leith", timezone.localdate(), morag)
    assert "Checked by The readers of Leith on " in door(None).get(f"/learning/{summary.slug}/easy/").content.decode()

    outputs.save(summary, LINES, by=lena)
    assert EasyRead.objects.get().checked_by == "The readers of Leith", "the same lines stay checked"
    outputs.save(summary, LINES.replace("hard", "too hard"), by=lena)

    row = EasyRead.objects.get()
    assert (row.checked_by, row.checked_on, row.recorded_by) == ("", None, None)
    assert row.history.count() == 3


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ("One.\nTwo.", "Write 4 to 16 lines. These are 2."),
        ("One line.\n" * 17, "These are 17."),
        (f"{LINES}\n" + "long " * 13, "Shorten this line to at most 12 words"),
        (f"{LINES}\nRing Morag on 0131 496 0123.", "may give somebody away"),
        (f"{LINES}\nMargaret came each week.", "“Margaret” may give somebody away"),
        (f"{LINES}\n900 people came.", "The number 900 does not stand in the summary"),
    ],
)
def test_lines_that_are_wrong_are_refused(summary: LearningSummary, lena: User, lines: str, why: str) -> None:
    with pytest.raises(Refused) as refused:
        outputs.save(summary, lines, by=lena)
    assert why in str(refused.value)
    assert not EasyRead.objects.exists()


def test_a_number_of_the_summary_may_stand_in_a_line(summary: LearningSummary, lena: User) -> None:
    outputs.save(summary, f"{LINES}\n204 of 306 people said yes.", by=lena)
    assert EasyRead.objects.get().lines[-1] == "204 of 306 people said yes."


def test_a_check_needs_lines_a_name_and_a_day_that_has_come(summary: LearningSummary, lena: User) -> None:
    today = timezone.localdate()
    with pytest.raises(Refused, match="Save the short lines first"):
        outputs.note_check(summary, who="The readers", on=today, by=lena)
    outputs.save(summary, LINES, by=lena)
    with pytest.raises(Refused, match="Enter who has checked it"):
        outputs.note_check(summary, who="  ", on=today, by=lena)
    with pytest.raises(Refused, match="has not come yet"):
        outputs.note_check(summary, who="The readers", on=today + timedelta(days=1), by=lena)


def test_what_is_not_in_use_any_more_cannot_be_changed(summary: LearningSummary, lena: User, morag: User) -> None:
    publishing.withdraw(summary, by=morag)
    with pytest.raises(Refused, match="not in use any more"):
        outputs.save(summary, LINES, by=lena)


def test_a_paper_drawn_from_lines_that_were_changed_meanwhile_is_not_kept(summary: LearningSummary, lena: User) -> None:
    outputs.save(summary, LINES, by=lena)
    drawn = outputs.draw(summary, "easy")
    outputs.save(summary, LINES.replace("hard", "too hard"), by=lena)
    with pytest.raises(Refused, match="it is made again"):
        outputs.keep(summary, drawn, by=None)


def test_other_lines_are_printed_anew(summary: LearningSummary, lena: User, door: Door) -> None:
    outputs.save(summary, LINES, by=lena)
    taking.make_papers()
    outputs.save(summary, LINES.replace("hard", "too hard"), by=lena)
    assert door(None).get(f"/learning/{summary.slug}/easy.pdf").status_code == 404
    assert Job.objects.filter(kind=outputs.KIND, state=Job.State.WAITING).count() == 1
    taking.make_papers()
    told = taking.take_all(summary, door)["easy.pdf"]
    assert "Some things were too hard." in told
    assert UNCHECKED in told


def test_a_draft_may_have_its_lines_before_it_is_published(told: Report, lena: User) -> None:
    draft = learned.make_draft(told)
    outputs.save(draft, "\n".join(easy.proposed(sheet(fetched(draft), "web"))), by=lena)
    assert not Job.objects.filter(kind=outputs.KIND).exists()


# The desk -----------------------------------------------------------------------------------------------------------


def test_the_desk_proposes_lines_and_keeps_what_a_person_makes_of_them(
    summary: LearningSummary, lena: User, door: Door
) -> None:
    address = f"/fund/learning/{summary.pk}/easy/"
    html = door(lena).get(address).content.decode()
    assert "This page is about one project." in html
    assert "Nobody outside sees them until you have read and saved them." in html

    assert door(lena).post(address, {"lines": LINES}).status_code == 302
    html = door(lena).get(address).content.decode()
    assert UNCHECKED in html
    assert "They read at grade" in html
    assert door(lena).post(f"{address}checked/", {"who": "The readers", "on": "2020-02-30"}).status_code == 422
    assert door(lena).post(f"{address}checked/", {"who": "The readers", "on": "2026-01-05"}).status_code == 302
    assert "Checked by The readers on Monday 5 January 2026" in door(lena).get(address).content.decode()


def test_an_officer_reads_the_lines_and_changes_none(summary: LearningSummary, olive: User, door: Door) -> None:
    html = door(olive).get(f"/fund/learning/{summary.pk}/easy/").content.decode()
    assert "This page is about one project." in html
    assert "<textarea" not in html


def test_the_desk_says_what_is_there(summary: LearningSummary, lena: User, door: Door) -> None:
    address = f"/fund/learning/{summary.pk}/"
    assert door(lena).get(address).content.decode().count("is being made") == 6
    taking.make_papers()
    html = door(lena).get(address).content.decode()
    assert html.count("is being made") == 0
    assert html.count(", made ") == 5
    assert "waits for somebody to save the short lines" in html
