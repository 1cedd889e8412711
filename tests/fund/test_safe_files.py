"""Files are told by their content, refused in kind words, kept once, and never left behind."""

import hashlib
import io
import os
import resource
import struct
import zipfile
import zlib
from pathlib import Path

import pikepdf
import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from PIL import Image

from fund import files
from fund.kit import safe_files
from fund.kit.safe_files import EXCEL, ODS, ODT, WORD, Unsafe, clean_name, inspect
from fund.kit.states import Refused
from fund.models import StoredFile, User


def pdf(pages: int = 1, password: str = "") -> bytes:
    paper, out = pikepdf.new(), io.BytesIO()
    for _ in range(pages):
        paper.add_blank_page()
    if password:
        paper.save(out, encryption=pikepdf.Encryption(owner=password, user=password))
    else:
        paper.save(out)
    return out.getvalue()


def packed(parts: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as container:
        for name, content in parts.items():
            container.writestr(name, content)
    return out.getvalue()


def picture(kind: str, size: tuple[int, int] = (20, 10)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size).save(out, kind)
    return out.getvalue()


def huge_png() -> bytes:
    """A few bytes that claim to be 30,000 × 30,000 pixels."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


def old_office(stream: str, more: bytes = b"") -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + stream.encode("utf-16-le") + more


WORD_PARTS = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>"}
GOOD = {
    "plan.pdf": (pdf(), "application/pdf"),
    "plan.docx": (packed(WORD_PARTS), WORD),
    "accounts.xlsx": (packed({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}), EXCEL),
    "plan.odt": (packed({"mimetype": ODT.encode(), "content.xml": b"<x/>"}), ODT),
    "accounts.ods": (packed({"mimetype": ODS.encode(), "content.xml": b"<x/>"}), ODS),
    "plan.doc": (old_office("WordDocument"), "application/msword"),
    "accounts.xls": (old_office("Workbook"), "application/vnd.ms-excel"),
    "page.jpg": (picture("JPEG"), "image/jpeg"),
    "page.png": (picture("PNG"), "image/png"),
    "notes.txt": ("Taing mhòr, £5".encode(), "text/plain"),
    "windows.txt": ("Taing mh\u00f2r, \u00a35".encode("cp1252"), "text/plain"),
}


def sent(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def refusal(name: str, content: bytes, **limits: int) -> str:
    with pytest.raises(Unsafe) as found:
        inspect(sent(name, content), **limits)
    return found.value.words


@pytest.mark.parametrize("name", GOOD)
def test_each_kind_on_the_list_is_taken_for_what_it_is(name: str) -> None:
    content, kind = GOOD[name]
    looked = inspect(sent(name, content))
    assert (looked.name, looked.content_type, looked.size) == (name, kind, len(content))


def test_the_pages_of_a_pdf_are_counted_and_limited() -> None:
    assert inspect(sent("plan.pdf", pdf(3))).pages == 3
    assert inspect(sent("plan.pdf", pdf(3)), max_pages=3).pages == 3
    assert refusal("plan.pdf", pdf(3), max_pages=2) == "This file has 3 pages. Send at most 2"
    assert refusal("plan.pdf", pdf(1000)) == "This file has 1,000 pages. Send at most 500"


DISGUISED = {
    "program.pdf": b"MZ\x90\x00" + bytes(200),
    "page.pdf": b"<!doctype html><script>alert(1)</script>",
    "page.docx": b"<html><body>Hello</body></html>",
    "picture.png": b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
    "archive.pdf": b"Rar!\x1a\x07\x00" + bytes(50),
    "noise.txt": bytes(range(256)),
    "song.jpg": b"ID3\x03\x00" + bytes(300),
    "page.txt": b"\n<!DOCTYPE html><p>Hello</p>",
    "drawing.txt": b"\xef\xbb\xbf<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
    "before.pdf": b"<html><script>alert(1)</script></html>\n" + pdf(),
    "program.docx": b"MZ" + bytes(200) + packed({"word/document.xml": b""}),
    "cut\x00.exe.pdf": b"MZ\x90\x00" + bytes(200),
}


@pytest.mark.parametrize("name", DISGUISED)
def test_what_is_not_what_its_name_says_is_refused(name: str) -> None:
    assert refusal(name, DISGUISED[name]).startswith("This is not the kind of file that its name says")


@pytest.mark.parametrize(
    ("name", "ending"),
    [
        ("plan.pdf.exe", "“.exe”"),
        ("plan.pdf.exe.", "“.exe”"),
        ("plan.pdf\x00.exe", "“.exe”"),
        ("logo.svg", "“.svg”"),
        ("page.html", "“.html”"),
        ("macros.docm", "“.docm”"),
        ("plan", "“plan”"),
    ],
)
def test_other_endings_are_refused_by_name(name: str, ending: str) -> None:
    assert refusal(name, pdf()) == f"The name of this file ends in {ending}. {safe_files.ALLOWED}"


PAIRS = {
    "folder.pdf": pdf() + packed({"page.html": b"<script>"}),
    "folder.jpg": picture("JPEG") + packed({"page.html": b"<p>"}),
    "page.jpg": picture("JPEG") + b"<script>alert(1)</script>",
    "drawing.jpg": picture("JPEG") + b"<svg/onload=alert(1)>",
    "drawing.png": picture("PNG") + b"<SVG onload='alert(1)'>",
    "page.png": picture("PNG") + b"<HTML><body onload='alert(1)'>",
}


@pytest.mark.parametrize("name", PAIRS)
def test_two_files_in_one_are_refused(name: str) -> None:
    assert refusal(name, PAIRS[name]).startswith("This file has a second file hidden in it")


def test_signs_like_those_of_a_second_file_are_no_reason_to_refuse() -> None:
    assert inspect(sent("notes.txt", b"<3 walks, <15 people and a <script> in our play")).content_type == "text/plain"
    assert inspect(sent("page.jpg", picture("JPEG") + b"PK\x05\x06" + bytes(18))).content_type == "image/jpeg"
    assert inspect(sent("page.jpg", picture("JPEG") + b"a film behind the photo")).content_type == "image/jpeg"
    by_chance = b"\x9c<sVg\xe2\x11\x07<SVG \x90\x1f\xff\x02\x81\xc3"
    assert inspect(sent("page.jpg", picture("JPEG") + by_chance)).content_type == "image/jpeg"


def test_a_photo_with_the_wrong_ending_gets_its_own() -> None:
    assert inspect(sent("photo.png", picture("JPEG"))).name == "photo.jpg"
    assert inspect(sent("PHOTO.JPEG", picture("JPEG"))).name == "PHOTO.JPEG"


def test_empty_and_large_files_are_refused(settings: pytest.FixtureRequest) -> None:
    settings.UPLOAD_LIMIT_MB = 1
    assert refusal("plan.pdf", b"").startswith("This file is empty.")
    assert refusal("notes.txt", b"a" * 1024 * 1024 * 2) == "This file has 2 MB. Send one of at most 1 MB"
    assert inspect(sent("notes.txt", b"a" * 1024 * 1024)).size == 1024 * 1024


def test_broken_and_locked_files_are_refused() -> None:
    assert refusal("plan.pdf", b"%PDF-1.4 <html>not really</html>").startswith("This PDF is broken")
    assert refusal("plan.pdf", pdf(password="secret")).startswith("This PDF is locked with a password")
    assert refusal("page.jpg", picture("JPEG")[:20]).startswith("This picture is broken")
    assert refusal("plan.docx", packed(WORD_PARTS)[:60]).startswith("This file is broken")
    assert refusal("plan.docx", old_office("EncryptedPackage")).startswith("This file is locked with a password")


def test_bombs_are_refused_without_unpacking() -> None:
    bomb = packed({**WORD_PARTS, "word/media/x": bytes(30_000_000)})
    assert len(bomb) < 100_000
    assert refusal("plan.docx", bomb).startswith("This file unpacks to far too much")
    in_layers = packed({f"{number}.zip": packed({"0": bytes(1_000_000)}) for number in range(16)})
    assert refusal("42.docx", in_layers).startswith("This is a folder packed into one file")
    assert refusal("plan.zip", bomb).startswith("The name of this file ends in “.zip”")
    assert refusal("many.docx", packed({**WORD_PARTS, **{f"{n}.xml": b"" for n in range(5001)}})).startswith(
        "This file unpacks to far too much"
    )
    assert refusal("page.png", huge_png()) == "This picture is too large. Make it smaller and send it again"


def test_a_bomb_leaves_the_memory_flat() -> None:
    """The picture would fill 2.7 GB, and what the Word file lists 4 GB; each has a few kilobytes."""
    listed = bytearray(packed({**WORD_PARTS, "word/media/x": bytes(1_000_000)}))
    at = listed.rindex(b"PK\x01\x02")
    listed[at + 24 : at + 28] = struct.pack("<I", 4_000_000_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert refusal("page.png", huge_png()).startswith("This picture is too large")
    assert refusal("plan.docx", bytes(listed)).startswith("This file unpacks to far too much")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000  # kilobytes


def test_macros_and_plain_archives_are_refused() -> None:
    assert refusal("plan.docx", packed({**WORD_PARTS, "word/vbaProject.bin": b"x"})).startswith(
        "This file holds macros"
    )
    assert refusal("plan.doc", old_office("WordDocument", "_VBA_PROJECT".encode("utf-16-le"))).startswith(
        "This file holds macros"
    )
    assert refusal("plan.docx", packed({"a.txt": b"x"})).startswith("This is a folder packed into one file")
    assert refusal("plan.doc", old_office("Nothing")).startswith("We cannot tell what this file is")


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\ann\\plan.pdf", "plan.pdf"),
        ("pl\x00an\u202efdp.exe.pdf", "planfdp.exe.pdf"),
        ("plan\r\nSet-Cookie: a.pdf", "plan Set-Cookie- a.pdf"),
        ("plan.pdf. . ", "plan.pdf"),
        ('a"b<c>?.pdf', "a-b-c--.pdf"),
        ("", "file"),
        ("Plana air Coiseachd – mhòr 👟.pdf", "Plana air Coiseachd – mhòr 👟.pdf"),
    ],
)
def test_names_are_cleaned(raw: str, clean: str) -> None:
    assert clean_name(raw) == clean


def test_long_names_keep_their_ending() -> None:
    name = clean_name("x" * 300 + ".pdf")
    assert len(name) == 200
    assert name.endswith(".pdf")


def stored_files() -> list[str]:
    root = Path(default_storage.location)  # type: ignore[attr-defined]
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


@pytest.mark.django_db(transaction=True)
def test_a_kept_file_comes_back_byte_for_byte_under_a_generated_name(ann: User) -> None:
    content = pdf(2)
    stored = files.keep(sent("../plan.pdf", content), by=ann)
    assert (stored.name, stored.content_type, stored.size) == ("plan.pdf", "application/pdf", len(content))
    assert stored.sha256 == hashlib.sha256(content).hexdigest()
    assert stored.sent_by == ann
    assert stored_files() == [f"{stored.pk.hex[:2]}/{stored.pk.hex}"]
    with files.read(StoredFile.objects.get()) as opened:
        assert opened.read() == content


@pytest.mark.django_db(transaction=True)
def test_no_file_stays_behind_when_the_transaction_fails(ann: User) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        files.keep(sent("plan.pdf", pdf()), by=ann)
        assert len(stored_files()) == 1
        raise ZeroDivisionError
    assert stored_files() == []
    assert StoredFile.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_savepoint_that_fails_takes_only_its_own_file_along(ann: User) -> None:
    with transaction.atomic():
        first = files.keep(sent("first.pdf", pdf()), by=ann)
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            files.keep(sent("second.pdf", pdf()), by=ann)
            raise ZeroDivisionError
    assert stored_files() == [f"{first.pk.hex[:2]}/{first.pk.hex}"]


@pytest.mark.django_db(transaction=True)
def test_a_dropped_file_goes_when_that_is_through(ann: User) -> None:
    stored = files.keep(sent("plan.pdf", pdf()), by=ann)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        files.drop(stored)
        raise ZeroDivisionError
    assert len(stored_files()) == 1
    files.drop(StoredFile.objects.get())
    assert stored_files() == []
    assert StoredFile.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_full_disk_is_said_in_words_and_leaves_nothing(ann: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: object, **facts: object) -> int:
        raise OSError(28, "No space left on device")

    upload = sent("plan.pdf", pdf())
    monkeypatch.setattr(os, "fdopen", full)
    with pytest.raises(Refused) as found:
        files.keep(upload, by=ann)
    monkeypatch.undo()
    assert found.value.words == files.NO_ROOM
    assert stored_files() == []
    assert StoredFile.objects.count() == 0


@pytest.mark.django_db
def test_a_file_that_vanished_or_is_held_back_is_said_in_words(ann: User) -> None:
    stored = files.keep(sent("plan.pdf", pdf()), by=ann)
    stored.content.storage.delete(stored.content.name)
    with pytest.raises(Refused) as found:
        files.read(stored)
    assert found.value.words == files.MISSING
    stored.check_state = StoredFile.Check.QUARANTINED
    with pytest.raises(Refused) as found:
        files.read(stored)
    assert found.value.words == files.HELD_BACK


@pytest.mark.django_db
def test_a_download_is_never_opened_in_place_or_kept(ann: User) -> None:
    stored = files.keep(sent("Plana mhòr.pdf", pdf()), by=ann)
    response = files.download(stored)
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''Plana%20mh%C3%B2r.pdf"
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"
    response.close()


RECORDED = {
    "said.mp3": (b"ID3\x04\0\0\0\0\0\0", "audio/mpeg"),
    "said.m4a": (b"\0\0\0\x18ftypM4A \0\0\0\0M4A mp42isom", "audio/mp4"),
    "said.ogg": (b"OggS\0\x02" + bytes(22) + b"\x01\x13OpusHead", "audio/ogg"),
    "said.wav": (b"RIFF\x24\0\0\0WAVEfmt ", "audio/wav"),
    "said.weba": (b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm", "audio/webm"),
    "signed.webm": (b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm", "video/webm"),
    "signed.mp4": (b"\0\0\0\x18ftypisom\0\0\0\0isommp42", "video/mp4"),
    "signed.mov": (b"\0\0\0\x14ftypqt  \0\0\0\0qt  ", "video/quicktime"),
}


@pytest.mark.parametrize("name", RECORDED)
def test_recordings_are_taken_where_they_are_asked_and_nowhere_else(name: str) -> None:
    head, kind = RECORDED[name]
    recording = sent(name, head + bytes(600))
    looked = inspect(recording, kinds=safe_files.RECORDINGS)
    assert (looked.name, looked.content_type) == (name, kind)
    with pytest.raises(Unsafe, match="Send a PDF, Word"):
        inspect(recording)


@pytest.mark.parametrize("content", [pdf(), b"MZ\x90" + bytes(600), picture("PNG"), b"<html>" + bytes(600)])
def test_what_is_no_recording_is_refused_where_one_is_asked(content: bytes) -> None:
    with pytest.raises(Unsafe, match="not the kind of file that its name says. Send a recording"):
        inspect(sent("signed.mp4", content), kinds=safe_files.RECORDINGS)
    with pytest.raises(Unsafe, match="Send a recording"):
        inspect(sent("words.pdf", content), kinds=safe_files.RECORDINGS)
