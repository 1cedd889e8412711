"""What assessors and panel members are asked: their ties to a group, and their scores."""

import math
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms

from applications.assessing import plain
from applications.models import Assessment, Declaration
from fund.models import Criterion
from fund.questionnaires.fields import Tidy

UNKNOWN = "unknown"
TIES = [
    (Declaration.Kind.NONE, "No, I have no ties to this group"),
    *[(kind.value, kind.label) for kind in Declaration.Kind if kind != Declaration.Kind.NONE],
]


class DeclareTies(forms.Form):
    """The reader's ties to a group, asked before the application opens."""

    kind = forms.ChoiceField(
        label="Do you have any ties to this group or the people in it?",
        choices=TIES,
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether you have any ties to this group"},
    )
    note = Tidy(
        label="Anything that the fund should know about it", required=False, max_length=300, widget=forms.TextInput
    )

    def __init__(self, *args: Any, after_all: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if after_all:  # somebody who said that there are none has found some
            self.fields["kind"].label = "What are your ties?"
            self.fields["kind"].choices = TIES[1:]


class ScoreForm(forms.Form):
    """A score and a comment for each criterion of the round. A draft may leave some out, a hand-in none."""

    saves_drafts = True

    def __init__(self, *args: Any, assessment: Assessment, is_final: bool = False, **kwargs: Any) -> None:
        self.is_final = is_final
        self.round = assessment.application.round
        self.criteria: list[Criterion] = list(self.round.criteria.prefetch_related("anchors"))
        known = {score.criterion_id: score for score in assessment.scores.all()}
        initial: dict[str, Any] = {"overall": assessment.overall}
        for pk, score in known.items():
            initial[f"score_{pk}"] = UNKNOWN if score.value is None else plain(score.value)
            initial[f"comment_{pk}"] = score.comment
        super().__init__(*args, **{"initial": initial, **kwargs})
        for criterion in self.criteria:
            self.fields[f"score_{criterion.pk}"] = self._score(criterion, initial.get(f"score_{criterion.pk}"))
            self.fields[f"comment_{criterion.pk}"] = self._comment(criterion)
        self.fields["overall"] = Tidy(
            label="Anything else that the panel should know",
            required=False,
            max_length=5000,
            widget=forms.Textarea(attrs={"rows": 4}),
        )
        # The label says so, although a draft may leave out anything.
        self.fields["overall"].is_optional = True

    @property
    def scale(self) -> str:
        return f"{plain(self.round.min_score)} to {plain(self.round.max_score)}"

    def _score(self, criterion: Criterion, now: str | None) -> forms.ChoiceField:
        meanings = {plain(anchor.score): anchor.meaning for anchor in criterion.anchors.all()}
        values = {str(n) for n in range(math.ceil(self.round.min_score), math.floor(self.round.max_score) + 1)}
        if now and now != UNKNOWN:
            values.add(now)
        steps = sorted(values, key=Decimal)
        choices = [(value, f"{value} – {meanings[value]}" if value in meanings else value) for value in steps]
        choices.append((UNKNOWN, "I do not know enough to score this"))
        is_long = len(steps) > 12
        return forms.ChoiceField(
            label="Your score",
            required=False,
            choices=[("", "Choose a score"), *choices] if is_long else choices,
            widget=forms.Select() if is_long else forms.RadioSelect(),
            error_messages={"invalid_choice": f"Choose a score from {self.scale} for “{criterion}”"},
        )

    def _comment(self, criterion: Criterion) -> Tidy:
        return Tidy(
            label="Why? What speaks for it, and what against?",
            required=False,
            max_length=5000,
            widget=forms.Textarea(attrs={"rows": 4}),
            error_messages={"max_length": f"Keep the comment on “{criterion}” to 5,000 characters"},
        )

    def clean(self) -> dict[str, Any]:
        """See that what was started is whole; before handing in, that nothing is left out."""
        given = super().clean() or {}
        for criterion in self.criteria:
            score, comment = given.get(f"score_{criterion.pk}"), given.get(f"comment_{criterion.pk}")
            was_read = f"score_{criterion.pk}" not in self.errors and f"comment_{criterion.pk}" not in self.errors
            if was_read and not score and (comment or self.is_final):
                self.add_error(f"score_{criterion.pk}", f"Choose a score for “{criterion}”, or “I do not know enough”")
            if was_read and not comment and self.is_final:
                self.add_error(f"comment_{criterion.pk}", f"Say in a sentence or two why, for “{criterion}”")
        return given

    def scores(self) -> dict[int, tuple[Decimal | None, str]]:
        """The scores given, by the key of their criterion; None says: I do not know enough."""
        given = {}
        for criterion in self.criteria:
            if score := self.cleaned_data[f"score_{criterion.pk}"]:
                value = None if score == UNKNOWN else Decimal(score)
                given[criterion.pk] = (value, self.cleaned_data[f"comment_{criterion.pk}"])
        return given

    def rows(self) -> Iterator[tuple[Criterion, forms.BoundField, forms.BoundField]]:
        """Each criterion with its two questions, for the page."""
        for criterion in self.criteria:
            yield criterion, self[f"score_{criterion.pk}"], self[f"comment_{criterion.pk}"]
