"""Reading sentences for a choice among them: which themes they are under, how alike they are, what is taken."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

from fund.kit.standing import stands_alone
from fund.kit.stems import stem
from reporting.learning.pack import Pack, Piece, Sides, Theme, sha256
from reporting.learning.parameters import PARAMETERS
from reporting.learning.triggers import Shape


class Patterns:
    """The word patterns of the themes, ready to be looked for. `sign` is another one where a pattern is another one."""

    def __init__(self, themes: Iterable[Theme]) -> None:
        rows = sorted(themes, key=lambda theme: theme.code)
        self.sign = sha256(repr([(theme.code, theme.patterns) for theme in rows]))[:16]
        self.shapes = [(theme.code, [Shape(one) for one in theme.patterns]) for theme in rows]

    def found(self, piece: Piece) -> tuple[tuple[str, int], ...]:
        """How often each theme is found in a sentence, by the code of the theme.

        What its writers ticked outranks the patterns: then only ticked themes count, and where the words show none of
        them, each ticked one counts once.
        """
        if piece.themes is not None:
            return piece.themes
        counted = self.in_words(piece.text)
        if not piece.ticked:
            return counted
        ticked = tuple((code, count) for code, count in counted if code in piece.ticked)
        return ticked or tuple((code, 1) for code, _ in self.shapes if code in piece.ticked)

    def in_words(self, text: str) -> tuple[tuple[str, int], ...]:
        """How often the words themselves show each theme, whatever was ticked."""
        lowered = text.lower()
        counts = [(code, sum(one.is_in(text, lowered) for one in shapes)) for code, shapes in self.shapes]
        return tuple((code, count) for code, count in counts if count)


@dataclass
class Reading:
    """The sentences of some sides with what a choice among them needs: themes, closeness, and what is taken already."""

    pieces: Sequence[Piece]
    by_answer: bool
    hits: Sequence[dict[str, int]]
    vectors: Any
    taken: list[int] = field(default_factory=list)
    used: Counter[str] = field(default_factory=Counter)
    standing: dict[int, bool] = field(default_factory=dict)
    meanings: Mapping[str, bytes] = field(default_factory=dict)
    numbers: Mapping[str, Any] = field(default_factory=lambda: PARAMETERS)  # of the method
    by_meaning: bool = False  # whether anything was put together by its meaning

    @cached_property
    def places(self) -> dict[tuple[str | None, str], list[int]]:
        """The sentences by theme and side; under None all of a side."""
        found: dict[tuple[str | None, str], list[int]] = defaultdict(list)
        for row, piece in enumerate(self.pieces):
            for theme in (None, *self.hits[row]):
                found[theme, piece.side].append(row)
        return found

    def under(self, theme: str | None, sides: Sides) -> list[int]:
        """The sentences of these sides under a theme, or under any and none."""
        return sorted(row for side in sides for row in self.places.get((theme, side), ()))

    def is_under(self, row: int, themes: Iterable[str]) -> bool:
        return not self.hits[row].keys().isdisjoint(themes)

    def projects(self, rows: Iterable[int]) -> int:
        """How many projects say so. A card of an event is of no project."""
        return len({self.pieces[row].project for row in rows} - {0})

    def source(self, row: int) -> str:
        """What counts as one source: in one project each answer, in a wider scope each report."""
        piece = self.pieces[row]
        return f"{piece.origin}.{piece.field}" if self.by_answer else piece.origin

    def take_best(self, rows: Sequence[int], theme: str | None, *, leaning: bool = False) -> int | None:
        """Choose the best of these sentences that is still free, or none if none is good enough.

        One that leans on another sentence is chosen only if that is asked for, and only where none stands alone.
        """
        likeness, centre = self._likeness(rows), self._centrality(rows)
        taken = set(self.taken)
        free = [
            row
            for row in rows
            if row not in taken
            and (leaning or self.stands_alone(row))
            and self.used[self.source(row)] < self.numbers["most_of_a_source"]
            and likeness[row] <= self.numbers["too_alike"]
        ]
        scores = {row: round(self._score(row, theme, centre[row], likeness[row]), 6) for row in free}
        good = [row for row in free if scores[row] >= self.numbers["lowest"]]
        if not good:
            return None
        best = min(good, key=lambda row: (not self.stands_alone(row), -scores[row], self.pieces[row].order))
        self.taken.append(best)
        self.used[self.source(best)] += 1
        return best

    def stands_alone(self, row: int) -> bool:
        """Say whether a sentence can be read without another one. Each is looked at once."""
        if row not in self.standing:
            self.standing[row] = stands_alone(self.pieces[row].text)
        return self.standing[row]

    def _score(self, row: int, theme: str | None, centre: float, likeness: float) -> float:
        piece, hits, p = self.pieces[row], self.hits[row], self.numbers
        hit = hits.get(theme, 0) if theme else max(hits.values(), default=0)
        score = p["centrality"] * centre + p["hit"] * min(hit, p["hits_counted"]) + p["theme"] * len(hits)
        score += p["used"] * self.used[self.source(row)] + p["alike"] * likeness
        score += p["dangling"] * (not self.stands_alone(row))
        score += p["short"] * (piece.words < p["short_under"]) + p["long"] * (piece.words > p["long_over"])
        return score + p["number"] * bool(re.search(r"\d", piece.text))

    def _centrality(self, rows: Sequence[int]) -> dict[int, float]:
        """How close each sentence is to the others, as the mean cosine; the closest is 1. Linear in time."""
        if self.vectors is None or len(rows) < 2:
            return dict.fromkeys(rows, 0.0)
        import numpy as np  # noqa: PLC0415  (comes with scikit-learn: only jobs need it)

        some = self.vectors[rows]
        to_all = some @ np.asarray(some.sum(axis=0)).ravel()
        to_itself = np.asarray(some.multiply(some).sum(axis=1)).ravel()
        means = [float(mean) / (len(rows) - 1) for mean in to_all - to_itself]
        most = max(means)
        return {row: mean / most if most > 0 else 0.0 for row, mean in zip(rows, means, strict=True)}

    def _likeness(self, rows: Sequence[int]) -> dict[int, float]:
        """The highest cosine of each sentence to anything that is chosen already."""
        if self.vectors is None or not self.taken or not rows:
            return dict.fromkeys(rows, 0.0)
        cosines = (self.vectors[rows] @ self.vectors[self.taken].T).toarray().max(axis=1)
        return {row: float(cosine) for row, cosine in zip(rows, cosines, strict=True)}


def read(pack: Pack, sides: Sides) -> Reading:
    """Read the sentences of these sides: put them under themes, and weigh their words."""
    pieces = [piece for piece in pack.pieces if piece.side in sides]
    patterns = Patterns(pack.themes)
    same: dict[tuple[tuple[str, int], ...], dict[str, int]] = {}  # few sets of themes, many sentences: one dict a set
    hits = [same.setdefault(found, dict(found)) for found in map(patterns.found, pieces)]
    words = vectors([piece.text for piece in pieces])
    return Reading(pieces, len(pack.projects) == 1, hits, words, meanings=pack.meanings, numbers=pack.numbers)


WORD = re.compile(r"\w\w+")
FEATURES = 2**20  # places for words and pairs of words: so many that hardly two share one, and no list of them is kept


def vectors(texts: Sequence[str]) -> Any:
    """TF-IDF of stems and pairs of stems, one sparse row a text of length 1; None where no text has a word.

    They are counted into a fixed number of places and not into a list of all words, so that memory grows with the texts
    alone. The weight of a stem in a text is (1 + ln n) × (1 + ln((1 + texts) / (1 + texts with it))).
    """
    from sklearn.feature_extraction.text import (  # noqa: PLC0415  (slow to load; only jobs need it)
        HashingVectorizer,
        TfidfTransformer,
    )

    counting = HashingVectorizer(analyzer=stems, n_features=FEATURES, alternate_sign=False, norm=None, dtype="float32")
    counts = counting.transform(texts) if texts else None
    if counts is None or not counts.nnz:
        return None
    return TfidfTransformer(sublinear_tf=True).fit(counts).transform(counts, copy=False)


def stems(text: str) -> list[str]:
    """The stems of a text without the smallest words, and each pair of neighbours."""
    words = [word for word in WORD.findall(text.lower()) if word not in _small_words()]
    found = [stem(word) for word in words]
    return [*found, *(f"{one} {next_}" for one, next_ in zip(found, found[1:], strict=False))]


@cache
def _small_words() -> frozenset[str]:
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS  # noqa: PLC0415

    return frozenset(ENGLISH_STOP_WORDS)
