"""All that a published summary puts before the world, also what only a machine reads: metadata, inner files, search."""

import html
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from unittest import mock

import pikepdf
from django.test import Client
from PIL import Image, ImageDraw

from reporting.models import LearningSummary
from reporting.outputs.kinds import BY_FILE
from tests.reporting import taking

Door = Callable[[None], Client]

# For which use a story needs its teller's yes to stand there; nobody's story stands anywhere else.
CHANNELS = {
    **{file: made.channel for file, made in BY_FILE.items() if made.has_stories},
    **{"": "web", "summary.txt": "web", "email/": "email", "share/": "social"},
    **{"summary.json": "open_data", "summary.csv": "open_data"},
}
DOORS = ("/learning/", "/projects/", "/stories/", "/stories/feed.json", "/stories/open.json")


def published(summary: LearningSummary, door: Door) -> dict[str, str]:
    """What stands in each format by its name, and in the public pages that list it."""
    addresses = {file: f"/learning/{summary.slug}/{file}" for file in (*taking.PAPERS, *taking.DRAWN)}
    addresses |= {one: one for one in (*taking.FEEDS, *DOORS)}
    told = {}
    for name, address in addresses.items():
        drawn: list[str] = []
        with mock.patch.object(ImageDraw.ImageDraw, "text", _heard(ImageDraw.ImageDraw.text, drawn)):
            answer = door(None).get(address)
        assert answer.status_code == 200, address
        content = answer.getvalue()
        told[name] = " ".join([taking.words_of(name, content), *unseen(content), *drawn, str(answer.headers)])
    return told


def found(summary: LearningSummary, door: Door, sought: Iterable[str]) -> list[str]:
    """What of this the search of the library finds the summary by."""
    link = f"/learning/{summary.slug}/"
    return [words for words in sought if link in door(None).get("/learning/", {"q": words}).content.decode()]


def unseen(content: bytes) -> Iterator[str]:
    """What stands in a file where readers do not look: names, notes, metadata, texts beside pictures, attributes."""
    if content.startswith(b"%PDF"):
        yield from _of_pdf(content)
    elif content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            for name in parts.namelist():
                raw = parts.read(name).decode("utf-8", "replace")
                yield from (name, html.unescape(raw), html.unescape(re.sub(r"<[^>]*>", "", raw)))
    elif content.startswith(b"\x89PNG"):
        with Image.open(io.BytesIO(content)) as picture:
            yield from (f"{name} {value}" for name, value in picture.info.items())
    else:
        yield html.unescape(content.decode())


def _of_pdf(content: bytes) -> Iterator[str]:
    """Every string of every object, and what is told about the file as a whole."""
    with pikepdf.open(io.BytesIO(content)) as paper:
        for one in paper.objects:
            yield from _strings(one)
            if isinstance(one, pikepdf.Stream) and one.get("/Type") in ("/Metadata", "/EmbeddedFile"):
                yield html.unescape(one.read_bytes().decode("utf-8", "replace"))
        yield from _strings(paper.trailer)


def _strings(one: Any) -> Iterator[str]:
    """The strings and keys of an object itself; what it points to is an object of its own."""
    if isinstance(one, pikepdf.String):
        yield str(one)
        return
    named = isinstance(one, (pikepdf.Dictionary, pikepdf.Stream))
    yield from one.keys() if named else ()
    parts = one.values() if named else one if isinstance(one, pikepdf.Array) else ()
    for part in parts:
        if isinstance(part, pikepdf.Object) and not part.is_indirect:
            yield from _strings(part)


def _heard(draw: Callable[..., None], drawn: list[str]) -> Callable[..., None]:
    """Draws on a picture, and remembers which words."""

    def text(picture: Any, place: Any, words: str, *args: Any, **facts: Any) -> None:
        drawn.append(words)
        draw(picture, place, words, *args, **facts)

    return text
