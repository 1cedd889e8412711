"""Copies of all answers: made once when handed in, kept as they were, for those who may see them and nobody else."""

import io
from collections.abc import Callable

import page
import pikepdf
import pytest
from django.test import Client
from django.urls import reverse
from docx import Document as WordFile

from applications import applying, changing, copies
from applications.models import AnswerCopy, Application
from fund.models import Job, Organisation, Question, Round, User
from tests import factories
from tests.world import store

pytestmark = pytest.mark.django_db

Door = Callable[[User | None], Client]
Work = Callable[[], None]


@pytest.fixture
def draft(round_: Round, group: Organisation, ann: User) -> Application:
    application = factories.make_application(round_, group, by=ann)
    application.documents.create(rule=round_.document_rules.get(), file=store())
    return application


@pytest.fixture
def handed_in(draft: Application, ann: User, work: Work) -> Application:
    applying.submit(draft, by=ann)
    work()
    return draft


def at(name: str, application: Application, *more: object) -> str:
    return reverse(f"applications:{name}", args=[application.pk, *more])


def words_of(content: bytes) -> list[str]:
    document = WordFile(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [paragraph.text for paragraph in document.paragraphs] + cells


def test_handing_in_asks_for_a_pdf_and_a_word_copy_in_its_own_transaction(draft: Application, ann: User) -> None:
    applying.submit(draft, by=ann)
    assert sorted(Job.objects.filter(kind=copies.KIND).values_list("payload__of", flat=True)) == ["pdf", "word"]
    assert [one.is_coming for one in copies.standing(draft)] == [True, True, False, False]


def test_the_copies_hold_all_answers_and_are_kept_once(handed_in: Application, door: Door, ann: User) -> None:
    browser = door(ann)
    assert sorted(handed_in.copies.values_list("kind", "edition")) == [("pdf", 1), ("word", 1)]
    word = b"".join(browser.get(at("copy", handed_in, "word")))
    words = words_of(word)
    for answer in ("Ann Applicant", "Weekly walks led by peers.", "Walk leader, 8 hours a week", "£10,500"):
        assert answer in words
    assert words.count("Your project") == 1
    pdf = b"".join(browser.get(at("copy", handed_in, "pdf")))
    assert pdf[:5] == b"%PDF-"
    again = b"".join(browser.get(at("copy", handed_in, "pdf")))
    assert again == pdf


def test_the_pdf_can_be_read_by_a_screen_reader(handed_in: Application) -> None:
    for large in (False, True):
        kind = "large-pdf" if large else "pdf"
        content = copies.draw(Application.objects.prefetch_related("documents").get(pk=handed_in.pk), kind)
        assert [failure.message for failure in page.validate_pdf_bytes(content).failures] == []
        with pikepdf.open(io.BytesIO(content)) as opened:
            assert opened.Root.Lang == "en-GB"


def test_large_print_is_made_when_somebody_asks(handed_in: Application, door: Door, ann: User, work: Work) -> None:
    browser = door(ann)
    assert browser.get(at("copy", handed_in, "large-pdf")).status_code == 404
    assert browser.post(at("make-copy", handed_in, "large-pdf")).status_code == 302
    work()
    assert browser.get(at("copy", handed_in, "large-pdf")).status_code == 200
    assert browser.post(at("make-copy", handed_in, "poster")).status_code == 404


def test_nobody_else_gets_a_copy(handed_in: Application, door: Door, nia: User, sam: User, pat: User) -> None:
    for person in (nia, sam, pat):
        assert door(person).get(at("copy", handed_in, "pdf")).status_code == 404


def test_a_draft_can_be_taken_away_as_a_word_file(draft: Application, door: Door, ann: User) -> None:
    response = door(ann).get(at("copy", draft, "word"))
    assert response["Content-Disposition"] == f'attachment; filename="{draft.reference} draft.docx"'
    words = words_of(response.content)
    assert "Weekly walks led by peers." in words
    assert any("a draft, not handed in" in line for line in words)
    assert door(ann).post(at("make-copy", draft, "pdf")).status_code == 404
    assert not AnswerCopy.objects.exists()


def test_a_change_that_was_asked_for_makes_the_next_edition_and_keeps_the_first(
    handed_in: Application, ann: User, olive: User, work: Work
) -> None:
    question = Question.objects.get(section__questionnaire__round=handed_in.round, code="what")
    change = changing.ask(handed_in, question, words="Say who leads.", until=handed_in.submitted_at.date(), by=olive)
    changing.make(change, {"what": "Weekly walks, led by Mo."}, by=ann)
    work()
    assert sorted(handed_in.copies.values_list("kind", "edition")) == [
        ("pdf", 1), ("pdf", 2), ("word", 1), ("word", 2),
    ]  # fmt: skip
    first, second = (handed_in.copies.get(kind="word", edition=edition).file.content.read() for edition in (1, 2))
    assert "Weekly walks led by peers." in words_of(first)
    assert "Weekly walks, led by Mo." in words_of(second)


def test_what_people_type_stands_in_the_copy_as_typed(draft: Application) -> None:
    sheet = draft.answers.get(section__code="plan")
    sheet.values = {**sheet.values, "what": "<script>alert(1)</script> {{ 7*7 }} ${x} %s Gàidhlig żółw عربي"}
    sheet.save()
    words = words_of(copies.draw(draft, "word"))
    assert "<script>alert(1)</script> {{ 7*7 }} ${x} %s Gàidhlig żółw عربي" in words
    assert copies.draw(draft, "pdf")[:5] == b"%PDF-"
