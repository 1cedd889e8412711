"""What a project, and a person with lived experience, say to a draft."""

from collections.abc import Sequence
from typing import Any

from django import forms

from fund.questionnaires.fields import Text
from reporting.models import LivedReview, ProjectReview, Statement

Answer = ProjectReview.Answer


class ReviewDraft(forms.Form):
    """Whether a draft is right, with a box at each statement for what should be different."""

    use_required_attribute = False
    saves_drafts = True  # the boxes are needed only where something is to be changed

    answer = forms.ChoiceField(
        label="Is it right?",
        choices=[
            (Answer.RIGHT, "It is right, and our words may stand there"),
            (Answer.CHANGE, "Change what we wrote in the boxes. The rest may stand"),
            (Answer.OUT, "Take our words out"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether it is right"},
    )

    def __init__(
        self, *args: Any, statements: Sequence[Statement], review: ProjectReview | None = None, **facts: Any
    ) -> None:
        comments = {one.statement_id: one.words for one in review.comments.all()} if review else {}
        super().__init__(*args, initial={"answer": review.answer if review else ""}, **facts)
        self.statements = list(statements)
        for statement in self.statements:
            self.fields[self._name(statement)] = Text(
                label="What should be different here?",
                words=100,
                required=False,
                initial=comments.get(statement.pk, ""),
            )
        self.order_fields([*(self._name(one) for one in self.statements), "answer"])

    @staticmethod
    def _name(statement: Statement) -> str:
        return f"change-{statement.pk}"

    def box(self, statement: Statement) -> forms.BoundField:
        return self[self._name(statement)]

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("answer") == Answer.CHANGE and not self.errors and not any(self.comments.values()):
            self.add_error("answer", "Say in one box or more what should be different")
        return self.cleaned_data

    @property
    def comments(self) -> dict[int, str]:
        return {one.pk: self.cleaned_data.get(self._name(one), "") for one in self.statements}


class SignOff(forms.Form):
    """Whether a summary may go out."""

    use_required_attribute = False
    saves_drafts = True  # words are needed only for "not yet"

    answer = forms.ChoiceField(
        label="Can this be published?",
        choices=LivedReview.Answer.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether it can be published"},
    )
    words = Text(
        label="What do you want to say?",
        help_text="If it is not ready, say what has to change. Only the fund reads this.",
        words=200,
        required=False,
    )
    is_named = forms.BooleanField(
        label="Name me on the page, if you publish it", required=False, help_text="Leave it empty to stay unnamed."
    )

    def clean(self) -> dict[str, Any]:
        needs_words = self.cleaned_data.get("answer") == LivedReview.Answer.NOT_YET
        if needs_words and not self.cleaned_data.get("words") and "words" not in self.errors:
            self.add_error("words", "Say what has to change")
        return self.cleaned_data
