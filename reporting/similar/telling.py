"""Saying why a project is like what was asked for, and how it differs, in plain words."""

import math
from dataclasses import dataclass

from reporting.similar import words
from reporting.similar.index import ALIKE_ENOUGH, Facets, Index, Project, in_a_sentence

MOST_NAMED = 3
SHARED_WORDS = 3
RARE = 0.2  # a word that more than this share of projects uses says little, so it is not named
CLOSE = "Close to it:"  # starts a reason where nothing that was asked for is named
ALWAYS_TOLD = ("conditions", "activities")
# How a facet is said: shared by both, had by the other one, had by it as well, and not had by it.
SAYING = {
    "conditions": ("Also about {}", "It is about {}", "It is also about {}", "It is not about {}"),
    "activities": ("Also offers {}", "It offers {}", "It also offers {}", "It does not offer {}"),
    "people": ("Also for {}", "It is for {}", "It is also for {}", "It is not for {}"),
    "areas": ("Also in {}", "It is in {}", "It is also in {}", "It is not in {}"),
    "delivery": (
        "Run alike: {}",
        "It is run like this: {}",
        "It is also run like this: {}",
        "It is not run like this: {}",
    ),
}


@dataclass(frozen=True)
class Asked:
    """What a project is compared with: its words and its tags."""

    text: str
    facets: Facets
    is_project: bool = False


def reasons(
    index: Index, asked: Asked, project: Project, degrees: dict[tuple[str, str], float]
) -> tuple[list[str], list[str]]:
    """Why a project is near, and how it differs. `degrees` say how much it has of each tag that was asked for.

    Of a question, only what it asked for and what the project is about are compared: it cannot name everything.
    """
    why, differs, named = list[str](), list[str](), set[str]()
    for facet, (both, it, it_also, it_not) in SAYING.items():
        theirs = [name for name in project.facets.get(facet, []) if not words.tag(name).is_general]
        wanted = [value for value in asked.facets.get(facet, []) if not words.tag(value).is_general]
        shared = _shared(index, facet, wanted, theirs)
        if shared:
            why.append(both.format(listed(list(shared.values()))))
            named |= {one for name in (*shared, *shared.values()) for one in words.stems_of(name)}
        more = [name for name in theirs if name not in shared]
        if not (asked.is_project or wanted or facet in ALWAYS_TOLD):
            more = []
        missing = [_named(facet, value) for value in wanted if degrees.get((facet, value), 0) < ALIKE_ENOUGH]
        if more and missing and not shared:
            differs.append(f"{it.format(listed(more))}, not {listed(missing, 'or')}")
        else:
            differs += [(it_also if shared else it).format(listed(more))] if more else []
            differs += [it_not.format(listed(missing, "or"))] if missing else []
    if spoken := _shared_words(index, asked.text, project, named):
        why.append(f"Also speaks of {listed(spoken)}")
    return why or _touched(index, asked.text, project), differs


def _touched(index: Index, text: str, project: Project) -> list[str]:
    """What both speak of in different words; else any word of both; else what the project speaks of itself."""
    theirs = set(words.kin_in(words.stems_of(project.text)))
    both = list(dict.fromkeys(code for code in words.kin_in(words.stems_of(text)) if code in theirs))
    names = [words.kin_name(code) for code in both]
    if names:
        return [f"Also touches on {listed(names)}"]
    written, rarity = _written(project), index.weights.rarity
    known = {one: float(rarity[index.weights.columns[one]]) for one in written if one in index.weights.columns}
    best = sorted(known, key=lambda one: (-known[one], one))
    mine = set(words.stems_of(text))
    if shared := [written[one] for one in best if one in mine]:
        return [f"{CLOSE} both speak of {listed(shared[:SHARED_WORDS])}"]
    own = [written[one] for one in best[:SHARED_WORDS]]
    return [f"{CLOSE} it speaks of {listed(own)}" if own else f"{CLOSE} it means much the same"]


def _shared(index: Index, facet: str, wanted: list[str], theirs: list[str]) -> dict[str, str]:
    """Their tags that mean what was asked for, and in which words to name each."""
    shared: dict[str, str] = {}
    for value in wanted:
        degrees = index.degrees(facet, value)
        for name in theirs:
            if degrees.get(name, 0) >= ALIKE_ENOUGH and name not in shared:
                same = words.tag(name).stems == words.tag(value).stems
                shared[name] = name if same else f"{name} (near to {_named(facet, value)})"
    return shared


def _named(facet: str, value: str) -> str:
    """A value within a sentence; a place keeps its capital."""
    return value if facet == "areas" else in_a_sentence(value)


def _shared_words(index: Index, text: str, project: Project, named: set[str]) -> list[str]:
    """Up to three words that both use and few others do, as the project writes them."""
    known, rarity = index.weights.columns, index.weights.rarity
    mine = {one for one in words.stems_of(text) if one not in named}
    written = _written(project)
    rare = 1 + _idf_of_share(len(index.projects))
    both = [one for one in mine & written.keys() if one in known and rarity[known[one]] >= rare]
    best = sorted(both, key=lambda one: (-float(rarity[known[one]]), one))
    return [written[one] for one in best[:SHARED_WORDS]]


def _written(project: Project) -> dict[str, str]:
    """The stems of what a project writes, each with the word as it stands there first; no words that all use."""
    usual = {words.stem(word) for word in words.USUAL | words.NO_REASON}
    written = {words.stem(word): word for word in reversed(words.plain_words(project.text))}
    return {one: word for one, word in written.items() if one not in usual and len(one) > 2}


def _idf_of_share(count: int) -> float:
    """The least rarity of a word that may be named: of one that a fifth of the projects use, or three."""
    return math.log((1 + count + 1) / (1 + max(3.0, RARE * count)))


def listed(names: list[str], last: str = "and") -> str:
    """A few names as one phrase."""
    shown = names[:MOST_NAMED]
    if len(names) > MOST_NAMED:
        return f"{', '.join(shown)} and more"
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} {last} {shown[-1]}"
