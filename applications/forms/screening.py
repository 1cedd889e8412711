"""What officers are asked while they look through applications: checklist, flags, tags, notes, saved views."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms import formset_factory

from applications.models import Application, EligibilityResult, Flag, Tag
from applications.screening import Line, officers
from fund.models import User
from fund.questionnaires.fields import Tidy


class Checklist(forms.Form):
    """The lines of a round's checklist for one application: an answer each, and a reason where it is not a yes."""

    saves_drafts = True  # a line can stay open, and a yes needs no reason

    def __init__(self, *args: Any, lines: Iterable[Line], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = list(lines)
        for line in self.lines:
            found = line.result
            self.fields[line.code] = forms.ChoiceField(
                label=line.words,
                help_text=line.guidance,
                choices=EligibilityResult.Answer.choices,
                widget=forms.RadioSelect(attrs={"class": "radios-in-a-row"}),
                required=False,
                initial=found.answer if found else None,
            )
            self.fields[f"{line.code}_reason"] = Tidy(
                label="Why?",
                required=False,
                max_length=2000,
                initial=found.reason if found else "",
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def clean(self) -> dict[str, Any]:
        """See that every no and every doubt has its reason."""
        given = super().clean() or {}
        for line in self.lines:
            answer = given.get(line.code)
            is_open = answer in (EligibilityResult.Answer.NO, EligibilityResult.Answer.UNSURE)
            if is_open and not given.get(f"{line.code}_reason"):
                self.add_error(f"{line.code}_reason", f"Say why for “{line.words}”")
        return given

    @property
    def answers(self) -> dict[str, tuple[str, str]]:
        """What was found, by the code of each line."""
        return {
            line.code: (self.cleaned_data[line.code], self.cleaned_data[f"{line.code}_reason"]) for line in self.lines
        }

    @property
    def rows(self) -> list[tuple[Line, forms.BoundField, forms.BoundField]]:
        return [(line, self[line.code], self[f"{line.code}_reason"]) for line in self.lines]


class GiveTo(forms.Form):
    """Who looks after an application."""

    officer = forms.ModelChoiceField(User.objects.none(), label="Case officer", required=False, empty_label="Nobody")

    saves_drafts = True  # nobody is an answer too

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"officer": application.officer_id}, **kwargs})
        self.fields["officer"].queryset = officers()


class RaiseFlag(forms.Form):
    """What somebody should look into."""

    kind = forms.ChoiceField(
        label="What is it about?",
        choices=Flag.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what it is about"},
    )
    words = Tidy(
        label="What should somebody look into?",
        help_text="Only the fund’s people see this, never the group, assessors or the panel.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Say what somebody should look into"},
    )


class CloseFlag(forms.Form):
    """What came of a flag."""

    state = forms.ChoiceField(
        label="What came of it?",
        choices=[("resolved", "It is resolved"), ("dropped", "There was nothing in it, drop it")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what came of it"},
    )
    words = Tidy(
        label="In a few words",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Say what came of it, so that nobody has to ask again"},
    )


class WriteNote(forms.Form):
    """Something that colleagues should know."""

    words = Tidy(
        label="Write a note",
        help_text="Only the fund’s people see it.",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write the note first"},
    )


class ChooseTags(forms.Form):
    """The tags that an application bears."""

    tags = forms.ModelMultipleChoiceField(
        Tag.objects.in_use(), label="Tags", required=False, widget=forms.CheckboxSelectMultiple
    )

    saves_drafts = True  # none is an answer too

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        borne = list(application.taggings.values_list("tag", flat=True))
        super().__init__(*args, **{"initial": {"tags": borne}, **kwargs})


class NameTag(forms.Form):
    """The name of a tag, new or changed."""

    name = Tidy(label="Name of the tag", max_length=60, error_messages={"required": "Enter a name"})


class SaveFilter(forms.Form):
    """A name for what the list shows now."""

    name = Tidy(label="Name of this view", max_length=80, error_messages={"required": "Give the view a name"})
    is_shared = forms.BooleanField(label="Share it with all officers", required=False)
    query = forms.CharField(widget=forms.HiddenInput, max_length=4000, required=False)


class TellGroup(forms.Form):
    """The words that one group will read, and whether its letter goes now."""

    send = forms.BooleanField(label="Send this letter now", required=False, initial=True)
    words = Tidy(
        label="Why this round cannot fund it",
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    saves_drafts = True  # a letter that does not go needs no words

    def clean(self) -> dict[str, Any]:
        """See that a letter that goes has words."""
        given = super().clean() or {}
        if given.get("send") and not given.get("words") and "words" not in self.errors:
            self.add_error("words", "Write why this round cannot fund it, or take the tick away")
        return given


class LineRow(forms.Form):
    """One line of a round's checklist. A line without words is taken out."""

    code = forms.SlugField(max_length=30, required=False, widget=forms.HiddenInput)
    words = Tidy(label="What must hold", max_length=250, required=False)
    guidance = Tidy(label="How to check it", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    saves_drafts = True


LineRows = formset_factory(LineRow, extra=1, max_num=40, absolute_max=60)
