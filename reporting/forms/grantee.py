"""What grantees type: the answer to an offer, figures, stories."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from applications.granting import months_after
from applications.models import Grant
from fund.kit import numbers
from fund.kit.numbers import Unreadable
from fund.questionnaires.fields import Day, Line, Read, Text, Whole
from fund.templatetags.words import day
from reporting import measuring, storytelling
from reporting.models import Consent, Indicator, Measurement, Report, Story


class AcceptOffer(forms.Form):
    """The day on which the project begins."""

    starts_on = Day(
        label="The day your project starts",
        error_messages={"required": "Enter the day your project starts, like 27/1/2027"},
    )

    def __init__(self, *args: Any, grant: Grant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.first = timezone.localdate(grant.awarded_at) if grant.awarded_at else timezone.localdate()
        self.last = months_after(self.first, 12)
        self.initial["starts_on"] = grant.starts_on
        self.fields["starts_on"].help_text = f"From {day(self.first)} to {day(self.last)}. Your reports count from it."

    def clean_starts_on(self) -> date:
        """Keep to the year after the offer: the grant cannot pay for what was done before it."""
        starts_on: date = self.cleaned_data["starts_on"]
        if not self.first <= starts_on <= self.last:
            raise forms.ValidationError(f"Enter a day from {day(self.first)} to {day(self.last)}")
        return starts_on


class RefuseOffer(forms.Form):
    """Why a group does not take the grant."""

    reason = Text(
        label="Why your group does not take the grant",
        words=100,
        error_messages={"required": "Say in a few words why your group does not take the grant"},
    )


class Number(Whole):
    """A number of people or things. Empty is not nought: it says that nobody counted."""

    def to_python(self, value: Any) -> Any:
        read = super().to_python(value)
        return None if read == "" else read


class Mean(Read):
    """An average with up to two decimal places."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(value) or None

    def read(self, text: str) -> Decimal:
        try:
            return numbers.read_money(text)
        except Unreadable as fault:
            raise Unreadable("Enter the average as a number, like 6.5") from fault


