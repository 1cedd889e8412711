"""How sure we are of a finding, as a person sets it. What the rules said stays beneath."""

from django.db import transaction

from fund.kit import history
from fund.kit.states import Refused
from fund.models import User
from reporting.learning import guarding
from reporting.learning.editing import open_statement
from reporting.learning.grading import FAIRLY, HIGH
from reporting.models import Statement

REGRADED = "How sure we are was set by a person"
UNGRADED = "How sure we are follows the rules again"
LONGEST = 200  # letters of a reason


@transaction.atomic
def regrade(statement: Statement, level: str, *, why: str, by: User) -> None:
    """Lower or raise how sure we are of a finding. The reason is printed beside it in every format."""
    fresh = open_statement(statement, by)
    why = " ".join(why.split())
    if not fresh.grade:
        raise Refused("There is no grade here: only findings have one, and something new once it has a name.")
    if level == fresh.confidence:
        raise Refused("The rules say so already. Choose another one, or go back to the rules.")
    if not why:
        raise Refused("Say why. Readers see it beside the finding.")
    if len(why) > LONGEST:
        raise Refused(f"Shorten the reason to at most {LONGEST} letters.")
    if fresh.projects_asked == 1 and level in {HIGH, FAIRLY}:
        raise Refused("This is from one project, so we can never be more than “not sure”.")
    fresh.regraded, fresh.why_regraded = level, why
    _save(fresh, statement, by, REGRADED)


@transaction.atomic
def follow_rules(statement: Statement, *, by: User) -> None:
    """Take a person's grade back, so that the grade by rule holds again."""
    fresh = open_statement(statement, by)
    fresh.regraded = fresh.why_regraded = ""
    _save(fresh, statement, by, UNGRADED)


def _save(fresh: Statement, statement: Statement, by: User, reason: str) -> None:
    history.save(fresh, by=by, reason=reason, fields=["regraded", "why_regraded"])
    guarding.look_through(fresh.summary, by=by)
    statement.refresh_from_db(fields=["regraded", "why_regraded"])
