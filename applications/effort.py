"""What applying costs people: minutes counted if they want, and how it was. Used to make the form better, only."""

from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from applications.models import Application, Effort
from fund.kit.states import Refused
from fund.models import Round

FEW = 5  # figures of fewer groups would point at one of them
BEAT = timedelta(seconds=50)


@transaction.atomic
def count_minutes(application: Application, *, wanted: bool) -> Effort:
    """Begin or end counting the minutes that a group writes. What was counted stays until it begins again."""
    effort, _ = Effort.objects.get_or_create(application=application)
    effort.is_counted = wanted
    effort.save(update_fields=["is_counted"])
    return effort


def tick(application: Application) -> bool:
    """Count one minute of writing, at most one a minute however many windows are open; say whether it counted."""
    now = timezone.now()
    rows = Effort.objects.filter(application=application, is_counted=True, application__state__in=Application.WRITTEN)
    due = rows.filter(Q(counted_at=None) | Q(counted_at__lte=now - BEAT))
    return bool(due.update(minutes=F("minutes") + 1, counted_at=now))


@transaction.atomic
def tell(application: Application, *, ease: int | None, hours: int | None, words: str) -> None:
    """Keep what a group says about applying. It can say it again; the last counts."""
    if application.submitted_at is None:
        raise Refused("Tell us after you have handed in.")
    facts = {"ease": ease, "hours": hours, "words": words, "told_at": timezone.now()}
    Effort.objects.update_or_create(application=application, defaults=facts)


@dataclass(frozen=True)
class Burden:
    """What groups of one round told: how many, the middle of their hours, how many said what, and their words."""

    told: int
    timed: int
    hours: float | None
    eases: list[tuple[str, int]]
    words: list[str]


def burden(round_: Round) -> Burden:
    """The figures of a round, without the groups. Under FEW groups there are none."""
    rows = list(Effort.objects.filter(application__round=round_, application__is_test=False).order_by("words"))
    told = [row for row in rows if row.told_at]
    hours = [row.hours if row.hours is not None else row.minutes / 60 for row in rows if row.hours or row.minutes]
    counts = [(label, sum(row.ease == value for row in told)) for value, label in Effort.Ease.choices]
    return Burden(
        told=len(told),
        timed=len(hours),
        hours=round(median(hours), 1) if len(hours) >= FEW else None,
        eases=counts if len(told) >= FEW else [],
        words=[row.words for row in told if row.words],
    )
