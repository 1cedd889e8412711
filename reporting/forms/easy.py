"""What the learning desk asks about the short lines."""

from typing import Any

from django import forms

from fund.questionnaires.fields import Tidy
from reporting.outputs import easy


class EditEasy(forms.Form):
    """The short lines, one under the other."""

    lines = Tidy(
        label="Short lines",
        help_text=f"One line for one idea. At most {easy.LONGEST} words in a line, and at most {easy.LINES} lines.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 18}),
        error_messages={"required": "Write the short lines", "max_length": "Shorten the lines to 2,000 letters"},
    )


class NoteCheck(forms.Form):
    """Who uses Easy Read and has checked the lines, and when."""

    who = Tidy(
        label="Who checked it?",
        help_text="The name as the person or the group wants it to stand on the page.",
        max_length=120,
        error_messages={"required": "Enter who checked it", "max_length": "Shorten the name to at most 120 letters"},
    )
    on = forms.DateField(
        label="On which day?",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": "Enter the day of the check", "invalid": "Enter a day, such as 27/1/2027"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "id_check_%s")
        super().__init__(*args, **kwargs)
