"""What is written down of a data protection complaint, and of its answer."""

from django import forms

from fund.questionnaires.fields import Day, Line, Text


class EnterComplaint(forms.Form):
    """Who complains of what, and since when we have it."""

    use_required_attribute = False

    who = Line(
        label="Who complains, and how to reach them",
        most=200,
        error_messages={"required": "Enter who complains, and how to reach them"},
    )
    words = Text(label="What they say", words=1000, error_messages={"required": "Enter what they say"})
    received_on = Day(
        label="We got it on",
        error_messages={"required": "Enter the day on which we got it"},
    )


class AnswerComplaint(forms.Form):
    """What the person was answered."""

    use_required_attribute = False

    answer = Text(label="What you answered", words=1000, error_messages={"required": "Enter what you answered"})
