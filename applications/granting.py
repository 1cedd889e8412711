"""Accepting or refusing the offer of a grant."""

import calendar
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from applications import letters
from applications.models import Grant
from applications.reserve_list import free_in, next_up
from fund.kit.states import Refused
from fund.models import User


def months_after(day: date, months: int) -> date:
    """The same day so many months later; where that month is too short, its last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


@transaction.atomic
def accept(grant: Grant, *, by: User, starts_on: date) -> None:
    """Take the offer: the project runs from this day for the months that the application says."""
    months = grant.application.months if grant.application else None
    if not months:
        raise Refused("The application does not say how many months the project lasts. Ask the fund to add it.")
    grant.move(
        Grant.State.ACTIVE,
        by=by,
        starts_on=starts_on,
        ends_on=months_after(starts_on, months) - timedelta(days=1),
        accepted_at=timezone.now(),
    )


@transaction.atomic
def refuse(grant: Grant, *, by: User, reason: str) -> None:
    """Say no to the offer, and why, so that the money can go to another project."""
    if not reason.strip():
        raise Refused("Say in a few words why your group does not take the grant. It helps the fund to do better.")
    grant.move(Grant.State.REFUSED, by=by, reason=reason.strip())
    if grant.round is not None:
        letters.award_refused(grant, reason.strip(), free=free_in(grant.round), next_up=next_up(grant.round))
