"""How near projects are: words, meaning and facets, each brought to one scale within the query, then added. Pure."""

import numpy as np

FACET_WEIGHTS = {"conditions": 3.0, "activities": 2.0, "people": 1.0, "delivery": 1.0, "areas": 1.0}

# Words, meaning (of the optional model), facets.
LIKE_PROJECT = (0.5, 0.0, 0.5)
ASKED_WITH_FACETS = (0.3, 0.0, 0.7)
ASKED_WITH_MODEL = (0.1, 0.4, 0.5)
ASKED_IN_WORDS = (0.6, 0.0, 0.4)  # the facets are guessed from the words
ASKED_IN_WORDS_WITH_MODEL = (0.2, 0.5, 0.3)

# Below these the best of a query is not called good: a stray word in common must not become a full score.
GOOD_WORDS, GOOD_MEANING, GOOD_FACETS = 0.12, 0.3, 1.5
GOOD_WORDS_OF_PROJECT, GOOD_FACETS_OF_PROJECT = 0.3, 3.0  # a whole project has more words and tags than a question
NOISE = 0.15  # two texts that have nothing to do with each other come as near as this in meaning

NOTHING_CLOSE = 0.25
TIE = 0.02
MOST_OF_ONE_GROUP = 2


def scaled(values: np.ndarray, good: float) -> np.ndarray:
    """Bring values to 0 … 1 by their least and greatest; the greatest counts as at least `good`."""
    if not len(values):
        return values
    least = float(values.min()) if len(values) > 1 else 0.0
    span = max(float(values.max()), good) - least
    return np.asarray((values - least) / span) if span > 0 else np.zeros(len(values))


def added(weights: tuple[float, float, float], *parts: np.ndarray | None) -> np.ndarray:
    """The weighed sum of scaled parts; the weight of a part that is not there goes to the others, each by its share."""
    there = [(weight, part) for weight, part in zip(weights, parts, strict=True) if part is not None and weight]
    whole = sum(weight for weight, _ in there)
    return np.asarray(sum(weight / whole * part for weight, part in there))


def in_order(scores: list[tuple[float, int, int]]) -> list[int]:
    """The order in which (score, strength, id) are shown, as places in the list.

    Best first; among those within TIE of the best of their run, the stronger evidence first, then as before; equal ones
    by id.
    """
    left = sorted(range(len(scores)), key=lambda place: (-scores[place][0], scores[place][2]))
    ordered: list[int] = []
    while left:
        best = scores[left[0]][0]
        run = [place for place in left if best - scores[place][0] <= TIE + 1e-9]
        ordered += sorted(run, key=lambda place: -scores[place][1])
        left = left[len(run) :]
    return ordered
