"""Paying those who read for their time, and paying their costs back."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Count, QuerySet, Sum
from django.utils import timezone

from applications import assessing, letters
from applications.models import Assessment, ReaderClaim
from fund import files
from fund.kit import history
from fund.kit.states import Refused, state_labels
from fund.models import Fund, ReaderProfile, Round, User

Kind, State = ReaderClaim.Kind, ReaderClaim.State
RATE_OF = {
    Kind.READING: "reading_rate",
    Kind.MEETING: "meeting_rate",
    Kind.TRAINING: "meeting_rate",
    Kind.TRAVEL: "mile_rate",
}
QUARTER = 15  # minutes: reading time is rounded up to whole quarters of an hour
NO_PAY = "You told us that you do not want to be paid for your time. Change that on the page about your reading first."


def fund_of_readers() -> Fund | None:
    return Fund.objects.order_by("pk").first()


def rate_for(kind: str) -> Decimal | None:
    """What the fund pays now for an hour or a mile of this; nothing where it has no rate."""
    fund, name = fund_of_readers(), RATE_OF.get(Kind(kind))
    rate: Decimal | None = getattr(fund, name) if fund and name else None
    return rate


def worth(number: Decimal, rate: Decimal) -> Decimal:
    """So many hours or miles at a rate, to the penny."""
    return (number * rate).quantize(Decimal("0.01"), ROUND_HALF_UP)


def takes_no_pay(reader: User) -> bool:
    return ReaderProfile.objects.filter(user=reader, wants_no_pay=True).exists()


def no_pay(reader: User, kind: str, *, is_theirs: bool) -> str:
    """Why somebody cannot be paid for time: they do not want to be. Nothing where they can, and for costs."""
    if kind not in ReaderClaim.TIME or not takes_no_pay(reader):
        return ""
    return NO_PAY if is_theirs else f"{reader} does not want to be paid for their time."


@transaction.atomic
def ask(
    reader: User,
    *,
    by: User,
    kind: str,
    day: date,
    hours: Decimal | None = None,
    miles: Decimal | None = None,
    amount: Decimal | None = None,
    note: str = "",
    receipt: UploadedFile | None = None,
    round_: Round | None = None,
) -> ReaderClaim:
    """Ask for money for a reader. Hours and miles count at the rate of today; other costs are as they were."""
    if words := no_pay(reader, kind, is_theirs=by == reader):
        raise Refused(words)
    number = hours if kind in ReaderClaim.TIME else miles if kind == Kind.TRAVEL else None
    rate = rate_for(kind) if number else None
    if number and rate:
        amount = worth(number, rate)
    if not amount or amount <= 0:
        raise Refused("Say how much it was: the hours, the miles or the amount.")
    if day > timezone.localdate():
        raise Refused("Ask for it when it has taken place. The day is still to come.")
    claim = ReaderClaim(
        reader=reader, kind=kind, round=round_, day=day, hours=hours, miles=miles, rate=rate, amount=amount, note=note,
        asked_by=by,
    )  # fmt: skip
    if receipt is not None:
        claim.receipt = files.keep(receipt, by=by)
    history.save(claim, by=by)
    return claim


@transaction.atomic
def withdraw(claim: ReaderClaim, *, by: User) -> None:
    """Take a claim back before it is paid."""
    claim.move(State.WITHDRAWN, by=by)


@transaction.atomic
def agree(claim: ReaderClaim, *, by: User) -> None:
    """Agree to a claim: somebody else than who asked for it, or who gets the money."""
    _see_that_it_is_another(claim, by, "agree to it")
    claim.move(State.AGREED, by=by, agreed_by=by, agreed_at=timezone.now())
    letters.claim_told(claim)


@transaction.atomic
def turn_down(claim: ReaderClaim, *, because: str, by: User) -> None:
    """Say that a claim is not paid, and why. Its reading time can be asked for again."""
    _see_that_it_is_another(claim, by, "turn it down")
    if not because.strip():
        raise Refused("Say why. The reader gets your words in a letter.")
    claim.move(State.TURNED_DOWN, by=by, reason=because.strip(), turned_down_because=because.strip())
    letters.claim_told(claim)


@transaction.atomic
def pay(claim: ReaderClaim, *, on: date, reference: str, by: User) -> None:
    """Write down that the money went, when, and the reference that stands on the bank's paper."""
    _see_that_it_is_another(claim, by, "mark it as paid")
    if on > timezone.localdate():
        raise Refused("Enter the day on which the money went. It cannot be in the future.")
    if not reference.strip():
        raise Refused("Enter the reference of the payment.")
    claim.move(State.PAID, by=by, paid_on=on, paid_by=by, payment_reference=reference.strip())
    letters.claim_told(claim)


def _see_that_it_is_another(claim: ReaderClaim, by: User, what: str) -> None:
    if by.pk in {claim.reader_id, claim.asked_by_id}:
        whose = "is for you" if by.pk == claim.reader_id else "was asked for by you"
        raise Refused(f"This claim {whose}, so somebody else has to {what}.")


