"""PDFs that a screen reader can read: HTML from our templates in, PDF/UA-1 out.

A template sees only what is handed to it, and the paper sees only `data:` and our own static files: whatever a text
asks for on the disk or in the network is refused, logged, and left out.
"""

import io
import logging
import mimetypes
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

log = logging.getLogger(__name__)

SCHEME = "static:"  # static:fund/print.css is static/fund/print.css or the file of that name in another static folder
TEXT = re.compile(r">[^<]+")
ENDLESS = re.compile(r"(?:&#?\w{1,8};|[^\s&]){200,}")
PIECE = re.compile(r"(?:&#?\w{1,8};|[^\s&]){20}")  # shorter than a line in large print
MISSING = (
    "PDFs cannot be made on this machine, because the Pango library is missing. "
    "Install it with: apt-get install -y libpango-1.0-0 libpangoft2-1.0-0"
)


def available() -> str:
    """Say in one sentence what is missing for making PDFs, or nothing when they can be made."""
    try:
        import weasyprint  # noqa: F401, PLC0415  (slow to load, and it needs a library of the system)
    except OSError as fault:
        log.warning("WeasyPrint does not load: %s", fault)
        return MISSING
    return ""


def render(template: str, context: Mapping[str, Any]) -> bytes:
    """Make a PDF/UA-1 of a template. The template says language and title, and links its own style sheet."""
    return print_html(render_to_string(template, dict(context)))


def print_html(html: str) -> bytes:
    """Make a PDF/UA-1 of a whole HTML page in which every text from people is escaped already."""
    return finish(lay_out(html))


def lay_out(html: str) -> Any:
    """Put a page onto sheets of paper, without writing them down: `len(laid.pages)` says how many there are."""
    import weasyprint  # noqa: PLC0415  (slow to load, and it needs a library of the system)

    whole = weasyprint.HTML(string=_breakable(html), base_url=None, url_fetcher=_fetcher())
    return whole.render(pdf_variant="pdf/ua-1", presentational_hints=False)


def finish(laid: Any) -> bytes:
    """Write down as PDF/UA-1 what was laid out."""
    return _mended(laid.write_pdf(pdf_variant="pdf/ua-1", presentational_hints=False))


def _breakable(html: str) -> str:
    """A page whose endless words may break: the time that one takes else grows with the square of its length."""
    return TEXT.sub(lambda text: ENDLESS.sub(lambda word: PIECE.sub("\\g<0>\u200b", word[0]), text[0]), html)


def pages(pdf: bytes) -> int:
    """How many pages a PDF has."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return len(opened.pages)


@cache
def _fetcher() -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415  (as above)

    class OurFilesOnly(URLFetcher):
        """Fetches `data:` and our own static files, and nothing else."""

        def __init__(self) -> None:
            super().__init__(allowed_protocols=["data"], allow_redirects=False)

        def fetch(self, url: str, headers: Any = None) -> Any:
            if url.startswith(SCHEME):
                path = _static(url)
                kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
                return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})
            if not url.lower().startswith("data:"):
                log.warning("A paper asked for %s and did not get it.", url[:200])
                raise ValueError("Only data: and our own static files can stand in a paper.")
            return super().fetch(url, headers)

    return OurFilesOnly()


def _static(url: str) -> Path:
    found = finders.find(url.removeprefix(SCHEME))
    if not found:
        log.warning("A paper asked for %s, which is not among the static files.", url[:200])
        raise ValueError("There is no such static file.")
    return Path(found)


def _mended(made: bytes) -> bytes:
    """Say what the printing left unsaid: which cells a heading heads, and that links stay visible in print."""
    with pikepdf.open(io.BytesIO(made)) as pdf:
        for thing in pdf.objects:
            if not isinstance(thing, pikepdf.Dictionary):
                continue
            if thing.get("/S") == pikepdf.Name.TH:
                _give_scope(thing)
            if thing.get("/Subtype") == pikepdf.Name.Link and "/Rect" in thing:
                thing[pikepdf.Name.F] = int(thing.get("/F", 0)) | 4
        whole = io.BytesIO()
        pdf.save(whole)
    return whole.getvalue()


def _give_scope(heading: pikepdf.Dictionary) -> None:
    """A heading in the table's head heads its column, any other its row."""
    parts = heading.P.P if "/P" in heading and "/P" in heading.P else None
    scope = pikepdf.Name.Column if parts is not None and parts.get("/S") == pikepdf.Name.THead else pikepdf.Name.Row
    attributes = heading.get("/A")
    own = pikepdf.Dictionary(O=pikepdf.Name.Table, Scope=scope)
    if attributes is None:
        heading[pikepdf.Name.A] = own
    elif isinstance(attributes, pikepdf.Array):
        if not any("/Scope" in one for one in attributes if isinstance(one, pikepdf.Dictionary)):
            attributes.append(own)
    elif "/Scope" not in attributes:
        attributes[pikepdf.Name.Scope] = scope
