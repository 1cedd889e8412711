"""A table of answers: rows that people add, or rows that are given, with the same boxes in each. It needs no script."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from fund.kit.numbers import Unreadable, read_money
from fund.questionnaires.lists import Choices

Row = dict[str, Any]
EMPTY_ROWS = 3
MOST_ROWS = 60
NOTHING: tuple[Any, ...] = ("", None, [])
# Faults that already say what the box wants; the others are told with the box's name.
SAYS_WHICH = {"required", "invalid_choice"}


class Column(NamedTuple):
    """One box of each row: its code, its form field, how its answer is kept as JSON, and whether rows must differ."""

    code: str
    field: forms.Field
    keep: Callable[[Any], Any]
    is_once: bool = False

    @property
    def look(self) -> str:
        """The kind of box: ticks, a menu, several lines or one line."""
        if isinstance(self.field, forms.MultipleChoiceField):
            return "ticks"
        if isinstance(self.field, forms.ChoiceField):
            return "menu"
        return "lines" if isinstance(self.field.widget, forms.Textarea) else "line"


class TableWidget(forms.Widget):
    """Every row that was filled and three empty ones, or the given rows."""

    template_name = "fund/parts/table.html"
    use_fieldset = True

    def __init__(self, columns: Sequence[Column], *, rows: Choices, most: int, has_total: bool) -> None:
        super().__init__()
        self.columns = columns
        self.given_rows = rows
        self.most = most
        self.has_total = has_total
        self.wrong: set[tuple[int, int]] = set()
        self._menus: dict[str, SafeString] = {}

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[Row]:
        """The rows in which anything was typed, as typed. A list is taken as it is: a table that was kept."""
        if isinstance(kept := data.get(name), list):
            return kept
        numbers = range(len(self.given_rows) or MOST_ROWS + EMPTY_ROWS)
        rows = []
        for number in numbers:
            row = {column.code: self._typed(data, f"{name}-{number}-{column.code}", column) for column in self.columns}
            if any(part.strip() for value in row.values() for part in ([value] if isinstance(value, str) else value)):
                rows.append({"row": self.given_rows[number][0], **row} if self.given_rows else row)
        return rows

    def _typed(self, data: Mapping[str, Any], name: str, column: Column) -> str | list[str]:
        if column.look == "ticks":
            return list(data.getlist(name) if hasattr(data, "getlist") else data.get(name, []))
        return str(data.get(name, ""))

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return False

    def id_for_label(self, id_: str) -> str:
        """The first box that is wrong, else the first one: there the list of errors leads."""
        number, nth = min(self.wrong, default=(0, 0))
        return f"{id_}-{number}-{self.columns[nth].code}" if id_ else id_

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        filled = [row for row in value or [] if isinstance(row, dict)]
        if self.given_rows:
            by_code = {row.get("row"): row for row in filled}
            rows = [(words, by_code.get(code, {})) for code, words in self.given_rows]
        else:
            shown = min(len(filled) + EMPTY_ROWS, max(self.most, len(filled)))
            rows = [("", filled[number] if number < len(filled) else {}) for number in range(shown)]
        context["widget"] |= {
            "rows": [self._row(name, number, words, row) for number, (words, row) in enumerate(rows)],
            "has_total": self.has_total,
            "total": sum((_sure(row.get("amount")) for row in filled), Decimal(0)),
            "is_given": bool(self.given_rows),
            "most": self.most,
            "can_grow": not self.given_rows and len(rows) < self.most,
        }
        return context

    def _row(self, name: str, number: int, words: str, row: Mapping[str, Any]) -> dict[str, Any]:
        cells = [self._cell(name, number, nth, row.get(column.code)) for nth, column in enumerate(self.columns)]
        return {"number": number + 1, "words": words, "id": f"id_{name}-{number}", "cells": cells}

    def _cell(self, name: str, number: int, nth: int, value: Any) -> dict[str, Any]:
        column = self.columns[nth]
        field, id_ = column.field, f"id_{name}-{number}-{column.code}"
        cell = {
            "name": f"{name}-{number}-{column.code}",
            "id": id_,
            "code": column.code,
            "look": column.look,
            "label": field.label,
            "is_optional": not field.required,
            "is_wrong": (number, nth) in self.wrong,
            "value": "" if value is None else field.prepare_value(value),
            "attrs": field.widget.attrs,
            "type": getattr(field.widget, "input_type", "text"),
            "help": field.help_text if number == 0 else "",
            "told_by": [f"id_{name}-0-{column.code}_helptext"] if field.help_text else [],
        }
        if isinstance(field, forms.ChoiceField):
            cell["choices"] = field.choices
            cell["menu"] = self._menu(column, str(cell["value"])) if cell["look"] == "menu" else ""
        return cell

    def _menu(self, column: Column, chosen: str) -> SafeString:
        """The options of a menu, written once for all rows."""
        if column.code not in self._menus:
            choices = [(code, name) for code, name in column.field.choices if code != ""]  # type: ignore[attr-defined]
            self._menus[column.code] = format_html_join("", '<option value="{}">{}</option>', choices)
        menu, option = self._menus[column.code], format_html_join("", 'value="{}"', [(chosen,)])
        return mark_safe(menu.replace(option, f"{option} selected", 1)) if chosen else menu  # noqa: S308  (escaped above)


def _sure(amount: Any) -> Decimal:
    """An amount that can be read already, else nought."""
    try:
        return read_money(amount)
    except Unreadable:
        return Decimal(0)


class Table(forms.Field):
    """Rows of answers, each a dictionary by the codes of its columns; given rows also say which `row` they are.

    A gap in a row that was begun is something left to do; with `strict` it is a fault at once. `partial` holds what
    was read where only gaps are wrong.
    """

    widget: TableWidget

    def __init__(
        self,
        *,
        columns: Sequence[Column],
        rows: Choices | None = None,
        most: int = MOST_ROWS,
        least: int = 0,
        strict: bool = False,
        has_total: bool = False,
        **facts: Any,
    ) -> None:
        widget = TableWidget(columns, rows=rows or [], most=most, has_total=has_total)
        super().__init__(widget=widget, **facts)
        self.columns, self.given_rows = columns, rows or []
        self.most, self.least, self.strict = most, least, strict
        self.partial: list[Row] = []

    def clean(self, value: Any) -> list[Row]:
        rows = [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
        self.widget.wrong = set()
        self.partial = []
        if not rows:
            self.validate(rows)
            return rows
        if not self.given_rows and len(rows) > self.most:
            raise ValidationError(f"Use at most {self.most} rows", code="rows")
        faults: list[ValidationError] = []
        seen: dict[tuple[str, Any], str] = {}
        for number, name, row in self._lines(rows):
            read = self._read(number, name, row, faults)
            self._see_that_it_is_new(number, name, read, seen, faults)
            if read.keys() - {"row"}:
                self.partial.append(read)
        if not self.given_rows and len(rows) < self.least:
            faults.append(ValidationError(f"“{self.label}”: add at least {self.least} rows", code="required"))
        if faults:
            raise ValidationError(faults)
        return self.partial

    def _see_that_it_is_new(
        self, number: int, name: str, read: Row, seen: dict[tuple[str, Any], str], faults: list[ValidationError]
    ) -> None:
        for nth, column in enumerate(self.columns):
            if not column.is_once or column.code not in read:
                continue
            first = seen.setdefault((column.code, read[column.code]), name)
            if first != name:
                self.widget.wrong.add((number, nth))
                words = f"this is the same as in “{first}”. Choose another, or clear the row"
                faults.append(ValidationError(f"{name}, {column.field.label}: {words}", code="cell"))

    def _lines(self, rows: list[Row]) -> Iterator[tuple[int, str, Row]]:
        """Each row that counts, with its number from nought and what it is called."""
        if not self.given_rows:
            yield from ((number, f"Row {number + 1}", row) for number, row in enumerate(rows))
        by_code = {row.get("row"): row for row in rows}
        for number, (code, words) in enumerate(self.given_rows):
            if code in by_code or self.required:
                yield number, words, by_code.get(code, {"row": code})

    def _read(self, number: int, name: str, row: Row, faults: list[ValidationError]) -> Row:
        read = {"row": row["row"]} if self.given_rows else {}
        for nth, column in enumerate(self.columns):
            try:
                value = column.field.clean(row.get(column.code, ""))
            except ValidationError as fault:
                self.widget.wrong.add((number, nth))
                code = fault.error_list[0].code
                is_gap = code == "required" and not self.strict
                where = name if code in SAYS_WHICH else f"{name}, {column.field.label}"
                words = fault.messages[0]
                said = f"{where}: {words[0].lower()}{words[1:]}"
                faults.append(ValidationError(said, code="required" if is_gap else "cell"))
            else:
                if value not in NOTHING:
                    read[column.code] = column.keep(value)
        return read
