"""What a drafter is: evidence in, claims out, each with the sources that it rests on."""

from dataclasses import dataclass
from typing import Protocol

from reporting.learning.choosing import compose
from reporting.learning.pack import AROUND, SIDE_OF, Line, Pack, Piece

STORY = "story"
KINDS = {**SIDE_OF, AROUND: AROUND, STORY: STORY}


@dataclass(frozen=True)
class Claim:
    """One statement that a drafter makes: its words, the keys of the pieces that it rests on, their slot, its theme."""

    text: str
    source_ids: tuple[str, ...]
    slot: str
    theme: str = ""

    def __post_init__(self) -> None:
        if not self.source_ids:
            raise ValueError("A claim rests on at least one source.")


class Drafter(Protocol):
    """Makes claims of evidence."""

    def draft(self, pack: Pack) -> list[Claim]: ...


class LLM(Protocol):
    """A language model: a text in, a text out. What is sent out of the house is what stands in the prompt."""

    def complete(self, prompt: str) -> str: ...


class TemplateDrafter:
    """The drafter of the house: sentences of the reports, chosen by rules. It is the default, and calls nobody."""

    def draft(self, pack: Pack) -> list[Claim]:
        return [
            Claim(line.words, tuple(piece.key for piece in line.pieces), line.pieces[0].slot, line.theme)
            for line in compose(pack).lines
            if line.kind in KINDS.values()
        ]


def pieces_of(pack: Pack) -> dict[str, Piece]:
    """Every piece of evidence by its key."""
    told = [piece for story in pack.stories for piece in story.pieces]
    return {piece.key: piece for piece in (*pack.pieces, *told)}


def told_as(piece: Piece) -> str:
    """The kind of a statement that rests on a piece."""
    return STORY if piece.slot == STORY else piece.side


def lines_of(pack: Pack, claims: list[Claim]) -> list[Line]:
    """The statements that claims make, each with its pieces and with how many projects say so."""
    known = pieces_of(pack)
    lines = []
    for claim in claims:
        pieces = tuple(known[key] for key in claim.source_ids)
        saying = len({piece.project for piece in pieces})
        words = pieces[0].text if claim.slot == STORY else claim.text  # a story keeps its own lines
        lines.append(Line(told_as(pieces[0]), claim.theme, words, saying, len(pack.projects), pieces))
    return lines
