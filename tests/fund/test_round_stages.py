"""Rounds of two stages and rounds that are open all the time, in their files; and every box of the desk’s forms."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from fund import rounds
from fund.models import Questionnaire, Round, User
from fund.round_forms import ROW_PARTS
from tests import factories
from tests.fund.test_rounds import WHOLE

Door = Callable[[User | None], Client]
NOTE = """
[[note.sections]]
code = "idea"
title = "Your idea"

[[note.sections.questions]]
code = "idea"
kind = "text"
label = "What is your idea?"
words = 150
"""


def said(text: str) -> list[str]:
    return [str(fault) for fault in rounds.check(text).faults]


def changed(*pairs: tuple[str, str]) -> str:
    text = WHOLE
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return text


TWO = (
    ('name = "A round"\n', 'name = "A round"\nis_two_stage = true\n'),
    ("closes_at = ", "note_closes_at = 2027-01-18T12:00:00\ncloses_at = "),
)
ROLLING = (
    ('name = "A round"\n', 'name = "A round"\nis_rolling = true\nstate = "published"\n'),
    ("closes_at = 2027-02-01T09:00:00\n", ""),
)


@pytest.mark.django_db
def test_a_file_may_define_two_stages() -> None:
    round_ = rounds.load(changed(*TWO) + NOTE, by=None)
    assert (round_.is_two_stage, round_.note_closes_at) == (True, datetime(2027, 1, 18, 12, tzinfo=UTC))
    asked = Questionnaire.objects.get(round=round_, purpose="note").sections.get().questions.get()
    assert (asked.label, asked.settings) == ("What is your idea?", {"words": 150})
    before = round_.history.count()
    rounds.load(changed(*TWO) + NOTE, by=None)
    assert round_.history.count() == before


@pytest.mark.django_db
def test_a_file_of_two_stages_must_be_whole_before_it_is_published() -> None:
    published = changed(TWO[0], ('name = "A round"\n', 'name = "A round"\nstate = "published"\n'))
    assert said(published) == [
        "line 5: A published round needs the time when short notes close (dates, note_closes_at).",
        "line 5: A published round needs questions for its short note (note).",
    ]
    late = changed(TWO[0], ("closes_at = ", "note_closes_at = 2027-02-01T09:00:00\ncloses_at = "))
    assert said(late) == ["line 10: ‘closes_at’ must be after ‘note_closes_at’."]


@pytest.mark.django_db
def test_a_file_may_define_a_round_that_is_open_all_the_time() -> None:
    rounds.load(changed(*ROLLING), by=None)
    round_ = Round.objects.get()
    assert (round_.closes_at, round_.is_open(datetime(2040, 1, 1, tzinfo=UTC))) == (None, True)
    assert round_.phase(datetime(2026, 1, 1, tzinfo=UTC)) == "Opens soon"
    both = changed(ROLLING[0], ROLLING[1], ("is_rolling = true\n", "is_rolling = true\nis_two_stage = true\n"))
    assert "A round that is open all the time has one stage: leave ‘is_two_stage’ out." in " ".join(said(both))


@pytest.mark.django_db
def test_no_round_has_the_address_of_a_page_of_the_fund() -> None:
    assert said(changed(('slug = "a-round"', 'slug = "new"'))) == [
        "line 2: ‘slug’ cannot be “new”: the fund’s own pages have that address. Add a year or a number."
    ]


PAGES = {
    "about/": "name about who_can_apply not_funded help_text code slug",
    "dates/": "kind opens_day opens_time note_day note_time closes_day closes_time grace_seconds panel_on decisions_on "
    "announcement_on projects_start_on",
    "scoring/": "judged_by min_score max_score assessments_wanted ask_strong ask_stronger shows_total others_scores",
    "copy/": "name dates code slug",
}


@pytest.mark.parametrize("page", PAGES)
def test_every_box_of_a_form_is_on_its_page_with_errors_on_and_off(
    db: None, olive: User, door: Door, page: str
) -> None:
    round_ = factories.make_round(state="draft")
    address = f"/fund/rounds/{round_.slug}/set-up/{page}"
    for response in (door(olive).get(address), door(olive).post(address, {})):
        html = response.content.decode()
        assert [name for name in PAGES[page].split() if f'name="{name}"' not in html] == []


@pytest.mark.parametrize("part", ROW_PARTS.values(), ids=lambda part: part.slug)
def test_every_box_of_a_row_is_on_its_page_with_errors_on_and_off(db: None, olive: User, door: Door, part: Any) -> None:
    round_ = factories.make_round(state="draft")
    address = f"/fund/rounds/{round_.slug}/set-up/rows/{part.slug}/"
    form = part.form(round_=round_, noun=part.noun, number=1)
    wrong = {"do": "save", "row": ["0"], "row-0-was": "x", "row-0-name": "A" * 300}
    for response in (door(olive).get(address), door(olive).post(address, wrong)):
        html = response.content.decode()
        assert [name for name in form.fields if f'name="row-0-{name}"' not in html] == []