class Figures(forms.Form):
    """All the figures of a report: one group of boxes for each thing that is counted."""

    saves_drafts = True
    TOOK_PART = "people-took-part"  # the count of which every share and mean is a part; asked once, kept with each
    HOW = (
        "From a list, each counted once",
        "Counted each time, so some are counted twice",
        "Our best estimate",
    )
    PARTS: ClassVar[dict[str, dict[str, str]]] = {
        Indicator.Kind.COUNT: {"numerator": "How many", "how_counted": "How you counted"},
        Indicator.Kind.SHARE: {
            "numerator": "How many said so",
            "answered": "How many answered",
            "asked": "How many you asked",
        },
        Indicator.Kind.SCALE: {
            "value": "The average",
            "answered": "How many answered",
            "asked": "How many you asked",
        },
    }

    def __init__(self, *args: Any, report: Report, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.indicators = list(measuring.asked_of(report))
        rows = report.measurements.filter(point=Measurement.Point.PERIOD, group="")
        kept = {row.indicator_id: row for row in rows}
        for indicator in self.indicators:
            row = kept.get(indicator.pk)
            for part, name in self._names(indicator).items():
                self.fields[name] = self._box(part, self.PARTS[indicator.kind][part], row)
                self.initial[name] = getattr(row, part) if row else None

    def _names(self, indicator: Indicator) -> dict[str, str]:
        return {part: f"{indicator.code}-{part}" for part in self.PARTS[indicator.kind]}

    def _box(self, part: str, label: str, row: Measurement | None) -> forms.Field:
        if part == "how_counted":
            ways = list(self.HOW)
            if row and row.how_counted and row.how_counted not in ways:
                ways.append(row.how_counted)
            return forms.ChoiceField(
                label=label,
                required=False,
                choices=[("", "Choose"), *((way, way) for way in ways)],
                error_messages={"invalid_choice": "Choose how you counted"},
            )
        if part == "value":
            narrow = forms.TextInput(attrs={"inputmode": "decimal", "class": "ds_input--fixed-5"})
            return Mean(label=label, required=False, widget=narrow)
        return Number(label=label, required=False, most=measuring.MOST)

    @property
    def groups(self) -> list[tuple[Indicator, bool, list[forms.BoundField]]]:
        """Each indicator, whether it must be there in the end, and its boxes, as the page shows them."""
        return [
            (one, measuring.is_required(one), [self[name] for name in self._names(one).values()])
            for one in self.indicators
        ]

    def clean(self) -> dict[str, Any]:
        """Check the parts of each figure against each other, and say at the box what is wrong."""
        cleaned = super().clean() or self.cleaned_data
        took_part = cleaned.get(f"{self.TOOK_PART}-numerator")
        self.figures: list[measuring.Figure] = []
        for indicator in self.indicators:
            names = self._names(indicator)
            if unread := [name for name in names.values() if name in self.errors]:
                for name in unread:
                    self.errors[name] = self.error_class([_about(indicator, str(words)) for words in self.errors[name]])
                continue
            given: dict[str, Any] = {part: cleaned.get(name) for part, name in names.items()}
            given["how_counted"] = given.get("how_counted") or ""
            figure = measuring.Figure(indicator=indicator, **given)
            if not figure.is_empty and indicator.kind != Indicator.Kind.COUNT:
                figure = replace(figure, took_part=took_part)
            for part, words in measuring.faults(figure).items():
                self.add_error(names[part], _about(indicator, words))
            self.figures.append(figure)
        return cleaned


def _about(indicator: Indicator, words: str) -> str:
    """An error that names its question, because many boxes of this page have the same label."""
    return f"{indicator.name}: {words[0].lower()}{words[1:]}"


class TellStory(forms.Form):
    """A story, and the uses to which the person who told it says yes."""

    title = Line(label="A title for the story", most=120, error_messages={"required": "Enter a title for the story"})
    good = Text(
        label="What went well",
        words=500,
        help_text="In the person’s own words where you can.",
        error_messages={"required": "Enter what went well"},
    )
    hard = Text(
        label="What was hard",
        required=False,
        words=500,
        help_text="A story with both sides helps others most.",
    )
    voice = forms.ChoiceField(
        label="Whose voice is it?",
        choices=Story.Voice.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whose voice it is"},
    )
    said_by = Line(
        label="How the person wants to be named",
        most=80,
        help_text="The person chooses: full name, first name, another name, or words such as “a carer in Fife”.",
        error_messages={"required": "Enter how the person wants to be named"},
    )
    uses = forms.MultipleChoiceField(
        label="Where may the story be used?",
        choices=Consent.Channel.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Tick only what the person said yes to. What is not ticked is a no.",
    )
    months = forms.TypedChoiceField(
        label="For how long?",
        choices=[(6, "6 months"), (12, "1 year"), (24, "2 years")],
        coerce=int,
        initial=storytelling.MONTHS,
        widget=forms.RadioSelect,
        help_text="After that the story is not shown any more, unless the person says yes again.",
        error_messages={"required": "Choose for how long the story may be used"},
    )
    explained_by = Line(
        label="Who talked it through with the person",
        most=120,
        help_text="The name of the person in your group who explained the uses and read these words with the teller.",
        error_messages={"required": "Enter who talked it through with the person"},
    )
    agreed = forms.BooleanField(
        label="The person has seen these words and agrees to the uses ticked above. "
        "Everybody else who could be recognised in the story agrees too.",
        error_messages={"required": "Tick to say that the person has seen these words and agrees to the uses"},
    )

    @property
    def facts(self) -> dict[str, Any]:
        """The cleaned data as the storytelling verbs take them."""
        cleaned = self.cleaned_data
        return {
            **{name: cleaned[name] for name in ("title", "good", "hard", "voice", "said_by", "explained_by")},
            "consents": {channel: channel in cleaned["uses"] for channel in Consent.Channel.values},
            "until": months_after(timezone.localdate(), cleaned["months"]),
        }

    @staticmethod
    def initial_of(story: Story) -> dict[str, Any]:
        """What the boxes hold when a story is changed. How long, who explained it and the agreement are asked anew."""
        words = {name: getattr(story, name) for name in ("title", "good", "hard", "voice", "said_by")}
        yes = [consent.channel for consent in story.consents.all() if consent.is_given and consent.withdrawn_at is None]
        return {**words, "uses": yes}
