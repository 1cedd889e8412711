"""The words of a file that somebody wrote: its paragraphs and headings in their order.

`apart.read` is the door. The readers run in a child process and know nothing of Django, so that it starts fast.
"""

from dataclasses import dataclass

NO_WORDS = (
    "There are pages in this file, but no words that we can read. Mostly that is a scan or photos of pages. "
    "Send the Word file that it was made from, or copy the words into the questions yourself."
)
EMPTY = "There are no words in this file. Open it to see that your work is in it, save it, and send it again."
LOCKED = "This file is locked with a password. Save it without one and send it again."
BROKEN = "This file could not be read. Open it, save it again as a Word file or a PDF, and send the new one."
LONG = "There are far too many words in this file. Send only the part about this project."
SLOW = "This file takes too long to read. Send only the part about this project, or save it as a Word file."


class CannotRead(Exception):  # noqa: N818
    """The words of this file cannot be read; the message says what to send instead."""


@dataclass(frozen=True)
class Paragraph:
    """One paragraph or heading in one line of words; `page` is counted from 1 where the file has pages."""

    words: str
    is_heading: bool = False
    page: int | None = None
