"""Keeping the files that people send, privately and under generated names."""

import hashlib
import io
import logging
import re
import weakref
from collections.abc import Iterator
from enum import Enum
from typing import Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import FileResponse, HttpResponse, HttpResponseBase, StreamingHttpResponse

from fund import post
from fund.kit import clean_copies, jobs, safe_files, scanning
from fund.kit.plain_text import tidy_line
from fund.kit.states import Refused
from fund.models import Job, StoredFile, User

log = logging.getLogger(__name__)

CHUNK = 256 * 1024
SCAN = "files.scan"

NO_ROOM = "We have no room for files just now. Your answers are kept. Try the file again in some minutes."
HELD_BACK = "This file is held back, because the scan found something harmful in it. Send a clean copy."
WAITING = "This file waits for its scan. It can be opened here as soon as that is done, mostly within minutes."
NOT_CLEANED = (
    "This file cannot be shown without the names of the people who made it. Ask the fund’s officer for a PDF of it."
)
MISSING = "This file is missing from our store. Everything else is here. Tell us, and we will look for it."


class Copy(Enum):
    """Which copy of a file a reader gets: as it was sent, without where a photo was taken, or without who made it."""

    ORIGINAL = "original"
    NO_PLACE = "no place"
    NAMELESS = "nameless"


@transaction.atomic
def keep(
    uploaded: UploadedFile,
    *,
    by: User | None,
    name: str = "",
    max_pages: int | None = None,
    kinds: safe_files.Kinds = safe_files.DOCUMENTS,
    is_ours: bool = False,
) -> StoredFile:
    """Look at a file and keep it; if the transaction fails, no file stays. Raises Refused where it is not safe.

    Where there is a scanner the file waits for it, unless we have drawn it ourselves (`is_ours`).
    """
    looked = safe_files.inspect(uploaded, max_pages=max_pages, kinds=kinds)
    waits = scanning.has_scanner() and not is_ours
    digest = hashlib.sha256()
    for chunk in uploaded.chunks():
        digest.update(chunk)
    stored = StoredFile(
        name=safe_files.clean_name(name) if name else looked.name,
        content_type=looked.content_type,
        size=looked.size,
        sha256=digest.hexdigest(),
        sent_by=by,
        check_state=StoredFile.Check.WAITING if waits else StoredFile.Check.CLEAN,
    )
    uploaded.seek(0)
    _write(stored, uploaded)
    stored.save()
    if waits:
        jobs.ask(SCAN, key=f"{SCAN}:{stored.pk}", by=by, title="Scan a file", file=str(stored.pk))
    return stored


@transaction.atomic
def keep_ours(content: bytes, name: str, content_type: str) -> StoredFile:
    """Keep a file that we have drawn ourselves, however long it is; if the transaction fails, no file stays."""
    stored = StoredFile(
        name=safe_files.clean_name(name),
        content_type=content_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )
    _write(stored, ContentFile(content))
    stored.save()
    return stored


@jobs.kind(SCAN)
def scan(job: Job, *, file: str) -> None:
    """Ask the scanner about a file that waits. While the scanner is away the file waits on, and the job comes back."""
    stored = StoredFile.objects.filter(pk=file, check_state=StoredFile.Check.WAITING).select_related("sent_by").first()
    if stored is None:
        return
    try:
        with stored.content.open("rb") as content:
            harm = scanning.harm_in(content.file)
    except FileNotFoundError:
        log.error("File %s is missing from the store, so it cannot be scanned", stored.pk)
        return
    verdict = StoredFile.Check.QUARANTINED if harm else StoredFile.Check.CLEAN
    with jobs.settling(job):
        StoredFile.objects.filter(pk=stored.pk).update(check_state=verdict)
        if harm and stored.sent_by is not None:
            log.warning("File %s is held back: %s", stored.pk, harm)
            post.write("file_held_back", to=stored.sent_by, key=f"file_held_back:{stored.pk}", file_name=stored.name)


def _write(stored: StoredFile, uploaded: "File[bytes]") -> None:
    field = stored.content
    try:
        field.save(stored.name, File(uploaded), save=False)
    except OSError as fault:
        log.error("A file could not be kept: %s", fault)
        _delete(field.storage, field.field.generate_filename(stored, stored.name))
        raise Refused(NO_ROOM) from fault
    _delete_on_rollback(field.storage, str(field.name))


