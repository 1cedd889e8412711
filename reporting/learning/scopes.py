"""What a summary is about: one project, a round, a collection, or all projects that something has in common."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Model, QuerySet

from applications.models import Grant
from fund.kit.states import Refused
from fund.models import CouncilArea, Fund, Round, Term
from reporting.learning import searching
from reporting.learning.searching import Search
from reporting.models import Collection, LearningSummary

Kind = LearningSummary.Scope
About = Grant | Round | Collection

BEGUN = (Grant.State.ACTIVE, Grant.State.ENDED)
OF_ONE_APPROACH = (Kind.GRANT, Kind.APPROACH, Kind.SEARCH, Kind.COLLECTION)  # what can be strong as an approach
MOST_OF_KEY = 200  # letters
CONDITIONS, THEMES = "conditions", "learning-themes"
UNKNOWN = "“{key}” is not the name of {what} here. Check how it is written."
HOW = (
    "Write what the summary is about as KIND:NAME. The kinds are grant, round, collection, condition, theme, area, "
    "approach and search; for example round:2026-one, condition:stroke, search:walking outdoors or, as the address of "
    "the library ends, search:q=walking&people=men."
)


@dataclass(frozen=True)
class Scope:
    """A kind and what it is of. A project, a round and a collection have a `row`; `name` is what people call it."""

    kind: str
    key: str
    name: str
    row: About | None = None

    @property
    def words(self) -> str:
        """What the summary says of itself above its title."""
        name = self.name[:1].lower() + self.name[1:] if self.kind == Kind.THEME else self.name
        return LABELS[self.kind].format(name=name)

    @property
    def is_demo(self) -> bool:
        """Say whether it is of the demo, or draws on any project of the demo."""
        return self.row.is_demo if self.row else any(grant.is_demo for grant in self.grants())

    @property
    def columns(self) -> dict[str, About]:
        """The foreign keys of a summary of this scope."""
        return {self.kind: self.row} if self.row is not None else {}

    @property
    def lock(self) -> Model:
        """The row that is held while a version is made: one version at a time."""
        return self.row or Fund.objects.order_by("pk")[0]

    @cached_property
    def search(self) -> Search:
        """The words and the ticked values of a scope that is a search."""
        return searching.read(self.key)

    @property
    def stated(self) -> tuple[str, ...]:
        """The condition or the area that the scope itself names."""
        return (self.name,) if self.kind in {Kind.CONDITION, Kind.AREA} else ()

    def grants(self) -> list[Grant]:
        """The projects in the scope that have begun, with areas and conditions. A fixed number of queries.

        Those that tell nothing are here too: they are counted as not known, never left away.
        """
        if self.kind == Kind.GRANT:
            return list(in_full(Grant.objects.filter(pk=self.key)))
        return [grant for grant in in_full(Grant.objects.filter(state__in=BEGUN)) if self.holds(grant)]

    def holds(self, grant: Grant) -> bool:
        """Say whether a project that has begun falls into a scope of many. Fetch it `in_full`."""
        match self.kind:
            case Kind.ROUND:
                return grant.round_id == int(self.key)
            case Kind.CONDITION:
                return self.name.casefold() in conditions_of(grant)
            case Kind.AREA:
                return self.name.casefold() in areas_of(grant)
            case Kind.APPROACH:
                return self.key.casefold() in tags_of(grant, "activities")
            case Kind.SEARCH:
                said = _said(grant)
                return all(word in said for word in self.search.words.casefold().split()) and self.search.ticks(grant)
        return self.kind == Kind.THEME


LABELS: dict[str, str] = {
    Kind.GRANT: "What one project learned",
    Kind.ROUND: "What the projects of one round learned",
    Kind.COLLECTION: "What older texts tell",
    Kind.CONDITION: "What projects with people with {name} learned",
    Kind.THEME: "What projects learned about {name}",
    Kind.AREA: "What projects in {name} learned",
    Kind.APPROACH: "What projects with {name} learned",
    Kind.SEARCH: "What projects about “{name}” learned",
}


def in_full(grants: QuerySet[Grant]) -> QuerySet[Grant]:
    """Projects with all by which they may fall into a scope."""
    return grants.select_related("organisation").prefetch_related("areas", "health_conditions").order_by("pk")


def tags_of(grant: Grant, facet: str) -> set[str]:
    return {str(word).casefold() for word in (grant.words or {}).get(facet, ())}


def conditions_of(grant: Grant) -> set[str]:
    return {term.name.casefold() for term in grant.health_conditions.all()} | tags_of(grant, "conditions")


def areas_of(grant: Grant) -> set[str]:
    return {area.name.casefold() for area in grant.areas.all()} | tags_of(grant, "areas")


def _said(grant: Grant) -> str:
    tags = [word for facet in ("conditions", "areas", "activities", "people") for word in sorted(tags_of(grant, facet))]
    own = [*sorted(conditions_of(grant)), *sorted(areas_of(grant)), *tags]
    return " ".join([grant.title, grant.summary, str(grant.organisation), *own]).casefold()


def of(about: About | Scope) -> Scope:
    """The scope of a project, a round or a collection."""
    if isinstance(about, Scope):
        return about
    if isinstance(about, Grant):
        return Scope(Kind.GRANT, str(about.pk), about.title or about.reference, about)
    if isinstance(about, Round):
        return Scope(Kind.ROUND, str(about.pk), about.name, about)
    return Scope(Kind.COLLECTION, about.slug, about.name, about)


def find(kind: str, key: str, *, by_name: bool = False) -> Scope:
    """The scope from the two words by which a job or a summary remembers it. Refused where there is none.

    `by_name` takes the reference of a project and the short name of a round in the place of its number. A collection
    always goes by its short name, which it keeps when its file is brought in again.
    """
    found: Scope | None = None
    match kind:
        case Kind.GRANT:
            found = _row(Grant.objects.select_related("organisation", "round"), "reference__iexact", key, by_name)
        case Kind.ROUND:
            found = _row(Round.objects.all(), "slug", key, by_name)
        case Kind.COLLECTION:
            found = _row(Collection.objects.all(), "slug", key, by_name=True)
        case Kind.CONDITION | Kind.THEME:
            found = _term(kind, key)
        case Kind.AREA:
            area = CouncilArea.objects.filter(pk=key).first() or CouncilArea.objects.filter(name__iexact=key).first()
            found = Scope(kind, area.pk, area.name) if area else None
        case Kind.APPROACH if key.strip():
            found = Scope(kind, " ".join(key.split())[:200], " ".join(key.split())[:200])
        case Kind.SEARCH if key.strip():
            found = _search(key)
        case _:
            raise Refused(HOW)
    if found is None:
        raise Refused(UNKNOWN.format(what=Kind(kind).label.lower(), key=key))
    return found


def parse(words: str) -> Scope:
    """The scope from what somebody typed, such as "round:2026-one"."""
    kind, colon, key = words.partition(":")
    if not colon or not key.strip():
        raise Refused(HOW)
    return find(kind.strip(), key.strip(), by_name=True)


def _row(rows: QuerySet[Any], name: str, key: str, by_name: bool) -> Scope | None:
    found = rows.filter(**{name: key}).first() if by_name else None
    if found is None and key.isdecimal():
        found = rows.filter(pk=key).first()
    return of(found) if found else None


def _search(key: str) -> Scope:
    search = searching.read(key)
    if len(search.key) > MOST_OF_KEY:
        raise Refused("This search is too long to be kept. Take some of its words or values away.")
    return Scope(Kind.SEARCH, search.key, search.name)


def _term(kind: str, key: str) -> Scope | None:
    terms = Term.objects.of(CONDITIONS if kind == Kind.CONDITION else THEMES)
    term = terms.filter(code__iexact=key).first() or terms.filter(name__iexact=key).first()
    return Scope(kind, term.code, term.name) if term else None
