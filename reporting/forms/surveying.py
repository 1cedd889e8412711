"""Surveys: making one, its questions, its waves, and answering it."""

from collections.abc import Iterable
from typing import Any

from django import forms

from fund.questionnaires import fields
from fund.questionnaires.fields import Text
from reporting.models import Measurement, SurveyItem, SurveyWave
from reporting.surveying import ready_made
from reporting.surveying.showing import CHOICES, UNSURE

OWN = "own"
WORDS = 60  # of an answer in own words


class MakeSurvey(forms.Form):
    """A ready-made survey, or one with own questions."""

    use_required_attribute = False

    start = forms.ChoiceField(
        label="With which questions do you begin?",
        help_text="You can change, add and take out questions afterwards.",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the questions that you begin with"},
    )
    title = fields.Line(
        label="What do you call it?",
        help_text="If you leave this empty, a ready-made one keeps its name.",
        most=120,
        required=False,
    )
    about = Text(
        label="What do you say to those you ask?",
        help_text="Why you ask, and how long it takes.",
        words=80,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        made = [(one.code, f"“{one.title}”, {len(one.items)} questions in our words") for one in ready_made()]
        self.fields["start"].choices = [*made, (OWN, "Our own questions")]

    def clean(self) -> dict[str, Any]:
        """A survey with own questions needs a name."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("start") == OWN and not cleaned.get("title"):
            self.add_error("title", "Enter a name for your survey")
        return cleaned

    @property
    def facts(self) -> dict[str, Any]:
        """Title, words and items of the survey, as it is made."""
        said = self.cleaned_data
        taken = next((one for one in ready_made() if one.code == said["start"]), None)
        return {
            "title": said["title"] or (taken.title if taken else ""),
            "about": said["about"] or (taken.about if taken else ""),
            "items": taken.items if taken else (),
        }


class AskItem(forms.Form):
    """One question."""

    use_required_attribute = False

    kind = forms.ChoiceField(
        label="What kind of question?",
        choices=[
            (SurveyItem.Kind.OFTEN, "How often people do something"),
            (SurveyItem.Kind.NUMBER, "How many, as a number"),
            (SurveyItem.Kind.ATTITUDE, "How much people agree with a sentence"),
            (SurveyItem.Kind.OPEN, "In their own words"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the kind of question"},
    )
    words = fields.Line(
        label="The question, or the sentence to agree with",
        help_text="Ask about one thing. Say which time you mean, like: in the last three months.",
        most=250,
        error_messages={"required": "Enter the question"},
    )


class PlanWave(forms.Form):
    """When and of whom it is asked."""

    use_required_attribute = False

    from_on = fields.Day(label="First day to answer", error_messages={"required": "Enter the day, like 27/1/2027"})
    until_on = fields.Day(
        label="Last day to answer",
        help_text="What people said is shown after this day. It then stays as it is.",
        error_messages={"required": "Enter the day, like 27/2/2027"},
    )
    who = fields.Line(
        label="Who is asked?",
        help_text="For example: all staff of the three practices, and our volunteers.",
        most=200,
        error_messages={"required": "Say who is asked"},
    )
    asked = fields.Whole(
        label="How many people are asked?",
        help_text="You can put this right later.",
        least=1,
        most=100_000,
        error_messages={"required": "Enter how many people are asked"},
    )
    took_part = fields.Whole(
        label="How many people took part in your project in that time?", most=1_000_000, required=False
    )
    taken = forms.ChoiceField(
        label="When is the baseline taken?",
        help_text="People who joined long before are no true start.",
        choices=Measurement.Taken.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose when the baseline is taken"},
    )

    def __init__(self, *args: Any, is_baseline: bool, wave: SurveyWave | None = None, **kwargs: Any) -> None:
        if wave is not None:
            names = ("from_on", "until_on", "who", "asked", "took_part", "taken")
            kwargs["initial"] = {name: getattr(wave, name) for name in names}
        super().__init__(*args, **kwargs)
        if not is_baseline:
            del self.fields["taken"]

    @property
    def facts(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {**said, "took_part": None if said["took_part"] == "" else said["took_part"]}


class AnswerSurvey(forms.Form):
    """The questions of a wave. Each can be left out; one at least is answered."""

    use_required_attribute = False
    saves_drafts = True

    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, items: Iterable[SurveyItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = {f"question-{item.pk}": item for item in items}
        for name, item in self.items.items():
            self.fields[name] = _box(item)

    def clean(self) -> dict[str, Any]:
        """One answer at least."""
        cleaned = super().clean() or self.cleaned_data
        if self.items and not self.errors and not self.values:
            self.add_error(next(iter(self.items)), "Answer at least one question")
        return cleaned

    @property
    def values(self) -> dict[int, Any]:
        """What was answered, by the keys of the questions."""
        return {
            item.pk: self.cleaned_data[name]
            for name, item in self.items.items()
            if self.cleaned_data.get(name) not in (None, "")
        }


def _box(item: SurveyItem) -> forms.Field:
    if item.kind == SurveyItem.Kind.NUMBER:
        return fields.Whole(label=item.words, most=999, required=False)
    if item.kind == SurveyItem.Kind.OPEN:
        help_text = "Please name nobody. The group that asks reads this."
        return Text(label=item.words, words=WORDS, help_text=help_text, required=False)
    choices = [*CHOICES[item.kind].items(), (UNSURE, "I do not know")]
    return forms.ChoiceField(
        label=item.words,
        choices=choices,
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": "Choose one of the answers, or leave it out"},
    )
