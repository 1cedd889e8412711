"""Putting a line under another heading by hand: what helped, what got in the way, or what comes next."""

from django.db import transaction

from fund.kit import history
from fund.kit.states import Refused
from fund.models import User
from reporting.learning import comparing, guarding
from reporting.learning.editing import open_statement
from reporting.learning.grading import NONE, NOT, SERIOUS, VERY
from reporting.models import Statement

Kind, CheckState = Statement.Kind, Statement.CheckState
HEADINGS = (Kind.FOR, Kind.AGAINST, Kind.NEXT)
PUT = "Put under another heading"
LOOK = "A line of this theme was put under another heading by hand. See whether this count still holds."


@transaction.atomic
def put_under(statement: Statement, kind: str, *, by: User) -> None:
    """Put a line under another heading. From then on it counts for itself alone.

    The sentences of other projects go, because they were told under the heading from which it comes.
    """
    fresh = open_statement(statement, by)
    _refuse_what_stays(fresh, kind)
    fresh.sources.exclude(pk=fresh.sources.all()[0].pk).delete()
    fresh.moved_from = "" if kind == fresh.moved_from else fresh.moved_from or fresh.kind
    fresh.kind, fresh.counted = kind, Statement.Counted.THIS
    fresh.projects_saying, fresh.saying_no, fresh.saying_both = min(fresh.projects_saying, 1), 0, 0
    fresh.confidence = "" if kind == Kind.NEXT else VERY if fresh.confidence == VERY else NOT
    kept = {name: level for name, level in fresh.concerns.items() if name == "methods"}
    fresh.concerns = {**kept, "coherence": NONE, "adequacy": SERIOUS} if fresh.confidence else {}
    fresh.regraded = fresh.why_regraded = ""
    fresh.voices = {}
    history.save(
        fresh,
        by=by,
        reason=PUT,
        fields=[
            *("kind", "moved_from", "counted", "projects_saying", "saying_no", "saying_both"),
            *("confidence", "concerns", "regraded", "why_regraded", "voices"),
        ],
    )
    if fresh.theme_id and fresh.projects_asked > 1:
        _have_counts_looked_at(fresh, by)
    guarding.look_through(fresh.summary, by=by)
    statement.refresh_from_db()


def _refuse_what_stays(fresh: Statement, kind: str) -> None:
    if fresh.kind not in HEADINGS or kind not in HEADINGS:
        raise Refused("Only what helped, what got in the way and what comes next can change places.")
    if fresh.kind == kind:
        raise Refused("It stands under this heading already.")
    if fresh.is_dropped:
        raise Refused("It was left out. Bring it back first.")
    if fresh.merged.exists():
        raise Refused("Other statements were put into this one. Take them apart first.")


def _have_counts_looked_at(moved: Statement, by: User) -> None:
    """Have a person compare the other lines of the theme, whose counts may hold the sentence that went."""
    same = Statement.objects.filter(summary=moved.summary_id, theme=moved.theme_id, counted=Statement.Counted.THEME)
    for other in same.filter(is_dropped=False).exclude(check_state=CheckState.BLOCKED):
        other.check_state, other.ticked_by, other.ticked_at = CheckState.LOOK_AGAIN, None, None
        other.check_reasons = [*(reason for reason in other.check_reasons if reason != LOOK), LOOK]
        history.save(other, by=by, fields=[*comparing.STAMP])
