"""The places in an answer where somebody writes freely: a whole text, or a cell of a table."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from applications.models import Redaction
from fund.models import Question
from fund.questionnaires import TYPED
from fund.questionnaires.merging import answer

Kind = Question.Kind
FREE = (Kind.TEXT, Kind.LINE, Kind.EMAIL, Kind.PHONE, Kind.WEB)


class Cell(NamedTuple):
    """One place: its row by code or number and its column by code, both empty for a whole answer; and what is there."""

    row: str
    column: str
    label: str
    words: str


def cells_of(question: Question, values: Mapping[str, Any]) -> list[Cell]:
    """Every such place in an answer. What was typed and could not be read counts as written freely."""
    is_typed, value = answer(values, question.code)
    if isinstance(value, str) or question.kind in FREE:
        is_free = is_typed or question.kind in FREE
        return [Cell("", "", "", value if isinstance(value, str) else "")] if is_free else []
    rows = value if isinstance(value, list) else []
    columns, names = _columns(question, is_typed=is_typed), _row_names(question)
    return [
        Cell(_key(number, row), column, f"{names.get(row.get('row', ''), f'Row {number + 1}')}, {label}", row[column])
        for number, row in enumerate(rows)
        if isinstance(row, dict)
        for column, label in columns.items()
        if isinstance(row.get(column), str) and row[column]
    ]


def _key(number: int, row: Mapping[str, Any]) -> str:
    return str(row.get("row", number))


def _columns(question: Question, *, is_typed: bool) -> dict[str, str]:
    """The columns of a table in which people write, each with its label."""
    if question.kind == Kind.BUDGET:
        return {"heading": "Heading", "what": "What for", "amount": "Amount"} if is_typed else {"what": "What for"}
    boxes = question.settings.get("fields", [])
    return {box["code"]: box["label"] for box in boxes if is_typed or box["kind"] in FREE}


def _row_names(question: Question) -> dict[str, str]:
    return {row["code"]: row["name"] for row in question.settings.get("rows", [])}


def as_readers_see(
    question: Question, values: Mapping[str, Any], copies: Iterable[Redaction]
) -> tuple[Mapping[str, Any], bool]:
    """The answers with the copies of this question in their places, and whether there was any.

    Rows may move when a group changes its answer: a copy also stands wherever the words are that it was made from.
    """
    placed, made_from = {}, {}
    for copy in copies:
        placed[copy.row, copy.column] = made_from[copy.column, copy.was] = copy.words
    instead = {}
    for cell in cells_of(question, values) if placed else []:
        words = placed.get((cell.row, cell.column), made_from.get((cell.column, cell.words)))
        if words is not None:
            instead[cell.row, cell.column] = words
    return (_put(question, values, instead), True) if instead else (values, False)


def _put(question: Question, values: Mapping[str, Any], instead: Mapping[tuple[str, str], str]) -> dict[str, Any]:
    is_typed, value = answer(values, question.code)
    if isinstance(value, list):
        put: Any = [
            {column: instead.get((_key(number, row), column), said) for column, said in row.items()}
            if isinstance(row, dict)
            else row
            for number, row in enumerate(value)
        ]
    else:
        put = instead["", ""]
    if not is_typed:
        return {**values, question.code: put}
    return {**values, TYPED: {**values[TYPED], question.code: put}}
