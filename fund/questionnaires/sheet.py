"""A section of questions as a form that keeps everything typed, and knows when it is complete."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from fund.kit.plain_text import tidy_all
from fund.models import Question, Round, Section, Tier
from fund.questionnaires.budget import total
from fund.questionnaires.kinds import KINDS, field_for
from fund.questionnaires.lists import Lists
from fund.questionnaires.merging import TYPED, Values, answer
from fund.templatetags.words import pounds

UNNAMED = {"unreadable", "long", "many", "unsafe", "rows"}


class Sheet(forms.Form):
    """One section. A draft may be incomplete: only answers that cannot be read are errors. `insist` wants them all."""

    use_required_attribute = False
    saves_drafts = True

    def __init__(
        self,
        questions: list[Question],
        lists: Lists,
        *,
        insist: bool,
        has_files: Collection[str],
        tier: Tier | None,
        months: int | None,
        **facts: Any,
    ) -> None:
        super().__init__(**facts)
        self.questions = questions
        self.lists = lists
        self.insist = insist
        self.tier, self.months = tier, months
        self.unanswered: list[str] = []
        for question in questions:
            field = field_for(question, lists)
            field.is_optional = not question.is_required  # type: ignore[attr-defined]  # the label says so
            if question.code in has_files:
                field.required = False
            self.fields[question.code] = field

    def clean(self) -> dict[str, Any]:
        """Leave out what is only missing, if this is a draft; check length and sum against the size of grant."""
        for code, faults in list(self.errors.as_data().items()):
            if not self.insist and all(fault.code == "required" for fault in faults):
                self.unanswered.append(code)
                del self.errors[code]
        filled = {question.fills: question.code for question in self.questions if question.fills}
        tier = self.lists.row("tier", self.cleaned_data.get(filled["tier"])) if "tier" in filled else self.tier
        months = self.cleaned_data.get(filled["months"]) if "months" in filled else self.months
        if tier and months and "months" in filled and (words := months_fault(tier, months)):
            self.add_error(filled["months"], words)
        asked = self._asked(filled.get("amount"))
        if tier and asked and (words := amount_fault(tier, months, asked)):
            self.add_error(filled["amount"], words)
        return self.cleaned_data

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
            if code in self.errors:
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
    tier: Tier | None = None,
    months: int | None = None,
) -> Sheet:
    """The form of a section: empty, with the answers kept so far (`values`), or with what was posted (`data`).

    `insist` makes every required answer an error where it is missing; without it a form is valid with gaps and
    `is_complete` tells. `has_files` names file questions that have their file. `tier` and `months` are the
    application's, for the check of the sum where this section does not ask for them.
    """
    questions = list(section.questions.all())
    return Sheet(
        questions,
        lists or Lists(round_),
        insist=insist,
        has_files=has_files,
        tier=tier,
        months=months,
        data=data,
        files=files,
        initial=shown(questions, values or {}),
    )


def shown(questions: list[Question], values: Values) -> dict[str, Any]:
    """The answers kept so far as a form takes them, those included that were typed and could not be read."""
    found = {question.code: answer(values, question.code)[1] for question in questions}
    return {code: value for code, value in found.items() if value is not None}


def checked(section: Section, values: Values, *, round_: Round, **facts: Any) -> Sheet:
    """The form of a section as if what is kept had been posted with `insist`: its errors are what is left to do."""
    data = shown(list(section.questions.all()), values)
    return form_for(section, round_=round_, data=data, files={}, insist=True, **facts)


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
