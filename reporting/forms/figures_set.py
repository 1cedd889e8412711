"""What officers set about figures: which are looked at, what is counted and where it is asked, targets, thresholds."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone

from applications.models import Grant
from fund.models import CouncilArea, Fund, Round, Term, User
from fund.questionnaires.fields import Day, Line, Several, Text, Whole
from reporting import measuring
from reporting.figures import ready_made
from reporting.figures.defining import LICENCE, MOST_GROUPS
from reporting.figures.years import Years
from reporting.forms.figures import Mean
from reporting.models import Indicator, Outcome, Point


class FindFigures(forms.Form):
    """Which projects to add up, and for which outcome. Everything is optional."""

    round = forms.ChoiceField(label="Round", required=False)
    place = forms.ChoiceField(label="Place", required=False)
    condition = forms.ChoiceField(label="Condition", required=False)
    outcome = forms.ChoiceField(label="Outcome", required=False)
    first = forms.TypedChoiceField(label="Reports that end from", required=False, coerce=int, empty_value=None)
    last = forms.TypedChoiceField(label="to", required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, by: User, indicators: list[Indicator], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = list(Round.objects.visible_to(by).order_by("-opens_at", "pk").values_list("slug", "name", "opens_at"))
        rounds = [(slug, name) for slug, name, _ in rows]
        this = timezone.localdate().year
        begun = min((timezone.localdate(opens).year for _, _, opens in rows if opens), default=this)
        years = [(year, str(year)) for year in range(this, min(begun, this) - 1, -1)]
        areas = list(CouncilArea.objects.select_related("integration_authority", "health_board"))
        authorities = {area.integration_authority.code: area.integration_authority.name for area in areas}
        boards = {area.health_board.code: area.health_board.name for area in areas}
        outcomes = {str(row.outcome_id): row.outcome.name for row in indicators if row.outcome}
        conditions = Term.objects.of("conditions").values_list("code", "name")
        self.fields["round"].choices = [("", "All rounds"), *rounds]
        self.fields["place"].choices = [
            ("", "All Scotland"),
            ("Council areas", [(area.code, area.name) for area in areas]),
            ("Integration authorities", sorted(authorities.items(), key=lambda row: row[1])),
            ("Health boards", sorted(boards.items(), key=lambda row: row[1])),
        ]
        self.fields["condition"].choices = [("", "All conditions"), *conditions]
        self.fields["outcome"].choices = [("", "All outcomes"), *outcomes.items()]
        self.fields["first"].choices = [("", "The first year"), *years]
        self.fields["last"].choices = [("", "The last year"), *years]

    @property
    def years(self) -> Years:
        """The years of the reports to add up; the other way round they are read as what was meant."""
        first, last = (self.found.get(name) for name in ("first", "last"))
        if first and last and first > last:
            first, last = last, first
        return Years(first, last)

    @property
    def found(self) -> dict[str, Any]:
        """What was chosen; what makes no sense in the address is passed over."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def narrow(self, grants: QuerySet[Grant]) -> QuerySet[Grant]:
        """The projects that fit, each once."""
        found = self.found
        if "round" in found:
            grants = grants.filter(round__slug=found["round"])
        if "place" in found:
            place = found["place"]
            is_there = Q(code=place) | Q(integration_authority=place) | Q(health_board=place)
            named = CouncilArea.objects.filter(is_there)
            grants = grants.filter(pk__in=Grant.areas.through.objects.filter(councilarea__in=named).values("grant"))
        if "condition" in found:
            there = Grant.health_conditions.through.objects.filter(term__code=found["condition"])
            grants = grants.filter(pk__in=there.values("grant"))
        return grants


class Unlock(forms.Form):
    """Why locked figures have to change."""

    reason = Text(
        label="Why these figures have to change",
        words=100,
        help_text="It stands in the history of the report.",
        error_messages={"required": "Say why these figures have to change"},
    )


