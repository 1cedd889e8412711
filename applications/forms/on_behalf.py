"""What officers are asked who type an application for a group."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from applications.models import Entry
from fund.models import Round, User
from fund.questionnaires import fields
from fund.templatetags.words import moment


class EnterForm(forms.Form):
    """Whose application it is, how it reached us, and whom we write to."""

    use_required_attribute = False

    group_name = fields.Line(
        label="Name of the group",
        help_text="If a group of this name is here, its application is started. If not, the group is made.",
        error_messages={"required": "Enter the name of the group"},
    )
    charity_number = fields.register_number(
        "oscr", label="Scottish charity number", help_text="If it stands on the paper.", required=False
    )
    way = forms.ChoiceField(
        label="How did it reach us?",
        choices=Entry.Way.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how it reached us"},
    )
    received_on = fields.Day(
        label="On which day did it reach us?",
        help_text="For example, 27/1/2027. It is handed in with this day.",
        error_messages={"required": "Enter the day on which it reached us"},
    )
    late_reason = fields.Text(
        label="Why is it taken after closing?",
        help_text="Only if the round has closed. It stands in the application’s timeline.",
        words=100,
        required=False,
    )
    scan = fields.SafeFile(
        label="Scan of what we got", help_text="The paper or the e-mail, as it came.", required=False
    )
    contact_name = fields.Line(
        label="Whom do we write to?", most=120, error_messages={"required": "Enter the name of the person"}
    )
    contact_email = fields.Email(
        label="Their e-mail address",
        help_text="If there is none, you print the letters and post them.",
        required=False,
    )
    contact_phone = fields.Phone(label="Their phone number", required=False)
    contact_address = fields.Text(label="Their postal address", words=60, required=False)
    letter_format = forms.ChoiceField(
        label="How do they want our letters?",
        choices=User.Format.choices,
        initial=User.Format.STANDARD,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how they want our letters"},
    )

    def __init__(self, *args: Any, round_: Round, **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.round = round_

    def clean_received_on(self) -> date:
        received_on: date = self.cleaned_data["received_on"]
        if received_on > timezone.localdate():
            raise ValidationError("Enter a day that is not in the future")
        return received_on

    def clean(self) -> dict[str, Any]:
        """After closing there must be a reason; without an e-mail address there must be a postal one."""
        facts = self.cleaned_data
        if not self.round.takes_hand_ins() and not facts.get("late_reason"):
            closed = f"{self.round.name} closed on {moment(self.round.closes_at)}. Say why this one is taken late"
            self.add_error("late_reason", closed)
        elif self.round.takes_hand_ins() and facts.get("late_reason"):
            self.add_error("late_reason", "The round is still open. Take this out")
        if "contact_email" in facts and not facts["contact_email"] and not facts.get("contact_address"):
            self.add_error("contact_address", "Enter a postal address, because there is no e-mail address")
        return facts


class LateForm(forms.Form):
    """Why an application that was begun in time is finished after closing."""

    use_required_attribute = False

    reason = fields.Text(
        label="Why is it taken after closing?",
        help_text="It stands in the application’s timeline.",
        words=100,
        error_messages={"required": "Say why it is taken after closing"},
    )
