"""The files that are made of a summary, each with its use, its channel of consent, and what draws it."""

from collections.abc import Callable
from dataclasses import dataclass

from reporting.models import Channel, Paper
from reporting.outputs import easy, papers, slides, word
from reporting.outputs.sheet import Sheet

PDF = "application/pdf"
Kind = Paper.Kind


@dataclass(frozen=True)
class Format:
    """A kind of file: its name in the address, its type, and the use to which the people in its stories said yes."""

    kind: Kind
    file: str
    content_type: str
    channel: Channel
    draw: Callable[[Sheet], bytes]
    has_stories: bool = True

    @property
    def ending(self) -> str:
        return self.file.rpartition(".")[2]


FORMATS = {
    one.kind: one
    for one in (
        Format(Kind.PDF, "summary.pdf", PDF, Channel.PRINT, papers.two_pages),
        Format(Kind.BRIEF, "brief.pdf", PDF, Channel.PRINT, papers.brief),
        Format(Kind.LEADERS, "leaders.pdf", PDF, Channel.PRINT, papers.for_leaders, has_stories=False),
        Format(Kind.EASY, "easy.pdf", PDF, Channel.PRINT, easy.paper, has_stories=False),
        Format(Kind.SLIDES, "slides.pptx", slides.CONTENT_TYPE, Channel.SLIDES, slides.draw),
        Format(Kind.WORD, "summary.docx", word.CONTENT_TYPE, Channel.PRINT, word.draw),
    )
}
BY_FILE = {one.file: one for one in FORMATS.values()}
