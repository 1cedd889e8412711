"""What was spent against the agreed budget, line by line, and where a reason is asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q, Sum

from applications.models import GrantBudgetLine
from applications.todo import ToDo
from fund.kit import history
from fund.kit.states import Refused
from fund.models import User
from reporting import holding, together
from reporting.models import Report, Spending
from reporting.together import Clash

NONE = Decimal(0)
APART = Decimal("0.10")  # from this share of a line’s budget on, a difference is explained


@dataclass(frozen=True)
class Line:
    """One line of the budget as a report sees it, in pounds. `spent` is None where nobody has said anything yet."""

    row: GrantBudgetLine
    before: Decimal
    spent: Decimal | None
    reason: str
    is_last: bool

    @property
    def so_far(self) -> Decimal:
        return self.before + (self.spent or NONE)

    @property
    def left(self) -> Decimal:
        return self.row.amount - self.so_far

    def asks_why(self, spent: Decimal | None = None) -> bool:
        """Say whether a sum wants a reason: over the line by more than a tenth, or at the end under it by so much."""
        so_far = self.so_far if spent is None else self.before + spent
        apart = self.row.amount * APART
        return so_far - self.row.amount > apart or (self.is_last and self.row.amount - so_far > apart)


def lines_of(report: Report) -> list[Line]:
    """The agreed budget with what this report says and what earlier ones said. Three queries."""
    grant = report.grant
    is_last = grant.ends_on is not None and report.to_on >= grant.ends_on
    said = {row.line_id: row for row in report.spending.all()}
    is_earlier = Q(spending__report__to_on__lt=report.to_on) & ~Q(spending__report=report.pk)
    rows = grant.budget.annotate(before=Sum("spending__amount", filter=is_earlier)).order_by("position", "pk")
    return [
        Line(
            row,
            row.before or NONE,
            said[row.pk].amount if row.pk in said else None,
            said[row.pk].reason if row.pk in said else "",
            is_last,
        )
        for row in rows
    ]


@transaction.atomic
def record(report: Report, sums: Mapping[int, tuple[Decimal | None, str]], *, by: User) -> None:
    """Keep what was spent, by the key of the budget line: the sum, None for nothing said, and the reason."""
    held = holding.still_open(report)
    known = {row.line_id: row for row in held.spending.all()}
    lines = {row.pk: row for row in held.grant.budget.all()}
    for key, (amount, reason) in sums.items():
        if key not in lines:
            raise Refused("One of these lines is not in the budget of this grant. Reload the page.")
        row = known.get(key)
        if amount is None:
            if row is not None:
                history.delete(row, by=by)
        elif row is None:
            history.save(Spending(report=held, line=lines[key], amount=amount, reason=reason), by=by)
        elif (row.amount, row.reason) != (amount, reason):
            row.amount, row.reason = amount, reason
            history.save(row, by=by, fields=["amount", "reason"])
    holding.begun(held, by=by)
    report.refresh_from_db(fields=["state"])


@transaction.atomic
def record_typed(
    report: Report, sums: Mapping[int, tuple[Decimal | None, str]], *, shown: Mapping[str, str], by: User
) -> list[Clash]:
    """Keep what was typed on a page, but for the lines that somebody else changed meanwhile: these are named.

    `shown` has the sign of each line as the page was opened with it.
    """
    held = holding.still_open(report)
    theirs = {str(row.line_id): typed_parts(row.amount, row.reason) for row in held.spending.all()}
    mine = {str(key): typed_parts(*said) for key, said in sums.items()}
    changed, clashing = together.sorted_out(shown, theirs, mine)
    record(report, {int(key): sums[int(key)] for key in changed}, by=by)
    return [together.clash(key, Spending.history.filter(report=held, line=int(key))) for key in clashing]


def typed_parts(amount: Decimal | None, reason: str) -> dict[str, Any]:
    """A line as it is typed on the page; a reason alone says nothing yet."""
    return {} if amount is None else {"spent": amount, "reason": reason.strip()}


def missing(lines: list[Line]) -> list[ToDo]:
    """What is still to be said about money."""
    found = [
        ToDo(f"Enter what you spent on “{line.row.heading}”", None, "", f"id_spent-{line.row.pk}")
        for line in lines
        if line.spent is None
    ]
    return found + [
        ToDo(f"Say why “{line.row.heading}” differs from the budget", None, "", f"id_reason-{line.row.pk}")
        for line in lines
        if line.spent is not None and line.asks_why() and not line.reason.strip()
    ]
