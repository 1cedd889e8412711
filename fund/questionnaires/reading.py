"""Answers in words, for whoever may read them: labels instead of codes, money as money, days as days."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from fund.models import Question, Round, Section
from fund.questionnaires.conditions import Asked
from fund.questionnaires.kinds import boxes
from fund.questionnaires.lists import YES_NO, Lists
from fund.questionnaires.merging import TYPED
from fund.questionnaires.tables import NOTHING
from fund.templatetags.words import day, pounds


class Line(NamedTuple):
    """One line of a budget in words."""

    heading: str
    what: str
    amount: Decimal


class Row(NamedTuple):
    """One row of a table of answers in words; `name` is what a given row is called."""

    name: str
    cells: "tuple[tuple[str, Words], ...]"


class Words(str):
    """An answer as text.

    A choice of several also has its `items`, places their `notes` (what else they belong to), a budget its `lines` and
    its `total`, and a table of several answers its `rows`, each with the labels and words of what stands in it.
    """

    items: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    lines: tuple[Line, ...] = ()
    total: Decimal | None = None


def readable(
    section: Section,
    values: Mapping[str, Any],
    round_: Round,
    *,
    lists: Lists | None = None,
    papers: Mapping[str, Iterable[str]] | None = None,
    asked: Asked | None = None,
    everything: bool = False,
) -> list[tuple[Question, Words]]:
    """Each question of a section with its answer in words; one that was not answered has empty words.

    What is not asked is left out, whatever was answered to it before. `asked` knows that where a condition looks at
    other sections; without it such a condition is not met. `everything` is for writers who are shown what they typed.

    Costs one query for each list that the answers chose from, whatever the number of answers, and none where
    `lists` has them. `papers` names the files of file questions. Text that could not be read is shown as typed.
    """
    lists = lists or Lists(round_)
    typed = values.get(TYPED, {})
    asked = asked or Asked([(section, values)], papers or ())
    answers = []
    for question in section.questions.all():
        if not everything and question.code not in asked.questions:
            continue
        value = values.get(question.code)
        if question.kind == Question.Kind.FILE:
            words = _listed((papers or {}).get(question.code, ()))
        elif question.code in typed:
            words = _as_typed(typed[question.code])
        elif value is None or value == "" or value == []:
            words = Words("")
        else:
            words = _WORDS.get(question.kind, _plain)(value, question, lists)
        answers.append((question, words))
    return answers


def typed_in(section: Section, values: Mapping[str, Any], lists: Lists) -> list[tuple[Question, Words]]:
    """What somebody typed into a section, in words; what is empty is left out."""
    pairs = readable(section, values, lists.round, lists=lists, everything=True)
    return [(question, words) for question, words in pairs if words]


def _plain(value: Any, question: Question, lists: Lists) -> Words:
    return Words(value)


def _number(value: Any, question: Question, lists: Lists) -> Words:
    return Words(f"{value:,}" if isinstance(value, int) else value)


def _money(value: Any, question: Question, lists: Lists) -> Words:
    try:
        return Words(pounds(Decimal(value)))
    except InvalidOperation:
        return Words(value)


def _date(value: Any, question: Question, lists: Lists) -> Words:
    try:
        return Words(day(date.fromisoformat(value)))
    except ValueError:
        return Words(value)


def _yes_no(value: Any, question: Question, lists: Lists) -> Words:
    return Words(dict(YES_NO).get(value, value))


def _one(value: Any, question: Question, lists: Lists) -> Words:
    return Words(", ".join(lists.names(question, [value])))


def _several(value: Any, question: Question, lists: Lists) -> Words:
    return _listed(lists.names(question, value))


def _places(value: Any, question: Question, lists: Lists) -> Words:
    """Council areas, and the integration authorities and NHS boards that they belong to."""
    every = {area.code for area in lists.areas}
    if len(every) > 1 and every <= set(value):
        return _listed(["All of Scotland"])
    words = _listed(lists.names(question, value))
    chosen = [area for area in lists.areas if {area.code, *area.former_codes} & set(value)]
    authorities = sorted({area.integration_authority.name for area in chosen})
    boards = sorted({area.health_board.name for area in chosen})
    if chosen:
        words.notes = (
            _counted("Integration authority", "Integration authorities", authorities),
            _counted("NHS board", "NHS boards", boards),
        )
    return words


def _counted(one: str, many: str, names: list[str]) -> str:
    return f"{one if len(names) == 1 else many}: {', '.join(names)}"


def _listed(items: Iterable[str]) -> Words:
    items = tuple(items)
    words = Words("\n".join(items))
    words.items = items
    return words


def _budget(value: Any, question: Question, lists: Lists) -> Words:
    names = dict(lists.headings)
    lines = tuple(Line(names.get(row["heading"], row["heading"]), row["what"], Decimal(row["amount"])) for row in value)
    total = sum((line.amount for line in lines), Decimal(0))
    rows = [f"{line.heading + ': ' if line.heading else ''}{line.what}, {pounds(line.amount)}" for line in lines]
    words = Words("\n".join([*rows, f"Total: {pounds(total)}"]))
    words.lines, words.total = lines, total
    return words


def _group(value: Any, question: Question, lists: Lists) -> Words:
    names = {row["code"]: row["name"] for row in question.settings.get("rows", [])}
    parts = boxes(question)
    rows = []
    for answers in value:
        found = [
            (part.label, _WORDS.get(part.kind, _plain)(answers[part.code], part, lists))
            for part in parts
            if answers.get(part.code) not in NOTHING
        ]
        rows.append(Row(names.get(answers.get("row", ""), ""), tuple(found)))
    words = Words("\n".join(_line(row) for row in rows))
    words.rows = tuple(rows)
    return words


def _line(row: Row) -> str:
    said = "; ".join(f"{label}: {', '.join(words.items) or words}" for label, words in row.cells)
    return f"{row.name}. {said}" if row.name else said


def _as_typed(raw: Any) -> Words:
    if isinstance(raw, list):
        return _listed(_typed_row(row) if isinstance(row, dict) else str(row) for row in raw)
    return Words(raw)


def _typed_row(row: Mapping[str, Any]) -> str:
    typed = [value for code, value in row.items() if code != "row" and value]
    return ", ".join(", ".join(value) if isinstance(value, list) else str(value) for value in typed)


_WORDS: dict[str, Callable[[Any, Question, Lists], Words]] = {
    Question.Kind.NUMBER: _number,
    Question.Kind.MONEY: _money,
    Question.Kind.DATE: _date,
    Question.Kind.YES_NO: _yes_no,
    Question.Kind.ONE_OF: _one,
    Question.Kind.MANY_OF: _several,
    Question.Kind.PLACES: _places,
    Question.Kind.BUDGET: _budget,
    Question.Kind.GROUP: _group,
}
