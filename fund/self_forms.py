"""The form about oneself."""

from django import forms

from fund.models import AccessNeeds, User
from fund.questionnaires import fields


class AboutYou(forms.Form):
    """How somebody wants to be called, written to, reached and met."""

    use_required_attribute = False

    name = fields.Line(
        label="Your name",
        most=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Enter your name"},
    )
    phone = fields.Phone(label="Your phone number", help_text="We never publish this.", required=False)
    preferred_format = forms.ChoiceField(
        label="How do you want our letters?",
        help_text="Large print is 18 point or more. Plain text has no colours and suits screen readers.",
        choices=User.Format.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how you want our letters"},
    )
    wants_reminders = forms.BooleanField(
        label="Remind me of a draft before its round closes",
        help_text="We write 30 days, 7 days and 1 day before.",
        required=False,
    )
    reach = forms.ChoiceField(
        label="What is the best way to reach you?",
        choices=AccessNeeds.Reach.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the best way to reach you"},
    )
    wants_bsl = forms.BooleanField(
        label="I want a BSL interpreter when we meet",
        help_text="We book and pay for it.",
        required=False,
    )
    needs = fields.Text(
        label="What else should we know, so that we can meet you well?",
        help_text="For example: step-free rooms, breaks, a hearing loop, somebody who comes with you. "
        "You do not have to tell us why.",
        words=200,
        required=False,
    )
