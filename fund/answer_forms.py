"""What officers are asked who turn questions into public answers."""

from typing import Any

from django import forms

from fund.models import PublicAnswer, Round, User
from fund.questionnaires import fields


class AnswerForm(forms.Form):
    """A question, its answer, and the round that it is about."""

    use_required_attribute = False

    question = fields.Line(
        label="Question",
        help_text="As people would ask it. Leave out who asked, and anything about them.",
        most=300,
        error_messages={"required": "Write the question"},
    )
    answer = fields.Text(label="Answer", help_text="You can write it later.", words=300, required=False)
    round_ = forms.ModelChoiceField(
        Round.objects.none(), label="For which round?", required=False, empty_label="Every round"
    )

    def __init__(self, *args: Any, by: User, **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.fields["round_"].queryset = Round.objects.visible_to(by)  # type: ignore[attr-defined]  # a field of rows


class MergeForm(forms.Form):
    """With which other question this one belongs together."""

    use_required_attribute = False

    into = forms.ModelChoiceField(
        PublicAnswer.objects.none(),
        label="Which question stays?",
        empty_label="Choose a question",
        error_messages={"required": "Choose the question that stays"},
    )

    def __init__(self, *args: Any, row: PublicAnswer, **facts: Any) -> None:
        super().__init__(*args, **facts)
        others = PublicAnswer.objects.exclude(state=PublicAnswer.State.MERGED).exclude(pk=row.pk)
        self.fields["into"].queryset = others  # type: ignore[attr-defined]  # a field of rows