class _Undo:
    """Held only by the transaction's list of things to do after it: dropped undone when the transaction fails."""


def _delete_on_rollback(storage: Storage, name: str) -> None:
    """Delete the file if the transaction that we are in, or the savepoint, does not come through.

    Django has no hook for a rollback, but it drops the hooks for a commit then; so a file is deleted when its hook
    is dropped without having been called.
    """
    undo = _Undo()
    finalizer = weakref.finalize(undo, _delete, storage, name)
    finalizer.atexit = False

    def keep_it(held: _Undo = undo) -> None:
        finalizer.detach()

    transaction.on_commit(keep_it)


def _delete(storage: Storage, name: str) -> None:
    try:
        storage.delete(name)
    except OSError as fault:
        log.error("File %s should be gone but could not be deleted: %s", name, fault)


@transaction.atomic
def drop(stored: StoredFile) -> None:
    """Forget a file: its row, the rows that hang from it, and, when that is through, its content."""
    storage, name = stored.content.storage, str(stored.content.name)
    stored.delete()
    transaction.on_commit(lambda: _delete(storage, name))


def read(stored: StoredFile, *, by: User | None = None) -> "File[Any]":
    """Open a file for a download. Raises Refused where it is held back or has gone from the store.

    A file that waits for its scan can be opened by nobody but its sender.
    """
    if stored.check_state == StoredFile.Check.WAITING and (by is None or stored.sent_by_id != by.pk):
        raise Refused(WAITING)
    if stored.check_state == StoredFile.Check.QUARANTINED:
        raise Refused(HELD_BACK)
    try:
        return stored.content.open("rb")
    except FileNotFoundError as fault:
        log.error("File %s is missing from the store", stored.pk)
        raise Refused(MISSING) from fault


def download_name(stored: StoredFile) -> str:
    """The name under which a file is saved by whoever downloads it."""
    return tidy_line(stored.name) or "file"


def download(stored: StoredFile, *, by: User | None = None, name: str = "", copy: Copy = Copy.ORIGINAL) -> FileResponse:
    """The file as a download that no browser opens in place and nobody on the way keeps; `name` hides its own."""
    content = read(stored, by=by)
    if copy is Copy.NAMELESS or (copy is Copy.NO_PLACE and stored.content_type in clean_copies.PHOTOS):
        content = File(_cleaned(stored, content))
    response = FileResponse(
        content, as_attachment=True, filename=name or download_name(stored), content_type=stored.content_type
    )
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def play(stored: StoredFile, wanted: str = "") -> HttpResponseBase:
    """A recording to hear or see in place, whole or the part that the player wants (a Range header).

    Only for clean recordings: everything else leaves as a download. Nobody on the way keeps it.
    """
    if stored.content_type not in safe_files.RECORDINGS.endings or stored.check_state != StoredFile.Check.CLEAN:
        return download(stored)
    part = _part(wanted, stored.size)
    start, end = part or (0, stored.size - 1)
    if start >= stored.size:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{stored.size}"})
    content = read(stored)
    content.seek(start)
    response = StreamingHttpResponse(
        _chunks(content, end - start + 1), status=206 if part else 200, content_type=stored.content_type
    )
    if part:
        response["Content-Range"] = f"bytes {start}-{end}/{stored.size}"
    response["Content-Length"] = str(end - start + 1)
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _part(wanted: str, size: int) -> tuple[int, int] | None:
    """The first and the last byte of a range; nothing where there is none, or it cannot be read."""
    found = re.fullmatch(r"bytes=(\d{0,15})-(\d{0,15})", wanted.strip())
    if not found or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if not first:
        return max(size - int(last), 0), size - 1
    end = min(int(last) if last else size - 1, size - 1)
    return (int(first), end) if int(first) <= end or int(first) >= size else None


def _chunks(content: "File[Any]", left: int) -> Iterator[bytes]:
    with content:
        while left > 0 and (chunk := content.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk


def _cleaned(stored: StoredFile, content: Any) -> io.BytesIO:
    with content:
        try:
            return io.BytesIO(clean_copies.without_traces(content, stored.content_type))
        except clean_copies.NotCleanable as fault:
            log.info("File %s cannot be cleaned: %s", stored.pk, fault)
            raise Refused(NOT_CLEANED) from fault
