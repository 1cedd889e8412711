"""Numbers, money, dates, register numbers and texts as people type and paste them."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from fund.kit.numbers import Unreadable, read_date, read_money, read_whole
from fund.kit.plain_text import count_words, tidy, tidy_all, tidy_line
from fund.kit.registers import read_any, read_charity_number, read_company_number

TYPED = json.loads((Path(__file__).parents[1] / "cases" / "typed.json").read_text())


def read(name: str, raw: str) -> Any:
    """What the server makes of a case of the table that the browser is held to as well."""
    readers: dict[str, Callable[[str], Any]] = {
        "whole": read_whole,
        "money": lambda text: f"{read_money(text):.2f}",
        "day": lambda text: read_date(text).isoformat(),
        "words": lambda text: count_words(tidy(text)),
    }
    try:
        return readers[name](raw)
    except Unreadable:
        return None


@pytest.mark.parametrize("name", TYPED)
def test_the_server_reads_and_counts_as_the_table_says(name: str) -> None:
    assert [(raw, read(name, raw)) for raw, wanted in TYPED[name] if read(name, raw) != wanted] == []


def words_of(reader: Callable[..., Any], raw: object, **limits: Any) -> str:
    with pytest.raises(Unreadable) as refusal:
        reader(raw, **limits)
    return str(refusal.value)


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ("12", 12),
        (" 7 ", 7),
        ("1,200", 1200),
        ("1 200", 1200),
        ("1\u00a0200", 1200),
        ("１２", 12),
        ("٣", 3),
        ("+5", 5),
        ("-0", 0),
    ],
)
def test_whole_numbers_are_read_as_people_type_them(raw: str, read: int) -> None:
    assert read_whole(raw) == read


@pytest.mark.parametrize(
    "raw", ["1E+9", "1_000", "1,20", "12.5", "NaN", "Infinity", "10²", "twelve", "", "0x10", "1 2"]
)
def test_what_is_not_a_whole_number_for_sure_is_refused(raw: str) -> None:
    assert words_of(read_whole, raw) == "Enter a whole number in digits, like 12"


def test_a_whole_number_stays_in_its_bounds() -> None:
    assert words_of(read_whole, "-5") == "Enter a number that is not below nought"
    assert words_of(read_whole, "99999999999999999999") == "Enter a number from 0 to 999,999,999"
    assert words_of(read_whole, "61", least=1, most=60) == "Enter a number from 1 to 60"
    assert read_whole("60", least=1, most=60) == 60


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ("£1,000.00", "1000.00"),
        ("1000", "1000.00"),
        ("1 000", "1000.00"),
        ("£ 12 500.50", "12500.50"),
        ("１０００", "1000.00"),
        ("￡１，０００", "1000.00"),
        ("1000.5", "1000.50"),
        ("1000 GBP", "1000.00"),
        ("0", "0.00"),
        ("-0.00", "0.00"),
        (Decimal("14999.99"), "14999.99"),
    ],
)
def test_money_is_read_exactly(raw: object, read: str) -> None:
    assert str(read_money(raw)) == read


@pytest.mark.parametrize("raw", ["12,50", "1.000", "1e3", "10k", "1,00,000", "£", "", "NaN", "1.234,56", "1_000"])
def test_money_that_could_mean_two_things_is_refused(raw: str) -> None:
    assert words_of(read_money, raw) == "Enter an amount in pounds and pence, like 1,250 or 1250.50"


def test_absurd_and_negative_money_is_refused() -> None:
    assert words_of(read_money, "-£5") == "Enter an amount that is not below nought"
    assert words_of(read_money, "£1,000,000,000,000") == "Enter an amount that is not over £100,000,000"
    assert words_of(read_money, "9" * 40) == "Enter an amount that is not over £100,000,000"
    assert words_of(read_money, "15,000.01", most=Decimal(15000)) == "Enter an amount that is not over £15,000"
    assert words_of(read_money, "0", least=Decimal("0.01")) == "Enter an amount of at least £0.01"


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ("27/1/2025", date(2025, 1, 27)),
        ("27 January 2025", date(2025, 1, 27)),
        ("2025-01-27", date(2025, 1, 27)),
        ("27.1.25", date(2025, 1, 27)),
        ("03/04/2026", date(2026, 4, 3)),
        ("31/12/26", date(2026, 12, 31)),
        ("Monday 27th Jan, 2025", date(2025, 1, 27)),
        ("1st of Sept 2027", date(2027, 9, 1)),
        ("January 27, 2025", date(2025, 1, 27)),
        ("２７／１／２０２５", date(2025, 1, 27)),
        ("29 February 2028", date(2028, 2, 29)),
    ],
)
def test_dates_are_read_in_british_order(raw: str, read: date) -> None:
    assert read_date(raw) == read


@pytest.mark.parametrize("raw", ["29/02/2027", "31 June 2026", "13/13/2025", "0/1/2025"])
def test_days_that_do_not_exist_are_refused(raw: str) -> None:
    assert words_of(read_date, raw) == "Enter a day that is in the calendar, like 27/1/2027"


@pytest.mark.parametrize("raw", ["1/1/0001", "1/1/1899", "31/12/9999", "1/1/1999", "1 January 2101"])
def test_far_away_years_are_refused(raw: str) -> None:
    assert words_of(read_date, raw) == "Enter a date with a year from 2000 to 2100"


@pytest.mark.parametrize("raw", ["next week", "", "2025/01/27", "27/1", "1.2.3.4", "12", "1 Foo 2025", "1E+9"])
def test_what_is_not_a_date_is_refused(raw: str) -> None:
    assert words_of(read_date, raw) == "Enter a date like 27/1/2027 or 27 January 2027"


def test_the_register_is_asked_because_the_numbers_look_alike() -> None:
    assert read_charity_number(" sc 037475 ") == "SC037475"
    assert read_company_number("SC307731") == "SC307731"
    assert read_charity_number("SCO37475") == "SC037475"  # a letter O where a nought belongs
    assert read_company_number("so305432") == "SO305432"
    assert read_company_number("9506232") == "09506232"
    assert read_any("SC037475") == "SC037475"
    assert words_of(read_charity_number, "1164883").startswith("Enter the Scottish charity number")
    assert words_of(read_charity_number, "SC37475").startswith("Enter the Scottish charity number")
    assert words_of(read_charity_number, "SO305432").startswith("Enter the Scottish charity number")
    assert words_of(read_company_number, "SC0374751").startswith("Enter the company number")


def test_texts_lose_what_cannot_be_stored_or_seen_and_nothing_else() -> None:
    assert tidy("a\x00b\ud800c\u202ed\u200be\ufefff\x07g") == "abcdefg"
    assert tidy("one\r\ntwo\x0bthree\u2028four") == "one\ntwo\nthree\nfour"
    assert tidy("cafe\u0301") == "caf\u00e9"
    assert tidy_line(" Leith \n\t Lungs\u200f ") == "Leith Lungs"
    assert tidy_all({"a": ["x\x00", {"b\x00": "\ud800y"}], "n": 3}) == {"a": ["x", {"b": "y"}], "n": 3}


@pytest.mark.parametrize("hidden", ["\u200c", "\u200d", "\ufe0f", "\u2062", "\u034f", "\u3164", "\u180e", "\U000e0061"])
@pytest.mark.parametrize("name", ["{}Leith Lungs", "Le{}ith Lungs", "Leith{} Lungs", "Leith {}Lungs", "Leith Lungs{}"])
def test_no_unseen_sign_makes_a_name_another_name(name: str, hidden: str) -> None:
    assert tidy_line(name.format(hidden)) == "Leith Lungs"


@pytest.mark.parametrize(
    "text",
    [
        "Taing mhòr dhut",
        "Dziękuję, żółw",
        "شكرا جزيلا",
        "👩🏽‍🦽 🏴󠁧󠁢󠁳󠁣󠁴󠁿 ❤️ 1️⃣",
        "می‌خواهم क्‍ष",  # joiners that belong to the spelling
        "<b>&amp; {{ 7*7 }} %s ${x}",
        "It’s “fine” – really…",
    ],
)
def test_languages_emoji_and_odd_signs_come_through_unchanged(text: str) -> None:
    assert tidy(text) == text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        (" \n ", 0),
        ("one", 1),
        ("well-being and “smart quotes”", 4),
        ("a – b", 3),
        ("a—b", 1),
        ("a\r\nb", 2),
        ("👍 👍", 2),
    ],
)
def test_words_are_counted_as_the_browser_counts_them(text: str, words: int) -> None:
    assert count_words(text) == words
