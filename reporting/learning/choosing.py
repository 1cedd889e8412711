"""From evidence to a draft: themes, and for each one sentence for it and one against it.

Pure: values in, values out, no database, no clock. Every choice ends in an order that is fixed by the sources.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from reporting.learning import costing, emerging, figures, grading, wording
from reporting.learning.judging import Judge
from reporting.learning.pack import HELPED, HINDERED, NEXT, WHOM, Draft, Line, Pack, Place, Told, fingerprint
from reporting.learning.parameters import GENERATOR
from reporting.learning.reading import Reading, read
from reporting.learning.scopes import OF_ONE_APPROACH

SIDES = (("for", HELPED, HINDERED), ("against", HINDERED, HELPED))


def compose(pack: Pack) -> Draft:
    """Draft a summary of the evidence. The same evidence, in whatever order, gives the same bytes."""
    pack = pack.in_order()
    parameters = {
        **pack.numbers,
        "few": pack.rule.few,
        "few_careful": pack.rule.few_careful,
        "percent_from": pack.rule.percent_from,
    }
    reading, judge = read(pack, HELPED + HINDERED + NEXT), Judge(pack)
    helped, hindered, themes = _both_sides(reading, judge)
    more = _more(reading, judge, themes)
    plans = _plans(reading, judge, themes)
    names = {theme.code: theme.name for theme in pack.themes}
    causes = {theme.code: theme.name for theme in pack.themes if not theme.is_result}
    shown = figures.all_shown(pack)
    if reading.by_meaning:
        parameters["meaning"] = pack.model
    told = sum(project.has_told for project in pack.projects)
    strength, why = grading.strength(judge.known(), pack.numbers) if pack.scope in OF_ONE_APPROACH else (None, ())
    return Draft(
        scope=pack.scope,
        key=pack.key,
        title=wording.title(_themes(helped, causes), _themes(hindered, causes), pack.title),
        one_line=wording.one_line(
            pack,
            reading.projects(reading.under(None, HELPED + HINDERED)),
            has_for=any(line.kind == "for" for line in (*helped, *more)),
            has_against=any(line.kind == "against" for line in (*hindered, *more)),
        ),
        for_whom=wording.for_whom(pack.projects),
        limits=wording.limits(
            pack,
            has_figures=bool(shown),
            counted_twice=any(counted.reports > counted.projects for counted in pack.figures),
        ),
        lines=(
            *_woven([*helped, *_of("for", more)], [*hindered, *_of("against", more)], themes),
            *_apart(reading, judge, themes, names),
            *_of("emerging", more),
            *_whom(pack, judge),
            *plans,
            *_in_figures(shown, len(pack.projects), pack.numbers["figures"]),
            *_stories(pack),
        ),
        figures=shown,
        counts={
            "projects": len(pack.projects),
            "projects_that_told": told,
            "sentences": len(pack.pieces),
            **{reason: number for reason, number in sorted(pack.left_out.items()) if number},
        },
        strength=strength,
        why_strength=why,
        cost=costing.cost_of(pack.costs, pack.numbers),
        parameters=parameters,
        generator=GENERATOR,
        input_hash=fingerprint(pack, parameters, by_meaning=reading.by_meaning),
        had=pack.had,
        behind=figures.behind(pack, shown),
    )


def ranked(reading: Reading, codes: Sequence[str]) -> list[str]:
    """The themes by how many projects speak of them; in one project by how many sentences; ties by their code."""
    sizes: list[tuple[int, int, str]] = []
    for code in codes:
        rows = reading.under(code, HELPED + HINDERED + NEXT)
        if rows:
            sizes.append((-reading.projects(rows), -len(rows) if reading.by_answer else 0, code))
    return [code for _, _, code in sorted(sizes)][: reading.numbers["themes"]]


def _both_sides(reading: Reading, judge: Judge) -> tuple[list[Line], list[Line], list[str]]:
    """One sentence for and one against each theme; then, where a side is thin, the best of what is left.

    Each stands alone, but for few. Where a theme has none that does, its sources speak of what else they told. A side
    is never empty because all that was told leans on another sentence.
    """
    themes = ranked(reading, judge.themes)
    sides: dict[str, list[Line]] = {"for": [], "against": []}
    silent = []
    for theme in themes:
        for kind, side, others in SIDES:
            rows = reading.under(theme, side)
            best = reading.take_best(rows, theme)
            if best is not None:
                sides[kind].append(judge.line(reading, kind, theme, best, rows, reading.under(theme, others)))
            elif rows:
                silent.append((-reading.projects(rows), kind == "for", themes.index(theme), kind, rows))
    for kind, rows in _let_lean(sides, sorted(silent), reading, judge, themes):
        _fill(sides[kind], reading, judge, kind, among={reading.source(row) for row in rows})
    for kind, _, _ in SIDES:
        while len(sides[kind]) < reading.numbers["fill_up_to"] and _fill(sides[kind], reading, judge, kind):
            pass
        if not sides[kind]:
            _fill(sides[kind], reading, judge, kind, leaning=True)
    return sides["for"][: most_helped(reading.numbers, len(sides["against"]))], sides["against"], themes


def _fill(
    lines: list[Line], reading: Reading, judge: Judge, kind: str, among: Collection[str] = (), *, leaning: bool = False
) -> bool:
    """Add the best of a side that is left, of these sources where some are named, and say whether there was one."""
    side, others = next((side, others) for name, side, others in SIDES if name == kind)
    rows = [row for row in reading.under(None, side) if not among or reading.source(row) in among]
    best = reading.take_best(rows, judge.theme or None, leaning=leaning)
    if best is None:
        return False
    hits = reading.hits[best]
    theme = judge.theme or (min(hits, key=lambda code: (-hits[code], code)) if hits else "")
    alike = reading.under(theme, side) if theme else [best]
    lines.append(judge.line(reading, kind, theme, best, alike, reading.under(theme, others) if theme else []))
    return True


def _let_lean(
    sides: dict[str, list[Line]], silent: Sequence[Any], reading: Reading, judge: Judge, themes: Sequence[str]
) -> list[tuple[str, list[int]]]:
    """Add few that lean on another sentence, of the themes that most projects speak of; give back what stays silent."""
    leaning, still = 0, []
    for *_, place, kind, rows in silent:
        many = sum(map(len, sides.values())) + 1
        is_room = 10 * (leaning + 1) <= reading.numbers["leaning_of_ten"] * many
        best = reading.take_best(rows, themes[place], leaning=True) if is_room else None
        if best is None:
            still.append((kind, rows))
            continue
        others = next(others for name, _, others in SIDES if name == kind)
        sides[kind].append(judge.line(reading, kind, themes[place], best, rows, reading.under(themes[place], others)))
        leaning += not reading.stands_alone(best)
    return still


def most_helped(numbers: Mapping[str, Any], hindered: int) -> int:
    """How much of what helped may be said beside so many things that got in the way."""
    return int(numbers["helped_for_each_hindered"] * hindered if hindered else numbers["helped_alone"])


def _of(kind: str, lines: Sequence[Line]) -> list[Line]:
    return [line for line in lines if line.kind == kind]


def _woven(helped: list[Line], hindered: list[Line], themes: list[str]) -> list[Line]:
    """Both sides in the order of their themes, the side that more projects take first."""
    place = {code: position for position, code in enumerate(themes)}

    def order(line: Line) -> tuple[int, int, int, Place]:
        return (place.get(line.theme, len(place)), -line.projects_saying, int(line.kind != "for"), line.pieces[0].order)

    return sorted([*helped, *hindered], key=order)


def _apart(reading: Reading, judge: Judge, themes: Sequence[str], names: dict[str, str]) -> list[Line]:
    """Where projects differ most: themes of which at least two projects say each thing, the most even first."""
    found = []
    for theme in themes:
        helped, hindered = reading.under(theme, HELPED), reading.under(theme, HINDERED)
        yes, no = reading.projects(helped), reading.projects(hindered)
        if min(yes, no) >= 2:
            found.append((-min(yes, no) / max(yes, no), -min(yes, no), theme, helped, hindered))
    lines = []
    for _, _, theme, helped, hindered in sorted(found)[: reading.numbers["disagreements"]]:
        line = judge.line(reading, "both", theme, helped[0], helped, hindered)
        other = judge.line(reading, "both", theme, hindered[0], hindered, helped)
        words = wording.disagreement(
            *(names[theme], line.projects_saying, other.projects_saying, line.saying_both, len(judge.pack.projects)),
            *(dict(line.voices), dict(other.voices)),
        )
        lines.append(replace(line, words=words, pieces=(*line.pieces, *other.pieces)))
    return lines


def _more(reading: Reading, judge: Judge, themes: Sequence[str]) -> list[Line]:
    """A few more, the ones that most projects speak of: sides of themes that just missed, and what is under no theme.

    What is under no theme is put together by likeness, each side for itself, for a person to name, to put under a
    theme, or to drop. One of the few is such a group, however many themes just missed.
    """
    least = 1 if reading.by_answer else 2
    missed = [code for code in judge.themes if code not in themes]
    able = [(kind, code, reading.under(code, side)) for code in missed for kind, side, _ in SIDES]
    able = [group for group in able if reading.projects(group[2]) >= least]
    told = [*themes, *(code for _, code, _ in able)]
    taken = set(reading.taken)
    for side in () if reading.by_answer else (HELPED, HINDERED):  # what one project says alone is no news yet
        free = [row for row in reading.under(None, side) if row not in taken and not reading.is_under(row, told)]
        able += [("emerging", "", group) for group in emerging.lots(reading, free)]
    able.sort(key=lambda group: (-reading.projects(group[2]), group[1], group[0], reading.pieces[group[2][0]].order))
    most = reading.numbers["emerging"]
    lines: list[Line] = []
    while able and len(lines) < most:
        news = [group for group in able if group[0] == "emerging"]
        is_last_place = len(lines) == most - 1 and not _of("emerging", lines)
        group = news[0] if news and is_last_place else able[0]
        able.remove(group)
        kind, theme, rows = group
        best = reading.take_best(rows, theme or None)
        if best is not None:
            opposite = reading.under(theme, HINDERED if kind == "for" else HELPED) if theme else []
            lines.append(judge.line(reading, kind, theme, best, rows, opposite))
    return lines


def _plans(reading: Reading, judge: Judge, themes: Sequence[str]) -> list[Line]:
    """What projects will do next: of the themes on which most have plans, then whatever else. A plan has no grade."""
    most = reading.numbers["next"]
    lines: list[Line] = []
    planned = sorted(themes, key=lambda code: -reading.projects(reading.under(code, NEXT)))
    for theme in (*planned, *[""] * most):
        rows = reading.under(theme or None, NEXT)
        best = None
        if rows and len(lines) < most:
            best = reading.take_best(rows, theme or None, leaning=reading.by_answer and not (lines or theme))
        if best is not None:
            line = judge.line(reading, "next", theme, best, rows if theme else [best], [])
            lines.append(replace(line, confidence="", concerns=()))
    return lines


def _whom(pack: Pack, judge: Judge) -> list[Line]:
    reading = read(pack, WHOM)
    lines: list[Line] = []
    for _ in range(pack.numbers["whom"]):
        best = reading.take_best(reading.under(None, WHOM), None, leaning=not lines)
        if best is not None:
            lines.append(judge.line(reading, "whom", "", best, [best], []))
    return sorted(lines, key=lambda line: line.pieces[0].order)


def _in_figures(shown: Sequence[dict[str, object]], asked: int, most: int) -> list[Line]:
    """A few statements from figures that may be shown: shares first, what was told at the end first."""
    told = [one for one in shown if not one["is_hidden"] and not one["group"] and one["point"] != "baseline"]
    able = [one for one in told if one["kind"] in {"share", "scale"}]
    able.sort(
        key=lambda one: (one["kind"] != "share", -int(str(one["projects"])), one["point"] != "end", str(one["id"]))
    )
    return [
        Line("figure", "", wording.figure(one), int(str(one["projects"])), asked, (), figure=str(one["id"]))
        for one in able[:most]
    ]


def _stories(pack: Pack) -> list[Line]:
    """For each channel at most a few stories: of different projects where there are several, a hard one first.

    The next is one that tells of no hardship, where there is one, so that both sides speak.
    """
    chosen: list[Told] = []
    for channel in ("web", "print"):
        able = [told for told in pack.stories if channel in told.channels]
        mine: list[Told] = []
        while able and len(mine) < pack.numbers["stories"]:
            best = min(able, key=lambda told: _turn(told, mine))
            able.remove(best)
            mine.append(best)
        chosen += [told for told in mine if told not in chosen]
    return [
        Line("story", "", piece.text, 1, len(pack.projects), (piece,), said_by=told.said_by)
        for told in sorted(chosen, key=lambda told: told.order)
        for piece in told.pieces
    ]


def _turn(told: Told, mine: Sequence[Told]) -> tuple[bool, bool, Place]:
    """Where a story stands among those that may come next."""
    is_hard_wanted = not (mine and mine[-1].tells_the_hard)
    return (told.project in {one.project for one in mine}, told.tells_the_hard != is_hard_wanted, told.order)


def _themes(lines: Sequence[Line], names: dict[str, str]) -> list[str]:
    """The names of the themes of these statements in their order, but for results, which are not causes."""
    return [names[line.theme] for line in lines if line.theme in names]
