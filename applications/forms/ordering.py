"""The places that a reader gives to the bids of a round."""

from collections.abc import Iterator
from typing import Any

from django import forms

from applications.models import Assessment


class OwnOrder(forms.Form):
    """A place for each bid, 1 is best. A draft may leave some out."""

    saves_drafts = True

    def __init__(self, *args: Any, rows: list[Assessment], is_final: bool = False, **kwargs: Any) -> None:
        self.rows, self.is_final = rows, is_final
        super().__init__(*args, **kwargs)
        places = [("", "No place yet"), *[(str(n), f"{n}") for n in range(1, len(rows) + 1)]]
        for row in rows:
            self.fields[f"place_{row.pk}"] = forms.TypedChoiceField(
                label=row.application.title_read or "Untitled",
                choices=places,
                coerce=int,
                empty_value=None,
                required=is_final,
                initial=row.place or "",
                error_messages={
                    "required": f"Give “{row.application.title_read}” a place",
                    "invalid_choice": f"Choose a place from 1 to {len(rows)} for “{row.application.title_read}”",
                },
            )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        taken: dict[int, Assessment] = {}
        for row in self.rows:
            place = given.get(f"place_{row.pk}")
            if place in taken:
                words = f"Place {place} is taken by “{taken[place].application.title_read}”. Give each its own"
                self.add_error(f"place_{row.pk}", words)
            elif place is not None:
                taken[place] = row
        return given

    def places(self) -> dict[int, int | None]:
        """The places by the key of the assessment."""
        return {row.pk: self.cleaned_data[f"place_{row.pk}"] for row in self.rows}

    def lines(self) -> Iterator[tuple[Assessment, forms.BoundField]]:
        for row in self.rows:
            yield row, self[f"place_{row.pk}"]
