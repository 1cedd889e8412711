"""What a scenario says, the view that the panel decides on, and a draw."""

from decimal import Decimal
from typing import Any

from django import forms

from applications.forms.finding import options_of
from applications.models import Application, AssigningRule, MarksView, Scenario, ScenarioPin
from fund.models import Round
from fund.questionnaires import fields
from fund.questionnaires.fields import Tidy
from fund.templatetags.words import pounds


class ScenarioForm(forms.Form):
    """How a scenario gives the money out."""

    use_required_attribute = False

    name = fields.Line(label="Name", most=80, error_messages={"required": "Enter a name for the scenario"})
    way = forms.ChoiceField(
        label="How is the money given out?",
        choices=Scenario.Way.choices,
        widget=forms.RadioSelect,
        initial=Scenario.Way.STOP,
        error_messages={"required": "Choose how the money is given out"},
    )
    view = forms.ChoiceField(
        label="By which marks?",
        choices=MarksView.choices,
        widget=forms.RadioSelect,
        initial=MarksView.RAW,
        error_messages={"required": "Choose by which marks"},
    )
    by_money = forms.BooleanField(
        label="For the best use: a pound for a better bid counts more",
        help_text="Without this, each bid counts once, and many small bids beat few large ones.",
        required=False,
    )
    money = fields.Money(
        label="Money to spend", help_text="Empty means all of the round’s.", required=False, least=Decimal(1)
    )
    percent = fields.Whole(
        label="What each bid gets of what it asks, in percent",
        least=1,
        most=100,
        initial=100,
        error_messages={"required": "Enter a number from 1 to 100"},
    )

    def __init__(self, *args: Any, round_: Round, scenario: Scenario | None = None, **facts: Any) -> None:
        self.round, self.scenario = round_, scenario
        if scenario is not None:
            names = ("name", "way", "view", "by_money", "money", "percent")
            facts.setdefault("initial", {name: getattr(scenario, name) for name in names})
        super().__init__(*args, **facts)

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        others = self.round.scenarios.exclude(pk=self.scenario.pk if self.scenario else None)
        if others.filter(name__iexact=name).exists():
            raise forms.ValidationError("Another scenario has this name. Choose one that tells them apart")
        return name

    @property
    def facts(self) -> dict[str, Any]:
        return {**self.cleaned_data, "money": self.cleaned_data["money"] or None}


class RingForm(forms.Form):
    """At least or at most so much for one kind of bid."""

    use_required_attribute = False

    about = forms.ChoiceField(label="Which bids?", error_messages={"required": "Choose which bids"})
    least_money = fields.Money(label="At least this much money", required=False)
    most_money = fields.Money(label="At most this much money", required=False)
    least_bids = fields.Whole(label="At least so many bids", least=1, most=500, required=False)
    most_bids = fields.Whole(label="At most so many bids", most=500, required=False)

    def __init__(self, *args: Any, round_: Round, **facts: Any) -> None:
        super().__init__(*args, **facts)
        options = options_of(round_)
        self.names: dict[str, str] = {}
        choices: list[Any] = [("", "Choose")]
        for fact, words in AssigningRule.Fact.choices:
            rows = [(f"{fact}:{key}", name) for key, name in options.get(fact, [])]
            self.names |= dict(rows)
            if rows:
                choices.append((str(words).capitalize(), rows))
        self.fields["about"].choices = choices

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        limits = [given.get(name) for name in ("least_money", "most_money", "least_bids", "most_bids")]
        if not self.errors and all(value in (None, "") for value in limits):
            self.add_error("least_money", "Enter at least one limit")
        for what in ("money", "bids"):
            least, most = given.get(f"least_{what}"), given.get(f"most_{what}")
            if least not in (None, "") and most not in (None, "") and least > most:
                self.add_error(f"most_{what}", "The most must not be under the least")
        return given

    @property
    def facts(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        about = given.pop("about")
        fact, _, key = about.partition(":")
        limits = {name: None if value == "" else value for name, value in given.items()}
        return {"fact": fact, "key": key, "name": self.names[about], **limits}


class PinForm(forms.Form):
    """A bid that is in or out by hand, or what it would get."""

    use_required_attribute = False

    application = forms.ChoiceField(label="Which bid?", error_messages={"required": "Choose the bid"})
    is_in = forms.ChoiceField(
        label="What becomes of it here?",
        choices=[("", "By its place"), ("yes", "Always funded"), ("no", "Never funded")],
        required=False,
        widget=forms.RadioSelect,
    )
    amount = fields.Money(label="What would it get?", required=False, least=Decimal(1))

    def __init__(self, *args: Any, round_: Round, **facts: Any) -> None:
        super().__init__(*args, **facts)
        rows = Application.objects.real().filter(round=round_, state=Application.State.IN_ASSESSMENT)
        self.bids = {str(bid.pk): bid for bid in rows.only("pk", "reference", "title", "amount").order_by("reference")}
        names = [(key, f"{bid.reference} {bid.title}") for key, bid in self.bids.items()]
        self.fields["application"].choices = [("", "Choose"), *names]
        self.fields["is_in"].is_optional = True

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        bid, amount = self.bids.get(given.get("application", "")), given.get("amount")
        if bid and bid.amount and amount and amount > bid.amount:
            self.add_error("amount", f"{bid.reference} asks for {pounds(bid.amount)}. Enter that much or less")
        return given

    @property
    def facts(self) -> dict[str, Any]:
        given = self.cleaned_data
        is_in = {"yes": True, "no": False}.get(given["is_in"])
        bid = self.bids[given["application"]]
        return {"application": bid, "is_in": is_in, "amount": given["amount"] or None}

    @staticmethod
    def said(pin: ScenarioPin) -> str:
        return {True: "Always funded", False: "Never funded", None: "By its place"}[pin.is_in]


class ChooseView(forms.Form):
    """The view of the marks that the panel decides on."""

    use_required_attribute = False

    view = forms.ChoiceField(
        label="By which marks does the panel decide?",
        choices=MarksView.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose by which marks the panel decides"},
    )
    why = Tidy(
        label="Why?",
        help_text="It stands in the record and is copied to each decision.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Say why the panel decides on this view"},
    )


class ProposeDraw(forms.Form):
    """Which bids are drawn, and how the words come about."""

    use_required_attribute = False

    bids = forms.MultipleChoiceField(
        label="Which bids?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least two bids"},
    )
    how = Tidy(
        label="Which words will decide, and where will they be made public?",
        help_text="For example: the six numbers of Saturday’s public lottery, in rising order with spaces between.",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say how the words will come about"},
    )

    def __init__(self, *args: Any, bids: list[Application], **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.by_key = {str(bid.pk): bid for bid in bids}
        self.fields["bids"].choices = [(key, f"{bid.reference} {bid.title}") for key, bid in self.by_key.items()]

    @property
    def chosen(self) -> list[Application]:
        return [self.by_key[key] for key in self.cleaned_data["bids"]]


class SayWords(forms.Form):
    """The public words of a draw."""

    use_required_attribute = False

    words = fields.Line(
        label="The public words, exactly as they were made public",
        most=200,
        error_messages={"required": "Type the words"},
    )


class CallOff(forms.Form):
    """Why a draw is called off."""

    use_required_attribute = False

    reason = fields.Line(
        label="Why is it called off?", most=300, error_messages={"required": "Say why it is called off"}
    )
