"""What officers type when they plan a learning event."""

from collections.abc import Sequence
from datetime import time, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from applications.models import Grant
from fund.kit.clocks import read_clock, written
from fund.models import Round, User
from fund.questionnaires import fields
from fund.questionnaires.fields import Several, Text
from fund.templatetags.words import day as in_words
from reporting.learning_events import asking, planning
from reporting.models import EventInvitation, EventQuestion, LearningEvent

EARLIEST, LATEST = time(7), time(22)
NONE = "none"


def _hour(label: str, help_text: str, missing: str) -> fields.Read:
    widget = forms.TextInput(attrs={"class": "ds_input--fixed-10"})
    errors = {"required": missing}
    return fields.Read(reader=read_clock, label=label, help_text=help_text, widget=widget, error_messages=errors)


class PlanEvent(forms.Form):
    """Name, day, place and what it is about."""

    use_required_attribute = False

    name = fields.Line(label="Name of the event", most=120, error_messages={"required": "Enter a name for it"})
    about = Text(
        label="What is it about?",
        help_text="What people will talk about, and what they get from coming. Projects read it.",
        words=150,
        error_messages={"required": "Say what it is about"},
    )
    hosts = fields.Line(
        label="Who hosts it?",
        help_text="Like: two project leads and an officer of the fund.",
        most=200,
        error_messages={"required": "Say who hosts it"},
    )
    round = forms.ModelChoiceField(
        Round.objects.none(), label="Whose projects are asked?", required=False, empty_label="Projects of any round"
    )
    day = fields.Day(label="Day", help_text="Like 27/1/2027", error_messages={"required": "Enter the day"})
    starts = _hour("From", "Like 10am", "Enter when it starts")
    ends = _hour("To", "Like 3:30pm", "Enter when it ends")
    way = forms.ChoiceField(
        label="How do people meet?",
        choices=LearningEvent.Way.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how people meet"},
    )
    place = fields.Line(label="Place", help_text="If people meet in person.", most=300, required=False)
    how_to_get_there = Text(
        label="How to get there",
        help_text="Bus, train, parking, and the way in without steps.",
        words=120,
        required=False,
    )
    link = fields.Web(label="Link to join", help_text="If people meet online.", required=False)
    answers_until = fields.Day(
        label="Last day for the questionnaire",
        help_text="Before the day of the event. If you leave this empty, it is the day before.",
        required=False,
    )
    cards_from = fields.Day(
        label="First day for cards", help_text="If you leave this empty, it is the day of the event.", required=False
    )
    cards_until = fields.Day(
        label="Last day for cards", help_text="If you leave this empty, it is the day of the event.", required=False
    )

    def __init__(self, *args: Any, by: User, event: LearningEvent | None = None, **facts: Any) -> None:
        if event is not None:
            facts["initial"] = {name: getattr(event, name) for name in self.base_fields}
            facts["initial"] |= {"starts": written(event.starts), "ends": written(event.ends), "round": event.round_id}
        super().__init__(*args, **facts)
        self.closed_on = event.answers_until if event else None
        rounds = Round.objects.visible_to(by).exclude(state=Round.State.DRAFT)
        self.fields["round"].queryset = rounds

    def clean(self) -> dict[str, Any]:
        facts = self.cleaned_data
        for name in ("starts", "ends"):
            if facts.get(name) and not EARLIEST <= facts[name] <= LATEST:
                self.add_error(name, "Enter a time between 7am and 10pm")
        if facts.get("starts") and facts.get("ends") and facts["ends"] <= facts["starts"]:
            self.add_error("ends", "Enter a time after the start")
        if facts.get("way") == LearningEvent.Way.IN_PERSON and not facts.get("place") and "place" not in self.errors:
            self.add_error("place", "Enter the place, so that people find it")
        if facts.get("way") == LearningEvent.Way.ONLINE and not facts.get("link") and "link" not in self.errors:
            self.add_error("link", "Enter the link to join")
        until = facts.get("answers_until")
        if until and until < timezone.localdate() and until != self.closed_on:
            self.add_error("answers_until", "Enter a day from today on, or leave this empty")
        if day := facts.get("day"):
            facts["answers_until"] = facts.get("answers_until") or day - timedelta(days=1)
            facts["cards_from"] = facts.get("cards_from") or day
            facts["cards_until"] = facts.get("cards_until") or max(day, facts["cards_from"])
            if facts["answers_until"] >= day and "answers_until" not in self.errors:
                self.add_error("answers_until", f"Enter a day before {in_words(day)}")
            if facts["cards_until"] < facts["cards_from"]:
                self.add_error("cards_until", "Enter a last day that is not before the first")
        return facts


