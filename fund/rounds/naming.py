"""The name of a round in addresses and in references."""

import re
from collections.abc import Callable

from django.utils.text import slugify

from fund.models import Round
from fund.rounds.values import NOT_SLUGS

LONGEST_CODE = 12
LONGEST_SLUG = 80


def suggest_code(name: str) -> str:
    """The start of references for a round of this name: “Self Management for Life 2” makes SMFL-2."""
    words = re.findall(r"[A-Za-z]+|\d+", name)
    letters = "".join(word[0].upper() for word in words if word[0].isalpha())
    number = next((word for word in reversed(words) if word.isdigit()), "")
    code = "-".join(part for part in (letters[: LONGEST_CODE - len(number[-4:]) - 1], number[-4:]) if part)
    return _free(code or "R", LONGEST_CODE, lambda each: Round.objects.filter(code=each).exists())


def suggest_slug(name: str) -> str:
    """The round in addresses: “Self Management for Life 2” makes self-management-for-life-2."""
    slug = slugify(name)[:LONGEST_SLUG].strip("-_") or "round"
    return _free(slug, LONGEST_SLUG, lambda each: each in NOT_SLUGS or Round.objects.filter(slug=each).exists())


def _free(wanted: str, most: int, is_taken: Callable[[str], bool]) -> str:
    """What is wanted, or with the first number behind it that makes it the only one."""
    found, number = wanted, 2
    while is_taken(found):
        tail = f"-{number}"
        found, number = f"{wanted[: most - len(tail)]}{tail}", number + 1
    return found
