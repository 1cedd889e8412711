"""Invented projects and questions with graded relevance, and how well a ranking answers them."""

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

from applications import importing
from fund import reference

FILE = Path(__file__).parent / "data" / "similar.json"


def bring_in(folder: Path) -> dict[str, Any]:
    """Bring the invented projects in as past awards; the whole file, with its questions."""
    data: dict[str, Any] = json.loads(FILE.read_text())
    reference.load()
    path = folder / "invented.json"
    path.write_text(json.dumps([{key: value for key, value in row.items() if key != "id"} for row in data["projects"]]))
    sheet = importing.read(path)
    assert sheet.faults == []
    importing.bring_in(sheet.new, by=None, name=path.name)
    return data


def ndcg(ranked: list[str], relevance: dict[str, int], most: int = 5) -> float:
    """Normalised discounted cumulative gain of the first places, gain being the grade itself (Järvelin, Kekäläinen)."""
    gained = sum(relevance.get(one, 0) / math.log2(place + 2) for place, one in enumerate(ranked[:most]))
    best = sorted(relevance.values(), reverse=True)[:most]
    return gained / sum(grade / math.log2(place + 2) for place, grade in enumerate(best))


def mean_ndcg(data: dict[str, Any], rank: Callable[[dict[str, Any]], list[str]]) -> float:
    """The mean over all questions; `rank` gives the names of projects, best first."""
    ids = {row["project"]: row["id"] for row in data["projects"]}
    found = [ndcg([ids[name] for name in rank(question)], question["relevance"]) for question in data["questions"]]
    return sum(found) / len(found)
