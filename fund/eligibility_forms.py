"""The forms of the short check: for whoever takes it, and for the officer who sets it up."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory

from fund import eligibility
from fund.eligibility import NO, UNSURE, YES
from fund.kit import numbers
from fund.kit.numbers import Unreadable
from fund.models import EligibilityQuestion
from fund.models.eligibility import MOST
from fund.questionnaires import fields
from fund.questionnaires.lists import YES_NO
from fund.round_forms.rows import typed_in

Kind = EligibilityQuestion.Kind
NOT_SURE = "I am not sure"
UNSURE_WORDS = {"not sure", "i am not sure", "do not know", "don't know", "don’t know", "?"}


class Number(fields.Read):
    """A number such as an income or how many members there are; a pound sign and commas do no harm."""

    def __init__(self, **facts: Any) -> None:
        facts.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "class": "ds_input--fixed-10"}))
        super().__init__(**facts)

    def read(self, text: str) -> Decimal:
        try:
            return numbers.read_money(text)
        except Unreadable as fault:
            raise Unreadable("Enter a number in digits, like 25,000") from fault

    def prepare_value(self, value: Any) -> Any:
        return fields.nice_money(value)


class NumberOrUnsure(Number):
    """A number, or empty or “not sure” for somebody who does not know it."""

    def read(self, text: str) -> Any:
        return UNSURE if text.lower() in UNSURE_WORDS else super().read(text)


class Check(forms.Form):
    """All questions of a round's check on one page. What is typed here is judged and forgotten."""

    use_required_attribute = False
    saves_drafts = True  # a number may stay empty, which means “not sure”; so no label says “optional”

    def __init__(self, questions: Sequence[EligibilityQuestion], *args: Any, **facts: Any) -> None:
        super().__init__(*args, **facts)
        for question in questions:
            self.fields[question.code] = _number(question) if question.kind == Kind.NUMBER else _choice(question)

    @property
    def answers(self) -> dict[str, Any]:
        """Each answer by the code of its question."""
        return {code: UNSURE if value in ("", None) else value for code, value in self.cleaned_data.items()}


def _choice(question: EligibilityQuestion) -> forms.Field:
    return forms.ChoiceField(
        label=question.question,
        help_text=question.help_text,
        choices=[*((words, words) for words in eligibility.choices(question)), (UNSURE, NOT_SURE)],
        widget=forms.RadioSelect,
        error_messages={
            "required": f"Choose an answer to “{question.question}”, or “{NOT_SURE}”",
            "invalid_choice": f"Choose one of the answers to “{question.question}”",
        },
    )


def _number(question: EligibilityQuestion) -> forms.Field:
    help_text = f"{question.help_text} Leave it empty if you are not sure.".strip()
    return NumberOrUnsure(label=question.question, help_text=help_text, required=False)


