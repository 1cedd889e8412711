"""What a language model answered, as claims, or as the reason why it is no claim. Nothing in it is ever followed."""

import json
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

from fund import privacy
from fund.kit.tokens import TOKEN
from reporting.learning import faithful
from reporting.learning.drafters.claims import KINDS, STORY, Claim, pieces_of, told_as
from reporting.learning.figures import tells
from reporting.learning.pack import Pack, Piece

MOST_CLAIMS = 24
LONGEST = 300  # letters


class Thrown(StrEnum):
    """Why a claim was thrown away."""

    UNREADABLE = "no claim in the form that was asked for"
    NO_SOURCE = "no source, or one that was not given"
    OTHER_SLOT = "a slot that its sources have not"
    DIGITS = "digits"
    PERSONAL = "a personal detail"
    LONG = "too long"
    STORY_CHANGED = "a story in other words"
    NAMES = "a name of its own"
    BLOCKED = "it does not agree with its source"
    TOO_MANY = "more than were asked for"


def read(answer: str, pack: Pack, alike: faithful.Alike | None = None) -> Iterator[Claim | Thrown]:
    """The claims of an answer that hold, and a reason for each that does not."""
    known = pieces_of(pack)
    for number, item in enumerate(_items(answer)):
        yield Thrown.TOO_MANY if number >= MOST_CLAIMS else _claim(item, pack, known, alike)


def _items(answer: str) -> list[Any]:
    """The parts of the answer; an answer in another form is one part that cannot be read."""
    try:
        items = json.loads(answer)
    except (ValueError, RecursionError):
        return [None]
    return items if isinstance(items, list) else [None]


def _claim(item: Any, pack: Pack, known: Mapping[str, Piece], alike: faithful.Alike | None) -> Claim | Thrown:
    if not isinstance(item, dict) or not all(isinstance(item.get(name), str) for name in ("text", "slot", "theme")):
        return Thrown.UNREADABLE
    keys, text = item.get("source_ids"), " ".join(item["text"].split())
    if not text or not isinstance(keys, list) or item["theme"] not in {"", *(theme.code for theme in pack.themes)}:
        return Thrown.UNREADABLE
    if not keys or not all(isinstance(key, str) and key in known for key in keys):
        return Thrown.NO_SOURCE
    claim = Claim(text, tuple(dict.fromkeys(keys)), item["slot"], item["theme"])
    return _fault(claim, pack, known, alike) or claim


def _fault(claim: Claim, pack: Pack, known: Mapping[str, Piece], alike: faithful.Alike | None) -> Thrown | None:
    pieces = [known[key] for key in claim.source_ids]
    slots = {KINDS.get(piece.slot) for piece in pieces}
    sides = {told_as(piece) for piece in pieces}
    if slots != {KINDS.get(claim.slot, "unknown")} or len(sides) > 1 or "" in sides:
        return Thrown.OTHER_SLOT
    if claim.slot == STORY:
        return None if [claim.text] == [" ".join(piece.text.split()) for piece in pieces] else Thrown.STORY_CHANGED
    if any(letter.isdigit() for letter in TOKEN.sub("", claim.text)):
        return Thrown.DIGITS
    if len(claim.text) > LONGEST:
        return Thrown.LONG
    if privacy.hits(claim.text):
        return Thrown.PERSONAL
    verdict = judge(claim, pack, known, alike)
    if verdict.state == faithful.State.BLOCKED:
        return Thrown.BLOCKED
    return Thrown.NAMES if any(finding.rule == "names" for finding in verdict.findings) else None


def judge(
    claim: Claim, pack: Pack, known: Mapping[str, Piece], alike: faithful.Alike | None = None
) -> faithful.Verdict:
    """What the check says of a claim, against the evidence of this pack and no other."""
    return faithful.check(
        claim.text,
        claim.source_ids,
        {key: faithful.Evidence(piece.text) for key, piece in known.items()},
        about=[name for project in pack.projects for name in (project.title, *project.areas)],
        figures=[counted.key for counted in pack.figures if tells(counted)],
        alike=alike,
        limits=faithful.Limits.of(pack.numbers),
    )
