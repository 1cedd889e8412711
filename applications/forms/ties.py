"""Taking a reader out of a bid because of ties that the fund knows of."""

from typing import Any

from django import forms

from applications.models import Declaration
from fund import readers
from fund.models import User
from fund.questionnaires import fields


class Recuse(forms.Form):
    """Who, what ties, and how the fund knows."""

    use_required_attribute = False

    reader = forms.ChoiceField(label="Who", error_messages={"required": "Choose who it is"})
    kind = forms.ChoiceField(
        label="What ties do they have?",
        choices=[
            (Declaration.Kind.OWN, "It is their own group’s bid"),
            (Declaration.Kind.FAMILY, "Family or a close friend"),
            (Declaration.Kind.WORK, "They work or volunteer with the group"),
            (Declaration.Kind.MONEY, "Money is involved"),
            (Declaration.Kind.OTHER, "Something else"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what ties they have"},
    )
    note = fields.Line(
        label="How do you know of it?",
        help_text="It stands in the register of ties.",
        most=300,
        error_messages={"required": "Say how you know of it"},
    )

    def __init__(self, *args: Any, **facts: Any) -> None:
        super().__init__(*args, **facts)
        rows = User.objects.filter(roles__kind__in=readers.KINDS, is_active=True).distinct()
        self.people = {str(each.pk): each for each in rows.order_by("name", "email")}
        self.fields["reader"].choices = [("", "Choose"), *((key, str(each)) for key, each in self.people.items())]

    @property
    def person(self) -> User:
        return self.people[self.cleaned_data["reader"]]

    @property
    def facts(self) -> dict[str, str]:
        return {"kind": self.cleaned_data["kind"], "note": self.cleaned_data["note"]}
