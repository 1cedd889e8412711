"""Paragraphs of a plain text."""

import re

from fund.kit.plain_text import count_words, tidy, tidy_line
from fund.kit.written import BROKEN, CannotRead, Paragraph

BULLET = re.compile(r"\s*(?:[-–—•*·▪◦●○‣]|\(?\d{1,2}[.)]|\(?[a-z][.)])\s+")
WRAPPED = 100  # characters of the longest line of a text that was broken into lines by a machine
LONG = 50  # a line from here on may go on in the next one
HEADING_WORDS = 12
RULE = re.compile(r"[\s=\-_*~#.]+")


def paragraphs(content: bytes) -> list[Paragraph]:
    """Blocks between empty lines; in a text without any, its lines. Lines that a machine broke are joined again."""
    text = tidy(_decoded(content))
    lines = text.split("\n")
    is_wrapped = max((len(line) for line in lines), default=0) <= WRAPPED and any(len(line) > LONG for line in lines)
    blocks: list[list[str]] = [[]]
    before = ""
    for line in lines:
        goes_on = is_wrapped and len(before) > LONG and not BULLET.match(line)
        if not line.strip() or RULE.fullmatch(line):
            blocks.append([])
        elif goes_on and blocks[-1]:
            blocks[-1].append(line)
        else:
            blocks.append([line])
        before = line if line.strip() else ""
    found = [tidy_line(" ".join(block)) for block in blocks if block]
    return [Paragraph(words.lstrip("# "), looks_like_heading(words)) for words in found if words]


def looks_like_heading(words: str) -> bool:
    """Say whether a line without other marks of a heading is one: few words that end without a stop."""
    if words.startswith("#"):
        return True
    is_short = count_words(words) <= HEADING_WORDS and any(sign.isalpha() for sign in words)
    return is_short and words[-1] not in ".,;!…”\"')" and not re.match(r"[-–—•*·▪◦●○‣]\s", words) and "|" not in words


def _decoded(content: bytes) -> str:
    for encoding in ("utf-16",) if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise CannotRead(BROKEN)
