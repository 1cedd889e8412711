"""A table of several answers: its columns, and its rows where they are fixed."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from fund.models import Round
from fund.question_forms.lines import lines_of, with_codes
from fund.question_forms.settings import Boxes, Settings, SettingsOf, number_box
from fund.questionnaires import fields
from fund.rounds.asking.holding import code_from
from fund.rounds.questions import MOST_FIELDS

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
LIMITS = {"text": ("words", 100), "line": ("max", None)}  # the setting that is the limit, and what an empty box means
MOST_ROWS = 60
COLUMN = ("was", "column", "hint", "kind", "answers", "limit", "needed", "once")


@dataclass(frozen=True)
class Column:
    """The boxes of one column as the page shows them."""

    number: int
    boxes: dict[str, forms.BoundField]  # by the names in `COLUMN`
    is_last: bool  # of those that are written

    @property
    def name(self) -> str:
        return str(self.boxes["column"].value() or "")

    @property
    def is_open(self) -> bool:
        """Say whether the page shows its boxes at once: it has a fault, or is the first that is still to be written."""
        return any(box.errors for box in self.boxes.values()) or (self.number == 1 and not self.name)


def columns_of(form: forms.Form) -> list[Column]:
    """The columns of a table that a form writes; none where it writes another kind of question."""
    if "column_1" not in form.fields:
        return []
    rows = [(n, {name: form[f"{name}_{n}"] for name in COLUMN}) for n in range(1, MOST_FIELDS + 1)]
    last = max((n for n, boxes in rows if boxes["column"].value()), default=0)
    return [Column(n, boxes, is_last=n == last) for n, boxes in rows]


def rearranged(typed: dict[str, Any], asked: str) -> dict[str, Any] | None:
    """What was typed, with a column moved (`up-2`, `down-2`) or taken out (`remove-2`); None for another button."""
    verb, _, raw = asked.partition("-")
    if verb not in {"up", "down", "remove"} or raw not in {str(n) for n in range(1, MOST_FIELDS + 1)}:
        return None
    columns = [{name: typed.get(f"{name}_{n}") for name in COLUMN} for n in range(1, MOST_FIELDS + 1)]
    column = columns.pop(int(raw) - 1)
    if verb == "remove":
        columns.append({"kind": "line"})
    else:
        columns.insert(max(int(raw) - 2, 0) if verb == "up" else int(raw), column)
    moved = {f"{name}_{n}": column.get(name) for n, column in enumerate(columns, 1) for name in COLUMN}
    return {**typed, **moved}


def _boxes(round_: Round) -> Boxes:
    boxes: Boxes = {}
    for number in range(1, MOST_FIELDS + 1):
        boxes |= _column_boxes(number)
    boxes["row_names"] = fields.Tidy(
        label="Fixed rows, one a line",
        help_text="For example, Year 1 and Year 2. Leave it empty to let people add rows themselves.",
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )
    boxes["least"] = number_box("Least rows", "Where people add rows themselves.", least=0, most=MOST_ROWS)
    boxes["most_rows"] = number_box("Most rows", "Leave it empty for 10.", most=MOST_ROWS)
    return boxes


def _column_boxes(number: int) -> Boxes:
    """The boxes of one column, in the order of `COLUMN`."""
    boxes: Boxes = {
        f"was_{number}": fields.Tidy(widget=forms.HiddenInput, required=False, max_length=30),
        f"column_{number}": fields.Line(
            label=f"What column {number} asks",
            help_text="For example, Name of the partner." if number == 1 else "",
            most=120,
            required=number == 1,
            error_messages={"required": "Enter what the first column asks"},
        ),
        f"hint_{number}": fields.Line(label="Hint", most=250, required=False),
        f"kind_{number}": forms.ChoiceField(label="Kind", choices=COLUMN_KINDS, required=False, initial="line"),
        f"answers_{number}": fields.Tidy(
            label="Answers, one a line",
            help_text="Only where people choose one or several.",
            widget=forms.Textarea(attrs={"rows": 3}),
            required=False,
        ),
        f"limit_{number}": fields.Whole(
            label="Most characters of a line, or words of a text",
            help_text="A text has room for 100 words if this is empty.",
            least=1,
            most=10000,
            required=False,
        ),
        f"needed_{number}": forms.BooleanField(label="It must be filled in", required=False),
        f"once_{number}": forms.BooleanField(
            label="Nobody may choose the same answer twice",
            help_text="Only where people choose one and add rows themselves.",
            required=False,
        ),
    }
    for name in ("column", "kind", "answers", "limit", "needed", "once"):
        boxes[f"{name}_{number}"].is_unmarked = True  # whether it is optional depends
    return boxes


def _read(given: dict[str, Any], before: Settings) -> Settings:
    places = [number for number in range(1, MOST_FIELDS + 1) if given.get(f"column_{number}")]
    labels = [given[f"column_{number}"] for number in places]
    if double := next((number for n, number in enumerate(places) if labels[n] in labels[:n]), 0):
        raise ValidationError({f"column_{double}": f"“{given[f'column_{double}']}” is there twice. Change one"})
    known = {each["code"]: each for each in before.get("fields", [])}
    taken = {*known, "row"}  # “row” says which row an answer belongs to
    columns = []
    for number in places:
        code = given.get(f"was_{number}", "")
        if code not in known or code in {column["code"] for column in columns}:
            code = code_from(given[f"column_{number}"], taken)
            taken.add(code)
        columns.append(_column(number, code, given, known.get(code, {})))
    if names := lines_of(given.get("row_names")):
        if double_name := next((name for name in names if names.count(name) > 1), ""):
            raise ValidationError({"row_names": f"“{double_name}” is there twice. Take one out"})
        if once := next((number for number in places if given.get(f"once_{number}")), 0):
            raise ValidationError({f"once_{once}": "Take the tick out: your fixed rows may have the same answer"})
        return {"rows": with_codes(names, before.get("rows", [])), "fields": columns}
    least, most = int(given.get("least") or 0), int(given.get("most_rows") or 10)
    if least > most:
        raise ValidationError({"most_rows": f"Enter a number that is not under {least}"})
    return {"fields": columns, "most": most, "least": least}


def _column(number: int, code: str, given: dict[str, Any], before: Settings) -> Settings:
    """One column. What only a file can say of it, such as a list of the fund, stays while its kind does."""
    kind = given.get(f"kind_{number}") or "line"
    column = {**(before if kind == before.get("kind") else {}), "code": code, "kind": kind}
    column |= {"label": given[f"column_{number}"], "required": bool(given.get(f"needed_{number}"))}
    column.pop("help", None)
    column.pop("once", None)
    if given.get(f"once_{number}"):
        if kind != "one_of":
            raise ValidationError({f"once_{number}": f"Column {number}: take the tick out, or choose “Choose one”"})
        column["once"] = True
    if hint := given.get(f"hint_{number}"):
        column["help"] = hint
    if kind in LIMITS:
        setting, usual = LIMITS[kind]
        column.pop(setting, None)
        if limit := given.get(f"limit_{number}") or usual:
            column[setting] = int(limit)
        if kind == "line" and column.get("max", 0) > 1000:
            raise ValidationError({f"limit_{number}": f"Column {number}: a line has at most 1,000 characters"})
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
    for number, column in enumerate(settings.get("fields", []), 1):
        kind = column["kind"]
        facts = {
            "was": column["code"],
            "column": column["label"],
            "hint": column.get("help", ""),
            "kind": kind,
            "answers": "\n".join(option["name"] for option in column.get("options", [])),
            "limit": column.get(LIMITS[kind][0], "") if kind in LIMITS else "",
            "needed": column.get("required", True),
            "once": column.get("once", False),
        }
        shown |= {f"{name}_{number}": value for name, value in facts.items()}
    return shown


GROUP = SettingsOf(_boxes, _read, _show)
