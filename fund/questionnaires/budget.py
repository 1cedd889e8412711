"""The budget table: numbered rows of heading, what and amount, that work without script."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from fund.kit.numbers import Unreadable, read_money
from fund.kit.plain_text import tidy_line
from fund.questionnaires.fields import nice_money
from fund.questionnaires.lists import Choices

Row = dict[str, str]

CELLS = ("heading", "what", "amount")
EMPTY_ROWS = 3
MOST_ROWS = 60


def total(rows: Any) -> Decimal:
    """The sum of a budget's rows that were read."""
    return sum((Decimal(row["amount"]) for row in rows or []), Decimal(0))


class BudgetTable(forms.Widget):
    """Every row that was filled and three empty ones."""

    template_name = "fund/parts/budget_table.html"
    use_fieldset = True

    def __init__(self, headings: Choices, *, most_rows: int = MOST_ROWS, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.headings = headings
        self.most_rows = most_rows
        self.wrong: set[tuple[int, str]] = set()

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[Row]:
        """The rows in which anything was typed, as typed. A list is taken as it is: a budget that was kept."""
        if isinstance(kept := data.get(name), list):
            return kept
        rows = []
        for index in range(MOST_ROWS + EMPTY_ROWS):
            row = {cell: str(data.get(f"{name}-{index}-{cell}", "")) for cell in CELLS}
            if any(value.strip() for value in row.values()):
                rows.append(row)
        return rows

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return False

    def id_for_label(self, id_: str) -> str:
        """The first cell that is wrong, else the first one: there the list of errors leads."""
        index, cell = min(self.wrong, default=(0, CELLS[0] if self.headings else CELLS[1]))
        return f"{id_}-{index}-{cell}" if id_ else id_

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        rows = [row for row in value or [] if isinstance(row, dict)]
        shown = min(len(rows) + EMPTY_ROWS, max(self.most_rows, len(rows)))
        context["widget"] |= {
            "headings": self.headings,
            "rows": [self._row(name, index, rows[index] if index < len(rows) else {}) for index in range(shown)],
            "total": _sure_total(rows),
            "can_grow": shown < self.most_rows,
        }
        return context

    def _row(self, name: str, index: int, row: Mapping[str, Any]) -> dict[str, Any]:
        cells = {
            cell: {
                "name": f"{name}-{index}-{cell}",
                "id": f"id_{name}-{index}-{cell}",
                "value": nice_money(row.get(cell, "")) if cell == "amount" else row.get(cell, ""),
                "is_wrong": (index, cell) in self.wrong,
            }
            for cell in CELLS
        }
        return {"number": index + 1, **cells}


def _sure_total(rows: Sequence[Mapping[str, Any]]) -> Decimal:
    """The sum of the amounts that can be read already."""
    found = Decimal(0)
    for row in rows:
        try:
            found += read_money(row.get("amount", ""))
        except Unreadable:
            continue
    return found


class Budget(forms.Field):
    """Rows of heading (a code), what (words) and amount (pounds, as text with two places)."""

    widget: BudgetTable

    def __init__(self, *, headings: Choices, most_rows: int = MOST_ROWS, **facts: Any) -> None:
        super().__init__(widget=BudgetTable(headings, most_rows=most_rows), **facts)
        self.headings = headings
        self.most_rows = most_rows

    def to_python(self, value: Any) -> list[Row]:
        wrong: list[str] = []
        rows: list[Row] = []
        self.widget.wrong = set()
        if isinstance(value, list) and len(value) > self.most_rows:
            raise ValidationError(f"Use at most {self.most_rows} rows", code="rows")
        for index, row in enumerate(value if isinstance(value, list) else []):
            rows.append(self._read(index, row if isinstance(row, dict) else {}, wrong))
        if wrong:
            raise ValidationError(wrong)
        return rows

    def _read(self, index: int, row: Mapping[str, Any], wrong: list[str]) -> Row:
        def say(cell: str, words: str) -> None:
            self.widget.wrong.add((index, cell))
            wrong.append(f"Row {index + 1}: {words}")

        heading, what = tidy_line(str(row.get("heading", ""))), tidy_line(str(row.get("what", "")))
        typed = tidy_line(str(row.get("amount", "")))
        if self.headings and heading not in dict(self.headings):
            say("heading", "choose what kind of cost this is")
        if not what:
            say("what", "say what the money is for")
        elif len(what) > 250:
            say("what", "say what the money is for in at most 250 characters")
        amount = Decimal(0)
        if not typed:
            say("amount", "enter the amount in pounds")
        else:
            try:
                amount = read_money(typed, least=Decimal("0.01"))
            except Unreadable as fault:
                say("amount", str(fault)[0].lower() + str(fault)[1:])
        return {"heading": heading, "what": what, "amount": f"{amount:.2f}"}
