"""What officers are asked: which applications to list, who reads them, what the panel decided."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from applications import assigning, deciding, screening
from applications.models import Application, Decision
from fund.models import CouncilArea, Priority, Round, Tier, User
from fund.templatetags.words import pounds

NEEDS = [
    ("", "Everything"),
    ("screening", "To look through and assign"),
    ("assessors", "More assessors wanted"),
    ("reading", "Still being read"),
    ("decision", "Ready to decide"),
    ("announcement", "Decided, to announce"),
]
SORTS = {
    "": ("Newest first", ["-submitted_at", "-pk"]),
    "reference": ("Reference", ["reference"]),
    "group": ("Group", ["organisation__name", "reference"]),
    "title": ("Project", ["title", "reference"]),
    "amount": ("Largest sum first", ["-amount", "reference"]),
}


class FindApplications(forms.Form):
    """Which applications of a round the officer wants to see, and in what order."""

    q = forms.CharField(label="Search", required=False, max_length=100)
    need = forms.ChoiceField(label="What is needed", required=False, choices=NEEDS)
    state = forms.ChoiceField(label="State", required=False)
    tier = forms.ModelChoiceField(Tier.objects.none(), label="Size of grant", required=False, empty_label="Every size")
    priority = forms.ModelChoiceField(
        Priority.objects.none(), label="Priority", required=False, empty_label="Every priority"
    )
    area = forms.ModelChoiceField(
        CouncilArea.objects.all(), label="Council area", required=False, empty_label="Every area"
    )
    sort = forms.ChoiceField(label="Order", required=False, choices=[(key, words) for key, (words, _) in SORTS.items()])

    saves_drafts = True  # nothing here must be filled in, so no label has to say so

    def __init__(self, *args: Any, round_: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.round = round_
        states = [choice for choice in Application.State.choices if choice[0] != Application.State.DRAFT]
        self.fields["state"].choices = [("", "Every state"), *states]
        self.fields["tier"].queryset = round_.tiers.all()
        self.fields["priority"].queryset = round_.priorities.all()

    def narrow(self, applications: QuerySet[Application]) -> QuerySet[Application]:
        """Only what was asked for, in the order asked for; a question that makes no sense is not asked."""
        self.is_valid()
        asked = self.cleaned_data
        if asked.get("need"):
            applications = screening.needing(asked["need"], applications, self.round)
        for field in ("state", "tier", "priority"):
            if asked.get(field):
                applications = applications.filter(**{field: asked[field]})
        if asked.get("area"):
            applications = applications.filter(areas=asked["area"])
        if words := asked.get("q"):
            found = Q(title__icontains=words) | Q(summary__icontains=words)
            found |= Q(organisation__name__icontains=words) | Q(reference__icontains=words)
            applications = applications.filter(found)
        return applications.order_by(*SORTS[asked.get("sort") or ""][1])


class People(forms.ModelMultipleChoiceField):
    """A tick for each assessor, with how much they have still to read."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, person: Any) -> str:
        return f"{person} ({person.to_read} to read)"


class Assign(forms.Form):
    """Who reads this application, of those who can and do not yet."""

    assessors = People(
        User.objects.none(), label="Who reads it?", error_messages={"required": "Choose at least one assessor"}
    )

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = list(assigning.assessors())
        self.obstacles = assigning.obstacles(application, people)
        reading = application.assessments.exclude(state="taken_back").values("assessor")
        free = assigning.assessors().exclude(pk__in=self.obstacles).exclude(pk__in=reading)
        self.fields["assessors"].queryset = free


class AssignTicked(forms.Form):
    """Which of the listed applications go to whom."""

    applications = forms.ModelMultipleChoiceField(
        Application.objects.none(), label="Applications", error_messages={"required": "Tick the applications to assign"}
    )
    assessors = People(
        User.objects.none(),
        label="Assign the ticked applications to",
        error_messages={"required": "Choose at least one assessor"},
    )

    def __init__(self, *args: Any, round_: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = round_.applications.filter(state__in=assigning.READABLE)
        self.fields["applications"].queryset = rows
        self.fields["assessors"].queryset = assigning.assessors()


class RuleOut(forms.Form):
    """Why this round cannot fund an application."""

    reason = forms.CharField(
        label="Why can this round not fund it?",
        help_text="The group will read these words in its letter.",
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Say why this round cannot fund it"},
    )


class Pounds(forms.DecimalField):
    """A sum as people type it: 12500, 12,500 or £12,500.50."""

    def to_python(self, value: Any) -> Decimal | None:
        typed = re.sub(r"[£,\s]", "", str(value or ""))
        if typed and not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,2})?", typed):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return Decimal(typed) if typed else None


class Decide(forms.Form):
    """What the panel decided on one application."""

    saves_drafts = True  # the amount is not optional for an award, so its label must not say so

    outcome = forms.ChoiceField(
        label="What did the panel decide?",
        choices=[("award", "Award"), ("reserve", "Put it on the reserve list"), ("decline", "Not funded this time")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what the panel decided"},
    )
    amount = Pounds(
        label="How much is awarded?",
        help_text="Only for an award. For example 12,500.",
        required=False,
        widget=forms.TextInput(attrs={"data-money": True, "inputmode": "decimal"}),
        error_messages={"invalid": "Enter the sum in pounds, like 12,500"},
    )
    reason = forms.CharField(
        label="Why?",
        help_text="The group will read these words in its letter. Say what was strong and what was not.",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Give the reason: the group will read it"},
    )
    conditions = forms.CharField(
        label="Conditions of the grant",
        help_text="What the group must do before or while it spends the money.",
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, application: Application, decision: Decision | None = None, **kwargs: Any) -> None:
        self.application = application
        initial: dict[str, Any] = {"amount": application.amount}
        if decision is not None:
            initial = {name: getattr(decision, name) for name in ("outcome", "amount", "reason", "conditions")}
        initial["amount"] = pounds(initial["amount"] or application.amount).strip("£–")
        super().__init__(*args, **{"initial": initial, **kwargs})
        self.fields["conditions"].is_optional = True

    def clean(self) -> dict[str, Any]:
        """See that an award says how much, and that the round can pay it."""
        given = super().clean() or {}
        if given.get("outcome") == Decision.Outcome.AWARD and "amount" not in self.errors:
            words = deciding.what_stands_against(self.application, given.get("amount"))
            if words:
                self.add_error("amount", words)
        return given
