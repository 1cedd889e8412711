"""The photo and the recording of a story: kept with it, or set aside while its form has gaps."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from fund import files
from fund.kit import history, safe_files
from fund.kit.states import Refused
from fund.models import StoredFile, User
from reporting.models import FileSetAside, Story, StoryFile

PHOTOS = safe_files.Kinds({"image/jpeg": (".jpg", ".jpeg"), "image/png": (".png",)}, "Send a photo as JPEG or PNG")
SOUNDS = safe_files.RECORDINGS
KINDS = {StoryFile.Kind.PHOTO.value: PHOTOS, StoryFile.Kind.SOUND.value: SOUNDS}
MOST_ASIDE = 3  # of a kind for one form; an older one goes
GONE = "We no longer have the file that you sent before. Send it again."


@dataclass(frozen=True)
class Sent:
    """A photo or a recording that comes with a story, now or at the try before, and what is seen or heard in it."""

    kind: str
    file: UploadedFile | FileSetAside
    words: str


def keep_files(story: Story, sent: Iterable[Sent], *, by: User | None) -> None:
    """Keep a photo or a recording in the place of the one before. A photo is shown only without where it was taken."""
    for one in sent:
        stored = _taken(one.file) if isinstance(one.file, FileSetAside) else _kept(one.file, one.kind, by=by)
        if before := story.files.filter(kind=one.kind).select_related("file").first():
            old = before.file
            history.delete(before, by=by, reason="Another file takes its place.")
            files.drop(old)
        history.save(StoryFile(story=story, kind=one.kind, file=stored, words=one.words), by=by)


@transaction.atomic
def set_aside(uploaded: UploadedFile, *, kind: str, whose: str, by: User | None) -> FileSetAside:
    """Keep a file of a form that has gaps, so that nobody has to send it again. Only the same form gets it back."""
    stored = _kept(uploaded, kind, by=by)
    row = FileSetAside.objects.create(whose=whose, key=secrets.token_urlsafe(24), kind=kind, file=stored)
    rows = FileSetAside.objects.filter(whose=whose, kind=kind).select_related("file").order_by("-pk")
    for old in rows[MOST_ASIDE:]:
        files.drop(old.file)
    return row


def find_aside(key: str, *, kind: str, whose: str) -> FileSetAside | None:
    """The file that was set aside for this form, if it is still there."""
    return FileSetAside.objects.select_related("file").filter(key=key, kind=kind, whose=whose).first()


def drop_aside() -> int:
    """Delete what was set aside a day ago and never taken; how many files."""
    old = FileSetAside.objects.filter(at__lt=timezone.now() - timedelta(days=1)).select_related("file")
    for row in (rows := list(old)):
        files.drop(row.file)
    return len(rows)


def _kept(uploaded: UploadedFile, kind: str, *, by: User | None) -> StoredFile:
    return files.keep(uploaded, by=by, kinds=KINDS[kind])


def _taken(aside: FileSetAside) -> StoredFile:
    row = FileSetAside.objects.select_for_update(of=("self",)).select_related("file").filter(pk=aside.pk).first()
    if row is None:
        raise Refused(GONE)
    row.delete()
    return row.file
