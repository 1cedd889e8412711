"""A round as the text of its definition file: what is loaded from it is the same round."""

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from fund.models import Round
from fund.rounds.definition import ABOUT, DATES, PARTS, SECTION
from fund.rounds.questions import QUESTION
from fund.rounds.reading import Row
from fund.rounds.standing import QUESTIONS, as_it_stands
from fund.rounds.values import LONDON, Key

READERS = {
    (False, False): "Only officers read this section.",
    (True, False): "Officers and assessors read this section.",
    (True, True): "Officers, assessors and the panel read this section.",
    (False, True): "Officers and the panel read this section.",
}


def write(round_: Round) -> str:
    """The definition file of a round, in an order that depends on nothing but the round.

    What stands as it would without being said is left out. Of several versions of its questions the one in use counts.
    """
    plan = as_it_stands(round_)
    blocks = [
        f"# {round_.name}\n# Definition of a round, as it stands. docs/rounds.md says what each key means.",
        "\n".join([_line("fund", plan.fund), _line("state", plan.stage), *_lines(plan.about, ABOUT)]),
    ]
    if dates := _lines(plan.about, DATES):
        blocks.append("\n".join(["# Times as clocks in Scotland show them.", "[dates]", *dates]))
    for part in PARTS:
        for row in plan.parts[part.table]:
            blocks.append("\n".join([f"[[{part.table}]]", *_lines(row, part.keys), *_anchors(part.table, row)]))
    for purpose in QUESTIONS:
        for section in plan.questionnaires[purpose]:
            blocks += _section(purpose, section)
    return "\n\n".join(blocks) + "\n"


def _section(purpose: str, section: Row) -> list[str]:
    said = f"# {READERS[section['assessors_see_it'], section['panel_sees_it']]}"
    blocks = ["\n".join([said, f"[[{purpose}.sections]]", *_lines(section, SECTION)])]
    for question in section["questions"]:
        lines = _lines(question, QUESTION)
        lines += [_line(name, value) for name, value in sorted(question["settings"].items()) if value is not None]
        blocks.append("\n".join([f"[[{purpose}.sections.questions]]", *lines]))
    return blocks


def _anchors(table: str, row: Row) -> list[str]:
    """What each score means, below its criterion."""
    if table != "criteria" or not row["anchors"]:
        return []
    meanings = [_line(_value(_short(anchor["score"])), anchor["meaning"]) for anchor in row["anchors"]]
    return ["[criteria.anchors]", *(line for line in meanings)]


def _lines(row: Row, keys: dict[str, Key]) -> list[str]:
    """One line for each key that says something."""
    return [
        _line(name, row[key.column])
        for name, key in keys.items()
        if row[key.column] is not None and (key.is_required or row[key.column] != key.default())
    ]


def _line(name: str, value: Any) -> str:
    return f"{name} = {_value(value)}"


def _value(value: Any) -> str:
    """A value as TOML writes it."""
    match value:
        case bool():
            return "true" if value else "false"
        case Decimal():
            return _short(value)
        case int() | float():
            return str(value)
        case datetime():
            return value.astimezone(LONDON).replace(tzinfo=None).isoformat()
        case date():
            return value.isoformat()
        case dict():
            return f"{{ {', '.join(f'{key} = {_value(each)}' for key, each in value.items() if each is not None)} }}"
        case list():
            return _list(value)
    text = str(value)
    if "\n" in text:
        safe = text.replace("\\", "\\\\").replace('"', '\\"')
        return f'"""\n{safe}"""'
    return json.dumps(text, ensure_ascii=False)


def _list(items: list[Any]) -> str:
    """Words stand on one line while they are few; tables stand one a line."""
    written = [_value(item) for item in items]
    if any(isinstance(item, dict) for item in items) or sum(map(len, written)) > 90:
        return "[\n" + "".join(f"  {item},\n" for item in written) + "]"
    return f"[{', '.join(written)}]"


def _short(number: Decimal) -> str:
    """A number without noughts that say nothing."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
