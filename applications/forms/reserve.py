"""The order of the reserve list."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.forms import BoundField

from applications.models import Application
from fund.questionnaires import fields


class ReserveOrder(forms.Form):
    """A place for each bid."""

    use_required_attribute = False

    def __init__(self, *args: Any, bids: Sequence[Application], **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.bids = bids
        for place, bid in enumerate(bids, 1):
            self.fields[f"place-{bid.pk}"] = fields.Whole(
                label=f"Place of {bid.reference}",
                least=1,
                most=len(bids),
                initial=place,
                error_messages={"required": f"{bid.reference}: enter its place"},
            )

    def clean(self) -> dict[str, Any]:
        taken: dict[int, Application] = {}
        for bid in self.bids:
            place = self.cleaned_data.get(f"place-{bid.pk}")
            if place in taken:
                self.add_error(
                    f"place-{bid.pk}", f"{bid.reference}: {taken[place].reference} has place {place} already"
                )
            elif place:
                taken[place] = bid
        return self.cleaned_data

    @property
    def rows(self) -> Iterator[tuple[Application, BoundField]]:
        for bid in self.bids:
            yield bid, self[f"place-{bid.pk}"]

    @property
    def order(self) -> list[int]:
        return [bid.pk for bid in sorted(self.bids, key=lambda bid: self.cleaned_data[f"place-{bid.pk}"])]
