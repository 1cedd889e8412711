"""What forms say of an answer where their field says nothing of its own: plain words, and what to do."""

from django import forms

SHORTER = "Make this shorter. It has %(show_value)s characters, and there is room for %(limit_value)s"
CHOOSE = "Choose from the list. The answer that was sent is not on it"

WORDS: dict[type[forms.Field], dict[str, str]] = {
    forms.CharField: {"max_length": SHORTER},
    forms.ChoiceField: {"invalid_choice": CHOOSE},
    forms.MultipleChoiceField: {"invalid_choice": CHOOSE, "invalid_list": CHOOSE},
    forms.ModelChoiceField: {"invalid_choice": CHOOSE},
    forms.ModelMultipleChoiceField: {"invalid_choice": CHOOSE, "invalid_list": CHOOSE, "invalid_pk_value": CHOOSE},
}


def say_it_plainly() -> None:
    """Put these words in the place of Django's, once, before the first form is made."""
    for kind, words in WORDS.items():
        kind.default_error_messages = {**getattr(kind, "default_error_messages", {}), **words}
