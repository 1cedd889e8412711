"""What a group types is what everybody reads, in every language, and it is never run: page, file, paper, letter."""

import csv
import email
import email.policy
import html
import io
import logging
import os
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from docx import Document as WordFile
from openpyxl import load_workbook

from applications import announcing, applying, assessing, copies, exporting
from applications.models import Application
from fund import post
from fund.kit.sheets import csv_lines, excel_download
from fund.models import Letter, Organisation, Round, User
from tests import factories
from tests.fund.test_pdf import texts

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

Door = Callable[[User | None], Client]
LANGUAGES = {
    "Gaelic": "Taing mhòr dhut, Coimhearsnachd Làn Àirigh",
    "Welsh": "Tŷ’r ŵyl, llwyddo gyda’n gilydd",
    "Polish": "Zażółć gęślą jaźń",
    "Arabic": "مجموعة الرئة",
    "emoji": "Walks 👩🏽‍🦽 for all 🏴󠁧󠁢󠁳󠁣󠁴󠁿",
}
CODE = {
    "script": "<script>alert(1)</script>",
    "entity": "fish &amp; chips",
    "template": "{{ 7*7 }} {% now 'Y' %}",
    "dollar": "${x} $(id)",
    "percent": "%s %(name)s 100%",
    "placeholder": "{name.__class__} {0.__init__}",
}
TYPED = LANGUAGES | CODE


@pytest.fixture(params=TYPED.values(), ids=TYPED.keys())
def said(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def bid(round_: Round, ann: User, said: str, door: Door) -> Application:
    """An application whose group, title and answer say this, typed into the forms and handed in."""
    sent = {"name": said, "register": "none", "started_on": "1/1/2014"}
    assert door(ann).post(reverse("new-organisation"), sent).status_code == 302
    round_.document_rules.all().delete()
    draft = factories.make_application(round_, Organisation.objects.get(), by=ann)
    page = reverse("applications:section", args=[draft.pk, "plan"])
    answers = {**factories.ANSWERS["plan"], "title": said, "what": f"{said}\n{said}", "version": "1", "continue": "yes"}
    assert door(ann).post(page, answers).status_code == 302
    draft.refresh_from_db()
    applying.submit(draft, by=ann)
    return draft


def test_every_reader_sees_it_as_it_was_typed(
    bid: Application, said: str, ann: User, sam: User, pat: User, olive: User, door: Door
) -> None:
    Application.objects.filter(pk=bid.pk).update(state="in_assessment")
    reading = factories.make_assessment(bid, sam)
    assessing.declare_for_panel(bid, by=pat, kind="none")
    for reader, name, key in (
        (ann, "detail", bid.pk),
        (olive, "application", bid.pk),
        (olive, "applications", bid.round.slug),
        (sam, "assessment", reading.pk),
        (pat, "panel-application", bid.pk),
    ):
        page = door(reader).get(reverse(f"applications:{name}", args=[key])).content.decode()
        assert html.escape(said) in page, name
        assert "<script>alert" not in page, name


def test_tables_hold_it_as_it_was_typed(bid: Application, said: str) -> None:
    def table() -> list[list[object]]:
        return list(exporting.table(bid.round, Application.objects.all(), ["reference", "pk"]))

    heads, row = csv.reader(io.StringIO("".join(csv_lines(table())).removeprefix("\ufeff"), newline=""))
    found = dict(zip(heads, row, strict=True))
    safe = f"'{said}" if said.startswith("%") else said  # a spreadsheet would take it for a formula
    assert [found[head] for head in ("Project", "Group")] == [safe, safe]
    assert found["What do you want to do?"] == f"{safe}\n{said}"
    file = io.BytesIO(b"".join(excel_download(table(), "x").streaming_content))
    heads, row = [[cell.value for cell in row] for row in load_workbook(file).active.iter_rows()]
    found = dict(zip(heads, row, strict=True))
    assert (found["Project"], found["What do you want to do?"]) == (safe, f"{safe}\n{said}")


def test_copies_on_paper_hold_it_as_it_was_typed(bid: Application, said: str) -> None:
    document = WordFile(io.BytesIO(copies.draw(bid, "word")))
    assert f"{said}\n{said}" in [paragraph.text for paragraph in document.paragraphs]
    paper = texts(copies.draw(bid, "pdf"))
    if said in CODE.values():
        assert paper.count(said) >= 3  # the title, the group, the answer


@pytest.mark.parametrize("name", LANGUAGES)
def test_no_letter_of_a_language_becomes_an_empty_box_on_paper(
    name: str, round_: Round, ann: User, caplog: pytest.LogCaptureFixture
) -> None:
    bid = factories.make_application(round_, title=LANGUAGES[name], state="submitted", by=ann)
    with caplog.at_level(logging.WARNING, "weasyprint"):
        logging.getLogger("weasyprint").addHandler(caplog.handler)
        copies.draw(bid, "pdf")
    boxes = [record.getMessage() for record in caplog.records if ".notdef" in record.getMessage()]
    if boxes and not os.environ.get("CI"):
        pytest.skip("A font is missing: apt-get install -y fonts-noto-core fonts-noto-color-emoji")
    assert boxes == []


def test_a_letter_carries_it_as_it_was_typed(bid: Application, said: str, olive: User, door: Door) -> None:
    mail.outbox.clear()
    Application.objects.filter(pk=bid.pk).update(state="in_assessment")
    sent = {"outcome": "decline", "reason": said, "amount": "", "conditions": ""}
    assert door(olive).post(reverse("applications:decide", args=[bid.pk]), sent).status_code == 302
    Round.objects.filter(pk=bid.round_id).update(closes_at=timezone.now() - timedelta(days=1))
    announcing.announce(Round.objects.get(pk=bid.round_id), by=olive)
    letter = Letter.objects.get(kind="not_funded")
    post.send(letter.pk)
    (mailed,) = mail.outbox
    read = email.message_from_bytes(mailed.message().as_bytes(), policy=email.policy.default)
    assert said in read["Subject"]
    assert mailed.body.replace("\n", " ").count(said) >= 2  # the title and the reason
    assert letter.html.count(html.escape(said)) >= 2
    assert "<script>alert" not in letter.html
