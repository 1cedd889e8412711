"""Which answer an officer asks a group to change."""

from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from fund.models import Question
from fund.questionnaires import fields

USUAL = timedelta(days=10)


class AskChange(forms.Form):
    """One question, what to change in it, and by when."""

    use_required_attribute = False

    question = forms.TypedChoiceField(
        label="Which answer?", error_messages={"required": "Choose the answer that should change"}
    )
    words = fields.Text(
        label="What should change, and why?",
        help_text="The group will read these words. Only this one answer opens for them.",
        words=200,
        error_messages={"required": "Say what should change"},
    )
    until = fields.Day(
        label="By when?",
        help_text="For example, 27/1/2027",
        error_messages={"required": "Enter the last day for the change"},
    )

    def __init__(self, *args: Any, questions: list[Question], **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.by_key = {str(question.pk): question for question in questions}
        parts = groupby(questions, key=lambda question: question.section.title)
        choices = [(title, [(str(question.pk), question.label) for question in group]) for title, group in parts]
        self.fields["question"].choices = [("", "Choose one"), *choices]
        self.fields["question"].coerce = self.by_key.__getitem__
        self.initial.setdefault("until", timezone.localdate() + USUAL)

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if until < timezone.localdate():
            raise ValidationError("Enter a day that is still to come")
        return until
