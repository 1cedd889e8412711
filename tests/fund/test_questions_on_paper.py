"""The questions to take away: five files, each made once for what it says, and whole for every kind of question."""

import io
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import page
import pikepdf
import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from docx import Document

from fund import questions_on_paper, rounds
from fund.models import Job, QuestionsPaper, Round, Section, StoredFile, User
from fund.questions_on_paper import keeping
from tests import factories
from tests.fund.test_pdf import texts

pytestmark = pytest.mark.slow

Door = Callable[[User | None], Client]
KINDS = QuestionsPaper.Kind.values


@pytest.fixture(autouse=True)
def nobody_draws() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def asking(db: None) -> Round:
    """An open round that asks every kind of question, some of them under a condition."""
    round_ = factories.make_round(name="Living well: Round 2 / 2027", help_text="Phone us first.")
    section = Section.objects.get(questionnaire__round=round_, code="plan")
    factories.make_question(section, "new", "yes_no", "Is it new to you?")
    only_new = {"match": "all", "tests": [{"question": "new", "is": "equals", "value": "yes"}]}
    factories.make_question(section, "how-new", "text", "What is new?", settings={"words": 80}, shown_if=only_new)
    factories.make_question(section, "start", "date", "When does it start?")
    factories.make_question(section, "where", "places", "Where?")
    factories.make_question(section, "proof", "file", "A picture", is_required=False)
    factories.make_question(
        section,
        "who",
        "many_of",
        "Who is it for?",
        settings={"most": 2, "options": [{"code": "c", "name": "Carers <&>"}, {"code": "y", "name": "Young people"}]},
    )
    fields = [
        {"code": "name", "kind": "line", "label": "Name", "max": 60},
        {"code": "role", "kind": "one_of", "label": "Role", "options": [{"code": "a", "name": "Leads"}]},
        {"code": "hours", "kind": "number", "label": "Hours", "required": False, "help": "A week."},
    ]
    factories.make_question(section, "partners", "group", "Your partners", settings={"fields": fields, "most": 3})
    fixed = [{"code": "idea", "name": "Who had the idea"}, {"code": "plan", "name": "Who plans"}]
    factories.make_question(section, "hands", "group", "In whose hands?", settings={"fields": fields, "rows": fixed})
    return round_


def download(client: Client, round_: Round, kind: str, **headers: Any) -> Any:
    return client.get(reverse("questions-paper", args=[round_.slug, kind]), headers=headers)


def content(response: Any) -> bytes:
    assert response.status_code == 200, response.status_code
    return b"".join(response.streaming_content)


# What the papers say


def test_the_page_says_when_a_question_is_asked_and_what_a_table_asks(door: Door, asking: Round) -> None:
    html = door(None).get(reverse("questions", args=[asking.slug])).content.decode()
    assert "Only if the answer to “Is it new to you?” is “Yes”." in html
    for said in (
        "A table of at most 3 rows",
        "In each row",
        "For each of them",
        "Who had the idea",
        "Choose one:<ul><li>Leads",
    ):
        assert said in html
    assert "A week. A number (optional)" in html
    assert "16 questions in 3 parts" in html


def test_the_plain_text_has_every_question_with_its_limits(door: Door, asking: Round) -> None:
    text = content(download(door(None), asking, "plain-text")).decode()
    for said in (
        "The questions of Living well: Round 2 / 2027",
        "2.2 Your project in plain words\nAt most 150 words.\nYour answer:",
        "Only if the answer to “Is it new to you?” is “Yes”.\nAt most 80 words.",
        "- Small grant, up to £15,000",
        "2.11 Who is it for?\nChoose up to 2:\n- Carers <&>\n- Young people",
        "- Hours: A week. A number (optional)",
        "- Row: Who had the idea",
        "3.1 What will it cost?\nA table of costs under these headings:\n- Staff\n- Other",
        "Every organisation:\n- Governing document",
        "Phone us first.\nWrite to fund@example.org.",
    ):
        assert said in text
    assert "What did not work?" not in text  # a question of the report
    assert max(len(line) for line in text.split("\n")) <= 72


