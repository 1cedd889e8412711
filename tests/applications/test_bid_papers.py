"""The paper of one bid: what readers may know of it, for those who said that they have no ties, and nobody else."""

import io
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document as WordFile

from applications import assessing
from applications.models import Application, ApplicationAnswers, Assessment, BidPaper, Document, Redaction
from applications.packs import bid as bids
from applications.packs.papers import paper_of
from fund.models import Organisation, Question, Round, StoredFile, User
from tests import factories
from tests.fund.test_pdf import problems, texts
from tests.world import store

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

Door = Callable[[User | None], Client]
KINDS = ("pdf", "large-pdf", "word", "large-word")


@pytest.fixture
def bid(round_: Round, group: Organisation, ann: User) -> Application:
    return factories.make_application(round_, group, state="in_assessment", by=ann)


@pytest.fixture
def reading(bid: Application, sam: User) -> Assessment:
    return factories.make_assessment(bid, sam)


@pytest.fixture
def no_ties(bid: Application, pat: User) -> Application:
    assessing.declare_for_panel(bid, by=pat, kind="none")
    return bid


def at(row: Assessment | Application, kind: str) -> str:
    name = "bid-paper" if isinstance(row, Assessment) else "panel-paper"
    return reverse(f"applications:{name}", args=[row.pk, kind])


def body(response: Any) -> bytes:
    return b"".join(response) if response.streaming else response.content


