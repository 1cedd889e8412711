"""How officers find applications in a round's list: what they can ask, and what the answer holds."""

from typing import Any

from django import forms
from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, NullIf

from applications import screening, searching
from applications.forms.officer import Pounds
from applications.models import Application, EligibilityResult, Flag, Grant, Tag, Tagging
from fund.models import CouncilArea, Round, Term, User
from fund.questionnaires.fields import Tidy

NEEDS = [
    ("", "Everything"),
    ("note", "Short notes to read"),
    ("screening", "To look through and assign"),
    ("assessors", "More assessors wanted"),
    ("reading", "Still being read"),
    ("decision", "Ready to decide"),
    ("announcement", "Decided, to announce"),
    ("telling", "Not eligible, to tell"),
]
SCREENED = [("", "Whether or not"), ("yes", "Screened, all is well"), ("no", "Not screened"), ("against", "With a no")]
SORTS: dict[str, tuple[str, list[Any]]] = {
    "": ("Newest first", ["-submitted_at", "-pk"]),
    "oldest": ("Oldest first", ["submitted_at", "pk"]),
    "reference": ("Reference", ["reference", "pk"]),
    "group": ("Group", ["organisation__name", "reference", "pk"]),
    "title": ("Project", ["title", "reference", "pk"]),
    "amount": ("Largest sum first", [F("amount").desc(nulls_last=True), "reference", "pk"]),
}
USUAL_SIZE = 25
SIZES = [("", "25"), ("50", "50"), ("100", "100")]
Options = dict[str, list[tuple[str, str]]]


def options_of(round_: Round) -> Options:
    """All that can be chosen from in a round's list, by the name of the list: one query."""

    def rows(name: str, these: QuerySet[Any], words: Any) -> QuerySet[Any]:
        # A key may be a number or a code, and a union wants one type for a column.
        key = Cast("pk", CharField())
        return these.order_by().values_list(Value(name, CharField()), key, Cast(words, CharField()), _position(these))

    lists = [
        rows("tier", round_.tiers.all(), "name"),
        rows("type", round_.grant_types.all(), "name"),
        rows("priority", round_.priorities.all(), "name"),
        rows("area", CouncilArea.objects.all(), "name"),
        rows("condition", Term.objects.of("conditions"), "name"),
        rows("tag", Tag.objects.all(), "name"),
        rows("officer", screening.officers(), Coalesce(NullIf("name", Value("")), "email", output_field=CharField())),
    ]
    found: Options = {}
    for name, key, words, _ in sorted(lists[0].union(*lists[1:], all=True), key=lambda row: (row[0], row[3], row[2])):
        found.setdefault(name, []).append((key, words))
    return found


def _position(these: QuerySet[Any]) -> Any:
    names = {field.name for field in these.model._meta.fields}
    return F("position") if "position" in names else Value(0)


class LongSelect(forms.Select):
    """A choice from a long list, drawn in one go: a template for each option costs more than the whole page."""

    template_name = "applications/officer/select.html"


