"""What is asked when a meeting is planned, and what its chair writes."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from applications import meeting as verbs
from applications.forms.overtaken import SeenBefore
from applications.models import AgendaItem, Meeting
from fund.models import User
from fund.questionnaires import fields
from fund.questionnaires.fields import Tidy
from fund.round_forms.moments import Clock, joined, shown

A_WEEK = timedelta(days=7)


class PlanMeeting(forms.Form):
    """When the panel meets, who comes, and how long each bid may take."""

    use_required_attribute = False

    name = fields.Line(label="Name of the meeting", most=120, error_messages={"required": "Enter a name for it"})
    day = fields.Day(label="Day", error_messages={"required": "Enter the day, like 27/1/2027"})
    time = Clock(label="Begins at", error_messages={"required": "Enter the time when it begins, like 10am"})
    place = fields.Line(label="Where, or how to join", most=300, required=False)
    chair = forms.ChoiceField(label="Who chairs it?", error_messages={"required": "Choose who chairs it"})
    members = forms.MultipleChoiceField(
        label="Who comes?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose who comes"},
    )
    quorum = fields.Whole(
        label="How many members must be there to decide?",
        help_text="Only members of the panel count, who are there and have no ties to the bid.",
        least=1,
        most=50,
        initial=3,
        error_messages={"required": "Enter how many must be there"},
    )
    minutes_each = fields.Whole(
        label="Minutes for each bid",
        least=1,
        most=120,
        initial=8,
        error_messages={"required": "Enter how many minutes each bid may take"},
    )

    def __init__(self, *args: Any, meeting: Meeting | None = None, **facts: Any) -> None:
        self.people: dict[str, Any] = {str(person.pk): person for person in verbs.who_can_come()}
        self.day_planned = timezone.localdate(meeting.starts_at) if meeting else None
        if meeting is not None:
            known = {name: getattr(meeting, name) for name in ("name", "place", "quorum", "minutes_each")}
            known["day"], known["time"] = shown(meeting.starts_at)
            known["chair"] = str(meeting.chair_id or "")
            known["members"] = [str(pk) for pk in meeting.seats.values_list("person", flat=True)]
            facts.setdefault("initial", known)
        super().__init__(*args, **facts)
        names = [
            (key, f"{person}{'' if person.judges else ' (not on the panel)'}") for key, person in self.people.items()
        ]
        self.fields["chair"].choices = [("", "Choose somebody"), *names]
        self.fields["members"].choices = names
        self.fields["place"].is_optional = True

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day < timezone.localdate() and day != self.day_planned:
            raise ValidationError("Enter a day that is still to come")
        return day

    def clean(self) -> dict[str, Any]:
        """See that the time is one, and that enough of those asked can judge."""
        given = super().clean() or {}
        if given.get("day") and given.get("time"):
            try:
                self.starts_at = joined(given["day"], given["time"], "Begins")
            except ValidationError as fault:
                self.add_error("time", fault)
        chosen = {*given.get("members", ()), *([given["chair"]] if given.get("chair") else [])}
        judges = sum(self.people[key].judges for key in chosen)
        if chosen and not judges:
            self.add_error(
                "members", "Nobody asked sits on the panel, so nobody could decide. Ask members of the panel"
            )
        elif chosen and given.get("quorum", 0) > judges:
            sit = "sits" if judges == 1 else "sit"
            words = f"Only {judges} of those asked {sit} on the panel, and only they decide."
            self.add_error("quorum", f"{words} Ask more, or enter a smaller number")
        return given

    @property
    def facts(self) -> dict[str, Any]:
        """What the verb takes."""
        given = self.cleaned_data
        people: list[User] = [self.people[key] for key in given["members"]]
        chair = self.people[given["chair"]]
        starts_at: datetime | None = self.starts_at
        facts = {name: given[name] for name in ("name", "place", "quorum", "minutes_each")}
        return {**facts, "starts_at": starts_at, "chair": chair, "members": people}


class AddItem(forms.Form):
    """Something on the agenda that is no bid."""

    use_required_attribute = False

    title = fields.Line(
        label="What is it?",
        help_text="For example: Welcome, Break, Next steps.",
        most=150,
        error_messages={"required": "Enter what it is"},
    )


class Notes(SeenBefore):
    """What was said."""

    notes = Tidy(
        label="What was said",
        help_text="It stands in the minutes as you write it. Say what was said, not who said it.",
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, item: AgendaItem, **facts: Any) -> None:
        initial = {"notes": item.notes, "seen": verbs.mark_of_notes(item.notes)}
        super().__init__(*args, **{"initial": initial, "auto_id": "notes_%s", **facts})


class AskGroup(forms.Form):
    """A question to the group, and by when the panel needs the answer."""

    use_required_attribute = False

    words = fields.Text(
        label="What does the panel want to know?",
        help_text="The group gets your words in a letter and answers in writing.",
        words=200,
        error_messages={"required": "Write the question"},
    )
    until = fields.Day(label="By when?", error_messages={"required": "Enter the last day for the answer"})

    def __init__(self, *args: Any, **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.initial.setdefault("until", timezone.localdate() + A_WEEK)

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if until < timezone.localdate():
            raise ValidationError("Enter a day that is still to come")
        return until


class AnswerPanel(forms.Form):
    """The group's answer to the panel."""

    use_required_attribute = False

    answer = fields.Text(
        label="Your answer",
        help_text="A few sentences are enough. Please name nobody and leave out phone numbers and addresses: the panel "
        "judges the work, not the people. Write “our coordinator”, for example, instead of a name.",
        words=500,
        widget=forms.Textarea(attrs={"data-words": 500, "rows": 8}),
        error_messages={"required": "Write your answer"},
    )
