"""Reminding groups of drafts before a round closes, unless they do not want it."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Min, QuerySet
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
    """Write every reminder that is due today, once; how many there were. Each application is its own transaction.

    A short note has the closing time of notes; who was invited has the round's, and began on that day.
    """
    return _remind_all(Round.objects.open(), is_invited=False) + _remind_all(
        Round.objects.open_to_invited(), is_invited=True
    )


def _remind_all(rounds: "QuerySet[Round]", *, is_invited: bool) -> int:
    today, written = timezone.localdate(), 0
    state = Application.State.INVITED if is_invited else Application.State.DRAFT
    for round_ in rounds:
        closing = round_.closing(is_invited=is_invited)
        if closing is None or closing > timezone.now() + timedelta(days=max(MARKS) + 1):
            continue
        closes_on = timezone.localtime(closing).date()
        rows = round_.applications.filter(state=state, is_test=False)
        begun = _invited_on(rows) if is_invited else {}
        for application in rows:
            began_at = begun.get(application.pk, application.started_at)
            mark = mark_for(closes_on, timezone.localtime(began_at).date(), today)
            if mark is not None:
                written += _remind(application, mark, closes_on)
    return written


def _invited_on(rows: "QuerySet[Application]") -> dict[int, datetime]:
    """When each of these was invited; one query."""
    moves = Application.history.filter(id__in=rows.order_by().values("pk"), state=Application.State.INVITED)
    return dict(moves.order_by().values("id").annotate(at=Min("history_date")).values_list("id", "at"))


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