@pytest.mark.parametrize(("kind", "points"), [("word", 12), ("large-print-word", 18)])
def test_the_word_file_has_room_for_every_answer(door: Door, asking: Round, kind: str, points: int) -> None:
    document = Document(io.BytesIO(content(download(door(None), asking, kind))))
    headings = [p.text for p in document.paragraphs if p.style.name == "Heading 2"]
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]
    assert document.styles["Normal"].font.size.pt == points
    assert headings[:3] == [
        "1.1 Who can we ask about this?",
        "1.2 Their phone number (optional)",
        "2.1 Name of the project",
    ]
    assert [["Your answer. At most 150 words"], [""]] in tables
    assert [["Name", "Role", "Hours"], *[["", "", ""]] * 3] in tables
    assert [["Row", "Name", "Role", "Hours"], ["Who had the idea", "", "", ""], ["Who plans", "", "", ""]] in tables
    assert document.element.xml.count("<w14:checkbox>") == 1 + 2 + 2  # sizes of grant, yes or no, two groups of people
    words = [p.text for p in document.paragraphs]
    assert "Only if the answer to “Is it new to you?” is “Yes”." in words
    assert all("tblHeader" in table.rows[0]._tr.xml for table in document.tables)


@pytest.mark.parametrize("kind", ["pdf", "large-print-pdf"])
def test_the_pdf_passes_every_rule_of_pdf_ua_1(door: Door, asking: Round, kind: str) -> None:
    made = content(download(door(None), asking, kind))
    report = page.validate_pdf_bytes(made)
    assert [failure.message for failure in report.failures] == []
    assert report.is_compliant
    with pikepdf.open(io.BytesIO(made)) as opened:
        assert str(opened.docinfo.Title) == "The questions of Living well: Round 2 / 2027"
    text = texts(made)
    for said in ("Is it new to you?", "Carers <&>", "Who had the idea", "Phone us first."):
        assert said in text


def test_large_print_has_nothing_under_18_points(door: Door, asking: Round) -> None:
    made = content(download(door(None), asking, "large-print-pdf"))
    sizes = set()
    with pikepdf.open(io.BytesIO(made)) as opened:
        for sheet in opened.pages:
            scale = 1.0
            for operands, operator in pikepdf.parse_content_stream(sheet):
                if str(operator) == "Tm":
                    scale = abs(float(operands[3]))
                elif str(operator) == "Tf":
                    size = float(operands[1])
                elif str(operator) in {"Tj", "TJ"}:
                    sizes.add(round(size * scale * 0.75, 1) if scale != 1 else round(size, 1))
    assert min(sizes) >= 18, sizes


# Two stages


@pytest.fixture
def two_stages(db: None) -> Round:
    """First a note of three questions in one section, then the whole application of nine in three."""
    closings = {
        "note_closes_at": datetime(2099, 2, 1, 9, tzinfo=UTC),
        "closes_at": datetime(2099, 4, 1, 16, tzinfo=UTC),
    }
    return factories.make_two_stage_round(name="Living well", slug="living-well", **closings)


FIRST = "Everybody who applies begins with this. Short notes close on Sunday 1 February 2099, 9am."
THEN = "Only groups that we invite after their short note answer this. The round closes on Wednesday 1 April 2099, 5pm."


def test_the_page_has_the_notes_questions_first_and_names_both_stages(door: Door, two_stages: Round) -> None:
    html = door(None).get(reverse("questions", args=[two_stages.slug])).content.decode()
    said = [
        "You answer 3 questions in a short note. If we invite you, you answer 8 more.",
        "<h2>First: the short note</h2>",
        FIRST,
        "<h3>1. Your idea</h3>",
        "1.2 Your idea in short",
        "<h2>Then: the whole application</h2>",
        THEN,
        "<h3>2. ",
        "Your project in plain words",
    ]
    assert sorted(said, key=html.index) == said


def test_the_plain_text_and_the_word_file_name_both_stages(door: Door, two_stages: Round) -> None:
    text = content(download(door(None), two_stages, "plain-text")).decode()
    assert "First: the short note\n=====================\nEverybody who applies" in text
    assert text.index("Short notes close: ") < text.index("1.2 Your idea in short") < text.index("Then: the whole")
    assert text.index("Then: the whole application\n") < text.index("2. ") < text.index("Papers to send with it")
    document = Document(io.BytesIO(content(download(door(None), two_stages, "large-print-word"))))
    headings = [(p.style.name[-1], p.text) for p in document.paragraphs if p.style.name.startswith("Heading")]
    assert headings[:3] == [("1", "First: the short note"), ("2", "1. Your idea"), ("3", "1.1 Name of the project")]
    assert ("1", "Then: the whole application") in headings
    assert THEN in [p.text for p in document.paragraphs]


