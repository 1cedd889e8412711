"""A section of questions as a form that keeps everything typed, and knows when it is complete."""

import json
from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html

from fund.kit.plain_text import tidy_all
from fund.models import Question, Round, Section, Tier
from fund.questionnaires.budget import total
from fund.questionnaires.condition_words import clause
from fund.questionnaires.conditions import UNREAD, Condition, Given, holds, known, looks_back, on_page
from fund.questionnaires.fields import Text
from fund.questionnaires.kinds import KINDS, field_for
from fund.questionnaires.lists import Lists
from fund.questionnaires.merging import TYPED, Values, answer
from fund.questionnaires.tables import Table
from fund.templatetags.words import pounds

UNNAMED = {"unreadable", "long", "many", "unsafe", "rows"}


class Sheet(forms.Form):
    """One section. A draft may be incomplete: only answers that cannot be read are errors. `insist` wants them all.

    A question whose condition hangs on this page is on it, with its condition in words; one that other pages rule out
    is not. Neither is asked for while its condition is not met, and both keep their answers.
    """

    use_required_attribute = False
    saves_drafts = True

    class Media:
        js = tuple(forms.Script(f"fund/{name}.js", type="module") for name in ("conditions", "table", "paste"))

    def __init__(
        self,
        questions: list[Question],
        lists: Lists,
        *,
        insist: bool,
        has_files: Collection[str],
        told: Mapping[str, int],
        tier: Tier | None,
        months: int | None,
        kept: Values,
        given: Given,
        **facts: Any,
    ) -> None:
        super().__init__(**facts)
        self.questions = questions
        self.kept = kept
        self.has_files = has_files
        self.lists = lists
        self.insist = insist
        self.tier, self.months = tier, months
        self.unanswered: list[str] = []
        self.set_aside: set[str] = set()
        here = {question.code: question for question in questions}
        self.given = {code: value for code, value in given.items() if code not in here}
        for question in questions:
            condition = on_page(question.shown_if, here, self.given)
            if condition is False:
                continue
            field = field_for(question, lists)
            if condition is not True:
                _say_when(field, condition, here, lists)
            field.kind = question.kind  # type: ignore[attr-defined]  # the browser reads each kind in its own way
            field.is_optional = not question.is_required  # type: ignore[attr-defined]  # the label says so
            field.is_folded = question.is_folded and question.code not in kept  # type: ignore[attr-defined]
            if question.code in has_files or told.get(question.code) == 0:
                field.required = False
            if question.code in has_files:
                field.has_file = True  # type: ignore[attr-defined]
            if isinstance(field, Text) and told.get(question.code, 0) > field.words:
                field.words = told[question.code]
                field.widget.attrs["data-words"] = field.words
            self.fields[question.code] = field

    def clean(self) -> dict[str, Any]:
        """Leave out what is only missing, if this is a draft; check length and sum against the size of grant."""
        for code, faults in list(self.errors.as_data().items()):
            if not self.insist and all(fault.code == "required" for fault in faults):
                self.unanswered.append(code)
                del self.errors[code]
                if isinstance(field := self.fields[code], Table) and field.partial:
                    self.cleaned_data[code] = field.partial
        filled = {question.fills: question.code for question in self.questions if question.fills}
        tier = self.lists.row("tier", self.cleaned_data.get(filled["tier"])) if "tier" in filled else self.tier
        months = self.cleaned_data.get(filled["months"]) if "months" in filled else self.months
        if tier and months and "months" in filled and (words := months_fault(tier, months)):
            self.add_error(filled["months"], words)
        asked = self._asked(filled.get("amount"))
        if tier and asked and (words := amount_fault(tier, months, asked)):
            self.add_error(filled["amount"], words)
        self._set_aside_what_is_not_asked()
        return self.cleaned_data

    def _set_aside_what_is_not_asked(self) -> None:
        """Nothing is wrong with, and nothing missing from, a question whose condition is not met."""
        given = dict(self.given)
        for question in self.questions:
            code = question.code
            if code not in self.fields or not holds(question.shown_if, given):
                self.set_aside.add(code)
                if code in self.unanswered:
                    self.unanswered.remove(code)
                elif code in self.errors:
                    del self.errors[code]
            elif code in self.errors or question.kind == Question.Kind.FILE:
                if code in self.has_files or self[code].data not in (None, "", []):
                    given[code] = UNREAD
            elif (value := self.cleaned_data.get(code)) not in (None, "", []):
                given[code] = known(question, KINDS[question.kind].keep(value))

    def add_error(self, field: str | None, error: Any) -> None:
        """Name the question where the fault alone would not say in the list of errors which one it is."""
        if field in self.fields and isinstance(error, ValidationError) and getattr(error, "code", None) in UNNAMED:
            words = str(error.message)
            error = ValidationError(f"“{self.fields[field].label}”: {words[0].lower()}{words[1:]}", code=error.code)
        super().add_error(field, error)

    def _asked(self, code: str | None) -> Decimal | None:
        value = self.cleaned_data.get(code) if code else None
        return (total(value) if isinstance(value, list) else value) or None

    @property
    def answers(self) -> dict[str, Any]:
        """What is to be kept, as JSON: the answers that were read, and the others as they were typed."""
        values: dict[str, Any] = {}
        typed: dict[str, Any] = {}
        for question in self.questions:
            code = question.code
            if question.kind == Question.Kind.FILE:
                continue
            if code not in self.fields:
                is_typed, value = answer(self.kept, code)
                (typed if is_typed else values).update({} if value is None else {code: value})
            elif code in self.errors or code in self.set_aside - self.cleaned_data.keys():
                raw = tidy_all(self[code].data)
                if raw not in (None, "", []):
                    typed[code] = raw
            elif (value := self.cleaned_data.get(code)) not in (None, "", []):
                values[code] = KINDS[question.kind].keep(value)
        return {**values, TYPED: typed} if typed else values

    @property
    def given_files(self) -> dict[str, Any]:
        """The files that were sent and can be kept, by the codes of their questions."""
        codes = [question.code for question in self.questions if question.kind == Question.Kind.FILE]
        return {code: self.cleaned_data[code] for code in codes if self.cleaned_data.get(code)}

    @property
    def is_complete(self) -> bool:
        """Say whether every answer that is asked for is there and can be read."""
        return self.is_valid() and not self.unanswered


