"""The forms about a group and its people."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils import timezone

from fund.models import CouncilArea, Membership, Organisation, Term
from fund.organisations import TAKEN
from fund.questionnaires import fields
from fund.questionnaires.lists import with_plain_name

Register = Organisation.Register


class Kinds(forms.ModelChoiceField):
    """The kinds of group in plain words."""

    def label_from_instance(self, term: Any) -> str:
        return with_plain_name(term)


class GroupForm(forms.Form):
    """What we ask of a group once, for all its applications."""

    use_required_attribute = False
    saves_drafts = True  # whether a number is asked for depends on the register, so its label cannot say "optional"

    name = fields.Line(
        label="Name of your group",
        help_text="As it stands in your governing document.",
        error_messages={"required": "Enter the name of your group"},
    )
    kind = Kinds(
        label="What kind of group is it?",
        queryset=Term.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={
            "required": "Choose what kind of group it is",
            "invalid_choice": "Choose what kind of group it is",
        },
    )
    register = forms.ChoiceField(
        label="Which register is your group on?",
        help_text="Scottish charity numbers and company numbers look alike, so please tell us which you have.",
        choices=Register.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose the register, or “Not on a register”",
            "invalid_choice": "Choose the register, or “Not on a register”",
        },
    )
    charity_number = fields.register_number(
        "oscr",
        label="Scottish charity number",
        help_text="If you are a charity: SC and six digits, like SC012345.",
        required=False,
    )
    company_number = fields.register_number(
        "companies",
        label="Company number",
        help_text="If you are a company: SC or SO and six digits, like SC123456, or eight digits.",
        required=False,
    )
    started_on = fields.Day(
        label="When did your group start?",
        help_text="For example, 27/1/2015. If you only know the year, enter 1/1 and the year. "
        "We ask groups under two years old for other papers.",
        earliest=1700,
        error_messages={"required": "Enter the day on which your group started"},
    )
    yearly_income = fields.Money(
        label="Income in your last full year",
        help_text="New groups can leave this empty.",
        most=Decimal(1_000_000_000),
        required=False,
    )
    area = forms.ModelChoiceField(
        label="Council area of your group’s address",
        queryset=CouncilArea.objects.none(),
        empty_label="Choose one",
        required=False,
        error_messages={"invalid_choice": "Choose a council area from the list"},
    )
    address = fields.Text(
        label="Address",
        help_text="We never publish this. It may be somebody’s home.",
        words=60,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"}),
        required=False,
    )
    postcode = fields.Line(
        label="Postcode",
        help_text="We never publish this.",
        most=10,
        widget=forms.TextInput(attrs={"class": "ds_input--fixed-10", "autocomplete": "postal-code"}),
        required=False,
    )
    phone = fields.Phone(label="Phone number", help_text="We never publish this.", required=False)
    website = fields.Web(label="Website", help_text="Like www.example.org", required=False)

    def __init__(self, *args: Any, organisation: Organisation | None = None, **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.organisation = organisation
        kinds = Term.objects.of("organisation-kinds")
        self.fields["kind"].queryset = kinds
        self.fields["kind"].required = kinds.exists()
        self.fields["area"].queryset = CouncilArea.objects.all()
        for name in ("yearly_income", "area", "address", "postcode", "phone", "website"):
            self.fields[name].is_optional = True

    def clean_started_on(self) -> date:
        started_on: date = self.cleaned_data["started_on"]
        if started_on > timezone.localdate():
            raise ValidationError("Enter a day that is not in the future")
        return started_on

    def clean_postcode(self) -> str:
        postcode = str(self.cleaned_data["postcode"]).upper().replace(" ", "")
        if postcode and not re.fullmatch(r"[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}", postcode):
            raise ValidationError("Enter a postcode, like EH6 1AA")
        return f"{postcode[:-3]} {postcode[-3:]}".strip()

    def clean(self) -> dict[str, Any]:
        """Ask for the numbers of the registers that were chosen, and for no others."""
        facts = self.cleaned_data
        register = facts.get("register")
        self._compare(register in {Register.OSCR, Register.BOTH}, "charity_number", "Enter the Scottish charity number")
        self._compare(register in {Register.COMPANIES, Register.BOTH}, "company_number", "Enter the company number")
        if number := facts.get("charity_number"):
            others = Organisation.objects.filter(charity_number=number, is_imported=False)
            if self.organisation:
                others = others.exclude(pk=self.organisation.pk)
            if others.exists():
                self.add_error("charity_number", TAKEN)
        return facts

    def _compare(self, is_wanted: bool, name: str, words: str) -> None:
        if name in self.errors or "register" in self.errors:
            return
        if is_wanted and not self.cleaned_data.get(name):
            self.add_error(name, words)
        elif not is_wanted and self.cleaned_data.get(name):
            self.add_error(name, "Take this number out, or choose its register above")

    @property
    def facts(self) -> dict[str, Any]:
        """What the verbs take: empty answers as the columns want them."""
        return {**self.cleaned_data, "yearly_income": self.cleaned_data["yearly_income"] or None}


def facts_of(organisation: Organisation) -> dict[str, Any]:
    """What the form starts from for a group that is here."""
    names = list(GroupForm.base_fields)
    return {name: getattr(organisation, name) for name in names}


def typed_in(form: GroupForm) -> dict[str, str]:
    """What stands in the form now, as it would be sent."""
    found = {}
    for name in GroupForm.base_fields:
        value = form[name].value()
        found[name] = "" if value is None else str(value.pk if isinstance(value, Model) else value)
    return found


ROLES = {
    Membership.Kind.LEAD: "Lead: does everything, invites people and takes an application back",
    Membership.Kind.EDITOR: "Editor: reads and writes in applications and reports",
    Membership.Kind.VIEWER: "Viewer: reads all and can comment, but changes nothing",
    Membership.Kind.SIGNATORY: "Signatory: reads all, comments and signs, but changes no answers",
}


class InviteForm(forms.Form):
    """Whom to ask in, and what they may do."""

    use_required_attribute = False

    email = fields.Email(
        label="Their e-mail address",
        help_text="We send a private link to this address. It works for 30 days.",
        error_messages={"required": "Enter the e-mail address of the person"},
    )
    kind = forms.ChoiceField(
        label="What may they do?",
        choices=[(kind.value, words) for kind, words in ROLES.items() if kind != Membership.Kind.LEAD],
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose what the person may do",
            "invalid_choice": "Choose what the person may do from the list",
        },
    )


class RoleForm(forms.Form):
    """What a person of the group may do."""

    use_required_attribute = False

    kind = forms.ChoiceField(
        label="What may they do?",
        choices=[(kind.value, words) for kind, words in ROLES.items()],
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose what the person may do",
            "invalid_choice": "Choose what the person may do from the list",
        },
    )
