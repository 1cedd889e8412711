"""What is in a file that somebody sends: told by its content, never by its name, and without unpacking it.

The list of kinds is short on purpose. Whatever is taken is only ever handed out again as a download.
"""

import logging
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, BinaryIO

import filetype
import pikepdf
from django.conf import settings
from PIL import Image, UnidentifiedImageError

from fund.kit.plain_text import tidy_line
from fund.kit.states import Refused

log = logging.getLogger(__name__)

MOST_PAGES = 500
MOST_PIXELS = 100_000_000
MOST_UNPACKED = 300 * 1024 * 1024
MOST_RATIO = 200  # a real document packs to about a tenth; a bomb to a thousandth
MOST_PARTS = 5_000
PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|\?xml|html|head|body|script|svg)\b", re.IGNORECASE)
# Of “<svg” some written signs must follow: the four bytes alone stand by chance in one large photo of fifty.
MARKUP = re.compile(rb"<(?:script|html|\?php)\b|<svg[\s>/][\s\x20-\x7e]{5}", re.IGNORECASE)
ALLOWED = "Send a PDF, Word, OpenDocument, Excel, JPEG, PNG or plain text file"

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
ENDINGS: dict[str, tuple[str, ...]] = {
    "application/pdf": (".pdf",),
    WORD: (".docx",),
    EXCEL: (".xlsx",),
    ODT: (".odt",),
    ODS: (".ods",),
    "application/msword": (".doc",),
    "application/vnd.ms-excel": (".xls",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "text/plain": (".txt",),
}
SOUND_AND_VIDEO: dict[str, tuple[str, ...]] = {
    "audio/mpeg": (".mp3",),
    "audio/mp4": (".m4a",),
    "audio/ogg": (".ogg", ".oga", ".opus"),
    "audio/wav": (".wav",),
    "audio/webm": (".weba", ".webm"),
    "audio/amr": (".amr",),
    "video/mp4": (".mp4", ".m4v"),
    "video/webm": (".webm",),
    "video/quicktime": (".mov",),
    "video/3gpp": (".3gp",),
}


@dataclass(frozen=True)
class Kinds:
    """The kinds of file that are taken in one place: by content, with the endings of each, and in words."""

    endings: dict[str, tuple[str, ...]]
    allowed: str

    @property
    def accept(self) -> str:
        """The endings as a browser's file chooser takes them."""
        return ",".join(dict.fromkeys(ending for endings in self.endings.values() for ending in endings))


SAME_KIND = {
    "audio/x-wav": "audio/wav",
    "audio/x-m4a": "audio/mp4",
    "audio/m4a": "audio/mp4",
    "video/x-m4v": "video/mp4",
}


DOCUMENTS = Kinds(ENDINGS, ALLOWED)
RECORDINGS = Kinds(SOUND_AND_VIDEO, "Send a recording as MP3, M4A, OGG, WAV, MP4, MOV, WebM or 3GP")
ACCEPT = DOCUMENTS.accept


class Unsafe(Refused):
    """This file cannot be taken; the words say what to send instead."""


@dataclass(frozen=True)
class Looked:
    """What a file is: its cleaned name, its kind by content, its bytes, and its pages where it has them."""

    name: str
    content_type: str
    size: int
    pages: int | None = None


def inspect(uploaded: Any, *, max_pages: int | None = None, kinds: Kinds = DOCUMENTS) -> Looked:
    """Look at an uploaded file from start to end and say what it is, or raise Unsafe in kind words."""
    size = uploaded.size
    if not size:
        raise Unsafe("This file is empty. Open it to see that your work is in it, save it, and send it again")
    most = settings.RECORDING_LIMIT_MB if kinds is RECORDINGS else settings.UPLOAD_LIMIT_MB
    if size > most * 1024 * 1024:
        raise Unsafe(f"This file has {size / 1024 / 1024:.0f} MB. Send one of at most {most} MB")
    name = clean_name(uploaded.name)
    ending = PurePosixPath(name).suffix.lower()
    # Phones name recordings as they like; their content tells what they are.
    if kinds is not RECORDINGS and ending not in kinds.accept.split(","):
        raise Unsafe(f"The name of this file ends in “{ending or name[-10:]}”. {kinds.allowed}")
    uploaded.seek(0)
    content_type = _recording(uploaded, ending) if kinds is RECORDINGS else _kind(uploaded, ending)
    pages = None
    if look := LOOKS.get(content_type):
        uploaded.seek(0)
        pages = look(uploaded, content_type)
    uploaded.seek(0)
    if max_pages and pages and pages > max_pages:
        raise Unsafe(f"This file has {pages:,} pages. Send at most {max_pages:,}")
    return Looked(
        name=_with_ending(name, kinds.endings[content_type]), content_type=content_type, size=size, pages=pages
    )


def clean_name(raw: str | None) -> str:
    """The last part of a file's name without control characters, directions and what systems forbid; 200 at most."""
    name = re.split(r"[/\\]", tidy_line(raw or ""))[-1]
    name = re.sub(r'[<>:"|?*]', "-", name).strip(" .")
    stem, ending = PurePosixPath(name).stem, PurePosixPath(name).suffix
    if len(name) > 200:
        name = stem[: 200 - len(ending)] + ending if len(ending) <= 10 else name[:200]
    return name or "file"


def _with_ending(name: str, endings: tuple[str, ...]) -> str:
    """A photo named .png that is a JPEG gets its true ending, so that it opens."""
    path = PurePosixPath(name)
    return name if path.suffix.lower() in endings else path.stem[: 200 - len(endings[0])] + endings[0]


def _kind(file: BinaryIO, ending: str) -> str:
    head = file.read(8192)
    if head.startswith(b"PK\x03\x04"):
        return _office(file)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _old_office(file)
    guess = filetype.guess_mime(head)
    if guess in {"application/pdf", "image/jpeg", "image/png"}:
        _refuse_two_in_one(file, is_picture=guess != "application/pdf")
        return str(guess)
    if guess is None and ending == ".txt" and _is_text(file) and not PAGE.match(head):
        return "text/plain"
    raise Unsafe(f"This is not the kind of file that its name says. {ALLOWED}")


def _refuse_two_in_one(file: BinaryIO, *, is_picture: bool) -> None:
    """Refuse a file that is a second one too: a packed folder behind a PDF or a photo, a web page inside a photo."""
    is_folder = False
    if zipfile.is_zipfile(file):
        try:
            with zipfile.ZipFile(file) as container:
                is_folder = bool(container.infolist())
        except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError) as fault:
            log.info("What looks like a packed folder in a file is none: %s", fault)
    file.seek(0)
    if is_folder or (is_picture and MARKUP.search(file.read())):
        raise Unsafe(f"This file has a second file hidden in it. Save it anew and send that. {ALLOWED}")


