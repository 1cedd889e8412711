"""What the fund pays those who read: its rates, who changed them, and when."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from fund.kit import history
from fund.models import Fund, User

RATES = ("reading_rate", "meeting_rate", "mile_rate")


@dataclass(frozen=True)
class Rates:
    """What an hour of reading, an hour of a meeting and a mile were worth from one moment on; who said so."""

    reading_rate: Decimal | None
    meeting_rate: Decimal | None
    mile_rate: Decimal | None
    since: datetime
    said_by: str


@transaction.atomic
def set_rates(fund: Fund, *, by: User, **rates: Decimal | None) -> None:
    """Say what the fund pays from now on. What was asked for before keeps the rate that it was asked at."""
    held = Fund.objects.select_for_update(no_key=True).get(pk=fund.pk)
    if {name: getattr(held, name) for name in RATES} == rates:
        return
    for name in RATES:
        setattr(held, name, rates[name])
    history.save(held, by=by, reason="New rates for those who read", fields=RATES)


def history_of(fund: Fund) -> list[Rates]:
    """The rates as they were, newest first, each as long as it held."""
    found: list[Rates] = []
    for record in fund.history.select_related("history_user").order_by("history_date", "history_id"):
        now = {name: getattr(record, name) for name in RATES}
        last = {name: getattr(found[-1], name) if found else None for name in RATES}
        if now != last:
            found.append(Rates(**now, since=record.history_date, said_by=str(record.history_user or "the system")))
    return found[::-1]