# Reading time --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ReadingTime:
    """What a reader handed in for one round and was not paid for yet."""

    round: Round
    readings: list[Assessment]
    minutes: int
    hours: Decimal
    rate: Decimal
    amount: Decimal


def reading_times(reader: User) -> list[ReadingTime]:
    """The reading that can be asked for in one press, round by round; none without a rate or for those who want none.

    At most eleven queries, however many bids were read.
    """
    rate = rate_for(Kind.READING)
    if not rate or takes_no_pay(reader):
        return []
    claimed = ReaderClaim.objects.counting().filter(readings__assessor=reader).values("readings")
    rows = Assessment.objects.filter(
        assessor=reader, state=Assessment.State.HANDED_IN, application__is_test=False
    ).exclude(pk__in=claimed)
    readings = list(rows.select_related("application__round").order_by("application__round", "pk"))
    minutes = assessing.minutes({reading.application_id for reading in readings})
    found: dict[Round, list[Assessment]] = {}
    for reading in readings:
        found.setdefault(reading.application.round, []).append(reading)
    return [_time_of(round_, rows, minutes, rate) for round_, rows in found.items()]


def _time_of(round_: Round, readings: list[Assessment], minutes: dict[int, int], rate: Decimal) -> ReadingTime:
    whole = sum(minutes.get(reading.application_id, 1) for reading in readings)
    hours = Decimal(max(math.ceil(whole / QUARTER), 1)) * QUARTER / 60
    return ReadingTime(round_, readings, whole, hours, rate, worth(hours, rate))


@transaction.atomic
def ask_for_reading(reader: User, *, round_: Round, seen: str) -> ReaderClaim:
    """Ask for the reading of one round as it was shown. Raises Refused where something was handed in since."""
    User.objects.select_for_update(of=("self",), no_key=True).get(
        pk=reader.pk
    )  # a second press finds that all is asked for
    time = next((each for each in reading_times(reader) if each.round.pk == round_.pk), None)
    if time is None:
        raise Refused("There is no reading of this round left to ask for. You find what you asked for in the list.")
    if mark_of(time) != seen:
        raise Refused("Something has changed since you looked. Look again, then ask.")
    claim = ReaderClaim(
        reader=reader,
        kind=Kind.READING,
        round=round_,
        day=timezone.localdate(max(each.handed_in_at or each.assigned_at for each in time.readings)),
        hours=time.hours,
        rate=time.rate,
        amount=time.amount,
        note=f"{len(time.readings)} bids, about {time.minutes} minutes",
        asked_by=reader,
    )
    history.save(claim, by=reader)
    claim.readings.set(time.readings)
    return claim


def mark_of(time: ReadingTime) -> str:
    """What was shown, to know it again: how many readings, and for how much."""
    return f"{len(time.readings)}:{time.amount}"


# Lists ---------------------------------------------------------------------------------------------------------------


def listed(*, seen_by: User, state: str = "") -> QuerySet[ReaderClaim]:
    """The claims that somebody may see, newest first, those in one state or all."""
    rows = ReaderClaim.objects.visible_to(seen_by).select_related(
        "reader", "round", "asked_by", "agreed_by", "paid_by", "receipt"
    )
    return rows.filter(state=state) if state else rows


def totals(*, seen_by: User) -> list[tuple[str, str, int, Decimal]]:
    """For each state its name, how many claims stand there and how much they come to. One query."""
    rows = ReaderClaim.objects.visible_to(seen_by).order_by().values("state")
    counted = {row["state"]: row for row in rows.annotate(number=Count("pk"), sum=Sum("amount"))}
    return [
        (state, words, counted[state]["number"], counted[state]["sum"])
        if state in counted
        else (state, words, 0, Decimal(0))
        for state, words in state_labels(ReaderClaim).items()
    ]


HEADINGS = (
    "Claim", "Reader", "E-mail", "What for", "Day", "Hours", "Miles", "Rate", "Amount", "Round", "Note", "State",
    "Asked on", "Asked by", "Agreed on", "Agreed by", "Paid on", "Payment reference",
)  # fmt: skip


def rows_for_finance(claims: Iterable[ReaderClaim]) -> Iterable[list[Any]]:
    """The list as finance takes it into its own books: a heading, then a row for each claim."""
    yield list(HEADINGS)
    for claim in claims:
        yield [
            claim.pk, str(claim.reader), claim.reader.email, claim.get_kind_display(), claim.day, claim.hours,
            claim.miles, claim.rate, claim.amount, claim.round.name if claim.round else "", claim.note,
            claim.get_state_display(), timezone.localdate(claim.asked_at), claim.asked_by,
            timezone.localdate(claim.agreed_at) if claim.agreed_at else None, claim.agreed_by, claim.paid_on,
            claim.payment_reference,
        ]  # fmt: skip
