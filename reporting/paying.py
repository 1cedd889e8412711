"""The money of a grant in parts: planning it, marking it as paid, and what is still to come."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from applications.models import Grant
from fund.kit import history
from fund.kit.states import Refused
from fund.models import User
from fund.templatetags.words import day, pounds
from reporting import letters
from reporting.models import Instalment, Report

NONE = Decimal(0)


@transaction.atomic
def plan(grant: Grant, *, amount: Decimal, planned_on: date, after_report: Report | None, by: User) -> Instalment:
    """Plan one part of the money. All parts together never pass the grant: whoever plans holds its row."""
    held = Grant.objects.select_for_update(of=("self",), no_key=True).get(pk=grant.pk)
    if held.state != Grant.State.ACTIVE:
        raise Refused(f"This grant is now “{held.get_state_display()}”. Money is planned while it runs.")
    if after_report is not None and after_report.grant_id != held.pk:
        raise Refused("Choose a report of this grant.")
    free = (held.amount or NONE) - _planned(held)
    if amount > free:
        raise Refused(f"{pounds(free)} of the grant is not planned yet, so {pounds(amount)} is too much.")
    row = Instalment(grant=held, amount=amount, planned_on=planned_on, after_report=after_report, planned_by=by)
    saved: Instalment = history.save(row, by=by)
    return saved


@transaction.atomic
def drop(instalment: Instalment, *, by: User) -> None:
    """Take a part out of the plan. What is paid stays."""
    held = _hold(instalment)
    if held.paid_on is not None:
        raise Refused(f"This was paid on {day(held.paid_on)}, so it stays.")
    history.delete(held, by=by)


@transaction.atomic
def pay(instalment: Instalment, *, on: date, reference: str, by: User) -> None:
    """Note that a part was paid, once, and tell the group. Whoever planned it does not pay it."""
    held = _hold(instalment)
    if held.paid_on is not None:
        raise Refused(f"This was paid on {day(held.paid_on)} already.")
    if held.planned_by_id == by.pk:
        raise Refused("You planned this part, so somebody else notes that it was paid.")
    if held.waits:
        raise Refused(f"It waits for “{held.after_report.name}”, which is not accepted yet.")  # type: ignore[union-attr]
    if on > timezone.localdate():
        raise Refused("Choose the day on which it was paid: today or a day before.")
    if not reference.strip():
        raise Refused("Give the reference, as it stands on the bank statement.")
    held.paid_on, held.reference, held.paid_by = on, reference.strip(), by
    history.save(held, by=by, fields=["paid_on", "reference", "paid_by"])
    letters.instalment_paid(held)


def _hold(instalment: Instalment) -> Instalment:
    rows = Instalment.objects.select_for_update(of=("self",), no_key=True).select_related("after_report", "grant")
    return rows.get(pk=instalment.pk)


def _planned(grant: Grant) -> Decimal:
    return grant.instalments.aggregate(sum=Sum("amount"))["sum"] or NONE


@dataclass(frozen=True)
class Money:
    """The money of one grant, in pounds: its parts, what was paid, what is planned, what nobody planned yet."""

    parts: tuple[Instalment, ...]
    paid: Decimal
    to_come: Decimal
    unplanned: Decimal

    @property
    def next_part(self) -> Instalment | None:
        return next((part for part in self.parts if part.paid_on is None), None)


def money_of(grant: Grant, parts: Iterable[Instalment] | None = None) -> Money:
    """Where the money of a grant stands; one query where its parts are not given."""
    rows = grant.instalments.select_related("after_report", "paid_by") if parts is None else parts
    found = tuple(rows)
    paid = sum((part.amount for part in found if part.paid_on is not None), NONE)
    planned = sum((part.amount for part in found), NONE)
    return Money(found, paid, planned - paid, (grant.amount or NONE) - planned)
