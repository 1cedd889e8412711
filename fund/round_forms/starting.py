"""A new round, from nothing or from an earlier one."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from fund.models import Round
from fund.questionnaires import fields
from fund.rounds.naming import LONGEST_CODE, LONGEST_SLUG, suggest_code, suggest_slug
from fund.rounds.values import Wrong, slug_of_round, start_of_reference


def checked_code(code: str, *, but: Round | None = None) -> str:
    """The start of references, if it is well made and no other round has it."""
    code = code.upper()
    try:
        start_of_reference(code)
    except Wrong as wrong:
        words = "Use capitals and figures with - between them, like SMFL-2"
        raise ValidationError(words) from wrong
    taken = Round.objects.filter(code=code).exclude(pk=but.pk if but else None).first()
    if taken is not None:
        raise ValidationError(f"“{taken}” has the code {code} already. Choose another")
    return code


def checked_slug(slug: str, *, but: Round | None = None) -> str:
    """The address, if it is well made and no other round has it."""
    slug = slug.lower()
    try:
        slug_of_round(slug)
    except Wrong as wrong:
        words = f"The address {wrong}" if slug == "new" else "Use small letters and figures with - between them"
        raise ValidationError(words) from wrong
    taken = Round.objects.filter(slug=slug).exclude(pk=but.pk if but else None).first()
    if taken is not None:
        raise ValidationError(f"“{taken}” has this address already. Choose another")
    return slug


def name_field() -> fields.Line:
    return fields.Line(
        label="Name of the round",
        help_text="As people say it, like “Self Management for Life 2”.",
        most=150,
        error_messages={"required": "Enter the name of the round"},
    )


def code_field(**facts: Any) -> fields.Line:
    attrs = {"class": "ds_input--fixed-10", "autocapitalize": "characters", "spellcheck": "false"}
    return fields.Line(label="Start of references", most=LONGEST_CODE, widget=forms.TextInput(attrs=attrs), **facts)


def slug_field(**facts: Any) -> fields.Line:
    attrs = {"autocapitalize": "none", "spellcheck": "false"}
    return fields.Line(label="Address", most=LONGEST_SLUG, widget=forms.TextInput(attrs=attrs), **facts)


class NewRound(forms.Form):
    """What a round needs to begin: its name. The rest can be worked out from it."""

    use_required_attribute = False

    name = name_field()
    code = code_field(
        required=False,
        help_text="SMFL-2 makes SMFL-2-001. If you leave this empty, we make it from the name.",
    )
    slug = slug_field(
        required=False,
        help_text="The last part of its web address. If you leave this empty, we make it from the name.",
    )

    def clean_code(self) -> str:
        return checked_code(self.cleaned_data["code"]) if self.cleaned_data["code"] else ""

    def clean_slug(self) -> str:
        return checked_slug(self.cleaned_data["slug"]) if self.cleaned_data["slug"] else ""

    @property
    def facts(self) -> dict[str, Any]:
        """What the verb takes, with what was left empty worked out from the name."""
        given = dict(self.cleaned_data)
        given["code"] = given["code"] or suggest_code(given["name"])
        given["slug"] = given["slug"] or suggest_slug(given["name"])
        return given


class CopyRound(NewRound):
    """The new round’s name, and what becomes of the dates."""

    dates = forms.ChoiceField(
        label="What about the dates?",
        choices=[("empty", "Leave them empty"), ("move", "Move them on by 52 weeks, so that a Monday stays a Monday")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what becomes of the dates", "invalid_choice": "Choose one of the two"},
    )

    field_order = ("name", "dates", "code", "slug")

    @property
    def facts(self) -> dict[str, Any]:
        given = super().facts
        given["moves_dates"] = given.pop("dates") == "move"
        return given
