"""A report that was written for somebody else: the file, and where its passages go."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.forms import BoundField

from fund.kit.written import apart
from fund.questionnaires.fields import Line, SafeFile
from reporting.brought_in import Room, Shown
from reporting.brought_in.bringing import MOST_PAGES


class BringReport(forms.Form):
    """The file and for whom it was written."""

    use_required_attribute = False

    file = SafeFile(
        label="The file",
        help_text=f"A PDF with text in it, a Word file (.docx) or plain text (.txt), of at most {MOST_PAGES} pages.",
        kinds=apart.KINDS,
        max_pages=MOST_PAGES,
        error_messages={"required": "Choose the file"},
    )
    written_for = Line(label="For whom did you write it?", most=120, required=False)


class PutPassages(forms.Form):
    """The passages of one page, each with the question that it answers. Nothing is chosen before somebody chooses."""

    use_required_attribute = False
    saves_drafts = True

    def __init__(self, *args: Any, shown: Iterable[Shown], rooms: Iterable[Room], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        questions = [room.question for room in rooms]
        everything = [(question.code, question.label) for question in questions]
        self.shown = {f"passage-{one.passage.pk}": one for one in shown}
        for name, one in self.shown.items():
            guessed = next((question for question in questions if one.guess and question.slot == one.guess), None)
            first = [(guessed.code, f"We think: {guessed.label}")] if guessed else []
            rest = [pair for pair in everything if not guessed or pair[0] != guessed.code]
            self.fields[name] = forms.ChoiceField(
                label=f"Passage {one.passage.number} goes to",
                help_text=f"We think: {guessed.label}" if guessed else "",
                choices=[("", "Leave it out"), *first, *rest],
                required=False,
                error_messages={"invalid_choice": "Choose one of the questions of this report, or leave it out"},
            )

    def box(self, one: Shown) -> BoundField | None:
        """The box of a passage; none where it is a heading or was put already."""
        name = f"passage-{one.passage.pk}"
        return self[name] if name in self.fields else None

    @property
    def chosen(self) -> dict[int, str]:
        """The passages that go somewhere, by their keys, with the codes of their questions."""
        return {
            one.passage.pk: self.cleaned_data[name] for name, one in self.shown.items() if self.cleaned_data.get(name)
        }

    def say_full(self, faults: Mapping[str, str]) -> None:
        """Put what is wrong beside the first passage that was to go to a full question."""
        for code, words in faults.items():
            self.add_error(next(name for name in self.shown if self.cleaned_data.get(name) == code), words)
