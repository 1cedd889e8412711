"""The budget: a table of heading, what and amount, that adds up."""

from decimal import Decimal
from typing import Any

from django import forms

from fund.questionnaires.fields import Line, Money
from fund.questionnaires.lists import Choices
from fund.questionnaires.tables import MOST_ROWS, Column, Row, Table


def total(rows: Any) -> Decimal:
    """The sum of a budget's rows that were read."""
    return sum((Decimal(row["amount"]) for row in rows or []), Decimal(0))


class Budget(Table):
    """Rows of heading (a code), what (words) and amount (pounds, as text with two places)."""

    def __init__(self, *, headings: Choices, most: int = MOST_ROWS, **facts: Any) -> None:
        super().__init__(columns=_columns(headings), most=most, strict=True, has_total=True, **facts)

    def clean(self, value: Any) -> list[Row]:
        return [{"heading": "", **row} for row in super().clean(value)]


def _columns(headings: Choices) -> list[Column]:
    what = Line(label="What the money is for", most=250, error_messages={"required": "Say what the money is for"})
    amount = Money(label="Amount", least=Decimal("0.01"), error_messages={"required": "Enter the amount in pounds"})
    columns = [Column("what", what, str), Column("amount", amount, lambda pounds: f"{pounds:.2f}")]
    if headings:
        words = dict.fromkeys(("required", "invalid_choice"), "Choose what kind of cost this is")
        columns.insert(
            0, Column("heading", forms.ChoiceField(label="Kind of cost", choices=headings, error_messages=words), str)
        )
    return columns
