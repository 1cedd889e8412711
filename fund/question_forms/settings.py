"""What each kind of question needs besides its words: its boxes on the form, and its settings as they are kept."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError

from fund.models import Question, Round, Vocabulary
from fund.question_forms.lines import lines_of, with_codes
from fund.questionnaires import fields
from fund.rounds.questions import CHOOSABLE

Boxes = dict[str, forms.Field]
Settings = dict[str, Any]
OWN = "own"
EITHER = "either"
LISTS_OF_ROUND = {"tiers": "sizes of grant", "types": "types of grant", "priorities": "priorities"}


class SettingsOf(NamedTuple):
    """How the settings of one kind are asked, read and shown again."""

    boxes: Callable[[Round], Boxes]
    read: Callable[[dict[str, Any], Settings], Settings]
    show: Callable[[Settings], dict[str, Any]]


def number_box(label: str, help_text: str = "", *, least: int = 1, most: int, is_required: bool = False) -> forms.Field:
    """A box for a whole number."""
    return fields.Whole(
        label=label,
        help_text=help_text,
        least=least,
        most=most,
        required=is_required,
        error_messages={"required": f"{label}: enter a number"},
    )


def whole_settings(**boxes: Callable[[], forms.Field]) -> SettingsOf:
    """Settings that are numbers under the names of their boxes; an empty box leaves its setting out."""
    return SettingsOf(
        lambda round_: {name: make() for name, make in boxes.items()},
        lambda given, before: {name: int(given[name]) for name in boxes if given.get(name) not in (None, "")},
        lambda settings: {name: settings.get(name, "") for name in boxes},
    )


def _sources(round_: Round) -> list[tuple[str, str]]:
    """The lists that a question may choose from: its own, those of the round that have rows, and the fund’s."""
    related: dict[str, Any] = {"tiers": round_.tiers, "types": round_.grant_types, "priorities": round_.priorities}
    of_round = [(name, f"This round’s {words}") for name, words in LISTS_OF_ROUND.items() if related[name].exists()]
    words = Vocabulary.objects.filter(is_current=True).order_by("name").values_list("slug", "name")
    return [
        (OWN, "Answers that I type below"),
        *of_round,
        *((slug, f"The fund’s list: {name}") for slug, name in words),
    ]


def _choice_boxes(round_: Round) -> Boxes:
    return {
        "options_from": forms.ChoiceField(
            label="Where do the answers come from?",
            choices=_sources(round_),
            initial=OWN,
            widget=forms.RadioSelect,
            error_messages={"required": "Choose where the answers come from"},
        ),
        "options": fields.Tidy(
            label="The answers, one a line",
            help_text="You can change the words of an answer later: it stays the same answer.",
            widget=forms.Textarea(attrs={"rows": 5}),
            required=False,
        ),
    }


def _several_boxes(round_: Round) -> Boxes:
    most = number_box("How many may people choose, at most?", "Leave it empty for as many as they like.", most=100)
    return {**_choice_boxes(round_), "most": most}


def _read_choices(given: dict[str, Any], before: Settings) -> Settings:
    settings: Settings = {"most": int(given["most"])} if given.get("most") else {}
    if given.get("options_from") != OWN:
        return {**settings, "options_from": given.get("options_from", "")}
    names = lines_of(given.get("options"))
    if len(names) < 2:
        raise ValidationError({"options": "Type at least two answers, one a line"})
    if double := next((name for name in names if names.count(name) > 1), ""):
        raise ValidationError({"options": f"“{double}” is there twice. Take one out"})
    if long := next((name for name in names if len(name) > 200), ""):
        raise ValidationError({"options": f"Make this answer shorter, at most 200 characters: “{long[:40]}…”"})
    return {**settings, "options": with_codes(names, before.get("options", []), 60)}


def _show_choices(settings: Settings) -> dict[str, Any]:
    return {
        "options_from": settings.get("options_from", OWN),
        "options": "\n".join(option["name"] for option in settings.get("options", [])),
        "most": settings.get("most", ""),
    }


def _register_boxes(round_: Round) -> Boxes:
    choices = [(EITHER, "Either"), ("oscr", "Scottish charity number"), ("companies", "Company number")]
    return {
        "register": forms.ChoiceField(
            label="Which number?", choices=choices, required=False, initial=EITHER, widget=forms.RadioSelect
        )
    }


def _money_boxes(round_: Round) -> Boxes:
    def box(label: str) -> forms.Field:
        return fields.Money(label=label, help_text="In whole pounds.", most=Decimal(1_000_000_000), required=False)

    return {"min": box("Least"), "max": box("Most")}


def _read_money(given: dict[str, Any], before: Settings) -> Settings:
    settings: Settings = {}
    for name in ("min", "max"):
        if given.get(name) not in (None, ""):
            if given[name] != int(given[name]):
                raise ValidationError({name: "Enter whole pounds, without pence"})
            settings[name] = int(given[name])
    return settings


def _nothing(round_: Round) -> Boxes:
    return {}


NONE = SettingsOf(_nothing, lambda given, before: {}, lambda settings: {})
WORDS = whole_settings(
    words=lambda: number_box(
        "Most words", "A page is about 500 words. Applicants see how many are left.", most=10000, is_required=True
    )
)
LINE = whole_settings(max=lambda: number_box("Most characters", "Leave it empty for 200.", most=1000))
NUMBER = whole_settings(
    min=lambda: number_box("Least", "Leave it empty for nought.", least=0, most=999_999_999),
    max=lambda: number_box("Most", "Leave it empty where there is no limit.", least=0, most=999_999_999),
)
DATE = whole_settings(
    earliest=lambda: number_box("Earliest year", "Leave it empty for 2000. Groups may be older.", least=1000, most=2100)
)
ROWS = whole_settings(rows=lambda: number_box("Most rows", "Leave it empty for 60.", most=60))
SETTINGS: dict[str, SettingsOf] = {
    Question.Kind.TEXT: WORDS,
    Question.Kind.LINE: LINE,
    Question.Kind.NUMBER: NUMBER,
    Question.Kind.DATE: DATE,
    Question.Kind.MONEY: SettingsOf(
        _money_boxes, _read_money, lambda settings: {name: settings.get(name, "") for name in ("min", "max")}
    ),
    Question.Kind.ONE_OF: SettingsOf(_choice_boxes, _read_choices, _show_choices),
    Question.Kind.MANY_OF: SettingsOf(_several_boxes, _read_choices, _show_choices),
    Question.Kind.BUDGET: ROWS,
    Question.Kind.REGISTER_NUMBER: SettingsOf(
        _register_boxes,
        lambda given, before: {"register": given["register"]} if given.get("register") not in ("", EITHER) else {},
        lambda settings: {"register": settings.get("register", EITHER)},
    ),
}
assert set(LISTS_OF_ROUND) == set(CHOOSABLE)
