"""The child that reads one file."""

import json
import sys
from dataclasses import asdict

from fund.kit.written import EMPTY, LONG, CannotRead, Paragraph, pdf, plain, word

MEMORY = 1536 * 1024 * 1024  # bytes
MOST_CHARACTERS = 400_000
READERS = {"pdf": pdf.paragraphs, "word": word.paragraphs, "plain": plain.paragraphs}


def main() -> None:
    if sys.platform != "win32":
        import resource  # noqa: PLC0415  (Windows has none)

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    fault, found = "", list[Paragraph]()
    try:
        found = _read(sys.argv[1], sys.stdin.buffer.read())
    except CannotRead as refused:
        fault = str(refused)
    sys.stdout.write(json.dumps({"fault": fault, "paragraphs": [asdict(each) for each in found]}))


def _read(kind: str, content: bytes) -> list[Paragraph]:
    found = READERS[kind](content)
    if not found:
        raise CannotRead(EMPTY)
    if sum(len(each.words) for each in found) > MOST_CHARACTERS:
        raise CannotRead(LONG)
    return found


main()
