"""What readers tell about themselves, what officers write down about them, and how somebody is asked to read."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone

from fund import asking_readers, readers
from fund.models import ReaderInvitation, ReaderProfile, Round, User
from fund.questionnaires import fields


class YourReading(forms.Form):
    """What somebody brings to reading, and how much of it they can take on."""

    use_required_attribute = False

    experience = forms.ChoiceField(
        label="How do you know about long-term conditions?",
        help_text="We need people of both kinds for every bid. You need not say which condition it is.",
        choices=ReaderProfile.Experience.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how you know about long-term conditions"},
    )
    knows = forms.MultipleChoiceField(
        label="What do you know most about?",
        help_text="You get bids about these first.",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    languages = fields.Line(label="Which other languages do you read?", most=200, required=False)
    most_minutes = fields.Whole(
        label="How many minutes can you read for one round?",
        help_text="A bid takes about 10 to 20 minutes. Leave it empty if there is no limit.",
        least=10,
        most=6000,
        required=False,
    )
    away_from = fields.Day(label="Are you away? First day", help_text="For example, 3 April 2027", required=False)
    away_until = fields.Day(label="Last day away", required=False)
    wants_no_pay = forms.BooleanField(
        label="I do not want to be paid for my time",
        help_text="Pay can change what you get in benefits. Before you choose, you can ask Citizens Advice Scotland, "
        "free and in private: 0800 028 1456. Your costs are paid back all the same.",
        required=False,
    )

    def __init__(self, *args: Any, **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.fields["knows"].choices = [(str(term.pk), term.name) for term in readers.topics()]

    def clean(self) -> dict[str, Any]:
        """The days away are two or none, in their order."""
        given = self.cleaned_data
        for name in ("most_minutes", "away_from", "away_until"):
            given[name] = given.get(name) or None
        first, last = given.get("away_from"), given.get("away_until")
        if first and not last and "away_until" not in self.errors:
            self.add_error("away_until", "Enter the last day that you are away")
        if last and not first and "away_from" not in self.errors:
            self.add_error("away_from", "Enter the first day that you are away")
        if first and last and last < first:
            self.add_error("away_until", "Enter a day that is not before the first one")
        return given


class LookAfter(forms.Form):
    """Who is there for a reader, and when they took part in the training."""

    use_required_attribute = False

    buddy = forms.ChoiceField(
        label="Buddy", help_text="One named person whom they can ask anything.", required=False, choices=[]
    )
    trained_on = fields.Day(label="Took part in the training on", required=False)

    def __init__(self, *args: Any, person: User, **facts: Any) -> None:
        super().__init__(*args, **facts)
        kinds = ["manager", "officer", *readers.KINDS]
        rows = User.objects.filter(roles__kind__in=kinds, is_active=True).exclude(pk=person.pk).distinct()
        self.people = {str(each.pk): each for each in rows.order_by("name", "email")}
        self.fields["buddy"].choices = [("", "Nobody yet"), *((key, str(each)) for key, each in self.people.items())]

    def clean_trained_on(self) -> Any:
        """A training that is still to come is not one that somebody took part in."""
        day = self.cleaned_data.get("trained_on")
        if day and day > timezone.localdate():
            raise forms.ValidationError("Enter a day that is not in the future")
        return day

    @property
    def facts(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {"buddy": self.people.get(given["buddy"]), "trained_on": given["trained_on"] or None}


class AskReader(forms.Form):
    """Whom to ask, for what, and until when they can answer."""

    use_required_attribute = False

    name = fields.Line(label="Their name", most=120, error_messages={"required": "Enter their name"})
    email = fields.Email(
        label="Their e-mail address",
        help_text="We send a private link to this address.",
        error_messages={"required": "Enter their e-mail address"},
    )
    kind = forms.ChoiceField(
        label="What do you ask them for?",
        choices=[
            (ReaderInvitation.Kind.ASSESSOR, "To read bids and mark them"),
            (ReaderInvitation.Kind.PANEL, "To sit on the panel"),
            (ReaderInvitation.Kind.BOTH, "Both"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you ask them for"},
    )
    round = forms.ChoiceField(label="For which round?", required=False)
    words = fields.Text(
        label="A few words of your own",
        help_text="They stand in the letter. Say how you found them, and why you ask.",
        words=120,
        required=False,
    )
    last_day = fields.Day(
        label="Last day to answer",
        help_text="The link stops working after this day.",
        error_messages={"required": "Enter the last day to answer"},
    )

    def __init__(self, *args: Any, seen_by: User, **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.seen_by = seen_by
        rows = Round.objects.visible_to(seen_by).exclude(state=Round.State.PAST)
        self.rounds = {str(row.pk): row for row in rows}
        self.fields["round"].choices = [
            ("", "No round in particular"),
            *((key, str(row)) for key, row in self.rounds.items()),
        ]
        self.fields["last_day"].initial = timezone.localdate() + timedelta(days=21)

    def clean_last_day(self) -> date:
        day: date = self.cleaned_data["last_day"]
        today = timezone.localdate()
        if day < today:
            raise forms.ValidationError("Enter a day that is not past")
        if day > today + timedelta(days=180):
            raise forms.ValidationError("Enter a day within the next six months")
        return day

    def clean(self) -> dict[str, Any]:
        """Say beside the address why this person cannot be asked, so that nothing typed is lost."""
        given = self.cleaned_data
        if not {"email", "kind"} <= given.keys():
            return given
        if words := asking_readers.why_not(given["email"], given["kind"], by=self.seen_by):
            self.add_error("email", words)
        return given

    @property
    def facts(self) -> dict[str, Any]:
        given = self.cleaned_data
        end: datetime = timezone.make_aware(datetime.combine(given["last_day"], time(23, 59, 59)))
        facts = {name: given[name] for name in ("name", "email", "kind", "words")}
        return {**facts, "until": end, "round_": self.rounds.get(given["round"])}


class AnswerAsking(forms.Form):
    """Why somebody does not want to read; they need not say."""

    use_required_attribute = False

    why_not = fields.Line(
        label="Do you want to say why not?",
        help_text="You need not. The fund’s officers alone read it.",
        most=300,
        required=False,
    )


class SetRates(forms.Form):
    """What the fund pays those who read."""

    use_required_attribute = False
    saves_drafts = True  # each may stay empty, so no label has to say so

    reading_rate = fields.Money(
        label="An hour of reading",
        help_text="In pounds. Leave it empty if there is none.",
        most=Decimal(500),
        required=False,
    )
    meeting_rate = fields.Money(label="An hour of a meeting or training", most=Decimal(500), required=False)
    mile_rate = fields.Money(label="A mile by own car or bike", help_text="Like 0.45", most=Decimal(5), required=False)

    @property
    def facts(self) -> dict[str, Decimal | None]:
        return {name: value if value != "" else None for name, value in self.cleaned_data.items()}
