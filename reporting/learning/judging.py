"""What stands behind a statement: who tells its side of its theme, who tells the other, and how sure that makes it."""

from collections import Counter
from collections.abc import Sequence
from functools import cached_property

from reporting.learning import grading
from reporting.learning.grading import Grounds, Known
from reporting.learning.pack import Line, Origin, Pack, Piece
from reporting.learning.reading import Reading
from reporting.models import LearningSummary


class Judge:
    """The projects and the sources of a pack, asked about each statement."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.is_one_project = len(pack.projects) == 1
        self.theme = pack.key if pack.scope == LearningSummary.Scope.THEME else ""  # that the whole summary is about

    @property
    def themes(self) -> list[str]:
        """The themes that are looked for: all, or the one that the summary is about."""
        return [self.theme] if self.theme else [theme.code for theme in self.pack.themes]

    @cached_property
    def conditions(self) -> dict[int, tuple[str, ...]]:
        return {project.pk: project.conditions for project in self.pack.projects}

    @cached_property
    def origins(self) -> dict[str, Origin]:
        return {origin.key: origin for origin in self.pack.origins}

    @cached_property
    def matching(self) -> set[int]:
        """The projects that share all that the scope names, and with a scope that names nothing, every one."""
        wanted = {name.casefold() for name in self.pack.stated}
        return {
            project.pk
            for project in self.pack.projects
            if wanted <= {name.casefold() for name in (*project.conditions, *project.areas)}
        }

    def line(
        self, reading: Reading, kind: str, theme: str, best: int, rows: Sequence[int], opposite: Sequence[int]
    ) -> Line:
        """A statement with its source, and with the first sentence of each other project on its side of the theme.

        One project that tells both sides of a theme does not contradict itself.
        """
        first = reading.pieces[best]
        others: dict[tuple[int, str], Piece] = {}
        for row in rows:
            piece = reading.pieces[row]
            if piece.project != first.project or not piece.project:
                others.setdefault(_speaker(piece), piece)
        others.pop(_speaker(first), None)
        pieces = (first, *(others[speaker] for speaker in sorted(others)))
        saying = {piece.project for piece in pieces} - {0}
        opposing = {reading.pieces[row].project for row in opposite} - {0}
        against = opposing - saying if self.is_one_project else opposing
        found = self.concerns([reading.pieces[row] for row in rows], saying, against)
        return Line(
            kind=kind,
            theme=theme,
            words=first.text,
            projects_saying=len(saying),
            projects_asked=len(self.pack.projects),
            pieces=pieces,
            counted="theme" if theme else "alike" if len(rows) > 1 else "this",
            saying_no=len(opposing),
            saying_both=len(saying & opposing),
            confidence=grading.confidence(found, is_one_project=self.is_one_project),
            concerns=tuple(found.items()),
            voices=_voices([reading.pieces[row] for row in rows]),
        )

    def concerns(self, pieces: Sequence[Piece], saying: set[int], opposing: set[int]) -> dict[str, str]:
        sources = {piece.origin: piece.project for piece in pieces}
        known = [self.origins.get(origin) for origin in sources]
        return grading.concerns(
            Grounds(
                supporting=len(sources),
                backed=sum(bool(one and (one.has_figures or one.is_independent)) for one in known),
                matching=sum(not project or project in self.matching for project in sources.values()),
                saying=len(saying),
                opposing=len(opposing),
                speaking=len(saying | opposing),
                conditions=len({name for project in saying for name in self.conditions.get(project, ())}),
            ),
            self.pack.numbers,
        )

    def known(self) -> Known:
        """What is known of the approach: of the project that has told most of how it is done."""
        told: list[tuple[str, ...]] = [project.described for project in self.pack.projects if project.has_told]
        return grading.known_of(
            sorted(told, key=lambda items: (len(items), items))[-1] if told else (), self.pack.facts
        )


def _voices(pieces: Sequence[Piece]) -> tuple[tuple[str, int], ...]:
    """In how many projects each voice says so."""
    said = {(piece.voice, piece.project) for piece in pieces if piece.voice}
    return tuple(sorted(Counter(voice for voice, _ in said).items()))


def _speaker(piece: Piece) -> tuple[int, str]:
    """A project, however much it says; or a card, which is of no project."""
    return (piece.project, "" if piece.project else piece.origin)
