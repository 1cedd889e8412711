"""Asking for projects like a question, or like another project. Five queries, whatever the number of projects."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from applications.models import Grant
from fund.models import Organisation
from reporting.models import LearningSummary
from reporting.similar import index as indexes
from reporting.similar import meaning, telling, weighing, words
from reporting.similar.index import FACETS, Facets, Index, Project

MOST_VALUES = 20  # of one facet in a question
MOST_TYPED = 4_000  # characters of a question
MOST_OF_PLAN, START_OF_PLAN = 40_000, 1_000
MOST_POOLED = 5  # tags of one facet of several projects together


@dataclass(frozen=True)
class Match:
    """A project like what was asked for: how near (0 to 1), why, and how it differs, in plain words."""

    grant: Grant
    score: float
    why: list[str]
    differs: list[str]
    strength: int | None = None

    @property
    def strength_words(self) -> str:
        return str(LearningSummary.Strength(self.strength).label) if self.strength else ""


@dataclass(frozen=True)
class Answer:
    """The projects found, best first, and the tags that were guessed from the words. None is a true answer."""

    matches: list[Match]
    guessed: Facets = field(default_factory=dict)
    method: str = ""


def like_words(
    text: str,
    facets: Mapping[str, Sequence[str]] | None = None,
    *,
    limit: int = 5,
    with_model: bool = True,
    least: float = weighing.NOTHING_CLOSE,
) -> Answer:
    """The projects most like a typed question with ticked facets. Where nothing is ticked, they are guessed.

    Whatever scores under `least` is not close and left out; a measurement of the ranking lowers it.
    """
    index, text = indexes.current(), text.strip()[:MOST_TYPED]
    wanted = {name: list(values)[:MOST_VALUES] for name, values in (facets or {}).items() if values}
    if not index.projects or not (text or wanted):
        return Answer([])
    guessed = {} if wanted else guess(index, text)
    closeness = weighing.scaled(index.closeness(text), weighing.GOOD_WORDS) if text else None
    meant = _meant(index, text) if text and with_model else None
    if wanted:
        weights = weighing.ASKED_WITH_FACETS if meant is None else weighing.ASKED_WITH_MODEL
    else:
        weights = weighing.ASKED_IN_WORDS if meant is None else weighing.ASKED_IN_WORDS_WITH_MODEL
    borne = _borne(index, wanted or guessed)
    held = weighing.scaled(_sum(index, borne), weighing.GOOD_FACETS) if borne else None
    scores = weighing.added(weights, closeness, meant, held)
    tell = telling.Asked(text, wanted or guessed)
    return Answer(
        _best(index, scores, borne, tell, limit, least), guessed, _method(weights, meant is not None, bool(borne))
    )


def like_project(grant: Grant, *, limit: int = 3) -> Answer:
    """The projects most like this one, by words and facets alike; never itself."""
    index = indexes.current()
    row = index.rows.get(grant.pk)
    if row is None or len(index.projects) < 2:
        return Answer([])
    return _like(index, index.projects[row].text, index.projects[row].facets, limit, but_not=[row])


def like_projects(text: str, grants: Iterable[Grant], *, limit: int = 3) -> Answer:
    """The projects most like what several say together, by words and by the tags that most of them bear; never these.

    Where they bear no tags, these are guessed from the start of the text.
    """
    index, text = indexes.current(), text.strip()[:MOST_OF_PLAN]
    rows = [index.rows[grant.pk] for grant in grants if grant.pk in index.rows]
    if len(index.projects) <= len(rows) or not text:
        return Answer([])
    facets = _pooled([index.projects[row] for row in rows])
    return _like(index, text, facets or guess(index, text[:START_OF_PLAN]), limit, but_not=rows)


def _like(index: Index, text: str, facets: Facets, limit: int, *, but_not: Sequence[int]) -> Answer:
    """The projects most like one, or several together, whose own rows are left out."""
    borne = _borne(index, facets)
    closeness, sums = index.closeness(text), _sum(index, borne)
    others = ~np.isin(np.arange(len(index.projects)), but_not)
    scores = np.full(len(index.projects), -1.0)
    scores[others] = weighing.added(
        weighing.LIKE_PROJECT,
        weighing.scaled(closeness[others], weighing.GOOD_WORDS_OF_PROJECT),
        None,
        weighing.scaled(sums[others], weighing.GOOD_FACETS_OF_PROJECT) if borne else None,
    )
    tell = telling.Asked(text, facets, is_project=True)
    return Answer(_best(index, scores, borne, tell, limit), method=_method(weighing.LIKE_PROJECT, False, bool(borne)))


def _pooled(projects: Sequence[Project]) -> Facets:
    """The tags of several projects by facet: those that most of them bear."""
    pooled: Facets = {}
    for facet in FACETS:
        counts = Counter(name for project in projects for name in project.facets[facet])
        names = sorted(counts, key=lambda name: (-counts[name], name))[:MOST_POOLED]
        if names:
            pooled[facet] = names
    return pooled


def like_plan(
    text: str, facets: Mapping[str, Sequence[str]], *, limit: int = 3, but_not: Organisation | None = None
) -> Answer:
    """The projects most like one that is being written; `but_not` leaves out the projects of one group.

    `facets` are what its writers chose. What they did not choose is guessed from the start of the text, where a plan
    says what it is about. A project for which no reason can be named is left out.
    """
    index, text = indexes.current(), text.strip()[:MOST_OF_PLAN]
    if not index.projects or not text:
        return Answer([])
    guessed = guess(index, text[:START_OF_PLAN])
    wanted = guessed | {name: list(values)[:MOST_VALUES] for name, values in facets.items() if values}
    borne = _borne(index, wanted)
    scores = weighing.added(
        weighing.LIKE_PROJECT,
        weighing.scaled(index.closeness(text), weighing.GOOD_WORDS),
        None,
        weighing.scaled(_sum(index, borne), weighing.GOOD_FACETS) if borne else None,
    )
    if but_not is not None:
        scores[[project.organisation == but_not.pk for project in index.projects]] = -1
    found = _best(index, scores, borne, telling.Asked(text, wanted), limit * 2)
    matches = [match for match in found if not match.why[0].startswith(telling.CLOSE)][:limit]
    return Answer(matches, guessed, _method(weighing.LIKE_PROJECT, False, bool(borne)))


def guess(index: Index, text: str) -> Facets:
    """The tags that a text names: known tags word for word, places, and words that mean much the same as a tag."""
    stems = words.stems_of(text)
    kin = set(words.kin_in(stems))
    found: Facets = {}
    for facet in FACETS:
        if facet == "areas":
            names = index.places.named_in(stems)
        else:
            names = [name for name in index.bearers[facet] if words.says(stems, words.tag(name))]
            names += [name for code, name in words.kin_names(facet).items() if code in kin and not _covers(names, code)]
        if names:
            found[facet] = names[:MOST_VALUES]
    return found


def _covers(names: list[str], code: str) -> bool:
    return any(code in words.tag(name).kin for name in names)


def _borne(index: Index, facets: Facets) -> dict[tuple[str, str], np.ndarray]:
    """For each value that is asked for, how much of it each project has."""
    return {
        (facet, value): index.bearing(facet, value)
        for facet, values in facets.items()
        for value in values[:MOST_VALUES]
    }


def _sum(index: Index, borne: dict[tuple[str, str], np.ndarray]) -> np.ndarray:
    total = np.zeros(len(index.projects))
    for (facet, _), degrees in borne.items():
        total += weighing.FACET_WEIGHTS[facet] * degrees
    return total


def _meant(index: Index, text: str) -> np.ndarray | None:
    """How near each project is in meaning; None without the model. A project without a vector is as far as the last."""
    if index.meanings is None or (asked := meaning.of_question(text)) is None:
        return None
    return weighing.scaled(np.clip(index.meanings @ asked - weighing.NOISE, 0, 1), weighing.GOOD_MEANING)


def _best(
    index: Index,
    scores: np.ndarray,
    borne: dict[tuple[str, str], np.ndarray],
    tell: telling.Asked,
    limit: int,
    least: float = weighing.NOTHING_CLOSE,
) -> list[Match]:
    """The best rows, at most two of one group, none that is not close, each with its reasons."""
    near = np.flatnonzero(scores >= least)
    first = near[np.argsort(-scores[near], kind="stable")][: limit * 8 + 20]
    pks = [index.projects[row].pk for row in first]
    graded = LearningSummary.objects.published().filter(grant__in=pks, strength__isnull=False).order_by("strength")
    strengths = dict(graded.values_list("grant", "strength"))
    rows = [(float(scores[row]), strengths.get(pk) or 0, pk) for row, pk in zip(first, pks, strict=True)]
    chosen: list[int] = []
    groups: dict[int, int] = {}
    for row in (int(first[place]) for place in weighing.in_order(rows)):
        group = index.projects[row].organisation
        if len(chosen) < limit and groups.get(group, 0) < weighing.MOST_OF_ONE_GROUP:
            groups[group] = groups.get(group, 0) + 1
            chosen.append(row)
    shown = Grant.objects.public().select_related("organisation", "round")
    grants = shown.in_bulk([index.projects[row].pk for row in chosen])
    matches = []
    for row in chosen:
        project = index.projects[row]
        if project.pk in grants:
            degrees = {key: float(degree[row]) for key, degree in borne.items()}
            why, differs = telling.reasons(index, tell, project, degrees)
            score = round(float(scores[row]), 3)
            matches.append(Match(grants[project.pk], score, why, differs, strengths.get(project.pk)))
    return matches


def _method(weights: tuple[float, float, float], has_meaning: bool, has_facets: bool) -> str:
    parts = [f"{weights[0]:g} words"]
    parts += [f"{weights[1]:g} meaning"] if has_meaning else []
    parts += [f"{weights[2]:g} facets"] if has_facets else []
    return " + ".join(parts)
