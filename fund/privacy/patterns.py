"""The first gate before anything is shown to all: patterns that give a person away.

It finds what has a shape: addresses, numbers, dates. It does not know names; people look for those.
"""

import re
from dataclasses import dataclass

_LIVING = 2009  # the fund began in this year: an older full date is more likely somebody's birthday than an event
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|"
    r"Nov(?:ember)?|Dec(?:ember)?)"
)
_NTH = r"\d{1,2}(?:st|nd|rd|th)?"
_DATE = (
    rf"(?:\d{{4}}-\d\d-\d\d|\d{{1,2}}[./-]\d{{1,2}}[./-](?:\d{{4}}|\d\d)|"
    rf"{_NTH}\s+(?:of\s+)?{_MONTH},?\s+\d{{4}}|{_MONTH}\s+{_NTH},?\s+\d{{4}})"
)
_STREET = (
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Terrace|Crescent|Drive|Place|Gardens|Court|Close|Way|Square|Row|Wynd|"
    r"Brae|Quay|Loan|Grove|Park|Walk|View|Mews|Vennel)"
)
_ENDING = r"(?:com|org|net|scot|info|eu|io|co\.uk|org\.uk|gov\.uk|gov\.scot|nhs\.uk|nhs\.scot|ac\.uk|uk)"
_SOMEBODY = r"(?:man|woman|boy|girl|person|lady|gentleman|mother|father|carer)"
_WHOLE = r"(?!\d|[.,:/]\d|\s?%)"  # the number ends here
# A group has an age as well, and so has what is not a person: “16 to 25 year old people”, “a 10-year-old charity”.
_OF_MANY = (
    r"(?! (?:people|men|women|boys|girls|children|carers|adults|and (?:over|older|above)|"
    r"charity|group|organisation|project|programme|service|building|hall|club|car|fund|idea|problem)\b)"
)
_UP_TO = (
    r"(?!\s*(?:years?\s*)?(?:\+|[-–—,]\s*\d|(?:to|until)\b|plus\b|"
    r"(?:and|or) (?:\d|over|above|up|under|below|older|younger|upwards|more|less)))"
)
_YEARS_OLD = rf"(?<![\d.,–-])(?<!\d to )(?<!\d and )\d{{1,3}}[- ]years?[- ]old\b{_OF_MANY}"
OF_AGE = (
    rf"\b(?:an? |the )?(?:man|woman|boy|girl|lady|gentleman) of \d{{1,3}}\b{_WHOLE}|"
    r"\b\d{1,3} years of age\b(?! (?:and|or) (?:over|above|under|older|younger))|"
    rf"\bat the age of \d{{1,3}}\b{_WHOLE}{_UP_TO}"
)

_SHAPES: tuple[tuple[str, str, re.RegexFlag], ...] = (
    ("e-mail address", r"[\w.+'’-]+@[\w-]+(?:\.[\w-]+)+", re.NOFLAG),
    ("web address", rf"https?://\S+|\bwww\.\S+|\b(?:[a-z0-9-]+\.)+{_ENDING}\b(?:/\S*)?", re.IGNORECASE),
    ("handle", r"(?<![\w.@])@[A-Za-z]\w{2,}", re.NOFLAG),
    ("NHS (CHI) number", r"(?<!\d)\d{6}[ -]?\d{4}(?!\d)|(?<!\d)\d{3}[ -]\d{3}[ -]\d{4}(?!\d)", re.NOFLAG),
    (
        "phone number",
        r"(?<![\d£])(?<!\d\.)(?!\d\d[.-]\d\d[.-]\d{4}\b)"
        r"(?:\+44[\s.-]?(?:\(0\)[\s.-]?)?|\(?0)\d(?:[\s().-]{0,2}\d){8,9}(?!\d)",
        re.NOFLAG,
    ),
    (
        "postcode",
        r"\b(?:GIR ?0AA|[A-PR-UWYZ](?:\d{1,2}|[A-HK-Y]\d{1,2}|\d[A-HJKPSTUW]|[A-HK-Y]\d[ABEHMNPRV-Y]) ?"
        r"\d[ABD-HJLNP-UW-Z]{2})\b",
        re.IGNORECASE,
    ),
    ("National Insurance number", r"\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d\d ?\d\d ?\d\d ?[A-D]\b", re.IGNORECASE),
    (
        "street address",
        r"\bFlat \d\w*(?:[/,]\w+)*|"
        rf"(?<![\d/])(?!(?:19|20)\d\d\b)\d{{1,4}}[A-Za-z]?(?:/\d+)?,?\s+(?:[A-Z][\w'’-]+\s+){{1,3}}{_STREET}\b",
        re.NOFLAG,
    ),
    (
        "date of birth",
        rf"\b(?:born(?: on)?|date of birth|d\.?o\.?b\.?|birthday)[\s:,(]*(?:is |was )?(?:the )?{_DATE}",
        re.IGNORECASE,
    ),
    ("full date", rf"(?<![\d/.-]){_DATE}(?![\d/])", re.IGNORECASE),
    (
        "exact age",
        rf"(?:\b(?:I[’']m|s?he[’']s|is|was|am|turned) (?:only )?)?{_YEARS_OLD}(?: {_SOMEBODY}\b)?|{OF_AGE}|"
        rf"\baged \d{{1,3}}\b{_WHOLE}{_UP_TO}|"
        rf"\bI(?:[’']m| am) (?:only |now )?\d\d\b{_WHOLE}(?=\s*(?:[.,;!?)]|$|and (?!\d)|now\b))",
        re.IGNORECASE,
    ),
)
_PATTERNS = tuple((kind, re.compile(shape, flags)) for kind, shape, flags in _SHAPES)


@dataclass(frozen=True)
class Hit:
    """Something that may give a person away: what it looks like, and its characters from `start` to before `end`."""

    kind: str
    start: int
    end: int
    text: str


def hits(text: str) -> list[Hit]:
    """Everything in a text that looks like a personal detail, in order; of two that overlap, the first kind found."""
    found: list[Hit] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if _counts(kind, match.group()) and not any(
                match.start() < hit.end and hit.start < match.end() for hit in found
            ):
                found.append(Hit(kind, match.start(), match.end(), match.group()))
    return sorted(found, key=lambda hit: (hit.start, hit.end))


def _counts(kind: str, text: str) -> bool:
    if kind == "NHS (CHI) number":
        return is_chi(re.sub(r"\D", "", text))
    if kind == "full date":
        years = re.findall(r"(?<!\d)\d{4}(?!\d)", text)
        return bool(years) and int(years[0]) < _LIVING
    return True


def is_chi(digits: str) -> bool:
    """Say whether ten digits are a Community Health Index number: a date of birth, and a check digit by modulus 11."""
    if len(digits) != 10 or not (1 <= int(digits[:2]) <= 31 and 1 <= int(digits[2:4]) <= 12):
        return False
    check = 11 - sum(int(digit) * weight for digit, weight in zip(digits[:9], range(10, 1, -1), strict=True)) % 11
    return check % 11 == int(digits[9])
