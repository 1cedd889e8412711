"""Copies hold what the pages show besides plain answers: where places belong, tables of answers, statements."""

import io
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from docx import Document as WordFile

from applications import copies, todo
from applications.models import Application
from fund.models import Organisation, Round, User
from fund.questionnaires import Lists
from tests import factories

pytestmark = pytest.mark.django_db

Door = Callable[[User | None], Client]
OPTIONS = [{"code": "gp", "name": "A GP"}, {"code": "choir", "name": "A choir"}]
FIELDS = [
    {"code": "who", "kind": "line", "label": "Who"},
    {"code": "days", "kind": "number", "label": "Days a week"},
    {"code": "with", "kind": "many_of", "label": "With", "options": OPTIONS},
]


@pytest.fixture
def draft(round_: Round, group: Organisation, ann: User) -> Application:
    factories.make_area()
    plan = round_.questionnaires.get(purpose="application").sections.get(code="plan")
    factories.make_question(plan, "where", "places", "Where will it be?")
    factories.make_question(plan, "team", "group", "Who does the work?", settings={"fields": FIELDS, "most": 5})
    given = {"rows": [{"code": "idea", "name": "Had the idea"}], "fields": FIELDS[:1]}
    factories.make_question(plan, "led", "group", "Who leads?", settings=given)
    application = factories.make_application(round_, group, by=ann)
    sheet = application.answers.get(section=plan)
    sheet.values = {
        **sheet.values,
        "where": ["S12000036"],
        "team": [{"who": "Mo", "days": 2, "with": ["gp", "choir"]}, {"who": "Lee"}],
        "led": [{"row": "idea", "who": "The walkers"}],
    }
    sheet.save()
    factories.ask_outsiders(round_)
    factories.make_statement(application, by=ann, name="Dr Bea Backing", state="sent", sent_at=timezone.now())
    factories.make_statement(application, by=ann, name="Not Sent", email="not@example.org")
    return application


def word_of(application: Application) -> Any:
    return WordFile(io.BytesIO(copies.draw(application, "word")))


def test_the_word_copy_says_to_which_boards_the_chosen_places_belong(draft: Application) -> None:
    lines = [paragraph.text for paragraph in word_of(draft).paragraphs]
    at = lines.index("Where will it be?")
    assert lines[at + 1 : at + 4] == ["City of Edinburgh", "Integration authority: Edinburgh", "NHS board: Lothian"]


def test_the_word_copy_has_each_row_of_a_table_of_answers_with_its_labels(draft: Application) -> None:
    opened = word_of(draft)
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in opened.tables]
    assert [["Asked", "Answer"], ["Who", "Mo"], ["Days a week", "2"], ["With", "A GP, A choir"]] in tables
    assert [["Asked", "Answer"], ["Who", "Lee"]] in tables
    lines = [paragraph.text for paragraph in opened.paragraphs]
    assert lines[lines.index("Who leads?") + 1] == "Had the idea"
    assert [["Asked", "Answer"], ["Who", "The walkers"]] in tables


def test_both_copies_name_the_statements_that_were_sent_and_no_others(draft: Application) -> None:
    lines = [paragraph.text for paragraph in word_of(draft).paragraphs]
    at = lines.index("Supporting statements")
    assert lines[at + 1].startswith("Dr Bea Backing, ")
    assert not any("Not Sent" in line for line in lines)
    pages = todo.answers_of(draft, todo.sheets_of(draft), Lists(draft.round))
    page = render_to_string("print/application.html", copies.to_print(draft, pages))
    for words in ("Dr Bea Backing", "NHS board: Lothian", "A GP, A choir", "Had the idea", "The walkers"):
        assert words in page
    assert "Not Sent" not in page
    with pikepdf.open(io.BytesIO(copies.draw(draft, "pdf"))) as opened:
        assert len(opened.pages) >= 1


def test_the_check_page_and_the_receipt_list_the_statements_that_were_sent(
    draft: Application, door: Door, ann: User
) -> None:
    check = door(ann).get(reverse("applications:check", args=[draft.pk])).content.decode()
    assert "Dr Bea Backing" in check and "Not Sent" not in check
    Application.objects.update(state="submitted", submitted_at=timezone.now())
    receipt = door(ann).get(reverse("applications:receipt", args=[draft.pk])).content.decode()
    assert "Dr Bea Backing" in receipt and "Not Sent" not in receipt
