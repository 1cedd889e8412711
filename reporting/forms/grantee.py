"""What grantees type: the answer to an offer, and how long a report took."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from applications.granting import months_after
from applications.models import Grant
from fund.questionnaires.fields import Day, Text, Whole
from fund.templatetags.words import day


class AcceptOffer(forms.Form):
    """The day on which the project begins."""

    starts_on = Day(
        label="The day your project starts",
        error_messages={"required": "Enter the day your project starts, like 27/1/2027"},
    )

    def __init__(self, *args: Any, grant: Grant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.first = timezone.localdate(grant.awarded_at) if grant.awarded_at else timezone.localdate()
        self.last = months_after(self.first, 12)
        self.initial["starts_on"] = grant.starts_on
        self.fields["starts_on"].help_text = f"From {day(self.first)} to {day(self.last)}. Your reports count from it."

    def clean_starts_on(self) -> date:
        """Keep to the year after the offer: the grant cannot pay for what was done before it."""
        starts_on: date = self.cleaned_data["starts_on"]
        if not self.first <= starts_on <= self.last:
            raise forms.ValidationError(f"Enter a day from {day(self.first)} to {day(self.last)}")
        return starts_on


class Minutes(forms.Form):
    """How long a report took."""

    use_required_attribute = False

    minutes = Whole(
        label="About how many minutes did this report take you, all together?",
        help_text="Only if you like. We use it to ask for less.",
        least=1,
        most=6000,
        error_messages={"required": "Enter about how many minutes, like 90"},
    )


class RefuseOffer(forms.Form):
    """Why a group does not take the grant."""

    reason = Text(
        label="Why your group does not take the grant",
        words=100,
        error_messages={"required": "Say in a few words why your group does not take the grant"},
    )
