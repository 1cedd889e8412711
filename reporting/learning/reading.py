"""Reading sentences for a choice among them: which themes they are under, how alike they are, what is taken."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from fund.kit.sentences import dangles
from reporting.learning.pack import Pack, Piece, Slots
from reporting.learning.parameters import PARAMETERS


@dataclass
class Reading:
    """The sentences of some slots with what a choice among them needs: themes, closeness, and what is taken already."""

    pieces: Sequence[Piece]
    by_answer: bool
    hits: dict[str, dict[str, int]]
    vectors: Any
    taken: list[int] = field(default_factory=list)
    used: Counter[str] = field(default_factory=Counter)

    def under(self, theme: str | None, slots: Slots) -> list[int]:
        """The sentences of these slots under a theme, or under any and none."""
        return [
            row
            for row, piece in enumerate(self.pieces)
            if piece.slot in slots and (theme is None or theme in self.hits[piece.key])
        ]

    def projects(self, rows: Iterable[int]) -> int:
        return len({self.pieces[row].project for row in rows})

    def source(self, row: int) -> str:
        """What counts as one source: in one project each answer, in a wider scope each report."""
        piece = self.pieces[row]
        return f"{piece.of}{piece.source}.{piece.field}" if self.by_answer else f"{piece.of}{piece.source}"

    def take_best(self, rows: Sequence[int], theme: str | None) -> int | None:
        """Choose the best of these sentences that is still free, or none if none is good enough."""
        likeness, centre = self._likeness(rows), self._centrality(rows)
        free = [
            row
            for row in rows
            if row not in self.taken
            and self.used[self.source(row)] < PARAMETERS["most_of_a_source"]
            and likeness[row] <= PARAMETERS["too_alike"]
        ]
        scores = {row: round(self._score(row, theme, centre[row], likeness[row]), 6) for row in free}
        good = [row for row in free if scores[row] >= PARAMETERS["lowest"]]
        if not good:
            return None
        best = min(good, key=lambda row: (-scores[row], self.pieces[row].order))
        self.taken.append(best)
        self.used[self.source(best)] += 1
        return best

    def _score(self, row: int, theme: str | None, centre: float, likeness: float) -> float:
        piece, hits, p = self.pieces[row], self.hits[self.pieces[row].key], PARAMETERS
        hit = hits.get(theme, 0) if theme else max(hits.values(), default=0)
        score = p["centrality"] * centre + p["hit"] * min(hit, p["hits_counted"]) + p["theme"] * len(hits)
        score += p["used"] * self.used[self.source(row)] + p["alike"] * likeness
        score += p["dangling"] * dangles(piece.text)
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


def read(pack: Pack, slots: Slots) -> Reading:
    """Read the sentences of these slots: put them under themes, and weigh their words."""
    pieces = [piece for piece in pack.pieces if piece.slot in slots]
    patterns = [(theme.code, [re.compile(shape, re.IGNORECASE) for shape in theme.patterns]) for theme in pack.themes]
    hits = {}
    for piece in pieces:
        found = {code: sum(bool(shape.search(piece.text)) for shape in shapes) for code, shapes in patterns}
        hits[piece.key] = {code: count for code, count in found.items() if count}
    return Reading(pieces, len(pack.projects) == 1, hits, _vectors([piece.text for piece in pieces]))


def _vectors(texts: Sequence[str]) -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415  (slow to load; only jobs need it)

    vectorizer = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, stop_words="english")
    analyse = vectorizer.build_analyzer()
    return vectorizer.fit_transform(texts) if any(analyse(text) for text in texts) else None
