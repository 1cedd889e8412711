"""All projects that anybody may see, read once by each process and again when a grant changes."""

from dataclasses import dataclass, field
from threading import Lock

import numpy as np
from django.db.models import Count, Max

from applications.importing.matching import Matches
from applications.models import Grant
from reporting.models import ProjectVector
from reporting.similar import tfidf, words

FACETS = ("conditions", "activities", "people", "areas", "delivery")
# Records put carers and young people now under conditions, now under people, so both are looked at for both.
ALSO_UNDER = {"conditions": "people", "people": "conditions"}
ALIKE_ENOUGH = 0.5
MOST_REMEMBERED = 2_000
Facets = dict[str, list[str]]
Bearers = dict[str, dict[str, np.ndarray]]


@dataclass(frozen=True)
class Project:
    """One project as it is compared: its words, and its tags by facet."""

    pk: int
    organisation: int
    text: str
    facets: Facets


@dataclass
class Index:
    """The projects, a row each, with the TF-IDF of their words and, for each tag, the rows that bear it."""

    version: tuple[object, ...]
    projects: list[Project]
    rows: dict[int, int]
    weights: tfidf.Weights
    bearers: Bearers
    places: "Places"
    meanings: np.ndarray | None  # a vector of the optional model a row; noughts where a project has none yet
    remembered: dict[tuple[str, str], dict[str, float]] = field(default_factory=dict)

    def closeness(self, text: str) -> np.ndarray:
        """The cosine of TF-IDF of a text with every project."""
        return self.weights.closeness(text)

    def degrees(self, facet: str, value: str) -> dict[str, float]:
        """How much each known tag of a facet means what `value` says; only those that do at all."""
        if (facet, value) not in self.remembered:
            if len(self.remembered) >= MOST_REMEMBERED:
                self.remembered.clear()
            alike = self.places.alike if facet == "areas" else _alike
            found = ((name, alike(value, name)) for name in self.bearers[facet])
            self.remembered[facet, value] = {name: degree for name, degree in found if degree}
        return self.remembered[facet, value]

    def bearing(self, facet: str, value: str) -> np.ndarray:
        """How much each project has of one value of a facet, from 0 to 1."""
        best = np.zeros(len(self.projects))
        for looked in filter(None, (facet, ALSO_UNDER.get(facet))):
            for name, degree in self.degrees(looked, value).items():
                if looked == facet or degree >= ALIKE_ENOUGH:
                    rows = self.bearers[looked][name]
                    best[rows] = np.maximum(best[rows], degree)
        return best


class Places:
    """Places by name: a board is where its councils are, and councils of one board are near each other."""

    def __init__(self) -> None:
        self._match = Matches()
        self._boards = {area.code: area.health_board_id for area in self._match.names.values()}
        self._known: dict[str, frozenset[str]] = {}

    def councils(self, name: str) -> frozenset[str]:
        if name not in self._known:
            if len(self._known) > 5000:
                self._known.clear()
            self._known[name] = frozenset(area.code for area in self._match.places([name])[0])
        return self._known[name]

    def alike(self, one: str, other: str) -> float:
        """1 where two places overlap, half where they are of one NHS board, a little where one is all of Scotland."""
        here, there = self.councils(one), self.councils(other)
        if here & there:
            return 1.0
        if here and there:
            return 0.5 if {self._boards[each] for each in here} & {self._boards[each] for each in there} else 0.0
        return _alike(one, other)

    def named_in(self, stems: list[str]) -> list[str]:
        """The council areas whose whole name stands in a text."""
        said = f" {' '.join(stems)} "
        names = [(area.name, " ".join(words.stems_of(name))) for name, area in self._match.names.items()]
        return sorted({name for name, shape in names if shape and f" {shape} " in said})


def _alike(one: str, other: str) -> float:
    return words.alike(words.tag(one), words.tag(other))


_kept: list[Index] = []
_building = Lock()


def current() -> Index:
    """The index of this process, made anew when any grant, tag or vector changed since. Costs four queries."""
    version = _fingerprint()
    if not _kept or _kept[0].version != version:
        with _building:
            if not _kept or _kept[0].version != version:
                _kept[:] = [build(version)]
    return _kept[0]


def _fingerprint() -> tuple[object, ...]:
    newest = Grant.history.aggregate(number=Max("history_id"), at=Max("history_date"))
    areas = Grant.areas.through.objects.aggregate(number=Max("pk"), count=Count("pk"))
    terms = Grant.health_conditions.through.objects.aggregate(number=Max("pk"), count=Count("pk"))
    vectors = ProjectVector.objects.aggregate(at=Max("made_at"), count=Count("pk"))
    return (*newest.values(), *areas.values(), *terms.values(), *vectors.values())


def build(version: tuple[object, ...] = ()) -> Index:
    """Read all projects and weigh their words."""
    rows = Grant.objects.public().select_related("organisation").prefetch_related("areas", "health_conditions")
    projects = [project_of(row) for row in rows.order_by("pk")]
    bearers: dict[str, dict[str, list[int]]] = {facet: {} for facet in FACETS}
    for number, project in enumerate(projects):
        for facet, names in project.facets.items():
            for name in names:
                bearers[facet].setdefault(name, []).append(number)
    return Index(
        version=version,
        projects=projects,
        rows={project.pk: number for number, project in enumerate(projects)},
        weights=tfidf.fit((project.text for project in projects), words.tokens),
        bearers={facet: {name: np.array(held) for name, held in tags.items()} for facet, tags in bearers.items()},
        places=Places(),
        meanings=_meanings([project.pk for project in projects]),
    )


def project_of(row: Grant) -> Project:
    """A grant as it is compared. Fetch its organisation, areas and conditions along."""
    facets = facets_of(row)
    tags = " . ".join(name for names in facets.values() for name in names)
    return Project(
        row.pk, row.organisation_id, f"{row.title or row.organisation.name} . {row.summary} . {tags}", facets
    )


def facets_of(row: Grant) -> Facets:
    """The tags of a grant by facet: terms and places of our lists first, then free words."""
    facets = {facet: _free(row, facet) for facet in FACETS}
    listed = [in_a_sentence(term.name) for term in row.health_conditions.all()]
    exact = facets["conditions"]
    facets["conditions"] = exact + [name for name in listed if not any(_alike(name, one) for one in exact)]
    councils = [area.name for area in row.areas.all()]
    facets["areas"] = list(dict.fromkeys([*councils, *facets["areas"]]))
    return facets


def in_a_sentence(name: str) -> str:
    """A name as it stands within a sentence: “Unpaid carers” is “unpaid carers”, ME stays ME."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def _free(row: Grant, facet: str) -> list[str]:
    found = row.words.get(facet, []) if isinstance(row.words, dict) else []
    return list(dict.fromkeys(str(name) for name in found)) if isinstance(found, list) else []


def _meanings(pks: list[int]) -> np.ndarray | None:
    held = dict(ProjectVector.objects.values_list("grant_id", "vector"))
    if not held:
        return None
    size = len(next(iter(held.values()))) // 4
    rows = [np.frombuffer(held[pk], dtype="<f4") if pk in held else np.zeros(size, "<f4") for pk in pks]
    return np.vstack(rows) if rows else None
