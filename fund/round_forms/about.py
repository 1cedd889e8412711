"""What the round is for, in words."""

from typing import Any

from django import forms

from fund.questionnaires import fields
from fund.round_forms.frame import AboutARound
from fund.round_forms.starting import checked_code, checked_slug, code_field, name_field, slug_field

NAMES = ("name", "about", "who_can_apply", "not_funded", "help_text", "code", "slug")


def _words(label: str, words: int, **facts: Any) -> fields.Text:
    widget = forms.Textarea(attrs={"data-words": words, "rows": 5})
    return fields.Text(label=label, words=words, required=False, widget=widget, **facts)


class AboutRound(AboutARound):
    """The words that people read before they apply."""

    locked = ("code", "slug")

    name = name_field()
    about = _words("What is it for?", 500)
    who_can_apply = _words("Who can apply?", 400)
    not_funded = _words("What does it not pay for?", 400, help_text="One on a line, each with a dash before it.")
    help_text = _words(
        "How do people get help?", 200, help_text="Your e-mail address and phone number are shown anyway."
    )
    code = code_field(
        help_text="SMFL-2 makes SMFL-2-001.", error_messages={"required": "Enter how references start, like SMFL-2"}
    )
    slug = slug_field(
        help_text="The last part of its web address.", error_messages={"required": "Enter the address of the round"}
    )

    def __init__(self, *args: Any, round_: Any, **facts: Any) -> None:
        facts.setdefault("initial", {name: getattr(round_, name) for name in NAMES})
        super().__init__(*args, round_=round_, **facts)
        for name in ("not_funded", "help_text"):
            self.fields[name].is_optional = True

    def clean_code(self) -> str:
        return checked_code(self.cleaned_data["code"], but=self.round)

    def clean_slug(self) -> str:
        return checked_slug(self.cleaned_data["slug"], but=self.round)
