"""What people are asked who offer a talk, book one, or call one off."""

from datetime import date, datetime, time
from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.html import format_html

from fund import surgeries
from fund.kit.clocks import read_clock, written
from fund.models import Round, Surgery, Talk, User
from fund.questionnaires import fields
from fund.surgeries import Free
from fund.templatetags.words import day as day_in_words
from fund.templatetags.words import moment

EARLIEST, LATEST = time(7), time(22)


def _clock(label: str, help_text: str, missing: str) -> fields.Read:
    widget = forms.TextInput(attrs={"class": "ds_input--fixed-10"})
    errors = {"required": missing}
    return fields.Read(reader=read_clock, label=label, help_text=help_text, widget=widget, error_messages=errors)


class SurgeryForm(forms.Form):
    """One day on which we talk with people: from when to when, how, and how many at once."""

    use_required_attribute = False

    day = fields.Day(
        label="On which day?", help_text="For example, 27/1/2027", error_messages={"required": "Enter the day"}
    )
    starts = _clock("From", "For example, 10am", "Enter when the first talk starts")
    ends = _clock("To", "For example, 12:30pm", "Enter when the last talk ends")
    minutes = fields.Whole(
        label="How many minutes is each talk?",
        least=5,
        most=240,
        initial=30,
        error_messages={"required": "Enter the minutes"},
    )
    at_once = fields.Whole(
        label="How many talks at the same time?",
        help_text="As many as there are colleagues who talk.",
        least=1,
        most=20,
        initial=1,
        error_messages={"required": "Enter how many talks at the same time"},
    )
    way = forms.ChoiceField(
        label="How do you talk?",
        choices=Surgery.Way.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how you talk"},
    )
    place = fields.Line(
        label="Place or link",
        help_text="The address and how to get in without steps, or the link of the video call. It is in each letter.",
        most=300,
        required=False,
    )
    round_ = forms.ModelChoiceField(
        Round.objects.none(), label="For which round?", required=False, empty_label="Any round, or none"
    )

    def __init__(self, *args: Any, by: User, **facts: Any) -> None:
        super().__init__(*args, **facts)
        rounds = Round.objects.visible_to(by).exclude(state=Round.State.PAST)
        self.fields["round_"].queryset = rounds  # type: ignore[attr-defined]  # a field of rows

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day < timezone.localdate():
            raise ValidationError("Enter a day that is not past")
        return day

    def clean(self) -> dict[str, Any]:
        """Talks are by day, so no change of the clocks falls into one; somebody in person needs a place."""
        facts = self.cleaned_data
        starts, ends = facts.get("starts"), facts.get("ends")
        for name in ("starts", "ends"):
            if facts.get(name) and not EARLIEST <= facts[name] <= LATEST:
                self.add_error(name, "Enter a time between 7am and 10pm")
        if starts and ends and ends <= starts:
            self.add_error("ends", "Enter a time after the start")
        if facts.get("way") == Surgery.Way.IN_PERSON and not facts.get("place"):
            self.add_error("place", "Enter the place, so that people find you")
        return facts


class ChangeSurgeryForm(SurgeryForm):
    """The same for a day that is offered already, with words for those who booked."""

    words = fields.Text(
        label="What do you want to say to those who booked?",
        help_text="We write to them when the time, the length, the place or the way changes.",
        words=100,
        required=False,
    )

    def __init__(self, *args: Any, surgery: Surgery, **facts: Any) -> None:
        starts, ends = (timezone.localtime(when) for when in (surgery.starts_at, surgery.ends_at))
        shown: dict[str, Any] = {name: getattr(surgery, name) for name in ("minutes", "at_once", "way", "place")}
        shown |= {"day": starts.date(), "starts": starts.time(), "ends": ends.time(), "round_": surgery.round_id}
        super().__init__(*args, initial=shown, **facts)
        for name in ("starts", "ends"):
            self.initial[name] = written(shown[name])


