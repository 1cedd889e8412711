"""Lists typed one a line: each line keeps its code when its words change."""

from collections.abc import Collection
from difflib import SequenceMatcher
from typing import Any

from fund.kit.plain_text import tidy_line
from fund.rounds.asking.holding import code_from

Named = list[dict[str, str]]


def lines_of(text: Any) -> list[str]:
    """The lines that say something, without the space around them."""
    return [line for line in (tidy_line(each) for each in str(text or "").splitlines()) if line]


def with_codes(names: list[str], before: Named, longest: int = 30) -> Named:
    """The lines with their codes. A line that was there keeps its code; a line in the place of one that is gone
    takes that one’s code, for it is the same answer in other words; any other line gets a new code.
    """
    codes = {row["name"]: row["code"] for row in before}
    found: dict[int, str] = {place: codes[name] for place, name in enumerate(names) if name in codes}
    left_before = [row for row in before if row["name"] not in names]
    left_now = [(place, name) for place, name in enumerate(names) if name not in codes]
    for place, code in _renamed(left_before, left_now, before, names):
        found[place] = code
    taken = {row["code"] for row in before}
    for place, name in enumerate(names):
        if place not in found:
            found[place] = code_from(name, taken, longest)
            taken.add(found[place])
    return [{"code": found[place], "name": name} for place, name in enumerate(names)]


def _renamed(gone: Named, fresh: list[tuple[int, str]], before: Named, names: Collection[str]) -> list[tuple[int, str]]:
    """Which new line stands for which line that is gone: by place where as many lines came as went, else by words."""
    if len(gone) == len(fresh) and len(before) == len(names):
        return [(place, row["code"]) for row, (place, _) in zip(gone, fresh, strict=True)]
    pairs = []
    rest = list(gone)
    for place, name in fresh:
        alike = {row["code"]: SequenceMatcher(None, row["name"].lower(), name.lower()).ratio() for row in rest}
        best = max(alike, key=lambda code: alike[code], default="")
        if best and alike[best] >= 0.7:
            pairs.append((place, best))
            rest = [row for row in rest if row["code"] != best]
    return pairs
