"""What is typed on cards of a learning event, and about them."""

from collections.abc import Sequence
from typing import Any

from django import forms

from fund.models import Term
from fund.questionnaires import fields
from fund.questionnaires.fields import SafeFile, Several, Text
from reporting.learning_events import carding
from reporting.models import EventCard, EventTheme

NONE = "none"


class EnterCode(forms.Form):
    """The code on the wall."""

    use_required_attribute = False

    code = fields.Line(
        label="Code of the event",
        help_text="Six letters and numbers. They are on the wall or the screen.",
        most=20,
        error_messages={"required": "Enter the code"},
    )


class WriteCard(forms.Form):
    """One card."""

    use_required_attribute = False
    saves_drafts = True  # words or a photo, either will do

    kind = forms.ChoiceField(
        label="What is it about?",
        choices=[choice for choice in EventCard.Kind.choices if choice[0] != EventCard.Kind.TOLD],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what it is about"},
    )
    words = Text(
        label="Your card",
        help_text="One thought. Please leave out names, and anything that tells who somebody is.",
        words=80,
        required=False,
    )
    photo = SafeFile(
        label="Or a photo of a card written by hand",
        help_text="JPEG or PNG. Only the people who run the fund see it. They type in what it says.",
        kinds=carding.PHOTOS,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        if not self.cleaned_data.get("words") and not self.cleaned_data.get("photo") and not self.errors:
            self.add_error("words", "Write your card, or add a photo of it")
        return self.cleaned_data


class DescribeCard(forms.Form):
    """What officers say of a card."""

    use_required_attribute = False

    slot = forms.ChoiceField(
        label="Which question does it answer?", choices=[("", "None"), *EventCard.Slot.choices], required=False
    )
    photo_words = Text(
        label="What is on the photo?",
        help_text="Type what the card says, and describe a drawing. The photo itself is shown to nobody else.",
        words=120,
        required=False,
    )
    is_set_aside = forms.BooleanField(label="Set it aside: it is not used", required=False)

    def __init__(self, *args: Any, card: EventCard, **facts: Any) -> None:
        super().__init__(*args, initial={name: getattr(card, name) for name in self.base_fields}, **facts)
        if card.photo_id is None:
            del self.fields["photo_words"]

    @property
    def facts(self) -> dict[str, Any]:
        return {"photo_words": "", **self.cleaned_data}


class NameTheme(forms.Form):
    """A theme's name and its term."""

    use_required_attribute = False

    name = fields.Line(label="Name of the theme", most=120, error_messages={"required": "Enter a name for the theme"})
    term = forms.ModelChoiceField(
        Term.objects.none(),
        label="Which learning theme of the fund is it?",
        required=False,
        empty_label="None of them",
    )

    def __init__(self, *args: Any, theme: EventTheme | None = None, **facts: Any) -> None:
        if theme is not None:
            facts["initial"] = {"name": theme.name, "term": theme.term_id}
        super().__init__(*args, **facts)
        self.fields["term"].queryset = Term.objects.of("learning-themes")


class PutCards(forms.Form):
    """Ticked cards, and the theme under which they are put."""

    use_required_attribute = False

    cards = Several(error_messages={"required": "Tick the cards first"})
    theme = forms.ChoiceField(label="Put the ticked cards under", error_messages={"required": "Choose a theme"})

    def __init__(self, *args: Any, cards: Sequence[EventCard], themes: Sequence[EventTheme], **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.fields["cards"].choices = [(str(card.pk), str(card)) for card in cards]
        choices = [("", "Choose"), *((str(theme.pk), theme.name) for theme in themes), (NONE, "No theme")]
        self.fields["theme"].choices = choices
        self.themes = {str(theme.pk): theme for theme in themes}

    @property
    def chosen(self) -> tuple[list[int], EventTheme | None]:
        return [int(pk) for pk in self.cleaned_data["cards"]], self.themes.get(self.cleaned_data["theme"])
