"""One test of “ask this only if”: the comparison that fits the earlier question, and what it compares with."""

from decimal import Decimal
from typing import Any

from django import forms

from fund.models import Question
from fund.question_forms.lines import lines_of
from fund.questionnaires import fields
from fund.questionnaires.lists import YES_NO, Choices, Lists
from fund.rounds.asking.conditions import OPS, WITH_LIST, WITHOUT_VALUE, counts, fault_of, ops_for

Kinds = Question.Kind


class TestForm(forms.Form):
    """A comparison with an earlier answer. Which box it needs depends on the comparison."""

    __test__ = False  # a form, not a test case
    use_required_attribute = False
    saves_drafts = True  # which box is needed depends on the comparison, so no label can say "optional"

    op = forms.ChoiceField(
        label="The answer",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how to compare", "invalid_choice": "Choose how to compare"},
    )

    def __init__(self, *args: Any, question: Question, lists: Lists, **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.question = question
        ops = ops_for(question.kind)
        self.fields["op"].choices = [(op, _choice_words(question.kind, op)) for op in ops]
        choices = choices_of(question, lists)
        if choices:
            self.fields["chosen"] = forms.MultipleChoiceField(
                label="Which answer?",
                help_text="Tick one, or several where the comparison says so.",
                choices=choices,
                widget=forms.CheckboxSelectMultiple(attrs={"class": "columns"} if len(choices) > 12 else {}),
                required=False,
            )
        if any(op not in WITHOUT_VALUE for op in ops) and (box := _box(question)) is not None:
            self.fields["value"] = box

    def clean(self) -> dict[str, Any]:
        """Check that the value is there and fits."""
        given = self.cleaned_data
        if self.errors or given["op"] in WITHOUT_VALUE:
            return given
        op = given["op"]
        value = self._value(op)
        box = "chosen" if "chosen" in self.fields and not counts(self.question.kind, op) else "value"
        if value in (None, "", []):
            self.add_error(box, "Choose an answer" if box == "chosen" else "Enter what to compare with")
        elif box == "chosen" and op not in WITH_LIST and len(given["chosen"]) != 1:
            self.add_error(box, "Tick one answer only, or choose a comparison with several")
        elif words := fault_of({"question": self.question.code, "is": op, "value": value}, self.question):
            self.add_error(box, words)
        return given

    @property
    def facts(self) -> dict[str, Any]:
        """What the verb takes."""
        op = self.cleaned_data["op"]
        return {"question": self.question.code, "op": op, "value": None if op in WITHOUT_VALUE else self._value(op)}

    def _value(self, op: str) -> Any:
        """The value as it is kept: codes of choices, plain numbers, ISO days, words."""
        given = self.cleaned_data
        if "chosen" in self.fields and not counts(self.question.kind, op):
            return given["chosen"] if op in WITH_LIST else next(iter(given["chosen"]), None)
        value = given.get("value")
        if value in (None, ""):
            return None
        if isinstance(value, Decimal):
            return int(value) if value == int(value) else float(value)
        if hasattr(value, "isoformat"):
            return value.isoformat()
        return lines_of(value.replace(",", "\n")) if op in WITH_LIST else value


def test_form_for(question: Question, lists: Lists, data: Any = None) -> TestForm:
    """The form of one test of this question."""
    return TestForm(data, question=question, lists=lists)


test_form_for.__test__ = False  # a builder, not a test


def choices_of(question: Question, lists: Lists) -> Choices:
    """What a question offers to choose from, or nothing."""
    match question.kind:
        case Kinds.YES_NO:
            return YES_NO
        case Kinds.ONE_OF | Kinds.MANY_OF:
            return lists.choices(question)
        case Kinds.PLACES:
            return [(area.code, area.name) for area in lists.areas]
    return []


def _choice_words(kind: str, op: str) -> str:
    return f"has {OPS[op].removeprefix('is ')} so many choices" if counts(kind, op) else OPS[op]


def _box(question: Question) -> forms.Field | None:
    """The box for a value that is typed."""
    facts: dict[str, Any] = {"label": "Compare with", "required": False}
    match question.kind:
        case Kinds.NUMBER:
            return fields.Whole(least=-999_999_999, **facts)
        case Kinds.MONEY | Kinds.BUDGET:
            return fields.Money(help_text="In pounds.", **facts)
        case Kinds.DATE:
            return fields.Day(help_text="For example, 27/1/2027", earliest=1800, **facts)
        case Kinds.MANY_OF | Kinds.PLACES:
            return fields.Whole(label="How many choices?", required=False, most=100)
        case Kinds.YES_NO | Kinds.ONE_OF:
            return None
    return fields.Line(help_text="Where you type several, put commas between them.", most=250, **facts)
