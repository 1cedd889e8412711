"""Data protection complaints: entered, acknowledged within 30 days with a warning before, answered."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from fund import post
from fund.kit import history
from fund.kit.states import Refused
from fund.models import DataComplaint, User
from fund.models.data_complaint import DAYS

State = DataComplaint.State


@transaction.atomic
def enter(*, who: str, words: str, received_on: date, by: User) -> DataComplaint:
    """Keep what somebody complains of. The clock starts on the day on which we got it."""
    if received_on > timezone.localdate():
        raise Refused("Choose a day that has come.")
    until = received_on + timedelta(days=DAYS)
    row = DataComplaint(who=who, words=words, received_on=received_on, acknowledge_by=until, entered_by=by)
    history.save(row, by=by)
    return row


@transaction.atomic
def acknowledge(row: DataComplaint, *, by: User) -> None:
    """Note that the person was told that we have it."""
    row.move(State.ACKNOWLEDGED, by=by, acknowledged_at=timezone.now())


@transaction.atomic
def answer(row: DataComplaint, *, answer: str, by: User) -> None:
    """Keep what the person was answered."""
    row.move(State.ANSWERED, by=by, answer=answer, answered_at=timezone.now())


@transaction.atomic
def remind() -> int:
    """Write to those who run the fund a week before the day, and the day after it; how many letters are due by now."""
    today, written = timezone.localdate(), 0
    for row in DataComplaint.objects.soon(today):
        mark = "late" if row.acknowledge_by < today else "soon"
        for person in User.objects.running_the_fund():
            post.write("data_complaint_due", to=person, key=f"data_complaint:{row.pk}:{mark}:{person.pk}", about=row)
            written += 1
    return written
