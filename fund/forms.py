"""Forms of the ground: who people are, which roles they have, and when the fund is closed."""

from typing import Any

from django import forms

from fund.models import Role
from fund.questionnaires import fields
from fund.questionnaires.fields import Tidy


class SignUpName(forms.Form):
    """What a new person tells about themselves besides the address."""

    name = Tidy(label="Your name", max_length=120, error_messages={"required": "Enter your name"})

    field_order = ("name", "email")

    def signup(self, request: object, user: object) -> None:
        """Keep the name on the new person."""
        user.name = self.cleaned_data["name"]  # type: ignore[attr-defined]
        user.save(update_fields=["name"])  # type: ignore[attr-defined]


class OnePerson(forms.Form):
    """Whose data somebody asks for."""

    use_required_attribute = False

    email = fields.Email(
        label="The person’s e-mail address", error_messages={"required": "Enter the person’s e-mail address"}
    )


class GiveRole(forms.Form):
    """Who gets which role."""

    email = forms.EmailField(
        label="E-mail address",
        help_text="A person who is new here gets an account and signs in with a code sent by e-mail.",
        error_messages={
            "required": "Enter the person’s e-mail address",
            "invalid": "Enter an e-mail address, like name@example.org",
        },
    )
    kind = forms.ChoiceField(
        label="Role", choices=Role.Kind.choices, widget=forms.RadioSelect, error_messages={"required": "Choose a role"}
    )


class CloseDays(forms.Form):
    """Days on which the fund is closed."""

    use_required_attribute = False

    name = fields.Line(label="Why is it closed?", most=80, error_messages={"required": "Say why, like Christmas"})
    from_on = fields.Day(label="First day", error_messages={"required": "Enter the first day, like 25/12/2027"})
    to_on = fields.Day(label="Last day", error_messages={"required": "Enter the last day, like 4/1/2028"})

    def clean(self) -> dict[str, Any]:
        first, last = self.cleaned_data.get("from_on"), self.cleaned_data.get("to_on")
        if first and last and first > last:
            self.add_error("to_on", "Enter a last day that is not before the first")
        elif first and last and (last - first).days > 60:
            self.add_error("to_on", "Enter at most 60 days at once")
        return self.cleaned_data