class DefineIndicator(forms.Form):
    """What is counted, so exactly that every project counts it in the same way."""

    name = Line(label="Name", most=200, error_messages={"required": "Enter a name"})
    question = Line(
        label="As the report asks it", most=250, error_messages={"required": "Enter the question that the report asks"}
    )
    kind = forms.ChoiceField(
        label="What is kept",
        choices=Indicator.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what is kept"},
    )
    counts = Text(label="What counts", words=100, required=False)
    leaves_out = Text(label="What does not count", words=100, required=False)
    unit = Line(label="Unit", most=40, required=False, help_text="For example people, hours, walks.")
    least = Mean(label="Lowest number on the scale", required=False, help_text="Only for a mean.")
    most = Mean(label="Highest number on the scale", required=False, help_text="Only for a mean.")
    direction = forms.ChoiceField(
        label="Which way is better?",
        choices=[("more", "More is better"), ("less", "Less is better")],
        widget=forms.RadioSelect,
        initial="more",
        error_messages={"required": "Choose which way is better"},
    )
    points = Several(
        label="When is it asked?",
        choices=Point.choices,
        initial=[Point.PERIOD],
        error_messages={"required": "Choose when it is asked"},
    )
    groups = Text(
        label="Groups of people by which it may be split", words=60, required=False, help_text="One group a line."
    )
    required = forms.ChoiceField(
        label="Must it be told before a report is handed in?",
        choices=[("yes", "Yes"), ("no", "No")],
        widget=forms.RadioSelect,
        initial="no",
        error_messages={"required": "Choose whether it must be told"},
    )
    outcome = forms.ModelChoiceField(
        label="Outcome that it speaks to", queryset=Outcome.objects.none(), required=False, empty_label="None"
    )

    licence_holder = Line(
        label="Who holds the licence",
        most=200,
        required=False,
        help_text="The fund, or each group by itself.",
    )
    licence_reference = Line(label="Reference of the licence", most=100, required=False)
    licence_until = Day(
        label="Last day of the licence",
        required=False,
        help_text="After this day no new figure is taken. Leave it empty if the licence has no end.",
    )
    copyright_line = Line(
        label="Copyright line",
        most=300,
        required=False,
        help_text="It stands under each figure of this measure, in the words that its owner asks for.",
    )

    def __init__(self, *args: Any, fund: Fund, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].queryset = fund.outcomes.all()

    def clean(self) -> dict[str, Any]:
        """Check the ends of the scale, and the groups."""
        cleaned = super().clean() or self.cleaned_data
        least, most = cleaned.get("least"), cleaned.get("most")
        is_scale = cleaned.get("kind") == Indicator.Kind.SCALE
        if not is_scale and (least is not None or most is not None):
            self.add_error("least", "Leave the ends of the scale empty: this is no mean")
        if is_scale and (least is not None and most is not None) and least >= most:
            self.add_error("most", "Enter a highest number that is above the lowest")
        groups = [line.strip() for line in cleaned.get("groups", "").splitlines() if line.strip()]
        if len(groups) > MOST_GROUPS or len({name.casefold() for name in groups}) < len(groups):
            self.add_error("groups", f"Name at most {MOST_GROUPS} groups, each once")
        if any(len(name) > 60 for name in groups):
            self.add_error("groups", "Keep the name of a group to 60 characters")
        cleaned["groups"] = groups
        return cleaned

    @property
    def facts(self) -> dict[str, Any]:
        """The cleaned data as `figures.defining` takes them."""
        cleaned = self.cleaned_data
        names = ("name", "question", "kind", "counts", "leaves_out", "unit", "least", "most", "points", "groups")
        return {
            **{name: cleaned[name] for name in names},
            "outcome": cleaned["outcome"],
            "higher_is_better": cleaned["direction"] == "more",
            "is_required": cleaned["required"] == "yes",
            **{name: cleaned[name] or None if name == "licence_until" else cleaned[name] for name in LICENCE},
        }

    @property
    def of_itself(self) -> list[forms.BoundField]:
        return [box for box in self.visible_fields() if box.name not in LICENCE]

    @property
    def of_licence(self) -> list[forms.BoundField]:
        return [self[name] for name in LICENCE]

    @property
    def has_licence(self) -> bool:
        """Whether the boxes of the licence are open from the start."""
        return any(box.value() or box.errors for box in self.of_licence)

    @staticmethod
    def initial_of(row: Indicator) -> dict[str, Any]:
        """What the boxes hold when an indicator is changed."""
        names = ("name", "question", "kind", "counts", "leaves_out", "unit", "least", "most", "points", "outcome")
        return {
            **{name: getattr(row, name) for name in (*names, *LICENCE)},
            "direction": "more" if row.higher_is_better else "less",
            "groups": "\n".join(row.groups),
            "required": "yes" if measuring.is_required(row) else "no",
        }


