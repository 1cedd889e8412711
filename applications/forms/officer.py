"""What officers are asked: who reads an application, whether it can be funded, what the panel decided."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from applications import assessing, assigning, deciding, granting
from applications.forms.overtaken import SeenBefore
from applications.models import Application, Decision, Grant
from fund.kit.numbers import Unreadable, read_money
from fund.models import Round, User
from fund.questionnaires.fields import Tidy
from fund.templatetags.words import pounds


class People(forms.ModelMultipleChoiceField):
    """A tick for each assessor, with how much they have still to read, and what to know before they get more."""

    widget = forms.CheckboxSelectMultiple
    minutes: Mapping[int, int] = {}
    days: tuple[date, date]

    def label_from_instance(self, person: Any) -> str:
        cautions = assigning.cautions(person, self.days, minutes=self.minutes.get(person.pk))
        return f"{person} ({'; '.join([f'{person.to_read} to read', *cautions])})"


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
        self.fields["assessors"].days = assessing.days_left(application.round)
        self.fields["assessors"].minutes = assigning.minutes_with(application, people)
        self.fields["assessors"].queryset = free


class Ticked(forms.Form):
    """Which of the listed applications, and what to do with them."""

    applications = forms.ModelMultipleChoiceField(
        Application.objects.none(), label="Applications", error_messages={"required": "Tick the applications first"}
    )
    assessors = People(User.objects.none(), label="Assessors", required=False)
    officer = forms.ChoiceField(label="Case officer", required=False)
    tag = forms.ChoiceField(label="Tag", required=False)
    reason = Tidy(
        label="What the groups will read about it",
        help_text="You must say why a note is not taken further. With an invitation you can leave this empty.",
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    do = forms.ChoiceField(
        choices=[(name, name) for name in ("assign", "give", "tag", "untag", "invite", "leave")],
        required=False,
        widget=forms.HiddenInput,
    )

    saves_drafts = True  # each button needs only its own answer

    def __init__(self, *args: Any, round_: Round, options: dict[str, list[tuple[str, str]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["applications"].queryset = round_.applications.exclude(state=Application.State.DRAFT)
        self.fields["assessors"].days = assessing.days_left(round_)
        self.fields["assessors"].queryset = assigning.assessors()
        if not round_.is_two_stage:
            del self.fields["reason"]
        people = [("", "Choose somebody"), ("nobody", "Nobody"), *options.get("officer", [])]
        self.fields["officer"].choices = people
        self.fields["tag"].choices = [("", "Choose a tag"), *options.get("tag", [])]

    def clean(self) -> dict[str, Any]:
        """See that what the pressed button needs is there."""
        given = super().clean() or {}
        do = given.get("do") or "assign"
        needs = {
            "assign": ("assessors", "Choose at least one assessor"),
            "give": ("officer", "Choose who looks after them"),
            "invite": ("applications", "Tick the applications first"),
            "leave": ("reason", "Say why: the groups will read your words"),
        }
        field, words = needs.get(do, ("tag", "Choose a tag"))
        if field not in self.errors and not given.get(field):
            self.add_error(field, words)
        unread = [each for each in given.get("applications", ()) if each.state not in assigning.READABLE]
        if do == "assign" and unread:
            names = ", ".join(each.reference for each in unread[:5])
            self.add_error("applications", f"Nobody can be asked to read {names} now. Take the ticks away there.")
        to = {"invite": Application.State.INVITED, "leave": Application.State.NOT_INVITED}.get(do)
        settled = [each for each in given.get("applications", ()) if to and not each.can_move(to)]
        if settled:
            names = ", ".join(each.reference for each in settled[:5])
            self.add_error("applications", f"{names}: this is no short note to settle. Take the ticks away there.")
        return given


class Invite(forms.Form):
    """What becomes of one short note, and what the group reads about it."""

    saves_drafts = True  # an invitation needs no reason

    answer = forms.ChoiceField(
        label="What becomes of this short note?",
        choices=[("invite", "Invite the group to apply in full"), ("leave", "Do not take it further")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what becomes of it", "invalid_choice": "Choose what becomes of it"},
    )
    reason = Tidy(
        label="What will the group read about it?",
        help_text="You must say why a note is not taken further. With an invitation you can leave this empty.",
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def clean(self) -> dict[str, Any]:
        """See that a group that is not taken further reads why."""
        given = super().clean() or {}
        if given.get("answer") == "leave" and not given.get("reason") and "reason" not in self.errors:
            self.add_error("reason", "Say why: the group will read your words")
        return given


class RuleOut(forms.Form):
    """Why this round cannot fund an application."""

    reason = Tidy(
        label="Why can this round not fund it?",
        help_text="The group will read these words in its letter. You can change them before it is sent.",
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Say why this round cannot fund it"},
    )


class EndOffer(forms.Form):
    """Why an offer has ended, and how the fund knows."""

    use_required_attribute = False

    why = forms.ChoiceField(
        label="What happened?",
        choices=list(granting.WHY_ENDED.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what happened"},
    )
    words = Tidy(
        label="How do you know?",
        help_text="For example, who rang and when. The group reads these words in its letter.",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Say how you know"},
    )

    def __init__(self, *args: Any, grant: Grant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.grant = grant

    def clean_why(self) -> str:
        why: str = self.cleaned_data["why"]
        if words := granting.too_early(self.grant, why):
            raise ValidationError(words)
        return why


class Pounds(forms.DecimalField):
    """A sum as people type it: 12500, 12,500 or £12,500.50, read as applicants' sums are."""

    def to_python(self, value: Any) -> Decimal | None:
        try:
            return read_money(value) if str(value or "").strip() else None
        except Unreadable as fault:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from fault


class Decide(SeenBefore):
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
    reason = Tidy(
        label="Why?",
        help_text="The group will read these words in its letter. Say what was strong and what was not.",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Give the reason: the group will read it"},
    )
    conditions = Tidy(
        label="Conditions of the grant",
        help_text="What the group must do before or while it spends the money.",
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(
        self, *args: Any, application: Application, by: User, decision: Decision | None = None, **kwargs: Any
    ) -> None:
        self.application, self.by = application, by
        initial: dict[str, Any] = {"amount": application.amount}
        if decision is not None:
            initial = {name: getattr(decision, name) for name in ("outcome", "amount", "reason", "conditions")}
        initial["seen"] = deciding.mark_of(decision)
        initial["amount"] = pounds(initial["amount"] or application.amount).strip("£–")
        super().__init__(*args, **{"initial": initial, **kwargs})
        self.fields["conditions"].is_optional = True

    def clean(self) -> dict[str, Any]:
        """See that an award says how much, and that the round can pay it."""
        given = super().clean() or {}
        if given.get("outcome") == Decision.Outcome.AWARD and "amount" not in self.errors:
            words = deciding.what_stands_against(self.application, given.get("amount"), by=self.by)
            if words:
                self.add_error("amount", words)
        return given
