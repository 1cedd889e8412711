"""Reading a file of past awards: every row is checked, good and faulty ones are told apart. Writes nothing."""

import csv
import difflib
import hashlib
import io
import json
import re
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from applications.importing.values import CHECKS, FIELDS, MUST_HAVE, TAGS, UNPRINTABLE, Wrong
from applications.models import Grant
from fund.kit.states import Refused
from fund.privacy import Hit, all_hits, gate, hits

Record = dict[str, Any]


@dataclass(frozen=True)
class Fault:
    """What is wrong in one row of a file, in which field, and what to do. Row 0 is the file as a whole."""

    row: int
    field: str
    words: str

    def __str__(self) -> str:
        where = [f"row {self.row}"] if self.row else []
        return ": ".join([*where, *([self.field] if self.field else []), self.words])


@dataclass
class Award:
    """One good row: what was published about one award, and the grant that it is here already, if it is."""

    row: int
    facts: Record
    key: str
    here: Grant | None = None

    def __str__(self) -> str:
        name = " – ".join(each for each in (self.facts["organisation"], self.facts["project"]) if each)
        about = ", ".join(str(each) for each in (self.facts["round"], self.facts["start_year"]) if each)
        return f"{name} ({about})" if about else name

    def texts(self) -> dict[str, str]:
        """What everybody will read of it, by the field of the grant."""
        return {"title": self.facts["project"], "summary": self.facts["summary"]}

    def tags(self) -> str:
        return ", ".join(tag for name in TAGS for tag in self.facts[name])

    def found(self) -> list[Hit]:
        """What may give a person away there. The name of its group is public anyway; tags are read for shapes only."""
        texts = self.texts()
        by_field = gate.but_in(all_hits(texts), texts, [self.facts["organisation"]])
        return [hit for found in by_field.values() for hit in found] + hits(self.tags())

    def differs_in(self) -> list[str]:
        """The fields in which the row says something else than the grant that is here."""
        assert self.here is not None
        kept = self.here.source or "".join(self.here.words.get("source", []))
        here = {"amount_gbp": self.here.amount, "summary": self.here.summary, "source": kept}
        return [name for name, value in here.items() if value != self.facts[name]]


@dataclass
class Sheet:
    """A file as it was read: its good rows, new or here already, and the faults of the others."""

    awards: list[Award] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def new(self) -> list[Award]:
        return [award for award in self.awards if award.here is None]


def read(path: Path) -> Sheet:
    """Read a CSV or JSON file of past awards, check every row, and see which are here already."""
    kind = path.suffix.lower()
    if kind not in (".csv", ".json"):
        raise Refused(f"{path.name} is neither a .csv nor a .json file. Save it as one of them and name it so.")
    try:
        raw = path.read_bytes()
    except OSError as fault:
        raise Refused(f"The file {path} cannot be read: {fault.strerror}.") from fault
    sheet = Sheet()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = raw[: wrong.start].count(b"\n") + 1
        cure = "Save the file again as UTF-8; a spreadsheet calls it “CSV UTF-8”."
        sheet.faults.append(Fault(0, "", f"Line {line} holds a character that is not UTF-8. {cure}"))
        return sheet
    _check(_from_json(text, sheet) if kind == ".json" else _from_csv(text, sheet), sheet)
    return sheet


def plain(words: str) -> str:
    """Words without capitals, punctuation and double spaces, so that one name is one name."""
    return " ".join(re.sub(r"[^\w\s]", " ", words.casefold().replace("&", " and ")).split())


def key_of(facts: Record) -> str:
    """What makes two rows one award: its group, project and year, whatever the capitals and commas."""
    same = [plain(str(facts[name] or "")) for name in ("organisation", "project", "start_year")]
    return hashlib.sha256("\n".join(same).encode()).hexdigest()


