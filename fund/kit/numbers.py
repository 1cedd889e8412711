"""Numbers, money and dates as people type them in Scotland. What cannot be read for sure is refused in words."""

import re
import unicodedata
from datetime import date
from decimal import Decimal

ABSURD = Decimal(100_000_000)  # nobody asks a fund for a hundred million
_SIGNS = str.maketrans({"，": ",", "．": ".", "－": "-", "−": "-", "–": "-", "＋": "+", "／": "/", "￡": "£", "’": "'"})
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+|\d+")
_MONEY = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{1,2}))?")
_FIRST_HALF = ("january", "february", "march", "april", "may", "june")
_LONG = (*_FIRST_HALF, "july", "august", "september", "october", "november", "december")
_MONTHS = tuple(name[:3] for name in _LONG)
_WEEKDAYS = re.compile(r"^(mon|tue|tues|wed|weds|thu|thur|thurs|fri|sat|sun)(day|nesday|sday|rsday|urday)?\b,?\s*")


class Unreadable(ValueError):  # noqa: N818
    """What was typed cannot be read as what was asked for; the words say what to type."""


def _plain(raw: object) -> str:
    """Digits of any script become ours, full-width signs too; white space is made even."""
    text = str(raw).translate(_SIGNS)
    text = "".join(plain_digit(character) for character in text)
    return " ".join(text.split())


def plain_digit(character: str) -> str:
    """A digit of any script as one of ours; every other character stays."""
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)


def _unsigned(text: str, unit: str) -> str:
    text = text.removeprefix("+").strip()
    if text.startswith("-"):
        if re.fullmatch(r"-\s*0+(\.0+)?", text):
            return "0"
        raise Unreadable(f"Enter {unit} that is not below nought")
    return text


def _ungrouped(text: str) -> str:
    """Take spaces between groups of three digits for commas: 12 500 is 12,500."""
    return text.replace(" ", ",") if re.fullmatch(r"\d{1,3}( \d{3})+(\.\d{1,2})?", text) else text


def read_whole(raw: object, *, least: int = 0, most: int = 999_999_999) -> int:
    """A whole number: 12, 1,200, 1 200 or full-width digits. Never 1E+9, 1_000, 12.5 or a negative."""
    text = _ungrouped(_unsigned(_plain(raw), "a number"))
    if not _GROUPED.fullmatch(text):
        raise Unreadable("Enter a whole number in digits, like 12")
    digits = text.replace(",", "")
    if len(digits) > 12 or not least <= int(digits) <= most:
        raise Unreadable(f"Enter a number from {least:,} to {most:,}")
    return int(digits)


def read_money(raw: object, *, least: Decimal = Decimal(0), most: Decimal = ABSURD) -> Decimal:
    """Pounds and pence: £1,000.00, 1000, 1 000 or full-width digits, as an exact Decimal with two places."""
    text = _plain(raw)
    text = _unsigned(text.replace("£", "").replace("GBP", "").strip(), "an amount")
    found = _MONEY.fullmatch(_ungrouped(text))
    if not found:
        raise Unreadable("Enter an amount in pounds and pence, like 1,250 or 1250.50")
    whole, pence = found[1].replace(",", ""), found[2] or ""
    if len(whole) > 12:
        raise Unreadable(f"Enter an amount that is not over £{most:,.0f}")
    amount = Decimal(f"{whole}.{pence.ljust(2, '0')}")
    if amount > most:
        raise Unreadable(f"Enter an amount that is not over £{_short(most)}")
    if amount < least:
        raise Unreadable(f"Enter an amount of at least £{_short(least)}")
    return amount


def _short(amount: Decimal) -> str:
    return f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,.2f}"


def read_date(raw: object, *, earliest: int = 2000, latest: int = 2100) -> date:
    """A day in British order: 27/1/2025, 27.1.25, 27 January 2025, Monday 27th Jan 2025, or 2025-01-27.

    Two-digit years are of this century. The year must lie from `earliest` to `latest`.
    """
    parts = _parts(_plain(raw).lower())
    if parts is None:
        raise Unreadable("Enter a date like 27/1/2027 or 27 January 2027")
    year, month, day = parts
    if not earliest <= year <= latest:
        raise Unreadable(f"Enter a date with a year from {earliest} to {latest}")
    try:
        return date(year, month, day)
    except ValueError as fault:
        raise Unreadable("Enter a day that is in the calendar, like 27/1/2027") from fault


def _parts(text: str) -> tuple[int, int, int] | None:
    """Year, month and day of a written date, or None where the order is not sure."""
    if found := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text):
        return _year(found[1]), int(found[2]), int(found[3])
    if found := re.fullmatch(r"(\d{1,2}) ?[/.\- ] ?(\d{1,2}) ?[/.\- ] ?(\d{4}|\d{2})", text):
        return _year(found[3]), int(found[2]), int(found[1])
    text = _WEEKDAYS.sub("", text)
    if found := re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?(?: of)?[ \-]*([a-z]{3,9})\.?,?[ \-]*(\d{4}|\d{2})", text):
        day, name, year = found.groups()
    elif found := re.fullmatch(r"([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})", text):
        name, day, year = found.groups()
    else:
        return None
    month = _month(name)
    return (_year(year), month, int(day)) if month else None


def _year(digits: str) -> int:
    return 2000 + int(digits) if len(digits) == 2 else int(digits)


def _month(name: str) -> int | None:
    if name == "sept":
        return 9
    if name in _LONG:
        return _LONG.index(name) + 1
    return _MONTHS.index(name) + 1 if name in _MONTHS else None
