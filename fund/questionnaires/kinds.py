"""One small builder for each kind of question, behind one table."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django import forms

from fund.models import Question
from fund.questionnaires import fields
from fund.questionnaires.budget import Budget
from fund.questionnaires.lists import EVERYWHERE, YES_NO, Choices, Lists
from fund.questionnaires.tables import MOST_ROWS, Column, Table

Facts = dict[str, Any]
Kinds = Question.Kind

LONG_LIST = 12
DEFAULT_WORDS = 500
MOST_IN_A_GROUP = 10
LONGEST_MONTHS = 600


class Kind(NamedTuple):
    """How one kind of question is asked, and how its answer is kept as JSON."""

    field: Callable[[Question, Lists, Facts], forms.Field]
    keep: Callable[[Any], Any]


def field_for(question: Question, lists: Lists) -> forms.Field:
    """The form field of a question, with its label, help and error in the fund's words."""
    facts: Facts = {
        "label": question.label,
        "help_text": question.help_text,
        "required": question.is_required,
        "error_messages": {"required": question.error_text or f"Answer “{question.label}”"},
    }
    return KINDS[question.kind].field(question, lists, facts)


def _line(question: Question, lists: Lists, facts: Facts) -> forms.Field:
    most = int(question.settings.get("max") or 200)
    return fields.Line(most=min(most, 200) if question.fills == "title" else most, **facts)


def _text(question: Question, lists: Lists, facts: Facts) -> forms.Field:
    return fields.Text(words=int(question.settings.get("words") or DEFAULT_WORDS), **facts)


def _number(question: Question, lists: Lists, facts: Facts) -> forms.Field:
    most = question.settings.get("max")
    if most is None:
        most = LONGEST_MONTHS if question.fills == "months" else 999_999_999
    return fields.Whole(least=int(question.settings.get("min") or 0), most=int(most), **facts)


def _money(question: Question, lists: Lists, facts: Facts) -> forms.Field:
    bounds = {"least": question.settings.get("min"), "most": question.settings.get("max")}
    return fields.Money(**{name: Decimal(str(bound)) for name, bound in bounds.items() if bound is not None}, **facts)


def _date(question: Question, lists: Lists, facts: Facts) -> forms.Field:
    facts["help_text"] = facts["help_text"] or "For example, 27/1/2027"
    return fields.Day(earliest=int(question.settings.get("earliest") or fields.EARLIEST), **facts)


def _one_of(question: Question, lists: Lists, facts: Facts) -> forms.Field:
    choices = lists.choices(question)
    if len(choices) > LONG_LIST:
        return _choice([("", "Choose one"), *choices], forms.Select, facts)
    return _choice(choices if question.is_required else [*choices, ("", "No answer")], forms.RadioSelect, facts)


def _yes_no(question: Question, lists: Lists, facts: Facts) -> forms.Field:
    return _choice(YES_NO if question.is_required else [*YES_NO, ("", "No answer")], forms.RadioSelect, facts)


def _choice(choices: Choices, widget: type[forms.Widget], facts: Facts) -> forms.Field:
    facts["error_messages"]["invalid_choice"] = facts["error_messages"]["required"]
    return forms.ChoiceField(choices=choices, widget=widget, **facts)


def _many_of(question: Question, lists: Lists, facts: Facts) -> forms.Field:
    facts["error_messages"]["invalid_choice"] = facts["error_messages"]["required"]
    choices = lists.choices(question)
    widget = forms.CheckboxSelectMultiple(attrs={"class": "columns"} if len(choices) > LONG_LIST else {})
    return fields.Several(choices=choices, most=question.settings.get("most"), widget=widget, **facts)


def _places(question: Question, lists: Lists, facts: Facts) -> forms.Field:
    facts["error_messages"]["invalid_choice"] = facts["error_messages"]["required"]
    everywhere = [(EVERYWHERE, "All of Scotland")] if len(lists.areas) > 1 else []
    choices = [*everywhere, *((area.code, area.name) for area in lists.areas)]
    widget = forms.CheckboxSelectMultiple(attrs={"class": "columns"})
    return Places(choices=choices, codes=[area.code for area in lists.areas], widget=widget, **facts)


class Places(fields.Several):
    """Council areas; "All of Scotland" stands for every one of them."""

    def __init__(self, *, codes: list[str], **facts: Any) -> None:
        super().__init__(**facts)
        self.codes = codes

    def clean(self, value: Any) -> list[str]:
        chosen = super().clean(value)
        return self.codes if EVERYWHERE in chosen else chosen

    def prepare_value(self, value: Any) -> Any:
        is_everywhere = isinstance(value, list) and len(self.codes) > 1 and set(self.codes) <= set(value)
        return [EVERYWHERE] if is_everywhere else value


def _register_number(question: Question, lists: Lists, facts: Facts) -> forms.Field:
    return fields.register_number(question.settings.get("register", ""), **facts)


def _budget(question: Question, lists: Lists, facts: Facts) -> forms.Field:
    return Budget(headings=lists.headings, most=int(question.settings.get("rows") or MOST_ROWS), **facts)


def boxes(question: Question) -> list[Question]:
    """The boxes in each row of a table of several answers, as questions that are nowhere but here."""
    return [
        Question(
            code=box["code"],
            kind=box["kind"],
            label=box["label"],
            help_text=box.get("help", ""),
            is_required=box.get("required", True),
            settings=box,
        )
        for box in question.settings["fields"]
    ]


def _group(question: Question, lists: Lists, facts: Facts) -> forms.Field:
    columns = [
        Column(box.code, field_for(box, lists), KINDS[box.kind].keep, bool(box.settings.get("once")))
        for box in boxes(question)
    ]
    rows = [(row["code"], row["name"]) for row in question.settings.get("rows", [])]
    most, least = question.settings.get("most") or MOST_IN_A_GROUP, question.settings.get("least") or 0
    return Table(columns=columns, rows=rows, most=int(most), least=int(least), **facts)


def _as_is(value: Any) -> Any:
    return value


def _iso(value: date) -> str:
    return value.isoformat()


def _pounds_and_pence(value: Decimal) -> str:
    return f"{value:.2f}"


KINDS: dict[str, Kind] = {
    Kinds.LINE: Kind(_line, _as_is),
    Kinds.TEXT: Kind(_text, _as_is),
    Kinds.NUMBER: Kind(_number, _as_is),
    Kinds.MONEY: Kind(_money, _pounds_and_pence),
    Kinds.DATE: Kind(_date, _iso),
    Kinds.YES_NO: Kind(_yes_no, _as_is),
    Kinds.ONE_OF: Kind(_one_of, _as_is),
    Kinds.MANY_OF: Kind(_many_of, _as_is),
    Kinds.EMAIL: Kind(lambda question, lists, facts: fields.Email(**facts), _as_is),
    Kinds.PHONE: Kind(lambda question, lists, facts: fields.Phone(**facts), _as_is),
    Kinds.WEB: Kind(lambda question, lists, facts: fields.Web(**facts), _as_is),
    Kinds.REGISTER_NUMBER: Kind(_register_number, _as_is),
    Kinds.PLACES: Kind(_places, _as_is),
    Kinds.FILE: Kind(lambda question, lists, facts: fields.SafeFile(**facts), _as_is),
    Kinds.BUDGET: Kind(_budget, _as_is),
    Kinds.GROUP: Kind(_group, _as_is),
}
