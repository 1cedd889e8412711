"""What assessors and panel members are asked: their ties to a group, and their scores."""

import math
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.db.models import prefetch_related_objects

from applications.assessing import Said, plain
from applications.models import Application, Assessment, Declaration
from applications.packs.scale import WORDS
from fund.models import Criterion, Round
from fund.questionnaires.fields import Tidy

UNKNOWN = "unknown"
MOST = 5000  # characters of a comment
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


class DeclareForMany(forms.Form):
    """The ties of one member to several groups. What is left open is asked again before its bid opens."""

    saves_drafts = True  # each bid can be left for later

    def __init__(self, *args: Any, bids: Iterable[Application], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bids = list(bids)
        for bid in self.bids:
            self.fields[f"kind_{bid.pk}"] = forms.ChoiceField(
                label=f"Ties to {bid.reference}",
                choices=[("", "I say it later"), *TIES],
                required=False,
                error_messages={"invalid_choice": f"Choose one of the answers for {bid.reference}"},
            )

    def lines(self) -> Iterator[tuple[Application, forms.BoundField]]:
        for bid in self.bids:
            yield bid, self[f"kind_{bid.pk}"]

    @property
    def said(self) -> list[tuple[Application, str]]:
        """The bids for which something was said, each with what."""
        return [(bid, kind) for bid in self.bids if (kind := self.cleaned_data[f"kind_{bid.pk}"])]


class ScoreForm(forms.Form):
    """A score and two comments for each criterion of the round. A draft may leave some out, a hand-in none."""

    saves_drafts = True
    WORDS: ClassVar[dict[str, dict[str, str]]] = WORDS

    def __init__(self, *args: Any, assessment: Assessment, is_final: bool = False, **kwargs: Any) -> None:
        self.is_final = is_final
        self.round = assessment.application.round
        prefetch_related_objects([self.round], "criteria__anchors")
        self.criteria: list[Criterion] = list(self.round.criteria.all())
        self.is_ranked = self.round.judged_by == Round.JudgedBy.RANKING
        initial = typed_so_far(assessment)
        super().__init__(*args, **{"initial": initial, **kwargs})
        for criterion in self.criteria:
            if not self.is_ranked:
                self.fields[f"score_{criterion.pk}"] = self._score(criterion, initial.get(f"score_{criterion.pk}"))
            for name, label in (("strong", self.round.ask_strong), ("stronger", self.round.ask_stronger)):
                self.fields[f"{name}_{criterion.pk}"] = self._words(criterion, label)
        self.fields["confidence"] = forms.TypedChoiceField(
            label="How sure are you of your scores?",
            required=False,
            coerce=int,
            empty_value=None,
            choices=Assessment.Confidence.choices,
            widget=forms.RadioSelect,
        )
        self.fields["overall"] = Tidy(
            label="Anything else that the panel should know",
            required=False,
            max_length=MOST,
            widget=forms.Textarea(attrs={"rows": 4}),
        )
        # The labels say so, although a draft may leave out anything.
        self.fields["confidence"].is_optional = self.fields["overall"].is_optional = True

    @property
    def scale(self) -> str:
        """How the round scores, for the sentence above the form; nothing where it is clear from the answers."""
        if self.is_ranked or self.round.judged_by in self.WORDS:
            return ""
        return f"{plain(self.round.min_score)} to {plain(self.round.max_score)}"

    def _score(self, criterion: Criterion, now: str | None) -> forms.ChoiceField:
        words = self.WORDS.get(self.round.judged_by) or self._steps(criterion, now)
        choices = [*words.items(), (UNKNOWN, "I do not know enough to score this")]
        is_long = len(words) > 12
        options = f"a score from {self.scale}" if self.scale else "one of the answers"
        return forms.ChoiceField(
            label="Your score" if self.scale else "Your answer",
            required=False,
            choices=[("", "Choose a score"), *choices] if is_long else choices,
            widget=forms.Select() if is_long else forms.RadioSelect(),
            error_messages={"invalid_choice": f"Choose {options} for “{criterion}”"},
        )

    def _steps(self, criterion: Criterion, now: str | None) -> dict[str, str]:
        """Every whole score of the scale with what it means."""
        meanings = {plain(anchor.score): anchor.meaning for anchor in criterion.anchors.all()}
        values = {str(n) for n in range(math.ceil(self.round.min_score), math.floor(self.round.max_score) + 1)}
        if now and now != UNKNOWN:
            values.add(now)
        steps = sorted(values, key=Decimal)
        return {value: f"{value} – {meanings[value]}" if value in meanings else value for value in steps}

    def _words(self, criterion: Criterion, label: str) -> Tidy:
        return Tidy(
            label=label,
            required=False,
            max_length=MOST,
            widget=forms.Textarea(attrs={"rows": 3}),
            error_messages={"max_length": f"Keep what you say on “{criterion}” to 5,000 characters"},
        )

    def clean(self) -> dict[str, Any]:
        """Before handing in, see that each criterion has a score, and each score a few words."""
        given = super().clean() or {}
        for criterion in self.criteria if self.is_final and not self.is_ranked else ():
            name = f"score_{criterion.pk}"
            score = given.get(name)
            words = given.get(f"strong_{criterion.pk}") or given.get(f"stronger_{criterion.pk}")
            if name not in self.errors and not score:
                self.add_error(name, f"Choose a score for “{criterion}”, or “I do not know enough”")
            if score and score != UNKNOWN and not words and f"strong_{criterion.pk}" not in self.errors:
                self.add_error(f"strong_{criterion.pk}", f"Say in a sentence or two why, for “{criterion}”")
        return given

    def scores(self, only: Iterable[str] | None = None) -> dict[int, Said]:
        """What was said, by the key of its criterion; `only` names the fields of those that are wanted."""
        wanted = {name.rpartition("_")[2] for name in only} if only is not None else None
        given = {}
        for criterion in self.criteria:
            names = [f"{name}_{criterion.pk}" for name in ("score", "strong", "stronger")]
            if (wanted is not None and str(criterion.pk) not in wanted) or any(name in self.errors for name in names):
                continue
            score = self.cleaned_data.get(f"score_{criterion.pk}") or ""
            words = (self.cleaned_data.get(f"{name}_{criterion.pk}", "") for name in ("strong", "stronger"))
            value = Decimal(score) if score and score != UNKNOWN else None
            said = Said(value, *words, abstains=score == UNKNOWN)
            if said != Said() or f"score_{criterion.pk}" in self.initial:
                given[criterion.pk] = said
        return given

    def facts(self, only: Iterable[str] | None = None) -> dict[str, Any]:
        """The overall comment and how sure the reader is; `only` names the fields that are wanted."""
        names = {"overall", "confidence"} if only is None else {"overall", "confidence"}.intersection(only)
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}

    def rows(self) -> Iterator[tuple[Criterion, list[forms.BoundField]]]:
        """Each criterion with its questions, for the page."""
        for criterion in self.criteria:
            names = [f"{name}_{criterion.pk}" for name in ("score", "strong", "stronger")]
            yield criterion, [self[name] for name in names if name in self.fields]


def typed_so_far(assessment: Assessment) -> dict[str, Any]:
    """What the boxes of the score form hold."""
    given: dict[str, Any] = {"overall": assessment.overall, "confidence": assessment.confidence}
    for score in assessment.scores.all():
        pk = score.criterion_id
        given[f"score_{pk}"] = UNKNOWN if score.abstains else "" if score.value is None else plain(score.value)
        given[f"strong_{pk}"], given[f"stronger_{pk}"] = score.strong, score.stronger
    return given
