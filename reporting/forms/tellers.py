"""What a teller is asked on the own page, and for whom a group asks for one."""

from typing import Any

from django import forms

from fund.questionnaires.fields import Email, Line
from reporting import storytelling
from reporting.forms.stories import MONTHS
from reporting.models import Story


class Narrow(forms.Form):
    """The uses that a teller keeps."""

    use_required_attribute = False

    keep = forms.MultipleChoiceField(
        label="Your story may still be used here",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Take the tick away where you do not want it any more.",
    )

    def __init__(self, *args: Any, living: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, initial={"keep": [channel for channel, _ in living]}, **kwargs)
        self.fields["keep"].choices = living


class Renew(forms.Form):
    """For how much longer a story may be used."""

    use_required_attribute = False

    longer = forms.TypedChoiceField(
        label="For how long from today?",
        choices=MONTHS,
        coerce=int,
        initial=storytelling.MONTHS,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose for how long"},
    )


class AskTeller(forms.Form):
    """Whom to ask for their own story."""

    use_required_attribute = False

    name = Line(label="Their name", most=120, error_messages={"required": "Enter their name"})
    email = Email(
        label="Their e-mail address",
        help_text="Ask them first whether they want a letter from us. We use the address for nothing else.",
        error_messages={"required": "Enter their e-mail address"},
    )


class SendAgain(AskTeller):
    """To which address a teller's link goes once more. Where it may not change, it is shown and stays."""

    def __init__(self, *args: Any, story: Story, is_fixed: bool, **kwargs: Any) -> None:
        super().__init__(*args, initial={"name": story.teller_name, "email": story.teller_email}, **kwargs)
        self.fields["name"].required = False  # who told with the group may have given an address alone
        self.fields["email"].help_text = ""
        if is_fixed:
            for field in self.fields.values():
                field.disabled = True