def words_in(content: bytes, kind: str) -> str:
    """All words of a paper, whichever kind it is."""
    if kind.endswith("pdf"):
        return texts(content)
    document = WordFile(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return " ".join(" ".join([*(paragraph.text for paragraph in document.paragraphs), *cells]).split())


def points_in(content: bytes) -> set[float]:
    """The sizes of all letters of a PDF, in points."""
    found = set()
    with pikepdf.open(io.BytesIO(content)) as opened:
        for sheet in opened.pages:
            scale, held, size = 1.0, list[float](), 0.0
            for operands, operator in pikepdf.parse_content_stream(sheet):
                match str(operator):
                    case "q":
                        held.append(scale)
                    case "Q":
                        scale = held.pop()
                    case "cm":
                        scale *= abs(float(operands[3]))
                    case "Tf":
                        size = float(operands[1])
                    case "Tj" | "TJ":
                        found.add(round(size * scale, 1))
    return found


def known(bid: Application) -> Application:
    return assessing.for_readers(Application.objects.with_scores()).get(pk=bid.pk)


@pytest.mark.parametrize("kind", KINDS)
def test_the_paper_says_what_readers_may_know_and_the_summary_first(
    reading: Assessment, sam: User, door: Door, kind: str
) -> None:
    words = words_in(body(door(sam).get(at(reading, kind))), kind)

    told = ["Walking back to wellness", "People with lung disease walk together", "Leith Lungs", "12 months"]
    told += ["Small grant", "Weekly walks led by peers.", "Walk leader, 8 hours a week", "£9,000", "£10,500"]
    for each in told:
        assert each in words
    for hidden in ("Ann Applicant", "0131 496 0000", "Who to reach"):
        assert hidden not in words
    if kind.endswith("pdf"):
        assert words.index("In plain words") < words.index("Asks for") < words.index("Weekly walks")


@pytest.mark.parametrize("kind", ["pdf", "large-pdf"])
def test_the_pdf_passes_every_rule_of_pdf_ua_1(
    no_ties: Application, sam: User, pat: User, door: Door, kind: str
) -> None:
    factories.make_assessment(no_ties, sam, state="handed_in", scores=(3, None, 5))

    assert problems(body(door(pat).get(at(no_ties, kind)))) == []


def test_large_print_has_nothing_smaller_than_18_points(reading: Assessment, sam: User, door: Door) -> None:
    assert min(points_in(body(door(sam).get(at(reading, "large-pdf"))))) == 18
    assert min(points_in(body(door(sam).get(at(reading, "pdf"))))) == 9  # the number at the foot of each page


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_reads_on_paper_before_saying_that_there_are_no_ties(
    bid: Application, sam: User, pat: User, olive: User, door: Door, kind: str
) -> None:
    asked = factories.make_assessment(bid, sam, state="assigned")

    assert door(sam).get(at(asked, kind)).status_code == 403
    assert door(pat).get(at(bid, kind)).status_code == 403
    assert door(olive).get(at(asked, kind)).status_code == 404


def test_a_tie_closes_the_paper_at_once(
    reading: Assessment, no_ties: Application, sam: User, pat: User, door: Door
) -> None:
    readers, panel = door(sam), door(pat)
    assert readers.get(at(reading, "pdf")).status_code == 200
    assert panel.get(at(no_ties, "pdf")).status_code == 200

    assessing.declare(reading, by=sam, kind="work")
    assessing.declare_for_panel(no_ties, by=pat, kind="family")

    for kind in KINDS:
        assert readers.get(at(reading, kind)).status_code == 403
        assert panel.get(at(no_ties, kind)).status_code == 403


def test_each_audience_gets_its_own_facts_and_sections(
    no_ties: Application, reading: Assessment, round_: Round, sam: User, pat: User, door: Door
) -> None:
    Round.objects.filter(pk=round_.pk).update(
        names_hidden=True, facts_for_assessors=["months"], facts_for_panel=["amount", "conditions"]
    )
    round_.questionnaires.get(purpose="application").sections.filter(code="plan").update(panel_sees_it=False)

    for_reader = texts(body(door(sam).get(at(reading, "pdf"))))
    for_panel = texts(body(door(pat).get(at(no_ties, "pdf"))))

    assert "Lasts" in for_reader and "Asks for" not in for_reader and "Leith Lungs" not in for_reader
    assert "Asks for" in for_panel and "Conditions" in for_panel and "Lasts" not in for_panel
    assert "Leith Lungs" in for_panel
    assert "Weekly walks" in for_reader and "Weekly walks" not in for_panel


def test_what_was_taken_out_for_readers_is_not_on_paper(
    reading: Assessment, no_ties: Application, olive: User, sam: User, pat: User, door: Door
) -> None:
    plan = ApplicationAnswers.objects.get(application=no_ties, section__code="plan")
    plan.values = {**plan.values, "what": "Jean McHidden leads the walks."}
    plan.save()
    question = Question.objects.get(code="what", section=plan.section)
    Redaction.objects.create(application=no_ties, question=question, words="[a person] leads the walks.", made_by=olive)
    Application.objects.filter(pk=no_ties.pk).update(
        title="Jean McHidden walks", title_for_readers="Somebody walks", summary_for_readers="We walk."
    )

    for kind in KINDS:
        for content in (body(door(sam).get(at(reading, kind))), body(door(pat).get(at(no_ties, kind)))):
            words = words_in(content, kind)
            assert "[a person] leads the walks." in words and "Somebody walks" in words
            assert "McHidden" not in words and b"McHidden" not in content


def test_the_panel_reads_what_assessors_said_and_not_who_they_are(
    no_ties: Application, sam: User, pat: User, door: Door
) -> None:
    factories.make_assessment(no_ties, sam, state="handed_in", scores=(3, None, 5))
    browser = door(pat)

    for kind in KINDS:
        words = words_in(body(browser.get(at(no_ties, kind))), kind)
        assert "Assessor 1: 4.00" in words and "I do not know enough" in words and "The plan is clear." in words
        assert "Sam Assessor" not in words


def test_files_and_names_tell_of_the_reference_alone(reading: Assessment, round_: Round, sam: User, door: Door) -> None:
    rule = round_.document_rules.get()
    round_.document_rules.update(panel_sees_it=True)
    Document.objects.create(application=reading.application, rule=rule, file=store("Jean McHidden.pdf"))

    for kind in KINDS:
        answer = door(sam).get(at(reading, kind))
        ending = "pdf" if kind.endswith("pdf") else "docx"
        large = " large print" if kind.startswith("large") else ""
        name = f"{reading.application.reference}{large}.{ending}"
        assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
        assert answer["Cache-Control"] == "private, no-store"
        words = words_in(body(answer), kind)
        assert "Governing document" in words and "McHidden" not in words


def test_a_paper_is_drawn_once_and_anew_when_it_says_something_else(
    reading: Assessment, no_ties: Application, sam: User, door: Door
) -> None:
    browser = door(sam)
    first, second = (body(browser.get(at(reading, "pdf"))) for _ in range(2))
    kept = BidPaper.objects.get()
    assert first == second

    Application.objects.filter(pk=no_ties.pk).update(summary="We swim.")
    third = body(browser.get(at(reading, "pdf")))

    assert "We swim." in texts(third)
    assert BidPaper.objects.get().pk != kept.pk
    assert StoredFile.objects.count() == 1


def test_making_a_paper_again_asks_the_database_as_often_however_long_it_is(bid: Application, round_: Round) -> None:
    def asked() -> int:
        row = known(bid)
        with CaptureQueriesContext(connection) as seen:
            paper_of(row, "panel", large=False)
        return len(seen)

    paper_of(known(bid), "panel", large=False)
    before = asked()
    plan = round_.questionnaires.get(purpose="application").sections.get(code="plan")
    for number in range(5):
        factories.make_question(plan, f"more{number}", "text", "And?", is_required=False)
    paper_of(known(bid), "panel", large=False)
    assert asked() == before


def test_an_unknown_kind_is_not_there(reading: Assessment, sam: User, door: Door) -> None:
    assert door(sam).get(at(reading, "odt")).status_code == 404


def test_the_hash_changes_with_the_words_the_facts_and_the_print(bid: Application, round_: Round) -> None:
    row = known(bid)
    plain = bids.for_audience(row, "assessor")
    round_.facts_for_assessors = []
    round_.save()
    found = {
        bids.hash_of(plain, large=False),
        bids.hash_of(plain, large=True),
        bids.hash_of(bids.for_audience(known(bid), "assessor"), large=False),
        bids.hash_of(bids.for_audience(row, "panel"), large=False),
    }
    assert len(found) == 4
