"""What people are asked who tell their answers in another way."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from applications.models import Telling
from applications.told import can_be_told, minutes_for
from fund.kit import safe_files
from fund.models import Question, Section, User
from fund.questionnaires import fields

WHOLE = "all"


class Recording(forms.FileField):
    """A sound or video file, looked at before it is taken."""

    def __init__(self, **facts: Any) -> None:
        facts.setdefault("widget", forms.FileInput(attrs={"accept": "audio/*,video/*"}))
        super().__init__(allow_empty_file=True, **facts)

    def to_python(self, data: Any) -> Any:
        if data in self.empty_values:
            return None
        try:
            safe_files.inspect(data, kinds=safe_files.RECORDINGS)
        except safe_files.Unsafe as fault:
            raise ValidationError(str(fault), code="unsafe") from fault
        return data


class Length(fields.Read):
    """Minutes and seconds as a player shows them, like 2:30; a whole number is minutes."""

    def read(self, text: str) -> int:
        found = re.fullmatch(r"(\d{1,3})(?:[:.](\d{1,2}))?(?: ?min(?:ute)?s?)?", text)
        if not found or int(found[2] or 0) > 59 or not int(found[1]) + int(found[2] or 0):
            raise fields.Unreadable("Enter how long it lasts in minutes and seconds, like 2:30")
        return int(found[1]) * 60 + int(found[2] or 0)


class TellForm(forms.Form):
    """Which question is told; the ways of telling ask for more."""

    use_required_attribute = False
    takes_whole = True

    question = forms.ChoiceField(
        label="What do you want to tell us?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you want to tell us", "invalid_choice": "Choose a question"},
    )

    def __init__(self, *args: Any, section: Section, person: User, **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.rows = {str(row.pk): row for row in section.questions.all() if self.takes(row)}
        choices = [(pk, self.words_for(row)) for pk, row in self.rows.items()]
        if self.takes_whole and len(choices) > 1:
            choices = [(WHOLE, "All the questions of this part"), *choices]
        self.fields["question"].choices = choices
        if len(choices) == 1:
            self.initial["question"] = choices[0][0]
        if "phone" in self.fields:
            self.initial["phone"] = person.phone

    def takes(self, question: Question) -> bool:
        return question.kind != Question.Kind.FILE

    def words_for(self, question: Question) -> str:
        return question.label

    @property
    def chosen(self) -> Question | None:
        """The question, or nothing for the whole part."""
        return self.rows.get(self.cleaned_data["question"])


class RecordingForm(TellForm):
    """Send a sound recording or a video."""

    takes_whole = False

    recording = Recording(
        label="Your recording",
        help_text="Sound or video, in speech or in BSL. On a phone you can record it now. "
        "We take MP3, M4A, WAV, OGG, MP4, MOV, WebM and 3GP.",
        error_messages={"required": "Choose your recording"},
    )
    length = Length(
        label="How long is it?",
        help_text="In minutes and seconds, as your player shows it, like 2:30.",
        widget=forms.TextInput(attrs={"class": "ds_input--fixed-5"}),
        error_messages={"required": "Enter how long it lasts in minutes and seconds, like 2:30"},
    )

    field_order = ("question", "recording", "length")

    def takes(self, question: Question) -> bool:
        return can_be_told(question)

    def words_for(self, question: Question) -> str:
        return f"{question.label} (up to {minutes_words(question)})"


def minutes_words(question: Question) -> str:
    """The room for a recording in words: 2½ minutes."""
    minutes = minutes_for(question)
    whole, has_half = int(minutes), minutes != int(minutes)
    number = f"{whole or ''}{'½' if has_half else ''}"
    return f"{number} {'minute' if minutes <= 1 else 'minutes'}"


class CallForm(TellForm):
    """Ask us to ring."""

    phone = fields.Phone(
        label="The number to ring",
        help_text="If you use Relay UK, say so below.",
        error_messages={"required": "Enter the phone number to ring"},
    )
    best_time = fields.Line(
        label="When is a good time?",
        help_text="For example, weekday mornings.",
        most=200,
        required=False,
    )


class PaperForm(TellForm):
    """Answer on paper."""

    paper = fields.SafeFile(
        label="A scan or a photo of your paper",
        help_text="If you cannot make one, send the paper by post. We attach it when it is here.",
        required=False,
    )


class OriginalForm(forms.Form):
    """The original, put beside the typing by an officer: the scan of a paper, the recording of a call."""

    use_required_attribute = False

    def __init__(self, *args: Any, telling: Telling, **facts: Any) -> None:
        super().__init__(*args, **facts)
        kind = fields.SafeFile if telling.way == Telling.Way.PAPER else Recording
        label = "Scan of the paper" if telling.way == Telling.Way.PAPER else "Recording of the call"
        self.fields["original"] = kind(label=label, error_messages={"required": "Choose a file"})


FORMS: dict[str, type[TellForm]] = {"recording": RecordingForm, "call": CallForm, "paper": PaperForm}


def form_of(way: str, section: Section, person: User, *sent: Any) -> TellForm:
    """The form for one way of telling."""
    return FORMS[way](*sent, section=section, person=person)