class FindApplications(forms.Form):
    """Which applications of a round the officer wants to see, and in what order."""

    q = Tidy(label="Words in it", required=False)
    need = forms.ChoiceField(label="What is needed", required=False, choices=NEEDS)
    state = forms.ChoiceField(label="State", required=False)
    officer = forms.ChoiceField(label="Who has it", required=False)
    screened = forms.ChoiceField(label="Checklist", required=False, choices=SCREENED)
    flag = forms.ChoiceField(label="Open flag", required=False)
    tag = forms.ChoiceField(label="Tag", required=False)
    tier = forms.ChoiceField(label="Size of grant", required=False)
    type = forms.ChoiceField(label="Type of grant", required=False)
    priority = forms.ChoiceField(label="Priority", required=False)
    area = forms.ChoiceField(label="Council area", required=False)
    condition = forms.ChoiceField(label="Condition", required=False)
    least = Pounds(label="Asks for at least", required=False, widget=forms.TextInput(attrs={"data-money": True}))
    most = Pounds(label="Asks for at most", required=False, widget=forms.TextInput(attrs={"data-money": True}))
    first = forms.ChoiceField(
        label="New to the fund",
        required=False,
        choices=[("", "Whether or not"), ("yes", "No award before"), ("no", "Awards before")],
    )
    sort = forms.ChoiceField(label="Order", required=False, choices=[(key, words) for key, (words, _) in SORTS.items()])
    size = forms.ChoiceField(label="On a page", required=False, choices=SIZES)

    saves_drafts = True  # nothing here must be filled in, so no label has to say so
    FIRST = ("q", "need", "state", "officer")

    def __init__(self, *args: Any, round_: Round, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.round, self.user = round_, user
        self.options = options_of(round_)
        for field in self.fields.values():
            if isinstance(field, forms.ChoiceField):
                field.widget = LongSelect(choices=field.choices)
        for name in ("least", "most"):
            self.fields[name].error_messages["invalid"] = "Enter the sum in pounds, like 12,500"
        everything = {
            "tier": "Every size", "type": "Every type", "priority": "Every priority", "area": "Every area",
            "condition": "Every condition", "tag": "Every tag",
        }  # fmt: skip
        for name, words in everything.items():
            self.fields[name].choices = [("", words), *self.options.get(name, [])]
            if name not in self.options:
                del self.fields[name]
        states = [choice for choice in Application.State.choices if choice[0] != Application.State.DRAFT]
        self.fields["state"].choices = [("", "Every state"), *states]
        self.fields["flag"].choices = [("", "Flag or none"), ("any", "Any open flag"), *Flag.Kind.choices]
        people = [("", "Anybody"), ("me", "Me"), ("nobody", "Nobody"), *self.options.get("officer", [])]
        self.fields["officer"].choices = people

    @property
    def first_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.FIRST]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        return [field for field in self if field.name not in self.FIRST]

    @property
    def asks_more(self) -> bool:
        """Say whether something beyond the first questions is asked, so that the page shows it."""
        return any(field.data for field in self.more_fields if field.name not in ("sort", "size")) or bool(self.errors)

    @property
    def page_size(self) -> int:
        return int(self.cleaned_data.get("size") or USUAL_SIZE)

    @property
    def order(self) -> list[Any]:
        return list(SORTS[self.cleaned_data.get("sort") or ""][1])

    def narrow(self, applications: QuerySet[Application]) -> QuerySet[Application]:
        """Only what was asked for, in the order asked for; a question that makes no sense is not asked."""
        self.is_valid()
        asked = {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}
        if "need" in asked:
            applications = screening.needing(asked["need"], applications, self.round)
        for name, column in COLUMNS.items():
            if name in asked:
                applications = applications.filter(**{column: asked[name]})
        for name, condition in self._conditions(asked):
            if name in asked:
                applications = applications.filter(condition)
        if "q" in asked:
            applications = searching.find(applications, asked["q"])
        return applications.order_by(*self.order)

    def _conditions(self, asked: dict[str, Any]) -> list[tuple[str, Any]]:
        """What is asked that is no plain column, as conditions."""
        mine = {"me": Q(officer=self.user), "nobody": Q(officer=None)}
        officer = asked.get("officer")
        flags = Flag.objects.filter(application=OuterRef("pk"), state=Flag.State.OPEN)
        if asked.get("flag") != "any":
            flags = flags.filter(kind=asked.get("flag"))
        noes = EligibilityResult.objects.filter(application=OuterRef("pk"), answer=EligibilityResult.Answer.NO)
        screened = {"yes": Q(screened_at__isnull=False), "no": Q(screened_at=None), "against": Exists(noes)}
        awards = Exists(_awards_before())
        return [
            ("officer", mine.get(str(officer)) or Q(officer=officer if officer not in mine else None)),
            ("flag", Exists(flags)),
            ("tag", Exists(Tagging.objects.filter(application=OuterRef("pk"), tag=asked.get("tag")))),
            ("screened", screened.get(str(asked.get("screened")), Q())),
            ("first", awards if asked.get("first") == "no" else ~awards),
        ]


COLUMNS = {
    "state": "state",
    "tier": "tier",
    "type": "grant_type",
    "priority": "priority",
    "area": "areas",
    "condition": "conditions",
    "least": "amount__gte",
    "most": "amount__lte",
}


def _awards_before() -> QuerySet[Grant]:
    """Awards of an application's group, by the group itself or by its charity number in past records."""
    number = NullIf(OuterRef("organisation__charity_number"), Value(""))
    same = Q(organisation=OuterRef("organisation")) | Q(organisation__charity_number=number)
    return Grant.objects.public().filter(same).exclude(application=OuterRef("pk"))
