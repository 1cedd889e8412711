"""A real file of each kind goes up and comes back byte for byte, to those who may see it and to nobody else."""

import html
import io
import resource
import zipfile
from collections.abc import Callable
from functools import cache

import docx
import openpyxl
import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from PIL import Image

from applications import applying, copies
from applications.models import Application, Declaration, Document
from fund import files
from fund.models import DocumentRule, Organisation, Round, StoredFile, User
from tests import factories
from tests.fund.test_safe_files import old_office, stored_files
from tests.world import store

pytestmark = pytest.mark.django_db

Door = Callable[[User | None], Client]

SECRET = "Margaret Macdonald"
PLACE = (57.0, 28.0, 38.64)


def a_pdf() -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as paper:
        paper.add_blank_page()
        paper.docinfo["/Author"] = SECRET
        with paper.open_metadata() as facts:
            facts["dc:creator"] = [SECRET]
        paper.save(out)
    return out.getvalue()


def a_docx() -> bytes:
    out = io.BytesIO()
    paper = docx.Document()
    run = paper.add_paragraph("Our rules.").runs[0]
    paper.add_comment(run, text="Look again", author=SECRET, initials="MM")
    paper.add_picture(io.BytesIO(a_jpeg()))
    paper.core_properties.author = paper.core_properties.last_modified_by = SECRET
    paper.save(out)
    return out.getvalue()


def an_xlsx() -> bytes:
    out = io.BytesIO()
    book = openpyxl.Workbook()
    book.active["A1"] = "Rent"
    book.properties.creator = SECRET
    book.save(out)
    return out.getvalue()


def open_document(kind: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as container:
        container.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}", zipfile.ZIP_STORED)
        container.writestr("content.xml", f"<a><dc:creator>{SECRET}</dc:creator><p>Our rules.</p></a>")
        container.writestr("meta.xml", f"<m><dc:creator>{SECRET}</dc:creator></m>")
        container.writestr("META-INF/manifest.xml", "<manifest/>")
    return out.getvalue()


def a_jpeg(turned: int = 6) -> bytes:
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x0112] = turned
    exif[0x013B] = SECRET
    exif.get_ifd(0x8825)[2] = PLACE
    Image.effect_mandelbrot((60, 40), (-2, -1, 1, 1), 20).save(out, "JPEG", exif=exif, comment=SECRET)
    return out.getvalue() + b"a film behind the photo, by " + SECRET.encode()


def a_png() -> bytes:
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x013B] = SECRET
    Image.new("RGBA", (20, 10)).save(out, "PNG", exif=exif)
    return out.getvalue()


SAMPLES: dict[str, Callable[[], bytes]] = {
    "rules.pdf": a_pdf,
    "rules.docx": a_docx,
    "costs.xlsx": an_xlsx,
    "rules.odt": lambda: open_document("text"),
    "costs.ods": lambda: open_document("spreadsheet"),
    "rules.doc": lambda: old_office("WordDocument"),
    "costs.xls": lambda: old_office("Workbook"),
    "page.jpg": a_jpeg,
    "page.png": a_png,
    "rules.txt": "We are a group.\r\nSìth £5".encode,
}


@cache
def sample(name: str) -> bytes:
    """The file of this name, made once: a second one would hold another second."""
    return SAMPLES[name]()


OLD = {"rules.doc", "costs.xls"}
PHOTOS = {"page.jpg", "page.png"}


@pytest.fixture
def bid(group: Organisation, round_: Round, ann: User, sam: User, pat: User) -> Application:
    """Ann's application; Sam assesses it, Pat reads it for the panel; both see its papers."""
    DocumentRule.objects.filter(round=round_).update(panel_sees_it=True)
    bid = factories.make_application(round_, group, by=ann)
    factories.make_assessment(bid, sam)
    Declaration.objects.create(application=bid, user=pat, kind=Declaration.Kind.NONE)
    return bid


def send(bid: Application, name: str, ann: User) -> Document:
    paper = SimpleUploadedFile(name, sample(name))
    document = applying.add_document(bid, paper, by=ann, rule=bid.round.document_rules.get())
    Application.objects.filter(pk=bid.pk).update(state="in_assessment")
    return document


