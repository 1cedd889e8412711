"""Something new that fits no theme: a person gives it a name, puts it under a theme, or leaves it out."""

from collections import defaultdict
from dataclasses import dataclass

from django.db import transaction

from fund.kit import history
from fund.kit.states import Refused
from fund.models import Term, User
from reporting.learning import guarding
from reporting.learning.editing import open_statement
from reporting.models import LearningSummary, Statement

Kind = Statement.Kind
ENOUGH = 2  # summaries that chose a name before it is proposed as a theme


@transaction.atomic
def name(statement: Statement, words: str, *, by: User) -> None:
    """Say what something new is called. It stands under this name in the summary."""
    fresh = _emerging(statement, by)
    if not words.strip():
        raise Refused("Enter a name for it.")
    fresh.named = words.strip()
    history.save(fresh, by=by, fields=["named"])
    guarding.look_through(fresh.summary, by=by)
    statement.refresh_from_db()


@transaction.atomic
def settle(statement: Statement, theme: Term, *, kind: str, by: User) -> None:
    """Put something new under a theme that there is, as what helped or what got in the way."""
    fresh = _emerging(statement, by)
    if kind not in {Kind.FOR, Kind.AGAINST}:
        raise Refused("Say whether it helped or got in the way.")
    fresh.kind, fresh.theme, fresh.named = kind, theme, ""
    history.save(fresh, by=by, fields=["kind", "theme", "named"])
    statement.refresh_from_db()


def _emerging(statement: Statement, by: User) -> Statement:
    fresh = open_statement(statement, by)
    if fresh.kind != Kind.EMERGING:
        raise Refused("This statement has a theme already.")
    return fresh


@dataclass(frozen=True)
class Proposed:
    """A name that several summaries chose for something new, and which ones."""

    name: str
    summaries: tuple[LearningSummary, ...]


def proposed() -> list[Proposed]:
    """Names that were chosen in two summaries or more, however they are spelt. One query.

    Versions of the same summary count once, and so does none that was withdrawn.
    """
    rows = Statement.objects.filter(kind=Kind.EMERGING, is_dropped=False).exclude(named="")
    rows = rows.exclude(summary__state=LearningSummary.State.WITHDRAWN)
    found: dict[str, dict[str, Statement]] = defaultdict(dict)
    for row in rows.select_related("summary").order_by("summary__version", "pk"):
        found[" ".join(row.named.casefold().split())][row.summary.slug] = row
    return [
        Proposed(next(iter(there.values())).named, tuple(row.summary for row in there.values()))
        for _, there in sorted(found.items())
        if len(there) >= ENOUGH
    ]
