"""The Scottish Charity Register: brought in from the file that OSCR publishes, and held against what groups say."""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import transaction

from fund.kit import numbers, registers
from fund.kit.numbers import Unreadable
from fund.kit.plain_text import tidy, tidy_line
from fund.kit.states import Refused
from fund.models import RegisteredCharity
from fund.templatetags.words import day

BATCH = 500
ADDRESS = "Principal Office/Trustees Address"
MUST_HAVE = ("Charity Number", "Charity Name")
Facts = dict[str, Any]


@dataclass(frozen=True)
class Fault:
    """What is wrong in one row of the file. The row is counted as a spreadsheet counts it, the head is row 1."""

    row: int
    words: str

    def __str__(self) -> str:
        return f"row {self.row}: {self.words}"


@dataclass
class Brought:
    """What a file brought: lines that were new, that changed, that were here already, and the faulty ones."""

    new: int = 0
    changed: int = 0
    same: int = 0
    faults: list[Fault] = field(default_factory=list)


def _line(most: int) -> Callable[[str], str]:
    return lambda text: tidy_line(text)[:most]


def _day(text: str) -> date | None:
    """The day of ‘dd/mm/YYYY HH:MM’; nothing where nothing stands."""
    first = text.split(" ")[0] if text else ""
    return numbers.read_date(first, earliest=1000, latest=2200) if first else None


def _income(text: str) -> Decimal | None:
    return numbers.read_money(text, most=Decimal(10**11)) if text else None


def _address(text: str) -> str:
    """One line a part."""
    return "\n".join(part for each in tidy(text).split(",") if (part := tidy_line(each)))[:1000]


# Column of the file: (column here, how it is read).
COLUMNS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "Charity Number": ("number", registers.read_charity_number),
    "Charity Name": ("name", _line(250)),
    "Known As": ("known_as", _line(250)),
    "Charity Status": ("status", _line(40)),
    "Constitutional Form": ("form", _line(150)),
    "Registered Date": ("registered_on", _day),
    "Ceased Date": ("ceased_on", _day),
    "Most recent year income": ("income", _income),
    ADDRESS: ("address", _address),
    "Postcode": ("postcode", _line(10)),
    "Website": ("website", _line(250)),
}


@dataclass(frozen=True)
class Match:
    """What the register says about a group: its line, what to warn of, and what could be taken over."""

    charity: RegisteredCharity
    name_differs: bool
    offered: dict[str, str]

    @property
    def warnings(self) -> list[str]:
        """What somebody should look at. None of it stops anybody."""
        found = []
        if self.name_differs:
            found.append(f"On the register, {self.charity.number} is “{self.charity.name}”. Is the number right?")
        if not self.charity.is_registered:
            when = f" since {day(self.charity.ceased_on)}" if self.charity.ceased_on else ""
            found.append(f"{self.charity.number} is no longer on the register{when}.")
        return found


def match(facts: Mapping[str, Any]) -> Match | None:
    """Look the charity number among what a group told us up, whether typed just now or kept before."""
    number = _number(facts.get("charity_number"))
    charity = RegisteredCharity.objects.filter(number=number).first() if number else None
    if charity is None:
        return None
    offered = {}
    if charity.name != facts.get("name"):
        offered["name"] = charity.name
    if charity.registered_on and not _is_before(facts.get("started_on"), charity.registered_on):
        offered["started_on"] = charity.registered_on.isoformat()
    if charity.income is not None and _amount(facts.get("yearly_income")) != charity.income:
        offered["yearly_income"] = f"{charity.income:.2f}"
    if charity.postcode and _letters(facts.get("postcode")) != _letters(charity.postcode):
        offered["postcode"] = charity.postcode
    return Match(charity, not charity.goes_by(str(facts.get("name") or "")), offered)


def doubts(facts: Mapping[str, Any]) -> list[str]:
    """What to say of numbers that the register does not bear out. None of it stops anybody."""
    newest = RegisteredCharity.objects.order_by("-file_on").values_list("file_on", flat=True).first()
    if newest is None:
        return []
    found = []
    number = _number(facts.get("charity_number"))
    if number and not RegisteredCharity.objects.filter(number=number).exists():
        words = f"{number} is not on the charity register of {day(newest)}. Is the number right?"
        found.append(f"{words} Company numbers look the same: if it is one, enter it as the company number.")
    other = _number(facts.get("company_number"))
    charity = RegisteredCharity.objects.filter(number=other).first() if other else None
    if charity and (other == number or charity.goes_by(str(facts.get("name") or ""))):
        words = f"You entered {other} as the company number, but it is the number of {charity.name} on the charity"
        found.append(f"{words} register. A company has another one. Is it right?")
    return found