def get(door: Door, person: User | None, document: Document) -> HttpResponse:
    return door(person).get(reverse("applications:document", args=[document.pk]))


def content(answer: HttpResponse) -> bytes:
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def traces(raw: bytes) -> bool:
    """Say whether the secret name is in a file, packed or not."""
    if raw.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(raw)) as container:
            return any(SECRET.encode() in container.read(name) for name in container.namelist())
    if raw.startswith(b"%PDF"):
        with pikepdf.open(io.BytesIO(raw)) as paper:
            streams = [thing.read_bytes() for thing in paper.objects if isinstance(thing, pikepdf.Stream)]
            return "/Info" in paper.trailer or any(SECRET.encode() in words for words in streams)
    return SECRET.encode() in raw


@pytest.mark.parametrize("name", SAMPLES)
def test_a_file_comes_back_byte_for_byte_to_those_who_may_see_it_and_to_nobody_else(
    bid: Application, name: str, ann: User, nia: User, olive: User, lena: User, door: Door
) -> None:
    document = send(bid, name, ann)
    raw = sample(name)
    if name not in OLD and name != "rules.txt":
        assert traces(raw)
    mine = get(door, ann, document)
    assert content(mine) == raw
    assert f'filename="{name}"' in mine["Content-Disposition"]
    officers = content(get(door, olive, document))
    assert (officers == raw) is (name not in PHOTOS)
    assert [get(door, person, document).status_code for person in (None, nia, lena)] == [302, 404, 404]


@pytest.mark.parametrize("name", sorted(set(SAMPLES) - OLD))
def test_assessors_and_panel_get_a_copy_that_does_not_tell_who_made_it(
    bid: Application, name: str, ann: User, sam: User, pat: User, door: Door
) -> None:
    document = send(bid, name, ann)
    for reader in (sam, pat):
        answer = get(door, reader, document)
        copy = content(answer)
        assert not traces(copy)
        assert "filename" in answer["Content-Disposition"]
        assert name not in answer["Content-Disposition"]
    files.safe_files.inspect(SimpleUploadedFile(name, copy))  # it still is what it was


def test_a_word_copy_still_opens_with_its_words(bid: Application, ann: User, sam: User, door: Door) -> None:
    paper = docx.Document(io.BytesIO(content(get(door, sam, send(bid, "rules.docx", ann)))))
    assert [line.text for line in paper.paragraphs][0] == "Our rules."
    assert (paper.core_properties.author, [comment.author for comment in paper.comments]) == ("", [""])


def test_a_spreadsheet_copy_still_opens_with_its_figures(bid: Application, ann: User, sam: User, door: Door) -> None:
    book = openpyxl.load_workbook(io.BytesIO(content(get(door, sam, send(bid, "costs.xlsx", ann)))))
    assert book.active["A1"].value == "Rent"


def test_a_photo_loses_its_place_and_nothing_of_its_picture(
    bid: Application, ann: User, olive: User, door: Door
) -> None:
    copy = content(get(door, olive, send(bid, "page.jpg", ann)))
    with Image.open(io.BytesIO(copy)) as found, Image.open(io.BytesIO(a_jpeg())) as sent:
        assert dict(found.getexif()) == {0x0112: 6}
        assert found.getexif().get_ifd(0x8825) == {}
        assert found.tobytes() == sent.tobytes()
    assert not traces(copy)


@pytest.mark.parametrize("name", sorted(OLD))
def test_an_old_office_file_that_cannot_be_cleaned_is_not_shown_and_says_so(
    bid: Application, name: str, ann: User, sam: User, door: Door
) -> None:
    answer = get(door, sam, send(bid, name, ann))
    assert answer.status_code == 409
    assert "cannot be shown without the names" in answer.content.decode()


