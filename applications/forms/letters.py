"""The words of a letter, with placeholders that are checked as they are saved."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from applications.announcing.placeholders import faults
from applications.announcing.wording import Words
from fund.questionnaires import fields


class LetterWords(forms.Form):
    """A subject and a text."""

    use_required_attribute = False

    subject = fields.Line(label="Subject", most=200, error_messages={"required": "Enter a subject"})
    text = fields.Text(
        label="Letter",
        help_text="Leave an empty line between paragraphs.",
        words=1500,
        error_messages={"required": "Write the letter"},
    )

    def __init__(self, *args: Any, words: Words, **facts: Any) -> None:
        facts.setdefault("initial", {"subject": words.subject, "text": words.text})
        super().__init__(*args, **facts)

    def clean_subject(self) -> str:
        return _checked(self.cleaned_data["subject"])

    def clean_text(self) -> str:
        return _checked(self.cleaned_data["text"])

    @property
    def words(self) -> Words:
        return Words(self.cleaned_data["subject"], self.cleaned_data["text"])


def _checked(text: str) -> str:
    if wrong := faults(text):
        raise ValidationError(wrong)
    return text
