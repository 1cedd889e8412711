"""Reading a file of evidence: every fault is named by its place, and a file with a fault brings nothing in."""

import hashlib
import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fund.kit.plain_text import unseen
from fund.kit.states import Refused
from fund.models import Term
from reporting.collecting.schema import SCHEMA

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

MOST_FAULTS = 200
MOST_BYTES = 20_000_000  # as many words as 5,000 reports have, which is what drafts are measured with
TOO_MUCH = "{path} is larger than {most} MB. Cut it into several files, each with a name of its own, and bring them in."
FOLDER = "{path} is a folder. Name one file in it."
NO_FILE = "There is no file {path}."
MOST_DIGITS = 40
TOO_LARGE = "is a number too large to be one of people or pounds."
TOO_DEEP = "{path} has lists within lists too deep to read. Write it as the schema says."
NO_LETTERS = "holds a sign that nobody sees ({sign}). Take it out."
ONE_EACH = ("kind", "name", "question", "direction")  # of an indicator
MIXED = (
    "is “{told}” here and “{before}” in figures[{place}], both of “{indicator}”. Give one of them its own indicator."
)
NO_JSON = "{path} is not JSON: line {line}, column {column}: {words}."


@dataclass(frozen=True)
class Fault:
    """What is wrong, and where: sources[3].answers[0].slot."""

    where: str
    words: str

    def __str__(self) -> str:
        return f"{self.where or 'the file'}: {self.words}"


@dataclass(frozen=True)
class Read:
    """A file as it was read: its content, its SHA-256, and what is wrong with it."""

    content: dict[str, Any]
    sha256: str
    faults: tuple[Fault, ...]