class WhyForm(forms.Form):
    """Why something does not take place, in words that those who booked will read."""

    use_required_attribute = False

    reason = fields.Text(
        label="Why?",
        help_text="Everybody who booked reads these words.",
        words=100,
        error_messages={"required": "Say why. Those who booked read it"},
    )


class CloseForm(forms.Form):
    """Why a surgery takes no more bookings, if there is something to say."""

    use_required_attribute = False

    reason = fields.Line(label="Why?", help_text="Only colleagues see it.", most=200, required=False)


class TimeForm(forms.Form):
    """One of the times that are free."""

    use_required_attribute = False

    when = forms.ChoiceField(
        label="When do you want to talk?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose a time",
            "invalid_choice": "Somebody has just taken this time. Choose another one",
        },
    )

    def __init__(self, *args: Any, free: list[Free], **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.times = {one.key: one for one in free}
        days = groupby(free, key=lambda one: day_in_words(one.starts_at))
        self.fields["when"].choices = [  # type: ignore[attr-defined]  # a choice field
            (words, [(one.key, _in_words(one, words)) for one in ones]) for words, ones in days
        ]

    @property
    def chosen(self) -> tuple[Surgery, datetime]:
        """The surgery and the start of the talk that were chosen."""
        one = self.times[self.cleaned_data["when"]]
        return one.surgery, one.starts_at


def _in_words(one: Free, day: str) -> str:
    """The time and the way. The day stands above it for the eye, and in each choice for the ear."""
    surgery = one.surgery
    clock = moment(one.starts_at).removeprefix(f"{day}, ")
    place = f", {surgery.place}" if surgery.way == Surgery.Way.IN_PERSON else ""
    about = f", for {surgery.round}" if surgery.round else ""
    rest = f"{clock}, {surgery.minutes} minutes, {surgery.get_way_display().lower()}{place}{about}"
    return format_html('<span class="visually-hidden">{}, </span>{}', day, rest)


class BookForm(TimeForm):
    """Who wants to talk, when and about what."""

    name = fields.Line(label="Your name", most=120, error_messages={"required": "Enter your name"})
    email = fields.Email(
        label="Your e-mail address",
        help_text="We send you a letter with the time, and a reminder the day before.",
        required=False,
    )
    phone = fields.Phone(
        label="Your phone number", help_text="An e-mail address or a phone number is enough.", required=False
    )
    about = fields.Text(
        label="What do you want to talk about?", help_text="A few words are enough.", words=150, required=False
    )
    needs = fields.Text(
        label="Is there something that you need for the talk?",
        help_text=(
            "Like an interpreter, more time, or a room without steps. Only the fund’s officers who talk with people "
            "read this. We delete it a week after the talk."
        ),
        words=100,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Somebody must be reachable; a talk by phone needs a number."""
        facts = self.cleaned_data
        if "email" not in facts or "phone" not in facts:
            return facts
        if not facts["email"] and not facts["phone"]:
            self.add_error("email", "Enter an e-mail address or a phone number, so that we can reach you")
        elif facts.get("when") and not facts["phone"] and self.chosen[0].way == Surgery.Way.PHONE:
            self.add_error("phone", "Enter a phone number, because this talk is by phone")
        return facts

    @property
    def person(self) -> dict[str, str]:
        """What was told about the person, without the time."""
        return {name: self.cleaned_data[name] for name in ("name", "email", "phone", "about", "needs")}


class MoveForm(TimeForm):
    """Another time for a talk that is booked."""

    def __init__(self, *args: Any, talk: Talk, **facts: Any) -> None:
        free = surgeries.free_times(talk.surgery.round)
        others = [one for one in free if (one.surgery.pk, one.starts_at) != (talk.surgery_id, talk.starts_at)]
        super().__init__(*args, free=others, **facts)
        self.fields["when"].label = "Which other time suits you?"
