"""The meaning of sentences as short rows of bytes, by the optional model: kept with what was read in a report.

A sentence is 384 whole numbers from -127 to 127. Whole numbers add up to the same sum in any order, so the same
sentences are alike by the same number on every machine.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from fund.kit import semantic
from reporting.learning.faithful import Alike


def model() -> str:
    """The name of the model that is here; empty where there is none."""
    return semantic.MODEL if semantic.is_installed() else ""


def of(texts: Sequence[str]) -> list[bytes]:
    """The meaning of each text, as one byte a number. Only where the model is here."""
    rows = semantic.embed(texts)
    most = np.abs(rows).max(axis=1, keepdims=True) if len(rows) else rows
    return [row.tobytes() for row in np.rint(rows / np.where(most > 0, most, 1) * 127).astype(np.int8)]


def cut(joined: bytes, count: int) -> list[bytes]:
    """Rows that were kept one behind the other; none where there are not as many as sentences."""
    size = len(joined) // count if count else 0
    if not size or size * count != len(joined):
        return []
    return [joined[place : place + size] for place in range(0, len(joined), size)]


def cosines(rows: Sequence[bytes]) -> Any:
    """How alike each is to each, from -1 to 1, to four places."""
    table = np.frombuffer(b"".join(rows), dtype=np.int8).reshape(len(rows), -1).astype(np.float64)
    lengths = np.sqrt((table * table).sum(axis=1))
    lengths[lengths == 0] = 1.0
    return np.round((table @ table.T) / lengths[:, None] / lengths[None, :], 4)


def alike() -> Alike | None:
    """How close two texts are in meaning, where the model is here."""
    return _alike if semantic.is_installed() else None


def _alike(one: str, other: str) -> float:
    return float(cosines([_row(one), _row(other)])[0, 1])


@lru_cache(maxsize=1000)
def _row(text: str) -> bytes:
    return of([text])[0]
