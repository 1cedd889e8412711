"""The numbers of the method of drafting, each in a box of its own."""

from typing import Any

from django import forms

from fund.kit.numbers import Unreadable
from fund.questionnaires.fields import Read, Text
from reporting.learning.parameters import (
    HOW_CHECKED,
    HOW_MUCH,
    HOW_STRONG,
    HOW_SURE,
    HOW_WEIGHED,
    NUMBERS,
    Number,
)


class OfMethod(Read):
    """One number of the method, between its least and its most."""

    def __init__(self, number: Number) -> None:
        self.number = number
        super().__init__(
            label=number.words,
            help_text=f"Usually {number.usual}. From {number.least} to {number.most}.",
            widget=forms.TextInput(attrs={"class": "ds_input--fixed-5"}),
            error_messages={"required": "Enter a number"},
        )

    def read(self, text: str) -> float:
        number = self.number
        try:
            value = float(text.replace("−", "-").replace(",", "."))
        except ValueError as fault:
            raise Unreadable(f"Enter a number, like {number.usual}") from fault
        if not number.least <= value <= number.most:
            raise Unreadable(f"Enter a number from {number.least} to {number.most}")
        if number.is_whole and value != int(value):
            raise Unreadable("Enter a whole number")
        return int(value) if number.is_whole else value


class SetMethod(forms.Form):
    """All numbers of the method, and why they change."""

    use_required_attribute = False

    def __init__(self, *args: Any, **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.fields.update({name: OfMethod(number) for name, number in NUMBERS.items()})
        self.fields["reason"] = Text(
            label="Why do they change?",
            help_text="The desk keeps this, with your name and the day.",
            words=100,
            error_messages={"required": "Say why they change"},
        )

    @property
    def parts(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The boxes in parts, each with its heading."""
        return [
            ("How much is taken", [self[name] for name in HOW_MUCH]),
            ("How a sentence is weighed", [self[name] for name in HOW_WEIGHED]),
            ("How sure we are of a finding", [self[name] for name in HOW_SURE]),
            ("How strong the evidence is, and the cost", [self[name] for name in HOW_STRONG]),
            ("How changed words are checked", [self[name] for name in HOW_CHECKED]),
        ]

    @property
    def numbers(self) -> dict[str, float]:
        return {name: self.cleaned_data[name] for name in NUMBERS}
