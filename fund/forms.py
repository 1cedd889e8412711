"""Forms of the ground: who people are and which groups they belong to."""

from django import forms

from fund.models import Role
from fund.questionnaires.fields import Tidy


class SignUpName(forms.Form):
    """What a new person tells about themselves besides the address."""

    name = Tidy(label="Your name", max_length=120, error_messages={"required": "Enter your name"})

    field_order = ("name", "email")

    def signup(self, request: object, user: object) -> None:
        """Keep the name on the new person."""
        user.name = self.cleaned_data["name"]  # type: ignore[attr-defined]
        user.save(update_fields=["name"])  # type: ignore[attr-defined]


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
