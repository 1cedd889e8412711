"""Where more care is due: projects of islands, of small places and of sensitive topics.

Fewer people live there, or more would come of it for them, so a number of people is shown from a larger one on
(`Rule.few_careful`). Numbers that mix them with others are held to the usual one. The topics are those that the fund
named: abuse, HIV, addiction, children.
"""

import re
from typing import Any

from django.db.models import QuerySet

from applications.models import Grant
from fund import privacy

ISLANDS = frozenset({"S12000013", "S12000023", "S12000027"})  # Na h-Eileanan Siar, Orkney Islands, Shetland Islands
_ISLES = re.compile(r"\b(?:Orkney|Shetland|Western Isles|Outer Hebrides|Na h-Eileanan (?:Siar|an Iar))\b")
_NO_ISLE = re.compile(r"\bArgyll (?:and|&) Bute\b")
_TOPICS = re.compile(
    r"\b(?:abus(?:e|ed|ive)|(?:domestic|sexual) violence|rape|hiv|aids|addict\w*|alcohol\w*|"
    r"(?:drug|substance)s? (?:use|misuse|problems?)|child(?:ren)?|childhood)\b",
    re.IGNORECASE,
)


def is_sensitive(words: str) -> bool:
    """Say whether words speak of a topic with which more care is due."""
    return _TOPICS.search(words) is not None


def names_a_small_place(words: str) -> bool:
    """Say whether words name an island or another small place."""
    told = _NO_ISLE.sub("", words)
    return _ISLES.search(told) is not None or privacy.names_a_small_place(told)


def among(grants: "QuerySet[Grant]") -> frozenset[int]:
    """The keys of those projects with which more care is due, by place, name, tags and conditions. One query."""
    rows = grants.order_by().values_list(
        "pk", "title", "summary", "words", "areas__code", "health_conditions__name", named=False
    )
    return frozenset(pk for pk, *facts in rows.iterator() if _is_careful(*facts))


def _is_careful(title: str, summary: str, tags: dict[str, Any], area: str | None, condition: str | None) -> bool:
    told = [title, summary, *(str(tag) for each in tags.values() for tag in each)]
    return area in ISLANDS or any(map(names_a_small_place, told)) or any(map(is_sensitive, [*told, condition or ""]))
