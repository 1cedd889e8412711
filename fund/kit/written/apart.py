"""Reading a file in a process of its own.

A file from outside can be made to take all memory or all time. So it is read by a child that has only so much of both:
`python -m fund.kit.written pdf` takes the content on its input and gives the paragraphs as JSON on its output.
"""

import json
import logging
import subprocess
import sys
from pathlib import Path

from fund.kit import safe_files
from fund.kit.written import BROKEN, SLOW, CannotRead, Paragraph

log = logging.getLogger(__name__)

SECONDS = 120
READERS = {"application/pdf": "pdf", safe_files.WORD: "word", "text/plain": "plain"}
KINDS = safe_files.Kinds(
    {kind: safe_files.ENDINGS[kind] for kind in READERS},
    "Send a PDF with text in it, a Word file (.docx) or plain text (.txt)",
)
ROOT = Path(__file__).parents[3]


def read(content: bytes, content_type: str, *, seconds: float = SECONDS) -> list[Paragraph]:
    """The paragraphs of a file, at least one. Raises CannotRead in words that say what to do."""
    try:
        child = subprocess.run(
            [sys.executable, "-m", "fund.kit.written", READERS[content_type]],
            input=content,
            capture_output=True,
            timeout=seconds,
            cwd=ROOT,
            check=False,
        )
    except subprocess.TimeoutExpired as fault:
        raise CannotRead(SLOW) from fault
    if child.returncode:
        log.warning("A file could not be read: %s", child.stderr.decode("utf-8", "replace")[-2000:])
        raise CannotRead(BROKEN)
    said = json.loads(child.stdout)
    if said["fault"]:
        raise CannotRead(said["fault"])
    return [Paragraph(**each) for each in said["paragraphs"]]
