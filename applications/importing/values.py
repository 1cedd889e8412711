"""What one field of a record may hold. Each check returns the value as we keep it, or says what to do."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from fund.kit.plain_text import tidy_line

UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
POUNDS = re.compile(r"£?\s*(\d{1,3}(?:,\d{3})+|\d+)(\.\d{1,2})?")
Check = Callable[[Any], Any]


class Wrong(Exception):  # noqa: N818  (said to the person who made the file, not a fault of ours)
    """A value that cannot be taken, in words."""


def words(most: int, *, is_needed: bool = False) -> Check:
    def check(value: Any) -> str:
        if value is None:
            value = ""
        if not isinstance(value, str):
            raise Wrong("Write words here.")
        if UNPRINTABLE.search(value):
            raise Wrong("There is a character here that cannot be kept. Type the words again.")
        value = tidy_line(value)
        if len(value) > most:
            raise Wrong(f"This has {len(value)} characters. Shorten it to {most}.")
        if is_needed and not value:
            raise Wrong("This is empty. Every award needs it.")
        return value

    return check


def tags(value: Any) -> list[str]:
    """A list of words; in one cell they are parted by semicolons."""
    if value is None:
        return []
    parts = value.split(";") if isinstance(value, str) else value
    if not isinstance(parts, list):
        raise Wrong("Write a list of words, or words with semicolons between them.")
    return list(dict.fromkeys(tag for tag in map(words(120), parts) if tag))


def year(value: Any) -> int | None:
    text = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else value
    if text in (None, ""):
        return None
    if not isinstance(text, str) or not re.fullmatch(r"\d{4}", text, re.ASCII) or not 2009 <= int(text) <= 2100:
        raise Wrong("Write a year from 2009 to 2100, such as 2019, or leave it empty.")
    return int(text)


def pounds(value: Any) -> Decimal | None:
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    text = str(value).strip() if isinstance(value, str | int | Decimal) and not isinstance(value, bool) else ""
    if not (found := re.fullmatch(POUNDS.pattern, text, re.ASCII)):
        raise Wrong("Write the sum in pounds, such as £249,555 or 249555, or leave it empty where nobody published it.")
    amount = Decimal(found[1].replace(",", "") + (found[2] or ""))
    if amount == 0:
        raise Wrong("An award is more than nought. Leave it empty where nobody published the sum.")
    if amount >= 10**10:
        raise Wrong("This sum is too large to be an award. Check it.")
    return amount


def source(value: Any) -> str:
    """A web address; or, where there is none, words that say where it was published."""
    text = words(500, is_needed=True)(value)
    if "://" in text:
        try:
            URLValidator(schemes=["http", "https"])(text)
        except ValidationError as fault:
            raise Wrong("This is not a web address. Write it as https://…, or say where in words.") from fault
    return text


CHECKS: dict[str, Check] = {
    "project": words(200),
    "organisation": words(200, is_needed=True),
    "round": words(200),
    "start_year": year,
    "amount_gbp": pounds,
    "areas": tags,
    "conditions": tags,
    "activities": tags,
    "people": tags,
    "delivery": tags,
    "principles": tags,
    "summary": words(5000),
    "source": source,
}
FIELDS = list(CHECKS)
TAGS = [name for name, check in CHECKS.items() if check is tags]
MUST_HAVE = ("organisation", "source")
