"""Choosing among the assessors’ comments, and the words in which the group reads them."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.forms import BoundField

from applications.feedback import Offered
from fund.questionnaires import fields


class ChooseFeedback(forms.Form):
    """For each comment: whether it is passed on, and in which words."""

    use_required_attribute = False

    def __init__(self, *args: Any, offered: Sequence[Offered], **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.offered = offered
        for number, each in enumerate(offered, 1):
            what = f"{each.about} ({number})"
            self.fields[f"pick-{each.key}"] = forms.BooleanField(
                label=f"Pass this on: {what}", required=False, initial=each.line is not None
            )
            self.fields[f"words-{each.key}"] = fields.Text(
                label=f"As the group reads it: {what}",
                words=400,
                widget=forms.Textarea(attrs={"data-words": 400, "rows": 4}),
                required=False,
                initial=each.line.words if each.line else each.original,
            )

    def clean(self) -> dict[str, Any]:
        for each in self.offered:
            name = f"words-{each.key}"
            if self.cleaned_data.get(f"pick-{each.key}") and name not in self.errors and not self.cleaned_data[name]:
                self.add_error(name, f"{each.about}: write what the group reads, or do not choose it")
        return self.cleaned_data

    @property
    def rows(self) -> Iterator[tuple[Offered, BoundField, BoundField]]:
        for each in self.offered:
            yield each, self[f"pick-{each.key}"], self[f"words-{each.key}"]

    @property
    def words(self) -> dict[str, str]:
        given = self.cleaned_data
        return {each.key: given[f"words-{each.key}"] for each in self.offered if given[f"pick-{each.key}"]}
