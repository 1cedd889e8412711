"""Figures as a group types them, and a sheet of them."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, ClassVar

from django import forms

from fund.kit.states import Refused
from fund.questionnaires.fields import Read, Text, Whole
from reporting import measuring, together
from reporting.figures.sheet import MOST_BYTES, TOO_LARGE, Sheet
from reporting.measuring import Figure, Place
from reporting.models import Indicator, Measurement, Point, Report
from reporting.together import Clash

SIGN = "shown"  # the hidden box of a row that says what the page showed


class Number(Whole):
    """A number of people or things. Empty is not nought: it says that nobody counted."""

    def to_python(self, value: Any) -> Any:
        read = super().to_python(value)
        return None if read == "" else read


class Mean(Read):
    """An average with up to two decimal places."""

    def to_python(self, value: Any) -> Any:
        read = super().to_python(value)
        return None if read == "" else read

    def read(self, text: str) -> Decimal:
        return measuring.read_mean(text)


class Figures(forms.Form):
    """All the figures of a report: boxes for each thing that is counted, a row of them for each time and group."""

    saves_drafts = True
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
        Indicator.Kind.WORDS: {"words": "In a few words"},
    }

    def __init__(self, *args: Any, report: Report, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.report = report
        self.kept: dict[str, Measurement] = {}  # by the name of the row of boxes
        asked = list(measuring.asked_of(report))
        self.indicators = [one for one in asked if not one.licence_has_ended]
        self.ended = [one for one in asked if one.licence_has_ended]
        kept = {(row.indicator_id, row.point, row.group): row for row in report.measurements.all()}
        self.places = measuring.places(report, self.indicators)
        for indicator in self.indicators:
            there = self.places[indicator.pk]
            for point, group in [(point, group) for pk, point, group in kept if pk == indicator.pk]:
                if (point, group) not in there and (not group or group in indicator.groups):
                    there.append((point, group))
            for place in there:
                row = kept.get((indicator.pk, *place))
                if row:
                    self.kept[measuring.row_name(indicator, place)] = row
                sign = measuring.box(indicator, place, SIGN)
                self.fields[sign] = forms.CharField(widget=forms.HiddenInput, required=False)
                self.initial[sign] = together.sign(measuring.typed_parts(row)) if row else ""
                for part, name in self._names(indicator, place).items():
                    self.fields[name] = self._box(indicator, place, part, row)
                    self.initial[name] = getattr(row, part) if row else None

    def _names(self, indicator: Indicator, place: Place) -> dict[str, str]:
        parts = [*self.PARTS[indicator.kind], *(["taken"] if place[0] == Point.BASELINE else [])]
        return {part: measuring.box(indicator, place, part) for part in parts}

    def _box(self, indicator: Indicator, place: Place, part: str, row: Measurement | None) -> forms.Field:
        if part == "taken":
            choices = [("", "Choose"), *Measurement.Taken.choices]
            return forms.ChoiceField(label="When you took it", required=False, choices=choices)
        label = self.PARTS[indicator.kind][part]
        if part == "how_counted":
            ways = list(measuring.HOW)
            if row and row.how_counted and row.how_counted not in ways:
                ways.append(row.how_counted)
            return forms.ChoiceField(
                label=label,
                required=False,
                choices=[("", "Choose"), *((way, way) for way in ways)],
                error_messages={"invalid_choice": "Choose how you counted"},
            )
        if part == "words":
            return Text(label=label, required=False, words=measuring.MOST_WORDS)
        if part == "value":
            narrow = forms.TextInput(attrs={"inputmode": "decimal", "class": "ds_input--fixed-5"})
            label = f"{label}, {indicator.scale_words}" if indicator.scale_words else label
            return Mean(label=label, required=False, widget=narrow)
        return Number(label=label, required=False, most=measuring.MOST)

    @property
    def groups(self) -> list[tuple[Indicator, bool, list[tuple[str, list[forms.BoundField]]]]]:
        """Each indicator, whether it must be there in the end, and its rows of boxes, as the page shows them."""
        return [
            (
                one,
                measuring.is_required(one),
                [
                    (
                        _row_title(one, place),
                        [self[name] for name in (*self._names(one, place).values(), measuring.box(one, place, SIGN))],
                    )
                    for place in self.places[one.pk]
                ],
            )
            for one in self.indicators
            if self.places[one.pk]
        ]

    def clean(self) -> dict[str, Any]:
        """Check the parts of each figure against each other, and say at the box what is wrong."""
        cleaned = super().clean() or self.cleaned_data
        self.figures: dict[str, Figure] = {}  # those without a fault
        for indicator in self.indicators:
            for place in self.places[indicator.pk]:
                self._clean_figure(cleaned, indicator, place)
        return cleaned

    def _clean_figure(self, cleaned: dict[str, Any], indicator: Indicator, place: Place) -> None:
        names, about = self._names(indicator, place), _about(indicator, place)
        if unread := [name for name in names.values() if name in self.errors]:
            for name in unread:
                self.errors[name] = self.error_class([_said(about, str(words)) for words in self.errors[name]])
            return
        given: dict[str, Any] = {part: cleaned.get(name) for part, name in names.items()}
        for part in ("how_counted", "words", "taken"):
            given[part] = given.get(part) or ""
        figure = Figure(indicator=indicator, point=place[0], group=place[1], **given)
        wrong = measuring.faults(figure)
        for part, words in wrong.items():
            self.add_error(names.get(part, next(iter(names.values()))), _said(about, words))
        if not wrong:
            self.figures[measuring.row_name(indicator, place)] = figure

    @property
    def shown(self) -> dict[str, str]:
        """The sign of each row as this page was opened with it."""
        return {
            measuring.row_name(one, place): str(self.data.get(measuring.box(one, place, SIGN), ""))
            for one in self.indicators
            for place in self.places[one.pk]
        }

    def again(self) -> "Figures":
        """The page after a save that left something open: what was typed, on top of what is kept now.

        A row that the writer did not touch shows what is kept. A row with a fault keeps the sign that it had.
        """
        fresh, data, shown = Figures(report=self.report), self.data.copy(), self.shown
        for indicator in fresh.indicators:
            for place in fresh.places[indicator.pk]:
                name, sign = measuring.row_name(indicator, place), measuring.box(indicator, place, SIGN)
                figure = self.figures.get(name)
                if figure is None and name in shown:
                    continue
                data[sign] = fresh.initial[sign]
                if figure is None or together.sign(measuring.typed_parts(figure)) == shown[name]:
                    for box in fresh._names(indicator, place).values():
                        data[box] = "" if fresh.initial[box] is None else str(fresh.initial[box])
        return Figures(data, report=self.report)

    def told(self, clashes: list[Clash]) -> list[dict[str, Any]]:
        """What others saved in the rows that clash: what each is about, who saved it, when, and its parts in words."""
        found = []
        for indicator in self.indicators:
            for place in self.places[indicator.pk]:
                name = measuring.row_name(indicator, place)
                row, labels = self.kept.get(name), {**self.PARTS[indicator.kind], "taken": "When it was taken"}
                said = {**measuring.typed_parts(row), "taken": row.get_taken_display()} if row else {}
                parts = [(labels[part], value) for part, value in said.items() if value not in (None, "")]
                found += [
                    {"about": _about(indicator, place), "who": one.who, "at": one.at, "parts": parts}
                    for one in clashes
                    if one.row == name
                ]
        return found


def _row_title(indicator: Indicator, place: Place) -> str:
    """What a row of boxes is about; nothing where the indicator has one row."""
    point, group = place
    if indicator.points == [Point.PERIOD] and not indicator.groups:
        return ""
    who = group or ("All people together" if indicator.groups else "")
    return ", ".join(
        words for words in (Point(point).label if len(indicator.points) > 1 or not who else "", who) if words
    )


def _about(indicator: Indicator, place: Place) -> str:
    title = _row_title(indicator, place)
    return f"{indicator.name}, {title[0].lower()}{title[1:]}" if title else indicator.name


def _said(about: str, words: str) -> str:
    """An error that names its question, because many boxes of this page have the same label."""
    return f"{about}: {words[0].lower()}{words[1:]}"


class FiguresFile(forms.Form):
    """A filled-in spreadsheet of figures."""

    file = forms.FileField(
        label="Your spreadsheet of figures",
        help_text="The .xlsx file from this page, filled in. You see what is in it before anything is saved.",
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={
            "required": "Choose the spreadsheet that you filled in",
            "empty": "This file is empty. Choose the spreadsheet that you filled in",
        },
    )

    def __init__(self, *args: Any, read: Callable[[bytes], Sheet], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.read = read

    def clean_file(self) -> Any:
        """Read the file; what is wrong in single cells is kept beside it and is no fault of the form."""
        uploaded = self.cleaned_data["file"]
        try:
            if uploaded.size > MOST_BYTES:
                raise Refused(TOO_LARGE)
            self.sheet = self.read(uploaded.read())
        except Refused as fault:
            raise forms.ValidationError(str(fault)) from fault
        return uploaded
