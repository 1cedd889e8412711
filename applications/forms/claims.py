"""What is asked about money for a reader: for what, when, how much; and how it was settled."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone

from applications import claiming
from applications.models import ReaderClaim
from fund import readers
from fund.kit.numbers import Unreadable
from fund.models import User
from fund.questionnaires import fields

Kind = ReaderClaim.Kind


class Part(fields.Read):
    """A number that need not be whole, such as hours or miles."""

    def __init__(self, *, most: int, example: str, **facts: Any) -> None:
        attrs = {"inputmode": "decimal", "class": "ds_input--fixed-5"}
        super().__init__(widget=forms.TextInput(attrs=attrs), **facts)
        self.most, self.example = most, example

    def read(self, text: str) -> Decimal:
        if not re.fullmatch(r"[0-9]{1,4}(\.[0-9]{1,2})?", text):
            raise Unreadable(f"Enter a number in digits, like {self.example}")
        number = Decimal(text)
        if not 0 < number <= self.most:
            raise Unreadable(f"Enter a number above nought and up to {self.most}")
        return number


class AskPayment(forms.Form):
    """What a reader is to be paid, or paid back."""

    use_required_attribute = False

    kind = forms.ChoiceField(
        label="What is it for?",
        choices=Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what it is for"},
    )
    day = fields.Day(
        label="On which day was it?",
        help_text="For example, 27/1/2027. If it took several days, enter the last.",
        error_messages={"required": "Enter the day"},
    )
    hours = Part(
        label="How many hours?",
        help_text="For reading, a meeting or training. For example, 1.5",
        most=100,
        example="1.5",
        required=False,
    )
    miles = Part(
        label="How many miles?",
        help_text="If you went by your own car or bike.",
        most=1000,
        example="24",
        required=False,
    )
    amount = fields.Money(
        label="How much was it?",
        help_text="For a fare, care, help and other costs. We work out hours and miles for you.",
        most=Decimal(5000),
        required=False,
    )
    note = fields.Text(
        label="What should we know about it?",
        help_text="You need not name anybody, or say anything about your health.",
        words=100,
        required=False,
    )
    receipt = fields.SafeFile(label="Receipt", help_text="A photo or a PDF, if you have one.", required=False)

    def __init__(self, *args: Any, paid_to: User | None = None, **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.paid_to = paid_to

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day > timezone.localdate():
            raise forms.ValidationError("Enter a day that is not in the future")
        return day

    def clean(self) -> dict[str, Any]:
        """Ask for what counts for each kind: hours or miles at a rate, or else the amount."""
        given = self.cleaned_data
        for name in ("hours", "miles", "amount"):
            given[name] = given.get(name) or None
        kind = given.get("kind")
        if kind and (words := self._no_pay(kind)):
            self.add_error("kind", words)
            return given
        if kind is None or {"hours", "miles", "amount"} & set(self.errors):
            return given
        has_rate = claiming.rate_for(kind) is not None
        if kind in ReaderClaim.TIME:
            self._ask_for_one("hours", "Enter the hours", has_rate=has_rate)
        elif kind == Kind.TRAVEL and given["miles"]:
            self._ask_for_one("miles", "Enter the miles", has_rate=has_rate)
        elif not given["amount"]:
            self.add_error("amount", "Enter the amount, or the miles" if kind == Kind.TRAVEL else "Enter the amount")
        return given

    def _no_pay(self, kind: str) -> str:
        return claiming.no_pay(self.paid_to, kind, is_theirs=True) if self.paid_to else ""

    def _ask_for_one(self, name: str, words: str, *, has_rate: bool) -> None:
        given = self.cleaned_data
        if not given[name]:
            self.add_error(name, words)
        if has_rate and given["amount"]:
            self.add_error("amount", f"Leave the amount empty. We work it out from the {name}")
        elif not has_rate and not given["amount"]:
            self.add_error("amount", "Enter the amount. The fund has no rate for this yet")


class EnterPayment(AskPayment):
    """The same, typed by an officer for somebody who asked on paper or by telephone."""

    reader = forms.ChoiceField(label="For whom?", error_messages={"required": "Choose for whom it is"})
    field_order = ("reader",)

    def __init__(self, *args: Any, **facts: Any) -> None:
        super().__init__(*args, **facts)
        rows = User.objects.filter(roles__kind__in=readers.KINDS, is_active=True).distinct()
        self.people = {str(each.pk): each for each in rows.order_by("name", "email")}
        self.fields["reader"].choices = [("", "Choose"), *((key, str(each)) for key, each in self.people.items())]

    def _no_pay(self, kind: str) -> str:
        person = self.people.get(self.cleaned_data.get("reader", ""))
        return claiming.no_pay(person, kind, is_theirs=False) if person else ""

    @property
    def person(self) -> User:
        return self.people[self.cleaned_data["reader"]]

    @property
    def facts(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "reader"}


class TurnDown(forms.Form):
    """Why a claim is not paid."""

    use_required_attribute = False

    because = fields.Text(
        label="Why not?",
        help_text="The reader gets these words in a letter.",
        words=100,
        error_messages={"required": "Say why it is not paid"},
    )


class Pay(forms.Form):
    """When the money went, and under which reference."""

    use_required_attribute = False

    on = fields.Day(label="On which day was it paid?", error_messages={"required": "Enter the day of the payment"})
    reference = fields.Line(
        label="Reference of the payment",
        help_text="As it stands on the bank’s paper.",
        most=60,
        error_messages={"required": "Enter the reference of the payment"},
    )

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise forms.ValidationError("Enter a day that is not in the future")
        return day
