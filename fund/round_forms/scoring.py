"""The scale of scores, and how many people read each application."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Q

from fund.models import Anchor, Round
from fund.questionnaires import fields
from fund.round_forms.frame import AboutARound

NAMES = ("min_score", "max_score", "assessments_wanted", "names_hidden")


class Scoring(AboutARound):
    """How assessors score."""

    locked = ("min_score", "max_score", "names_hidden")

    min_score = fields.Whole(label="Lowest score", most=100, error_messages={"required": "Enter the lowest score"})
    max_score = fields.Whole(label="Highest score", most=100, error_messages={"required": "Enter the highest score"})
    assessments_wanted = fields.Whole(
        label="How many people read each application?",
        least=1,
        most=20,
        error_messages={"required": "Enter how many people read each application"},
    )
    names_hidden = forms.BooleanField(label="Hide the name of the group from assessors", required=False)

    def __init__(self, *args: Any, round_: Round, **facts: Any) -> None:
        shown = {name: getattr(round_, name) for name in NAMES}
        shown |= {name: f"{Decimal(shown[name]).normalize():f}" for name in ("min_score", "max_score")}
        facts.setdefault("initial", shown)
        super().__init__(*args, round_=round_, **facts)

    def clean(self) -> dict[str, Any]:
        least, most = self.cleaned_data.get("min_score"), self.cleaned_data.get("max_score")
        if least is None or most is None:
            return self.cleaned_data
        if least >= most:
            self.add_error("max_score", "Enter a highest score that is over the lowest")
            return self.cleaned_data
        outside = Anchor.objects.filter(Q(score__lt=least) | Q(score__gt=most), criterion__round=self.round)
        if anchor := outside.select_related("criterion").first():
            words = f"“{anchor.criterion}” says what {anchor.score.normalize():f} means. Take that out first"
            self.add_error("max_score" if anchor.score > most else "min_score", words)
        return self.cleaned_data
