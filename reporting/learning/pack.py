"""What goes into a draft and what comes out of it: plain values, so that the same evidence gives the same bytes."""

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from typing import Any

from reporting.learning.parameters import GENERATOR

Slots = tuple[str, ...]
HELPED: Slots = ("worked", "circumstances", "others_need", "next")
HINDERED: Slots = ("did_not_work",)
WHOM: Slots = ("for_whom",)


@dataclass(frozen=True)
class Piece:
    """A stretch of what somebody wrote: `start` to before `end` of the answer whose SHA-256 is kept with it."""

    of: str  # "report" or "story"
    source: int
    field: str
    sentence: int
    start: int
    end: int
    text: str
    sha256: str
    slot: str
    project: int

    @property
    def key(self) -> str:
        return f"{self.of}{self.source}.{self.field}.{self.sentence}"

    @property
    def order(self) -> tuple[str, int, str, int]:
        return (self.of, self.source, self.field, self.sentence)

    @property
    def words(self) -> int:
        return len(self.text.split())


@dataclass(frozen=True)
class Project:
    """A project in the scope, whether it has told anything yet or not."""

    pk: int
    title: str
    conditions: tuple[str, ...]
    areas: tuple[str, ...]
    has_told: bool


@dataclass(frozen=True)
class Theme:
    """A theme and the patterns by which a sentence is put under it. A result, such as what changed, never "helped"."""

    code: str
    name: str
    patterns: tuple[str, ...]
    is_result: bool = False


@dataclass(frozen=True)
class Counted:
    """One indicator added up: the parts of a share stay apart; a mean is written as text, so that it stays exact."""

    position: int
    code: str
    name: str
    question: str
    kind: str
    point: str
    group: str
    numerator: int | None
    answered: int | None
    asked: int | None
    took_part: int | None
    value: str | None
    reports: int
    measurements: tuple[int, ...]

    @property
    def key(self) -> str:
        return f"{self.code}.{self.point}.{self.group}"


@dataclass(frozen=True)
class Told:
    """A story that some channel may show: the words from what went well, and the words from what was hard, if any."""

    source: int
    project: int
    channels: tuple[str, ...]
    pieces: tuple[Piece, ...]

    @property
    def tells_the_hard(self) -> bool:
        return any(piece.field == "hard" for piece in self.pieces)


@dataclass(frozen=True)
class Pack:
    """All the evidence for one summary, and how much was left out and why."""

    scope: str
    pk: int
    title: str
    projects: tuple[Project, ...]
    pieces: tuple[Piece, ...]
    stories: tuple[Told, ...]
    figures: tuple[Counted, ...]
    themes: tuple[Theme, ...]
    left_out: dict[str, int]

    def in_order(self) -> "Pack":
        """The same evidence in the one order in which it is read, whatever order it came in."""
        return replace(
            self,
            projects=tuple(sorted(self.projects, key=lambda project: project.pk)),
            pieces=tuple(sorted(self.pieces, key=lambda piece: piece.order)),
            stories=tuple(sorted(self.stories, key=lambda told: told.source)),
            figures=tuple(sorted(self.figures, key=lambda counted: (counted.position, counted.key))),
            themes=tuple(sorted(self.themes, key=lambda theme: theme.code)),
        )


@dataclass(frozen=True)
class Line:
    """One statement of a draft: the first piece is the one that it says, the others say the same of other projects."""

    kind: str
    theme: str
    words: str
    projects_saying: int
    projects_asked: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Draft:
    """A summary before anybody has read it."""

    scope: str
    pk: int
    title: str
    one_line: str
    for_whom: str
    limits: str
    lines: tuple[Line, ...]
    figures: tuple[dict[str, Any], ...]
    counts: dict[str, int]
    parameters: dict[str, Any]
    generator: str
    input_hash: str

    def as_bytes(self) -> bytes:
        """The whole draft in one fixed spelling: the same evidence gives the same bytes."""
        return _spelled(asdict(self))


def fingerprint(pack: Pack, parameters: dict[str, Any]) -> str:
    """The SHA-256 of everything that decides what the draft says."""
    return hashlib.sha256(_spelled([GENERATOR, parameters, asdict(pack.in_order())])).hexdigest()


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _spelled(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
