"""What a group spent, line by line."""

from decimal import Decimal
from typing import Any

from django import forms

from fund.kit.plain_text import tidy
from fund.questionnaires import fields
from fund.questionnaires.fields import Text
from fund.templatetags.words import pounds
from reporting import spending, together
from reporting.spending import Line
from reporting.together import Clash


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
            initial[f"shown-{line.row.pk}"] = together.sign(spending.typed_parts(line.spent, line.reason))
        super().__init__(*args, initial=initial, **facts)
        for line in lines:
            self.fields[f"spent-{line.row.pk}"] = fields.Money(label="Spent in these months", required=False)
            self.fields[f"reason-{line.row.pk}"] = Text(
                label="Why it differs from the budget, if it does", words=60, required=False
            )
            self.fields[f"shown-{line.row.pk}"] = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for a reason where a sum is far from the budget, and for the sum where there is a reason alone."""
        for line in self.lines:
            spent = self.cleaned_data.get(f"spent-{line.row.pk}")
            reason = self.cleaned_data.get(f"reason-{line.row.pk}", "")
            if isinstance(spent, Decimal) and line.asks_why(spent) and not reason.strip():
                self.add_error(f"reason-{line.row.pk}", f"Say why “{line.row.heading}” differs from the budget")
            if not isinstance(spent, Decimal) and reason.strip() and f"spent-{line.row.pk}" not in self.errors:
                self.add_error(f"spent-{line.row.pk}", f"Enter what you spent on “{line.row.heading}”; 0 is an answer")
        return self.cleaned_data

    @property
    def sums(self) -> dict[int, tuple[Decimal | None, str]]:
        """What was typed and can be read, by the key of the line."""
        found: dict[int, tuple[Decimal | None, str]] = {}
        for line in self.lines:
            spent, reason = f"spent-{line.row.pk}", f"reason-{line.row.pk}"
            if spent not in self.errors:
                amount = self.cleaned_data.get(spent)
                words = self.cleaned_data.get(reason) or tidy(self.data.get(reason, ""))
                found[line.row.pk] = (amount if isinstance(amount, Decimal) else None, words)
        return found

    @property
    def is_kept(self) -> bool:
        """Whether all that was typed can be kept, even if something is still to be said."""
        return len(self.sums) == len(self.lines)

    @property
    def shown(self) -> dict[str, str]:
        """The sign of each line as this page was opened with it."""
        return {str(line.row.pk): str(self.data.get(f"shown-{line.row.pk}", "")) for line in self.lines}

    def again(self, lines: list[Line]) -> "Spent":
        """The page after a save that left something open: what was typed, on top of the `lines` as they stand now.

        A line that the writer did not touch shows what is kept. A sum that cannot be read keeps the sign that it had.
        """
        fresh, data = Spent(lines=lines), self.data.copy()
        for line in lines:
            key = line.row.pk
            if key not in self.sums and str(key) in self.shown:
                continue
            data[f"shown-{key}"] = fresh.initial[f"shown-{key}"]
            if key not in self.sums or together.sign(spending.typed_parts(*self.sums[key])) == self.shown[str(key)]:
                data[f"spent-{key}"] = "" if line.spent is None else str(line.spent)
                data[f"reason-{key}"] = line.reason
        return Spent(data, lines=lines)

    def told(self, clashes: list[Clash]) -> list[dict[str, Any]]:
        """What others saved in the lines that clash: what each is about, who saved it, when, and its parts in words."""
        found = {one.row: one for one in clashes}
        told = []
        for line in self.lines:
            if one := found.get(str(line.row.pk)):
                said = {
                    "Spent in these months": None if line.spent is None else pounds(line.spent),
                    "Why it differs": line.reason,
                }
                parts = [(label, value) for label, value in said.items() if value not in (None, "")]
                told.append({"about": line.row.heading, "who": one.who, "at": one.at, "parts": parts})
        return told

    @property
    def rows(self) -> list[tuple[Line, list[Any]]]:
        return [(line, [self[f"{part}-{line.row.pk}"] for part in ("spent", "reason", "shown")]) for line in self.lines]
