"""TF-IDF of texts, the same numbers as scikit-learn's TfidfVectorizer with sublinear counts. Pure.

A page needs it, and scikit-learn takes seconds to load where SciPy's sparse matrices take a blink.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from scipy.sparse import csr_array


@dataclass(frozen=True)
class Weights:
    """The words of all texts: a column for each, how rare it is, and the texts as rows of length 1."""

    split: Callable[[str], Sequence[str]]
    columns: dict[str, int]
    rarity: np.ndarray
    matrix: "csr_array"

    def closeness(self, text: str) -> np.ndarray:
        """The cosine of a text with every row; words that no row has count for nothing."""
        known = [word for word in self.split(text) if word in self.columns]
        row = _rows([known], self.columns, self.rarity)
        asked = np.zeros(row.shape[1], dtype=np.float32)
        asked[row.indices] = row.data
        return np.asarray(self.matrix @ asked)


def fit(texts: Iterable[str], split: Callable[[str], Sequence[str]]) -> Weights:
    """Weigh texts: 1 + ln(count) of a word times ln((1 + texts) / (1 + texts with it)) + 1, then to length 1."""
    read = [split(text) for text in texts]
    with_it = Counter(word for words in read for word in set(words))
    columns = {word: number for number, word in enumerate(sorted(with_it))}
    borne = np.array([with_it[word] for word in columns], dtype=np.float64)
    rarity = np.log((1 + len(read)) / (1 + borne)) + 1
    return Weights(split, columns, rarity, _rows(read, columns, rarity))


def _rows(read: Sequence[Sequence[str]], columns: dict[str, int], rarity: np.ndarray) -> Any:
    from scipy.sparse import csr_array  # noqa: PLC0415  (slow to load; few pages need it)

    places, weights, ends = list[int](), list[float](), [0]
    for words in read:
        counts = Counter(columns[word] for word in words)
        row = np.fromiter(counts, dtype=np.int64, count=len(counts))
        weighed = (1 + np.log(np.fromiter(counts.values(), dtype=np.float64, count=len(counts)))) * rarity[row]
        length = float(np.linalg.norm(weighed)) or 1.0
        places += row.tolist()
        weights += (weighed / length).tolist()
        ends.append(len(places))
    return csr_array((weights, places, ends), shape=(len(read), max(1, len(columns))), dtype=np.float32)
