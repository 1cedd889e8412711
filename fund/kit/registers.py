"""The numbers of public registers. Scottish charity and company numbers look alike, so the register is always asked."""

import re
import unicodedata

from fund.kit.numbers import Unreadable


def _plain(raw: object) -> str:
    """Capitals, no spaces or dots; a letter O among the digits after two letters is a nought."""
    text = "".join(unicodedata.normalize("NFKC", str(raw)).upper().split()).replace(".", "").replace("-", "")
    return text[:2] + text[2:].replace("O", "0")


def read_charity_number(raw: object) -> str:
    """A number of the Scottish Charity Register: SC and six digits."""
    text = _plain(raw)
    if not re.fullmatch(r"SC[0-9]{6}", text):
        raise Unreadable("Enter the Scottish charity number: SC and six digits, like SC012345")
    return text


def read_company_number(raw: object) -> str:
    """A number of Companies House: SC or SO and six digits in Scotland, eight digits elsewhere.

    Spreadsheets drop leading noughts, so six or seven digits are filled up to eight.
    """
    text = _plain(raw)
    if re.fullmatch(r"[0-9]{6,7}", text):
        text = text.zfill(8)
    if not re.fullmatch(r"(SC|SO)[0-9]{6}|[0-9]{8}", text):
        raise Unreadable("Enter the company number: SC or SO and six digits, like SC123456, or eight digits")
    return text


def read_any(raw: object) -> str:
    """A number of one of the two registers, where the question does not say which."""
    text = _plain(raw)
    return text if re.fullmatch(r"SC[0-9]{6}", text) else read_company_number(raw)
