"""The order in which statements of a kind are read."""

from django.db import transaction
from django.db.models import Max

from fund.kit import history
from fund.models import User
from reporting.learning.editing import open_statement
from reporting.models import Statement

UP, DOWN = "up", "down"


@transaction.atomic
def move(statement: Statement, way: str, *, by: User) -> None:
    """Change places with the statement of the same kind before it or after it; at an end nothing happens."""
    here = open_statement(statement, by)
    rows = list(Statement.objects.filter(summary=here.summary_id, kind=here.kind))
    place = next(number for number, row in enumerate(rows) if row.pk == here.pk)
    to = place - 1 if way == UP else place + 1
    if not 0 <= to < len(rows):
        return
    other, mine = rows[to], here.position
    here.position = 1 + Statement.objects.filter(summary=here.summary_id).aggregate(most=Max("position"))["most"]
    history.save_quietly(here, fields=["position"])  # two cannot have one place, not even for a moment
    theirs, other.position = other.position, mine
    history.save(other, by=by, fields=["position"])
    here.position = theirs
    history.save(here, by=by, fields=["position"])
    statement.refresh_from_db()
