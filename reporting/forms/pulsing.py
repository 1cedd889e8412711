"""What is asked in a pulse, and what is answered."""

from django import forms

from fund.questionnaires import fields
from fund.questionnaires.fields import Text
from reporting.models import Pulse


class SendPulse(forms.Form):
    """One question."""

    use_required_attribute = False

    question = fields.Line(
        label="What do you ask?",
        help_text="One question, easy to answer on a phone. Like: how sure are you that you reach your aim?",
        most=200,
        error_messages={"required": "Enter the question"},
    )
    kind = forms.ChoiceField(
        label="What kind of answer?",
        choices=Pulse.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the kind of answer"},
    )
    until = fields.Day(label="Last day to answer", error_messages={"required": "Enter the day, like 27/1/2027"})
    repeats = forms.BooleanField(
        label="Ask it again each month",
        help_text="With as many days to answer, until you stop it. So you see what changes.",
        required=False,
    )


class AnswerNumber(forms.Form):
    """A number from 0 to 10."""

    use_required_attribute = False

    value = forms.TypedChoiceField(
        label="Your number",
        help_text="0 is not at all, 10 is fully.",
        choices=[(number, str(number)) for number in range(11)],
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a number from 0 to 10"},
    )


class AnswerWords(forms.Form):
    """A few words."""

    use_required_attribute = False

    words = Text(label="Your answer", words=60, error_messages={"required": "Write a few words"})
