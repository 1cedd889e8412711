"""A question as applicants will see it."""

from django import forms

from fund.models import Question
from fund.questionnaires import Lists
from fund.questionnaires.kinds import field_for


def preview_of(question: Question, lists: Lists) -> forms.Form:
    """A form that asks this question only. It is not sent anywhere."""
    form = forms.Form(prefix="preview")
    field = field_for(question, lists)
    field.is_optional = not question.is_required  # the label says so
    form.fields[question.code] = field
    form.saves_drafts = True  # the field itself says whether it is optional
    form.use_required_attribute = False
    return form
