"""From evidence to a draft: themes, and for each one sentence for it and one against it.

Pure: values in, values out, no database, no clock. Every choice ends in an order that is fixed by the sources.
"""

from collections.abc import Sequence

from reporting.learning import figures, wording
from reporting.learning.pack import HELPED, HINDERED, WHOM, Draft, Line, Pack, Piece, Told, fingerprint
from reporting.learning.parameters import GENERATOR, PARAMETERS
from reporting.learning.reading import Reading, read


def compose(pack: Pack) -> Draft:
    """Draft a summary of the evidence. The same evidence, in whatever order, gives the same bytes."""
    pack = pack.in_order()
    helped, hindered, themes = _both_sides(pack)
    names = {theme.code: theme.name for theme in pack.themes if not theme.is_result}
    shown = tuple(figures.shown(counted) for counted in pack.figures if figures.tells(counted))
    told = sum(project.has_told for project in pack.projects)
    return Draft(
        scope=pack.scope,
        pk=pack.pk,
        title=wording.title(_themes(helped, names), _themes(hindered, names), pack.title),
        one_line=wording.one_line(pack, has_against=bool(hindered)),
        for_whom=wording.for_whom(pack.projects),
        limits=wording.limits(
            pack, has_figures=bool(shown), counted_twice=any(counted.reports > told for counted in pack.figures)
        ),
        lines=(*_woven(helped, hindered, themes), *_whom(pack), *_stories(pack)),
        figures=shown,
        counts={
            "projects": len(pack.projects),
            "projects_that_told": told,
            "sentences": len(pack.pieces),
            **pack.left_out,
        },
        parameters=PARAMETERS,
        generator=GENERATOR,
        input_hash=fingerprint(pack, PARAMETERS),
    )


def ranked(reading: Reading, pack: Pack) -> list[str]:
    """The themes by how many projects speak of them; in one project by how many sentences; ties by their code."""
    sizes = []
    for theme in pack.themes:
        rows = reading.under(theme.code, HELPED + HINDERED)
        if rows:
            sizes.append((-reading.projects(rows), -len(rows) if reading.by_answer else 0, theme.code))
    return [code for _, _, code in sorted(sizes)][: PARAMETERS["themes"]]


def _both_sides(pack: Pack) -> tuple[list[Line], list[Line], list[str]]:
    """One sentence for and one against each theme; then, where a side is thin, the best of what is left."""
    reading = read(pack, HELPED + HINDERED)
    themes = ranked(reading, pack)
    sides: dict[str, list[Line]] = {"for": [], "against": []}
    for theme in themes:
        for kind, slots in (("for", HELPED), ("against", HINDERED)):
            rows = reading.under(theme, slots)
            best = reading.take_best(rows, theme)
            if best is not None:
                sides[kind].append(_line(pack, reading, kind, theme, best, rows))
    for kind, slots in (("for", HELPED), ("against", HINDERED)):
        while len(sides[kind]) < PARAMETERS["fill_up_to"]:
            best = reading.take_best(reading.under(None, slots), None)
            if best is None:
                break
            hits = reading.hits[reading.pieces[best].key]
            theme = min(hits, key=lambda code: (-hits[code], code)) if hits else ""
            sides[kind].append(
                _line(pack, reading, kind, theme, best, reading.under(theme, slots) if theme else [best])
            )
    against = len(sides["against"])
    most = PARAMETERS["helped_for_each_hindered"] * against if against else PARAMETERS["helped_alone"]
    return sides["for"][:most], sides["against"], themes


def _line(pack: Pack, reading: Reading, kind: str, theme: str, best: int, rows: Sequence[int]) -> Line:
    """A statement with its source, and with the first sentence of each other project that says so."""
    first = reading.pieces[best]
    others: dict[int, Piece] = {}
    for row in rows:
        piece = reading.pieces[row]
        if piece.project != first.project:
            others.setdefault(piece.project, piece)
    pieces = (first, *(others[project] for project in sorted(others)))
    return Line(kind, theme, first.text, len(pieces), len(pack.projects), pieces)


def _woven(helped: list[Line], hindered: list[Line], themes: list[str]) -> list[Line]:
    """Both sides in the order of their themes, the side that more projects take first."""
    place = {code: position for position, code in enumerate(themes)}

    def order(line: Line) -> tuple[int, int, int, tuple[str, int, str, int]]:
        return (place.get(line.theme, len(place)), -line.projects_saying, int(line.kind != "for"), line.pieces[0].order)

    return sorted([*helped, *hindered], key=order)


def _whom(pack: Pack) -> list[Line]:
    reading = read(pack, WHOM)
    lines = []
    for _ in range(PARAMETERS["whom"]):
        best = reading.take_best(reading.under(None, WHOM), None)
        if best is not None:
            lines.append(_line(pack, reading, "whom", "", best, [best]))
    return sorted(lines, key=lambda line: line.pieces[0].order)


def _stories(pack: Pack) -> list[Line]:
    """For each channel at most two stories of different projects where there are several, a hard one first."""
    chosen: list[Told] = []
    for channel in ("web", "print"):
        able = [told for told in pack.stories if channel in told.channels]
        mine: list[Told] = []
        while able and len(mine) < PARAMETERS["stories"]:
            seen = {told.project for told in mine}
            best = min(able, key=lambda told: (told.project in seen, not told.tells_the_hard, told.source))
            able.remove(best)
            mine.append(best)
        chosen += [told for told in mine if told not in chosen]
    return [
        Line("story", "", piece.text, 1, len(pack.projects), (piece,))
        for told in sorted(chosen, key=lambda told: told.source)
        for piece in told.pieces
    ]


def _themes(lines: Sequence[Line], names: dict[str, str]) -> list[str]:
    """The names of the themes of these statements in their order, but for results, which are not causes."""
    return [names[line.theme] for line in lines if line.theme in names]
