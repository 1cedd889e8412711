"""What officers type: what they look for, and what they say back to a report."""

from typing import Any

from django import forms
from django.db.models import Q

from applications.models import Grant
from applications.models.grant import Grants
from fund import open_days
from fund.models import Round, User
from fund.questionnaires import fields
from fund.questionnaires.fields import Text, Tidy
from reporting import monitoring
from reporting.models import Rating


class FindGrants(forms.Form):
    """What to look for in the list of grants. Everything is optional."""

    q = Tidy(
        label="Project, group or reference",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    round = forms.ModelChoiceField(
        label="Round", queryset=Round.objects.none(), required=False, empty_label="All rounds", to_field_name="slug"
    )
    state = forms.ChoiceField(label="State", choices=[("", "All states"), *Grant.State.choices], required=False)

    level = forms.ChoiceField(
        label="Rating", choices=[("", "All"), ("none", "Not rated"), *Rating.Level.choices], required=False
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["round"].queryset = Round.objects.visible_to(by)

    def narrow(self, grants: Grants) -> Grants:
        """The grants that fit. What makes no sense in the address is passed over."""
        self.is_valid()
        found = self.cleaned_data
        if words := found.get("q"):
            named = Q(title__icontains=words) | Q(organisation__name__icontains=words)
            grants = grants.filter(named | Q(reference__icontains=words))
        if round_ := found.get("round"):
            grants = grants.filter(round=round_)
        if level := found.get("level"):
            grants = grants.filter(level=None) if level == "none" else grants.filter(level=level)
        return grants.filter(state=found["state"]) if found.get("state") else grants


class AcceptReport(forms.Form):
    """What the fund says back with its thanks."""

    comments = Text(
        label="What you want to say back",
        words=200,
        help_text="The group reads it. One sentence is enough: what struck you, what you will use, or thanks for "
        "saying what did not work.",
        error_messages={"required": "Say one thing back to the group: what struck you, or what you will use"},
    )


class SendBackReport(forms.Form):
    """What the group should add or change."""

    wanted = Text(
        label="What the group should add or change",
        words=200,
        help_text="The group reads it. Be exact: which page, what is missing.",
        error_messages={"required": "Say what the group should add or change"},
    )
    until = fields.Day(
        label="By which day",
        required=False,
        help_text="We remind the group before and after this day, as of any report. "
        "If nobody works on that day, the next working day counts.",
        initial=lambda: open_days.last_day(monitoring.ANSWER_DAYS),
    )


class SkipReport(forms.Form):
    """Why a report is not needed."""

    reason = Text(
        label="Why this report is not needed",
        words=100,
        help_text="The group reads it.",
        error_messages={"required": "Say why this report is not needed"},
    )
