"""What we ask groups about applying."""

from typing import Any

from django import forms

from applications.models import Effort
from fund.questionnaires import fields


class HowItWas(forms.Form):
    """Two questions and room for words. Each may stay empty."""

    use_required_attribute = False
    saves_drafts = True  # all of it may stay empty, and the page says so once

    ease = forms.TypedChoiceField(
        label="How was it to apply?",
        choices=Effort.Ease.choices,
        coerce=int,
        empty_value=None,
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": "Choose one of the answers"},
    )
    hours = fields.Whole(
        label="About how many hours did it take, all of you together?",
        help_text="A guess will do. Meetings count.",
        most=999,
        required=False,
    )
    words = fields.Text(label="What could we do better?", words=200, required=False)

    def __init__(self, *args: Any, told: Effort | None = None, **facts: Any) -> None:
        initial: dict[str, Any] = {}
        if told is not None:
            counted = round(told.minutes / 60) if told.minutes else None
            hours = told.hours if told.hours is not None else counted
            initial = {"ease": told.ease, "words": told.words, "hours": hours}
        super().__init__(*args, **{"initial": initial, **facts})

    def clean_hours(self) -> int | None:
        hours = self.cleaned_data["hours"]
        return None if hours == "" else hours
