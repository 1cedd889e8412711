"""A table of several answers: its columns, and its rows where they are fixed."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from fund.models import Round
from fund.question_forms.lines import lines_of, with_codes
from fund.question_forms.settings import Boxes, Settings, SettingsOf, number_box
from fund.questionnaires import fields

MOST_COLUMNS = 8
COLUMN_KINDS = (
    ("line", "One line"),
    ("text", "Longer text"),
    ("number", "Whole number"),
    ("money", "Sum of money"),
    ("date", "Date"),
    ("yes_no", "Yes or no"),
    ("one_of", "Choose one"),
    ("many_of", "Choose several"),
    ("email", "E-mail address"),
    ("phone", "Phone number"),
    ("web", "Web address"),
)
DEFAULT_WORDS = 100
MOST_ROWS = 60


def _boxes(round_: Round) -> Boxes:
    boxes: Boxes = {}
    for number in range(1, MOST_COLUMNS + 1):
        boxes[f"column_{number}"] = fields.Line(
            label=f"Column {number}",
            help_text="What each row is asked. For example, Name of the partner." if number == 1 else "",
            most=120,
            required=number == 1,
            error_messages={"required": "Enter what the first column asks"},
        )
        boxes[f"kind_{number}"] = forms.ChoiceField(
            label=f"Kind of column {number}", choices=COLUMN_KINDS, required=False, initial="line"
        )
        boxes[f"needed_{number}"] = forms.BooleanField(label=f"Column {number} must be filled in", required=False)
        boxes[f"answers_{number}"] = forms.CharField(
            label=f"Answers of column {number}, one a line",
            help_text="Only where people choose one or several.",
            widget=forms.Textarea(attrs={"rows": 3}),
            required=False,
        )
    boxes["row_names"] = forms.CharField(
        label="Fixed rows, one a line",
        help_text="For example, Year 1 and Year 2. Leave it empty to let people add rows themselves.",
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )
    boxes["least"] = number_box("Least rows", "Where people add rows themselves.", least=0, most=MOST_ROWS)
    boxes["most_rows"] = number_box("Most rows", "Leave it empty for 10.", most=MOST_ROWS)
    return boxes


def _read(given: dict[str, Any], before: Settings) -> Settings:
    known = {each["label"]: each for each in before.get("fields", [])}
    places = [number for number in range(1, MOST_COLUMNS + 1) if given.get(f"column_{number}")]
    labels = [given[f"column_{number}"] for number in places]
    if double := next((label for label in labels if labels.count(label) > 1), ""):
        raise ValidationError({f"column_{places[labels.index(double)]}": f"“{double}” is there twice. Change one"})
    codes = with_codes(labels, [{"code": each["code"], "name": label} for label, each in known.items()])
    by_code = {each["code"]: each for each in before.get("fields", [])}
    columns = [
        _column(number, row["code"], given, by_code.get(row["code"], {}))
        for number, row in zip(places, codes, strict=True)
    ]
    if names := lines_of(given.get("row_names")):
        if double := next((name for name in names if names.count(name) > 1), ""):
            raise ValidationError({"row_names": f"“{double}” is there twice. Take one out"})
        return {"rows": with_codes(names, before.get("rows", [])), "fields": columns}
    least, most = int(given.get("least") or 0), int(given.get("most_rows") or 10)
    if least > most:
        raise ValidationError({"most_rows": f"Enter a number that is not under {least}"})
    return {"fields": columns, "most": most, "least": least}


def _column(number: int, code: str, given: dict[str, Any], before: Settings) -> Settings:
    kind = given.get(f"kind_{number}") or "line"
    kept = {name: value for name, value in before.items() if name == "help" or (kind == before.get("kind"))}
    column = {**kept, "code": code, "kind": kind, "label": given[f"column_{number}"]}
    column["required"] = bool(given.get(f"needed_{number}"))
    if kind == "text":
        column.setdefault("words", DEFAULT_WORDS)
    if kind in ("one_of", "many_of") and "options_from" not in column:
        names = lines_of(given.get(f"answers_{number}"))
        if len(set(names)) < 2 or len(set(names)) < len(names):
            words = f"Column {number}: type at least two different answers, one a line"
            raise ValidationError({f"answers_{number}": words})
        column["options"] = with_codes(names, before.get("options", []), 60)
    return column


def _show(settings: Settings) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "row_names": "\n".join(row["name"] for row in settings.get("rows", [])),
        "least": settings.get("least", ""),
        "most_rows": settings.get("most", ""),
    }
    for number, column in enumerate(settings.get("fields", [])[:MOST_COLUMNS], 1):
        shown[f"column_{number}"], shown[f"kind_{number}"] = column["label"], column["kind"]
        shown[f"needed_{number}"] = column.get("required", False)
        shown[f"answers_{number}"] = "\n".join(option["name"] for option in column.get("options", []))
    return shown


GROUP = SettingsOf(_boxes, _read, _show)