class WhereAsked(forms.Form):
    """In which rounds something is counted."""

    rounds = Several(
        label="In which rounds is it asked?",
        required=False,
        help_text="Tick none to ask it in all rounds, those to come too.",
    )

    def __init__(self, *args: Any, fund: Fund, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(row.pk): row for row in fund.rounds.all()}
        self.fields["rounds"].choices = [(pk, row.name) for pk, row in self.known.items()]

    @property
    def chosen(self) -> list[Round] | None:
        return [self.known[pk] for pk in self.cleaned_data["rounds"]] or None


class AddMeasure(forms.Form):
    """A ready-made measure for a round."""

    measure = forms.ChoiceField(label="Measure", error_messages={"required": "Choose a measure"})
    round = forms.ModelChoiceField(
        label="Round",
        queryset=Round.objects.none(),
        empty_label="Choose a round",
        error_messages={"required": "Choose a round"},
    )

    def __init__(self, *args: Any, fund: Fund, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["measure"].choices = [(each.code, each.name) for each in ready_made.measures()]
        self.fields["round"].queryset = fund.rounds.all()


class AddOutcome(forms.Form):
    """A difference that the fund wants to see."""

    name = Line(label="Outcome", most=200, error_messages={"required": "Enter what should be different"})
    national = forms.ModelChoiceField(
        label="National outcome that it speaks to", queryset=Term.objects.none(), required=False, empty_label="None"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["national"].queryset = Term.objects.of("national-outcomes")


class Targets(forms.Form):
    """What a project wants to reach: a box for each thing that it counts."""

    def __init__(self, *args: Any, grant: Grant, indicators: list[Indicator], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.indicators = [row for row in indicators if row.kind != Indicator.Kind.WORDS]
        kept = {row.indicator_id: row.number for row in grant.targets.all()}
        units = {Indicator.Kind.SHARE: "Percent of those who answer", Indicator.Kind.SCALE: "The average"}
        for row in self.indicators:
            hint = units.get(Indicator.Kind(row.kind), row.unit.capitalize() or "How many")
            narrow = forms.TextInput(attrs={"inputmode": "decimal", "class": "ds_input--fixed-5"})
            self.fields[f"target-{row.pk}"] = Mean(label=row.name, required=False, help_text=hint, widget=narrow)
            self.initial[f"target-{row.pk}"] = kept.get(row.pk)

    @property
    def chosen(self) -> list[tuple[Indicator, Decimal | None]]:
        """Each indicator with its target; none where the box is empty."""
        return [(row, self.cleaned_data[f"target-{row.pk}"]) for row in self.indicators]


class SetThreshold(forms.Form):
    """From when on numbers are shown to everybody."""

    few = Whole(
        label="Numbers from 1 to below this are not shown",
        least=3,
        most=50,
        error_messages={"required": "Enter a number"},
    )
    few_careful = Whole(
        label="The same for islands, small places and sensitive topics",
        help_text="Sensitive topics are abuse, HIV, addiction and children.",
        least=3,
        most=100,
        error_messages={"required": "Enter a number"},
    )
    percent_from = Whole(
        label="Percentages are shown from so many answers on",
        least=3,
        most=500,
        error_messages={"required": "Enter a number"},
    )
    reason = Text(label="Why it changes", words=100, error_messages={"required": "Say why it changes"})
