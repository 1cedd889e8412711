"""Reading a TOML file table by table: every fault is noted on its line, and reading goes on."""

import difflib
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from fund.kit.states import Refused
from fund.rounds.lines import Lines, Path
from fund.rounds.values import UNPRINTABLE, Key, Wrong

Row = dict[str, Any]


@dataclass(frozen=True)
class Fault:
    """Something in a file that a person must mend, and the line where it stands."""

    line: int
    words: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.words}"


class BadFile(Refused):
    """A file that makes no round, with all its faults."""

    def __init__(self, faults: list[Fault], name: str = "") -> None:
        self.faults = faults
        many = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        super().__init__(
            "\n".join([f"{name or 'This round file'} has {many}. Nothing was written.", *map(str, faults)])
        )


@dataclass
class Plan:
    """What a file says: the round's columns, its parts by table, and its questions by purpose; and its faults."""

    fund: str = ""
    stage: str = ""
    about: Row = field(default_factory=dict)
    parts: dict[str, list[Row]] = field(default_factory=dict)
    questionnaires: dict[str, list[Row]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    lines: Lines = field(default_factory=lambda: Lines(""))

    def fault(self, path: Path, words: str) -> None:
        self.faults.append(Fault(self.lines.of(path), words))


class Reader:
    """Reads one file's tables into a plan and notes each fault on its line."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    def fault(self, path: Path, words: str) -> None:
        self.plan.fault(path, words)

    def row(self, table: Any, keys: dict[str, Key], path: Path, *, also: Iterable[str] = ()) -> Row:
        """The columns of one table. A key that cannot be taken is a fault, and its default stands in for it."""
        row = {key.column: key.default() for key in keys.values()}
        if not isinstance(table, dict):
            self.fault(path, f"Write a table with keys and values here{inside(path)}.")
            return row
        self.unknown(table, [*keys, *also], path)
        for name, key in keys.items():
            if name in table:
                try:
                    row[key.column] = key.check(table[name])
                except Wrong as wrong:
                    self.fault((*path, name), f"‘{name}’ {wrong}.")
                    continue
            if key.is_required and row[key.column] in ("", None):
                where = (*path, name) if name in table else path
                self.fault(where, f"‘{name}’ is missing{inside(path)}.")
        return row

    def unknown(self, table: dict[str, Any], known: list[str], path: Path) -> None:
        for name in table:
            if name not in known:
                near = difflib.get_close_matches(name, known, n=1)
                cure = f" Did you mean ‘{near[0]}’?" if near else f" Known are: {', '.join(sorted(known))}."
                self.fault((*path, name), f"‘{printable(name)}’ is not known{inside(path)}.{cure}")

    def rows(self, data: dict[str, Any], name: str, path: Path = ()) -> list[tuple[Any, Path]]:
        """The tables of `[[name]]`, each with its path."""
        value = data.get(name, [])
        if not isinstance(value, list):
            self.fault((*path, name), f"‘{name}’ is a list of tables: write [[{name}]] with two brackets.")
            return []
        return [(each, (*path, name, number)) for number, each in enumerate(value)]

    def once(self, rows: list[Row], paths: list[Path], column: str) -> None:
        """No two rows have the same value in this column."""
        seen: dict[Any, Path] = {}
        for row, path in zip(rows, paths, strict=True):
            value = row.get(column)
            if value in ("", None):
                continue
            if value in seen:
                first = self.plan.lines.of((*seen[value], column))
                self.fault(
                    (*path, column), f"The {column} ‘{value}’ is taken already, on line {first}. Choose another."
                )
            else:
                seen[value] = path


def parse(text: str) -> tuple[dict[str, Any], Plan]:
    """The tables of a TOML text, and a plan that knows its lines; no tables and one fault where it is not TOML."""
    try:
        return tomllib.loads(text, parse_float=Decimal), Plan(lines=Lines(text))
    except tomllib.TOMLDecodeError as wrong:
        found = re.search(r"^(.*) \(at (?:line (\d+), column \d+|end of document)\)$", str(wrong), re.DOTALL)
        line = int(found[2]) if found and found[2] else text.rstrip().count("\n") + 1
        words = f"This is not TOML: {found[1] if found else wrong}."
        if re.search(r"\dT\d\d:\d\d\s*(#.*)?$", "".join(text.split("\n")[line - 1 : line])):
            words += " A time needs its seconds: write 09:00:00."
        fault = Fault(line, f"{words} Mend this first: faults after it are not seen yet.")
    except (RecursionError, ValueError):
        fault = Fault(1, "This file holds a number or a list that is too large to read.")
    return {}, Plan(faults=[fault])


def inside(path: Path) -> str:
    names = [str(name) for name in path if isinstance(name, str)]
    return f" in ‘{'.'.join(names)}’" if names else ""


def printable(name: str) -> str:
    return UNPRINTABLE.sub("�", name)[:60]
