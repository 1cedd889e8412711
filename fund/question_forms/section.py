"""The form about one section."""

from typing import Any

from django import forms

from fund.models import Section
from fund.questionnaires import fields

READERS = (
    ("officers", "Officers only"),
    ("assessors", "Officers and assessors"),
    ("panel", "Officers, assessors and the panel"),
)


class SectionForm(forms.Form):
    """What a section is called, what it says first, and who reads the answers."""

    title = fields.Line(
        label="Title of the section",
        help_text="Applicants see it in their list of parts. For example, Your project.",
        most=120,
        error_messages={"required": "Enter a title, for example Your project"},
    )
    intro = fields.Text(
        label="What people read first",
        help_text="A few words above the questions. An empty line starts a new paragraph.",
        words=300,
        widget=forms.Textarea(attrs={"data-words": 300, "rows": 4}),
        required=False,
    )
    readers = forms.ChoiceField(
        label="Who reads the answers?",
        help_text="Where assessors or the panel read, no question may ask for personal data.",
        choices=READERS,
        initial="officers",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who reads the answers"},
    )

    use_required_attribute = False

    def facts(self) -> dict[str, Any]:
        """What the verbs take."""
        readers = self.cleaned_data["readers"]
        return {
            "title": self.cleaned_data["title"],
            "intro": self.cleaned_data["intro"],
            "assessors_see_it": readers in ("assessors", "panel"),
            "panel_sees_it": readers == "panel",
        }


def section_facts(section: Section) -> dict[str, Any]:
    """What the form starts from for a section that is here."""
    return {"title": section.title, "intro": section.intro, "readers": readers_of(section)}


def readers_of(section: Section) -> str:
    """Who reads a section, as the form has it."""
    return "panel" if section.panel_sees_it else "assessors" if section.assessors_see_it else "officers"
