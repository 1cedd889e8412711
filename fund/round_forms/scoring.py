"""How assessors judge, how many of them read each application, and what they and the panel see."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Q

from fund.models import Anchor, Round
from fund.questionnaires import fields
from fund.round_forms.frame import AboutARound

NAMES = (
    "judged_by",
    "min_score",
    "max_score",
    "assessments_wanted",
    "shows_total",
    "others_scores",
    "ask_strong",
    "ask_stronger",
)
SEEN = ("names_hidden", "names_hidden_from_panel", "facts_for_assessors", "facts_for_panel")


class Scoring(AboutARound):
    """How assessors score."""

    locked = ("judged_by", "min_score", "max_score")

    judged_by = forms.ChoiceField(
        label="How do assessors judge?",
        choices=Round.JudgedBy.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how assessors judge", "invalid_choice": "Choose how assessors judge"},
    )
    min_score = fields.Whole(
        label="Lowest score",
        help_text="Only where each criterion gets a score, or bids are put in order.",
        most=100,
        error_messages={"required": "Enter the lowest score"},
    )
    max_score = fields.Whole(label="Highest score", most=100, error_messages={"required": "Enter the highest score"})
    assessments_wanted = fields.Whole(
        label="How many people read each application?",
        least=1,
        most=20,
        error_messages={"required": "Enter how many people read each application"},
    )
    ask_strong = fields.Line(
        label="First question on each criterion",
        most=150,
        error_messages={"required": "Enter the first question, like “What is strong here?”"},
    )
    ask_stronger = fields.Line(
        label="Second question on each criterion",
        most=150,
        error_messages={"required": "Enter the second question, like “What would make it stronger?”"},
    )
    shows_total = forms.BooleanField(label="Assessors see their own mark while they score", required=False)
    others_scores = forms.ChoiceField(
        label="When do assessors see what others gave?",
        choices=Round.Others.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose when assessors see what others gave"},
    )

    def __init__(self, *args: Any, round_: Round, **facts: Any) -> None:
        shown = {name: getattr(round_, name) for name in NAMES}
        shown |= {name: f"{Decimal(shown[name]).normalize():f}" for name in ("min_score", "max_score")}
        facts.setdefault("initial", shown)
        super().__init__(*args, round_=round_, **facts)

    def clean(self) -> dict[str, Any]:
        if scale := Round.SCALES.get(self.cleaned_data.get("judged_by", "")):
            self.cleaned_data |= dict(zip(("min_score", "max_score"), map(Decimal, scale), strict=True))
            for name in ("min_score", "max_score"):
                self.errors.pop(name, None)
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


class WhoSeesWhat(AboutARound):
    """What assessors and the panel are shown of each application, beside its questions."""

    locked = ("names_hidden", "names_hidden_from_panel")

    names_hidden = forms.BooleanField(label="Hide the name of the group from assessors", required=False)
    facts_for_assessors = forms.MultipleChoiceField(
        label="Facts that assessors see",
        choices=list(Round.FACTS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    names_hidden_from_panel = forms.BooleanField(label="Hide the name of the group from the panel", required=False)
    facts_for_panel = forms.MultipleChoiceField(
        label="Facts that the panel sees",
        choices=list(Round.FACTS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, round_: Round, **facts: Any) -> None:
        facts.setdefault("initial", {name: getattr(round_, name) for name in SEEN})
        super().__init__(*args, round_=round_, **facts)
