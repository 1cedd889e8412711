"""A draft as it is printed by a command: as data for other programs, or as text for people."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from fund.kit import tokens
from reporting.learning import wording
from reporting.learning.pack import Draft, Line, Pack, Piece
from reporting.models import Statement

UNNAMED = Statement.Kind.EMERGING
ORDER = ("for", "against", "both", "emerging", "whom", "next", "figure", "story")


def as_data(draft: Draft, pack: Pack) -> dict[str, Any]:
    """A draft with every statement, its sources and spans, its counts, its confidence and its figures.

    `start` to before `end` are characters of the answer whose SHA-256 stands beside it. `docs/evidence.md` tells each
    name.
    """
    names, projects, figures = _names(draft, pack)
    return {
        "form": "learning-summary/1",
        "scope": draft.scope,
        "about": pack.title,
        "title": draft.title,
        "one_line": draft.one_line,
        "for_whom": draft.for_whom,
        "limits": draft.limits,
        "strength": {"step": draft.strength, "why": list(draft.why_strength)},
        "cost_per_person": {**draft.cost, "words": wording.cost(draft.cost)} if draft.cost else None,
        "statements": [
            _statement(number, line, names, projects, figures) for number, line in enumerate(draft.lines, start=1)
        ],
        "nothing_against": _nothing_against(draft),
        "figures": [_figure(figure) for figure in draft.figures],
        "conditions_for_change": draft.had,
        "counts": draft.counts,
        "left_out": wording.left_out(draft.counts),
        "generator": draft.generator,
        "parameters": draft.parameters,
        "input_hash": draft.input_hash,
    }


def as_json(draft: Draft, pack: Pack) -> Iterator[str]:
    """The same as JSON, in parts: each statement is spelled and let go, because many cite thousands of sources."""
    statements = "statements"
    whole = as_data(replace(draft, lines=()), pack)
    whole["nothing_against"] = _nothing_against(draft)
    names, projects, figures = _names(draft, pack)
    head, _, tail = _spelled({**whole, statements: None}).partition(f'"{statements}": null')
    yield f'{head}"{statements}": ['
    for number, line in enumerate(draft.lines, start=1):
        one = _spelled(_statement(number, line, names, projects, figures))
        yield ("" if number == 1 else ",") + f"\n{one}".replace("\n", "\n    ")
    yield "\n  ]" if draft.lines else "]"
    yield f"{tail}\n"


def _spelled(value: dict[str, Any]) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)


def _nothing_against(draft: Draft) -> str:
    return "" if any(line.kind == "against" for line in draft.lines) else wording.NOTHING_AGAINST


def _names(draft: Draft, pack: Pack) -> tuple[dict[str, str], dict[int, str], dict[str, Any]]:
    """The names of the themes and of the projects, and the figures by their ids."""
    return (
        {theme.code: theme.name for theme in pack.themes},
        {project.pk: project.title for project in pack.projects},
        {str(figure["id"]): figure for figure in draft.figures},
    )


def _statement(
    number: int, line: Line, names: dict[str, str], projects: dict[int, str], figures: dict[str, Any]
) -> dict[str, Any]:
    return {
        "id": number,
        "kind": line.kind,
        "theme": line.theme,
        "theme_name": names.get(line.theme, ""),
        "text": tokens.fill(line.words, figures.values()) if line.figure else line.words,
        "template": line.words if line.figure else "",
        "said_by": line.said_by,
        "sources": [_source(piece, projects) for piece in line.pieces],
        "projects_saying": line.projects_saying,
        "projects_asked": line.projects_asked,
        "n_of_n": f"{line.projects_saying} of {line.projects_asked}",
        "counted": line.counted,
        "projects_against": line.saying_no,
        "projects_both": line.saying_both,
        "confidence": "" if line.kind == UNNAMED else line.confidence,
        "confidence_words": _sure(line),
        "concerns": {} if line.kind == UNNAMED else dict(line.concerns),
        "voices": dict(line.voices),
        "figures": [_figure(figures[line.figure])] if line.figure in figures else [],
    }


def _sure(line: Line) -> str:
    """How sure we are, in words. Of what nobody has named yet there is nothing to be sure of."""
    return wording.confidence(line, line.confidence) if line.confidence and line.kind != UNNAMED else ""


def _source(piece: Piece, projects: dict[int, str]) -> dict[str, Any]:
    return {
        "id": piece.key,
        "source": piece.origin,
        "field": piece.field,
        "sentence": piece.sentence,
        "start": piece.start,
        "end": piece.end,
        "sha256": piece.sha256,
        "quote": piece.text,
        "project": projects.get(piece.project, ""),
    }


def _figure(figure: dict[str, Any]) -> dict[str, Any]:
    told = ("id", "name", "question", "kind", "point", "group", "words", "numerator", "denominator", "percent")
    return {name: figure[name] for name in (*told, "asked", "took_part", "projects", "is_hidden")}


def as_text(draft: Draft, pack: Pack) -> str:
    """A draft for reading, each statement with its count and its sources beneath."""
    names = {theme.code: theme.name for theme in pack.themes}
    lines = [draft.title, "", draft.one_line]
    lines += [draft.for_whom] if draft.for_whom else []
    for kind in ORDER:
        heading = Statement.Kind(kind).label
        mine = [line for line in draft.lines if line.kind == kind]
        if mine or kind == "against":
            lines += ["", heading, "-" * len(heading)]
        if kind == "against" and not mine:
            lines.append(wording.NOTHING_AGAINST)
        for line in mine:
            said_by = f" ({line.said_by})" if line.said_by else ""
            words = tokens.fill(line.words, draft.figures) if line.figure else line.words
            lines.append(f"* {words}{said_by}")
            lines.append(f"  {names[line.theme]}" if line.theme in names else "  Under no theme")
            lines.append(f"  {_sure(line) or wording.behind(line)}")
            lines += [f"  from {piece.key}, characters {piece.start} to {piece.end}" for piece in line.pieces[:3]]
    left = wording.left_out(draft.counts)
    lines += ["", "What this cannot tell", "---------------------", draft.limits]
    lines += [f"Left out: {'; '.join(left)}."] if left else []
    return "\n".join([*lines, "", f"Method: {draft.generator}. Evidence: {draft.input_hash}."])
