"""The rows that a round is made of, each with its questions."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms

from fund.models import DocumentRule, Round
from fund.questionnaires import fields
from fund.round_forms.moments import Clock, joined, shown
from fund.round_forms.rows import RowForm
from fund.rounds.reading import Row

MEANING_LENGTH = 250


def _name(most: int, words: str = "enter its name", label: str = "Name") -> fields.Line:
    return fields.Line(label=label, most=most, error_messages={"required": words})


def _short(label: str, **facts: Any) -> fields.Whole:
    return fields.Whole(label=label, required=False, **facts)


def _words(label: str, words: int = 150, **facts: Any) -> fields.Text:
    return fields.Text(
        label=label,
        words=words,
        required=False,
        widget=forms.Textarea(attrs={"data-words": words, "rows": 2}),
        **facts,
    )


class Plain(RowForm):
    """A name and some words about it."""

    name = _name(80)
    about = _words("What is it?")


class SizeForm(RowForm):
    """A size of grant."""

    name = _name(80)
    about = _words("What is it for?")
    cap = fields.Money(label="At most in all", required=False, least=Decimal(1))
    cap_per_year = fields.Money(label="At most a year", required=False, least=Decimal(1))
    min_months = _short("Shortest, in months", least=1, most=120)
    max_months = _short("Longest, in months", least=1, most=120)
    plan_pages = _short("Pages of the project plan, at most", least=1, most=500)

    def clean(self) -> dict[str, Any]:
        least, most = self.cleaned_data.get("min_months"), self.cleaned_data.get("max_months")
        if least and most and least > most:
            self.add_error("max_months", "Enter a longest length that is not under the shortest")
        return self.cleaned_data

    def row(self) -> Row:
        row = super().row()
        numbers = ("cap", "cap_per_year", "min_months", "max_months", "plan_pages")
        return {**row, **{name: row[name] or None for name in numbers}}


class PriorityForm(Plain):
    """A priority."""

    name = _name(250)


class CriterionForm(RowForm):
    """A criterion: what it is, how much it counts, and what each score means."""

    preset = ("weight",)

    name = _name(200)
    guidance = _words("What should assessors look for?", words=250, help_text="Applicants read this too.")
    weight = fields.Money(
        label="How much does it count?",
        help_text="1 is as much as any other; 2 is twice as much.",
        least=Decimal("0.01"),
        most=Decimal(100),
        initial="1",
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "ds_input--fixed-5"}),
        error_messages={"required": "enter how much it counts. 1 is as much as any other"},
    )

    def __init__(self, *args: Any, round_: Round, **facts: Any) -> None:
        super().__init__(*args, round_=round_, **facts)
        typed = [name for name in {*self.initial, *self.data} if "means-" in name]
        scores = {Decimal(name.rpartition("means-")[2].replace("_", ".")) for name in typed if _is_score(name)}
        inside = {score for score in scores if round_.min_score <= score <= round_.max_score}
        self.scores = sorted(inside | set(scale(round_)))
        self.more = tuple(_box(score) for score in self.scores)
        for score, name in zip(self.scores, self.more, strict=True):
            label = f"What {score.normalize():f} means"
            self.fields[name] = fields.Line(label=label, most=MEANING_LENGTH, required=False)

    def row(self) -> Row:
        row = super().row()
        meanings = [(score, row.pop(name)) for score, name in zip(self.scores, self.more, strict=True)]
        anchors = [{"score": score.quantize(Decimal("0.01")), "meaning": words} for score, words in meanings if words]
        return {**row, "anchors": anchors}

    @classmethod
    def typed(cls, row: Row) -> dict[str, Any]:
        anchors = {_box(anchor["score"]): anchor["meaning"] for anchor in row["anchors"]}
        weight = f"{row['weight'].normalize():f}"
        return {"name": row["name"], "guidance": row["guidance"], "weight": weight, **anchors}


def scale(round_: Round) -> list[Decimal]:
    """The scores whose meaning is asked for: each whole one, or at most eleven on a long scale."""
    least, most = int(round_.min_score), int(round_.max_score)
    step = max(-(-(most - least) // 10), 1)
    return [Decimal(score) for score in [*range(least, most, step), most]]


def _box(score: Decimal) -> str:
    return f"means-{f'{score.normalize():f}'.replace('.', '_')}"


def _is_score(name: str) -> bool:
    raw = name.rpartition("means-")[2].replace("_", "", 1)
    return raw.isascii() and raw.isdecimal() and len(raw) < 7


class MoneyForm(RowForm):
    """Whose money it is."""

    name = _name(120, "enter who pays", label="Who pays?")
    amount = fields.Money(label="How much?", error_messages={"required": "enter how much they pay"}, least=Decimal(1))

    def __init__(self, *args: Any, round_: Round, **facts: Any) -> None:
        super().__init__(*args, round_=round_, **facts)
        if round_.state == Round.State.PAST:  # of some past rounds nobody published the sum
            self.fields["amount"].required = False

    def row(self) -> Row:
        row = super().row()
        return {**row, "amount": row["amount"] or None}


class PaperForm(RowForm):
    """A paper to send."""

    preset = ("applies_to", "wanted", "is_required")

    name = _name(150)
    help_text = _words("What should it be like?", help_text="A line that helps people to find the right paper.")
    applies_to = forms.ChoiceField(
        label="Who sends it?",
        choices=DocumentRule.AppliesTo.choices,
        initial=DocumentRule.AppliesTo.ALL,
        error_messages={"required": "choose who sends it", "invalid_choice": "choose who sends it"},
    )
    wanted = fields.Whole(
        label="How many?", least=1, most=10, initial=1, error_messages={"required": "enter how many, like 1"}
    )
    max_pages = _short("Pages, at most", least=1, most=1000)
    is_required = forms.BooleanField(label="They must send it", required=False, initial=True)
    panel_sees_it = forms.BooleanField(label="Assessors and the panel see it", required=False)

    def row(self) -> Row:
        row = super().row()
        return {**row, "max_pages": row["max_pages"] or None}


class HeadingForm(RowForm):
    """A heading of the budget."""

    name = _name(100)
    help_text = _words("What goes under it?", words=60)


class PhaseForm(RowForm):
    """A time in which readers score."""

    preset = ("is_second_look",)

    name = _name(80)
    opens_day = fields.Day(label="Opens on", error_messages={"required": "enter the day on which it opens"})
    opens_time = Clock(label="Opens at", error_messages={"required": "enter the time at which it opens, like 9am"})
    closes_day = fields.Day(label="Closes on", error_messages={"required": "enter the day on which it closes"})
    closes_time = Clock(label="Closes at", error_messages={"required": "enter the time at which it closes, like noon"})
    is_second_look = forms.BooleanField(label="A second look: readers can change what they handed in", required=False)

    def clean(self) -> dict[str, Any]:
        self.moments: dict[str, datetime | None] = {}
        for name, words in (("opens", "Opens"), ("closes", "Closes")):
            day, clock = self.cleaned_data.get(f"{name}_day"), self.cleaned_data.get(f"{name}_time")
            try:
                self.moments[f"{name}_at"] = joined(day, clock, words) if day and clock else None
            except forms.ValidationError as fault:
                self.add_error(f"{name}_time", fault)
        opens, closes = self.moments.get("opens_at"), self.moments.get("closes_at")
        if opens and closes and opens >= closes:
            self.add_error("closes_day", "Enter an end that comes after the start")
        return self.cleaned_data

    def row(self) -> Row:
        given = {name: self.cleaned_data[name] for name in ("name", "is_second_look")}
        return given | self.moments

    @classmethod
    def typed(cls, row: Row) -> dict[str, Any]:
        found = dict(row)
        for name in ("opens", "closes"):
            found[f"{name}_day"], found[f"{name}_time"] = shown(row[f"{name}_at"])
        return found


class ReportForm(RowForm):
    """A report that each grant owes."""

    preset = ("due_days_after",)

    name = _name(100)
    from_month = fields.Whole(
        label="From month",
        help_text="0 is the start of the project.",
        most=240,
        error_messages={"required": "enter the month that it begins with. 0 is the start of the project"},
    )
    to_month = fields.Whole(
        label="To month", help_text="Empty means to the end of the project.", least=1, most=240, required=False
    )
    from_amount = fields.Money(label="Only of grants from", help_text="Empty means of all.", required=False)
    below_amount = fields.Money(label="Only of grants below", help_text="Empty means of all.", required=False)
    only_at_risk = forms.BooleanField(label="Only of grants that are rated amber or red", required=False)
    asks_money = forms.BooleanField(label="It asks what was spent, line by line of the budget", required=False)
    due_days_after = fields.Whole(
        label="Days to hand it in after that",
        most=365,
        initial=28,
        error_messages={"required": "enter how many days they have, like 28"},
    )

    def clean(self) -> dict[str, Any]:
        first, last = self.cleaned_data.get("from_month"), self.cleaned_data.get("to_month")
        if first not in (None, "") and last not in (None, "") and first >= last:
            self.add_error("to_month", "Enter a last month that is over the first")
        least, under = self.cleaned_data.get("from_amount"), self.cleaned_data.get("below_amount")
        if least not in (None, "") and under not in (None, "") and least >= under:
            self.add_error("below_amount", "Enter a sum that is over the other one")
        return self.cleaned_data

    def row(self) -> Row:
        row = super().row()
        return {**row, **{name: row[name] or None for name in ("to_month", "from_amount", "below_amount")}}


@dataclass(frozen=True)
class RowPart:
    """One kind of rows: its address, its table in the plan, and how its page speaks of it."""

    slug: str
    table: str
    title: str
    noun: str
    form: type[RowForm]
    intro: str
    by: str = "code"


ROW_PARTS = {
    part.slug: part
    for part in (
        RowPart(
            "money",
            "money",
            "Money",
            "Source",
            MoneyForm,
            "Whose money the round gives away. A round may have several sources.",
            "name",
        ),
        RowPart(
            "sizes",
            "tiers",
            "Sizes of grant",
            "Size",
            SizeForm,
            "How much people can ask for, and for how long. Applicants choose one."
            " Leave a box empty where there is no limit.",
        ),
        RowPart(
            "types",
            "types",
            "Types of grant",
            "Type",
            Plain,
            "Types that are not sizes, like “Innovation”. Applicants choose one. Most rounds have none.",
        ),
        RowPart(
            "priorities",
            "priorities",
            "Priorities",
            "Priority",
            PriorityForm,
            "What the round wants most. Applicants choose one.",
        ),
        RowPart(
            "criteria",
            "criteria",
            "Criteria",
            "Criterion",
            CriterionForm,
            "What each application is judged by. Applicants read all of this before they start.",
        ),
        RowPart(
            "papers",
            "documents",
            "Papers to send",
            "Paper",
            PaperForm,
            "Which papers come with an application, and who reads them. Officers see them all.",
        ),
        RowPart(
            "headings",
            "budget_headings",
            "Headings of the budget",
            "Heading",
            HeadingForm,
            "Applicants sort their costs under these headings.",
        ),
        RowPart(
            "phases",
            "phases",
            "When readers score",
            "Time",
            PhaseForm,
            "The times in which readers can score. Without any they can score until each bid is decided."
            " In a second look they can change what they handed in.",
            "name",
        ),
        RowPart(
            "reports", "reports", "Reports owed", "Report", ReportForm, "What each grant tells you, and when.", "name"
        ),
    )
}
