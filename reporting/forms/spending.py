"""What a group spent, line by line."""

from decimal import Decimal
from typing import Any

from django import forms

from fund.kit.plain_text import tidy
from fund.questionnaires import fields
from fund.questionnaires.fields import Text
from reporting.spending import Line


class Spent(forms.Form):
    """A sum and, where it differs, a reason for each line of the budget. Empty says that nobody looked yet."""

    use_required_attribute = False
    saves_drafts = True  # what is empty is asked for before the hand-in, so no label has to say that it may be

    def __init__(self, *args: Any, lines: list[Line], **facts: Any) -> None:
        self.lines = lines
        initial: dict[str, Any] = {}
        for line in lines:
            initial[f"spent-{line.row.pk}"] = line.spent
            initial[f"reason-{line.row.pk}"] = line.reason
        super().__init__(*args, initial=initial, **facts)
        for line in lines:
            self.fields[f"spent-{line.row.pk}"] = fields.Money(label="Spent in these months", required=False)
            self.fields[f"reason-{line.row.pk}"] = Text(
                label="Why it differs from the budget, if it does", words=60, required=False
            )

    def clean(self) -> dict[str, Any]:
        for line in self.lines:
            spent = self.cleaned_data.get(f"spent-{line.row.pk}")
            reason = self.cleaned_data.get(f"reason-{line.row.pk}", "")
            if isinstance(spent, Decimal) and line.asks_why(spent) and not reason.strip():
                self.add_error(f"reason-{line.row.pk}", f"Say why “{line.row.heading}” differs from the budget")
        return self.cleaned_data

    @property
    def sums(self) -> dict[int, tuple[Decimal | None, str]]:
        """What was typed and can be read, by the key of the line."""
        found: dict[int, tuple[Decimal | None, str]] = {}
        for line in self.lines:
            spent, reason = f"spent-{line.row.pk}", f"reason-{line.row.pk}"
            amount = self.cleaned_data.get(spent)
            words = self.cleaned_data.get(reason) or tidy(self.data.get(reason, ""))
            found[line.row.pk] = (amount if isinstance(amount, Decimal) else None, words)
        return found

    @property
    def rows(self) -> list[tuple[Line, Any, Any]]:
        return [(line, self[f"spent-{line.row.pk}"], self[f"reason-{line.row.pk}"]) for line in self.lines]
