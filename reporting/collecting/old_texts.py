"""Old texts without slots: read, cut into sentences, and guessed at."""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from simple_history.utils import bulk_create_with_history

from fund.kit import safe_files, scanning, sentences
from fund.kit.plain_text import tidy_line, without_unseen
from fund.kit.states import Refused
from fund.kit.written import CannotRead, apart
from fund.models import User
from reporting.brought_in import cut
from reporting.collecting.keeping import free_slug, named
from reporting.guessing import guess_all
from reporting.learning.pack import sha256
from reporting.models import Collection, OldSentence, OldText, OutsideProject

ENDINGS = {".pdf": "application/pdf", ".docx": safe_files.WORD, ".txt": "text/plain"}
FIELD = "text"
NAME_LETTERS = 120  # of a collection
SECONDS = 20  # for reading: somebody waits
NO_KIND = "{name} cannot be read. Bring a PDF with text in it, a Word file (.docx) or plain text (.txt)."


@dataclass(frozen=True)
class Words:
    """The words of a file: of plain text its own letters, of other files the paragraphs with a line between them."""

    text: str
    sha256: str


def words_of(name: str, content: bytes) -> Words:
    """Read a file in a process of its own. Refused where it has no words that can be read; signs nobody sees go."""
    kind = ENDINGS.get(PurePath(name).suffix.lower())
    if kind is None:
        raise Refused(NO_KIND.format(name=name))
    try:
        paragraphs = apart.read(content, kind, seconds=SECONDS)
        text = _letters(content) if kind == "text/plain" else cut(paragraphs).text
    except CannotRead as fault:
        raise Refused(f"{name}: {fault}") from fault
    text = without_unseen(text)
    return Words(text, sha256(text))


def words_in(path: Path) -> Words:
    """Read a file of this machine. Refused where it is not there or cannot be read."""
    if path.suffix.lower() not in ENDINGS:
        raise Refused(NO_KIND.format(name=path.name))
    if not path.is_file():
        raise Refused(f"There is no file {path}.")
    return words_of(path.name, path.read_bytes())


def bring_text(path: Path, **facts: Any) -> OldText:
    """Bring a file of this machine into a collection; `bring_words` tells the rest."""
    return bring_words(words_in(path), path.name, **facts)


def scanned(name: str, content: bytes) -> bytes:
    """The same content, once the scanner has found nothing in it. Refused where it has, or where it is away."""
    if scanning.has_scanner():
        try:
            harm = scanning.harm_in(io.BytesIO(content))
        except scanning.ScannerAway as fault:
            raise Refused(f"{name} cannot be scanned just now. Nothing was brought in. Try again soon.") from fault
        if harm:
            raise Refused(f"The scan found something harmful in {name}. Send a clean copy.")
    return content


def _letters(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding).replace("\r\n", "\n")
        except UnicodeDecodeError:
            continue
    raise CannotRead("The letters of this file cannot be read. Save it as UTF-8.")


@transaction.atomic
def bring_words(
    words: Words,
    name: str,
    *,
    into: str | Collection,
    project: str = "",
    organisation: str = "",
    title: str = "",
    conditions: Iterable[str] = (),
    areas: Iterable[str] = (),
    by: User | None = None,
) -> OldText:
    """Bring the words of a file into a collection, cut into sentences with a guessed slot each.

    `project` is whose text it is; without it the text stands for itself. The same words again change nothing.
    """
    stem, project, title = tidy_line(PurePath(name).stem), tidy_line(project), tidy_line(title)
    collection = into if isinstance(into, Collection) else _collection(into, by)
    if same := collection.texts.filter(sha256=words.sha256).first():
        return same
    named = project or title or stem
    about, _ = OutsideProject.objects.get_or_create(
        collection=collection,
        key=slugify(named)[:80] or sha256(named)[:12],
        defaults={
            "title": named[:200],
            "organisation": tidy_line(organisation)[:200],
            "conditions": sorted(conditions),
            "areas": sorted(areas),
        },
    )
    text = OldText.objects.create(
        collection=collection,
        project=about,
        key=_key(collection, stem),
        field=FIELD,
        title=(title or stem)[:200],
        text=words.text,
        sha256=words.sha256,
    )
    rows = [
        OldSentence(text=text, number=one.number, start=one.start, end=one.end, guess=guess)
        for one, guess in guess_all(words.text, sentences.split(words.text))
        if sentences.tells_something(one.text)
    ]
    bulk_create_with_history(rows, OldSentence, default_user=by)
    return text


def _collection(name: str, by: User | None) -> Collection:
    if not tidy_line(name) or len(name) > NAME_LETTERS:
        raise Refused(f"Say what the collection is called, in at most {NAME_LETTERS} letters.")
    if older := named(name):
        return older
    facts = {"name": tidy_line(name), "brought_by": by}
    return Collection.objects.get_or_create(slug=free_slug(name), defaults=facts)[0]


def _key(collection: Collection, stem: str) -> str:
    """A name for a text of a collection: of its file, with a number where there is one of the name already."""
    name = slugify(stem)[:70] or "text"
    taken = set(collection.texts.values_list("key", flat=True))
    return next(key for key in (name, *(f"{name}-{number}" for number in range(2, 10_000))) if key not in taken)