def _from_csv(text: str, sheet: Sheet) -> list[tuple[int, Record]]:
    """The rows under the heading, each with its number as a spreadsheet shows it."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[tuple[int, Record]] = []
    head: list[str] = []
    try:
        for number, cells in enumerate(reader, start=1):
            if number == 1:
                head = [re.sub(r"\s+", "_", cell.strip().lower()) for cell in cells]
                if faults := _faults_of_head(head):
                    sheet.faults += faults
                    return []
            elif any(cell.strip() for cell in cells):
                if len(cells) == len(head):
                    rows.append((number, dict(zip(head, cells, strict=True))))
                    continue
                cure = "Put words that hold a comma in quotation marks."
                words = f"This row has {len(cells)} cells, the heading has {len(head)}. {cure}"
                sheet.faults.append(Fault(number, "", words))
    except csv.Error:
        words = "A cell is not written as it should be. Look for a quotation mark that opens and does not close."
        sheet.faults.append(Fault(len(rows) + 2, "", f"{words} No row from here on could be read."))
    if not head:
        sheet.faults.append(Fault(0, "", "The file is empty. Its first row must name the columns."))
    return rows


def _faults_of_head(head: list[str]) -> list[Fault]:
    if len(head) == 1 and ";" in head[0]:
        return [Fault(1, "", "The columns are parted by semicolons. Save the file with commas between them.")]
    words = [_unknown(name) for name in head if name not in FIELDS]
    words += [f"The column ‘{name}’ is there twice. Take one out." for name in FIELDS if head.count(name) > 1]
    words += [f"The column ‘{name}’ is missing. Add it." for name in MUST_HAVE if name not in head]
    return [Fault(1, "", each) for each in words]


def _from_json(text: str, sheet: Sheet) -> list[tuple[int, Record]]:
    """The records of a list, or of `awards` in a table, counted from 1."""
    try:
        data = json.loads(text, parse_float=Decimal)
    except json.JSONDecodeError as wrong:
        sheet.faults.append(Fault(0, "", f"This is not JSON: {wrong.msg} on line {wrong.lineno}."))
        return []
    except (RecursionError, ValueError):
        sheet.faults.append(Fault(0, "", "The file holds a number or a list that is too large to read."))
        return []
    data = data.get("awards") if isinstance(data, dict) else data
    if not isinstance(data, list):
        sheet.faults.append(Fault(0, "", "The file must hold a list of awards, or a table with the list ‘awards’."))
        return []
    rows = list(enumerate(data, start=1))
    sheet.faults += [
        Fault(number, "", "This is not a record. Write its fields in {…}.")
        for number, record in rows
        if not isinstance(record, dict)
    ]
    return [(number, record) for number, record in rows if isinstance(record, dict)]


def _check(rows: list[tuple[int, Record]], sheet: Sheet) -> None:
    """Check each row, field by field; a row with a fault is left out, the others go on."""
    seen: dict[str, int] = {}
    for number, record in rows:
        faults = [Fault(number, "", _unknown(name)) for name in record if name not in FIELDS]
        facts: Record = {}
        for name, check in CHECKS.items():
            try:
                facts[name] = check(record.get(name))
            except Wrong as wrong:
                faults.append(Fault(number, name, str(wrong)))
        if not faults and (first := seen.setdefault(key_of(facts), number)) != number:
            words = f"This is the same award as row {first}: the same group, project and year. Take one out."
            faults.append(Fault(number, "", words))
        if not faults:
            sheet.awards.append(Award(number, facts, key_of(facts)))
        sheet.faults += faults
    sheet.faults.sort(key=lambda fault: fault.row)
    here = {grant.import_key: grant for grant in Grant.objects.filter(import_key__in=seen)}
    for award in sheet.awards:
        award.here = here.get(award.key)


def _unknown(name: str) -> str:
    near = difflib.get_close_matches(name, FIELDS, n=1)
    shown = UNPRINTABLE.sub("�", name)[:40]
    cure = f"Did you mean ‘{near[0]}’?" if near else f"Known are: {', '.join(FIELDS)}."
    return f"‘{shown}’ is not known. {cure}"
