"""When the planned days of a round happened, and why not as planned."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from fund.models import KeptDay, Round
from fund.questionnaires import fields

What = KeptDay.What


def _why(label: str) -> fields.Text:
    return fields.Text(label=label, help_text="Everybody reads it on the page of the round.", words=60, required=False)


class KeptDays(forms.Form):
    """The day of the panel, and a reason for each day that was not kept."""

    use_required_attribute = False

    panel_on = fields.Day(label="When did the panel meet?", required=False)
    panel_why = _why("Why did it meet on another day?")
    decisions_why = _why("Why were decisions made on another day?")
    announcement_why = _why("Why did people hear on another day?")

    def __init__(self, *args: Any, round_: Round, **facts: Any) -> None:
        rows = {row.what: row for row in round_.kept_days.all()}
        panel = rows.get(What.PANEL)
        shown = {"panel_on": panel.happened_on if panel else None}
        for name, what in (("panel_why", What.PANEL), *WHY.items()):
            shown[name] = rows[what].reason if what in rows else ""  # type: ignore[assignment]
        facts.setdefault("initial", shown)
        super().__init__(*args, **facts)

    def clean_panel_on(self) -> Any:
        when = self.cleaned_data["panel_on"] or None
        if when and when > timezone.localdate():
            raise ValidationError("Choose a day that has come")
        return when

    @property
    def given(self) -> dict[str, dict[str, Any]]:
        data = self.cleaned_data
        panel = {What.PANEL.value: {"happened_on": data["panel_on"], "reason": data["panel_why"]}}
        return panel | {what.value: {"reason": data[name]} for name, what in WHY.items()}


WHY = {"decisions_why": What.DECISIONS, "announcement_why": What.ANNOUNCEMENT}
