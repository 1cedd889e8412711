"""What goes into a draft and what comes out of it: plain values, so that the same evidence gives the same bytes."""

import hashlib
import json
from dataclasses import asdict, dataclass, field, replace
from itertools import pairwise
from typing import Any

from reporting import guessing
from reporting.figures.withholding import USUAL, Rule
from reporting.learning.parameters import GENERATOR, PARAMETERS

Sides = tuple[str, ...]
Place = tuple[str, str, int, str, int]
HELPED: Sides = ("for",)
HINDERED: Sides = ("against",)
NEXT: Sides = ("next",)
WHOM: Sides = ("whom",)
AROUND = "circumstances"  # on the side that its words name
SIDE_OF = {
    "worked": "for",
    "others_need": "for",
    "did_not_work": "against",
    "next": "next",
    "for_whom": "whom",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of what somebody wrote: `start` to before `end` of the answer whose SHA-256 is kept with it.

    `of` is "report", "story", "card", "test" or "text"; `source` is the number of its row; `name` the source's own name
    where it came from outside: then the number decides nothing. `project` is 0 where it was said by no project, such as
    on a card. `ticked` are the themes that its writers ticked for the answer.
    """

    of: str
    source: int
    field: str
    sentence: int
    start: int
    end: int
    text: str
    sha256: str
    slot: str
    project: int
    voice: str = ""
    ticked: tuple[str, ...] = ()
    name: str = ""
    themes: tuple[tuple[str, int], ...] | None = None  # how often each theme was found; None where nobody has looked

    @property
    def origin(self) -> str:
        return self.name or f"{self.of}{self.source}"

    @property
    def key(self) -> str:
        return f"{self.origin}.{self.field}.{self.sentence}"

    @property
    def order(self) -> Place:
        return (self.of, self.name, 0 if self.name else self.source, self.field, self.sentence)

    @property
    def without_row(self) -> "Piece":
        """The same without the number of its row, where it has a name of its own."""
        return replace(self, source=0) if self.name else self

    @property
    def words(self) -> int:
        return len(self.text.split())

    @property
    def side(self) -> str:
        """As what it is told: what helped, what got in the way, what comes next, for whom; nothing for other slots.

        What mattered around a project is on the side that its words name: an obstacle, a gain, or who could come. Where
        they name none of these, such as a rainy summer, it is on no side.
        """
        if self.slot != AROUND:
            return SIDE_OF.get(self.slot, "")
        if guessing.tells_of_an_obstacle(self.text):
            return "against"
        if guessing.tells_of_a_gain(self.text):
            return "for"
        return "whom" if guessing.tells_who(self.text) else ""


@dataclass(frozen=True)
class Project:
    """A project in the scope, whether it has told anything yet or not.

    `pk` is the number of its row; of a collection its place among the names that its projects have in the file.
    """

    pk: int
    title: str
    conditions: tuple[str, ...]
    areas: tuple[str, ...]
    has_told: bool
    organisation: str = ""
    described: tuple[str, ...] = ()  # which of the twelve things that others need to repeat it are told


@dataclass(frozen=True)
class Origin:
    """What makes a source stronger: figures told with it, or a view that is not the project's own."""

    key: str
    has_figures: bool
    is_independent: bool


@dataclass(frozen=True)
class Spent:
    """What one project spent in the time of its reports, in whole pounds, and how many people took part."""

    project: int
    pounds: int
    people: int
    is_full: bool = False  # the full cost, or only the grant's part of it


@dataclass(frozen=True)
class Theme:
    """A theme and the patterns by which a sentence is put under it. A result, such as what changed, never "helped"."""

    code: str
    name: str
    patterns: tuple[str, ...]
    is_result: bool = False


@dataclass(frozen=True)
class Counted:
    """One indicator added up: the parts of a share stay apart; a mean is written as text, so that it stays exact.

    `about` names the question and the time point wherever it is told; `parts` is what each project told of it: those
    who said so, who answered, who were asked and who took part.
    """

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
    direction: str = ""
    taken: str = ""
    projects: int = 0
    about: str = ""
    parts: tuple[tuple[str, int | None, int | None, int | None, int | None], ...] = ()
    copyright: str = ""

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
    of: str = "story"
    said_by: str = ""  # of an old text, where a person has said who; a story keeps that itself
    is_hard: bool = False  # of a quotation that tells what did not work

    @property
    def order(self) -> Place:
        return self.pieces[0].order

    @property
    def tells_the_hard(self) -> bool:
        return self.is_hard or any(piece.field == "hard" for piece in self.pieces)


@dataclass(frozen=True)
class Pack:
    """All the evidence for one summary, and how much was left out and why.

    `stated` are the conditions and areas that the scope itself names; sources from elsewhere count as less relevant.
    """

    scope: str
    key: str
    title: str
    projects: tuple[Project, ...]
    pieces: tuple[Piece, ...]
    stories: tuple[Told, ...]
    figures: tuple[Counted, ...]
    themes: tuple[Theme, ...]
    left_out: dict[str, int]
    rule: Rule = USUAL
    careful: tuple[int, ...] = ()  # the projects with which more care is due, before a number is shown
    origins: tuple[Origin, ...] = ()
    costs: tuple[Spent, ...] = ()
    stated: tuple[str, ...] = ()
    facts: dict[str, Any] = field(default_factory=dict)  # what the strength of an approach is judged by
    meanings: dict[str, bytes] = field(default_factory=dict)  # by the key of a sentence, where the model read it
    model: str = ""  # by which the meanings were made
    numbers: dict[str, Any] = field(default_factory=lambda: PARAMETERS)  # of the method
    had: dict[str, dict[str, int]] = field(
        default_factory=dict
    )  # of each condition for change: answer, and of how many

    def in_order(self) -> "Pack":
        """The same evidence in the one order in which it is read, whatever order it came in."""
        return replace(
            self,
            projects=tuple(sorted(self.projects, key=lambda project: project.pk)),
            pieces=_ordered(self.pieces),
            stories=tuple(sorted(self.stories, key=lambda told: told.order)),
            figures=tuple(sorted(self.figures, key=lambda counted: (counted.position, counted.key))),
            themes=tuple(sorted(self.themes, key=lambda theme: theme.code)),
            origins=tuple(sorted(self.origins, key=lambda origin: origin.key)),
            costs=tuple(sorted(self.costs, key=lambda spent: spent.project)),
        )


def _ordered(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """The sentences in their order; no second list of very many is made where they stand in it already."""
    if all(one.order <= other.order for one, other in pairwise(pieces)):
        return pieces
    return tuple(sorted(pieces, key=lambda piece: piece.order))


@dataclass(frozen=True)
class Line:
    """One statement of a draft: the first piece is the one that it says, the others say the same of other projects.

    `figure` names the figure that a statement in our own words is filled from. `counted` says what the projects told
    that are counted; `saying_no` counts those that tell the other side of the theme, and `saying_both` those that tell
    both. `concerns` are the reasons for the confidence, one word for each of its four measures.
    """

    kind: str
    theme: str
    words: str
    projects_saying: int
    projects_asked: int
    pieces: tuple[Piece, ...]
    counted: str = "this"
    saying_no: int = 0
    saying_both: int = 0
    confidence: str = ""
    concerns: tuple[tuple[str, str], ...] = ()
    voices: tuple[tuple[str, int], ...] = ()
    figure: str = ""
    said_by: str = ""


@dataclass(frozen=True)
class Draft:
    """A summary before anybody has read it."""

    scope: str
    key: str
    title: str
    one_line: str
    for_whom: str
    limits: str
    lines: tuple[Line, ...]
    figures: tuple[dict[str, Any], ...]
    counts: dict[str, int]
    strength: int | None
    why_strength: tuple[str, ...]
    cost: dict[str, Any]
    parameters: dict[str, Any]
    generator: str
    input_hash: str
    had: dict[str, dict[str, int]] = field(default_factory=dict)  # of each condition for change, how many said what
    behind: dict[str, list[dict[str, Any]]] = field(default_factory=dict)  # the numbers behind the figures, for nobody

    def as_bytes(self) -> bytes:
        """All that the draft says in one fixed spelling: the same evidence gives the same bytes."""
        lines = tuple(replace(one, pieces=tuple(piece.without_row for piece in one.pieces)) for one in self.lines)
        return _spelled(asdict(replace(self, behind={}, lines=lines)))


def fingerprint(pack: Pack, parameters: dict[str, Any], *, by_meaning: bool = False) -> str:
    """The SHA-256 of everything that decides what the draft says, whatever order it came in.

    The meanings of the sentences count only where the draft used them.
    """
    pack = pack.in_order()
    rest = asdict(replace(pack, pieces=(), stories=(), meanings={}))
    del rest["meanings"], rest["model"], rest["numbers"]
    whole = hashlib.sha256(_spelled([GENERATOR, parameters, rest]))
    if by_meaning:
        whole.update(_spelled([pack.model]))
        for piece in pack.pieces:
            whole.update(pack.meanings.get(piece.key, b""))
    for piece in (*pack.pieces, *(piece for told in pack.stories for piece in told.pieces)):
        whole.update(_spelled(_decides(piece)))
    whole.update(_spelled([[told.order, told.channels, told.said_by, told.is_hard] for told in pack.stories]))
    return whole.hexdigest()


def _decides(piece: Piece) -> list[Any]:
    """What of a piece decides; the themes found in it follow from its words."""
    words = [piece.start, piece.end, piece.text, piece.sha256]
    return [*piece.order, *words, piece.slot, piece.project, piece.voice, piece.ticked]


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _spelled(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