def _number(raw: Any) -> str:
    try:
        return registers.read_charity_number(raw or "")
    except Unreadable:
        return ""


def _is_before(raw: Any, registered_on: date) -> bool:
    """Say whether a group started before or on the day it was registered, as most did."""
    try:
        return bool(raw) and numbers.read_date(str(raw), earliest=1000, latest=2200) <= registered_on
    except Unreadable:
        return False


def _amount(raw: Any) -> Decimal | None:
    try:
        return numbers.read_money(raw) if raw not in (None, "") else None
    except Unreadable:
        return None


def _letters(raw: Any) -> str:
    return str(raw or "").replace(" ", "").upper()


def bring_in(path: Path, *, on: date) -> Brought:
    """Read a file of the register, of the day `on`, into the table, five hundred rows at a time.

    Rows with a fault are left out and named; the others are taken. A charity that is not in the file stays as it is,
    because OSCR publishes charities that are and that were in two files. Bringing the same file in again changes
    nothing. All of it or, if the file cannot be read to its end, nothing.
    """
    brought = Brought()
    seen: dict[str, int] = {}
    with transaction.atomic():
        for batch in _batches(_rows(path)):
            good: dict[str, Facts] = {}
            for number, row in batch:
                try:
                    facts = _read(row)
                except Unreadable as fault:
                    brought.faults.append(Fault(number, str(fault)))
                    continue
                if first := seen.get(facts["number"]):
                    words = f"{facts['number']} stands in row {first} already. This row is left out."
                    brought.faults.append(Fault(number, words))
                    continue
                seen[facts["number"]] = number
                good[facts["number"]] = facts
            _keep(good, on, brought)
    return brought


def _keep(good: dict[str, Facts], on: date, brought: Brought) -> None:
    here = {row.number: row for row in RegisteredCharity.objects.filter(number__in=good)}
    told: list[RegisteredCharity] = []
    later: list[int] = []
    for number, facts in good.items():
        row = here.get(number)
        if row is None:
            brought.new += 1
        elif row.file_on > on or all(getattr(row, name) == value for name, value in facts.items()):
            brought.same += 1  # or a newer file has told us already
            if row.file_on < on:
                later.append(row.pk)
            continue
        else:
            brought.changed += 1
        told.append(RegisteredCharity(**facts, file_on=on))
    filled = [
        name for name in next(iter(good.values()), {}) if name != "number"
    ]  # a column left out keeps what it held
    RegisteredCharity.objects.bulk_create(
        told, update_conflicts=True, unique_fields=["number"], update_fields=[*filled, "file_on"]
    )
    RegisteredCharity.objects.filter(pk__in=later).update(file_on=on)


def _read(row: dict[str, str]) -> Facts:
    """One row of the file as columns. Raises Unreadable, with the name of the column."""
    facts: Facts = {}
    for title, (column, read) in COLUMNS.items():
        if title not in row:
            continue
        try:
            facts[column] = read(row[title].strip())
        except Unreadable as fault:
            raise Unreadable(f"{title}: {str(fault).rstrip('.')}. It says ‘{row[title].strip()[:40]}’.") from fault
    if not facts["name"]:
        raise Unreadable("Charity Name: there is none.")
    return facts


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a CSV file with their numbers, one at a time."""
    try:
        with path.open(encoding=_encoding(path), errors="replace", newline="") as lines:
            reader = csv.reader(lines, strict=True)
            head = [title.strip() for title in next(reader, [])]
            if lacking := [title for title in MUST_HAVE if title not in head]:
                raise Refused(
                    f"{path.name} has no column ‘{lacking[0]}’. Take the register’s own download, unpacked, as CSV."
                )
            for row in reader:
                if any(cell.strip() for cell in row):
                    yield reader.line_num, dict(zip(head, row + [""] * (len(head) - len(row)), strict=False))
    except OSError as fault:
        raise Refused(f"{path} cannot be read: {fault.strerror}.") from fault
    except csv.Error as fault:
        raise Refused(f"{path.name} cannot be read to its end: {fault}. Nothing was changed.") from fault


def _encoding(path: Path) -> str:
    """UTF-8 where the file is that, else what Windows writes."""
    with path.open("rb") as raw:
        try:
            for line in raw:
                line.decode("utf-8")
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8-sig"


def _batches(rows: Iterable[tuple[int, dict[str, str]]]) -> Iterator[list[tuple[int, dict[str, str]]]]:
    rows = iter(rows)
    while batch := list(islice(rows, BATCH)):
        yield batch
