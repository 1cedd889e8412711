"""A copy of a file without what tells who made it and where: author, company, camera, place.

What people see in the file stays as it is. Kinds that cannot be cleaned for certain raise NotCleanable.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Callable
from typing import BinaryIO

import pikepdf

from fund.kit import bare_photos
from fund.kit.safe_files import EXCEL, ODS, ODT, WORD

PHOTOS = {"image/jpeg", "image/png"}
METADATA_PARTS = re.compile(
    r"docProps/(core|app|custom)\.xml|meta\.xml|docMetadata/.*|Thumbnails/.*|docProps/thumbnail\..*"
)
EMPTY_PARTS = {
    "docProps/core.xml": b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties '
    b'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>',
    "docProps/app.xml": b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties '
    b'xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>',
    "docProps/custom.xml": b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties '
    b'xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>',
    "meta.xml": b'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-meta '
    b'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.3"><office:meta/>'
    b"</office:document-meta>",
}
NAMES = (  # who made a change or a comment, in Word, Excel and OpenDocument files
    (re.compile(rb'(\bw(?:15)?:(?:author|initials|userId)=)("[^"]*"|\'[^\']*\')'), rb'\1""'),
    (re.compile(rb'(<(?:person|threadedComment)\b[^>]*?\b(?:displayName|userId)=)"[^"]*"'), rb'\1""'),
    (re.compile(rb"<author>[^<]*</author>"), rb"<author></author>"),
    (re.compile(rb"(<(dc:creator|meta:creator-initials|meta:initial-creator)\b[^>]*>)[^<]*(</\2>)"), rb"\1\3"),
    (re.compile(rb'(\buserName=)"[^"]*"'), rb'\1""'),
)


FAULTS = (  # of a file that went bad in the store, or is locked
    pikepdf.PdfError, pikepdf.PasswordError, zipfile.BadZipFile, zlib.error, OSError, EOFError, SyntaxError, ValueError,
    NotImplementedError, RuntimeError,
)  # fmt: skip


class NotCleanable(Exception):  # noqa: N818
    """This file cannot be cleaned, so it must not be shown to people who may not know who made it."""


def without_traces(content: BinaryIO, content_type: str) -> bytes:
    """The content of a copy that does not tell who made it. Raises NotCleanable where that cannot be said."""
    clean = CLEANERS.get(content_type)
    if clean is None:
        raise NotCleanable(content_type)
    try:
        return clean(content)
    except FAULTS as fault:
        raise NotCleanable(str(fault)) from fault


def _photo(content: BinaryIO) -> bytes:
    return bare_photos.bare(content.read())


def _pdf(content: BinaryIO) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(content) as pdf:
        if "/Info" in pdf.trailer:
            del pdf.trailer.Info
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
                for key in ("/Metadata", "/PieceInfo", "/LastModified"):
                    if key in thing:
                        del thing[key]
                if thing.get("/Subtype") in {"/Text", "/Highlight", "/FreeText", "/StrikeOut"} and "/T" in thing:
                    del thing["/T"]  # who wrote a comment
        pdf.remove_unreferenced_resources()
        pdf.save(out, fix_metadata_version=False)
    return out.getvalue()


def _office(content: BinaryIO) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(content) as container, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
        for part in container.infolist():
            data = container.read(part)
            if METADATA_PARTS.fullmatch(part.filename):
                data = EMPTY_PARTS.get(part.filename, b"")
            elif part.filename.endswith((".xml", ".rels")):
                for pattern, bare in NAMES:
                    data = pattern.sub(bare, data)
            elif part.filename.lower().endswith((".jpg", ".jpeg", ".png")):
                data = bare_photos.bare(data)
            bare_part = zipfile.ZipInfo(part.filename)
            stored = part.filename == "mimetype"  # OpenDocument wants this part unpacked
            copy.writestr(bare_part, data, zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _as_is(content: BinaryIO) -> bytes:
    return content.read()


CLEANERS: dict[str, Callable[[BinaryIO], bytes]] = {
    "application/pdf": _pdf,
    WORD: _office,
    EXCEL: _office,
    ODT: _office,
    ODS: _office,
    "image/jpeg": _photo,
    "image/png": _photo,
    "text/plain": _as_is,
}
