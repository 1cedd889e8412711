"""What one value of a round file may be. Each check follows the column that the value goes into."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db import models

from fund.kit.plain_text import tidy

LONDON = ZoneInfo("Europe/London")
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
NOT_SLUGS = {"new"}  # addresses under /fund/rounds/ that are no rounds
Check = Callable[[Any], Any]


class Wrong(Exception):  # noqa: N818  (said to the person who wrote the file, not a fault of ours)
    """A value that cannot be taken, with words that follow the name of its key."""


@dataclass(frozen=True)
class Key:
    """One key of a table: the column that it fills, how it is checked, and what stands where it is left out."""

    column: str
    check: Check
    default: Callable[[], Any]
    is_required: bool


def keys(model: type[models.Model], names: str) -> dict[str, Key]:
    """The keys of a table that fills these columns of a model. `help=help_text` names a key other than its column."""
    found = {}
    for name in names.split():
        key, _, column = name.partition("=")
        field = model._meta.get_field(column or key)
        assert isinstance(field, models.Field)
        is_required = not (field.blank or field.null or field.has_default())
        found[key] = Key(field.name, by_column(field), field.get_default, is_required)
    return found


def by_column(field: "models.Field[Any, Any]") -> Check:
    """The check that lets through what this column can hold."""
    if field.choices:
        return one_of(*(value for value, _ in field.flatchoices))
    match field:
        case models.BooleanField():
            return yes_no
        case models.DateTimeField():
            return moment
        case models.DateField():
            return day
        case models.PositiveSmallIntegerField():
            return whole(0, 32767)
        case models.DecimalField():
            return decimal(10 ** (field.max_digits - field.decimal_places) - 1)
        case models.SlugField():
            return slug(field.max_length or 50)
        case models.CharField():
            return line(field.max_length or 250)
        case models.TextField():
            return text
        case models.JSONField():
            return list_of_lines
    raise TypeError(f"No check for the column {field}")


def line(most: int) -> Check:
    def check(value: Any) -> str:
        words = _words(value)
        if "\n" in words:
            raise Wrong("must stand on one line")
        if len(words) > most:
            raise Wrong(f"has {len(words)} characters; at most {most} fit")
        return words

    return check


def text(value: Any) -> str:
    """Paragraphs. A single line break is only for the eyes of the writer; an empty line or a dash starts a new line."""
    paragraphs = re.split(r"\n\s*\n", _words(value))
    return "\n\n".join(re.sub(r"\s*\n\s*(?!- )", " ", re.sub(r"\n\s*- ", "\n- ", each)) for each in paragraphs)


def slug(most: int) -> Check:
    def check(value: Any) -> str:
        words = line(most)(value)
        if not re.fullmatch(r"[a-z0-9]+(?:[-_][a-z0-9]+)*", words):
            raise Wrong("must be small letters and figures with - or _ between them, such as small-grant")
        return words

    return check


def slug_of_round(value: Any) -> str:
    words = slug(80)(value)
    if words in NOT_SLUGS:
        raise Wrong(f"cannot be “{words}”: the fund’s own pages have that address. Add a year or a number")
    return words


def start_of_reference(value: Any) -> str:
    words = line(12)(value)
    if not re.fullmatch(r"[A-Z0-9]+(?:-[A-Z0-9]+)*", words):
        raise Wrong("starts each reference, so it must be capitals and figures with - between them, such as SMFL-2")
    return words


def some_of(*known: str) -> Check:
    def check(value: Any) -> list[str]:
        found = list_of_lines(value)
        if odd := [each for each in found if each not in known]:
            raise Wrong(f"does not know ‘{odd[0]}’; it can hold {', '.join(known)}")
        return [each for each in known if each in found]

    return check


def list_of_lines(value: Any) -> list[str]:
    if not isinstance(value, list):
        raise Wrong('must be a list, such as ["one", "two"]')
    return [text(each) for each in value]


def one_of(*choices: str) -> Check:
    def check(value: Any) -> str:
        if value not in choices:
            raise Wrong(f"is {_shown(value)}; it must be one of {', '.join(choices)}")
        return str(value)

    return check


def yes_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Wrong("must be true or false, without quotation marks")
    return value


def whole(least: int, most: int) -> Check:
    def check(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise Wrong("must be a whole number, without quotation marks")
        if value < least:
            raise Wrong(f"is {_shown(value)}; it cannot be under {least}")
        if value > most:
            raise Wrong(f"is {_shown(value)}; it cannot be over {most:,}")
        return value

    return check


def decimal(most: int) -> Check:
    def check(value: Any) -> Decimal:
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise Wrong("must be a number, without quotation marks, commas or a pound sign, such as 15000")
        number = Decimal(value)
        if not number.is_finite():
            raise Wrong("must be a number")
        if number < 0:
            raise Wrong(f"is {_shown(value)}; it cannot be under nought")
        if number > most:
            raise Wrong(f"is too large; at most {most:,} fits")
        if number != number.quantize(Decimal("0.01")):
            raise Wrong("has more than two figures after the point")
        return number

    return check


def day(value: Any) -> date:
    if isinstance(value, datetime) or not isinstance(value, date):
        raise Wrong("must be a day, without quotation marks, such as 2027-01-25")
    _sensible(value)
    return value


def moment(value: Any) -> datetime:
    """A time as clocks in Scotland show it. On the two nights when they change, an hour is skipped or comes twice."""
    if not isinstance(value, datetime):
        raise Wrong("must be a day with its time, without quotation marks, such as 2027-01-25T09:00:00")
    if value.tzinfo is not None:
        raise Wrong("must be the time that clocks in Scotland show: leave out what follows the time (Z or +01:00)")
    _sensible(value)
    early, late = value.replace(tzinfo=LONDON, fold=0), value.replace(tzinfo=LONDON, fold=1)
    shown = f"{value:%H:%M on} {value.day} {value:%B %Y}"
    if early.utcoffset() == late.utcoffset():
        return early
    if _is_skipped(early):
        raise Wrong(f"is {shown}, which does not exist: the clocks go from 01:00 to 02:00. Take 00:59 or 02:00")
    raise Wrong(f"is {shown}, which comes twice: the clocks go back from 02:00 to 01:00. Take 00:59 or 02:00")


def _is_skipped(local: datetime) -> bool:
    """A time that the clocks jump over does not come back from a walk to Greenwich."""
    there_and_back = local.astimezone(UTC).astimezone(LONDON)
    return there_and_back.replace(tzinfo=None, fold=0) != local.replace(tzinfo=None, fold=0)


def _sensible(value: date) -> None:
    if not 2000 <= value.year <= 2100:
        raise Wrong(f"is in the year {value.year}; check it")


def _words(value: Any) -> str:
    if not isinstance(value, str):
        raise Wrong('must be words in quotation marks, such as "Small grant"')
    if UNPRINTABLE.search(value):
        raise Wrong("holds a character that cannot be printed or kept; type it again")
    return tidy(value)


def _shown(value: Any) -> str:
    shown = str(value) if not isinstance(value, str) else f"“{value}”"
    return shown if len(shown) < 60 else f"{shown[:57]}…"
