"""What readers tell about themselves, and what officers write down about them."""

from typing import Any

from django import forms
from django.utils import timezone

from fund import readers
from fund.models import ReaderProfile, User
from fund.questionnaires import fields


class YourReading(forms.Form):
    """What somebody brings to reading, and how much of it they can take on."""

    use_required_attribute = False

    experience = forms.ChoiceField(
        label="How do you know about long-term conditions?",
        help_text="We need people of both kinds for every bid. You need not say which condition it is.",
        choices=ReaderProfile.Experience.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how you know about long-term conditions"},
    )
    knows = forms.MultipleChoiceField(
        label="What do you know most about?",
        help_text="You get bids about these first.",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    languages = fields.Line(label="Which other languages do you read?", most=200, required=False)
    most_minutes = fields.Whole(
        label="How many minutes can you read for one round?",
        help_text="A bid takes about 10 to 20 minutes. Leave it empty if there is no limit.",
        least=10,
        most=6000,
        required=False,
    )
    away_from = fields.Day(label="Are you away? First day", help_text="For example, 3 April 2027", required=False)
    away_until = fields.Day(label="Last day away", required=False)

    def __init__(self, *args: Any, **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.fields["knows"].choices = [(str(term.pk), term.name) for term in readers.topics()]

    def clean(self) -> dict[str, Any]:
        """The days away are two or none, in their order."""
        given = self.cleaned_data
        for name in ("most_minutes", "away_from", "away_until"):
            given[name] = given.get(name) or None
        first, last = given.get("away_from"), given.get("away_until")
        if first and not last and "away_until" not in self.errors:
            self.add_error("away_until", "Enter the last day that you are away")
        if last and not first and "away_from" not in self.errors:
            self.add_error("away_from", "Enter the first day that you are away")
        if first and last and last < first:
            self.add_error("away_until", "Enter a day that is not before the first one")
        return given


class LookAfter(forms.Form):
    """Who is there for a reader, and when they took part in the training."""

    use_required_attribute = False

    buddy = forms.ChoiceField(
        label="Buddy", help_text="One named person whom they can ask anything.", required=False, choices=[]
    )
    trained_on = fields.Day(label="Took part in the training on", required=False)

    def __init__(self, *args: Any, person: User, **facts: Any) -> None:
        super().__init__(*args, **facts)
        kinds = ["manager", "officer", *readers.KINDS]
        rows = User.objects.filter(roles__kind__in=kinds, is_active=True).exclude(pk=person.pk).distinct()
        self.people = {str(each.pk): each for each in rows.order_by("name", "email")}
        self.fields["buddy"].choices = [("", "Nobody yet"), *((key, str(each)) for key, each in self.people.items())]

    def clean_trained_on(self) -> Any:
        """A training that is still to come is not one that somebody took part in."""
        day = self.cleaned_data.get("trained_on")
        if day and day > timezone.localdate():
            raise forms.ValidationError("Enter a day that is not in the future")
        return day

    @property
    def facts(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {"buddy": self.people.get(given["buddy"]), "trained_on": given["trained_on"] or None}
