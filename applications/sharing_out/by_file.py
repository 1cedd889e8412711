"""Sharing out by a file of two columns, a bid and a reader in each row: checked whole, shown, then given as seen."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core import signing
from django.db import transaction

from applications import assessing, assigning
from applications.models import Application, Assessment
from applications.sharing_out.asked import COUNTS
from fund.kit.sheets_in import Rows
from fund.kit.states import Refused
from fund.models import ReaderProfile, Round, User

SALT = "applications.readings-by-file"
HOURS = 24  # so long can be given what was looked at
LOOK_AGAIN = "Send the file again and look at it once more, then give."


@dataclass(frozen=True)
class Line:
    """One row of the file: what stands in it, the bid and the reader that it means, or what is wrong."""

    number: int
    reference: str
    email: str
    bid: Application | None = None
    reader: User | None = None
    fault: str = ""


@dataclass(frozen=True)
class Checked:
    """A whole file, row by row."""

    lines: tuple[Line, ...]

    @property
    def good(self) -> list[Line]:
        return [line for line in self.lines if not line.fault]

    @property
    def faulty(self) -> list[Line]:
        return [line for line in self.lines if line.fault]

    @property
    def pairs(self) -> list[tuple[int, int]]:
        return [(line.bid.pk, line.reader.pk) for line in self.good if line.bid and line.reader]


@dataclass
class _Round:
    """What the rows of a file are checked against; the same number of queries however many there are."""

    bids: dict[str, Application]
    people: dict[str, User]
    profiles: dict[int, ReaderProfile]
    minutes: dict[int, int]
    reads: set[tuple[int, int]]
    shut: dict[tuple[int, int], str]
    load: dict[int, int] = field(default_factory=dict)

    @classmethod
    def of(cls, round_: Round) -> "_Round":
        rows = list(round_.applications.filter(is_test=False).exclude(state=Application.State.DRAFT).order_by("pk"))
        people = list(assigning.assessors())
        minutes = assessing.minutes(row.pk for row in rows)
        current = Assessment.objects.filter(application__in=rows, state__in=COUNTS).order_by()
        found = cls(
            bids={row.reference.casefold(): row for row in rows},
            people={person.email.casefold(): person for person in people},
            profiles=ReaderProfile.objects.filter(user__in=people).in_bulk(field_name="user_id"),
            minutes=minutes,
            reads=set(current.values_list("application", "assessor")),
            shut=assigning.kept_out(rows),
        )
        for bid, reader in found.reads:
            found.load[reader] = found.load.get(reader, 0) + minutes.get(bid, 1)
        return found

    def take(self, bid: Application, reader: User) -> str:
        """Add a reading to what the reader has, or say in words why it cannot be."""
        pair, profile = (bid.pk, reader.pk), self.profiles.get(reader.pk)
        if bid.state not in assigning.READABLE:
            return f"{bid.reference} is now “{bid.get_state_display()}”, so nobody can be asked to read it."
        if pair in self.reads:
            return f"{reader} has {bid.reference} to read already."
        if why := self.shut.get(pair):
            return assigning.WHY_NOT[why].format(person=reader, reference=bid.reference)
        if profile is None or profile.agreed_at is None:
            return f"{reader} has not agreed to the rules of reading yet."
        load = self.load.get(reader.pk, 0) + self.minutes.get(bid.pk, 1)
        if profile.most_minutes is not None and load > profile.most_minutes:
            return f"{reader} would have {load} minutes to read, and takes on {profile.most_minutes} at most."
        self.load[reader.pk] = load
        self.reads.add(pair)
        return ""


def check(round_: Round, rows: Rows) -> Checked:
    """Look at every row, from the top: a reader's minutes fill up row by row. Writes nothing."""
    known, lines = _Round.of(round_), []
    seen: dict[tuple[str, str], int] = {}
    for number, cells in rows[1:] if rows and _is_heading(rows[0][1]) else rows:
        reference, email = _parts(cells)
        bid, reader = known.bids.get(reference.casefold()), known.people.get(email.casefold())
        first = seen.setdefault((reference.casefold(), email.casefold()), number)
        if not reference or not email:
            fault = "Write the reference of a bid and the e-mail address of a reader."
        elif first != number:
            fault = f"Row {first} says the same. Take one of them out."
        elif bid is None:
            fault = f"There is no bid {reference} in this round.{_near(reference, known.bids.values())}"
        elif reader is None:
            fault = f"Nobody with the address {email} reads for the fund."
        else:
            fault = known.take(bid, reader)
        lines.append(Line(number, reference, email, bid, reader, fault))
    return Checked(tuple(lines))


