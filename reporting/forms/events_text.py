"""What officers write into the text of a learning event."""

from collections.abc import Sequence
from typing import Any

from django import forms

from fund.questionnaires import fields
from fund.questionnaires.fields import Several, Text
from reporting.learning_events import checking
from reporting.models import EventCard, EventTheme


class WriteTheme(forms.Form):
    """What the draft says under one theme, and the cards that it quotes."""

    use_required_attribute = False
    saves_drafts = True  # a theme may be all quotations

    words = Text(label="What was said about it", words=300, required=False)
    quoted = Several(label="Cards to quote", required=False)

    def __init__(self, *args: Any, theme: EventTheme, cards: Sequence[EventCard], **facts: Any) -> None:
        quoted = [str(card.pk) for card in cards if card.is_quoted]
        super().__init__(*args, initial={"words": theme.words, "quoted": quoted}, **facts)
        if cards:
            self.fields["quoted"].choices = [(str(card.pk), card.said) for card in cards]
        else:
            del self.fields["quoted"]

    @property
    def cards(self) -> set[int]:
        return {int(pk) for pk in self.cleaned_data.get("quoted", [])}


class SendDraft(forms.Form):
    """How long projects have."""

    use_required_attribute = False

    days = fields.Whole(
        label="How many working days do projects have?",
        help_text="Days on which the fund is closed do not count.",
        least=checking.LEAST_DAYS,
        most=40,
        initial=10,
        error_messages={"required": "Enter the number of working days"},
    )


class Reply(forms.Form):
    """What the fund answers."""

    use_required_attribute = False

    words = Text(
        label="What do you answer?",
        help_text="Say what you changed, or why you did not. The project reads it.",
        words=150,
        error_messages={"required": "Say what you changed, or why you did not"},
    )
