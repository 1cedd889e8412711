"""One clock for what must be decided to the second: the database's."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.db import connection
from django.utils import timezone

MOST_APART = 2  # seconds

_ours: ContextVar[bool] = ContextVar("our own clock decides", default=False)


@contextmanager
def ours() -> Iterator[None]:
    """Let our own clock decide: for the demo, which makes up what happened on past days."""
    before = _ours.set(True)
    try:
        yield
    finally:
        _ours.reset(before)


def now() -> datetime:
    """The time at this moment by the clock of the database, whatever transaction we are in.

    Web servers may go wrong by seconds, each in its own way; a closing second must be the same for all. SQLite has
    no clock of its own, and its one machine's clock serves.
    """
    if connection.vendor != "postgresql" or _ours.get():
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def apart() -> float:
    """How many seconds the database's clock is ahead of ours; under nought, behind."""
    return (now() - timezone.now()).total_seconds()


def words(apart: float) -> str:
    """Whether our clock is right, told by how many seconds the database is ahead of it."""
    if abs(apart) <= MOST_APART:
        return "right"
    return f"{abs(apart):.0f} seconds {'behind' if apart > 0 else 'ahead of'} the database"


def fault() -> str:
    """What is wrong with our clock, in words, or nothing."""
    said = words(apart())
    return "" if said == "right" else said