def form_for(
    section: Section,
    *,
    round_: Round,
    data: Mapping[str, Any] | None = None,
    files: Mapping[str, Any] | None = None,
    values: Values | None = None,
    insist: bool = False,
    lists: Lists | None = None,
    has_files: Collection[str] = (),
    told: Mapping[str, int] | None = None,
    tier: Tier | None = None,
    months: int | None = None,
    elsewhere: Callable[[], Given] = dict,
) -> Sheet:
    """The form of a section: empty, with the answers kept so far (`values`), or with what was posted (`data`).

    `insist` makes every required answer an error where it is missing; without it a form is valid with gaps and
    `is_complete` tells. `has_files` names file questions that have their file. `told` maps questions that were
    answered in another way to the words of the confirmed text, or to 0 while it is being typed. `tier` and `months`
    are the application's, for the check of the sum where this section does not ask for them. `elsewhere` gives the
    answers to the questions of the other sections; it is asked only where a condition looks there.
    """
    questions = list(section.questions.all())
    return Sheet(
        questions,
        lists or Lists(round_),
        insist=insist,
        has_files=has_files,
        told=told or {},
        tier=tier,
        months=months,
        kept=values or {},
        given=elsewhere() if looks_back(section) else {},
        data=data,
        files=files,
        initial=shown(questions, values or {}),
    )


def form_for_some(
    questions: list[Question], lists: Lists, *, values: Values, insist: bool = False, **facts: Any
) -> Sheet:
    """The form of chosen questions by themselves, whatever the conditions under which they are asked."""
    for question in questions:
        question.shown_if = {}
    base: dict[str, Any] = {"has_files": (), "told": {}, "tier": None, "months": None}
    start = shown(questions, values)
    return Sheet(questions, lists, insist=insist, initial=start, kept=values, given={}, **{**base, **facts})


def shown(questions: list[Question], values: Values) -> dict[str, Any]:
    """The answers kept so far as a form takes them, those included that were typed and could not be read."""
    found = {question.code: answer(values, question.code)[1] for question in questions}
    return {code: value for code, value in found.items() if value is not None}


def checked(section: Section, values: Values, *, round_: Round, **facts: Any) -> Sheet:
    """The form of a section as if what is kept had been posted with `insist`: its errors are what is left to do."""
    data = shown(list(section.questions.all()), values)
    return form_for(section, round_=round_, data=data, values=values, files={}, insist=True, **facts)


def _say_when(field: forms.Field, condition: Condition, here: Mapping[str, Question], lists: Lists) -> None:
    """Put the condition before the help of a question, and in a form that the browser can judge."""
    words = clause(condition, here, lists)
    field.help_text = format_html('<span class="only-if">Answer this only if {}.</span> {}', words, field.help_text)
    field.shown_if = json.dumps(condition)  # type: ignore[attr-defined]


def months_fault(tier: Tier, months: int) -> str:
    """What is wrong with a length for this size of grant, or nothing."""
    if tier.min_months and months < tier.min_months:
        return f"Enter at least {tier.min_months} months, because you chose “{tier.name}”"
    if tier.max_months and months > tier.max_months:
        return f"Enter at most {tier.max_months} months, because you chose “{tier.name}”"
    return ""


def amount_fault(tier: Tier, months: int | None, asked: Decimal) -> str:
    """What is wrong with a sum for this size of grant, or nothing."""
    most = tier.most_for(months or tier.max_months or 12)
    if most is None or asked <= most:
        return ""
    length = f" for {months} months" if months and tier.cap_per_year is not None else ""
    cap = f"“{tier.name}” is at most {pounds(most)}{length}"
    return f"Take out {pounds(asked - most)}: this comes to {pounds(asked)}, and {cap}"