def read(path: Path) -> Read:
    """Read a file of evidence and list its faults, at most 200. Refused where it is no JSON at all."""
    if path.is_dir():
        raise Refused(FOLDER.format(path=path))
    if not path.is_file():
        raise Refused(NO_FILE.format(path=path))
    with path.open("rb") as file:
        raw = file.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise Refused(TOO_MUCH.format(path=path, most=MOST_BYTES // 1_000_000))
    try:
        content = json.loads(raw.decode("utf-8-sig"), parse_int=_number, object_pairs_hook=_part)
        faults = [*_unkeepable(content), *(fault for error in _errors(content) for fault in _in_words(error))]
    except UnicodeDecodeError as error:
        raise Refused(f"{path} is not written in UTF-8. Save it as UTF-8 and bring it again.") from error
    except json.JSONDecodeError as error:
        words = NO_JSON.format(path=path, line=error.lineno, column=error.colno, words=error.msg)
        raise Refused(words) from error
    except RecursionError as error:
        raise Refused(TOO_DEEP.format(path=path)) from error
    if not faults:
        faults = list(_across(content))
    return Read(content, hashlib.sha256(raw).hexdigest(), tuple(dict.fromkeys(faults))[:MOST_FAULTS])


class Part(dict[str, Any]):
    """A part of the file in which a name stands twice, so that one of the two would be lost."""

    twice: tuple[str, ...] = ()


def _part(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    part = Part(pairs)
    if len(part) < len(pairs):
        counted = Counter(name for name, _ in pairs)
        part.twice = tuple(name for name in counted if counted[name] > 1)
        return part
    return dict(pairs)


def _number(digits: str) -> int | float:
    """A whole number; one with more digits than anything is counted by is told as endless, which is a fault."""
    return int(digits) if len(digits) <= MOST_DIGITS else math.inf


def _unkeepable(content: Any, path: tuple[Any, ...] = ()) -> Iterator[Fault]:
    """What JSON can spell and no database keeps: numbers that are none, and signs that are no letters."""
    if isinstance(content, float) and not math.isfinite(content):
        yield Fault(_place(path), "must be a number." if math.isnan(content) else TOO_LARGE)
    elif isinstance(content, str) and (sign := unseen(content)):
        yield Fault(_place(path), NO_LETTERS.format(sign=sign))
    elif isinstance(content, list):
        for number, part in enumerate(content):
            yield from _unkeepable(part, (*path, number))
    elif isinstance(content, dict):
        for name in getattr(content, "twice", ()):
            yield Fault(_place(path), f"“{name}” stands twice.")
        for name, part in content.items():
            if sign := unseen(name):
                yield Fault(_place(path), NO_LETTERS.format(sign=sign))
            else:
                yield from _unkeepable(part, (*path, name))


def _errors(content: Any) -> list["ValidationError"]:
    from jsonschema import Draft202012Validator, FormatChecker  # noqa: PLC0415  (large, and few pages read a file)

    found = Draft202012Validator(SCHEMA, format_checker=FormatChecker()).iter_errors(content)
    return sorted(found, key=lambda error: [str(part).zfill(6) for part in error.absolute_path])


def _in_words(error: "ValidationError") -> list[Fault]:
    if error.validator == "required":
        missing = sorted(set(error.validator_value) - set(error.instance))
        return [Fault(_place(error.absolute_path), f"“{name}” is missing.") for name in missing]
    return [_of_one(error)]


def _of_one(error: "ValidationError") -> Fault:
    where = _place(error.absolute_path)
    wanted = error.validator_value
    match error.validator:
        case "additionalProperties":
            unknown = sorted(set(error.instance) - set(error.schema["properties"]))
            return Fault(where, f"{_quoted(unknown)} is not known here.")
        case "enum":
            known = dict.fromkeys(str(one or "nothing") for one in wanted)
            return Fault(where, f"must be one of: {', '.join(known)}.")
        case "uniqueItems":
            return Fault(where, "names the same thing twice.")
        case "const":
            return Fault(where, f"must be “{wanted}”.")
        case "type":
            return Fault(where, f"must be {' or '.join(TYPES[one] for one in _as_list(wanted))}.")
        case "pattern" | "minItems":
            return Fault(where, "must not be empty.")
        case "maxLength":
            return Fault(where, f"must have at most {wanted:,} letters.")
        case "minimum":
            return Fault(where, f"must be {wanted} or more.")
        case "maximum":
            return Fault(where, f"must be {wanted:,} or less.")
        case "format":
            return Fault(where, "must be a day such as 2026-03-31.")
    return Fault(where, error.message)


TYPES = {
    "object": "an object",
    "array": "a list",
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "nothing",
}


def _as_list(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)


def _place(path: Iterable[Any]) -> str:
    words = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return words.removeprefix(".")


def _across(content: dict[str, Any]) -> Iterator[Fault]:
    """What only shows when rows are held against each other."""
    projects = {row["id"] for row in content["projects"]}
    sources = {row["id"]: row.get("project") for row in content["sources"]}
    themes = set(Term.objects.of("learning-themes").values_list("code", flat=True))
    yield from _twice("projects", content["projects"])
    yield from _twice("sources", content["sources"])
    for number, source in enumerate(content["sources"]):
        where = f"sources[{number}]"
        if source.get("project") and source["project"] not in projects:
            yield Fault(f"{where}.project", f"there is no project “{source['project']}”.")
        if not source.get("project") and source["kind"] != "card":
            yield Fault(f"{where}.project", "only a card may be of no project.")
        fields = Counter(_field(answer) for answer in source["answers"])
        for place, answer in enumerate(source["answers"]):
            if source["kind"] != "story" and not answer.get("slot"):
                yield Fault(f"{where}.answers[{place}]", "“slot” is missing.")
            for theme in answer.get("themes", ()):
                if theme not in themes:
                    yield Fault(f"{where}.answers[{place}].themes", f"there is no learning theme “{theme}” here.")
            if fields[_field(answer)] > 1:
                yield Fault(f"{where}.answers[{place}].field", f"“{_field(answer)}” stands twice in this source.")
    figures = content.get("figures", [])
    for number, figure in enumerate(figures):
        yield from _figure(f"figures[{number}]", figure, projects, sources)
    yield from _mixed(figures)


def _mixed(figures: list[dict[str, Any]]) -> Iterator[Fault]:
    """Figures of one indicator are added, so they are of one kind and go by one name."""
    first: dict[tuple[str, str], tuple[int, str]] = {}
    for number, figure in enumerate(figures):
        for part in ONE_EACH:
            told = figure.get(part) or ("share" if part == "kind" else "")
            place, before = first.setdefault((figure["indicator"], part), (number, told)) if told else (number, told)
            if told != before:
                words = MIXED.format(told=told, before=before, place=place, indicator=figure["indicator"])
                yield Fault(f"figures[{number}].{part}", words)


def _figure(
    where: str, figure: dict[str, Any], projects: set[str], sources: Mapping[str, str | None]
) -> Iterator[Fault]:
    if figure["project"] not in projects:
        yield Fault(f"{where}.project", f"there is no project “{figure['project']}”.")
    if figure.get("source") and figure["source"] not in sources:
        yield Fault(f"{where}.source", f"there is no source “{figure['source']}”.")
    elif figure.get("source") and (whose := sources[figure["source"]]) and whose != figure["project"]:
        yield Fault(f"{where}.source", f"“{figure['source']}” is a source of “{whose}”, not of “{figure['project']}”.")
    part, whole = figure.get("numerator"), figure.get("denominator")
    kind = figure.get("kind", "share")
    if kind == "share" and (part is None or whole is None):
        yield Fault(where, "a share needs “numerator” and “denominator”.")
    if kind == "count" and part is None:
        yield Fault(where, "a count needs “numerator”.")
    if kind == "scale" and (figure.get("value") is None or whole is None):
        yield Fault(where, "a scale needs “value” and “denominator”.")
    if kind == "share" and part is not None and whole is not None and part > whole:
        yield Fault(f"{where}.numerator", f"{part} said so, but only {whole} answered.")
    for name, words in (("asked", "were asked"), ("took_part", "took part")):
        if whole is not None and (known := figure.get(name)) is not None and known < whole:
            yield Fault(f"{where}.{name}", f"{whole} answered, but only {known} {words}.")


def _field(answer: dict[str, Any]) -> str:
    return str(answer.get("field") or answer.get("slot") or "told")


def _twice(name: str, rows: list[dict[str, Any]]) -> Iterator[Fault]:
    counted = Counter(row["id"] for row in rows)
    for number, row in enumerate(rows):
        if counted[row["id"]] > 1:
            yield Fault(f"{name}[{number}].id", f"“{row['id']}” stands twice.")
