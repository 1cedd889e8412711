"""What readers see instead of an answer, a cell of a table or a statement."""

from typing import Any

from django import forms

from applications.redacting import Shown
from fund.questionnaires import fields
from fund.questionnaires.fields import Tidy


class LetRead(forms.Form):
    """What the panel reads of a group's reply."""

    use_required_attribute = False

    words = Tidy(
        label="What the panel reads",
        max_length=30_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={"required": "Leave some words for the panel, or write “Taken out by the fund”"},
    )


class Redact(forms.Form):
    """The words for readers, and why they differ."""

    use_required_attribute = False

    words = Tidy(
        label="What readers see",
        max_length=30_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={"required": "Leave some words for the readers, or write “Taken out by the fund”"},
    )
    why = fields.Line(
        label="Why?",
        help_text="Only the fund’s officers see this.",
        most=300,
        error_messages={"required": "Say why readers should not see the words as they are"},
    )

    def __init__(self, *args: Any, shown: Shown, **facts: Any) -> None:
        kept = shown.redaction
        words = kept.words if kept and not shown.is_old else shown.proposal
        initial = {"words": words, "why": kept.why if kept else ""}
        if not kept and shown.found:
            initial["why"] = "It tells who somebody is."
        super().__init__(*args, initial=initial, **facts)
