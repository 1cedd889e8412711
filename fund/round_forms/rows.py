"""Rows of one kind on one page: changed, added, taken out and moved without script, and saved together."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify

from fund.models import Round
from fund.rounds.reading import Row

if TYPE_CHECKING:
    from fund.round_forms.kinds import RowPart

MOST_ROWS = 60


class RowForm(forms.Form):
    """One row. Its faults say which row they are of. `more` names what stands folded under the others."""

    use_required_attribute = False
    more: tuple[str, ...] = ()

    was = forms.CharField(widget=forms.HiddenInput, required=False)  # what told the row apart when the page was shown

    def __init__(self, *args: Any, round_: Round, noun: str, number: int, **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.round, self.noun, self.number = round_, noun, number

    @property
    def said(self) -> str:
        """Which row this is, as its faults name it."""
        return f"{self.noun} {self.number}"

    @property
    def main(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name not in self.more]

    @property
    def folded(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name in self.more]

    def add_error(self, field: str | None, error: Any) -> None:
        """Say in each fault which row it is of."""
        words = error.messages if isinstance(error, ValidationError) else [str(error)]
        super().add_error(field, ValidationError([f"{self.said}: {each[:1].lower()}{each[1:]}" for each in words]))

    def is_blank(self) -> bool:
        """Say whether nothing was typed into this row; then it is no row."""
        return not any(
            field.value() not in (None, "", False) for field in self.visible_fields() if field.name not in self.preset
        )

    preset: tuple[str, ...] = ()  # boxes that hold something before anybody types

    def row(self) -> Row:
        """The row in the shape of a plan, without its code."""
        return {name: value for name, value in self.cleaned_data.items() if name != "was"}

    @classmethod
    def typed(cls, row: Row) -> dict[str, Any]:
        """What the boxes show for a row that is here."""
        return dict(row)


class Rows:
    """All rows of one kind: as they are kept, or as they were posted."""

    def __init__(self, part: "RowPart", round_: Round, kept: list[Row], data: Any = None) -> None:
        self.part, self.round, self.data = part, round_, data
        self.kept = {str(row[part.by]): row for row in kept}
        self.is_rearranged = False
        if data is None:
            shown = [{**part.form.typed(row), "was": row[part.by]} for row in kept]
            self.forms = [self._form(n, n, initial=typed) for n, typed in enumerate(shown)]
            if not kept:
                self.forms = [self._form(0, 0)]
            return
        self.order = self._order(data)
        self.forms = [self._form(place, n, data=data) for place, n in enumerate(self.order)]

    def _form(self, place: int, n: int, **facts: Any) -> RowForm:
        return self.part.form(
            prefix=f"row-{n}", auto_id="id_%s", round_=self.round, noun=self.part.noun, number=place + 1, **facts
        )

    @staticmethod
    def _order(data: Any) -> list[int]:
        """The numbers of the rows in the order in which the page had them."""
        numbers = [raw for raw in data.getlist("row") if raw.isascii() and raw.isdecimal() and len(raw) < 6]
        return list(dict.fromkeys(int(raw) for raw in numbers))[:MOST_ROWS]

    @property
    def can_grow(self) -> bool:
        return len(self.forms) < MOST_ROWS

    @property
    def next_number(self) -> int:
        """The number of the row that “Add” would make."""
        numbers = [int(str(form.prefix).removeprefix("row-")) for form in self.forms]
        return max(numbers, default=-1) + 1

    def rearrange(self, asked: str) -> bool:
        """Do what a button of the page asks, and keep all that was typed. False where the button is the one to save."""
        verb, _, raw = asked.partition("-")
        if verb not in {"add", "up", "down", "remove"}:
            return False
        order, new = list(self.order), self.next_number
        if verb == "add" and self.can_grow:
            order.append(new)
        elif raw.isascii() and raw.isdecimal() and int(raw) in order:
            at = order.index(int(raw))
            number = order.pop(at)
            if verb != "remove":
                order.insert(max(at - 1, 0) if verb == "up" else at + 1, number)
        posted = {form.prefix: typed_in(form) for form in self.forms}
        self.order = order
        self.forms = [self._form(place, n, initial=posted.get(f"row-{n}")) for place, n in enumerate(order)]
        self.is_rearranged = True
        return True

    def is_valid(self) -> bool:
        """Check each row in which something was typed, and that no two have the same name."""
        self.forms = [form for form in self.forms if not form.is_blank()]
        for number, form in enumerate(self.forms, start=1):
            form.number = number
        are_valid = [form.is_valid() for form in self.forms]
        seen: dict[str, RowForm] = {}
        for form in self.forms:
            name = str(form.cleaned_data.get("name", "")).casefold()
            if name and name in seen:
                form.add_error("name", f"“{form.cleaned_data['name']}” is the name of {seen[name].said} too")
                are_valid.append(False)
            seen[name] = form
        return all(are_valid)

    @property
    def total_error_count(self) -> int:
        """How many faults there are: what the title and the summary of the page ask."""
        return sum(len(errors) for form in self.forms if form.is_bound for errors in form.errors.values())

    non_form_errors: tuple[str, ...] = ()

    def rows(self) -> list[Row]:
        """What to keep, in order. A row that was here keeps its code; a new one gets one from its name."""
        codes = {form.cleaned_data["was"] for form in self.forms} & set(self.kept)
        found: list[Row] = []
        for form in self.forms:
            was, row = form.cleaned_data["was"], form.row()
            before = self.kept.get(was)
            if self.part.by == "code":
                row = {"code": was if before and was not in {each["code"] for each in found} else "", **row}
                if not row["code"]:
                    row["code"] = _new_code(str(row["name"]), codes | {each["code"] for each in found})
            found.append(row)
        return found


def typed_in(form: forms.BaseForm) -> dict[str, Any]:
    """What was typed into a row, to be shown again without judging it yet."""
    read = {name: field.widget.value_from_datadict for name, field in form.fields.items()}
    data: Mapping[str, Any] = form.data
    return {name: value(data, {}, form.add_prefix(name)) for name, value in read.items()}


def _new_code(name: str, taken: set[str]) -> str:
    """A code for a new row that no other has."""
    start = slugify(name)[:24].strip("-_") or "row"
    found, number = start, 2
    while found in taken:
        found, number = f"{start}-{number}", number + 1
    return found
