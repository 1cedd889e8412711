"""Finding questions that were asked before, beginning, and making a version."""

from typing import Any

from django import forms

from fund.models import Questionnaire
from fund.questionnaires import fields


class FindQuestions(forms.Form):
    """Words to look for in the questions of other rounds."""

    q = fields.Tidy(label="Words in the question", required=False, max_length=100)

    saves_drafts = True  # nothing here must be filled in


class IntoSection(forms.Form):
    """Into which section a question goes."""

    section = forms.ChoiceField(label="Copy into", error_messages={"required": "Choose a section"})

    def __init__(self, *args: Any, questionnaire: Questionnaire, **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.fields["section"].choices = list(questionnaire.sections.values_list("code", "title"))


class Begin(forms.Form):
    """How to begin the questions of a round."""

    start = forms.ChoiceField(
        label="How do you want to begin?",
        choices=[("usual", "With the fund’s usual questions"), ("empty", "With nothing")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how to begin"},
    )


class NewVersion(forms.Form):
    """Why questions that people answer already have to change."""

    reason = fields.Line(
        label="Why do the questions change?",
        help_text="Applicants with a draft read this once the new version is in use.",
        most=250,
        error_messages={"required": "Say why the questions change"},
    )

    use_required_attribute = False