def _is_heading(cells: list[str]) -> bool:
    """A first row with no address and no number in it names the columns."""
    text = "".join(cells)
    return "@" not in text and not any(character.isdigit() for character in text)


def _parts(cells: list[str]) -> tuple[str, str]:
    """The bid and the reader of a row, in whichever order they stand."""
    one, two = (*cells, "", "")[:2]
    return (two, one) if "@" in one and "@" not in two else (one, two)


def _near(reference: str, bids: Iterable[Application]) -> str:
    near = difflib.get_close_matches(reference.upper(), [bid.reference for bid in bids], n=1)
    return f" Did you mean {near[0]}?" if near else ""


def seal(round_: Round, checked: Checked) -> str:
    """What was looked at, so that it can be given just so and nothing can be slipped in."""
    return signing.dumps({"round": round_.pk, "pairs": checked.pairs}, salt=SALT, compress=True)


@transaction.atomic
def give(round_: Round, *, sealed: str, by: User) -> int:
    """Give the readings just as they were looked at; how many. Raises Refused where one of them is no longer right."""
    Round.objects.select_for_update(of=("self",), no_key=True).get(pk=round_.pk)
    try:
        held: dict[str, Any] = signing.loads(sealed, salt=SALT, max_age=HOURS * 3600)
    except signing.BadSignature as wrong:
        raise Refused(LOOK_AGAIN) from wrong
    if held["round"] != round_.pk or not held["pairs"]:
        raise Refused(LOOK_AGAIN)
    known = _Round.of(round_)
    bids = {row.pk: row for row in known.bids.values()}
    people = {person.pk: person for person in known.people.values()}
    by_bid: dict[int, list[User]] = {}
    for bid, reader in held["pairs"]:
        if bid not in bids or reader not in people:
            raise Refused(f"A bid or a reader is no longer there. {LOOK_AGAIN}")
        if fault := known.take(bids[bid], people[reader]):
            raise Refused(f"Something has changed since you looked: {fault} {LOOK_AGAIN}")
        by_bid.setdefault(bid, []).append(people[reader])
    rows = Application.objects.filter(pk__in=by_bid).order_by("pk").select_related("organisation", "round")
    assigning.assign_each({row: by_bid[row.pk] for row in rows}, by=by)
    return len(held["pairs"])


def template_of(round_: Round) -> dict[str, list[list[Any]]]:
    """A book to fill in: the sheet for the readings, and the round's bids and the readers to copy from."""
    known = _Round.of(round_)
    readable = [row for row in known.bids.values() if row.state in assigning.READABLE]
    bids = [
        [row.reference, row.title, known.minutes.get(row.pk, 1), sum(bid == row.pk for bid, _ in known.reads)]
        for row in readable
    ]
    people = []
    for person in known.people.values():
        profile = known.profiles.get(person.pk)
        has_agreed = profile is not None and profile.agreed_at is not None
        most = profile.most_minutes if profile else None
        people.append([person.email, person.name, known.load.get(person.pk, 0), most, has_agreed])
    return {
        "Readings": [["Bid", "Reader’s e-mail"]],
        "Bids": [["Bid", "Title", "Minutes to read", f"Readers now, of {round_.assessments_wanted}"], *bids],
        "Readers": [["Reader’s e-mail", "Name", "Minutes now", "Most minutes", "Agreed to the rules"], *people],
    }
