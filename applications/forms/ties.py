"""Ties that somebody of the fund brings in: those that the fund knows of, and those that a reader told on paper."""

from collections.abc import Iterator
from typing import Any

from django import forms

from applications.models import Declaration
from applications.packs.on_paper import AtGate, Tie
from fund import readers
from fund.models import User
from fund.questionnaires import fields

THEIRS = [
    (Declaration.Kind.OWN, "It is their own group’s bid"),
    (Declaration.Kind.FAMILY, "Family or a close friend"),
    (Declaration.Kind.WORK, "They work or volunteer with the group"),
    (Declaration.Kind.MONEY, "Money is involved"),
    (Declaration.Kind.OTHER, "Something else"),
]
MOVED_ON = "The list has changed since you began to type. Look at it again, then save. What you typed is still here."


class Recuse(forms.Form):
    """Who, what ties, and how the fund knows."""

    use_required_attribute = False

    reader = forms.ChoiceField(label="Who", error_messages={"required": "Choose who it is"})
    kind = forms.ChoiceField(
        label="What ties do they have?",
        choices=THEIRS,
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


class TiesOnPaper(forms.Form):
    """What a reader ticked on their sheet of ties, bid by bid. What stands open can be typed in later."""

    saves_drafts = True
    prefix = "ties"

    def __init__(self, *args: Any, bids: list[AtGate], **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.bids = bids
        for each in bids:
            bid = each.bid
            self.fields[f"kind_{bid.pk}"] = forms.ChoiceField(
                label=f"{bid.reference} {bid.title_read or 'Untitled'}",
                choices=[("", "Not ticked"), (Declaration.Kind.NONE, "No ties"), *THEIRS],
                required=False,
                error_messages={"invalid_choice": f"Choose one of the answers for {bid.reference}"},
            )
            self.fields[f"note_{bid.pk}"] = fields.Tidy(
                label=f"What they wrote about {bid.reference}", required=False, max_length=300, widget=forms.TextInput
            )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        sent = {name.removeprefix(f"{self.prefix}-") for name, value in self.data.items() if value}
        if any(name.startswith("kind_") and name not in self.fields for name in sent):
            raise forms.ValidationError(MOVED_ON)
        for each in self.bids:
            key = each.bid.pk
            if given.get(f"note_{key}") and not given.get(f"kind_{key}"):
                self.add_error(f"kind_{key}", f"Choose what they ticked for {each.bid.reference}")
        if not self.errors and not self.said:
            raise forms.ValidationError("Type in at least one bid from the sheet.")
        return given

    def lines(self) -> Iterator[tuple[AtGate, forms.BoundField, forms.BoundField]]:
        for each in self.bids:
            yield each, self[f"kind_{each.bid.pk}"], self[f"note_{each.bid.pk}"]

    @property
    def said(self) -> list[Tie]:
        given = self.cleaned_data
        return [
            Tie(each.bid, kind, given.get(f"note_{each.bid.pk}", ""))
            for each in self.bids
            if (kind := given.get(f"kind_{each.bid.pk}"))
        ]