@pytest.mark.parametrize("kind", ["pdf", "large-print-pdf"])
def test_the_pdf_names_both_stages_and_passes_every_rule(door: Door, two_stages: Round, kind: str) -> None:
    made = content(download(door(None), two_stages, kind))
    assert [failure.message for failure in page.validate_pdf_bytes(made).failures] == []
    text = " ".join(texts(made).split())
    for said in ("First: the short note", "1.2 Your idea in short", "Then: the whole application", "invite after"):
        assert said in text


# How they are kept


def test_names_of_files_speak(door: Door, asking: Round) -> None:
    names = [download(door(None), asking, kind)["Content-Disposition"] for kind in KINDS]
    assert names == [
        'attachment; filename="Living well Round 2 2027 questions.pdf"',
        'attachment; filename="Living well Round 2 2027 questions large print.pdf"',
        'attachment; filename="Living well Round 2 2027 questions.docx"',
        'attachment; filename="Living well Round 2 2027 questions large print.docx"',
        'attachment; filename="Living well Round 2 2027 questions.txt"',
    ]


def test_a_paper_is_drawn_once_for_what_it_says(door: Door, asking: Round, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = []
    draw = keeping.draw
    monkeypatch.setattr(keeping, "draw", lambda sheet, kind: drawn.append(kind) or draw(sheet, kind))
    first = content(download(door(None), asking, "word"))
    assert [content(download(door(None), asking, "word")) for _ in range(3)] == [first] * 3
    assert drawn == ["word"]


def test_a_change_of_words_makes_a_new_paper_and_drops_the_old_one(door: Door, asking: Round) -> None:
    content(download(door(None), asking, "plain-text"))
    Round.objects.update(help_text="Write to us.")
    assert "Write to us." in content(download(door(None), asking, "plain-text")).decode()
    assert (QuestionsPaper.objects.count(), StoredFile.objects.count()) == (1, 1)


def test_a_browser_that_has_the_paper_is_not_sent_it_again(door: Door, asking: Round) -> None:
    first = download(door(None), asking, "plain-text")
    again = download(door(None), asking, "plain-text", if_none_match=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    Round.objects.update(help_text="Write to us.")
    assert download(door(None), asking, "plain-text", if_none_match=first["ETag"]).status_code == 200


def test_while_one_request_draws_the_others_wait_a_little(door: Door, asking: Round) -> None:
    sheet = questions_on_paper.sheet_of(asking)
    assert sheet is not None
    cache.add(f"questions.papers:{asking.pk}:pdf:{questions_on_paper.hash_of(sheet)}", True, 60)
    response = download(door(None), asking, "pdf")
    assert response.status_code == 503
    assert (response["Refresh"], response["Retry-After"]) == ("5", "5")
    assert "Your file is being made" in response.content.decode()
    assert QuestionsPaper.objects.count() == 0


def test_the_turn_is_given_back_when_drawing_fails(door: Door, asking: Round, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(sheet: Any, kind: str) -> bytes:
        raise MemoryError

    with monkeypatch.context() as broken:
        broken.setattr(keeping, "draw", fail)
        with pytest.raises(MemoryError):
            download(door(None), asking, "plain-text")
    assert download(door(None), asking, "plain-text").status_code == 200


def test_publishing_has_all_papers_made_before_anybody_asks(
    asking: Round, olive: User, work: Callable[[], None]
) -> None:
    Round.objects.update(state=Round.State.DRAFT)
    asking.refresh_from_db()
    rounds.publish(asking, by=olive)
    work()
    assert Job.objects.get(kind="questions.papers").state == Job.State.DONE
    assert sorted(asking.questions_papers.values_list("kind", flat=True)) == sorted(KINDS)


def test_where_no_pdf_can_be_made_the_other_papers_are(
    door: Door, asking: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping.pdf, "available", lambda: "Pango is missing.")
    response = download(door(None), asking, "pdf")
    assert response.status_code == 409
    assert "Take the Word file or the plain text" in response.content.decode()
    assert questions_on_paper.make_all(asking) == 3


def test_a_paper_that_nobody_knows_of_is_not_there(door: Door, asking: Round) -> None:
    assert download(door(None), asking, "epub").status_code == 404
    asking.questionnaires.filter(purpose="application").delete()
    assert download(door(None), asking, "pdf").status_code == 404


def test_the_papers_of_a_draft_round_are_for_the_funds_people(door: Door, nia: User, olive: User) -> None:
    draft = factories.make_round(state=Round.State.DRAFT)
    assert [download(door(who), draft, "plain-text").status_code for who in (None, nia, olive)] == [404, 404, 200]
