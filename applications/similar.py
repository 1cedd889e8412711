"""Somebody has tried this: funded projects like one that is being thought of.

Own TF-IDF over the fund's past and present projects: some hundred short texts, read once by each process and again
when a grant changes. Later work extends the one function `similar`.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Max

from applications.models import Grant
from fund.kit.full_text import STOP_WORDS, fold
from fund.models import Organisation

SHARED_CONDITION, SHARED_ACTIVITY, SHARED_AREA = 0.25, 0.12, 0.04
MOST_EXTRA = 0.6
LEAST_SCORE = 0.12
WORDS_NAMED = 4
RARE = 0.2  # a word that more than this share of projects uses says little, so it is not named as a reason

_WORD = re.compile(r"[^\W\d_]{3,}")
_ANY_WORD = re.compile(r"[^\W_]+")
# What all projects of this fund are about, or claim.
_EVERYWHERE = frozenset(["self management", "any long term condition", "long term conditions", "scotland"])
# Words that every application uses; they make no two projects alike.
_USUAL = frozenset(
    """
    people person group groups project projects support supports help helps work works working service services
    community scotland scottish health condition conditions live living self management manage fund funded year
    every also always many much together
    """.split()  # noqa: SIM905  (a list of words reads best as words)
)


@dataclass(frozen=True)
class Match:
    """A funded project like the one asked about, how much (0 to 1), and why, in words."""

    grant: Grant
    score: float
    why: list[str]


@dataclass
class _Project:
    """One funded project as it is compared."""

    pk: int
    organisation: int
    weights: dict[str, float]
    words: dict[str, str]  # a stem, and the word that it came from
    facets: dict[str, dict[str, str]]  # conditions, activities, areas: folded name to name


@dataclass
class _Index:
    """All funded projects by the stems that they use."""

    version: tuple[object, ...]
    projects: dict[int, _Project] = field(default_factory=dict)
    bearers: dict[str, list[int]] = field(default_factory=dict)
    rarity: dict[str, float] = field(default_factory=dict)


_kept: list[_Index] = []


def similar(
    text: str,
    *,
    conditions: Iterable[str] = (),
    areas: Iterable[str] = (),
    activities: Iterable[str] = (),
    limit: int = 3,
    but_not: Organisation | None = None,
) -> list[Match]:
    """The funded projects most like a text, best first, each with its reasons; at most `limit`, often none.

    `conditions`, `areas` and `activities` are names. `but_not` leaves out the projects of one group. The score is the
    cosine of TF-IDF weights plus a little for each shared condition, activity and area. Costs two queries.
    """
    index = _index()
    stems = _stems(text)
    weights = _normal(
        {stem: number * index.rarity[stem] for stem, number in stems.counts.items() if stem in index.rarity}
    )
    wanted = {"conditions": _by_name(conditions), "activities": _by_name(activities), "areas": _by_name(areas)}
    said = f" {_plain(text)} "
    near: dict[int, float] = {}
    for stem, weight in weights.items():
        for pk in index.bearers[stem]:
            near[pk] = near.get(pk, 0.0) + weight * index.projects[pk].weights[stem]
    scored = []
    for pk, project in index.projects.items():
        if but_not is not None and project.organisation == but_not.pk:
            continue
        shared = {name: _shared(project.facets[name], wanted[name], said) for name in wanted}
        extra = SHARED_CONDITION * len(shared["conditions"]) + SHARED_ACTIVITY * len(shared["activities"])
        score = min(1.0, near.get(pk, 0.0) + min(MOST_EXTRA, extra + SHARED_AREA * bool(shared["areas"])))
        named = _stems(" ".join([*shared["conditions"], *shared["activities"], *shared["areas"]])).counts
        rest = {stem: weight for stem, weight in weights.items() if stem not in named}
        words = _named(rest, project, index) if score >= LEAST_SCORE else []
        if score >= LEAST_SCORE and (shared["conditions"] or shared["activities"] or len(words) > 1):
            scored.append((score, pk, _why(shared, words)))
    best = sorted(scored, key=lambda each: (-each[0], each[1]))[:limit]
    grants = Grant.objects.public().select_related("organisation").in_bulk([pk for _, pk, _ in best])
    return [Match(grants[pk], round(score, 3), why) for score, pk, why in best if pk in grants]


def _index() -> _Index:
    """The index of this process, made anew when any grant was changed since."""
    newest = Grant.history.aggregate(number=Max("history_id"), at=Max("history_date"))
    version = (newest["number"], newest["at"])
    if not _kept or _kept[0].version != version:
        _kept[:] = [_built(version)]
    return _kept[0]


def _built(version: tuple[object, ...]) -> _Index:
    index = _Index(version)
    rows = list(Grant.objects.public().prefetch_related("areas", "health_conditions"))
    read = [
        (row, _stems(f"{row.title} {row.title} {row.summary} {' '.join(_tags(row, 'activities'))}")) for row in rows
    ]
    borne = Counter(stem for _, stems in read for stem in stems.counts)
    index.rarity = {stem: math.log((1 + len(rows)) / (1 + number)) + 1 for stem, number in borne.items()}
    for row, stems in read:
        facets = {
            "conditions": _by_name([*_tags(row, "conditions"), *(term.name for term in row.health_conditions.all())]),
            "activities": _by_name(_tags(row, "activities")),
            "areas": _by_name([*_tags(row, "areas"), *(area.name for area in row.areas.all())]),
        }
        weights = _normal({stem: number * index.rarity[stem] for stem, number in stems.counts.items()})
        index.projects[row.pk] = _Project(row.pk, row.organisation_id, weights, stems.words, facets)
        for stem in weights:
            index.bearers.setdefault(stem, []).append(row.pk)
    return index


@dataclass(frozen=True)
class _Stems:
    counts: Counter[str]
    words: dict[str, str]


def _stems(text: str) -> _Stems:
    counts: Counter[str] = Counter()
    words: dict[str, str] = {}
    for word in _WORD.findall(fold(text)):
        if word not in STOP_WORDS and word not in _USUAL:
            stem = _stem(word)
            counts[stem] += 1
            words.setdefault(stem, word)
    return _Stems(counts, words)


def _stem(word: str) -> str:
    """A word without its usual English endings: walks, walked and walking are one."""
    for ending in ("ings", "ing", "ies", "ers", "es", "ed", "er", "s", "y", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 4 - (ending == "s"):
            word = word[: -len(ending)]
            break
    return word[:-1] if len(word) > 4 and word[-1] == word[-2] else word


def _normal(weights: dict[str, float]) -> dict[str, float]:
    length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return {stem: weight / length for stem, weight in weights.items()}


def _tags(row: Grant, facet: str) -> list[str]:
    found = row.words.get(facet, []) if isinstance(row.words, dict) else []
    return [str(name) for name in found] if isinstance(found, list) else []


def _by_name(names: Iterable[str]) -> dict[str, str]:
    named = {_plain(name): name for name in names}
    return {plain: name for plain, name in named.items() if plain and plain not in _EVERYWHERE}


def _plain(text: str) -> str:
    """The words of a text without marks between them."""
    return " ".join(_ANY_WORD.findall(fold(text)))


def _shared(theirs: dict[str, str], wanted: dict[str, str], said: str) -> list[str]:
    """The names that both have: named in the question, or standing in its text as whole words."""
    return [name for plain, name in theirs.items() if plain in wanted or f" {plain} " in said]


def _named(weights: dict[str, float], project: _Project, index: _Index) -> list[str]:
    """The words that tell most about why two texts are near."""
    most = max(3.0, RARE * len(index.projects))
    shared = [stem for stem in weights.keys() & project.weights.keys() if len(index.bearers[stem]) <= most]
    best = sorted(shared, key=lambda stem: (-weights[stem] * project.weights[stem], stem))
    return [project.words[stem] for stem in best[:WORDS_NAMED]]


def _why(shared: dict[str, list[str]], words: list[str]) -> list[str]:
    """The reasons, each as half a sentence."""
    why = []
    if shared["conditions"]:
        why.append(f"Also about {_listed(shared['conditions'][:3])}")
    if shared["activities"]:
        why.append(f"Also {_listed(shared['activities'][:3])}")
    if shared["areas"]:
        why.append(f"Also in {_listed(shared['areas'][:3])}")
    if words:
        why.append(f"Also speaks of {_listed(words)}")
    return why


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