class Row(forms.Form):
    """One question of the check as an officer writes it."""

    use_required_attribute = False
    saves_drafts = True  # what must be there depends on the kind, so only some labels can say “optional”

    code = forms.CharField(widget=forms.HiddenInput, required=False, max_length=30)
    question = fields.Line(
        label="Question",
        help_text="Ask for one thing, in words that everybody knows. For example, “Does your group work in Scotland?”",
        most=250,
        error_messages={"required": "Write the question, or tick “Take this question out”"},
    )
    help_text = fields.Text(label="Hint", words=60, widget=forms.Textarea(attrs={"rows": 2}), required=False)
    kind = forms.ChoiceField(
        label="How is it answered?",
        choices=Kind.choices,
        widget=forms.RadioSelect,
        initial=Kind.YES_NO,
        error_messages={"required": "Choose how it is answered", "invalid_choice": "Choose how it is answered"},
    )
    fine_is = forms.ChoiceField(
        label="Which of the two is fine?",
        choices=YES_NO,
        widget=forms.RadioSelect,
        initial="yes",
        required=False,
        error_messages={"invalid_choice": "Choose which of the two is fine"},
    )
    fine = fields.Text(
        label="Answers that are fine, one on each line",
        words=100,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    other = fields.Text(
        label="Answers that are not fine, one on each line",
        words=100,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    at_least = Number(
        label="Fine from",
        help_text="Leave it empty if there is no lower end.",
        required=False,
    )
    at_most = Number(
        label="Fine up to",
        help_text="Leave it empty if there is no upper end.",
        required=False,
    )
    because = fields.Text(
        label="What do we say to somebody whose answer is not fine?",
        help_text="One kind sentence that says why. For example, “This round is for work in Scotland.”",
        words=60,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say why somebody with another answer cannot apply"},
    )
    try_instead = fields.Text(
        label="What can they try instead?",
        help_text="For example, “The National Lottery Community Fund pays for work in all of the United Kingdom.”",
        words=60,
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
    )
    link = fields.Web(label="Web address of what they can try", required=False)
    remove = forms.BooleanField(label="Take this question out", required=False)

    def __init__(self, *args: Any, **facts: Any) -> None:
        super().__init__(*args, **facts)
        for name in ("help_text", "try_instead", "link"):
            self.fields[name].is_optional = True  # type: ignore[attr-defined]

    def full_clean(self) -> None:
        """A question that is taken out needs no mending."""
        super().full_clean()
        if self.is_bound and self.is_taken_out:
            self.errors.clear()

    @property
    def is_taken_out(self) -> bool:
        return bool(getattr(self, "cleaned_data", {}).get("remove"))

    @property
    def is_there(self) -> bool:
        """Say whether this is a question: one that was here, or a new one in which something was typed."""
        return bool(self["code"].value()) or self.has_changed()

    @property
    def name(self) -> str:
        """What the question is called in a list of questions."""
        return str(self["question"].value() or "")

    def clean(self) -> dict[str, Any]:
        """The kind decides what else must be there."""
        facts = self.cleaned_data
        kind = facts.get("kind")
        if kind == Kind.ONE_OF:
            self._check_answers()
        elif kind == Kind.NUMBER and {"at_least", "at_most"}.isdisjoint(self.errors):
            least, most = facts.get("at_least"), facts.get("at_most")
            if least in ("", None) and most in ("", None):
                self.add_error("at_least", "Say from or up to which number an answer is fine")
            elif least not in ("", None) and most not in ("", None) and least > most:
                self.add_error("at_most", "Enter a number that is not under “Fine from”")
        return facts

    def _check_answers(self) -> None:
        fine, other = (eligibility.lines(self.cleaned_data.get(name, "")) for name in ("fine", "other"))
        if not fine:
            self.add_error("fine", "Write at least one answer that is fine")
        if not other:
            self.add_error("other", "Write at least one answer that is not fine")
        both = [*fine, *other]
        if len(both) != len(set(both)):
            self.add_error("other", "Each answer can be there once only")
        if len(both) > MOST or any(len(words) > 100 for words in both):
            self.add_error("fine", f"Give at most {MOST} answers of 100 characters or fewer")

    @property
    def facts(self) -> dict[str, Any]:
        """What the verb takes: only what this kind of question needs."""
        given = self.cleaned_data
        kind = given["kind"]
        fine: list[str] = []
        other: list[str] = []
        if kind == Kind.YES_NO:
            fine, other = ([NO], [YES]) if given["fine_is"] == "no" else ([YES], [NO])
        elif kind == Kind.ONE_OF:
            fine, other = eligibility.lines(given["fine"]), eligibility.lines(given["other"])
        ends = {name: given[name] if kind == Kind.NUMBER and given[name] != "" else None for name in ENDS}
        same = {name: given[name] for name in ("code", "question", "help_text", "kind", *WORDS)}
        return {**same, **ends, "fine": fine, "other": other}


ENDS = ("at_least", "at_most")
WORDS = ("because", "try_instead", "link")


class Rows(BaseFormSet):
    """The questions of a check in their order, and room for one more."""

    @property
    def wanted(self) -> list[dict[str, Any]]:
        """The rows that stay, as the verb takes them."""
        return [form.facts for form in self.forms if form.is_there and not form.is_taken_out]

    is_rearranged = False

    @property
    def number(self) -> int:
        """How many questions the page shows, without the empty row."""
        return len([form for form in self.forms if form.name])

    def rearranged(self, asked: str) -> "Rows | None":
        """The same with one question moved up or down (`up-2`), as typed and not judged; None for another button."""
        way, _, raw = asked.partition("-")
        if way not in {"up", "down"} or not (raw.isascii() and raw.isdecimal() and len(raw) < 3):
            return None
        typed = [typed_in(form) for form in self.forms if form.is_there]
        at = int(raw)
        if at < len(typed):
            row = typed.pop(at)
            typed.insert(max(at - 1, 0) if way == "up" else at + 1, row)
        formset = _rows_showing(typed)
        formset.is_rearranged = True
        return formset

    def clean(self) -> None:
        """The sum of rows is checked where they are counted, so that too many is said in words."""
        if len([form for form in self.forms if form.is_there and not form.is_taken_out]) > MOST:
            raise ValidationError(f"A short check has at most {MOST} questions. Take some out.")


def rows_of(questions: Sequence[EligibilityQuestion], data: Any = None) -> Rows:
    """The form of a whole check: a row for each question, and an empty one while there is room."""
    return _rows_showing([_initial(question) for question in questions], data)


def _rows_showing(initial: list[dict[str, Any]], data: Any = None) -> Rows:
    kind = formset_factory(
        Row, formset=Rows, extra=1 if len(initial) < MOST else 0, max_num=MOST, absolute_max=2 * MOST
    )
    formset: Rows = kind(data, initial=initial, prefix="check")  # type: ignore[assignment]
    return formset


def _initial(question: EligibilityQuestion) -> dict[str, Any]:
    facts = {name: getattr(question, name) for name in ("code", "question", "help_text", "kind", *WORDS, *ENDS)}
    is_list = question.kind == Kind.ONE_OF
    return {
        **facts,
        "fine_is": "no" if question.fine == [NO] else "yes",
        "fine": "\n".join(question.fine) if is_list else "",
        "other": "\n".join(question.other) if is_list else "",
    }
