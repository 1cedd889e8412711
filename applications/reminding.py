"""Reminding groups of drafts before a round closes, unless they do not want it."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from applications import letters
from applications.models import Application
from fund import links
from fund.models import Membership, Round, User

MARKS = (1, 7, 30)  # days before the closing day, as the calendar in Scotland counts them
LATE = 2  # a day on which no worker ran is made up for this long


def mark_for(closes_on: date, started_on: date, today: date) -> int | None:
    """The reminder that is due today, the nearest to the close; none whose day was past when the draft was started."""
    for days in MARKS:
        day = closes_on - timedelta(days=days)
        if started_on < day <= today <= day + timedelta(days=LATE) and today < closes_on:
            return days
    return None


def remind() -> int:
    """Write every reminder that is due today, once; how many there were. Each application is its own transaction."""
    today, written = timezone.localdate(), 0
    for round_ in Round.objects.open().filter(closes_at__lte=timezone.now() + timedelta(days=max(MARKS) + 1)):
        closes_on = timezone.localtime(round_.closes_at).date()
        for application in round_.applications.filter(state=Application.State.DRAFT, is_test=False):
            mark = mark_for(closes_on, timezone.localtime(application.started_at).date(), today)
            if mark is not None:
                written += _remind(application, mark, closes_on)
    return written


@transaction.atomic
def _remind(application: Application, mark: int, closes_on: date) -> int:
    wanting = Membership.objects.filter(
        organisation=application.organisation_id,
        kind__in=[Membership.Kind.LEAD, Membership.Kind.EDITOR],
        user__is_active=True,
        user__wants_reminders=True,
    )
    return sum(
        letters.reminder(application, membership.user, mark, closes_on) for membership in wanting.select_related("user")
    )


@transaction.atomic
def stop(person: User) -> None:
    """No more reminders of drafts for this person, from any round."""
    User.objects.filter(pk=person.pk).update(wants_reminders=False)
    links.close(person, kind=letters.STOP_REMINDERS)