class AskQuestions(forms.Form):
    """Up to five questions; one with choices under it is answered by choosing one."""

    use_required_attribute = False
    saves_drafts = True  # fewer will do, so no label says “optional”

    def __init__(self, *args: Any, event: LearningEvent, **facts: Any) -> None:
        there = {question.position + 1: question for question in event.questions.all()}
        super().__init__(*args, **facts)
        for number in self.numbers:
            question = there.get(number, EventQuestion(words="", choices=[]))
            self.fields[f"words-{number}"] = fields.Line(
                label=f"Question {number}", most=200, required=False, initial=question.words
            )
            self.fields[f"choices-{number}"] = Text(
                label=f"Choices for question {number}",
                help_text="One on each line. Leave it empty if people answer in a few words.",
                words=60,
                required=False,
                initial="\n".join(question.choices),
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    @property
    def numbers(self) -> range:
        return range(1, planning.MOST_QUESTIONS + 1)

    def clean(self) -> dict[str, Any]:
        for number in self.numbers:
            words, choices = self._one(number)
            if choices and not words:
                self.add_error(f"words-{number}", f"Enter question {number}, or take its choices out")
            if len(choices) == 1 or len(choices) > 8:
                self.add_error(f"choices-{number}", "Give two to eight choices, one on each line")
            elif any(len(choice) > 80 for choice in choices) or asking.NOTHING in choices:
                self.add_error(f"choices-{number}", f"Use under 80 characters for each, and not “{asking.NOTHING}”")
        return self.cleaned_data

    def _one(self, number: int) -> tuple[str, tuple[str, ...]]:
        lines = self.cleaned_data.get(f"choices-{number}", "").splitlines()
        choices = dict.fromkeys(line.strip() for line in lines if line.strip())
        return self.cleaned_data.get(f"words-{number}", ""), tuple(choices)

    @property
    def questions(self) -> list[planning.Asked]:
        return [planning.Asked(*one) for number in self.numbers if (one := self._one(number))[0]]


class Invite(forms.Form):
    """Which projects are asked, and for which report of each its coming may stand."""

    use_required_attribute = False

    def __init__(self, *args: Any, grants: Sequence[Grant], **facts: Any) -> None:
        super().__init__(*args, **facts)
        names = [(str(grant.pk), f"{grant.title or grant.reference}, {grant.organisation}") for grant in grants]
        self.fields["grants"] = Several(
            label="Which projects do you ask?", choices=names, error_messages={"required": "Tick at least one project"}
        )
        self.grants = grants
        for grant in grants:
            owed: list[Any] = grant.owed
            if owed:
                self.fields[f"report-{grant.pk}"] = forms.ChoiceField(
                    label=f"If {grant.title or grant.reference} comes, it need not write",
                    choices=[
                        *((str(row.pk), f"{row.name}, due {in_words(row.due_on)}") for row in owed),
                        (NONE, "Nothing"),
                    ],
                    required=False,
                )

    @property
    def wanted(self) -> dict[int, int | None]:
        chosen = {int(pk): self.cleaned_data.get(f"report-{pk}", "") for pk in self.cleaned_data["grants"]}
        return {pk: int(report) if report and report != NONE else None for pk, report in chosen.items()}


class NoteAttendance(forms.Form):
    """Who was there."""

    use_required_attribute = False
    saves_drafts = True  # nobody may have come

    def __init__(self, *args: Any, invitations: Sequence[EventInvitation], **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.fields["came"] = Several(
            label="Which projects were there?",
            choices=[(str(one.pk), _project(one)) for one in invitations],
            initial=[str(one.pk) for one in invitations if one.came],
            required=False,
        )

    @property
    def came(self) -> set[int]:
        return {int(pk) for pk in self.cleaned_data["came"]}


def _project(invitation: EventInvitation) -> str:
    said = {"yes": "said they come", "no": "said they do not come"}.get(invitation.coming, "has not said")
    grant = invitation.grant
    return f"{grant.title or grant.reference}, {grant.organisation} ({said})"


class CallOff(forms.Form):
    """Why an event does not take place."""

    use_required_attribute = False

    reason = Text(
        label="Why is it called off?",
        help_text="All projects that were invited read it.",
        words=100,
        error_messages={"required": "Say why it is called off"},
    )
