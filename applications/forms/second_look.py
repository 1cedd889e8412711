"""Asking a reader to look again at what they handed in."""

from django import forms

from fund.questionnaires.fields import Tidy


class SendBack(forms.Form):
    """What the reader should look at again."""

    use_required_attribute = False

    why = Tidy(
        label="What should they look at again?",
        help_text="The reader gets your words in a letter, and sees them beside their scores.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Say what the reader should look at again"},
    )
