"""Accepting or refusing the offer of a grant."""

import calendar
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from applications import letters
from applications.models import Grant
from applications.reserve_list import answer_by, free_in, next_up
from fund.kit.states import Refused
from fund.models import User
from fund.templatetags.words import day

TOLD, SILENT = "told", "silent"
WHY_ENDED = {TOLD: "The group said that it does not take the grant", SILENT: "No answer came by the last day"}


def months_after(start: date, months: int) -> date:
    """The same day so many months later; where that month is too short, its last day."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, last))


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
    _give_up(grant, by=by, reason=reason.strip())


@transaction.atomic
def end_offer(grant: Grant, *, by: User, why: str, words: str) -> None:
    """Write down, for the fund, that a group does not take its offer, or never answered it; the group hears of it.

    `why` is a key of `WHY_ENDED`. Raises Refused for silence before the last day that the letter named.
    """
    if faults := too_early(grant, why):
        raise Refused(faults)
    if not words.strip():
        raise Refused("Say how you know. The group reads your words.")
    _give_up(grant, by=by, reason=f"{WHY_ENDED[why]}. {words.strip()}")
    letters.offer_ended(grant, f"{WHY_ENDED[why]}.", words.strip())


def too_early(grant: Grant, why: str) -> str:
    """Say that silence is no answer yet; nothing where the offer can end for this reason."""
    last = answer_by(grant)
    if why != SILENT or last is None or timezone.localdate() > last:
        return ""
    return f"The group can answer until {day(last)}. Wait for that day, or ask the group."


def _give_up(grant: Grant, *, by: User, reason: str) -> None:
    grant.move(Grant.State.REFUSED, by=by, reason=reason)
    if grant.round is not None:
        letters.award_refused(grant, reason, free=free_in(grant.round), next_up=next_up(grant.round))