def _recording(file: BinaryIO, ending: str) -> str:
    """Tell sound and video by their content. WebM holds either in the same wrapping, so there the ending decides."""
    head = file.read(8192)
    guess = str(filetype.guess_mime(head))
    guess = SAME_KIND.get(guess, guess)
    if guess == "video/webm" and ending == ".weba":
        return "audio/webm"
    if guess == "video/mp4" and ending == ".m4a":
        return "audio/mp4"
    if guess not in SOUND_AND_VIDEO:
        raise Unsafe(f"This is not the kind of file that its name says. {RECORDINGS.allowed}")
    return guess


def _is_text(file: BinaryIO) -> bool:
    file.seek(0)
    content = file.read()
    for encoding in ("utf-8-sig", "utf-16") if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not re.search("[\x00-\x08\x0e-\x1f]", text)
    return False


def _office(file: BinaryIO) -> str:
    """Tell Word, Excel and OpenDocument files by what is listed in the container; refuse bombs, locks and macros."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as container:
            parts = container.infolist()
            _refuse_bombs(parts)
            names = {part.filename for part in parts}
            if any(part.flag_bits & 0x1 for part in parts):
                raise Unsafe("This file is locked with a password. Save it without one and send it again")
            if any(_is_program(name) for name in names):
                raise Unsafe("This file holds macros or programs. Save it as a PDF and send that")
            if "[Content_Types].xml" in names:
                kind = WORD if "word/document.xml" in names else EXCEL if "xl/workbook.xml" in names else ""
            elif "mimetype" in names:
                with container.open("mimetype") as words:
                    kind = words.read(200).decode("ascii", "replace").strip()
            else:
                kind = ""
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError) as fault:
        raise Unsafe("This file is broken. Open it, save it again, and send the new one") from fault
    if kind not in {WORD, EXCEL, ODT, ODS}:
        raise Unsafe(f"This is a folder packed into one file. {ALLOWED}")
    return kind


def _is_program(name: str) -> bool:
    return name.endswith(("vbaProject.bin", ".exe", ".dll", ".js", ".vbs")) or name.startswith("Basic/")


def _refuse_bombs(parts: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts) or 1
    is_dense = unpacked > 10_000_000 and unpacked / packed > MOST_RATIO
    if is_dense or unpacked > MOST_UNPACKED or len(parts) > MOST_PARTS:
        raise Unsafe("This file unpacks to far too much. Save it as a PDF and send that")


def _old_office(file: BinaryIO) -> str:
    """Word and Excel files of before 2007: told by the names of their streams."""
    file.seek(0)
    content = file.read()

    def holds(name: str) -> bool:
        return name.encode("utf-16-le") in content

    if holds("_VBA_PROJECT"):
        raise Unsafe("This file holds macros. Save it as a PDF and send that")
    if holds("EncryptedPackage"):
        raise Unsafe("This file is locked with a password. Save it without one and send it again")
    if holds("WordDocument"):
        return "application/msword"
    if holds("Workbook"):
        return "application/vnd.ms-excel"
    raise Unsafe(f"We cannot tell what this file is. {ALLOWED}")


def _look_at_pdf(file: BinaryIO, content_type: str) -> int:
    try:
        with pikepdf.open(file) as pdf:
            pages = len(pdf.pages)
    except pikepdf.PasswordError as fault:
        raise Unsafe("This PDF is locked with a password. Save it without one and send it again") from fault
    except pikepdf.PdfError as fault:
        log.info("A PDF could not be read: %s", fault)
        raise Unsafe("This PDF is broken. Open it, save or print it as a PDF again, and send the new one") from fault
    if not pages:
        raise Unsafe("This PDF has no pages. Save it again and send the new one")
    if pages > MOST_PAGES:
        raise Unsafe(f"This file has {pages:,} pages. Send at most {MOST_PAGES:,}")
    return pages


def _look_at_picture(file: BinaryIO, content_type: str) -> None:
    """Only the header is read: a picture of 30,000 × 30,000 pixels is refused before it fills the memory."""
    try:
        with Image.open(file, formats=["JPEG", "PNG"]) as picture:
            width, height = picture.size
    except Image.DecompressionBombError as fault:
        raise Unsafe("This picture is too large. Make it smaller and send it again") from fault
    except (UnidentifiedImageError, OSError, SyntaxError) as fault:
        raise Unsafe("This picture is broken. Save it again and send the new one") from fault
    if width * height > MOST_PIXELS:
        raise Unsafe("This picture is too large. Make it smaller and send it again")


LOOKS: dict[str, Callable[[BinaryIO, str], int | None]] = {
    "application/pdf": _look_at_pdf,
    "image/jpeg": _look_at_picture,
    "image/png": _look_at_picture,
}
