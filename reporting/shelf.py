"""What stands in the library by facet: read once by each process and again when anything of it changes."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from threading import Lock

from django.db.models import Max
from django.http import QueryDict

from applications.models import Grant
from fund.models import Term
from reporting.models import LearningSummary, Measurement, Statement
from reporting.similar.index import facets_of

# The name in the address, and the words on the page.
FACETS = {
    "condition": "Condition",
    "activity": "What they do",
    "people": "For whom",
    "place": "Place",
    "delivery": "How it is run",
    "principle": "Principle",
    "outcome": "Outcome",
    "theme": "Theme",
    "strength": "Strength of the evidence",
}
OF_GRANT = {
    "condition": "conditions",
    "activity": "activities",
    "people": "people",
    "place": "areas",
    "delivery": "delivery",
}
# What a summary of many projects is about, as a facet.
OF_SCOPE: dict[str, str] = {"condition": "condition", "area": "place", "approach": "activity"}
MOST_SHOWN = 15  # values of a facet, besides those that are chosen

Chosen = Mapping[str, list[str]]


@dataclass(frozen=True)
class Choice:
    """One value of a facet, how many summaries have it beside what else is chosen, and whether it is chosen."""

    value: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Facet:
    """A facet with the values that can be chosen, the most frequent first."""

    name: str
    label: str
    choices: list[Choice]

    @property
    def is_open(self) -> bool:
        return any(choice.is_chosen for choice in self.choices)


@dataclass
class Shelf:
    """For each published summary, its values by facet, folded to how they are written first."""

    version: tuple[object, ...] = ()
    books: dict[int, dict[str, frozenset[str]]] = field(default_factory=dict)
    written: dict[tuple[str, str], str] = field(default_factory=dict)

    def put(self, pk: int, facets: Mapping[str, Iterable[str]]) -> None:
        kept = {}
        for name, values in facets.items():
            for value in values:
                self.written.setdefault((name, value.casefold()), value[:1].upper() + value[1:])
            kept[name] = frozenset(value.casefold() for value in values)
        self.books[pk] = kept

    def fitting(self, found: Iterable[int], chosen: Chosen, *, but: str = "") -> list[int]:
        """Of the summaries found, those with one of the chosen values in each facet; `but` leaves a facet out."""
        wanted = {name: {value.casefold() for value in values} for name, values in chosen.items() if name != but}
        return [
            pk
            for pk in found
            if all(self.books.get(pk, {}).get(name, frozenset()) & values for name, values in wanted.items())
        ]

    def facets(self, found: Iterable[int], chosen: Chosen) -> list[Facet]:
        """The facets with counts: each counts what would be there if its own choice were another."""
        pks = list(found)
        shown = []
        for name, label in FACETS.items():
            held = (self.books.get(pk, {}).get(name, ()) for pk in self.fitting(pks, chosen, but=name))
            counts = Counter(value for values in held for value in values)
            mine = {value.casefold() for value in chosen.get(name, [])}
            ranked = sorted(counts, key=lambda value: (-counts[value], value))
            values = [value for value in ranked if value in mine] + [v for v in ranked if v not in mine][:MOST_SHOWN]
            choices = [Choice(self.written[name, value], counts[value], value in mine) for value in values]
            if choices:
                shown.append(Facet(name, label, choices))
        return shown

    def matching(self, pk: int, chosen: Chosen) -> list[str]:
        """The chosen values that a summary has, as they are written."""
        held = self.books.get(pk, {})
        pairs = ((name, value.casefold()) for name, values in chosen.items() for value in values)
        return [self.written[name, value] for name, value in pairs if value in held.get(name, ())]


_kept: list[Shelf] = []
_building = Lock()


def current() -> Shelf:
    """The shelf of this process, made anew when a summary, a line, a grant or a figure changed. Four queries."""
    version = tuple(
        value
        for model in (LearningSummary, Statement, Grant, Measurement)
        for value in model.history.aggregate(number=Max("history_id"), at=Max("history_date")).values()
    )
    if not _kept or _kept[0].version != version:
        with _building:
            if not _kept or _kept[0].version != version:
                _kept[:] = [build(version)]
    return _kept[0]


def build(version: tuple[object, ...] = ()) -> Shelf:
    """Read every published summary with its facets."""
    shelf = Shelf(version)
    rows = LearningSummary.objects.published().order_by("pk").select_related("grant__organisation")
    summaries = list(rows.prefetch_related("grant__areas", "grant__health_conditions"))
    themes: dict[int, list[Term]] = {}
    lines = Statement.objects.filter(summary__in=rows.order_by().values("pk"), is_dropped=False, theme__isnull=False)
    for line in lines.select_related("theme").order_by("pk"):
        themes.setdefault(line.summary_id, []).append(line.theme)  # type: ignore[arg-type]
    measured = Measurement.objects.filter(report__state="accepted", indicator__outcome__isnull=False)
    outcomes: dict[int, set[str]] = {}
    for grant, name in measured.values_list("report__grant", "indicator__outcome__name").distinct().order_by():
        outcomes.setdefault(grant, set()).add(name)
    principles = {term.code: term.name for term in Term.objects.of("principles")}
    for summary in summaries:
        own = themes.get(summary.pk, [])
        facets: dict[str, Iterable[str]] = {
            "theme": {term.name for term in own},
            "principle": {principles[code] for term in own for code in _belongs_to(term) if code in principles},
            "strength": {summary.strength_words} if summary.strength else (),
        }
        if summary.scope in OF_SCOPE:
            facets[OF_SCOPE[summary.scope]] = {summary.about}
        if summary.scope == LearningSummary.Scope.SEARCH:
            for name, values in ticked(summary.key).items():
                facets[name] = {*facets.get(name, ()), *values}
        if summary.grant is not None:
            held = facets_of(summary.grant)
            facets |= {name: held[theirs] for name, theirs in OF_GRANT.items()}
            facets["principle"] = {*facets["principle"], *_free_principles(summary.grant)}
            facets["outcome"] = outcomes.get(summary.grant.pk, ())
        shelf.put(summary.pk, facets)
    return shelf


def ticked(key: str) -> dict[str, list[str]]:
    """By facet the values that were ticked in a search, from the words by which a summary remembers it.

    Not how strong: that is a grade, and a summary bears its own.
    """
    query = QueryDict(key) if "=" in key else QueryDict()
    return {name: query.getlist(name) for name in FACETS if name in query and name != "strength"}


def _belongs_to(theme: Term) -> list[str]:
    return list(theme.details.get("belongs_to", []))


def _free_principles(grant: Grant) -> list[str]:
    found = grant.words.get("principles", []) if isinstance(grant.words, dict) else []
    return [str(name) for name in found] if isinstance(found, list) else []