@pytest.mark.parametrize(("state", "words"), [("waiting", "Waiting for the scan"), ("quarantined", "Held back")])
def test_a_file_that_is_not_clean_says_so_everywhere(
    bid: Application, ann: User, sam: User, olive: User, door: Door, state: str, words: str
) -> None:
    document = send(bid, "rules.pdf", ann)
    StoredFile.objects.update(check_state=state)
    for reader in (sam, olive):
        assert get(door, reader, document).status_code == 409
    assert get(door, ann, document).status_code == (200 if state == "waiting" else 409)
    assert words in door(olive).get(reverse("applications:application", args=[bid.pk])).content.decode()
    Application.objects.update(state="draft")
    page = door(ann).get(reverse("applications:documents", args=[bid.pk])).content.decode()
    assert words in page
    opens = f'href="{reverse("applications:document", args=[document.pk])}"'
    assert (opens in page) == (state == "waiting")
    assert ("found clean" in page, "without anybody" in page) == (state == "waiting", state == "quarantined")


def test_a_file_that_vanished_leaves_pages_and_copies_open_says_so_and_is_written_down(
    bid: Application, ann: User, sam: User, olive: User, door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    document = send(bid, "rules.pdf", ann)
    document.file.content.storage.delete(document.file.content.name)
    assert "rules.pdf" in door(olive).get(reverse("applications:application", args=[bid.pk])).content.decode()
    fresh = Application.objects.get(pk=bid.pk)
    assert copies.draw(fresh, "pdf").startswith(b"%PDF")
    assert "Governing document: rules.pdf" in [line.text for line in docx.Document(word_copy(fresh)).paragraphs]
    for reader in (ann, sam, olive):
        caplog.clear()
        answer = get(door, reader, document)
        assert answer.status_code == 409
        assert "missing from our store" in answer.content.decode()
        assert f"File {document.file_id} is missing from the store" in caplog.text
    Application.objects.update(state="draft")
    page = door(ann).get(reverse("applications:documents", args=[bid.pk]))
    assert (page.status_code, "rules.pdf" in page.content.decode()) == (200, True)


def word_copy(application: Application) -> io.BytesIO:
    return io.BytesIO(copies.draw(application, "word"))


def a_locked_pdf() -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as paper:
        paper.add_blank_page()
        paper.save(out, encryption=pikepdf.Encryption(owner="secret", user="secret"))
    return out.getvalue()


@pytest.mark.parametrize(
    "raw", [a_locked_pdf(), b"", b"%PDF-1.7\nbroken", a_pdf()[:200]], ids=["locked", "0 bytes", "broken", "cut"]
)
def test_a_pdf_that_cannot_be_opened_stops_no_copy_and_says_so_to_who_reads_without_names(
    bid: Application, raw: bytes, ann: User, sam: User, olive: User, door: Door
) -> None:
    """Such a file is refused when it is sent; this one went bad in the store, or is older than the check."""
    bid.documents.create(rule=bid.round.document_rules.get(), file=store("rules.pdf", raw))
    Application.objects.update(state="in_assessment")
    fresh = Application.objects.get(pk=bid.pk)
    assert copies.draw(fresh, "pdf").startswith(b"%PDF")
    assert "Governing document: rules.pdf" in [line.text for line in docx.Document(word_copy(fresh)).paragraphs]
    answer = get(door, sam, bid.documents.get())
    assert answer.status_code == 409
    assert "cannot be shown without the names" in answer.content.decode()
    assert content(get(door, olive, bid.documents.get())) == raw


@pytest.mark.django_db(transaction=True)
def test_a_disk_that_fills_half_way_is_said_on_the_page_and_nothing_stays(
    bid: Application, ann: User, door: Door
) -> None:
    """The limit stops the writing in the middle of the file, as a full disk does."""
    Application.objects.update(state="draft")
    browser, address = door(ann), reverse("applications:documents", args=[bid.pk])
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    large = SimpleUploadedFile("rules.txt", b"We are a group. " * 130_000)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, before[1]))
    try:
        answer = browser.post(address, {"governing": large})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert answer.status_code == 409
    assert files.NO_ROOM in html.unescape(answer.content.decode())
    assert (bid.documents.count(), StoredFile.objects.count(), stored_files()) == (0, 0, [])
    assert browser.post(address, {"governing": SimpleUploadedFile("rules.txt", b"We are a group.")}).status_code == 302
    assert (bid.documents.count(), len(stored_files())) == (1, 1)
