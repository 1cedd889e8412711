"""Surveys in our own words, ready to be taken as they are or changed."""

import json
from dataclasses import dataclass
from functools import cache

from django.conf import settings

SURVEYS = settings.BASE_DIR / "fund" / "data" / "reference" / "surveys.json"


@dataclass(frozen=True)
class ReadyMade:
    """One survey: its title, what is said to those asked, and its items as kind and words."""

    code: str
    title: str
    about: str
    items: tuple[tuple[str, str], ...]


@cache
def ready_made() -> tuple[ReadyMade, ...]:
    """All ready-made surveys, in the order of the file."""
    rows = json.loads(SURVEYS.read_text(encoding="utf-8"))["items"]
    return tuple(
        ReadyMade(
            row["code"], row["title"], row["about"], tuple((item["kind"], item["words"]) for item in row["items"])
        )
        for row in rows
    )
